use std::path::PathBuf;
use std::time::Duration;

use app::claims::reading::model::DateOrder;
use clap::Args;

/// Reading invoices.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Reading invoices")]
pub struct ReaderConfig {
    /// Folder with the engine that reads pictures and its models, as `scripts/setup.sh reader` fills it. Without them everything works and nothing is prefilled from pictures.
    #[arg(long, env = "PAWTAL_READER_DIR", value_name = "PAWTAL_READER_DIR", default_value = "reader")]
    pub reader_dir: PathBuf,

    /// Seconds without work after which the engine gives its memory (about 0.5 GB) back.
    #[arg(long, env = "PAWTAL_READER_IDLE_SECONDS", value_name = "PAWTAL_READER_IDLE_SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub reader_idle_seconds: u64,

    /// How invoices here write dates of digits alone: mdy (11/20/2026) or dmy (20/11/2026).
    #[arg(long, env = "PAWTAL_DATE_ORDER", value_name = "PAWTAL_DATE_ORDER", default_value = "mdy", value_parser = date_order)]
    pub date_order: DateOrder,
}

impl ReaderConfig {
    /// How long the engine stays loaded without work.
    pub fn idle(&self) -> Duration {
        Duration::from_secs(self.reader_idle_seconds)
    }
}

fn date_order(word: &str) -> Result<DateOrder, &'static str> {
    DateOrder::parse(word).ok_or("expected mdy or dmy")
}
