//! The pages of payment methods.

mod added;
mod list;
mod new;
mod words;

pub use added::AddedPage;
pub use list::MethodsPage;
pub use new::NewMethodPage;
pub use words::{failure, icon, named};
