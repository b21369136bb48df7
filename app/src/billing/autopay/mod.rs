//! Bills that are paid by themselves: the permission for it, in its exact words, given and taken back.

pub mod api;
pub mod model;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(all(test, feature = "ssr"))]
mod tests;
pub mod view;
#[cfg(feature = "ssr")]
pub mod words;
