//! The first page.

mod alert;
mod cover;
mod dashboard;
mod happened;
mod more;

pub use dashboard::HomePage;
pub use more::MorePage;
