use leptos::prelude::*;

use crate::claims::eob::model::DecidedLine;
use crate::claims::rules::LineOut;
use crate::claims::view::reason_words;
use crate::money::{Currency, Money};
use crate::policies::model::Step;
use crate::texts::{Lang, use_lang};
use crate::ui::{Icon, IconView};

/// One line of the invoice: what is paid for it, and opened how that came about.
#[component]
pub fn LineCard(
    /// What was decided.
    said: DecidedLine,
    /// How it was worked out.
    out: LineOut,
    /// The plan's order.
    order: [Step; 3],
    /// Of the amounts.
    currency: Currency,
    /// Where it can be appealed, by whoever may.
    #[prop(default = None)]
    appeal: Option<String>,
) -> impl IntoView {
    let l = use_lang();
    let money = |cents: i64| Money { cents, currency };
    let whole = said.eligible_cents == said.submitted_cents;
    let reason = said.reason.map(|reason| (reason_words(reason, l), l.eob_clause(reason.clause())));
    let name = said.description.clone();
    let appeal = appeal.map(|href| view! { <p><a class="line-link" href=href>{l.appeal_link()}<span class="visually-hidden">": "{name}</span></a></p> });
    let rows = rows(&out, order, money, l);
    view! {
        <details class="details eob-line">
            <summary>
                <span class="what">{said.description}<span class="block soft small">{l.eob_line_asked(money(said.submitted_cents))}</span></span>
                <span class=if whole { "number" } else { "number less" }>{money(said.payable_cents).to_string()}</span>
                <IconView icon=Icon::ChevronRight/>
            </summary>
            {reason.map(|(words, clause)| view! { <p class="why">{words}" "<span class="soft small">{clause}</span></p> })}
            <table class="sums">
                <tbody>
                    {rows.into_iter().map(|(words, amount)| view! { <tr><th scope="row">{words}</th><td>{amount}</td></tr> }).collect_view()}
                    <tr class="sum"><th scope="row">{l.eob_line_paid()}</th><td>{money(said.payable_cents).to_string()}</td></tr>
                </tbody>
            </table>
            {appeal}
        </details>
    }
}

/// What the clinic asked, what is covered, and each step that changes something, in the plan's order.
fn rows(out: &LineOut, order: [Step; 3], money: impl Fn(i64) -> Money, l: Lang) -> Vec<(String, String)> {
    let mut rows = vec![
        (l.eob_row_asked().to_owned(), money(out.submitted_cents).to_string()),
        (l.eob_row_covered().to_owned(), money(out.eligible_cents).to_string()),
    ];
    if out.scheduled {
        rows.push((l.eob_row_scheduled().to_owned(), "\u{d7} 100%".to_owned()));
        return rows;
    }
    if out.eligible_cents == 0 {
        return rows;
    }
    for step in order {
        match step {
            Step::Deductible if out.deductible_cents != 0 => rows.push((l.eob_row_deductible().to_owned(), less(money(out.deductible_cents)))),
            Step::Rate => rows.push((l.claims_sums_rate(out.rate_percent), format!("\u{d7} {}%", out.rate_percent))),
            Step::Limit if out.cut_cents != 0 => rows.push((l.eob_row_limit().to_owned(), less(money(out.cut_cents)))),
            Step::Deductible | Step::Limit => {}
        }
    }
    rows
}

/// An amount that is taken off.
pub fn less(amount: Money) -> String {
    let off = Money {
        cents: -amount.cents,
        ..amount
    };
    off.to_string()
}
