//! The first page, and what has no place of its own.

mod home;
mod more;

pub use home::HomePage;
pub use more::MorePage;
