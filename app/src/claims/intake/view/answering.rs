//! The form of a question: checked as it is sent, kept in the background as it is filled in. Without WebAssembly it is a plain form.

use std::time::Duration;

use leptos::form::FromFormData;
use leptos::html;
use leptos::prelude::*;
use leptos::web_sys::{Event, FormData, HtmlInputElement, SubmitEvent};
use leptos_router::hooks::use_query_map;

use super::outbox::Outbox;
use super::stash::{put_by, take_back};
use crate::claims::intake::api::Answer;
use crate::claims::intake::model::{Answers, Listed, Screen, Then};
use crate::claims::intake::questions;
use crate::error::{AppError, FieldError};
use crate::texts::use_lang;
use crate::ui::{FormErrors, leave_to_sign_in, use_form_errors};

/// Between leaving a field and keeping what was typed.
const PAUSE: Duration = Duration::from_millis(150);

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
    outbox: StoredValue<Outbox>,
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
        let (leaving, problems) = (RwSignal::new(false), RwSignal::new(problem.or(found.map(AppError::Invalid))));
        let failed = Callback::new(move |(answer, error): (Answer, AppError)| {
            if error == AppError::SignIn {
                put_by(&answer);
                leave_to_sign_in();
            }
            leaving.set(false);
            problems.set(Some(error));
        });
        let form = Answering {
            node: NodeRef::new(),
            typed: RwSignal::new(screen.answers.clone()),
            leaving,
            problems,
            outbox: StoredValue::new(Outbox::new(failed)),
            screen: StoredValue::new(screen),
        };
        Effect::new(move || {
            if let Some(node) = form.node.get()
                && form.screen.with_value(|screen| take_back(screen, &node))
            {
                form.keep();
            }
        });
        form
    }

    /// What needs another look.
    pub fn errors(self) -> FormErrors {
        self.problems.into()
    }

    /// What stood in a field when the screen came.
    pub fn kept(self, field: fn(&Answers) -> &Option<String>) -> String {
        self.screen.with_value(|screen| field(&screen.answers).clone().unwrap_or_default())
    }

    /// Makes conditions known that were found after the screen came.
    pub fn learn(self, found: &[Listed]) {
        self.screen.update_value(|screen| screen.facts.conditions.extend_from_slice(found));
    }

    /// Something in the form changed: it is kept in the background, a choice at once. Who leaves a field of text mostly does so by pressing a
    /// button, which shall not have to wait for this.
    pub fn changed(self, event: &Event) {
        if event_target::<HtmlInputElement>(event).type_() == "radio" {
            self.keep();
        } else if let Some(answer) = self.look() {
            let outbox = self.outbox.get_value();
            set_timeout(move || outbox.send(answer), PAUSE);
        }
    }

    /// Keeps what stands in the form, in the background.
    pub fn keep(self) {
        if let Some(answer) = self.look() {
            self.outbox.with_value(|outbox| outbox.send(answer));
        }
    }

    /// Takes note of what stands in the form now; what was said about it is taken back once it fits.
    fn look(self) -> Option<Answer> {
        let answer = self.read()?;
        self.typed.update(|typed| typed.give(answer.question, answer.given.clone()));
        let fits = self.check().is_ok();
        if fits && self.problems.with_untracked(Option::is_some) {
            self.problems.set(None);
        }
        Some(answer)
    }

    fn check(self) -> Result<(), Vec<FieldError>> {
        let check = |typed: &Answers| {
            self.screen
                .with_value(|screen| questions::check(screen.question, typed, &screen.facts, use_lang()))
        };
        self.typed.with_untracked(check)
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
        self.typed.update(|typed| typed.give(answer.question, answer.given.clone()));
        if let (Then::Continue, Err(fields)) = (answer.then, self.check()) {
            self.problems.set(Some(AppError::Invalid(fields)));
            return;
        }
        self.problems.set(None);
        self.leaving.set(true);
        self.outbox.with_value(|outbox| outbox.send(answer));
    }
}
