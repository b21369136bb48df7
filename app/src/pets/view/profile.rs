//! `/pets/{pet}`

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::cover::{CoverCard, NoCover};
use super::photo::PhotoForm;
use super::picture::fur;
use super::words::{species_icon, state_words};
use super::{age_words, cover_badge, species_words};
use crate::auth::Power;
use crate::ids::PetId;
use crate::pets::api::{AskForCover, load_profile};
use crate::pets::form::show_microchip;
use crate::pets::model::{CoverState, Pet, PetEntry, Profile, RecentClaim, Sex};
use crate::pets::rules::may_ask_for_cover;
use crate::shell::use_roles;
use crate::texts::use_lang;
use crate::ui::{Badge, ButtonLink, Heading, HelpBlock, Icon, IconView, Loaded, Look, SummaryList, SummaryRow, TopBar, answer, day_full, relative_day};

/// Everything about one pet.
#[component]
pub fn PetPage() -> impl IntoView {
    let l = use_lang();
    let params = use_params_map();
    let id = move || PetId(params.with(|params| params.get("pet").unwrap_or_default()));
    let ask = ServerAction::<AskForCover>::new();
    provide_context(ask);
    let profile = answer(move || (id(), ask.version().get()), |(pet, _)| load_profile(pet));
    view! {
        <TopBar back=("/pets".to_owned(), l.pets_back().to_owned())/>
        <Loaded from=profile view=|profile| view! { <PetProfile profile=profile/> }/>
    }
}

#[component]
fn PetProfile(profile: Profile) -> impl IntoView {
    let l = use_lang();
    let Profile {
        entry,
        year,
        claims,
        asked,
        today,
    } = profile;
    let may_ask = may_ask_for_cover(&entry);
    let file = use_roles().may(Power::File);
    let in_force = entry.cover.as_ref().is_some_and(|cover| cover.state == CoverState::InForce);
    let alive = entry.pet.died_on.is_none();
    let pet = entry.pet.clone();
    let id = pet.id.clone();
    view! {
        <div class="pet-page">
            <div class="pet-hero stack">
                <Hero entry=entry.clone()/>
                {(alive && in_force)
                    .then(|| {
                        view! {
                            <div class="pair">
                                {file.then(|| view! { <ButtonLink href=format!("/claims/new?pet={id}") icon=Icon::Camera>{l.pets_file_claim()}</ButtonLink> })}
                                <ButtonLink href=format!("/documents/id-card/{id}") look=Look::Second icon=Icon::IdCard>{l.pets_id_card()}</ButtonLink>
                            </div>
                            {file
                                .then(|| view! { <a class="line-link" href=format!("/pets/{id}/vet")><IconView icon=Icon::Stethoscope/>{l.vet_share()}</a> })}
                        }
                    })}
                {(!alive).then(|| view! { <Remembered entry=entry.clone()/> })}
            </div>
            <div class="pet-side stack">
                {may_ask.then(|| view! { <NoCover pet=pet.clone() ended=entry.cover.is_some() asked=asked today=today/> })}
                {entry.cover.clone().map(|cover| view! { <CoverCard cover=cover year=year/> })}
                {(alive && in_force).then(|| view! { <Estimate pet=id.clone()/> })}
                <Claims pet=pet claims=claims today=today/>
            </div>
            <div class="pet-facts stack">
                <Facts entry=entry/>
                <HelpBlock title=l.pets_profile_help_title()>
                    <p>{l.pets_profile_help()}</p>
                    {alive.then(|| view! { <p>{l.pets_profile_help_died()}</p> })}
                </HelpBlock>
            </div>
        </div>
    }
}

/// The way to what the plan would pay.
#[component]
fn Estimate(pet: PetId) -> impl IntoView {
    let l = use_lang();
    view! {
        <a class="card card-link line" href=format!("/pets/{pet}/estimate")>
            <IconView icon=Icon::Calculator/>
            <span class="grow-words"><strong>{l.estimate_link()}</strong><span class="soft small">{l.estimate_link_about()}</span></span>
            <IconView icon=Icon::ChevronRight/>
        </a>
    }
}

