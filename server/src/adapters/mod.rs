//! The outside world: one file or folder for each.

mod clamd;
mod disk;
#[cfg(feature = "demo")]
mod letterbox;
pub mod ocr;
pub mod oidc;
mod push;
mod sms;
mod smtp;
pub mod stripe;
mod unset;

use std::sync::Arc;

use app::billing::ports::PaymentGateway;
use app::claims::reading::ports::InvoiceReader;
use app::documents::ports::Scanner;
use app::notify::ports::{Mailer, Pusher, Sms};
use app::state::Random;

pub use clamd::{At, Clamd};
pub use disk::DiskBlobs;
#[cfg(feature = "demo")]
pub use letterbox::Letterbox;
pub use push::HttpPush;
pub use sms::HttpSms;
pub use smtp::Smtp;
pub use unset::Unset;

use crate::config::{Config, FilesConfig, ReaderConfig, StripeConfig};

/// What knows harmful files; `None` where no scanner is named.
pub fn scanner(files: &FilesConfig) -> Option<Arc<dyn Scanner>> {
    files.clamd.clone().map(|at| Arc::new(Clamd::new(at)) as Arc<dyn Scanner>)
}

/// How mail leaves us. Where no server is named it is refused with the name of the variable; in the demo it goes to a folder.
///
/// # Errors
/// With a sentence that names the variable.
pub fn mailer(config: &Config) -> Result<Arc<dyn Mailer>, String> {
    let mail = &config.mail;
    match &mail.smtp_url {
        Some(url) => Ok(Arc::new(
            Smtp::new(url, mail.mail_from.clone()).map_err(|error| format!("PAWTAL_SMTP_URL: {error}"))?,
        )),
        #[cfg(feature = "demo")]
        None => Ok(Arc::new(Letterbox::new(config.files.data_dir.join("mail"), mail.mail_from.clone()))),
        #[cfg(not(feature = "demo"))]
        None => Ok(Arc::new(Unset("PAWTAL_SMTP_URL"))),
    }
}

/// How text messages leave us; `None` where no provider is named. In the demo they go to the folder of the letters.
///
/// # Errors
/// With a sentence that names the variable.
pub fn sms(config: &Config) -> Result<Option<Arc<dyn Sms>>, String> {
    match &config.sms.sms_url {
        Some(url) => {
            let sms = HttpSms::new(url, config.sms.sms_token.as_deref()).map_err(|error| format!("PAWTAL_SMS_URL: {error}"))?;
            Ok(Some(Arc::new(sms)))
        }
        #[cfg(feature = "demo")]
        None => Ok(Some(Arc::new(Letterbox::new(
            config.files.data_dir.join("mail"),
            config.mail.mail_from.clone(),
        )))),
        #[cfg(not(feature = "demo"))]
        None => Ok(None),
    }
}

/// What reads invoices: this program again, as a process of its own.
///
/// # Errors
/// When this program cannot find itself.
pub fn reader(config: &ReaderConfig) -> Result<Arc<dyn InvoiceReader>, String> {
    let program = std::env::current_exe().map_err(|error| format!("this program does not know where it lies: {error}"))?;
    Ok(Arc::new(ocr::ReaderProcess::new(program, config.reader_dir.clone(), config.idle())))
}

/// How messages to browsers leave us; `None` where no push service is named.
///
/// # Errors
/// With a sentence that names the variable.
pub fn pusher(config: &Config) -> Result<Option<Arc<dyn Pusher>>, String> {
    let hosts: Vec<String> = config.push.push_hosts.iter().filter(|host| !host.is_empty()).cloned().collect();
    if hosts.is_empty() {
        return Ok(None);
    }
    let push = HttpPush::new(&hosts).map_err(|error| format!("PAWTAL_PUSH_HOSTS: {error}"))?;
    Ok(Some(Arc::new(push)))
}

/// What moves money; `None` where no keys are named.
///
/// # Errors
/// With a sentence that names the variable.
pub fn gateway(config: &StripeConfig, random: &Random) -> Result<Option<Arc<dyn PaymentGateway>>, String> {
    let Some(settings) = config.settings()? else { return Ok(None) };
    let stripe = stripe::Stripe::new(&settings, random.clone()).map_err(|error| format!("PAWTAL_STRIPE_URL, PAWTAL_STRIPE_JS_URL: {error}"))?;
    Ok(Some(Arc::new(stripe)))
}
