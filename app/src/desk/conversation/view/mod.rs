//! What is asked and said about a claim, at the desk: three parts that stand on a page of their own, and can stand beside the claim.

mod notes;
mod requirements;
mod thread;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

pub use notes::DeskNotes;
pub use requirements::DeskRequirements;
pub use thread::DeskThread;

use super::api::{AnswerAsked, Ask, WriteNote, WriteToHousehold, load_conversation};
use super::model::DeskConversation;
use crate::documents::view::attach::Refused;
use crate::ids::{ClaimId, Series, show_number};
use crate::texts::use_lang;
use crate::ui::{Heading, Loaded, TopBar, answer};

/// The page.
#[component]
pub fn ConversationPage() -> impl IntoView {
    let l = use_lang();
    let params = use_params_map();
    let (ask, answered, write, note) = (
        ServerAction::<Ask>::new(),
        ServerAction::<AnswerAsked>::new(),
        ServerAction::<WriteToHousehold>::new(),
        ServerAction::<WriteNote>::new(),
    );
    provide_context(ask);
    provide_context(answered);
    provide_context(write);
    provide_context(note);
    let id = move || ClaimId(params.read().get("claim").unwrap_or_default());
    let changes = move || [ask.version().get(), answered.version().get(), write.version().get(), note.version().get()];
    let found = answer(move || (id(), changes()), |(claim, _)| load_conversation(claim));
    view! {
        <TopBar back=("/desk".to_owned(), l.desk_search().to_owned())/>
        <Refused/>
        <Loaded from=found view=|found| view! { <Shown found=found/> }/>
    }
}

#[component]
fn Shown(found: DeskConversation) -> impl IntoView {
    let l = use_lang();
    let number = show_number(Series::Claim, &found.number);
    let customer = format!("/desk/customers/{}", found.household);
    view! {
        <div class="stack">
            <header class="between-middle">
                <Heading words=l.asked_desk_title(&found.pet_name)/>
                <span class="soft"><a href=customer>{found.customer.clone()}</a>" · "<span class="number">{number}</span></span>
            </header>
            <p class="soft small">{l.desk_look_recorded()}</p>
            <div class="halves">
                <DeskRequirements found=found.clone()/>
                <div class="stack">
                    <DeskThread found=found.clone()/>
                    <DeskNotes found=found/>
                </div>
            </div>
        </div>
    }
    .into_any()
}
