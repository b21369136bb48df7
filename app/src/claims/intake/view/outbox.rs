//! Answers on their way to the server: one at a time, so that none overtakes another. It outlives the screen that filled it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::claims::intake::api::{Answer, answer};
use crate::claims::intake::model::Then;
use crate::error::AppError;

/// What is sent, and what is sent next.
#[derive(Clone)]
pub struct Outbox {
    waiting: Arc<Mutex<Waiting>>,
    failed: Callback<(Answer, AppError)>,
}

#[derive(Default)]
struct Waiting {
    busy: bool,
    next: Option<Answer>,
    /// The person has answered and waits for the next screen: nothing more is kept in the background.
    leaving: bool,
}

impl Outbox {
    /// An empty one. `failed` is called when an answer came back that the person waits for; never for one that was kept in the background.
    pub fn new(failed: Callback<(Answer, AppError)>) -> Outbox {
        Outbox {
            waiting: Arc::default(),
            failed,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends an answer after the one that is under way. A newer one takes the place of one that waits.
    pub fn send(&self, answer: Answer) {
        let mut waiting = self.lock();
        if waiting.leaving {
            return;
        }
        waiting.leaving = answer.then != Then::Stay;
        waiting.next = Some(answer);
        if !std::mem::replace(&mut waiting.busy, true) {
            drop(waiting);
            spawn_local(self.clone().work());
        }
    }

    async fn work(self) {
        while let Some(next) = self.take() {
            let sent = next.clone();
            if let (Err(error), false) = (answer(sent.draft, sent.question, sent.then, sent.given).await, next.then == Then::Stay) {
                self.lock().leaving = false;
                self.failed.try_run((next, error));
            }
        }
    }

    fn take(&self) -> Option<Answer> {
        let mut waiting = self.lock();
        let next = waiting.next.take();
        waiting.busy = next.is_some();
        next
    }
}
