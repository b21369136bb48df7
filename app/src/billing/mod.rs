//! Bills, what was paid on them, and what we paid out.

pub mod api;
pub mod dunning;
#[cfg(feature = "ssr")]
pub mod held;
#[cfg(feature = "ssr")]
pub mod ledger;
pub mod model;
pub mod paying;
#[cfg(feature = "ssr")]
pub mod ports;
pub mod rules;
#[cfg(feature = "ssr")]
pub mod run;
pub mod schedule;
#[cfg(feature = "ssr")]
pub mod store;
pub mod terms;
#[cfg(all(test, feature = "ssr"))]
mod tests;
pub mod view;
