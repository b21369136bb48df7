//! The animals of a household: their list, their profile, adding and changing them, and asking for cover.

pub mod api;
pub mod form;
pub mod model;
#[cfg(feature = "ssr")]
pub mod photo;
pub mod rules;
#[cfg(feature = "ssr")]
pub mod store;
pub mod view;

#[cfg(all(test, feature = "ssr"))]
mod tests;
