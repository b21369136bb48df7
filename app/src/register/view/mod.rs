//! Screens of registering.

mod finish;
mod identity;
mod register;

pub use finish::FinishRegistrationPage;
pub use identity::IdentityFields;
pub use register::RegisterPage;
