//! Bills, what was paid on them, and what we paid out.

pub mod api;
#[cfg(feature = "ssr")]
pub mod ledger;
pub mod model;
pub mod paying;
#[cfg(feature = "ssr")]
pub mod ports;
pub mod rules;
#[cfg(feature = "ssr")]
pub mod store;
pub mod view;
