//! Signing in: how often it can be done on all cores at what a password hash costs, and what is left for everybody else meanwhile.

use std::time::Duration;

use app::state::Random;
use server::trial::{Failure, open, sign_in};

use crate::Measure;
use crate::book::Engine;
use crate::dashboard::{better, dashboard_of};
use crate::load::{Counted, Planned, send};
use crate::report::{milliseconds, report};

/// Whom the demo book lets in by these words (server/src/demo/cast.rs).
const PEOPLE: [&str; 3] = [
    "email=robin%40example.com&password=biscuit-naps-on-warm-stones&next=%2F",
    "email=sam%40example.com&password=juno-watches-the-first-snow&next=%2F",
    "email=alex%40example.com&password=five-bowls-by-the-back-door&next=%2F",
];
/// Browsers that sign in at once: fewer than unknown ones may stand in line for.
const BROWSERS: usize = 16;
/// Policyholders who look at their first page meanwhile.
const LOOKING: usize = 500;

/// Prints the figures of signing in, on a server that may use every core.
pub async fn measure(measure: &Measure) -> Result<(), Failure> {
    let mut book = Engine::Sqlite.seed(measure.small).await?;
    book.launch.core = None;
    let _server = book.launch.start().await?;
    let state = open(&book.launch.database_url, Random::seeded(5)).await?;
    let people = sign_in(&state, LOOKING.min(usize::try_from(book.policyholders)?)).await?;
    state.store.close().await;
    let storm: Vec<Planned> = PEOPLE.iter().map(|form| attempt(form)).collect();
    let dashboard: Vec<Planned> = people.iter().map(dashboard_of).collect();
    let (address, time) = (book.launch.address, Duration::from_secs(measure.seconds));
    let look = || send(address, &dashboard, measure.connections, time, false);

    look().await?;
    let (mut calm, mut signing, mut besieged) = (Counted::default(), Counted::default(), Counted::default());
    for _ in 0..measure.rounds {
        calm = better(calm, look().await?);
        signing = better(signing, send(address, &storm, BROWSERS, time, false).await?);
        let (looked, stormed) = tokio::join!(look(), send(address, &storm, BROWSERS, time, false));
        for (what, counted) in [("looks", looked.as_ref()), ("sign-ins", stormed.as_ref())] {
            if let Ok(counted) = counted
                && counted.failed > 0
            {
                return Err(format!("{} {what} were not answered as they must be", counted.failed).into());
            }
        }
        stormed?;
        besieged = better(besieged, looked?);
    }
    report("sign-in-throughput", format!("{:.1}", signing.throughput()), "sign-ins/s");
    report("sign-in-p50", milliseconds(signing.p50), "ms");
    report("sign-in-p99", milliseconds(signing.p99), "ms");
    report("dashboard-throughput-calm", format!("{:.0}", calm.throughput()), "requests/s");
    report("dashboard-throughput-storm", format!("{:.0}", besieged.throughput()), "requests/s");
    report("dashboard-storm-to-calm", format!("{:.3}", besieged.throughput() / calm.throughput()), "ratio");
    Ok(())
}

fn attempt(form: &str) -> Planned {
    Planned {
        path: "/api/auth/sign_in".into(),
        session: None,
        form: Some(form.to_owned()),
        leads_to: Some("/".into()),
    }
}
