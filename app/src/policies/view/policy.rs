//! `/policies/{policy}`

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::cover::{excluded, paid_for, waits};
use super::money::{back, other_years, price, this_year};
use super::words::standing;
use crate::auth::Power;
use crate::ids::{PolicyId, Series, show_number};
use crate::pets::view::PetPicture;
use crate::policies::api;
use crate::policies::model::PolicyView;
use crate::policies::rules::goes_on;
use crate::shell::use_roles;
use crate::texts::{Lang, use_lang};
use crate::ui::{Badge, ButtonLink, Heading, HelpBlock, Icon, Loaded, Look, TopBar, answer, day_full};

/// What a policy covers, from when, what is left of it, and what it costs.
#[component]
pub fn PolicyPage() -> impl IntoView {
    let l = use_lang();
    let params = use_params_map();
    let id = move || PolicyId(params.with(|params| params.get("policy").unwrap_or_default()));
    let page = answer(id, api::policy);
    view! {
        <TopBar back=("/pets".to_owned(), l.nav_pets().to_owned())/>
        <Loaded from=page view=show/>
    }
}

fn show(page: PolicyView) -> impl IntoView {
    let l = use_lang();
    // What is over is not advertised: no example, no price, no card; earlier visits can still be claimed.
    let runs = page.died_on.is_none() && goes_on(page.standing.iter().map(|standing| standing.flag));
    view! {
        {head(l, &page).into_any()}
        <div class="policy">
            <div class="stack">
                {this_year(l, &page, runs).into_any()}
                <div class="grid grid-cols-1 sm:grid-cols-2 gap-3">
                    {use_roles().may(Power::File).then(|| view! { <ButtonLink href="/claims/new" icon=Icon::Camera>{l.policies_file_a_claim()}</ButtonLink> })}
                    {runs.then(|| view! {
                        <ButtonLink href=format!("/documents/id-card/{}", page.pet) look=Look::Second icon=Icon::IdCard>{l.policies_view_id_card()}</ButtonLink>
                    })}
                </div>
                {runs.then(|| (back(l, &page.year).into_any(), price(l, &page).into_any()))}
            </div>
            <div class="stack">
                {paid_for(l, &page.terms).into_any()}
                {excluded(l, &page).into_any()}
                {waits(l, &page.waits, page.today).into_any()}
                {other_years(l, page.other_years).into_any()}
            </div>
        </div>
        <HelpBlock title=l.policies_help_title()>
            <p>{l.policies_help_limit()}</p>
            <p>{l.policies_help_deductible()}</p>
            <p>{l.policies_help_waiting()}</p>
        </HelpBlock>
    }
}

fn head(l: Lang, page: &PolicyView) -> impl IntoView + use<> {
    let flags = page.standing.iter().map(|flag| standing(l, flag, page)).map(|words| {
        view! { <p class="standing"><Badge tone=words.tone>{words.name}</Badge><span>{words.sentence}</span></p> }
    });
    view! {
        <div class="hello">
            <PetPicture species=page.species photo=page.photo.clone()/>
            <div>
                <p class="soft">{l.policies_plan_and_number(show_number(Series::Policy, &page.number), &page.year.plan)}</p>
                <Heading words=l.policies_title(&page.pet_name)/>
            </div>
        </div>
        <div class="stack-tight my-4">
            {page.died_on.map(|day| view! { <p>{l.policies_died(day_full(l, day), &page.pet_name)}</p> })}
            {flags.collect_view()}
        </div>
    }
}
