//! `/desk/customers/{household}`: a customer as far as one's role sees them. Nothing here can be changed.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::auth::Role;
use crate::billing::model::{Bill, BillStanding};
use crate::claims::model::ClaimSummary;
use crate::claims::view::badge;
use crate::day::Day;
use crate::desk::api::load_customer;
use crate::desk::model::{Contact, Customer};
use crate::ids::{HouseholdId, Series, show_number};
use crate::notify::view::Sent;
use crate::pets::model::PetEntry;
use crate::pets::view::{cover_badge, species_words};
use crate::shell::use_roles;
use crate::texts::use_lang;
use crate::ui::{Badge, Heading, Loaded, SummaryList, SummaryRow, Tone, TopBar, answer, relative_day};

/// One customer.
#[component]
pub fn CustomerPage() -> impl IntoView {
    let l = use_lang();
    let params = use_params_map();
    let id = move || HouseholdId(params.read().get("household").unwrap_or_default());
    let customer = answer(id, load_customer);
    view! {
        <TopBar back=("/desk".to_owned(), l.desk_search().to_owned())/>
        <Loaded from=customer view=|customer| view! { <Shown customer=customer/> }/>
        {use_roles().has_any(&[Role::Support, Role::Ops]).then(|| view! { <Sent household=id()/> })}
    }
}

#[component]
fn Shown(customer: Customer) -> impl IntoView {
    let l = use_lang();
    let Customer {
        name,
        contact,
        pets,
        claims,
        bills,
        today,
    } = customer;
    view! {
        <div class="stack">
            <Heading words=name/>
            <p class="soft">{l.desk_look_recorded()}</p>
            <div class="halves">
                <div class="stack">
                    {contact.map(|contact| view! { <Reach contact=contact/> })}
                    {pets.map(|pets| view! { <Pets pets=pets/> })}
                    {bills.map(|bills| view! { <Bills bills=bills today=today/> })}
                </div>
                {claims.map(|claims| view! { <Claims claims=claims today=today/> })}
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn Reach(contact: Contact) -> impl IntoView {
    let l = use_lang();
    view! {
        <section class="card stack-tight">
            <h2>{l.desk_contact()}</h2>
            <SummaryList>
                <SummaryRow name=l.desk_email()>{contact.email}</SummaryRow>
                <SummaryRow name=l.desk_place()>{contact.place}</SummaryRow>
            </SummaryList>
        </section>
    }
    .into_any()
}

#[component]
fn Pets(pets: Vec<PetEntry>) -> impl IntoView {
    let l = use_lang();
    let none = pets.is_empty();
    let lines = pets.into_iter().map(|entry| {
        let (tone, icon, words) = cover_badge(l, &entry);
        let number = entry.cover.as_ref().map(|cover| show_number(Series::Policy, &cover.number));
        let about = format!("{} · {}", species_words(l, entry.pet.species), entry.pet.breed);
        view! {
            <li class="between py-2">
                <span class="grow-words"><strong>{entry.pet.name}</strong><span class="soft small">{about}</span><span class="soft small number">{number}</span></span>
                <Badge tone=tone icon=icon>{words}</Badge>
            </li>
        }
    });
    view! {
        <section class="card stack-tight">
            <h2>{l.desk_pets()}</h2>
            {none.then(|| view! { <p class="soft">{l.desk_none()}</p> })}
            <ul class="rows">{lines.collect_view()}</ul>
        </section>
    }
    .into_any()
}

#[component]
fn Claims(claims: Vec<ClaimSummary>, today: Day) -> impl IntoView {
    let l = use_lang();
    let none = claims.is_empty();
    let lines = claims.into_iter().map(|claim| {
        let (tone, words) = badge(&claim, l);
        let about = format!(
            "{} · {} · {}",
            show_number(Series::Claim, &claim.number),
            relative_day(l, claim.visit_on, today),
            claim.total
        );
        let talk = format!("/desk/claims/{}/conversation", claim.id);
        view! {
            <li class="between py-2">
                <span class="grow-words"><a class="font-semibold" href=talk>{l.claims_title(claim.pet_name, claim.what)}</a><span class="soft small number">{about}</span></span>
                <Badge tone=tone>{words}</Badge>
            </li>
        }
    });
    view! {
        <section class="card stack-tight">
            <h2>{l.desk_claims()}</h2>
            {none.then(|| view! { <p class="soft">{l.desk_none()}</p> })}
            <ul class="rows">{lines.collect_view()}</ul>
        </section>
    }
    .into_any()
}

#[component]
fn Bills(bills: Vec<Bill>, today: Day) -> impl IntoView {
    let l = use_lang();
    let none = bills.is_empty();
    let lines = bills.into_iter().map(|bill| {
        let late = (bill.standing == BillStanding::Late).then(|| view! { <Badge tone=Tone::Now>{l.billing_late()}</Badge> });
        let about = format!("{} · {}", show_number(Series::Invoice, &bill.number), relative_day(l, bill.due_on, today));
        view! {
            <li class="between py-2">
                <span class="grow-words"><strong class="number">{bill.amount.to_string()}</strong><span class="soft small">{about}</span></span>
                {late}
            </li>
        }
    });
    view! {
        <section class="card stack-tight">
            <h2>{l.desk_bills()}</h2>
            {none.then(|| view! { <p class="soft">{l.desk_none()}</p> })}
            <ul class="rows">{lines.collect_view()}</ul>
        </section>
    }
    .into_any()
}
