//! What is missing, who owes it, by when, and what the law says.
pub mod model;
