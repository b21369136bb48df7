//! What is stored of notices: told, delivered, read, chosen.

pub mod centre;
pub mod deliveries;
pub mod own;
pub mod preferences;
pub mod state;
pub mod telling;
