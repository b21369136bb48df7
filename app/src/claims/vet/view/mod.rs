//! Screens of links for clinics: the household's, and the clinic's.

mod share;
mod visit;

pub use share::{ClaimSharePage, PetSharePage};
pub use visit::VisitPage;
