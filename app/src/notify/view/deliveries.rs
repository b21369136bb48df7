//! What went out, for staff: `/desk/deliveries`, and a part of a customer's page.

use leptos::prelude::*;

use super::words;
use crate::ids::HouseholdId;
use crate::notify::api::{load_deliveries, load_delivery_counts};
use crate::notify::model::{ChannelCounts, DeliveryCounts, DeliveryLine};
use crate::texts::use_lang;
use crate::ui::{Badge, Heading, Loaded, Notice, Tone, TopBar, answer};

/// What was sent to the people of a household lately: which way and whether it went.
#[component]
pub fn Sent(
    /// Whose.
    household: HouseholdId,
) -> impl IntoView {
    let l = use_lang();
    let lines = answer(|| (), move |()| load_deliveries(household.clone()));
    view! {
        <section class="card stack-tight mt-4">
            <h2>{l.notice_deliveries()}</h2>
            <Loaded from=lines view=|lines| view! { <Lines lines=lines/> }/>
        </section>
    }
}

#[component]
fn Lines(lines: Vec<DeliveryLine>) -> impl IntoView {
    let l = use_lang();
    let none = lines.is_empty();
    let line = move |line: DeliveryLine| {
        let (tone, stand) = words::stand(l, line.stand, line.tries);
        let mut about = format!("{} · {} · {}", words::channel(l, line.channel), line.to, line.when);
        if let Some(why) = line.why {
            about = format!("{about} · {}", words::why(l, why));
        }
        view! {
            <li class="between py-2">
                <span class="grow-words"><strong>{words::topic(l, line.topic).0}</strong><span class="soft small">{about}</span></span>
                <Badge tone=tone>{stand}</Badge>
            </li>
        }
    };
    view! {
        {none.then(|| view! { <p class="soft">{l.notice_deliveries_none()}</p> })}
        <ul class="rows">{lines.into_iter().map(line).collect_view()}</ul>
    }
    .into_any()
}

/// How deliveries go, over the whole book.
#[component]
pub fn DeliveriesPage() -> impl IntoView {
    let l = use_lang();
    let counts = answer(|| (), |()| load_delivery_counts());
    view! {
        <TopBar><Heading words=l.notice_deliveries_title()/></TopBar>
        <Loaded from=counts view=|counts| view! { <Counts counts=counts/> }/>
    }
}

#[component]
fn Counts(counts: DeliveryCounts) -> impl IntoView {
    let l = use_lang();
    let DeliveryCounts { channels, whys, oldest } = counts;
    let well = channels.iter().all(|way| way.failed == 0) && oldest.is_none();
    let line = move |way: ChannelCounts| {
        let failed = if way.failed > 0 { "less" } else { "" };
        view! {
            <tr>
                <th scope="row">{words::channel(l, way.channel)}</th>
                <td>{way.sent}</td>
                <td>{way.waiting}</td>
                <td class=failed>{way.failed}</td>
                <td>{way.dropped}</td>
            </tr>
        }
    };
    let why = move |(why, count)| view! { <li class="between"><span>{words::why(l, why)}</span><strong class="number">{count}</strong></li> };
    view! {
        <div class="stack">
            <p class="soft">{l.notice_deliveries_text()}</p>
            {well.then(|| view! { <Notice tone=Tone::Calm title=l.notice_deliveries_all_well()/> })}
            {oldest.map(|since| view! { <Notice tone=Tone::Soon title=l.notice_deliveries_oldest(since)/> })}
            <section class="card">
                <table class="sums">
                    <thead>
                        <tr>
                            <th scope="col">{l.notice_deliveries_way()}</th>
                            <th scope="col">{l.notice_deliveries_sent()}</th>
                            <th scope="col">{l.notice_deliveries_waiting()}</th>
                            <th scope="col">{l.notice_deliveries_failed()}</th>
                            <th scope="col">{l.notice_deliveries_dropped()}</th>
                        </tr>
                    </thead>
                    <tbody>{channels.into_iter().map(line).collect_view()}</tbody>
                </table>
            </section>
            {(!whys.is_empty()).then(|| view! {
                <section class="card stack-tight">
                    <h2>{l.notice_deliveries_why()}</h2>
                    <ul class="rows">{whys.into_iter().map(why).collect_view()}</ul>
                </section>
            })}
        </div>
    }
    .into_any()
}
