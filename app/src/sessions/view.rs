//! `/account/sessions`

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api::{EndOtherSessions, EndSession, ThatWasMe, list_sessions};
use super::model::{NewSignIn, SessionLine, Sessions};
use crate::account::view::AccountPage;
use crate::texts::{Lang, use_lang};
use crate::ui::{Badge, Icon, IconView, Loaded, Tone, answer};

/// Where one is signed in; each can be ended. Plain forms: they work whatever the browser runs.
#[component]
pub fn SessionsPage() -> impl IntoView {
    let l = use_lang();
    let page = answer(|| (), |()| list_sessions());
    view! {
        <AccountPage here="/account/sessions" title=l.sessions_title()>
            <p class="soft">{l.sessions_intro()}</p>
            <Loaded from=page view=sessions/>
        </AccountPage>
    }
}

fn sessions(page: Sessions) -> impl IntoView {
    let l = use_lang();
    let others = page.list.iter().any(|line| !line.this);
    view! {
        {page.news.into_iter().map(|new| news(l, new)).collect_view()}
        <ul class="card rows">{page.list.into_iter().map(|one| line(l, one)).collect_view()}</ul>
        {others.then(|| view! {
            <form method="post" action=EndOtherSessions::url()>
                <button type="submit" class="button button-second button-wide"><IconView icon=Icon::LogOut/>{l.sessions_end_others()}</button>
            </form>
        })}
    }
    .into_any()
}

fn line(l: Lang, one: SessionLine) -> AnyView {
    let ends = l.sessions_end_which(&one.device);
    view! {
        <li class="between">
            <div class="stack-tight">
                <p class="row"><strong>{one.device}</strong>{one.this.then(|| view! { <Badge tone=Tone::Calm>{l.sessions_this()}</Badge> })}</p>
                <p class="soft small">{l.sessions_times(one.began, one.used)}</p>
                {(!one.address.is_empty()).then(|| view! { <p class="soft small">{l.sessions_address(one.address)}</p> })}
            </div>
            {(!one.this).then(|| view! {
                <form method="post" action=EndSession::url()>
                    <input type="hidden" name="session" value=one.id.0/>
                    <button type="submit" class="button button-second" aria-label=ends>{l.sessions_end()}</button>
                </form>
            })}
        </li>
    }
    .into_any()
}

/// What the notice of a new browser is headed with, here and on Home.
pub fn new_sign_in(l: Lang, device: &str, times: i64) -> String {
    if times > 1 {
        l.sessions_new_times(times, device)
    } else {
        l.sessions_new(device)
    }
}

fn news(l: Lang, new: NewSignIn) -> AnyView {
    view! {
        <section class="card stack-tight">
            <h2>{new_sign_in(l, &new.device, new.times)}</h2>
            <p>{l.sessions_new_when(new.when)}</p>
            <form method="post" action=ThatWasMe::url() class="row">
                <input type="hidden" name="notice" value=new.id/>
                <input type="hidden" name="next" value="/account/sessions"/>
                <button type="submit" class="button button-second">{l.sessions_that_was_me()}</button>
            </form>
        </section>
    }
    .into_any()
}
