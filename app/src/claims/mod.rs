//! Claims.

#[cfg(feature = "ssr")]
pub mod jobs;
pub mod view;
pub mod model;
