use clap::Args;

/// Where the book of business lies.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Database")]
pub struct DatabaseConfig {
    /// sqlite://PATH (one server) or postgres://USER:PASSWORD@HOST/DATABASE (several).
    #[arg(long, env = "PAWTAL_DATABASE_URL", value_name = "PAWTAL_DATABASE_URL", default_value = "sqlite://data/pawtal.db", value_parser = url)]
    pub database_url: String,

    /// Connections to PostgreSQL at most; SQLite takes one writer and at most four readers.
    #[arg(long, env = "PAWTAL_DATABASE_CONNECTIONS", value_name = "PAWTAL_DATABASE_CONNECTIONS", default_value_t = 16, value_parser = clap::value_parser!(u32).range(1..=500))]
    pub database_connections: u32,
}

fn url(text: &str) -> Result<String, String> {
    let known = ["sqlite://", "postgres://", "postgresql://"].iter().any(|scheme| text.starts_with(scheme));
    known
        .then(|| text.to_owned())
        .ok_or_else(|| "expected sqlite://PATH or postgres://USER:PASSWORD@HOST/DATABASE".to_owned())
}
