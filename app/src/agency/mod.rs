//! The agencies' side: who one is there, and for the admin the people of the agency.

pub mod api;
pub mod model;
#[cfg(feature = "ssr")]
pub mod store;
pub mod view;
