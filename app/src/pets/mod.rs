//! Slice.

pub mod model;
#[cfg(feature = "ssr")]
pub mod photo;
pub mod view;
