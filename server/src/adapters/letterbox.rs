//! In the demo, where no provider is named: letters and text messages lie in a folder, for whoever plays the customer to read.

use std::path::PathBuf;

use app::notify::ports::{Mail, Mailer, SendError, Sms};
use app::state::{Clock, Random};
use async_trait::async_trait;
use lettre::message::Mailbox;

use super::smtp::message;

/// A folder that takes letters (`.eml`) and text messages (`.txt`), the newest last by name.
pub struct Letterbox {
    folder: PathBuf,
    from: Mailbox,
}

impl Letterbox {
    /// In a folder, which is made when the first letter comes.
    pub fn new(folder: PathBuf, from: Mailbox) -> Letterbox {
        Letterbox { folder, from }
    }

    async fn put(&self, ending: &str, content: &[u8]) -> Result<(), SendError> {
        let name = format!("{}.{ending}", Random::system().id(&Clock::System));
        let put = async {
            tokio::fs::create_dir_all(&self.folder).await?;
            tokio::fs::write(self.folder.join(name), content).await
        };
        put.await.map_err(|error| SendError::Passing(error.to_string()))
    }
}

#[async_trait]
impl Mailer for Letterbox {
    async fn send(&self, mail: &Mail) -> Result<(), SendError> {
        self.put("eml", &message(mail, &self.from)?.formatted()).await
    }
}

#[async_trait]
impl Sms for Letterbox {
    async fn send(&self, to: &str, text: &str, _: &str) -> Result<(), SendError> {
        self.put("txt", format!("To: {to}\n\n{text}\n").as_bytes()).await
    }
}
