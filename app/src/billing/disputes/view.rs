//! Disputes in words: at the desk all of them, and on the page of payments the household's own.

use leptos::prelude::*;

use super::api::{load_disputes, load_own_disputes};
use super::model::{Dispute, DisputeStands};
use crate::ids::{Series, show_number};
use crate::texts::{Lang, use_lang};
use crate::ui::{Badge, Loaded, Tone, answer, day_full};

/// All disputes, open ones first.
#[component]
pub fn Disputes() -> impl IntoView {
    let disputes = answer(|| (), |()| load_disputes());
    view! { <Loaded from=disputes view=desk/> }
}

fn desk(disputes: Vec<Dispute>) -> AnyView {
    let l = use_lang();
    let none = disputes.is_empty();
    let rows = disputes.into_iter().map(|dispute| {
        let (tone, state) = match dispute.stands {
            DisputeStands::Open => (Tone::Now, l.disputes_open()),
            DisputeStands::Won => (Tone::Quiet, l.disputes_won()),
            DisputeStands::Lost => (Tone::Quiet, l.disputes_lost()),
        };
        let open = dispute.stands == DisputeStands::Open;
        let answer_by = dispute
            .answer_by
            .filter(|_| open)
            .map(|day| view! { <span class="small">{l.disputes_answer_by(day_full(l, day))}</span> });
        let ended = dispute
            .ended_on
            .map(|day| view! { <span class="soft small">{l.disputes_ended(day_full(l, day))}</span> });
        view! {
            <li class="between py-2">
                <span class="grow-words">
                    <strong class="number">{dispute.amount.to_string()}</strong>
                    <a class="small" href=format!("/desk/payments/{}", dispute.payment)>{bill(l, &dispute)}</a>
                    <span class="soft small">{dispute.reason}</span>
                    <span class="soft small">{l.disputes_opened(day_full(l, dispute.opened_on))}</span>
                    {answer_by}
                    {ended}
                </span>
                <Badge tone=tone>{state}</Badge>
            </li>
        }
    });
    view! {
        <section class="card stack-tight">
            <h2>{l.disputes_desk_title()}</h2>
            {none.then(|| view! { <p class="soft">{l.disputes_none()}</p> })}
            <ul class="rows">{rows.collect_view()}</ul>
        </section>
    }
    .into_any()
}

/// The household's own disputes with what happened; nothing when there are none.
#[component]
pub fn OwnDisputes() -> impl IntoView {
    let disputes = answer(|| (), |()| load_own_disputes());
    view! { <Loaded from=disputes view=own/> }
}

fn own(disputes: Vec<Dispute>) -> AnyView {
    let l = use_lang();
    if disputes.is_empty() {
        return ().into_any();
    }
    let rows = disputes.into_iter().map(|dispute| {
        let ended = dispute.ended_on.map(|day| match dispute.stands {
            DisputeStands::Lost => l.disputes_own_lost(day_full(l, day)),
            DisputeStands::Won | DisputeStands::Open => l.disputes_own_won(day_full(l, day)),
        });
        let waits = ended.is_none().then(|| view! { <li class="ahead">{l.disputes_own_waits()}</li> });
        view! {
            <li class="stack-tight py-2">
                <p class="between"><strong>{bill(l, &dispute)}</strong><strong class="number">{dispute.amount.to_string()}</strong></p>
                <ol class="timeline">
                    <li>{l.disputes_own_opened(day_full(l, dispute.opened_on))}</li>
                    {ended.map(|words| view! { <li>{words}</li> })}
                    {waits}
                </ol>
            </li>
        }
    });
    view! {
        <section class="card stack-tight">
            <h2>{l.disputes_own_title()}</h2>
            <ul class="rows">{rows.collect_view()}</ul>
        </section>
    }
    .into_any()
}

fn bill(l: Lang, dispute: &Dispute) -> String {
    l.disputes_bill(show_number(Series::Invoice, &dispute.bill))
}
