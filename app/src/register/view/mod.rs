//! Screens of registering.

mod finish;
mod register;

pub use finish::FinishRegistrationPage;
pub use register::RegisterPage;
