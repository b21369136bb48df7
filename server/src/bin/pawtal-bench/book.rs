//! Books of business of any size, on either database.

use server::trial::{Failure, Launch, run};
use tempfile::TempDir;

use crate::report::report;

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// The embedded default.
    Sqlite,
    /// The server that `PAWTAL_TEST_POSTGRES` names.
    Postgres,
}

/// A seeded book and how to serve it; its files go with it.
pub struct Book {
    /// Which database.
    pub engine: Engine,
    /// How many policyholders it has.
    pub policyholders: u32,
    /// The server for it, on the first core.
    pub launch: Launch,
    _folder: TempDir,
}

impl Engine {
    /// As it stands in the names of figures.
    pub fn name(self) -> &'static str {
        match self {
            Engine::Sqlite => "sqlite",
            Engine::Postgres => "postgres",
        }
    }

    /// Makes a book with `pawtal seed`, and prints what that took.
    pub async fn seed(self, policyholders: u32) -> Result<Book, Failure> {
        let folder = TempDir::with_prefix("pawtal-bench-")?;
        let url = match self {
            Engine::Sqlite => format!("sqlite://{}", folder.path().join("pawtal.db").display()),
            Engine::Postgres => app::testing::postgres().await.ok_or("PAWTAL_TEST_POSTGRES names no PostgreSQL server")?,
        };
        let pinned = std::thread::available_parallelism()?.get() > 1;
        let mut launch = Launch::beside(&url, folder.path(), None)?;
        let count = policyholders.to_string();
        let (took, used) = run(launch.command(&["seed", "--policyholders", &count, "--seed", "1"])).await?;
        launch.core = pinned.then_some(0);
        let name = format!("seed-{}-{policyholders}", self.name());
        report(&format!("{name}-time"), format!("{:.1}", took.as_secs_f64()), "s");
        report(&format!("{name}-memory"), used.peak_kb / 1024, "MB");
        Ok(Book {
            engine: self,
            policyholders,
            launch,
            _folder: folder,
        })
    }
}
