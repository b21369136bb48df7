//! `/documents`

use leptos::prelude::*;

use crate::documents::api::list_documents;
use crate::documents::cards_model::Documents;
use crate::ids::{Series, show_number};
use crate::pets::view::PetPicture;
use crate::texts::use_lang;
use crate::ui::{ButtonLink, Empty, Heading, HelpBlock, Icon, IconView, Loaded, TopBar, answer};

/// What can be fetched: an ID card for each insured pet.
#[component]
pub fn DocumentsPage() -> impl IntoView {
    let l = use_lang();
    let documents = answer(|| (), |()| list_documents());
    view! {
        <TopBar back=("/more".to_owned(), l.nav_more().to_owned())/>
        <div class="stack">
            <Heading words=l.documents_title()/>
            <Loaded from=documents view=|documents| view! { <Cards documents=documents/> }/>
            <HelpBlock title=l.documents_help_title()><p>{l.documents_help()}</p></HelpBlock>
        </div>
    }
}

#[component]
fn Cards(documents: Documents) -> impl IntoView {
    let l = use_lang();
    let Documents { cards, without } = documents;
    if cards.is_empty() {
        return view! {
            <Empty icon=Icon::IdCard title=l.documents_empty_title()>
                <p class="soft">{l.documents_empty()}</p>
                <ButtonLink href="/pets">{l.documents_to_pets()}</ButtonLink>
            </Empty>
        }
        .into_any();
    }
    view! {
        <section class="stack-tight">
            <h2>{l.documents_cards()}</h2>
            <ul class="pet-list">
                {cards
                    .into_iter()
                    .map(|entry| {
                        let number = entry.cover.map(|cover| show_number(Series::Policy, &cover.number));
                        view! {
                            <li>
                                <a class="mini-card" href=format!("/documents/id-card/{}", entry.pet.id)>
                                    <PetPicture species=entry.pet.species photo=entry.pet.photo_blob_id/>
                                    <span class="pet-card-words"><strong>{entry.pet.name}</strong><span class="number">{number}</span></span>
                                    <IconView icon=Icon::ChevronRight/>
                                </a>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
            {without.into_iter().map(|name| view! { <p class="soft">{l.documents_without(name)}</p> }).collect_view()}
        </section>
    }
    .into_any()
}
