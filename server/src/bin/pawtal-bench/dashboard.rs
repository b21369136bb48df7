//! The signed-in dashboard against the floor: same process, same number of bytes, one indexed query, no session.

use std::time::Duration;

use app::state::Random;
use server::trial::{Failure, Server, SignedIn, floor, open, sign_in};

use crate::Measure;
use crate::book::Book;
use crate::load::{Counted, Planned, send};
use crate::report::{milliseconds, report};

/// Policyholders who look, at most: each with a household of their own.
const PEOPLE: u32 = 4_000;
/// Until caches are warm and connections open.
const WARM_UP: Duration = Duration::from_secs(2);

/// Prints the figures of the dashboard; gives the processor time of one, in seconds.
pub async fn measure(book: &Book, server: &Server, measure: &Measure) -> Result<f64, Failure> {
    let state = open(&book.launch.database_url, Random::seeded(1)).await?;
    let people = sign_in(&state, usize::try_from(book.policyholders.min(PEOPLE))?).await?;
    state.store.close().await;
    let time = Duration::from_secs(measure.seconds);
    let ask = |plan, time| send_plan(book, plan, measure.connections, time);

    let dashboard: Vec<Planned> = people.iter().map(dashboard_of).collect();
    let warm = ask(&dashboard, WARM_UP).await?;
    let bytes = warm.bytes / u64::from(warm.answered.max(1));
    let floor: Vec<Planned> = people.iter().map(|one| floor_of(one, bytes)).collect();
    ask(&floor, WARM_UP).await?;

    let (mut best, mut best_floor) = (Counted::default(), Counted::default());
    let (mut cpu, mut floor_cpu, mut answered, mut floor_answered) = (Duration::ZERO, Duration::ZERO, 0, 0);
    for _ in 0..measure.rounds {
        let before = server.usage()?.cpu;
        let round = ask(&dashboard, time).await?;
        let between = server.usage()?.cpu;
        let floor_round = ask(&floor, time).await?;
        floor_cpu += server.usage()?.cpu.saturating_sub(between);
        cpu += between.saturating_sub(before);
        answered += round.answered;
        floor_answered += floor_round.answered;
        best = better(best, round);
        best_floor = better(best_floor, floor_round);
    }
    let size = book.policyholders;
    report(&format!("page-bytes-{size}"), bytes, "bytes");
    print("dashboard", size, &best, cpu, answered);
    print("floor", size, &best_floor, floor_cpu, floor_answered);
    report(
        &format!("dashboard-to-floor-{size}"),
        format!("{:.3}", best.throughput() / best_floor.throughput()),
        "ratio",
    );
    Ok(cpu.as_secs_f64() / f64::from(answered))
}

async fn send_plan(book: &Book, plan: &[Planned], connections: usize, time: Duration) -> Result<Counted, Failure> {
    let counted = send(book.launch.address, plan, connections, time, false).await?;
    if counted.failed > 0 || counted.answered == 0 {
        return Err(format!("{} requests were not answered as they must be: {counted:?}", counted.failed).into());
    }
    Ok(counted)
}

/// The first page, as somebody sees it.
pub fn dashboard_of(one: &SignedIn) -> Planned {
    Planned {
        path: "/".into(),
        session: Some(one.token.clone()),
        form: None,
        leads_to: None,
    }
}

fn floor_of(one: &SignedIn, bytes: u64) -> Planned {
    Planned {
        path: format!("{}?id={}&bytes={bytes}", floor::PATH, one.household),
        session: None,
        form: None,
        leads_to: None,
    }
}

/// The round with more answers a second.
pub fn better(one: Counted, other: Counted) -> Counted {
    if one.answered > 0 && one.throughput() > other.throughput() {
        one
    } else {
        other
    }
}

fn print(what: &str, size: u32, best: &Counted, cpu: Duration, answered: u32) {
    report(&format!("{what}-throughput-{size}"), format!("{:.0}", best.throughput()), "requests/s");
    report(&format!("{what}-p50-{size}"), milliseconds(best.p50), "ms");
    report(&format!("{what}-p99-{size}"), milliseconds(best.p99), "ms");
    report(
        &format!("{what}-cpu-{size}"),
        format!("{:.6}", cpu.as_secs_f64() / f64::from(answered)),
        "s/request",
    );
    let busy = best.own_cpu.as_secs_f64() / best.took.as_secs_f64();
    report(&format!("{what}-load-busy-{size}"), format!("{busy:.2}"), "of a core");
}
