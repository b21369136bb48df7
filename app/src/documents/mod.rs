//! Bytes people send us and papers we give them.

pub mod api;
#[cfg(feature = "ssr")]
pub mod cards;
pub mod model;
#[cfg(feature = "ssr")]
pub mod ports;
pub mod view;
