//! `/payments`

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::bills::{NotSetUp, balance, bills, places};
use super::history::history;
use crate::auth::Power;
use crate::billing::api;
use crate::billing::disputes::view::OwnDisputes;
use crate::billing::model::PaymentsView;
use crate::billing::refunds::view::OwnRefunds;
use crate::shell::use_roles;
use crate::texts::use_lang;
use crate::ui::{ButtonLink, Empty, Heading, HelpBlock, Icon, Loaded, TopBar, answer};

/// What is owed, how to pay it, and every movement of money.
#[component]
pub fn PaymentsPage() -> impl IntoView {
    let l = use_lang();
    let query = use_query_map();
    let asked = move || query.with(|query| (query.get("before").unwrap_or_default(), query.get("q").unwrap_or_default()));
    let page = answer(asked, |(before, search)| api::payments(before, search));
    view! {
        <TopBar><Heading words=l.billing_title()/></TopBar>
        <Loaded from=page view=show/>
    }
}

/// What the history is searched for: the address says it, and no answer of ours says back what was typed.
fn searched() -> String {
    use_query_map().with_untracked(|query| query.get("q").unwrap_or_default().trim().to_owned())
}

fn show(page: PaymentsView) -> impl IntoView {
    let l = use_lang();
    let roles = use_roles();
    let nothing = !page.insured && page.bills.is_empty() && page.history.is_empty();
    // Older parts of the history stand alone: what is owed is on the first page.
    let searched = searched();
    let first = page.newest && searched.is_empty() && !nothing;
    view! {
        {nothing.then(|| view! {
            <Empty icon=Icon::CreditCard title=l.billing_empty_title()>
                <p class="soft">{l.billing_empty()}</p>
                {use_roles().may(Power::View).then(|| view! { <ButtonLink href="/pets">{l.billing_see_pets()}</ButtonLink> })}
            </Empty>
        })}
        <div class="payments">
            {first.then(|| view! {
                <div class="stack">
                    {balance(l, &page, roles.may(Power::Pay)).into_any()}
                    {bills(l, &page).into_any()}
                    {(!page.set_up).then(|| view! { <NotSetUp brand=page.brand.clone()/> })}
                    {roles.own().then(|| places(l, &page).into_any())}
                </div>
            })}
            {(!nothing).then(|| view! { <div class="stack">{first.then(|| view! { <OwnRefunds/><OwnDisputes/> })}{history(l, &page, searched).into_any()}</div> })}
        </div>
        <HelpBlock title=l.billing_help_title()>
            <p>{l.billing_help_bills()}</p>
            <p>{l.billing_help_states()}</p>
        </HelpBlock>
    }
}
