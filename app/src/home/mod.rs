//! Slice.

pub mod view;
