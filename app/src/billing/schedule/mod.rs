//! What of a term is due when, and the bills for it.

pub mod rules;
#[cfg(feature = "ssr")]
pub mod store;
