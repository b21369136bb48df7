//! The outside world: one file or folder for each.

mod disk;
mod unset;

pub use disk::DiskBlobs;
pub use unset::Unset;
