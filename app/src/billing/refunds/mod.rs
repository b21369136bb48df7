//! Money of a payment that goes back: proposed by staff with a reason, approved by a second person above an amount, sent by a job, followed until it arrived.

pub mod api;
#[cfg(feature = "ssr")]
pub mod lists;
pub mod model;
pub mod rules;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(test)]
#[cfg(feature = "ssr")]
mod tests;
pub mod view;
