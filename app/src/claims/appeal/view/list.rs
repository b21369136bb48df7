use leptos::form::ActionForm;
use leptos::prelude::*;

use crate::claims::appeal::api::{TakeAppealBack, list_appeals};
use crate::claims::appeal::model::{Appeal, AppealState};
use crate::documents::view::attach::{FileList, Files};
use crate::ids::ClaimId;
use crate::texts::use_lang;
use crate::ui::{Badge, Button, ConfirmDialog, ErrorSummary, Icon, Loaded, Look, Tone, answer, moment_long, use_form_errors};

/// What somebody of the household said against lines of the decision, and what a person answered. Nothing while nobody has.
#[component]
pub fn Appeals(
    /// Of which claim.
    claim: ClaimId,
    /// Whether who looks may take one back.
    may: bool,
) -> impl IntoView {
    let action = ServerAction::<TakeAppealBack>::new();
    provide_context((action, may));
    let appeals = answer(move || (claim.clone(), action.version().get()), |(claim, _)| list_appeals(claim));
    view! { <Loaded from=appeals view=shown/> }.into_any()
}

fn shown(appeals: Vec<Appeal>) -> AnyView {
    let l = use_lang();
    if appeals.is_empty() {
        return ().into_any();
    }
    let rows = appeals.into_iter().map(|appeal| view! { <One appeal=appeal/> }).collect_view();
    view! {
        <section class="card stack-tight" id="appeals" aria-labelledby="appeals-title">
            <h2 id="appeals-title">{l.appeal_list_title()}</h2>
            <ul class="rows">{rows}</ul>
        </section>
    }
    .into_any()
}

#[component]
fn One(appeal: Appeal) -> impl IntoView {
    let l = use_lang();
    let (action, may) = expect_context::<(ServerAction<TakeAppealBack>, bool)>();
    let (tone, words) = match appeal.state {
        AppealState::Open => (Tone::Calm, l.appeal_state_open()),
        AppealState::Upheld => (Tone::Quiet, l.appeal_state_upheld()),
        AppealState::Changed => (Tone::Calm, l.appeal_state_changed()),
        AppealState::TakenBack => (Tone::Quiet, l.appeal_state_taken_back()),
    };
    // Dates in full: the list does not know which day it is.
    let made = moment_long(l, appeal.made_at, appeal.made_at.day);
    let answer = appeal.answer.map(|answer| {
        let by = appeal.answered_by.map(|name| l.appeal_answered_by(name));
        view! { <blockquote class="said"><p class="whitespace-pre-line">{answer}</p>{by.map(|by| view! { <p class="soft small">{by}</p> })}</blockquote> }
    });
    let files = (!appeal.files.is_empty()).then(|| view! { <FileList files=appeal.files may=Files::Open/> });
    let take_back = (may && appeal.state == AppealState::Open).then(|| {
        let id = appeal.id.0.clone();
        view! {
            <ErrorSummary errors=use_form_errors(action)/>
            <ConfirmDialog open=l.appeal_take_back() question=l.appeal_take_back_question()>
                <ActionForm action=action>
                    <input type="hidden" name="appeal" value=id/>
                    <Button look=Look::Danger pending=action.pending()>{l.appeal_take_back_yes()}</Button>
                </ActionForm>
            </ConfirmDialog>
        }
    });
    view! {
        <li class="stack-tight py-2">
            <p class="between-middle"><strong>{appeal.description}</strong><Badge tone=tone icon=Icon::MessageCircle>{words}</Badge></p>
            <p class="whitespace-pre-line">{appeal.words}</p>
            <p class="soft small">{l.appeal_made(made)}</p>
            {files}
            {answer}
            {take_back}
        </li>
    }
    .into_any()
}
