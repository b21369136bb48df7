//! `/desk/customers/{household}`: a customer as far as one's role sees them.

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::auth::Role;
use crate::billing::links::api::SendPayLink;
use crate::billing::model::{Bill, BillStanding, Moved, Movement, PaymentState};
use crate::billing::view::{by, standing};
use crate::claims::model::ClaimSummary;
use crate::claims::view::badge;
use crate::day::Day;
use crate::desk::api::load_customer;
use crate::desk::model::{Contact, Customer};
use crate::ids::{HouseholdId, InvoiceId, Series, show_number};
use crate::notify::view::Sent;
use crate::pets::model::PetEntry;
use crate::pets::view::{cover_badge, species_words};
use crate::shell::use_roles;
use crate::texts::use_lang;
use crate::ui::{
    Badge, Button, ErrorSummary, Heading, Icon, Loaded, Look, Notice, SummaryList, SummaryRow, Tone, TopBar, answer, relative_day, use_form_errors,
};

/// One customer.
#[component]
pub fn CustomerPage() -> impl IntoView {
    let l = use_lang();
    let params = use_params_map();
    let id = move || HouseholdId(params.read().get("household").unwrap_or_default());
    let link = ServerAction::<SendPayLink>::new();
    provide_context(link);
    let customer = answer(move || (id(), link.version().get()), |(id, _)| load_customer(id));
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
        payments,
        today,
    } = customer;
    let link = expect_context::<ServerAction<SendPayLink>>();
    let query = use_query_map();
    let sent = move || query.with(|query| query.get("link_sent").is_some());
    view! {
        <div class="stack">
            <Heading words=name/>
            <div role="status">{move || sent().then(|| view! { <Notice tone=Tone::Calm title=l.desk_link_sent()/> })}</div>
            <ErrorSummary errors=use_form_errors(link)/>
            <p class="soft">{l.desk_look_recorded()}</p>
            <div class="halves">
                <div class="stack">
                    {contact.map(|contact| view! { <Reach contact=contact/> })}
                    {pets.map(|pets| view! { <Pets pets=pets/> })}
                    {bills.map(|bills| view! { <Bills bills=bills today=today/> })}
                    {payments.map(|payments| view! { <Payments payments=payments today=today/> })}
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
        let badge = match bill.standing {
            BillStanding::OnItsWay => Some(view! { <Badge>{l.billing_on_its_way()}</Badge> }),
            _ if bill.failed => Some(view! { <Badge tone=Tone::Now>{l.desk_bill_failed()}</Badge> }),
            BillStanding::Late => Some(view! { <Badge tone=Tone::Now>{l.billing_late()}</Badge> }),
            BillStanding::Due => None,
        };
        let about = format!(
            "{} · {} · {}",
            bill.pet_name,
            show_number(Series::Invoice, &bill.number),
            relative_day(l, bill.due_on, today)
        );
        let send = (bill.standing != BillStanding::OnItsWay).then(|| view! { <SendLink invoice=bill.id.clone()/> });
        view! {
            <li class="stack-tight py-2">
                <div class="between">
                    <span class="grow-words"><strong class="number">{bill.amount.to_string()}</strong><span class="soft small">{about}</span></span>
                    {badge}
                </div>
                {send}
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

/// Sends the customer a link to pay a bill by.
#[component]
fn SendLink(invoice: InvoiceId) -> impl IntoView {
    let l = use_lang();
    let action = expect_context::<ServerAction<SendPayLink>>();
    let household = use_params_map().with_untracked(|params| params.get("household").unwrap_or_default());
    view! {
        <ActionForm action=action>
            <input type="hidden" name="household" value=household/>
            <input type="hidden" name="invoice" value=invoice.0/>
            <Button look=Look::Second icon=Icon::Mail pending=action.pending()>{l.desk_send_link()}</Button>
        </ActionForm>
    }
    .into_any()
}

#[component]
fn Payments(payments: Vec<Movement>, today: Day) -> impl IntoView {
    let l = use_lang();
    let none = payments.is_empty();
    let lines = payments.into_iter().map(|moved| {
        let (tone, words) = standing(l, &moved, today);
        let title = match &moved.what {
            Moved::ToUs { .. } => l.billing_to_us(&moved.pet_name),
            Moved::ToYou { .. } => l.billing_to_you(&moved.pet_name),
        };
        let title = match &moved.what {
            Moved::ToUs { payment, state: PaymentState::Settled, .. } => view! { <a class="font-semibold" href=format!("/desk/payments/{payment}")>{title}</a> }.into_any(),
            Moved::ToUs { .. } | Moved::ToYou { .. } => view! { <strong>{title}</strong> }.into_any(),
        };
        let about = l.billing_when_and_how(by(l, &moved.by), relative_day(l, moved.on, today));
        view! {
            <li class="between py-2">
                <span class="grow-words">{title}<span class="soft small">{about}</span><span class=if tone == Tone::Now { "small wrong" } else { "small soft" }>{words}</span></span>
                <strong class="number">{moved.amount.to_string()}</strong>
            </li>
        }
    });
    view! {
        <section class="card stack-tight">
            <h2>{l.desk_payments()}</h2>
            {none.then(|| view! { <p class="soft">{l.desk_none()}</p> })}
            <ul class="rows">{lines.collect_view()}</ul>
        </section>
    }
    .into_any()
}
