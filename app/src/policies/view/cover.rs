use leptos::prelude::*;

use super::words::{benefit, exclusion, wait};
use crate::day::Day;
use crate::policies::model::{PlanTerms, PolicyView, Wait};
use crate::texts::Lang;
use crate::ui::{Icon, IconView, day_full};

/// What the plan pays for, a sentence each.
pub fn paid_for(l: Lang, terms: &PlanTerms) -> impl IntoView + use<> {
    view! {
        <section class="card stack-tight">
            <h2>{l.policies_pays()}</h2>
            <ul class="ticks ticks-yes">
                {terms.benefits.iter().map(|b| view! { <li><IconView icon=Icon::Check/><span>{benefit(l, *b)}</span></li> }).collect_view()}
            </ul>
            <p class="soft">{l.policies_filing_window(terms.filing_window_days)}</p>
        </section>
    }
}

/// What neither the plan nor this policy pays for, a sentence each.
pub fn excluded(l: Lang, page: &PolicyView) -> impl IntoView + use<> {
    let today = page.today;
    let named = page.excluded.iter().map(|excluded| {
        let words = match excluded.until {
            _ if excluded.from > today => l.policies_excluded_from(day_full(l, excluded.from), &excluded.what),
            Some(until) => l.policies_excluded_until(day_full(l, until), &excluded.what),
            None => l.policies_excluded_since(day_full(l, excluded.from), &excluded.what),
        };
        view! { <li><IconView icon=Icon::X/><span>{words}</span></li> }
    });
    let named = (!page.excluded.is_empty()).then(|| {
        view! {
            <h3>{l.policies_excluded(&page.pet_name)}</h3>
            <ul class="ticks ticks-no">{named.collect_view()}</ul>
        }
    });
    view! {
        <section class="card stack-tight">
            <h2>{l.policies_not()}</h2>
            <ul class="ticks ticks-no">
                {page.terms.exclusions.iter().map(|e| view! { <li><IconView icon=Icon::X/><span>{exclusion(l, *e)}</span></li> }).collect_view()}
            </ul>
            {named}
        </section>
    }
}

/// From when each kind of condition is covered.
pub fn waits(l: Lang, all: &[Wait], today: Day) -> impl IntoView + use<> {
    let rows = all.iter().map(|one| {
        let icon = if one.from <= today { Icon::CircleCheck } else { Icon::Hourglass };
        let (kind, words) = wait(l, *one, today);
        view! { <li><IconView icon=icon/><span><strong>{kind}</strong><span class="block soft">{words}</span></span></li> }
    });
    view! {
        <section class="card stack-tight">
            <h2>{l.policies_waits()}</h2>
            <ul class="ticks">{rows.collect_view()}</ul>
            <p class="soft">{l.policies_waits_say()}</p>
        </section>
    }
}
