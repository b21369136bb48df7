//! The lines that come out: name, value, unit.

use std::fmt::Display;
use std::time::Duration;

/// Prints a figure at once, so that a run that is cut short has said what it knew.
pub fn report(name: &str, value: impl Display, unit: &str) {
    println!("{name} {value} {unit}");
}

/// A time in milliseconds, to hundredths.
pub fn milliseconds(time: Duration) -> String {
    format!("{:.2}", time.as_secs_f64() * 1000.0)
}
