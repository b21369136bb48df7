//! Answers to what people ask, and how to reach somebody.

pub mod api;
pub mod view;
