//! Screens of one's own account.

mod email;
mod frame;
mod password;
mod phone;
mod profile;

pub use email::{ConfirmEmailPage, EmailPage};
pub use frame::{AccountPage, ProfileStep};
pub use password::PasswordPage;
pub use phone::PhonePage;
pub use profile::ProfilePage;
