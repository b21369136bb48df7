//! Screens of factors.

mod prove;

pub use prove::ProvePage;
