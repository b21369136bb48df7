//! `pawtal-bench`: measures the real server with real books of business, and prints lines of "name value unit".
//!
//! The server stays on the first processor core and the load, a process of its own, on the second: ratios within one run can be compared,
//! numbers of two machines cannot.
#![expect(clippy::float_arithmetic, reason = "times and ratios; there is no money here")]

mod adjudicate;
mod beside;
mod book;
mod dashboard;
mod live;
mod load;
mod memory;
mod reading;
mod report;
mod sizes;
mod storm;
mod submit;

use std::process::ExitCode;

use book::Engine;
use clap::{Args, Parser, Subcommand};
use server::trial::Failure;

use crate::report::report;

/// Measure the portal on this machine.
#[derive(Parser)]
#[command(name = "pawtal-bench", max_term_width = 120)]
struct Command {
    #[command(subcommand)]
    what: Option<What>,
    #[command(flatten)]
    measure: Measure,
}

#[derive(Subcommand)]
enum What {
    /// Measure reading invoices, and nothing else.
    Reading,
    /// Send requests from this process alone; the measuring starts it on a core of its own.
    #[command(hide = true)]
    Load(load::Load),
}

/// How much is measured.
#[derive(Args, Clone, Debug)]
pub struct Measure {
    /// Policyholders of the large book.
    #[arg(long, default_value_t = 41_000)]
    pub large: u32,
    /// Policyholders of the small book.
    #[arg(long, default_value_t = 1_000)]
    pub small: u32,
    /// Seconds of each round.
    #[arg(long, default_value_t = 5)]
    pub seconds: u64,
    /// Rounds of each figure; the best counts.
    #[arg(long, default_value_t = 3)]
    pub rounds: u32,
    /// Connections at once.
    #[arg(long, default_value_t = 32)]
    pub connections: usize,
}

fn main() -> ExitCode {
    let command = Command::parse();
    // One thread: the load shares its core with nothing, and the measuring only waits.
    let done = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Failure::from)
        .and_then(|runtime| {
            runtime.block_on(async {
                match command.what {
                    Some(What::Load(load)) => load.run().await,
                    Some(What::Reading) => reading::measure().await,
                    None => measure(&command.measure).await,
                }
            })
        });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("pawtal-bench: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn measure(measure: &Measure) -> Result<(), Failure> {
    let cores = std::thread::available_parallelism()?.get();
    report("cores", cores, "");
    if cores < 2 {
        eprintln!("pawtal-bench: with one core the load takes time from the server; the figures say little");
    }
    adjudicate::measure(measure.rounds)?;
    reading::measure().await?;
    let mut costs = Vec::new();
    for policyholders in [measure.small, measure.large] {
        let book = Engine::Sqlite.seed(policyholders).await?;
        let server = book.launch.start().await?;
        costs.push(dashboard::measure(&book, &server, measure).await?);
        if policyholders == measure.large {
            sizes::measure(&book).await?;
            memory::measure(&server, policyholders)?;
            submit::measure(&book, &server, measure).await?;
            live::measure(&book, &server, measure).await?;
        }
    }
    if let [small, large] = costs[..] {
        report("dashboard-cpu-growth", format!("{:.3}", large / small), "times");
    }
    storm::measure(measure).await?;
    beside::measure(measure).await?;
    match std::env::var("PAWTAL_TEST_POSTGRES") {
        Ok(_) => {
            Engine::Postgres.seed(measure.small).await?;
            let book = Engine::Postgres.seed(measure.large).await?;
            let server = book.launch.start().await?;
            submit::measure(&book, &server, measure).await?;
            live::measure(&book, &server, measure).await?;
        }
        Err(_) => eprintln!("pawtal-bench: PAWTAL_TEST_POSTGRES names no PostgreSQL server; its figures are left out"),
    }
    Ok(())
}
