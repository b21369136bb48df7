use leptos::prelude::*;

use super::line::less;
use crate::claims::eob::model::Eob;
use crate::claims::rules::{Cut, Outcome};
use crate::policies::model::Step;
use crate::texts::{Lang, use_lang};

/// All lines together, step by step in the plan's order.
#[component]
pub fn Steps(
    /// The decision.
    eob: Eob,
    /// How it was worked out.
    outcome: Outcome,
) -> impl IntoView {
    let l = use_lang();
    let money = |cents: i64| eob.money(cents).to_string();
    let taken_off = |cents: i64| less(eob.money(cents));
    let medical = outcome.eligible_cents - outcome.scheduled_cents;
    let mut rows = vec![
        (false, l.eob_all_asked().to_owned(), money(outcome.submitted_cents)),
        (
            false,
            l.eob_all_not_covered().to_owned(),
            taken_off(outcome.submitted_cents - outcome.eligible_cents),
        ),
    ];
    if outcome.scheduled_cents > 0 {
        rows.push((false, l.eob_all_scheduled_apart().to_owned(), taken_off(outcome.scheduled_cents)));
    }
    rows.push((true, l.eob_all_covered().to_owned(), money(medical)));
    for done in outcome.steps {
        match done.step {
            Step::Deductible => rows.push((false, l.claims_sums_deductible().to_owned(), taken_off(outcome.deductible_cents))),
            Step::Rate => rows.push((false, l.claims_sums_rate(outcome.rate_percent), format!("\u{d7} {}%", outcome.rate_percent))),
            Step::Limit => rows.extend(
                cuts(outcome.cut, l)
                    .into_iter()
                    .map(|(words, cents)| (false, words.to_owned(), taken_off(cents))),
            ),
        }
        if done.before_cents != done.after_cents {
            rows.push((true, l.eob_all_leaves().to_owned(), money(done.after_cents)));
        }
    }
    if outcome.scheduled_cents > 0 {
        rows.push((false, l.eob_all_scheduled().to_owned(), money(outcome.scheduled_cents)));
    }
    let pays = money(outcome.payable_cents);
    view! {
        <section class="card stack-tight" aria-labelledby="together">
            <h2 id="together">{l.eob_all_title()}</h2>
            <table class="sums">
                <caption class="visually-hidden">{l.eob_all_title()}</caption>
                <tbody>
                    {rows
                        .into_iter()
                        .map(|(sum, words, amount)| {
                            view! { <tr class=if sum { "sum" } else { "" }><th scope="row">{words}</th><td>{amount}</td></tr> }
                        })
                        .collect_view()}
                    <tr class="sum pays"><th scope="row">{l.claims_sums_pays()}</th><td>{pays}</td></tr>
                </tbody>
            </table>
            <p class="soft small">{l.eob_all_rounding()}</p>
        </section>
    }
}

/// The limits that took something away.
fn cuts(cut: Cut, l: Lang) -> Vec<(&'static str, i64)> {
    let all = [
        (l.eob_cut_condition(), cut.condition_cents),
        (l.claims_sums_limit(), cut.annual_cents),
        (l.eob_cut_lifetime(), cut.lifetime_cents),
    ];
    all.into_iter().filter(|(_, cents)| *cents > 0).collect()
}
