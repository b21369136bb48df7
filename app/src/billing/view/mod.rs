//! The page of payments.

mod bills;
mod history;
mod payments;
mod words;

pub use payments::PaymentsPage;
