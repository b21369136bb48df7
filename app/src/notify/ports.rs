//! Where mail, text messages and push leave us.

use async_trait::async_trait;

/// An e-mail, ready to go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mail {
    /// Address of one person.
    pub to: String,
    /// Subject line.
    pub subject: String,
    /// The whole letter as plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
    /// What stays the same when the same letter is sent again: the local part of its Message-ID.
    pub id: String,
    /// Address that ends such letters with one request (RFC 8058), where they can be ended.
    pub unsubscribe: Option<String>,
}

/// Why something was not sent.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// The provider did not answer or asked for another try.
    #[error("not sent, worth another try: {0}")]
    Passing(String),
    /// It will never go: something is wrong with the message, or with how we are set up.
    #[error("not sent, for good: {0}")]
    Refused(String),
    /// Nothing arrives there any more: there is no such address, number or browser.
    #[error("not sent, nobody is there: {0}")]
    Gone(String),
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
    /// Hands one message to the provider; `to` is an E.164 number, `key` stays the same when the same message is sent again.
    async fn send(&self, to: &str, text: &str, key: &str) -> Result<(), SendError>;
}

/// A message to a browser, encrypted and signed: see [`super::push`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parcel {
    /// Where the browser's push service takes it.
    pub endpoint: String,
    /// Value of the header `Authorization` (RFC 8292).
    pub authorization: String,
    /// Value of the header `Urgency` (RFC 8030).
    pub urgency: &'static str,
    /// How long the service keeps it for a browser that sleeps, in seconds.
    pub keep_seconds: u32,
    /// Body in `aes128gcm` (RFC 8188).
    pub body: Vec<u8>,
}

/// Hands messages to the push services of browsers.
#[async_trait]
pub trait Pusher: Send + Sync {
    /// Whether an address is one of a push service: nobody makes us call anything else.
    fn knows(&self, endpoint: &str) -> bool;
    /// Hands one message over. `Gone`: the browser listens there no more.
    async fn send(&self, parcel: &Parcel) -> Result<(), SendError>;
}
