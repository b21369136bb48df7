//! The page of a policy.

mod cover;
mod money;
mod policy;
mod words;

pub use policy::PolicyPage;
