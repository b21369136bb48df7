//! Bytes people send us and papers we give them.

pub mod api;
#[cfg(feature = "ssr")]
pub mod attachments;
pub mod attachments_model;
#[cfg(feature = "ssr")]
pub mod cards;
pub mod cards_model;
#[cfg(feature = "ssr")]
pub mod files;
#[cfg(feature = "ssr")]
pub mod inspect;
pub mod model;
#[cfg(feature = "ssr")]
pub mod ports;
#[cfg(feature = "ssr")]
pub mod receive;
pub mod sending;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(feature = "ssr")]
pub mod upload;
pub mod view;
