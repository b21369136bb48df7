//! Reading invoices (docs/decisions/0013): a process of its own holds the engine, from the first file until none came for a while.

mod child;
mod engine;
mod pdf;
mod picture;
mod process;
mod wire;

pub use child::ReadSheets;
pub use process::ReaderProcess;
