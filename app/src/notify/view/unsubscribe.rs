//! `/unsubscribe/{token}`: behind the link at the end of a letter. Opening alone ends nothing, for mail programs open links, too.

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::words;
use crate::notify::api::{Unsubscribe, look_at_link};
use crate::notify::model::Unsubscribing;
use crate::shell::LogoMark;
use crate::texts::use_lang;
use crate::ui::{Button, ButtonLink, ErrorSummary, Heading, Loaded, Look, answer, use_form_errors};

fn token() -> String {
    use_params_map().with_untracked(|params| params.get("token").unwrap_or_default())
}

/// Ends letters about one topic, for whoever has the link; works without signing in.
#[component]
pub fn UnsubscribePage() -> impl IntoView {
    let action = ServerAction::<Unsubscribe>::new();
    provide_context(action);
    let token = token();
    let link = answer(move || action.version().get(), move |_| look_at_link(token.clone()));
    view! {
        <div class="sign-in">
            <LogoMark/>
            <Loaded from=link view=|link| view! { <Shown link=link/> }/>
        </div>
    }
}

#[component]
fn Shown(link: Unsubscribing) -> impl IntoView {
    let l = use_lang();
    let Some(topic) = link.topic else {
        return view! {
            <Heading words=l.notice_unsubscribe_none_title()/>
            <p>{l.notice_unsubscribe_none()}</p>
            <ButtonLink href="/account/notifications" wide=true>{l.notice_settings()}</ButtonLink>
        }
        .into_any();
    };
    let what = words::topic(l, topic).0;
    let all = view! { <ButtonLink href="/account/notifications" look=Look::Plain wide=true>{l.notice_unsubscribe_all()}</ButtonLink> };
    match link.on {
        true => view! {
            <Heading words=l.notice_unsubscribe_title(what)/>
            <p>{l.notice_unsubscribe_text()}</p>
            <Act wanted=false/>
            {all}
        }
        .into_any(),
        false => view! {
            <Heading words=l.notice_unsubscribed_title()/>
            <p role="status">{l.notice_unsubscribed(what)}</p>
            <Act wanted=true/>
            {all}
        }
        .into_any(),
    }
}

#[component]
fn Act(wanted: bool) -> impl IntoView {
    let l = use_lang();
    let action = expect_context::<ServerAction<Unsubscribe>>();
    let (look, words) = if wanted {
        (Look::Second, l.notice_resubscribe())
    } else {
        (Look::Primary, l.notice_unsubscribe_button())
    };
    view! {
        <ActionForm action=action attr:class="stack">
            <ErrorSummary errors=use_form_errors(action)/>
            <input type="hidden" name="token" value=token()/>
            <input type="hidden" name="wanted" value=wanted.to_string()/>
            <Button look=look wide=true pending=action.pending()>{words}</Button>
        </ActionForm>
    }
    .into_any()
}
