//! `/account`

use leptos::prelude::*;

use super::AccountPage;
use crate::account::api::load_profile;
use crate::account::model::Profile;
use crate::texts::use_lang;
use crate::ui::{Icon, IconView, Loaded, SummaryList, SummaryRow, answer};

/// Who you are to us, and how we reach you.
#[component]
pub fn ProfilePage() -> impl IntoView {
    let l = use_lang();
    let profile = answer(|| (), |()| load_profile());
    view! {
        <AccountPage here="/account" title=l.account_profile()>
            <Loaded from=profile view=|profile| view! { <Facts profile=profile/> }/>
            <a class="line-link" href="/more#appearance"><IconView icon=Icon::SunMoon/>{l.more_appearance_title()}</a>
        </AccountPage>
    }
}

#[component]
fn Facts(profile: Profile) -> impl IntoView {
    let l = use_lang();
    let change = move |page: &str| (format!("/account/{page}"), l.account_change().to_owned());
    view! {
        <section class="card">
            <SummaryList>
                <SummaryRow name=l.account_name()>{profile.name}</SummaryRow>
                <SummaryRow name=l.account_email() change=change("email")>{profile.email}</SummaryRow>
                {profile
                    .texts
                    .then(|| view! { <SummaryRow name=l.account_phone() change=change("phone")>{profile.phone.unwrap_or_else(|| l.account_none().to_owned())}</SummaryRow> })}
                {profile
                    .password
                    .then(|| view! { <SummaryRow name=l.account_password() change=change("password")>{l.account_password_set()}</SummaryRow> })}
            </SummaryList>
        </section>
    }
    .into_any()
}
