//! What we write to people: by e-mail and SMS, through the outbox.

pub mod jobs;
mod letters;
pub mod ports;

pub use letters::{Letter, Text};
