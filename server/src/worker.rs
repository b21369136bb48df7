//! Works the jobs that changes leave in the outbox. Several workers may run: a job is leased, and a lease that runs out makes it due again.

use std::time::Duration;

use app::jobs;
use app::notify::store::deliveries;
use app::state::AppState;
use tokio_util::sync::CancellationToken;

/// How long to wait when there is nothing to do.
const PAUSE: Duration = Duration::from_millis(500);
/// How often sessions and orphaned files are swept, in milliseconds.
const SWEEP_MS: i64 = 10 * 60 * 1000;

/// Works until `stop`. What is in hand is finished first. Deliveries go beside the jobs: a mail server that is slow holds no claim up.
pub async fn run(state: AppState, stop: CancellationToken) {
    tracing::info!("Worker started");
    tokio::join!(work(&state, &stop), deliver(&state, &stop));
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

async fn work(state: &AppState, stop: &CancellationToken) {
    let mut next_sweep = 0;
    while !stop.is_cancelled() {
        if state.clock.now() >= next_sweep {
            next_sweep = state.clock.now() + SWEEP_MS;
            if let Err(error) = jobs::sweep(state).await {
                tracing::warn!("Sweep failed: {error}");
            }
        }
        match jobs::work_one(state).await {
            Ok(true) => {}
            Ok(false) => pause(stop).await,
            Err(error) => {
                tracing::warn!("Worker could not reach its jobs: {error}");
                pause(stop).await;
            }
        }
    }
}

async fn pause(stop: &CancellationToken) {
    tokio::select! {
        () = stop.cancelled() => {}
        () = tokio::time::sleep(PAUSE) => {}
    }
}
