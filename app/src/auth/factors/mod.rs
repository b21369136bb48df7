//! What somebody proves themselves with beside or instead of a password, and the fresh proof that some acts want.

pub mod api;
#[cfg(feature = "ssr")]
pub mod attempt;
#[cfg(feature = "ssr")]
pub mod keeping;
pub mod model;
#[cfg(feature = "ssr")]
pub mod passkeys;
#[cfg(feature = "ssr")]
pub mod proof;
#[cfg(feature = "ssr")]
pub mod recovery;
pub mod rules;
#[cfg(feature = "ssr")]
pub mod set_up;
pub mod set_up_api;
pub mod sign_in_api;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(feature = "ssr")]
pub mod totp;
pub mod view;
