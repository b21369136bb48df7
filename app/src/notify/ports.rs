//! Where mail and text messages leave us.

use async_trait::async_trait;

/// An e-mail, ready to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// Address of one person.
    pub to: String,
    /// Subject line.
    pub subject: String,
    /// The whole letter as plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

/// Why something was not sent.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// The provider did not answer or asked for another try.
    #[error("not sent, worth another try: {0}")]
    Passing(String),
    /// It will never go: a wrong address, a refused number.
    #[error("not sent, for good: {0}")]
    Refused(String),
}

/// Sends e-mail.
#[async_trait]
pub trait Mailer: Send + Sync {
    /// Hands one letter over. Done means that the next server has it.
    async fn send(&self, mail: &Mail) -> Result<(), SendError>;
}

/// Sends text messages.
#[async_trait]
pub trait Sms: Send + Sync {
    /// Hands one message to the provider; `to` is an E.164 number.
    async fn send(&self, to: &str, text: &str) -> Result<(), SendError>;
}
