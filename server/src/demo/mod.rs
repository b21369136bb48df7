//! The demo book: never in a production build.

use clap::Args;

/// Fill an empty database with a demo book.
#[derive(Args)]
pub struct SeedCommand {}

impl SeedCommand {
    /// Stub.
    pub async fn run(self) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        Ok(())
    }
}
