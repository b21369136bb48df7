//! Screens of one's own account.

mod frame;
mod profile;

pub use frame::AccountPage;
pub use profile::ProfilePage;
