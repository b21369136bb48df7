//! Somebody who files one claim after the other, as the running app does, and remembers what was acknowledged.

use std::net::SocketAddr;

use app::day::Day;
use app::ids::{ClaimId, DraftId, PetId};
use server::trial::filing::{self, Stop, wrong};
use server::trial::{Browser, Filer};

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
        let browser = &mut self.browser;
        let draft = filing::begin(browser).await?;
        let (pet, visit) = (self.pet.to_string(), self.visit.to_string());
        filing::answer(browser, &draft, "pet", &[("pet", &pet)]).await?;
        filing::answer(browser, &draft, "date", &[("date", &visit)]).await?;
        filing::send_page(browser, &draft, &self.picture).await?;
        let condition = [("condition", "other"), ("condition_text", "ate a sock")];
        filing::answer(browser, &draft, "condition", &condition).await?;
        filing::answer(browser, &draft, "total", &[("total", "$512.40")]).await?;
        filing::answer(browser, &draft, "notes", &[("notes", "She is well.")]).await?;
        self.sent = Some(draft.clone());
        self.submit(draft).await
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
