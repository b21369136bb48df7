//! Screens of the wizard, one question per file.

mod answering;
mod check;
mod combobox;
mod condition;
mod date;
mod frame;
mod invoice;
mod issuer;
mod notes;
mod outbox;
mod page_card;
mod pet;
mod reading;
#[cfg(feature = "hydrate")]
mod stash;
#[cfg(not(feature = "hydrate"))]
mod stash {
    //! Only a browser has anything to put by.

    use leptos::web_sys::HtmlFormElement;

    use crate::claims::intake::api::Answer;
    use crate::claims::intake::model::Screen;

    pub fn put_by(_: &Answer) {}

    pub fn take_back(_: &Screen, _: &HtmlFormElement) -> bool {
        false
    }
}
mod total;

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::components::Redirect;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::api;
use super::model::{Place, Screen};
use super::rules::Question;
use crate::error::AppError;
use crate::ids::PetId;
use crate::ui::Loaded;
use answering::Answering;
pub use combobox::Combobox;
use frame::Frame;
pub use reading::{Cut, ReadLines};

/// `/claims/new`: begins a draft or takes the open one up again.
#[component]
pub fn WizardStart() -> impl IntoView {
    let query = use_query_map();
    let start = crate::ui::answer(move || query.with(|query| query.get("pet").map(PetId)), api::start);
    view! { <Loaded from=start view=elsewhere/> }
}

/// `/claims/new/{question}`
#[component]
pub fn WizardPage() -> impl IntoView {
    let params = use_params_map();
    let question = Memo::new(move |_| params.with(|params| Question::parse(&params.get("question")?)));
    let look = crate::ui::answer(
        move || question.get(),
        |question| async move { api::look(question.ok_or(AppError::NotFound)?).await },
    );
    view! { <Loaded from=look view=show/> }
}

/// The browser's own "back" shall not lead to an address that only points on.
fn elsewhere(path: String) -> impl IntoView {
    let options = NavigateOptions {
        replace: true,
        ..NavigateOptions::default()
    };
    view! { <Redirect path=path options=options/> }
}

fn show(place: Place) -> AnyView {
    match place {
        Place::Elsewhere(path) => elsewhere(path).into_any(),
        Place::Here(screen) => question(*screen),
    }
}

fn question(screen: Screen) -> AnyView {
    let asked = screen.question;
    let form = Answering::new(screen);
    let body = match asked {
        Question::Pet => pet::body(form),
        Question::Date => date::body(form),
        Question::Invoice => invoice::body(form),
        Question::Condition => condition::body(form),
        Question::Total => total::body(form),
        Question::Notes => notes::body(form),
        Question::Check => check::body(form),
    };
    view! { <Frame form=form>{body}</Frame> }.into_any()
}
