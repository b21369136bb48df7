//! Screens of appeals.

mod list;
mod page;

pub use list::Appeals;
pub use page::AppealPage;
