//! Moving money for a bill: one effort at a time, asked of the gateway with a key of its own, and told by it as often as it likes.

#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod store;
