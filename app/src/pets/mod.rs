//! Slice.

pub mod view;
pub mod model;
