//! The two-minute claim: a draft is filled in question by question, then submitted.

#[cfg(feature = "ssr")]
pub mod pages;
pub mod pages_model;
