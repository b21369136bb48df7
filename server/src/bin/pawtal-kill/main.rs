//! `pawtal-kill`: kills the real server, again and again, at any moment, while people file claims; then looks whether everything that was
//! acknowledged is there once, and nothing is there half or twice.

mod check;
mod filer;
mod rounds;

use std::process::ExitCode;

use clap::Parser;
use rounds::{Engine, Outcome};
use server::trial::Failure;

/// Kill the server while claims come in.
#[derive(Parser)]
#[command(name = "pawtal-kill", max_term_width = 120)]
struct Command {
    /// How often it is killed: half of it on SQLite, half on the PostgreSQL server that `PAWTAL_TEST_POSTGRES` names.
    #[arg(long, default_value_t = 200)]
    rounds: u32,
    /// Chooses the moments; the same moments for the same number.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

fn main() -> ExitCode {
    let command = Command::parse();
    let done = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Failure::from)
        .and_then(|runtime| runtime.block_on(both(&command)));
    match done {
        Ok(outcome) => {
            println!("{} passed, {} failed", outcome.passed, outcome.failed);
            if outcome.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            eprintln!("pawtal-kill: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn both(command: &Command) -> Result<Outcome, Failure> {
    let mut outcome = rounds::run(Engine::Sqlite, command.rounds.div_ceil(2), command.seed).await?;
    if std::env::var_os("PAWTAL_TEST_POSTGRES").is_some() {
        outcome += rounds::run(Engine::Postgres, command.rounds / 2, command.seed).await?;
    } else {
        println!("The half on PostgreSQL was left out: PAWTAL_TEST_POSTGRES names no server");
    }
    Ok(outcome)
}
