//! The two-minute claim: a draft is filled in question by question, then submitted.

pub mod api;
#[cfg(feature = "ssr")]
pub mod facts;
#[cfg(feature = "ssr")]
pub mod late;
pub mod model;
#[cfg(feature = "ssr")]
pub mod pages;
pub mod pages_api;
pub mod pages_model;
#[cfg(feature = "ssr")]
pub mod preflight;
pub mod questions;
pub mod rules;
#[cfg(feature = "ssr")]
mod screen;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(feature = "ssr")]
pub mod submission;
#[cfg(all(test, feature = "ssr"))]
mod tests;
#[cfg(feature = "ssr")]
pub mod upload;
pub mod view;
