//! Policies: what is covered, from when, and how much of the year's money is left.

pub mod api;
#[cfg(feature = "ssr")]
pub mod flags;
pub mod model;
pub mod rules;
#[cfg(feature = "ssr")]
pub mod store;
pub mod view;
