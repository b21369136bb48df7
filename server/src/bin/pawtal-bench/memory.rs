//! What the server holds in memory after the work.

use server::trial::{Failure, Server};

use crate::report::report;

/// Prints the server's memory now and at its peak.
pub fn measure(server: &Server, policyholders: u32) -> Result<(), Failure> {
    let used = server.usage()?;
    report(&format!("server-memory-after-{policyholders}"), used.memory_kb / 1024, "MB");
    report(&format!("server-memory-peak-{policyholders}"), used.peak_kb / 1024, "MB");
    Ok(())
}
