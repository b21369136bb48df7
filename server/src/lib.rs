//! The server around the product: configuration, router, security, worker, and the adapters to the outside world.

// The double of Stripe writes whole objects, of some fifty fields, as one literal each.
#![cfg_attr(feature = "demo", recursion_limit = "512")]

pub mod adapters;
pub mod admin;
pub mod assemble;
pub mod config;
#[cfg(feature = "demo")]
pub mod demo;
#[cfg(feature = "demo")]
pub mod double;
pub mod failure;
pub mod live;
mod page_cache;
pub mod router;
pub mod security;
pub mod serve;
#[cfg(feature = "demo")]
pub mod trial;
pub mod worker;
