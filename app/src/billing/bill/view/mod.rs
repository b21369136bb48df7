//! The pages of one bill: what it says, paying it, what became of that, and its receipt.

mod bill;
mod done;
mod pay;
mod receipt;
mod trouble;

pub use bill::{BillPage, line_words};
pub use done::DonePage;
pub use pay::PayPage;
pub use receipt::ReceiptPage;
