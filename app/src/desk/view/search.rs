//! `/desk`

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::desk::api::search;
use crate::desk::model::Found;
use crate::texts::use_lang;
use crate::ui::{Button, FormErrors, Heading, Icon, IconView, Loaded, TextField, TopBar, answer};

/// Finds a customer by policy number or e-mail address.
#[component]
pub fn SearchPage() -> impl IntoView {
    let l = use_lang();
    let query = use_query_map();
    let typed = move || query.read().get("q").unwrap_or_default();
    let found = answer(typed, |typed| async move {
        let asked = !typed.trim().is_empty();
        search(typed).await.map(|found| asked.then_some(found))
    });
    view! {
        <TopBar><Heading words=l.desk_search()/></TopBar>
        <div class="stack narrow">
            <form method="get" action="/desk" class="stack" role="search">
                <TextField name="q" label=l.desk_search_label() hint=l.desk_search_hint() value=typed() autocomplete="off" errors=FormErrors::default()/>
                <div><Button icon=Icon::Search>{l.desk_search_go()}</Button></div>
            </form>
            <Loaded from=found view=|found| view! { <Results found=found/> }/>
        </div>
    }
}

#[component]
fn Results(found: Option<Vec<Found>>) -> impl IntoView {
    let l = use_lang();
    found.map(|found| {
        if found.is_empty() {
            return view! { <p role="status">{l.desk_nobody()}</p> }.into_any();
        }
        let lines = found.into_iter().map(|one| {
            view! {
                <li>
                    <a class="line" href=format!("/desk/customers/{}", one.household)>
                        <IconView icon=Icon::User/>
                        <strong>{one.name}</strong>
                        <span class="go"><IconView icon=Icon::ChevronRight/></span>
                    </a>
                </li>
            }
        });
        view! { <ul class="card rows">{lines.collect_view()}</ul> }.into_any()
    })
}
