use app::db::Store;
use clap::Args;

use super::address;

/// Where the book of business lies.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Database")]
pub struct DatabaseConfig {
    /// sqlite://PATH (one server) or postgres://USER:PASSWORD@HOST/DATABASE (several); on another machine with ?sslmode=verify-full.
    #[arg(long, env = "PAWTAL_DATABASE_URL", value_name = "PAWTAL_DATABASE_URL", default_value = "sqlite://data/pawtal.db", value_parser = address::database)]
    pub database_url: String,

    /// Connections to PostgreSQL at most; SQLite takes one writer and at most four readers.
    #[arg(long, env = "PAWTAL_DATABASE_CONNECTIONS", value_name = "PAWTAL_DATABASE_CONNECTIONS", default_value_t = 16, value_parser = clap::value_parser!(u32).range(1..=500))]
    pub database_connections: u32,
}

impl DatabaseConfig {
    /// Opens the database; the folder of a new SQLite file is made.
    ///
    /// # Errors
    /// With a sentence that names the variable.
    pub async fn open(&self) -> Result<Store, Box<dyn std::error::Error + Send + Sync>> {
        if let Some(path) = self.database_url.strip_prefix("sqlite://")
            && let Some(folder) = std::path::Path::new(path).parent()
        {
            std::fs::create_dir_all(folder).map_err(|error| format!("PAWTAL_DATABASE_URL: {} cannot be made: {error}", folder.display()))?;
        }
        Ok(Store::open(&self.database_url, self.database_connections).await?)
    }
}
