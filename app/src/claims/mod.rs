//! Claims: intake (drafts), what was submitted, and how it stands.

pub mod api;
pub mod appeal;
pub mod asked;
pub mod categories;
#[cfg(feature = "ssr")]
pub mod conditions;
pub mod eob;
pub mod estimate;
pub mod intake;
#[cfg(feature = "ssr")]
pub mod jobs;
pub mod model;
pub mod reading;
pub mod rules;
#[cfg(feature = "ssr")]
pub mod store;
pub mod vet;
pub mod view;
pub mod work;
