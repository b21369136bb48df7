//! Mail by SMTP.

use std::time::Duration;

use app::notify::ports::{Mail, Mailer, SendError};
use async_trait::async_trait;
use lettre::message::header::{Header, HeaderName, HeaderValue};
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
    // The same letter has the same id, however often it is sent.
    let id = (!mail.id.is_empty()).then(|| format!("<{}@{}>", mail.id, from.email.domain()));
    let message = Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .subject(&mail.subject)
        .message_id(id);
    let message = match &mail.unsubscribe {
        Some(link) => message.header(Unsubscribe(format!("<{link}>"))).header(OneClick),
        None => message,
    };
    message
        .multipart(MultiPart::alternative_plain_html(mail.text.clone(), mail.html.clone()))
        .map_err(|_| SendError::Refused("the letter cannot be put together".into()))
}

/// `List-Unsubscribe` (RFC 2369).
#[derive(Clone)]
struct Unsubscribe(String);

impl Header for Unsubscribe {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe")
    }

    fn parse(text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Unsubscribe(text.to_owned()))
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), self.0.clone())
    }
}

/// `List-Unsubscribe-Post` (RFC 8058): one request to that address is enough.
#[derive(Clone)]
struct OneClick;

impl Header for OneClick {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe-Post")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(OneClick)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "List-Unsubscribe=One-Click".to_owned())
    }
}

/// Whether a refusal says that there is no such mailbox: 550, 551 or 553, unless it is about policy or content (RFC 3463: 5.7, 5.6).
fn is_about_the_address(code: u16, words: &str) -> bool {
    matches!(code, 550 | 551 | 553) && !["5.7.", "5.6."].iter().any(|about| words.contains(about))
}

/// The code of the answer only: its words often hold the address.
fn why(error: Error) -> SendError {
    let code = error.status().map(u16::from);
    match code {
        Some(code) if error.is_permanent() && is_about_the_address(code, &error.to_string()) => SendError::Gone(format!("the mail server answered {code}")),
        Some(code) if error.is_permanent() && !OUR_SIGN_IN.contains(&code) => SendError::Refused(format!("the mail server answered {code}")),
        Some(code) => SendError::Passing(format!("the mail server answered {code}")),
        None if error.is_timeout() => SendError::Passing("the mail server took too long".into()),
        None => SendError::Passing("the mail server cannot be reached".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_mailbox_that_is_not_there_gets_no_more_mail() {
        for (code, words, gone) in [
            (550, "permanent error (550): 5.1.1 no such user", true),
            (550, "permanent error (550): mailbox unavailable", true),
            (553, "permanent error (553): mailbox name not allowed", true),
            (550, "permanent error (550): 5.7.1 looks like spam", false),
            (554, "permanent error (554): transaction failed", false),
            (552, "permanent error (552): 5.2.2 mailbox full", false),
        ] {
            assert_eq!(is_about_the_address(code, words), gone, "{words}");
        }
    }
}
