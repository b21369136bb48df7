//! Bytes people send us and papers we give them.

#[cfg(feature = "ssr")]
pub mod ports;
pub mod view;
