//! `/payments/methods/added`: where the gateway sends people back. What it says counts, nothing in the address does.

use leptos::prelude::*;

use super::words::{failure, named};
use crate::billing::methods::api::load_added;
use crate::billing::methods::model::Added;
use crate::billing::view::way;
use crate::texts::use_lang;
use crate::ui::{ButtonLink, Heading, Icon, IconView, Loaded, Look, Notice, Tone, TopBar, answer};

/// What came of a method that was being added.
#[component]
pub fn AddedPage() -> impl IntoView {
    let l = use_lang();
    let added = answer(|| (), |()| load_added());
    view! {
        <TopBar back=("/payments/methods".to_owned(), l.methods_title().to_owned())/>
        <div class="stack narrow"><Loaded from=added view=shown/></div>
    }
    .into_any()
}

fn shown(added: Added) -> AnyView {
    let l = use_lang();
    let on = |words: &'static str| view! { <ButtonLink href="/payments/methods" wide=true>{words}</ButtonLink> };
    match added {
        Added::Ready(method) => view! {
            <Heading words=l.methods_added_title(named(l, &method))/>
            <Notice tone=Tone::Calm title=if method.default { l.methods_added_default() } else { l.methods_added() }/>
            {on(l.methods_see())}
            <a class="line-link" href="/payments/autopay"><IconView icon=Icon::CalendarClock/>{l.autopay_title()}<span class="end"><IconView icon=Icon::ChevronRight/></span></a>
        }
        .into_any(),
        Added::Unverified(method) => view! {
            <Heading words=l.methods_added_unverified_title(named(l, &method))/>
            <p>{l.methods_unverified()}</p>
            {method.verify_url.clone().map(|url| view! { <a class="button button-second button-wide" rel="external" href=url><IconView icon=Icon::ShieldCheck/>{l.methods_verify()}</a> })}
            {on(l.methods_see())}
        }
        .into_any(),
        Added::Refused(why) => view! {
            <Heading words=l.methods_refused_title()/>
            <Notice tone=Tone::Now title=l.methods_not_kept()>{failure(l, why)}</Notice>
            {way("/payments/methods/new", l.methods_again(), Look::Primary, Icon::RefreshCw)}
        }
        .into_any(),
        Added::Open => view! {
            <Heading words=l.methods_open_title()/>
            <p>{l.methods_open()}</p>
            {way("/payments/methods/new", l.methods_again(), Look::Primary, Icon::RefreshCw)}
            <ButtonLink href="/payments/methods/added" look=Look::Plain wide=true>{l.methods_look_again()}</ButtonLink>
        }
        .into_any(),
        Added::Nothing => view! {
            <Heading words=l.methods_nothing_title()/>
            <p>{l.methods_nothing()}</p>
            {on(l.methods_see())}
        }
        .into_any(),
    }
}
