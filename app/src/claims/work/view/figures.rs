use leptos::prelude::*;

use crate::claims::rules::Outcome;
use crate::money::{Currency, Money};
use crate::policies::model::Step;
use crate::texts::use_lang;

/// What comes out, step by step in the plan's order: the figures that the explanation of benefits will show.
#[component]
pub fn Figures(
    /// What was worked out.
    outcome: Outcome,
    /// Of the amounts.
    currency: Currency,
) -> impl IntoView {
    let l = use_lang();
    let money = |cents: i64| Money { cents, currency }.to_string();
    let mut rows = vec![
        (l.desk_figures_asked().to_owned(), money(outcome.submitted_cents)),
        (l.desk_figures_covered().to_owned(), money(outcome.eligible_cents)),
    ];
    if outcome.scheduled_cents > 0 {
        rows.push((l.desk_figures_scheduled().to_owned(), money(outcome.scheduled_cents)));
    }
    for done in outcome.steps {
        let words = match done.step {
            Step::Deductible => l.desk_figures_deductible().to_owned(),
            Step::Rate => l.desk_figures_rate(outcome.rate_percent),
            Step::Limit => l.desk_figures_limit().to_owned(),
        };
        rows.push((words, money(done.after_cents)));
    }
    view! {
        <table class="sums figures">
            <tbody>
                {rows.into_iter().map(|(words, amount)| view! { <tr><th scope="row">{words}</th><td>{amount}</td></tr> }).collect_view()}
                <tr class="sum pays"><th scope="row">{l.desk_figures_pays()}</th><td>{money(outcome.payable_cents)}</td></tr>
            </tbody>
        </table>
    }
    .into_any()
}
