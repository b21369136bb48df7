//! One bill as its household sees it, and what the household does with it.

pub mod look;
mod paying;

pub use look::{done, find, receipt};
pub use paying::{begin_form, begin_page, move_due, other_way, part, pay, plan};
