//! Links by which a bill is paid without signing in: the amount and the pet's name, one payment, for a while.

pub mod api;
pub mod model;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(all(test, feature = "ssr"))]
mod tests;
pub mod view;
#[cfg(feature = "ssr")]
pub mod visit;
