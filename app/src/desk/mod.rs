//! The insurer's side: looking customers up, the people of the desk, the audit log.

pub mod api;
pub mod conversation;
#[cfg(feature = "ssr")]
pub mod export;
pub mod model;
#[cfg(feature = "ssr")]
pub mod store;
pub mod view;
#[cfg(feature = "ssr")]
mod words;
