//! Files on their way from the browser: one after the other, in the background, wherever in the running app one goes meanwhile.
//!
//! Without the running app the same form is sent by the browser itself, and nothing here is used.

#[cfg(feature = "hydrate")]
mod browser;
#[cfg(feature = "hydrate")]
mod picture;

use leptos::prelude::*;
use leptos::web_sys::HtmlInputElement;

use super::model::Refusal;

/// A file that was chosen.
#[derive(Clone)]
pub struct Upload {
    /// Address that it is sent to.
    pub to: String,
    /// The same file chosen again has the same key, so that it is never kept twice.
    pub key: String,
    /// Its name on this device.
    pub name: String,
    /// Address of what it looks like, in this browser; a PDF has none.
    pub picture: ArcRwSignal<Option<String>>,
    /// How far it is.
    pub progress: ArcRwSignal<Progress>,
}

/// How far a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// It waits for its turn, or is being shrunk.
    Preparing,
    /// Percent sent; at 100 the server looks at it.
    Sending(u8),
    /// The connection broke, or the server asked for patience: it starts again by itself.
    Waiting,
    /// The server has it.
    Received,
    /// The server does not take it.
    Refused(Refusal),
    /// The session has ended; after signing in (in another tab) it can be tried again.
    SignedOut,
}

impl Progress {
    /// Whether something will still happen by itself.
    pub fn is_under_way(self) -> bool {
        matches!(self, Progress::Preparing | Progress::Sending(_) | Progress::Waiting)
    }

    /// Whether it ended without being kept.
    pub fn has_failed(self) -> bool {
        matches!(self, Progress::Refused(_) | Progress::SignedOut)
    }
}

/// The files under way. One list for the whole app, made where the app begins.
#[derive(Clone, Copy)]
struct UnderWay {
    list: RwSignal<Vec<Upload>>,
    received: RwSignal<u32>,
    draft: RwSignal<String>,
}

/// The files under way to one address.
#[derive(Clone, Copy)]
pub struct Uploads {
    all: UnderWay,
    to: StoredValue<String>,
}

/// Where the pages of a draft are sent.
const PAGES: &str = "/claims/new/pages";

/// Makes room for the files under way, at the root of the app: what is made there outlives every page.
pub fn provide_uploads() {
    provide_context(UnderWay {
        list: RwSignal::new(Vec::new()),
        received: RwSignal::new(0),
        draft: RwSignal::new(String::new()),
    });
}

/// The files under way to an address.
pub fn use_uploads_to(to: &str) -> Uploads {
    let all = use_context::<UnderWay>().unwrap_or_else(|| {
        provide_uploads();
        expect_context()
    });
    Uploads {
        all,
        to: StoredValue::new(to.to_owned()),
    }
}

/// The files under way of one draft: those of another are forgotten.
pub fn use_uploads(draft: &str) -> Uploads {
    let uploads = use_uploads_to(PAGES);
    if uploads.all.draft.with_untracked(|known| known != draft) {
        uploads.all.draft.set(draft.to_owned());
        for upload in uploads.all.list.get_untracked().iter().filter(|upload| upload.to == PAGES) {
            uploads.all.forget(upload);
        }
    }
    uploads
}

impl UnderWay {
    /// Whether one is still wanted.
    #[cfg(feature = "hydrate")]
    fn has(self, upload: &Upload) -> bool {
        self.find(&upload.to, &upload.key).is_some()
    }

    #[cfg(feature = "hydrate")]
    fn find(self, to: &str, key: &str) -> Option<Upload> {
        let wanted = |upload: &&Upload| upload.to == to && upload.key == key;
        self.list.with_untracked(|list| list.iter().find(wanted).cloned())
    }

    fn forget(self, upload: &Upload) {
        #[cfg(feature = "hydrate")]
        browser::let_go(upload);
        self.list.update(|list| list.retain(|other| other.to != upload.to || other.key != upload.key));
    }
}

impl Uploads {
    /// All of them, in the order they were chosen.
    pub fn all(self) -> Vec<Upload> {
        self.to
            .with_value(|to| self.all.list.get().into_iter().filter(|upload| upload.to == *to).collect())
    }

    /// How many will still arrive without anyone doing something.
    pub fn under_way(self) -> usize {
        self.count(Progress::is_under_way)
    }

    /// How many ended without being kept.
    pub fn failed(self) -> usize {
        self.count(Progress::has_failed)
    }

    fn count(self, wanted: fn(Progress) -> bool) -> usize {
        self.all().iter().filter(|upload| wanted(upload.progress.get())).count()
    }

    /// Changes whenever the server has received one, wherever to.
    pub fn received(self) -> u32 {
        self.all.received.get()
    }

    /// Sends what was chosen in an input of files, which is empty afterwards. On the server nothing happens.
    pub fn choose(self, input: &HtmlInputElement) {
        #[cfg(feature = "hydrate")]
        self.to.with_value(|to| browser::choose(self.all, to, input));
        #[cfg(not(feature = "hydrate"))]
        let _ = input;
    }

    /// Tries one again that ended without being kept.
    pub fn try_again(self, key: &str) {
        if let Some(upload) = self.find(key) {
            upload.progress.set(Progress::Preparing);
        }
        #[cfg(feature = "hydrate")]
        browser::work(self.all);
    }

    /// Forgets one.
    pub fn forget(self, key: &str) {
        if let Some(upload) = self.find(key) {
            self.all.forget(&upload);
        }
    }

    /// Forgets those that are listed as kept by now, or were kept and removed since.
    pub fn forget_received(self) {
        for upload in untrack(|| self.all())
            .iter()
            .filter(|upload| upload.progress.get_untracked() == Progress::Received)
        {
            self.all.forget(upload);
        }
    }

    fn find(self, key: &str) -> Option<Upload> {
        untrack(|| self.all()).into_iter().find(|upload| upload.key == key)
    }
}
