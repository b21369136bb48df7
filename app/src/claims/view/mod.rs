//! Screens of claims.

mod card;
mod checklist;
mod claim;
mod claims;
mod decision;
mod invoice;
mod late;
mod timeline;
mod withdraw;
mod words;

pub use super::intake::view::{WizardPage, WizardStart};
pub use card::{ClaimCard, Progress};
pub use checklist::what_and_why;
pub use claim::ClaimPage;
pub use claims::ClaimsPage;
pub use words::{badge, happened, reason_words, what_is_missing};
