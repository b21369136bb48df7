use leptos::form::ActionForm;
use leptos::prelude::*;

use crate::day::Day;
use crate::pets::api::AskForCover;
use crate::pets::model::{Cover, CoverAsked, CoverState, Pet};
use crate::policies::model::YearMoney;
use crate::shell::use_roles;
use crate::texts::use_lang;
use crate::ui::{Button, ErrorSummary, Icon, IconView, Meter, Notice, Tone, day_full, day_soon, use_form_errors};

/// A pet's policy in a card: the plan, until when, and what the year has used.
#[component]
pub fn CoverCard(
    /// The cover that counts.
    cover: Cover,
    /// The policy year, while cover is in force.
    year: Option<YearMoney>,
) -> impl IntoView {
    let l = use_lang();
    let stands = match cover.state {
        CoverState::InForce => l.pets_in_force_until(day_full(l, cover.until)),
        CoverState::Begins => l.pets_begins_on(day_full(l, cover.from)),
        CoverState::Ended => l.pets_ended_on(day_full(l, cover.until)),
    };
    view! {
        <section class="card stack-tight">
            <div class="between"><h2>{l.pets_cover()}</h2><span class="soft">{cover.plan}</span></div>
            <p class="soft">{stands}</p>
            {year.map(|year| view! { <YearBars year=year/> })}
            <a class="line-link" href=format!("/policies/{}", cover.policy)>
                <IconView icon=Icon::ShieldCheck/>
                {l.pets_policy_link()}
                <span class="end number">{crate::ids::show_number(crate::ids::Series::Policy, &cover.number)}</span>
                <IconView icon=Icon::ChevronRight/>
            </a>
        </section>
    }
    .into_any()
}

#[component]
fn YearBars(year: YearMoney) -> impl IntoView {
    let l = use_lang();
    let (left, owed) = (year.left(), year.deductible_left());
    let left_words = l.policies_of(left.short(), year.limit.short());
    let owed_words = l.policies_of(owed.short(), year.deductible.short());
    view! {
        <p class="between mt-1"><span>{l.policies_left()}</span><strong class="number">{left_words.clone()}</strong></p>
        <Meter value=left.cents of=year.limit.cents label=l.policies_left_label(left_words)/>
        <p class="between mt-1"><span>{l.policies_deductible()}</span><strong class="number">{owed_words.clone()}</strong></p>
        <Meter value=owed.cents of=year.deductible.cents label=l.policies_deductible_label(owed_words)/>
    }
    .into_any()
}

/// For a pet without cover: what that means, and the request for an offer, or when it is answered.
#[component]
pub fn NoCover(
    /// The pet.
    pet: Pet,
    /// Whether it once had cover.
    ended: bool,
    /// Whether cover was asked for.
    asked: Option<CoverAsked>,
    /// Today in the household.
    today: Day,
) -> impl IntoView {
    let l = use_lang();
    let action = expect_context::<ServerAction<AskForCover>>();
    let errors = use_form_errors(action);
    match asked {
        None if !use_roles().own() => ().into_any(),
        Some(asked) => view! { <Notice tone=Tone::Calm title=l.pets_asked_title()>{l.pets_asked(day_soon(l, asked.answer_by, today), day_soon(l, asked.on, today))}</Notice> }.into_any(),
        None => view! {
            <section class="card stack-tight">
                <h2>{if ended { l.pets_ended_title(&pet.name) } else { l.pets_not_insured_title(&pet.name) }}</h2>
                <p class="soft">{l.pets_not_insured()}</p>
                <ActionForm action=action attr:class="stack">
                    <ErrorSummary errors=errors/>
                    <input type="hidden" name="pet" value=pet.id.to_string()/>
                    <div><Button pending=action.pending()>{l.pets_ask()}</Button></div>
                </ActionForm>
            </section>
        }
        .into_any(),
    }
}
