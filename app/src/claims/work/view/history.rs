use leptos::prelude::*;

use super::words::{duty_words, side_words, state_words};
use crate::claims::model::{Actor, EventKind};
use crate::claims::view::happened;
use crate::claims::work::model::{ClockLine, Urgency, Work};
use crate::ids::{Series, show_number};
use crate::policies::model::DeductibleKind;
use crate::texts::use_lang;
use crate::ui::{Badge, Icon, IconView, SummaryList, SummaryRow, Tone, day_medium, moment_long};

/// The cover that the visit falls under, and what is left of it.
#[component]
pub fn Cover(
    /// The claim.
    work: Work,
) -> impl IntoView {
    let l = use_lang();
    let (inputs, cover) = (&work.inputs, &work.inputs.cover);
    let short = |cents: i64| work.money(cents.max(0)).short();
    let of = |left: i64, all: i64| l.desk_cover_of(short(all), short(left));
    let from = cover.plan.waiting.from(cover.cover_from);
    let deductible = match cover.plan.deductible {
        DeductibleKind::Annual => of(cover.deductible_cents - inputs.used.deductible_cents, cover.deductible_cents),
        DeductibleKind::PerCondition => l.desk_cover_each(short(cover.deductible_cents)),
    };
    let limit = of(cover.annual_limit_cents - inputs.used.limit_cents, cover.annual_limit_cents);
    let year = format!("{} – {}", day_medium(l, cover.starts_on), day_medium(l, cover.ends_on));
    let policy = show_number(Series::Policy, &work.policy_number);
    let excluded = if work.excluded.is_empty() {
        l.desk_none().to_owned()
    } else {
        work.excluded.join(", ")
    };
    let waits = l.desk_cover_waits_days(
        day_medium(l, from.accident),
        day_medium(l, from.dental),
        day_medium(l, from.illness),
        day_medium(l, from.orthopaedic),
    );
    let rate = format!("{}%", cover.rate_percent);
    view! {
        <section class="card stack-tight" aria-labelledby="cover">
            <h2 id="cover">{l.desk_cover()}</h2>
            <SummaryList>
                <SummaryRow name=l.desk_cover_policy()><span class="number">{policy}</span></SummaryRow>
                <SummaryRow name=l.desk_cover_year()>{year}</SummaryRow>
                <SummaryRow name=l.desk_cover_deductible()>{deductible}</SummaryRow>
                <SummaryRow name=l.desk_cover_rate()>{rate}</SummaryRow>
                <SummaryRow name=l.desk_cover_limit()>{limit}</SummaryRow>
                <SummaryRow name=l.desk_cover_waits()>{waits}</SummaryRow>
                <SummaryRow name=l.desk_cover_excluded()>{excluded}</SummaryRow>
            </SummaryList>
        </section>
    }
    .into_any()
}

/// What records show of the animal.
#[component]
pub fn Records(
    /// The claim.
    work: Work,
) -> impl IntoView {
    let l = use_lang();
    let none = work.records.is_empty();
    let rows = work.records.iter().map(|record| {
        let side = record.side.map(|side| format!(" ({})", side_words(side, l)));
        let about = [Some(record.source.clone()), record.by.clone()].into_iter().flatten().filter(|word| !word.is_empty());
        let about = about.collect::<Vec<_>>().join(" · ");
        view! {
            <li class="py-2"><strong>{record.condition.clone()}{side}</strong><span class="block soft small">{l.desk_record_since(day_medium(l, record.noted_on))}</span><span class="block soft small">{about}</span></li>
        }
    });
    view! {
        <section class="card stack-tight" aria-labelledby="records">
            <h2 id="records">{l.desk_records(work.pet.clone())}</h2>
            {none.then(|| view! { <p class="soft">{l.desk_records_none()}</p> })}
            <ul class="rows">{rows.collect_view()}</ul>
            {work.may_act.then(|| view! { <p><a class="line-link" href=format!("/desk/claims/{}/record", work.id)><IconView icon=Icon::Plus/>{l.desk_record_add()}</a></p> })}
        </section>
    }
    .into_any()
}

/// The animal's other claims and what became of them.
#[component]
pub fn Earlier(
    /// The claim.
    work: Work,
) -> impl IntoView {
    let l = use_lang();
    let none = work.earlier.is_empty();
    let rows = work.earlier.iter().map(|one| {
        let about = format!("{} · {} · {}", day_medium(l, one.visit_on), one.total, state_words(one.state, l));
        let paid = one.paid.map(|paid| l.desk_earlier_paid(paid));
        view! {
            <li class="py-2"><a href=format!("/desk/claims/{}", one.id)>{one.what.clone()}</a><span class="block soft small number">{about}</span><span class="block soft small number">{paid}</span></li>
        }
    });
    view! {
        <section class="card stack-tight" aria-labelledby="earlier">
            <h2 id="earlier">{l.desk_earlier()}</h2>
            {none.then(|| view! { <p class="soft">{l.desk_none()}</p> })}
            <ul class="rows">{rows.collect_view()}</ul>
        </section>
    }
    .into_any()
}

