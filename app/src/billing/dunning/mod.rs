//! What happens to a bill that was not paid, and what the household is told of it.

pub mod model;
pub mod rules;
#[cfg(feature = "ssr")]
pub mod store;
pub mod words;
