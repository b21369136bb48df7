//! The server around the product: configuration, router, security, worker, and the adapters to the outside world.

pub mod adapters;
pub mod admin;
pub mod assemble;
pub mod config;
#[cfg(feature = "demo")]
pub mod demo;
pub mod failure;
pub mod live;
mod page_cache;
pub mod router;
pub mod security;
pub mod serve;
#[cfg(feature = "demo")]
pub mod trial;
pub mod worker;
