//! Mail by SMTP.

use std::time::Duration;

use app::notify::ports::{Mail, Mailer, SendError};
use async_trait::async_trait;
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::Error;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};

/// How long the other server may take for one step.
const PATIENCE: Duration = Duration::from_secs(20);
/// Answers for good that are about our sign-in there, not about the letter: somebody mends the configuration, and the letter goes.
const OUR_SIGN_IN: [u16; 4] = [530, 534, 535, 538];

/// Hands letters to one SMTP server.
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Smtp {
    /// To the server of a URL (`smtp://` or `smtps://`), as this sender.
    ///
    /// # Errors
    /// With a sentence when the URL cannot be understood.
    pub fn new(url: &str, from: Mailbox) -> Result<Smtp, String> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .map_err(|_| "expected smtp://[USER:PASSWORD@]HOST[:PORT][?tls=required] or smtps://…".to_owned())?
            .timeout(Some(PATIENCE))
            .build();
        Ok(Smtp { transport, from })
    }
}

#[async_trait]
impl Mailer for Smtp {
    async fn send(&self, mail: &Mail) -> Result<(), SendError> {
        self.transport.send(message(mail, &self.from)?).await.map(drop).map_err(why)
    }
}

/// The letter as it goes over the wire.
///
/// # Errors
/// `Refused` when the address is none.
pub fn message(mail: &Mail, from: &Mailbox) -> Result<Message, SendError> {
    let to = mail.to.parse().map_err(|_| SendError::Refused("the address is none".into()))?;
    Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .subject(&mail.subject)
        .message_id(None)
        .multipart(MultiPart::alternative_plain_html(mail.text.clone(), mail.html.clone()))
        .map_err(|_| SendError::Refused("the letter cannot be put together".into()))
}

/// The code of the answer only: its words often hold the address.
fn why(error: Error) -> SendError {
    let code = error.status().map(u16::from);
    match code {
        Some(code) if error.is_permanent() && !OUR_SIGN_IN.contains(&code) => SendError::Refused(format!("the mail server answered {code}")),
        Some(code) => SendError::Passing(format!("the mail server answered {code}")),
        None if error.is_timeout() => SendError::Passing("the mail server took too long".into()),
        None => SendError::Passing("the mail server cannot be reached".into()),
    }
}
