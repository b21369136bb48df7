//! What somebody proves themselves with beside or instead of a password, and the fresh proof that some acts want.

pub mod api;
pub mod model;
#[cfg(feature = "ssr")]
pub mod proof;
#[cfg(feature = "ssr")]
pub mod store;
pub mod view;
