//! Signing in at an OpenID provider: any, by its issuer URL. The code flow with PKCE, nonce and state, which are bound to this browser by a cookie.

pub mod api;
pub mod model;
#[cfg(feature = "ssr")]
pub mod ports;
#[cfg(feature = "ssr")]
pub mod prove;
#[cfg(feature = "ssr")]
pub mod rules;
#[cfg(feature = "ssr")]
pub mod store;
pub mod view;
#[cfg(feature = "ssr")]
pub mod web;
