//! `/desk/claims`

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::keys::Keys;
use super::words::{due_words, state_words};
use crate::claims::work::api::load_queue;
use crate::claims::work::model::{self, Counts, QueueFilter, QueueRow, Whose};
use crate::ids::{Series, show_number};
use crate::texts::use_lang;
use crate::ui::{Badge, Button, ButtonLink, Empty, Heading, Icon, IconView, Loaded, Look, Tone, TopBar, answer, day_medium, relative_day};

/// The filter as the address has it.
fn asked() -> QueueFilter {
    use_query_map().with(|query| {
        let field = |name: &str| query.get(name).unwrap_or_default();
        QueueFilter {
            whose: field("whose"),
            waits: field("waits"),
            flagged: field("flagged"),
            half: field("half"),
            q: field("q"),
            after: field("after"),
        }
    })
}

/// The open claims, those that the law wants first.
#[component]
pub fn QueuePage() -> impl IntoView {
    let l = use_lang();
    let query = use_query_map();
    let queue = answer(
        move || {
            query.track();
            asked()
        },
        |filter| async move { load_queue(filter.clone()).await.map(|queue| (filter, queue)) },
    );
    let typed = query.with_untracked(|query| query.get("q").unwrap_or_default());
    view! {
        <TopBar><Heading words=l.desk_queue_title()/></TopBar>
        <div class="stack desk">
            <form method="get" action="/desk/claims" class="queue-search" role="search">
                <label class="visually-hidden" for="q">{l.desk_queue_search()}</label>
                <input class="input" id="q" name="q" type="search" value=typed placeholder=l.desk_queue_search() maxlength="100" autocomplete="off" data-key="/"/>
                <Button look=Look::Second icon=Icon::Search>{l.desk_search_go()}</Button>
            </form>
            <Loaded from=queue view=|(filter, queue)| view! { <Shown filter=filter queue=queue/> }/>
            <Keys keys=vec![("j", l.desk_key_next()), ("k", l.desk_key_before()), ("Enter", l.desk_key_open()), ("/", l.desk_key_search()), ("?", l.desk_key_list())]/>
        </div>
    }
}

#[component]
fn Shown(filter: QueueFilter, queue: model::Queue) -> impl IntoView {
    let l = use_lang();
    let model::Queue { rows, more_after, counts } = queue;
    let none = rows.is_empty();
    let next = more_after.map(|after| {
        let address = filter.with("", "");
        let mark = if address.contains('?') { '&' } else { '?' };
        format!("{address}{mark}after={after}")
    });
    let first = (!filter.after.is_empty()).then(|| filter.with("", ""));
    view! {
        <p class="soft" role="status">{l.desk_queue_says(counts.half, counts.mine, counts.over)}</p>
        <Filters filter=filter counts=counts/>
        {if none {
            view! { <Empty icon=Icon::CircleCheck title=l.desk_queue_none_title()><p class="soft">{l.desk_queue_none()}</p></Empty> }.into_any()
        } else {
            view! { <ul class="card rows queue">{rows.into_iter().map(|row| view! { <Row row=row/> }).collect_view()}</ul> }.into_any()
        }}
        <p class="form-actions">
            {first.map(|href| view! { <ButtonLink href=href look=Look::Plain>{l.desk_queue_first()}</ButtonLink> })}
            {next.map(|href| view! { <ButtonLink href=href look=Look::Second>{l.desk_queue_more()}</ButtonLink> })}
        </p>
    }
    .into_any()
}

/// Links that narrow the queue, each with how many there are.
#[component]
fn Filters(filter: QueueFilter, counts: Counts) -> impl IntoView {
    let l = use_lang();
    let whose = filter.whose();
    let toggled = |field: &'static str, on: bool, value: &'static str| filter.with(field, if on { "" } else { value });
    let (flagged, half) = (filter.flagged == "1", filter.half == "1");
    let waits = filter.waits.clone();
    let chips = vec![
        (filter.with("whose", ""), whose == Whose::All, l.desk_filter_all(), counts.everyone),
        (filter.with("whose", "mine"), whose == Whose::Mine, l.desk_filter_mine(), counts.mine),
        (
            filter.with("whose", "unassigned"),
            whose == Whose::Unassigned,
            l.desk_filter_unassigned(),
            counts.unassigned,
        ),
    ];
    let narrow = vec![
        (toggled("half", half, "1"), half, l.desk_filter_half(), Some(counts.half)),
        (toggled("flagged", flagged, "1"), flagged, l.desk_filter_flagged(), Some(counts.flagged)),
        (
            toggled("waits", waits == "second", "second"),
            waits == "second",
            l.desk_filter_second(),
            Some(counts.second),
        ),
        (toggled("waits", waits == "us", "us"), waits == "us", l.desk_filter_us(), None),
        (toggled("waits", waits == "them", "them"), waits == "them", l.desk_filter_them(), None),
    ];
    view! {
        <nav class="chips" aria-label=l.desk_filters()>
            {chips.into_iter().map(|(href, on, words, count)| view! { <Chip href=href on=on words=words count=Some(count)/> }).collect_view()}
            <span class="chip-gap" aria-hidden="true"></span>
            {narrow.into_iter().map(|(href, on, words, count)| view! { <Chip href=href on=on words=words count=count/> }).collect_view()}
        </nav>
    }
    .into_any()
}

#[component]
fn Chip(href: String, on: bool, words: &'static str, count: Option<i64>) -> impl IntoView {
    view! {
        <a class="chip" href=href aria-current=on.then_some("true")>
            {words}{count.map(|count| view! { " "<span class="number">{count}</span> })}
        </a>
    }
}

#[component]
fn Row(row: QueueRow) -> impl IntoView {
    let l = use_lang();
    let (tone, due) = due_words(row.urgency, row.days_left, l);
    let today = row.due_on.plus_days(-row.days_left);
    let (number, filed) = (
        show_number(Series::Claim, &row.number),
        l.desk_queue_filed(relative_day(l, row.filed_on, today)),
    );
    let holder = match (row.mine, row.holder) {
        (true, _) => l.desk_holder_you().to_owned(),
        (false, Some(name)) => name,
        (false, None) => l.desk_holder_nobody().to_owned(),
    };
    view! {
        <li class="queue-row">
            <a class="stretched queue-name" href=format!("/desk/claims/{}", row.id) data-row="">{format!("{} · {}", row.pet, row.customer)}</a>
            <span class="number queue-total">{row.total.to_string()}</span>
            <span class="soft small queue-about">{row.what}" · "<span class="whole number">{number}</span>" · "<span class="whole">{filed}</span></span>
            <span class="queue-due"><Badge tone=tone>{due}</Badge><span class="visually-hidden">{day_medium(l, row.due_on)}</span></span>
            <span class="queue-badges">
                {(row.signs > 0).then(|| view! { <Badge tone=Tone::Soon icon=Icon::Flag>{l.desk_signs(row.signs)}</Badge> })}
                {row.appealed.then(|| view! { <Badge tone=Tone::Now icon=Icon::MessageCircle>{l.desk_appeal()}</Badge> })}
                {row.proposed.then(|| view! { <Badge tone=Tone::Soon icon=Icon::Hourglass>{l.desk_second_waits()}</Badge> })}
                <span class="soft small">{state_words(row.state, l)}</span>
            </span>
            <span class="soft small queue-holder"><IconView icon=Icon::User/>{holder}</span>
        </li>
    }
    .into_any()
}
