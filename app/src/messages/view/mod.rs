//! Screens of what is said about a claim.

mod thread;

pub use thread::{Said, Thread};
