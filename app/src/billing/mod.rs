//! Bills, what was paid on them, and what we paid out.

pub mod api;
pub mod dunning;
#[cfg(feature = "ssr")]
pub mod held;
#[cfg(feature = "ssr")]
pub mod asking;
pub mod disputes;
pub mod events;
#[cfg(feature = "ssr")]
pub mod ledger;
pub mod methods;
pub mod model;
pub mod paying;
pub mod payouts;
#[cfg(feature = "ssr")]
pub mod ports;
pub mod reconcile;
pub mod refunds;
pub mod rules;
#[cfg(all(test, feature = "ssr"))]
mod scripted;
#[cfg(feature = "ssr")]
pub mod run;
pub mod schedule;
#[cfg(feature = "ssr")]
pub mod store;
pub mod terms;
pub mod view;
