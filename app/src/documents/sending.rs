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

/// The files under way. One for the whole app, made where the app begins.
#[derive(Clone, Copy)]
pub struct Uploads {
    list: RwSignal<Vec<Upload>>,
    received: RwSignal<u32>,
    subject: RwSignal<String>,
}

/// Makes room for the files under way, at the root of the app: what is made there outlives every page.
pub fn provide_uploads() {
    provide_context(Uploads {
        list: RwSignal::new(Vec::new()),
        received: RwSignal::new(0),
        subject: RwSignal::new(String::new()),
    });
}

/// The files under way, of one subject (a draft): those of another are forgotten.
pub fn use_uploads(subject: &str) -> Uploads {
    let uploads = use_context::<Uploads>().unwrap_or_else(|| {
        provide_uploads();
        expect_context()
    });
    if uploads.subject.with_untracked(|known| known != subject) {
        uploads.subject.set(subject.to_owned());
        for upload in uploads.list.get_untracked() {
            uploads.forget(&upload.key);
        }
    }
    uploads
}

impl Uploads {
    /// All of them, in the order they were chosen.
    pub fn all(self) -> Vec<Upload> {
        self.list.get()
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
        self.list.with(|list| list.iter().filter(|upload| wanted(upload.progress.get())).count())
    }

    /// Changes whenever the server has received one.
    pub fn received(self) -> u32 {
        self.received.get()
    }

    /// Sends what was chosen in an input of files, which is empty afterwards. On the server nothing happens.
    pub fn choose(self, input: &HtmlInputElement) {
        #[cfg(feature = "hydrate")]
        browser::choose(self, input);
        #[cfg(not(feature = "hydrate"))]
        let _ = input;
    }

    /// Tries one again that ended without being kept.
    pub fn try_again(self, key: &str) {
        if let Some(upload) = self.find(key) {
            upload.progress.set(Progress::Preparing);
        }
        #[cfg(feature = "hydrate")]
        browser::work(self);
    }

    /// Forgets one.
    pub fn forget(self, key: &str) {
        #[cfg(feature = "hydrate")]
        if let Some(upload) = self.find(key) {
            browser::let_go(&upload);
        }
        self.list.update(|list| list.retain(|upload| upload.key != key));
    }

    /// Forgets those that are listed as kept by now, or were kept and removed since.
    pub fn forget_received(self) {
        let all = self.list.get_untracked();
        for upload in all.iter().filter(|upload| upload.progress.get_untracked() == Progress::Received) {
            self.forget(&upload.key);
        }
    }

    fn find(self, key: &str) -> Option<Upload> {
        self.list.with_untracked(|list| list.iter().find(|upload| upload.key == key).cloned())
    }
}
