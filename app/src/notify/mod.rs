//! What we tell people, and how it reaches them: in the portal, by e-mail, text message and push.
//!
//! A slice says what happened in the transaction of its change: `notify::tell(tx, state, &Tidings::ClaimDecided(claim))`. Everything else is decided
//! here: who hears of it, on which ways, in which words and when. Letters that carry a secret of their own (a link, a code) go through [`jobs`].

pub mod api;
#[cfg(feature = "ssr")]
pub mod hooks;
#[cfg(feature = "ssr")]
pub mod jobs;
#[cfg(feature = "ssr")]
mod letters;
pub mod model;
#[cfg(feature = "ssr")]
pub mod news;
#[cfg(feature = "ssr")]
mod paper;
#[cfg(feature = "ssr")]
pub mod ports;
#[cfg(feature = "ssr")]
pub mod push;
#[cfg(feature = "ssr")]
pub mod quiet;
#[cfg(feature = "ssr")]
pub mod reply;
pub mod rules;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(all(test, feature = "ssr"))]
mod tests;
pub mod view;

#[cfg(feature = "ssr")]
pub use letters::{Letter, Text};
#[cfg(feature = "ssr")]
pub use news::{HouseholdChange, SecurityChange};
#[cfg(feature = "ssr")]
pub use store::telling::{Tidings, tell};
