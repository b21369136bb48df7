//! Screens of signing in.

mod letter;
mod new_password;
mod sign_in;

pub use letter::{LetterSent, SignInFoot};
pub use new_password::{LinkGone, NewPasswordFields};
pub use sign_in::SignInPage;
