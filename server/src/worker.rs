//! Works the jobs that changes leave in the outbox. Several workers may run: a job is leased, and a lease that runs out makes it due again.

use std::time::Duration;

use app::billing::run::Report;
use app::jobs::{self, Lane};
use app::notify::store::deliveries;
use app::state::AppState;
use tokio_util::sync::CancellationToken;

/// How long to wait when there is nothing to do.
const PAUSE: Duration = Duration::from_millis(500);
/// How many jobs ask the gateway at once: each mostly waits for its answer.
const AT_THE_GATEWAY: usize = 4;
/// How often sessions and orphaned files are swept, in milliseconds.
const SWEEP_MS: i64 = 10 * 60 * 1000;
/// How long after a run of bills the next begins.
const BILLS: Duration = Duration::from_secs(10 * 60);

/// Works until `stop`. What is in hand is finished first; a page being read is not waited for, but read again after the next start. Deliveries and
/// reading go beside the jobs: a mail server, a gateway or a picture that takes its time holds no claim up.
pub async fn run(state: AppState, stop: CancellationToken) {
    tracing::info!("Worker started");
    // What is cut short is done again after the next start: reading makes the same pages, comparing finds the same differences.
    let cut_short = |lane| {
        let (state, stop) = (&state, &stop);
        async move {
            tokio::select! {
                () = stop.cancelled() => {}
                () = work(state, lane, stop) => {}
            }
        }
    };
    // So is a run of bills: whatever it was about, the next finds out and goes on.
    let billing = async {
        tokio::select! {
            () = stop.cancelled() => {}
            () = bill(&state) => {}
        }
    };
    let money = futures::future::join_all((0..AT_THE_GATEWAY).map(|_| work(&state, Lane::Money, &stop)));
    tokio::join!(
        work(&state, Lane::Usual, &stop),
        deliver(&state, &stop),
        money,
        cut_short(Lane::Reading),
        cut_short(Lane::Nightly),
        billing
    );
    tracing::info!("Worker stopped");
}

async fn deliver(state: &AppState, stop: &CancellationToken) {
    while !stop.is_cancelled() {
        match deliveries::deliver_one(state).await {
            Ok(true) => {}
            Ok(false) => pause(stop).await,
            Err(error) => {
                tracing::warn!("Worker could not reach its deliveries: {error}");
                pause(stop).await;
            }
        }
    }
}

async fn work(state: &AppState, lane: Lane, stop: &CancellationToken) {
    let mut next_sweep = 0;
    while !stop.is_cancelled() {
        if lane == Lane::Usual && state.clock.now() >= next_sweep {
            next_sweep = state.clock.now() + SWEEP_MS;
            if let Err(error) = jobs::sweep(state).await {
                tracing::warn!("Sweep failed: {error}");
            }
        }
        match jobs::work_one(state, lane).await {
            Ok(true) => {}
            Ok(false) => pause(stop).await,
            Err(error) => {
                tracing::warn!("Worker could not reach its jobs: {error}");
                pause(stop).await;
            }
        }
    }
}

/// Makes and collects bills. Many are due in one night: that holds up nothing else.
async fn bill(state: &AppState) {
    loop {
        match app::billing::run::run(state).await {
            Ok(report) if report != Report::default() => tracing::info!("Worked bills: {report:?}"),
            Ok(_) => {}
            Err(error) => tracing::warn!("Bills could not be worked: {error}"),
        }
        tokio::time::sleep(BILLS).await;
    }
}

async fn pause(stop: &CancellationToken) {
    tokio::select! {
        () = stop.cancelled() => {}
        () = tokio::time::sleep(PAUSE) => {}
    }
}
