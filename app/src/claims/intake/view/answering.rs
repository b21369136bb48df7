//! The form of a question: checked as it is sent, kept in the background as it is filled in. Without WebAssembly it is a plain form.

use leptos::form::FromFormData;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::web_sys::{FormData, SubmitEvent};
use leptos_router::hooks::use_query_map;

use crate::claims::intake::api::{Answer, answer};
use crate::claims::intake::model::{Answers, Listed, Screen, Then};
use crate::claims::intake::questions;
use crate::error::AppError;
use crate::texts::use_lang;
use crate::ui::{FormErrors, leave_to_sign_in, use_form_errors};

/// One question being answered.
#[derive(Clone, Copy)]
pub struct Answering {
    /// What the screen shows.
    pub screen: StoredValue<Screen>,
    /// The form.
    pub node: NodeRef<html::Form>,
    /// What stands in the form now.
    pub typed: RwSignal<Answers>,
    /// Whether the person waits for the next screen.
    pub leaving: RwSignal<bool>,
    problems: RwSignal<Option<AppError>>,
    /// One answer is under way at a time, so that none overtakes another; this one goes next.
    next: StoredValue<Option<Answer>>,
    busy: StoredValue<bool>,
}

impl Answering {
    /// For a screen. A plain form that came back with `?again` shows at once what needs another look.
    pub fn new(mut screen: Screen) -> Answering {
        let l = use_lang();
        let again = use_query_map().with_untracked(|query| query.get("again").is_some());
        let problem = use_form_errors(ServerAction::<Answer>::new()).get_untracked();
        screen.facts.conditions.extend_from_slice(&screen.found);
        screen.facts.conditions.extend_from_slice(&screen.suggested);
        let found = questions::check(screen.question, &screen.answers, &screen.facts, l).err().filter(|_| again);
        Answering {
            node: NodeRef::new(),
            typed: RwSignal::new(screen.answers.clone()),
            leaving: RwSignal::new(false),
            problems: RwSignal::new(problem.or(found.map(AppError::Invalid))),
            next: StoredValue::new(None),
            busy: StoredValue::new(false),
            screen: StoredValue::new(screen),
        }
    }

    /// What needs another look.
    pub fn errors(self) -> FormErrors {
        self.problems.into()
    }

    /// What stood in a field when the screen came.
    pub fn kept(self, field: fn(&Answers) -> &Option<String>) -> String {
        self.screen.with_value(|screen| field(&screen.answers).clone().unwrap_or_default())
    }

    /// Makes a condition known that was found after the screen came.
    pub fn learn(self, condition: Listed) {
        self.screen.update_value(|screen| screen.facts.conditions.push(condition));
    }

    /// Something in the form changed: it is kept in the background.
    pub fn changed(self) {
        if let Some(answer) = self.read() {
            self.typed.update(|typed| typed.give(answer.question, answer.given.clone()));
            self.send(answer);
        }
    }

    fn read(self) -> Option<Answer> {
        let form = self.node.get_untracked()?;
        let data = FormData::new_with_form(&form).ok()?;
        data.append_with_str("then", Then::Stay.as_str()).ok()?;
        Answer::from_form_data(&data).ok()
    }

    /// The form is sent: what the server would refuse is said at once.
    pub fn submitted(self, event: &SubmitEvent) {
        let Ok(answer) = Answer::from_event(event) else { return };
        event.prevent_default();
        if self.leaving.get_untracked() {
            return;
        }
        if answer.then == Then::Continue {
            let mut answers = self.typed.get_untracked();
            answers.give(answer.question, answer.given.clone());
            let checked = self
                .screen
                .with_value(|screen| questions::check(answer.question, &answers, &screen.facts, use_lang()));
            if let Err(fields) = checked {
                self.problems.set(Some(AppError::Invalid(fields)));
                return;
            }
        }
        self.problems.set(None);
        self.leaving.set(true);
        self.send(answer);
    }

    fn send(self, answer: Answer) {
        // Nothing in the background may take the place of what the person waits for.
        if self.next.with_value(|next| next.as_ref().is_none_or(|next| next.then == Then::Stay)) {
            self.next.set_value(Some(answer));
        }
        if !self.busy.get_value() {
            self.busy.set_value(true);
            spawn_local(self.work());
        }
    }

    async fn work(self) {
        while let Some(next) = self.next.try_update_value(Option::take).flatten() {
            let done = answer(next.draft, next.question, next.then, next.given).await;
            if let (Err(error), false) = (done, next.then == Then::Stay) {
                if error == AppError::SignIn {
                    leave_to_sign_in();
                }
                self.leaving.try_set(false);
                self.problems.try_set(Some(error));
            }
        }
        self.busy.try_set_value(false);
    }
}
