//! Reading invoices: how often date and total are right, how long a page takes, and what is left in memory.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use app::claims::reading::fields;
use app::claims::reading::model::{DateOrder, Fields};
use app::claims::reading::ports::{InvoiceReader as _, ReadError};
use app::day::Day;
use app::state::Clock;
use serde_json::Value;
use server::adapters::ocr::ReaderProcess;
use server::trial::{Failure, family_memory_kb, run};
use tokio::process::Command;

use crate::report::{milliseconds, report};

/// Real receipts with labels, where somebody keeps them beside the project: days first, other currencies.
const RECEIPTS: &str = "../shared/receipts";
/// Our own invoices: four of each layout.
const OWN: &str = "56";
/// How long the engine stays without work here.
const IDLE: Duration = Duration::from_secs(2);

/// Prints the figures of reading; says why when there are none.
pub async fn measure() -> Result<(), Failure> {
    let program = std::env::current_exe()?.with_file_name("pawtal");
    let parts = std::env::var_os("PAWTAL_READER_DIR").map_or_else(|| "reader".into(), PathBuf::from);
    let reader = ReaderProcess::new(program.clone(), parts, IDLE);
    let before = family_memory_kb()?;

    let folder = tempfile::tempdir()?;
    let mut draw = Command::new(&program);
    draw.args(["draw-invoices", "--worn", "--count", OWN, "--seed", "11", "--as-of", "2026-11-20", "--out"])
        .arg(folder.path());
    run(draw).await?;
    let Some(mut pages) = read_all(&reader, "own", folder.path(), DateOrder::MonthFirst).await? else {
        eprintln!("pawtal-bench: the reader of invoices is not set up (scripts/setup.sh reader); its figures are left out");
        return Ok(());
    };
    let receipts = Path::new(RECEIPTS);
    if receipts.is_dir() {
        pages.extend(read_all(&reader, "receipts", receipts, DateOrder::DayFirst).await?.unwrap_or_default());
    } else {
        eprintln!("pawtal-bench: there is no {RECEIPTS}; their figures are left out");
    }
    pages.sort_unstable();
    for (name, percent) in [("p50", 50), ("p90", 90)] {
        report(&format!("reading-page-{name}"), milliseconds(pages[(pages.len() - 1) * percent / 100]), "ms");
    }
    let loaded = family_memory_kb()?;
    tokio::time::sleep(IDLE * 2).await;
    let idle = family_memory_kb()?;
    report("reading-memory-loaded", loaded.saturating_sub(before) / 1024, "MB");
    report("reading-memory-idle", idle.saturating_sub(before) / 1024, "MB");
    Ok(())
}

/// Reads the pictures of a folder and compares with the label beside each. `None` when there is no reader. Gives how long each took, the first, which
/// loads the engine, left out.
async fn read_all(reader: &ReaderProcess, name: &str, folder: &Path, order: DateOrder) -> Result<Option<Vec<Duration>>, Failure> {
    let today = Clock::System.today("UTC");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    files.retain(|file| file.extension().is_some_and(|ending| ending == "jpg"));
    files.sort();
    let (mut took, mut right) = (Vec::new(), Right::default());
    for file in &files {
        let label: Value = serde_json::from_slice(&std::fs::read(file.with_extension("json"))?)?;
        let begun = Instant::now();
        let sheets = match reader.read(&std::fs::read(file)?, "image/jpeg").await {
            Ok(sheets) => sheets,
            Err(ReadError::NotSetUp(_)) => return Ok(None),
            Err(error) => return Err(format!("{}: {error}", file.display()).into()),
        };
        took.push(begun.elapsed());
        right.count(&label, order, &fields::read(&sheets, order, today));
    }
    right.print(name);
    took.drain(..1.min(took.len()));
    Ok(Some(took))
}

/// How many are right, of how many that are labelled.
#[derive(Default)]
struct Right {
    date: (u32, u32),
    total: (u32, u32),
    both: (u32, u32),
    number: (u32, u32),
    lines: (u32, u32),
}

impl Right {
    fn count(&mut self, label: &Value, order: DateOrder, read: &Fields) {
        let add = |to: &mut (u32, u32), right: bool| *to = (to.0 + u32::from(right), to.1 + 1);
        let date = label["date"].as_str().and_then(|text| labelled_day(text, order));
        let total = label["total"].as_str().and_then(cents);
        let date_right = date.is_some() && read.date.as_ref().map(|found| found.value) == date;
        let total_right = total.is_some() && read.total.as_ref().map(|found| found.value) == total;
        if date.is_some() {
            add(&mut self.date, date_right);
        }
        if total.is_some() {
            add(&mut self.total, total_right);
        }
        if date.is_some() && total.is_some() {
            add(&mut self.both, date_right && total_right);
        }
        if let Some(number) = label["number"].as_str() {
            add(&mut self.number, read.number.as_ref().is_some_and(|found| found.value == number));
        }
        if let Some(lines) = label["lines"].as_array() {
            let mut wanted: Vec<i64> = lines.iter().filter_map(|line| cents(line["amount"].as_str()?)).collect();
            wanted.extend(label["tax"].as_str().and_then(cents).filter(|tax| *tax != 0));
            let found: Vec<i64> = read.lines.iter().map(|line| line.value.cents).collect();
            add(&mut self.lines, wanted == found);
        }
    }

    fn print(&self, name: &str) {
        let counted = [
            ("date", self.date),
            ("total", self.total),
            ("both", self.both),
            ("number", self.number),
            ("lines", self.lines),
        ];
        for (what, (right, of)) in counted {
            if of > 0 {
                report(
                    &format!("reading-{what}-{name}"),
                    format!("{:.1}", f64::from(right) * 100.0 / f64::from(of)),
                    "%",
                );
            }
        }
    }
}

/// A label's day: as we write it, or as it stands on the receipt.
fn labelled_day(text: &str, order: DateOrder) -> Option<Day> {
    Day::parse_iso(text).or_else(|| fields::day(text, order))
}

/// A label's amount, with or without a sign before it.
fn cents(text: &str) -> Option<i64> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    digits.parse().ok()
}
