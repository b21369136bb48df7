//! Money for claims: the bank account it goes to, named by the policyholder at the gateway, and each payout from its approval to that bank.

pub mod api;
pub mod model;
pub mod view;
