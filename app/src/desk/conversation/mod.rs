//! `/desk/claims/{claim}/conversation`: what is asked and said about a claim, with its household and among the insurer's people.

pub mod api;
pub mod model;
#[cfg(feature = "ssr")]
pub mod store;
pub mod view;
#[cfg(feature = "ssr")]
pub mod web;
