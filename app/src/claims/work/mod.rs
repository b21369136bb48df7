//! Claims as the insurer's people work them: the queue, one claim with all that speaks for and against it, and what may be done about it.
//!
//! What stands here is staff's: signs, recommendations, who has a claim and what was put right. None of these types is in anything that a customer's function
//! answers.

pub mod api;
#[cfg(feature = "ssr")]
pub mod files;
pub mod form;
pub mod model;
pub mod rules;
#[cfg(feature = "ssr")]
pub mod store;
pub mod view;
