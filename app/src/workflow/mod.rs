//! What is missing, who owes it, by when, and what the law says.

#[cfg(feature = "ssr")]
pub mod clocks;
pub mod model;
#[cfg(feature = "ssr")]
pub mod requirements;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(feature = "ssr")]
pub mod watch;
