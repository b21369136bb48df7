//! Payments that a bank holds back because its customer disputes them: how each stands, and until when we may answer.

pub mod api;
pub mod model;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(test)]
#[cfg(feature = "ssr")]
mod tests;
pub mod view;