#[component]
fn Hero(entry: PetEntry) -> impl IntoView {
    let l = use_lang();
    let (tone, icon, cover) = cover_badge(l, &entry);
    let age = age_words(l, entry.age);
    let PetEntry { pet, .. } = entry;
    let about = match pet.died_on {
        Some(_) => l.pets_lived(age, &pet.breed),
        None => l.pets_breed_and_age(age, &pet.breed),
    };
    let picture = match &pet.photo_blob_id {
        Some(blob) => view! { <img class="pet-photo" src=format!("/files/{blob}") alt=l.pets_photo_alt(&pet.name)/> }.into_any(),
        None => view! { <div class=format!("pet-photo pet-photo-none {}", fur(pet.species))><IconView icon=species_icon(pet.species)/></div> }.into_any(),
    };
    view! {
        <div class="stack-tight">
            {picture}
            {use_roles().own().then(|| view! { <PhotoForm pet=pet.clone()/> })}
            <div class="pet-title"><Heading words=pet.name/><Badge tone=tone icon=icon>{cover}</Badge></div>
            <p class="soft">{about}</p>
        </div>
    }
    .into_any()
}

/// Kind words for a pet that died, and the one thing that may still be wanted.
#[component]
fn Remembered(entry: PetEntry) -> impl IntoView {
    let l = use_lang();
    let age = age_words(l, entry.age);
    let insured = entry.cover.is_some();
    let PetEntry { pet, .. } = entry;
    view! {
        <section class="card card-mint stack-tight">
            <h2>{l.pets_died_title(&pet.name)}</h2>
            {pet.died_on.map(|day| view! { <p>{l.pets_died_lived(age, day_full(l, day), &pet.name)}</p> })}
            {(insured && use_roles().may(Power::File)).then(|| view! {
                <p>{l.pets_died_claims()}</p>
                <a class="line-link" href=format!("/claims/new?pet={}", pet.id)>{l.pets_died_file_claim()}<IconView icon=Icon::ChevronRight/></a>
            })}
        </section>
    }
    .into_any()
}

#[component]
fn Facts(entry: PetEntry) -> impl IntoView {
    let l = use_lang();
    let age = age_words(l, entry.age);
    let PetEntry { pet, .. } = entry;
    let born = match pet.died_on {
        Some(_) => day_full(l, pet.birth_on),
        None => l.pets_born_value(age, day_full(l, pet.birth_on)),
    };
    let sex = match pet.sex {
        Sex::Female => l.pets_sex_female(),
        Sex::Male => l.pets_sex_male(),
        Sex::Unknown => l.pets_sex_unknown(),
    };
    let neutered = match pet.neutered {
        Some(true) => l.pets_neutered_yes(),
        Some(false) => l.pets_neutered_no(),
        None => l.pets_neutered_unknown(),
    };
    let chip = pet.microchip.as_deref().map_or(l.pets_microchip_none().to_owned(), show_microchip);
    view! {
        <section class="card stack-tight">
            <div class="between">
                <h2>{l.pets_facts(&pet.name)}</h2>
                {use_roles()
                    .own()
                    .then(|| view! { <a class="font-semibold" href=format!("/pets/{}/edit", pet.id)>{l.pets_edit()}<span class="visually-hidden">" "{pet.name.clone()}</span></a> })}
            </div>
            <SummaryList>
                <SummaryRow name=l.pets_species()>{species_words(l, pet.species)}</SummaryRow>
                <SummaryRow name=l.pets_breed()>{pet.breed}</SummaryRow>
                <SummaryRow name=l.pets_born()>{born}</SummaryRow>
                {pet.died_on.map(|day| view! { <SummaryRow name=l.pets_died()>{day_full(l, day)}</SummaryRow> })}
                <SummaryRow name=l.pets_sex()>{sex}</SummaryRow>
                <SummaryRow name=l.pets_neutered()>{neutered}</SummaryRow>
                <SummaryRow name=l.pets_microchip()><span class="number">{chip}</span></SummaryRow>
            </SummaryList>
        </section>
    }
    .into_any()
}

#[component]
fn Claims(pet: Pet, claims: Vec<RecentClaim>, today: crate::day::Day) -> impl IntoView {
    let l = use_lang();
    let none = claims.is_empty().then(|| view! { <p class="soft">{l.pets_claims_none(&pet.name)}</p> });
    view! {
        <section class="card stack-tight">
            <div class="between">
                <h2>{l.pets_claims()}</h2>
                {(!claims.is_empty()).then(|| view! { <a class="font-semibold" href="/claims">{l.pets_claims_all()}</a> })}
            </div>
            {none}
            <ul class="rows">
                {claims
                    .into_iter()
                    .map(|claim| {
                        view! {
                            <li>
                                <a class="line" href=format!("/claims/{}", claim.id)>
                                    <span class="grow-words">
                                        <strong>{claim.what}</strong>
                                        <span class="soft small">{relative_day(l, claim.visit_on, today)}" · "{state_words(l, claim.state)}</span>
                                    </span>
                                    <span class="number">{claim.total.to_string()}</span>
                                    <IconView icon=Icon::ChevronRight/>
                                </a>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </section>
    }
    .into_any()
}
