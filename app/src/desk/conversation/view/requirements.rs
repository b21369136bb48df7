use leptos::form::ActionForm;
use leptos::prelude::*;

use crate::claims::view::what_and_why;
use crate::day::Day;
use crate::desk::conversation::api::{AnswerAsked, Ask};
use crate::desk::conversation::model::DeskConversation;
use crate::documents::view::attach::{FileList, Files};
use crate::ids::ClaimId;
use crate::texts::{Lang, use_lang};
use crate::ui::{Badge, Button, ErrorSummary, Look, SelectField, TextArea, TextField, Tone, day_soon, use_form_errors};
use crate::workflow::model::{Owner, Requirement, RequirementState, Verdict, What};

/// By when something is asked for, unless another day is chosen.
const USUAL_DAYS: i32 = 10;

/// What was asked about a claim, what came for it and what is to be said to it; and asking for more.
#[component]
pub fn DeskRequirements(
    /// The claim's conversation.
    found: DeskConversation,
) -> impl IntoView {
    let l = use_lang();
    let DeskConversation {
        claim,
        asked,
        is_open,
        may_ask,
        today,
        ..
    } = found;
    let answered = use_context::<ServerAction<AnswerAsked>>().unwrap_or_default();
    let none = asked.is_empty().then(|| view! { <p class="soft">{l.asked_desk_none()}</p> });
    let may = is_open && may_ask;
    let rows = asked.into_iter().map(|item| view! { <Item item=item may=may today=today/> }).collect_view();
    let asking = may.then(|| view! { <Asking claim=claim today=today/> });
    let closed = (!is_open).then(|| view! { <p class="soft">{l.asked_desk_closed()}</p> });
    view! {
        <section class="card stack-tight" aria-labelledby="desk-asked">
            <h2 id="desk-asked">{l.asked_desk_heading()}</h2>
            <ErrorSummary errors=use_form_errors(answered)/>
            {none}
            <ul class="rows">{rows}</ul>
            {closed}
            {asking}
        </section>
    }
    .into_any()
}

#[component]
fn Item(item: Requirement, may: bool, today: Day) -> impl IntoView {
    let l = use_lang();
    let (what, _) = what_and_why(item.what, l);
    let (tone, state) = badge(item.state, item.due_on < today, l);
    let of = owner(item.owner, l);
    let by = match &item.asked_by {
        Some(name) => l.asked_desk_by(day_soon(l, item.due_on, today), name, of),
        None => l.asked_desk_of(day_soon(l, item.due_on, today), of),
    };
    let words = (!item.words.is_empty()).then(|| view! { <p class="whitespace-pre-line">{item.words.clone()}</p> });
    let resolution = item.resolution.clone().map(|why| {
        let who = item.resolved_by.clone().unwrap_or_else(|| l.asked_we().to_owned());
        view! { <blockquote class="said"><p class="whitespace-pre-line">{why}</p><p class="soft small">{who}</p></blockquote> }
    });
    let files = (!item.files.is_empty()).then(|| view! { <FileList files=item.files.clone() may=Files::Desk/> });
    let answers = may.then(|| view! { <Answers item=item.clone() today=today/> });
    view! {
        <li class="stack-tight py-2">
            <p class="between"><strong class="grow-words">{what}</strong><Badge tone=tone>{state}</Badge></p>
            <p class="soft small">{by}</p>
            {words}
            {resolution}
            {files}
            {answers}
        </li>
    }
    .into_any()
}

/// What can be said to it as it stands: accepting at once, the rest after saying why or by when.
#[component]
fn Answers(item: Requirement, today: Day) -> impl IntoView {
    let l = use_lang();
    let can = |verdict: Verdict| verdict.on(item.state).is_some();
    let id = item.id.0.clone();
    let accept = can(Verdict::Accept).then(|| {
        let action = use_context::<ServerAction<AnswerAsked>>().unwrap_or_default();
        let id = id.clone();
        view! {
            <ActionForm action=action>
                <input type="hidden" name="requirement" value=id/>
                <input type="hidden" name="verdict" value=Verdict::Accept.as_str()/>
                <Button pending=action.pending()>{l.asked_accept()}</Button>
            </ActionForm>
        }
    });
    let other = |verdict: Verdict| can(verdict).then(|| view! { <Saying id=id.clone() verdict=verdict today=today/> });
    view! {
        <div class="verdicts">
            {accept}
            {other(Verdict::SendBack)}
            {other(Verdict::Again)}
            {other(Verdict::Waive)}
        </div>
    }
    .into_any()
}

