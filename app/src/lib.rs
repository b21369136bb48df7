//! Pawtal, the product: one folder (slice) per subject, the same furniture in each. `docs` live in ARCHITECTURE.md.
#![recursion_limit = "512"]

pub mod account;
pub mod auth;
pub mod billing;
pub mod brand;
pub mod claims;
pub mod day;
#[cfg(feature = "ssr")]
pub mod db;
pub mod documents;
pub mod error;
pub mod help;
pub mod home;
pub mod ids;
#[cfg(feature = "ssr")]
pub mod jobs;
#[cfg(feature = "ssr")]
pub mod kept;
pub mod money;
#[cfg(feature = "ssr")]
pub mod notify;
pub mod pets;
pub mod policies;
pub mod routes;
#[cfg(feature = "ssr")]
pub mod seal;
pub mod shell;
#[cfg(feature = "ssr")]
pub mod state;
#[cfg(all(feature = "ssr", any(test, feature = "demo")))]
pub mod testing;
pub mod text_enum;
pub mod texts;
pub mod ui;
pub mod workflow;
