//! The outside world: one file or folder for each.

mod disk;

pub use disk::DiskBlobs;
