//! `pawtal admin read-invoice`: what the reader makes of files.

use std::path::{Path, PathBuf};
use std::time::Instant;

use app::claims::reading::fields;
use app::claims::reading::model::Fields;
use app::claims::reading::ports::InvoiceReader;
use app::state::Clock;
use clap::Args;
use serde_json::json;

use crate::adapters;
use crate::config::ReaderConfig;

/// Read invoices and print one line of JSON for each: file, date, total_cents, clinic, number, lines, ms.
#[derive(Args)]
pub struct ReadInvoice {
    /// Pictures (JPEG, PNG, WebP) or PDFs.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    reader: ReaderConfig,
}

impl ReadInvoice {
    /// Prints a line for each file, also for one that cannot be read.
    ///
    /// # Errors
    /// When the reader cannot be started.
    pub async fn run(self) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        let reader = adapters::reader(&self.reader)?;
        for file in &self.files {
            let begun = Instant::now();
            let read = self.read(&*reader, file).await;
            let ms = begun.elapsed().as_millis();
            println!("{}", line(file, read, ms));
        }
        Ok(())
    }

    async fn read(&self, reader: &dyn InvoiceReader, file: &Path) -> Result<Fields, String> {
        let bytes = std::fs::read(file).map_err(|error| error.to_string())?;
        let kind = if bytes.trim_ascii_start().starts_with(b"%PDF-") {
            "application/pdf"
        } else {
            "image/jpeg"
        };
        let sheets = reader.read(&bytes, kind).await.map_err(|error| error.to_string())?;
        Ok(fields::read(&sheets, self.reader.date_order, Clock::System.today("UTC")))
    }
}

fn line(file: &Path, read: Result<Fields, String>, ms: u128) -> serde_json::Value {
    let mut line = json!({ "file": file.to_string_lossy(), "ms": u64::try_from(ms).unwrap_or(u64::MAX) });
    match read {
        Ok(fields) => {
            line["date"] = json!(fields.date.map(|date| date.value));
            line["total_cents"] = json!(fields.total.map(|total| total.value));
            line["clinic"] = json!(fields.clinic.map(|clinic| clinic.value));
            line["number"] = json!(fields.number.map(|number| number.value));
            line["lines"] = json!(fields.lines.into_iter().map(|line| line.value).collect::<Vec<_>>());
        }
        Err(error) => line["error"] = json!(error),
    }
    line
}
