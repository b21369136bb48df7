//! What a policyholder sees first: what needs them, what is under way, what is left.

pub mod api;
#[cfg(feature = "ssr")]
mod drawing;
pub mod model;
#[cfg(feature = "ssr")]
mod rows;
pub mod rules;
#[cfg(feature = "ssr")]
pub mod store;
pub mod view;
