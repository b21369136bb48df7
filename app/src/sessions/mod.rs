//! Signed-in browsers: how long a session lasts, which there are, how to end them, and what was typed when one ended.

pub mod api;
#[cfg(feature = "ssr")]
pub mod browser;
#[cfg(feature = "ssr")]
pub mod devices;
pub mod model;
#[cfg(feature = "ssr")]
pub mod operator;
#[cfg(feature = "ssr")]
pub mod script;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(all(test, feature = "ssr"))]
mod tests;
#[cfg(feature = "ssr")]
pub mod typed;
pub mod view;