/// The legal clocks of the claim.
#[component]
pub fn Clocks(
    /// The claim.
    work: Work,
) -> impl IntoView {
    let l = use_lang();
    let today = work.today;
    let none = work.clocks.is_empty();
    let rows = work.clocks.iter().map(|clock| {
        let (tone, words) = clock_words(clock, today, l);
        view! {
            <li class="py-2">
                <span class="between"><strong>{duty_words(&clock.duty, l)}</strong><Badge tone=tone>{words}</Badge></span>
                <span class="block soft small">{l.desk_clock_by(day_medium(l, clock.due_on), clock.source.clone())}</span>
            </li>
        }
    });
    view! {
        <section class="card stack-tight" aria-labelledby="clocks">
            <h2 id="clocks">{l.desk_clocks_heading()}</h2>
            {none.then(|| view! { <p class="soft">{l.desk_none()}</p> })}
            <ul class="rows">{rows.collect_view()}</ul>
            <p class="soft small">{l.desk_clocks_counsel_title()}</p>
        </section>
    }
    .into_any()
}

fn clock_words(clock: &ClockLine, today: crate::day::Day, l: crate::texts::Lang) -> (Tone, String) {
    match (clock.met, clock.late, clock.stopped) {
        (Some(at), true, _) => (Tone::Now, l.desk_clock_late(moment_long(l, at, today))),
        (Some(at), false, _) => (Tone::Calm, l.desk_clock_met(moment_long(l, at, today))),
        (None, _, true) => (Tone::Quiet, l.desk_clock_stopped().to_owned()),
        (None, _, false) => {
            let (tone, words) = super::words::due_words(clock.urgency, today.days_until(clock.due_on), l);
            (if clock.urgency == Urgency::Calm { Tone::Quiet } else { tone }, words)
        }
    }
}

/// What has happened, and what was put right.
#[component]
pub fn Story(
    /// The claim.
    work: Work,
) -> impl IntoView {
    let l = use_lang();
    let today = work.today;
    let customer = work.customer.clone();
    let events = work.events.iter().map(|event| {
        // In the customer's own timeline it says "you".
        let words = match (event.kind, event.by) {
            (EventKind::Submitted, Actor::Policyholder) => l.claims_event_submitted_by(event.name.clone().unwrap_or_else(|| customer.clone())),
            (EventKind::Withdrawn, Actor::Policyholder) => l.claims_event_withdrawn_by(event.name.clone().unwrap_or_else(|| customer.clone())),
            (EventKind::ReadingConfirmed, _) => l.claims_event_reading_confirmed_by(event.name.clone().unwrap_or_else(|| customer.clone())),
            (EventKind::ReadingRefused, _) => l.claims_event_reading_refused_by(event.name.clone().unwrap_or_else(|| customer.clone())),
            (EventKind::AskedYou, _) => l.desk_event_asked_customer(event.name.clone().unwrap_or_default()),
            (EventKind::AskedVet, _) => l.desk_event_asked_clinic(event.name.clone().unwrap_or_default()),
            _ => happened(event, l),
        };
        view! { <li><span class="font-semibold">{words}</span><span class="block soft small">{moment_long(l, event.at, today)}</span></li> }
    });
    let changes = work.changes.iter().map(|change| {
        view! {
            <li class="py-2">
                <p><span class="soft">{change.before.clone()}</span>" → "{change.after.clone()}</p>
                {(!change.why.is_empty()).then(|| view! { <p>{change.why.clone()}</p> })}
                <p class="soft small">{format!("{} · {}", change.by, moment_long(l, change.at, today))}</p>
            </li>
        }
    });
    let changes = changes.collect_view();
    view! {
        <section class="card stack-tight" aria-labelledby="story">
            <h2 id="story">{l.claims_timeline()}</h2>
            <ol class="timeline">{events.collect_view()}</ol>
        </section>
        {(!work.changes.is_empty()).then(|| view! {
            <section class="card stack-tight" aria-labelledby="changes">
                <h2 id="changes">{l.desk_changes()}</h2>
                <ul class="rows">{changes}</ul>
            </section>
        })}
    }
    .into_any()
}
