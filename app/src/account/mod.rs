//! Your account: who you are to us, how you sign in, where you are signed in, and who else may act for your household.

pub mod api;
pub mod model;
#[cfg(feature = "ssr")]
pub mod store;
pub mod view;
