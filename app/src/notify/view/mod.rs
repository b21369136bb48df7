//! Screens of notices.

mod bell;
mod centre;
mod deliveries;
mod preferences;
mod unsubscribe;
mod when;
pub mod words;

pub use bell::{Bell, bell};
pub use centre::NoticesPage;
pub use deliveries::{DeliveriesPage, Sent};
pub use preferences::PreferencesPage;
pub use unsubscribe::UnsubscribePage;
