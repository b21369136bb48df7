//! Cards and bank accounts that a household pays with: added at the gateway, listed, changed and removed here.

pub mod api;
pub mod model;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(all(test, feature = "ssr"))]
mod tests;
pub mod view;
