//! `/notices`

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::Bell;
use super::words::icon;
use crate::notify::api::{MarkAllRead, MarkRead, list_notices};
use crate::notify::model::{NoticeLine, NoticesPage as Page};
use crate::texts::use_lang;
use crate::ui::{Button, ButtonLink, Empty, Heading, Icon, IconView, Loaded, Look, TopBar, answer};

#[derive(Clone, Copy)]
struct Acts {
    read: ServerAction<MarkRead>,
    all: ServerAction<MarkAllRead>,
}

/// All that happened, the newest first.
#[component]
pub fn NoticesPage() -> impl IntoView {
    let l = use_lang();
    let acts = Acts {
        read: ServerAction::new(),
        all: ServerAction::new(),
    };
    provide_context(acts);
    let query = use_query_map();
    let asked = move || (query.with(|query| query.get("after")), acts.read.version().get(), acts.all.version().get());
    let page = answer(asked, |(after, ..)| list_notices(after));
    view! {
        <TopBar><Heading words=l.notice_title()/></TopBar>
        <Loaded from=page view=|page| view! { <Shown page=page/> }/>
    }
}

#[component]
fn Shown(page: Page) -> impl IntoView {
    let l = use_lang();
    let (acts, bell) = (expect_context::<Acts>(), expect_context::<Bell>());
    let Page { lines, unread, older } = page;
    Effect::new(move || bell.set(unread));
    let first = use_query_map().with_untracked(|query| query.get("after").is_none());
    let settings = view! { <a class="line-link" href="/account/notifications"><IconView icon=Icon::Bell/>{l.notice_settings()}</a> };
    if lines.is_empty() && first {
        return view! {
            <div class="stack">
                <div class="card"><Empty icon=Icon::Bell title=l.notice_empty_title()><p class="soft">{l.notice_empty()}</p></Empty></div>
                {settings}
            </div>
        }
        .into_any();
    }
    view! {
        <div class="stack notices">
            <div class="between-middle">
                {settings}
                {(unread > 0).then(|| view! {
                    <ActionForm action=acts.all>
                        <Button look=Look::Second icon=Icon::Check pending=acts.all.pending()>{l.notice_mark_all()}</Button>
                    </ActionForm>
                })}
            </div>
            <ul class="card rows">{lines.into_iter().map(|line| view! { <Line line=line/> }).collect_view()}</ul>
            <div class="between-middle">
                {(!first).then(|| view! { <ButtonLink href="/notices" look=Look::Second>{l.notice_newest()}</ButtonLink> })}
                {older.map(|last| view! { <ButtonLink href=format!("/notices?after={last}") look=Look::Second>{l.notice_older()}</ButtonLink> })}
            </div>
        </div>
    }
    .into_any()
}

/// Opening it goes by the server, which marks it as read: so it does without script, too.
#[component]
fn Line(line: NoticeLine) -> impl IntoView {
    let l = use_lang();
    let acts = expect_context::<Acts>();
    let next = use_query_map().with_untracked(|query| query.get("after").map_or("/notices".to_owned(), |after| format!("/notices?after={after}")));
    let NoticeLine {
        id,
        topic,
        title,
        text,
        when,
        unread,
    } = line;
    let which = format!("{}: {title}", l.notice_mark_read());
    view! {
        <li class=if unread { "notice-line unread" } else { "notice-line" }>
            <span class="mark"><IconView icon=icon(topic)/></span>
            <div class="grow-words">
                <a class="stretched" href=format!("/notices/{id}") rel="external">
                    {title}{unread.then(|| view! { <span class="visually-hidden">" · "{l.notice_unread()}</span> })}
                </a>
                <span class="soft">{text}</span>
                <span class="soft small">{when}</span>
            </div>
            {unread.then(|| view! {
                <ActionForm action=acts.read>
                    <input type="hidden" name="notice" value=id/>
                    <input type="hidden" name="next" value=next/>
                    <button type="submit" class="icon-link" aria-label=which title=l.notice_mark_read()><IconView icon=Icon::Check/></button>
                </ActionForm>
            })}
        </li>
    }
    .into_any()
}
