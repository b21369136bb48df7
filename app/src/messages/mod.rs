//! What is said about a claim: a thread with the household, and one among the insurer's people.
//!
//! Who may read is a property of the thread. [`internal`] alone names the internal one, and its [`desk_model::Note`] is no type of any customer's function.

pub mod api;
#[cfg(feature = "ssr")]
pub mod desk;
pub mod desk_model;
#[cfg(feature = "ssr")]
pub mod internal;
pub mod model;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(all(test, feature = "ssr"))]
mod tests;
#[cfg(feature = "ssr")]
pub mod threads;
#[cfg(feature = "ssr")]
pub mod upload;
pub mod view;
