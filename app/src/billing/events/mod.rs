//! What the gateway tells by itself: kept as it came, answered at once, worked from the outbox. It is a reason to ask the gateway, never the truth.

pub mod api;
#[cfg(feature = "ssr")]
pub mod hook;
pub mod model;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(test)]
#[cfg(feature = "ssr")]
mod tests;
#[cfg(feature = "ssr")]
pub mod work;
