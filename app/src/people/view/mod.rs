//! Screens of who may act where.

mod circle;
mod household;
mod invitation;
mod words;

pub use circle::People;
pub use household::HouseholdPage;
pub use invitation::InvitationPage;
pub use words::role_words;
