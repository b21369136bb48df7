//! Somebody who files one claim after the other, as the running app does, and remembers what was acknowledged.

use std::io;
use std::net::SocketAddr;

use app::claims::intake::model::Place;
use app::day::Day;
use app::ids::{ClaimId, DraftId, PetId};
use server::trial::{Browser, Filer, Said};

/// Why somebody stopped.
#[derive(Debug)]
pub enum Stop {
    /// The connection broke: what the server is killed for.
    Broken,
    /// The server said something that it must not say.
    Wrong(String),
}

impl From<io::Error> for Stop {
    fn from(_: io::Error) -> Stop {
        Stop::Broken
    }
}

/// A person with a browser.
pub struct Client {
    browser: Browser,
    pet: PetId,
    visit: Day,
    picture: Vec<u8>,
    /// Sent, without an answer so far.
    pub sent: Option<DraftId>,
    /// Claims that were acknowledged in this round.
    pub filed: Vec<(DraftId, ClaimId)>,
    /// How many times an answer was missing and the same draft was sent again.
    pub sent_again: u32,
}

impl Client {
    /// Somebody at the server's address.
    pub fn new(address: SocketAddr, filer: &Filer, visit: Day, picture: &[u8]) -> Client {
        Client {
            browser: Browser::new(address, &filer.who.token),
            pet: filer.pet.clone(),
            visit,
            picture: picture.to_vec(),
            sent: None,
            filed: Vec::new(),
            sent_again: 0,
        }
    }

    /// Files claims until the connection breaks; what is wrong, if anything is.
    pub async fn work(&mut self) -> Option<String> {
        loop {
            match self.file_one().await {
                Ok(()) => {}
                Err(Stop::Broken) => return None,
                Err(Stop::Wrong(words)) => return Some(words),
            }
        }
    }

    /// Sends again what was sent and not answered: it must be a claim by then, or become one now.
    pub async fn send_again(&mut self) -> Option<String> {
        let draft = self.sent.clone()?;
        self.sent_again += 1;
        match self.submit(draft).await {
            Ok(()) => None,
            Err(Stop::Broken) => Some("the server that was started again broke the connection".into()),
            Err(Stop::Wrong(words)) => Some(words),
        }
    }

    async fn file_one(&mut self) -> Result<(), Stop> {
        let draft = self.begin().await?;
        let (pet, visit) = (self.pet.to_string(), self.visit.to_string());
        self.answer(&draft, "pet", &[("pet", &pet)]).await?;
        self.answer(&draft, "date", &[("date", &visit)]).await?;
        self.upload(&draft).await?;
        self.answer(&draft, "condition", &[("condition", "other"), ("condition_text", "ate a sock")])
            .await?;
        self.answer(&draft, "total", &[("total", "$512.40")]).await?;
        self.answer(&draft, "notes", &[("notes", "She is well.")]).await?;
        self.sent = Some(draft.clone());
        self.submit(draft).await
    }

    /// Begins a draft or takes the one up again that was being written when the server was killed.
    async fn begin(&mut self) -> Result<DraftId, Stop> {
        let said = self.browser.call("/api/claims/start", &[]).await?;
        let path: String = read(&said)?;
        let question = path.rsplit('/').next().and_then(|last| last.split('?').next()).unwrap_or_default().to_owned();
        let said = self.browser.call("/api/claims/look", &[("question", &question)]).await?;
        match read(&said)? {
            Place::Here(screen) => Ok(screen.draft),
            Place::Elsewhere(path) => Err(Stop::Wrong(format!("the wizard sent from {question} to {path}"))),
        }
    }

    async fn answer(&mut self, draft: &DraftId, question: &str, given: &[(&str, &str)]) -> Result<(), Stop> {
        let mut fields = vec![("draft", draft.as_str()), ("question", question), ("then", "stay")];
        fields.extend_from_slice(given);
        let said = self.browser.call("/api/claims/answer", &fields).await?;
        if said.status == 200 { Ok(()) } else { Err(wrong(&said)) }
    }

    /// The same key each time: a page that was kept before the kill is not added again.
    async fn upload(&mut self, draft: &DraftId) -> Result<(), Stop> {
        let mut body = format!(
            "--trial\r\ncontent-disposition: form-data; name=\"upload_key\"\r\n\r\n{draft}\r\n--trial\r\n\
             content-disposition: form-data; name=\"file\"; filename=\"invoice.jpg\"\r\ncontent-type: image/jpeg\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(&self.picture);
        body.extend_from_slice(b"\r\n--trial--\r\n");
        let said = self.browser.post("/claims/new/pages", "multipart/form-data; boundary=trial", &body).await?;
        if said.status == 200 { Ok(()) } else { Err(wrong(&said)) }
    }

    async fn submit(&mut self, draft: DraftId) -> Result<(), Stop> {
        let said = self.browser.call("/api/claims/submit", &[("draft", draft.as_str())]).await?;
        let claim = said.location.as_deref().and_then(|to| to.strip_prefix("/claims/")?.split('?').next());
        match claim.filter(|id| said.status == 200 && id.len() == 36) {
            Some(claim) => {
                self.filed.push((draft, ClaimId(claim.to_owned())));
                self.sent = None;
                Ok(())
            }
            None => Err(wrong(&said)),
        }
    }
}

fn read<T: serde::de::DeserializeOwned>(said: &Said) -> Result<T, Stop> {
    serde_json::from_slice(&said.body).map_err(|_| wrong(said))
}

fn wrong(said: &Said) -> Stop {
    let words: String = String::from_utf8_lossy(&said.body).chars().take(300).collect();
    Stop::Wrong(format!("answered {} (to {:?}): {words}", said.status, said.location))
}
