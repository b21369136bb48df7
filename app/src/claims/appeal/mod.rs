//! Appeals: a line of a decision that somebody sees differently, and what a person answers.

pub mod api;
pub mod model;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(all(test, feature = "ssr"))]
mod tests;
#[cfg(feature = "ssr")]
pub mod upload;
pub mod view;
