//! Screens of the adjusters' desk.

mod acts;
mod alerts;
mod beside;
mod case;
mod clocks;
mod decide;
mod figures;
mod history;
mod keys;
mod line;
mod queue;
mod recommend;
mod record;
mod words;

pub use alerts::Alerts;
pub use case::CasePage;
pub use clocks::ClocksPage;
pub use decide::DecidePage;
pub use line::LinePage;
pub use queue::QueuePage;
pub use record::RecordPage;
