//! Money for claims: the bank account it goes to, named by the policyholder at the gateway, and each payout from its approval to that bank.

#[cfg(feature = "ssr")]
pub mod account;
pub mod api;
pub mod model;
pub mod rules;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(test)]
#[cfg(feature = "ssr")]
mod tests;
pub mod view;

/// The page of the account that claims are paid to.
pub const PAGE: &str = "/payments/payouts";
