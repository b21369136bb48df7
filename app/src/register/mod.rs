//! Registration: a policyholder whom we know from a policy opens their sign-in. Nobody approves it; the policy's own data and its mailbox do.

pub mod api;
#[cfg(feature = "ssr")]
pub mod jobs;
pub mod model;
#[cfg(feature = "ssr")]
pub mod store;
pub mod view;
