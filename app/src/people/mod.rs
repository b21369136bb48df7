//! Who may act where: in a household, for an agency, at the desk; letting people in, and taking it back.

pub mod api;
pub mod invitation_api;
#[cfg(feature = "ssr")]
mod keeper;
pub mod model;
#[cfg(feature = "ssr")]
pub mod store;
pub mod view;

#[cfg(feature = "ssr")]
pub use keeper::{Keeper, keeper};
