//! `/documents/id-card/{pet}`

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::documents::api::load_id_card;
use crate::documents::cards_model::{Card, IdCard};
use crate::ids::{PetId, Series, show_number};
use crate::pets::form::show_microchip;
use crate::pets::model::{CoverState, PetEntry};
use crate::pets::view::PetPicture;
use crate::texts::use_lang;
use crate::ui::{ButtonLink, Empty, Heading, HelpBlock, Icon, IconView, Loaded, TopBar, answer, day_medium};

/// What is shown at the clinic.
#[component]
pub fn IdCardPage() -> impl IntoView {
    let l = use_lang();
    let params = use_params_map();
    let id = move || PetId(params.with(|params| params.get("pet").unwrap_or_default()));
    let card = answer(id, load_id_card);
    view! {
        <TopBar back=("/documents".to_owned(), l.documents_title().to_owned())/>
        <Loaded
            from=card
            view=|card| match card {
                IdCard::Valid(card) => view! { <BothSides card=*card/> }.into_any(),
                IdCard::None(entry) => view! { <NoCard entry=*entry/> }.into_any(),
            }
        />
    }
}

#[component]
fn BothSides(card: Card) -> impl IntoView {
    let l = use_lang();
    view! {
        <div class="stack">
            <Heading words=l.documents_card_title(&card.pet.name)/>
            <div class="id-cards"><Front card=card.clone()/><Back card=card/></div>
            <PrintButton/>
            <HelpBlock title=l.documents_help_title()><p>{l.documents_help()}</p></HelpBlock>
        </div>
    }
}

#[component]
fn Front(card: Card) -> impl IntoView {
    let l = use_lang();
    let Card {
        pet,
        cover,
        rate_percent,
        deductible,
        insurer,
        ..
    } = card;
    let (dated, date) = match cover.state {
        CoverState::Begins => (l.documents_in_force_from(), cover.from),
        CoverState::InForce | CoverState::Ended => (l.documents_in_force_until(), cover.until),
    };
    let chip = pet.microchip.as_deref().map_or(l.pets_microchip_none().to_owned(), show_microchip);
    view! {
        <section class="id-card" aria-label=l.documents_front()>
            <div class="id-card-paw" aria-hidden="true"><IconView icon=Icon::PawPrint/></div>
            <p class="between"><strong>{insurer.name}</strong><span class="faint">{l.documents_pet_insurance()}</span></p>
            <div class="id-card-pet">
                <PetPicture species=pet.species photo=pet.photo_blob_id large=true/>
                <div>
                    <p class="id-card-name">{pet.name}</p>
                    <p class="faint">{l.documents_breed_and_birth(day_medium(l, pet.birth_on), &pet.breed)}</p>
                </div>
            </div>
            <dl class="id-card-facts">
                <div><dt>{l.documents_policy()}</dt><dd>{show_number(Series::Policy, &cover.number)}</dd></div>
                <div><dt>{dated}</dt><dd>{day_medium(l, date)}</dd></div>
                <div><dt>{l.documents_pays()}</dt><dd>{l.documents_rate_after(deductible.short(), rate_percent)}</dd></div>
                <div><dt>{l.pets_microchip()}</dt><dd>{chip}</dd></div>
            </dl>
        </section>
    }
    .into_any()
}

#[component]
fn Back(card: Card) -> impl IntoView {
    let l = use_lang();
    let call = card.insurer.call();
    view! {
        <section class="id-card" aria-label=l.documents_back()>
            <dl class="id-card-facts">
                <div><dt>{l.documents_policyholder()}</dt><dd>{card.policyholder}</dd></div>
                <div><dt>{l.documents_plan()}</dt><dd>{card.cover.plan}</dd></div>
                <div><dt>{l.documents_limit()}</dt><dd>{card.limit.short()}</dd></div>
                <div><dt>{l.documents_deductible()}</dt><dd>{card.deductible.short()}</dd></div>
            </dl>
            <div class="id-card-note">
                <p><strong>{l.documents_emergency_title()}</strong></p>
                <p class="faint">{l.documents_emergency()}</p>
                <a class="id-card-call" href=call><IconView icon=Icon::Phone/><span><span class="faint small">{l.documents_call(&card.insurer.name)}</span><strong class="number">{card.insurer.phone}</strong></span></a>
            </div>
            <p class="faint small">{l.documents_proof()}</p>
        </section>
    }
    .into_any()
}

/// Only where a script can open the dialogue for it; every browser's own menu prints too.
#[component]
fn PrintButton() -> impl IntoView {
    let l = use_lang();
    let runs = RwSignal::new(false);
    Effect::new(move || runs.set(true));
    view! {
        <Show when=move || runs.get()>
            <div class="no-print">
                <button
                    type="button"
                    class="button button-second"
                    on:click=|_| {
                        let _ = window().print();
                    }
                >
                    <IconView icon=Icon::Printer/>
                    {l.documents_print()}
                </button>
            </div>
        </Show>
    }
}

/// Why a pet has no card, and what can be done about it.
#[component]
fn NoCard(entry: PetEntry) -> impl IntoView {
    let l = use_lang();
    let PetEntry { pet, cover, .. } = entry;
    let (why, action) = match (pet.died_on, cover) {
        (Some(_), _) => (l.documents_none_died(&pet.name), l.documents_to_pet(&pet.name)),
        (None, Some(cover)) => (l.documents_none_ended(day_medium(l, cover.until)), l.documents_to_pet(&pet.name)),
        (None, None) => (l.documents_none_uninsured(&pet.name), l.pets_ask().to_owned()),
    };
    view! {
        <Heading words=l.documents_card_title(&pet.name)/>
        <Empty icon=Icon::IdCard title=l.documents_none_title()>
            <p class="soft">{why}</p>
            <ButtonLink href=format!("/pets/{}", pet.id)>{action}</ButtonLink>
        </Empty>
    }
    .into_any()
}
