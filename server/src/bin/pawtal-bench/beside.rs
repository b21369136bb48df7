//! Looking at pages while invoices are read: the reader works beside the server, on the same cores.

use std::path::PathBuf;
use std::time::Duration;

use app::fetch_one;
use app::state::{AppState, Random};
use server::trial::filing;
use server::trial::{Browser, Failure, Filer, filers, open, run, sign_in, visit_day};
use tokio::process::Command;

use crate::Measure;
use crate::book::Engine;
use crate::dashboard::{better, dashboard_of};
use crate::load::{Counted, Planned, send};
use crate::report::{milliseconds, report};

/// Policyholders who look at their first page.
const LOOKING: usize = 500;
/// Invoices that wait to be read before each round.
const INVOICES: usize = 12;

/// Prints how the dashboard does with and without pages being read, on a server that may use every core.
pub async fn measure(measure: &Measure) -> Result<(), Failure> {
    let mut book = Engine::Sqlite.seed(measure.small).await?;
    book.launch.core = None;
    let _server = book.launch.start().await?;
    let state = open(&book.launch.database_url, Random::seeded(11)).await?;
    let people = sign_in(&state, LOOKING).await?;
    let plan: Vec<Planned> = people.iter().map(dashboard_of).collect();
    let time = Duration::from_secs(measure.seconds);
    // A few connections: what a page takes is asked here, not how many there can be.
    let look = || send(book.launch.address, &plan, 4, time, false);
    let (pictures, visit) = (draw().await?, visit_day(&state).to_string());
    let mut senders = filers(&state, INVOICES * usize::try_from(measure.rounds)?).await?;

    look().await?;
    let (mut calm, mut busy) = (Counted::default(), Counted::default());
    for _ in 0..measure.rounds {
        calm = better(calm, look().await?);
        for (filer, picture) in senders.drain(..INVOICES).zip(pictures.iter().cycle()) {
            upload(&mut Browser::new(book.launch.address, &filer.who.token), &filer, &visit, picture).await?;
        }
        let round = look().await?;
        if waiting(&state).await? == 0 {
            eprintln!("pawtal-bench: all invoices were read before the round ended; its figures are those of the time before");
        }
        busy = better(busy, round);
        while waiting(&state).await? > 0 {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }
    state.store.close().await;
    report("dashboard-p50-alone", milliseconds(calm.p50), "ms");
    report("dashboard-p99-alone", milliseconds(calm.p99), "ms");
    report("dashboard-p50-reading", milliseconds(busy.p50), "ms");
    report("dashboard-p99-reading", milliseconds(busy.p99), "ms");
    report(
        "dashboard-p99-reading-to-alone",
        format!("{:.2}", busy.p99.as_secs_f64() / calm.p99.as_secs_f64()),
        "times",
    );
    Ok(())
}

/// Invoices of our own.
async fn draw() -> Result<Vec<Vec<u8>>, Failure> {
    let folder = tempfile::tempdir()?;
    let mut draw = Command::new(std::env::current_exe()?.with_file_name("pawtal"));
    draw.args(["draw-invoices", "--count", "6", "--seed", "13", "--out"]).arg(folder.path());
    run(draw).await?;
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder.path())?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    files.retain(|file| file.extension().is_some_and(|ending| ending == "jpg"));
    files.sort();
    files.iter().map(|file| Ok(std::fs::read(file)?)).collect()
}

/// Sends an invoice to a new draft, as the wizard does.
async fn upload(browser: &mut Browser, filer: &Filer, visit: &str, picture: &[u8]) -> Result<(), Failure> {
    let draft = filing::begin(browser).await?;
    filing::answer(browser, &draft, "pet", &[("pet", filer.pet.as_str())]).await?;
    filing::answer(browser, &draft, "date", &[("date", visit)]).await?;
    Ok(filing::send_page(browser, &draft, picture).await?)
}

/// Invoices that wait.
async fn waiting(state: &AppState) -> Result<i64, sqlx::Error> {
    let (count,): (i64,) = fetch_one!(state.store.read(), (i64,), "SELECT COUNT(*) FROM reading WHERE state = 'waiting'")?;
    Ok(count)
}
