//! Links for clinics: an address that shows what is asked about one pet, and takes files for it, without an account.

pub mod api;
pub mod model;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(all(test, feature = "ssr"))]
mod tests;
#[cfg(feature = "ssr")]
pub mod upload;
pub mod view;
#[cfg(feature = "ssr")]
pub mod visit;
