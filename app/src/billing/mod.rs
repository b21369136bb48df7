//! Bills, what was paid on them, and what we paid out.

pub mod api;
#[cfg(feature = "ssr")]
pub mod asking;
pub mod autopay;
pub mod bill;
pub mod disputes;
pub mod dunning;
pub mod events;
pub mod gateway_form;
#[cfg(feature = "ssr")]
pub mod held;
#[cfg(feature = "ssr")]
pub mod ledger;
pub mod links;
pub mod methods;
pub mod model;
pub mod papers;
pub mod paying;
pub mod payouts;
#[cfg(feature = "ssr")]
pub mod ports;
pub mod reconcile;
pub mod refunds;
pub mod rules;
#[cfg(feature = "ssr")]
pub mod run;
pub mod schedule;
#[cfg(all(test, feature = "ssr"))]
mod scripted;
#[cfg(feature = "ssr")]
pub mod store;
pub mod terms;
#[cfg(all(test, feature = "ssr"))]
mod tests;
pub mod view;
