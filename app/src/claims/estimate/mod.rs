//! "What would I get back?": the plan's rules on lines that somebody has not paid yet. The same function as a decision; no promise.

pub mod api;
pub mod model;
#[cfg(feature = "ssr")]
pub mod photo;
pub mod rules;
#[cfg(feature = "ssr")]
pub mod store;
pub mod view;
