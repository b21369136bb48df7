//! Screens of signing in.

mod new_password;
mod sign_in;

pub use new_password::{LinkGone, NewPasswordFields};
pub use sign_in::SignInPage;
