//! `/account/household`

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::People;
use super::words::powers_words;
use crate::account::view::AccountPage;
use crate::people::api::{ChooseHome, load_homes};
use crate::people::model::{Circle, Home};
use crate::shell::use_roles;
use crate::texts::use_lang;
use crate::ui::{Loaded, Look, answer};

/// Who may act for the household, for its policyholder; for a member, what they may do; and the way to other households.
#[component]
pub fn HouseholdPage() -> impl IntoView {
    let l = use_lang();
    let homes = answer(|| (), |()| load_homes());
    let own = use_roles().own();
    view! {
        <AccountPage here="/account/household" title=l.people_household()>
            {own.then(|| view! { <p class="soft">{l.people_household_text()}</p><People of=Circle::Household/> })}
            <Loaded from=homes view=|homes| view! { <Homes homes=homes/> }/>
        </AccountPage>
    }
}

/// The households one can act in; nothing for who has only their own.
#[component]
fn Homes(homes: Vec<Home>) -> impl IntoView {
    let l = use_lang();
    let only_own = use_roles().own() && homes.len() == 1;
    (!only_own).then(|| {
        view! {
            <section class="card stack-tight">
                <h2>{l.people_homes()}</h2>
                {homes.is_empty().then(|| view! { <p class="soft">{l.people_no_home()}</p> })}
                <ul class="rows">{homes.into_iter().map(|home| view! { <li class="person"><HomeLine home=home/></li> }).collect_view()}</ul>
            </section>
        }
    })
}

/// A plain form: all that stands around the pages changes with the household.
#[component]
fn HomeLine(home: Home) -> impl IntoView {
    let l = use_lang();
    let words = powers_words(l, &home.roles, home.until);
    let go = (!home.here).then(|| {
        view! {
            <form method="post" action=ChooseHome::url()>
                <input type="hidden" name="household" value=home.id.to_string()/>
                <crate::ui::Button look=Look::Second>{l.people_go_there()}</crate::ui::Button>
            </form>
        }
    });
    view! {
        <span class="grow-words"><strong>{l.people_home_of(home.owner)}</strong><span class="soft small">{words}</span></span>
        {if home.here { view! { <span class="badge badge-calm">{l.people_here()}</span> }.into_any() } else { go.into_any() }}
    }
    .into_any()
}
