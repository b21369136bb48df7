//! `/agency`

use leptos::prelude::*;

use super::api::load_agency_profile;
use super::model::AgencyProfile;
use crate::auth::Role;
use crate::people::model::Circle;
use crate::people::view::{People, role_words};
use crate::texts::use_lang;
use crate::ui::{Heading, Loaded, SummaryList, SummaryRow, TopBar, answer};

/// Who one is at the agency; for its admin also who else is.
#[component]
pub fn AgencyPage() -> impl IntoView {
    let profile = answer(|| (), |()| load_agency_profile());
    view! {
        <Loaded from=profile view=|profile| view! { <Shown profile=profile/> }/>
    }
}

#[component]
fn Shown(profile: AgencyProfile) -> impl IntoView {
    let l = use_lang();
    let role = if profile.admin { Role::AgencyAdmin } else { Role::Agent };
    view! {
        <TopBar><Heading words=profile.agency/></TopBar>
        <div class="stack">
            <section class="card narrow">
                <SummaryList>
                    <SummaryRow name=l.people_name()>{profile.name}</SummaryRow>
                    <SummaryRow name=l.people_email()>{profile.email}</SummaryRow>
                    <SummaryRow name=l.agency_role()>{role_words(l, role).0}</SummaryRow>
                </SummaryList>
            </section>
            {profile.admin.then(|| view! { <People of=Circle::Agency/> })}
        </div>
    }
    .into_any()
}
