use leptos::prelude::*;

use super::words::step_words;
use crate::claims::eob::model::Eob;
use crate::ids::{Series, show_number};
use crate::policies::model::DeductibleKind;
use crate::texts::use_lang;
use crate::ui::{SummaryList, SummaryRow, day_full};

/// What the decision rests on: the terms of the year, and what earlier claims had taken of it.
#[component]
pub fn Grounds(
    /// The decision.
    eob: Eob,
) -> impl IntoView {
    let l = use_lang();
    let (cover, used) = (&eob.inputs.cover, &eob.inputs.used);
    let money = |cents: i64| eob.money(cents).short();
    let order: Vec<&str> = cover.plan.steps().into_iter().map(|step| step_words(step, l)).collect();
    let of = |all: i64, before: i64| l.eob_grounds_of(money(all), money(before));
    let deductible = match cover.plan.deductible {
        DeductibleKind::Annual => of(cover.deductible_cents, used.deductible_cents),
        DeductibleKind::PerCondition => l.eob_grounds_each_condition(money(cover.deductible_cents)),
    };
    let condition_limit = cover.plan.condition_limit_cents.map(|cents| l.eob_grounds_each_condition(money(cents)));
    let lifetime = cover.plan.lifetime_limit_cents.map(|cents| of(cents, used.lifetime_cents));
    let limit = of(cover.annual_limit_cents, used.limit_cents);
    let order = order.join(" \u{2192} ");
    let policy = show_number(Series::Policy, &eob.policy_number);
    let year = l.eob_grounds_days(day_full(l, cover.starts_on), day_full(l, cover.ends_on));
    let (rate, rules) = (format!("{}%", cover.rate_percent), eob.inputs.version.as_str());
    view! {
        <section class="card stack-tight" aria-labelledby="grounds">
            <h2 id="grounds">{l.eob_grounds_title()}</h2>
            <SummaryList>
                <SummaryRow name=l.claims_told_policy()><span class="number">{policy}</span></SummaryRow>
                <SummaryRow name=l.eob_grounds_year()>{year}</SummaryRow>
                <SummaryRow name=l.eob_grounds_deductible()>{deductible}</SummaryRow>
                <SummaryRow name=l.eob_grounds_rate()>{rate}</SummaryRow>
                <SummaryRow name=l.eob_grounds_limit()>{limit}</SummaryRow>
                {condition_limit.map(|words| view! { <SummaryRow name=l.eob_grounds_condition_limit()>{words}</SummaryRow> })}
                {lifetime.map(|words| view! { <SummaryRow name=l.eob_grounds_lifetime()>{words}</SummaryRow> })}
                <SummaryRow name=l.eob_grounds_order()>{order}</SummaryRow>
                <SummaryRow name=l.eob_grounds_rules()><span class="number">{rules}</span></SummaryRow>
            </SummaryList>
        </section>
    }
}