/// A form that opens in place. Many stand on one page: their fields are named by the labels around them.
#[component]
fn Saying(id: String, verdict: Verdict, today: Day) -> impl IntoView {
    let l = use_lang();
    let action = use_context::<ServerAction<AnswerAsked>>().unwrap_or_default();
    let (open, send) = match verdict {
        Verdict::SendBack => (l.asked_send_back(), l.asked_send_back_go()),
        Verdict::Again => (l.asked_again(), l.asked_again_go()),
        Verdict::Accept | Verdict::Waive => (l.asked_waive(), l.asked_waive_go()),
    };
    let wants_why = verdict != Verdict::Again;
    let wants_day = matches!(verdict, Verdict::SendBack | Verdict::Again);
    let why = wants_why.then(|| {
        view! { <label class="field"><span class="font-semibold">{l.asked_why()}</span><textarea class="input" name="why" maxlength="500"></textarea></label> }
    });
    let day = wants_day.then(|| {
        let usual = today.plus_days(USUAL_DAYS).to_string();
        view! { <label class="field"><span class="font-semibold">{l.asked_due()}</span><input class="input" type="date" name="due_on" value=usual/></label> }
    });
    view! {
        <details class="details">
            <summary class="button button-second">{open}</summary>
            <ActionForm action=action attr:class="card card-sunk stack-tight" attr:novalidate=true>
                <input type="hidden" name="requirement" value=id/>
                <input type="hidden" name="verdict" value=verdict.as_str()/>
                {why}
                {day}
                <div><Button pending=action.pending()>{send}</Button></div>
            </ActionForm>
        </details>
    }
    .into_any()
}

/// Asks the household or its clinic for something.
#[component]
fn Asking(claim: ClaimId, today: Day) -> impl IntoView {
    let l = use_lang();
    let action = use_context::<ServerAction<Ask>>().unwrap_or_default();
    let errors = use_form_errors(action);
    let whats = What::ALL.map(|what| (what.as_str().to_owned(), what_and_why(what, l).0.to_owned()));
    let owners = [Owner::Policyholder, Owner::Vet].map(|one| (one.as_str().to_owned(), owner(one, l).to_owned()));
    view! {
        <ActionForm action=action attr:class="card card-sunk stack-tight" attr:novalidate=true>
            <h3>{l.asked_desk_ask()}</h3>
            <ErrorSummary errors=errors/>
            <input type="hidden" name="claim" value=claim.0/>
            <div class="ask-fields">
                <SelectField name="what" label=l.asked_what() options=whats.to_vec() errors=errors/>
                <SelectField name="owner" label=l.asked_owner() options=owners.to_vec() errors=errors/>
                <TextField name="due_on" label=l.asked_due() kind="date" value=today.plus_days(USUAL_DAYS).to_string() errors=errors/>
            </div>
            <TextArea name="reason" label=l.asked_reason() hint=l.asked_reason_hint() maxlength=500 errors=errors/>
            <div><Button look=Look::Primary pending=action.pending()>{l.asked_ask()}</Button></div>
        </ActionForm>
    }
    .into_any()
}

fn owner(owner: Owner, l: Lang) -> &'static str {
    match owner {
        Owner::Policyholder => l.asked_of_household(),
        Owner::Vet => l.asked_of_vet(),
    }
}

fn badge(state: RequirementState, late: bool, l: Lang) -> (Tone, &'static str) {
    match state {
        RequirementState::Open | RequirementState::SentBack if late => (Tone::Now, l.asked_state_late()),
        RequirementState::Open => (Tone::Soon, l.asked_state_open()),
        RequirementState::ToConfirm => (Tone::Soon, l.asked_state_to_confirm()),
        RequirementState::Supplied => (Tone::Now, l.asked_state_supplied()),
        RequirementState::Accepted => (Tone::Calm, l.asked_state_accepted()),
        RequirementState::SentBack => (Tone::Soon, l.asked_state_sent_back()),
        RequirementState::Waived => (Tone::Quiet, l.asked_state_waived()),
    }
}
