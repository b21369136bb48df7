//! `/`

use leptos::prelude::*;

use crate::error::AppError;
use crate::home::api::read_home;
use crate::home::model::{Drawn, Frame};
use crate::ui::{Heading, Loaded, TopBar, kept_live};

/// What needs the person, what is under way, what is left, what happened: as the server draws it (`home::drawing`).
#[component]
pub fn HomePage() -> impl IntoView {
    let home: Resource<Result<Drawn, AppError>, Frame> = Resource::new_with_options(|| (), |()| read_home(), false);
    view! { <Loaded from=kept_live(home, read_home) view=shown/> }
}

/// While a page of the server comes to life its pictures stand already: they are put in only where the running app comes here.
fn shown(home: Drawn) -> impl IntoView {
    view! {
        <TopBar>
            <div class="hello">
                <div class="herd" inner_html=home.herd></div>
                <div><p class="soft">{home.wish}</p><Heading words=home.names/></div>
            </div>
        </TopBar>
        <div class="contents" inner_html=home.body></div>
    }
}
