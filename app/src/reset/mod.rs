//! A new password by a link to one's own mailbox. It opens no session: whoever has a second factor still needs it to sign in.

pub mod api;
#[cfg(feature = "ssr")]
pub mod jobs;
pub mod model;
#[cfg(feature = "ssr")]
pub mod store;
pub mod view;
