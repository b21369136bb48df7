use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::claims::estimate::model::Ground;
use crate::claims::intake::model::Listed;
use crate::claims::intake::view::Combobox;
use crate::texts::use_lang;
use crate::ui::{Answer, Button, Choice, FormErrors, Loaded, Look, TextField};

/// When, and what for.
#[component]
pub fn OccasionFields() -> impl IntoView {
    let l = use_lang();
    let value = |name: &str| use_query_map().with_untracked(|query| query.get(name).unwrap_or_default());
    let chosen = RwSignal::new(match value("pick") {
        picked if picked.is_empty() => value("condition"),
        picked => picked,
    });
    let field = NodeRef::<leptos::html::Input>::new();
    // The form goes once the choice stands in it.
    let pick = Callback::new(move |condition: Listed| {
        chosen.set(condition.code);
        request_animation_frame(move || send(field));
    });
    let none = FormErrors::default();
    let ground: Answer<Ground> = expect_context();
    view! {
        <fieldset class="card stack">
            <legend class="group-title">{l.estimate_occasion()}</legend>
            <input type="hidden" name="condition" value=move || chosen.get() node_ref=field/>
            <Combobox
                name="condition_search"
                label=l.estimate_condition()
                hint=l.estimate_condition_hint()
                value=value("condition_search")
                errors=none
                common=Vec::new()
                found=Callback::new(|_| ())
                pick=pick
            >
                <Button look=Look::Second>{l.intake_condition_search()}</Button>
            </Combobox>
            <Loaded from=ground view=|ground| view! { <Found ground=ground/> }/>
            <TextField name="on" label=l.estimate_day() hint=l.estimate_day_hint() kind="date" value=value("on") errors=none on:change=move |_| send(field)/>
        </fieldset>
    }
}

/// Without WebAssembly: what fits the words that were typed.
#[component]
fn Found(ground: Ground) -> impl IntoView {
    let l = use_lang();
    let Ground { chosen, found, .. } = ground;
    if found.is_empty() {
        return ().into_any();
    }
    let is_chosen = move |code: &str| chosen.as_ref().is_some_and(|chosen| chosen.code == code);
    view! {
        <fieldset class="stack-tight">
            <legend class="group-title">{l.intake_condition_found()}</legend>
            {found
                .into_iter()
                .map(|condition| {
                    let (id, checked) = (format!("pick-{}", condition.code), is_chosen(&condition.code));
                    view! { <Choice name="pick" value=condition.code id=id checked=checked>{condition.name}</Choice> }
                })
                .collect_view()}
        </fieldset>
    }
    .into_any()
}

/// Sends the form that a field stands in, as its button would.
#[cfg(feature = "hydrate")]
fn send(field: NodeRef<leptos::html::Input>) {
    if let Some(form) = field.get_untracked().and_then(|field| field.form()) {
        let _ = form.request_submit();
    }
}

#[cfg(not(feature = "hydrate"))]
fn send(_: NodeRef<leptos::html::Input>) {}
