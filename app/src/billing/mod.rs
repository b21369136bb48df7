//! Bills, what was paid on them, and what we paid out.

pub mod api;
#[cfg(feature = "ssr")]
pub mod asking;
pub mod autopay;
pub mod bill;
pub mod gateway_form;
pub mod links;
pub mod methods;
pub mod model;
pub mod papers;
pub mod paying;
pub mod payouts;
#[cfg(feature = "ssr")]
pub mod ports;
pub mod rules;
#[cfg(feature = "ssr")]
pub mod store;
pub mod view;
