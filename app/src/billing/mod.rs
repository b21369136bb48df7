//! Slice.

pub mod model;
pub mod view;
