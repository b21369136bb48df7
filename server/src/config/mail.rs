use clap::Args;
use lettre::message::Mailbox;

use super::address;

/// How mail leaves us.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Mail")]
pub struct MailConfig {
    /// Server that takes our mail: smtps://USER:PASSWORD@HOST, or smtp://HOST:PORT?tls=required (STARTTLS); without TLS on this machine alone. Unset: no mail leaves, and nobody can register or reset a password.
    #[arg(long, env = "PAWTAL_SMTP_URL", value_name = "PAWTAL_SMTP_URL", hide_env_values = true, value_parser = address::mail)]
    pub smtp_url: Option<String>,

    /// Sender of our mail.
    #[arg(long, env = "PAWTAL_MAIL_FROM", value_name = "PAWTAL_MAIL_FROM", default_value = "Pawtal <portal@pawtal.example>", value_parser = sender)]
    pub mail_from: Mailbox,
}

fn sender(text: &str) -> Result<Mailbox, String> {
    text.parse().map_err(|_| "expected an address, like Pawtal <portal@example.com>".to_owned())
}
