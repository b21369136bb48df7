//! In place of a provider that the deployment has not named.

use app::notify::ports::{Mail, Mailer, SendError};
use async_trait::async_trait;

/// Refuses every letter and says which variable is missing.
pub struct Unset(pub &'static str);

#[async_trait]
impl Mailer for Unset {
    async fn send(&self, _: &Mail) -> Result<(), SendError> {
        Err(SendError::Refused(format!("{} is not set", self.0)))
    }
}
