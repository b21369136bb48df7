//! Screens of documents.

pub mod attach;
mod id_card;
mod list;

pub use id_card::IdCardPage;
pub use list::DocumentsPage;
