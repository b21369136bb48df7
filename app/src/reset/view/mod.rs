//! Screens of a lost password.

mod finish;
mod reset;

pub use finish::FinishResetPage;
pub use reset::ResetPage;
