//! What people pay with.

#[cfg(feature = "ssr")]
pub mod store;
