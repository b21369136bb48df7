//! What we write to people: by e-mail and SMS, through the outbox.

pub mod jobs;
mod letters;
pub mod ports;
pub mod tell;

pub use letters::{Letter, Text};
pub use tell::{News, tell};
