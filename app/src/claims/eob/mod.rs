//! The explanation of benefits: what was decided, line by line, with everything it takes to work it out again.

pub mod api;
#[cfg(feature = "ssr")]
pub mod download;
pub mod model;
#[cfg(feature = "ssr")]
pub mod store;
pub mod view;
