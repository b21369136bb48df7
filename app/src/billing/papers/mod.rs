//! Bills and receipts as PDF files, one plain page each.

#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
pub mod web;
