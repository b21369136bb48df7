use leptos::prelude::*;

use super::words::reason_words;
use crate::claims::model::{ClaimDetail, Decision, Line};
use crate::claims::rules::StepDone;
use crate::money::Money;
use crate::policies::model::Step;
use crate::texts::{Lang, use_lang};
use crate::ui::{HelpBlock, Icon, IconView, moment_long, relative_day};

/// A decision's arithmetic, line by line, so that anyone can work it out again.
#[component]
pub fn Sums(
    /// The decision.
    decision: Decision,
    /// The claim.
    detail: ClaimDetail,
) -> impl IntoView {
    let l = use_lang();
    let Decision {
        covered,
        deductible,
        rate_percent,
        payable,
        scheduled,
        steps,
        ..
    } = decision;
    let when = moment_long(l, decision.at, detail.today);
    let decided = match (decision.by, decision.seconds) {
        (Some(name), _) => l.claims_sums_decided_by(when, name),
        (None, Some(seconds)) => l.claims_sums_decided_in(seconds),
        (None, None) => l.claims_sums_decided_by_rules(when),
    };
    let words = words(covered, deductible, rate_percent, payable, scheduled, steps, l);
    let off = |amount: Money| format!("\u{2212}{amount}");
    let step_rows = steps.into_iter().filter_map(|done| {
        let less = Money {
            cents: done.before_cents - done.after_cents,
            ..covered
        };
        match done.step {
            Step::Rate => Some((l.claims_sums_rate(rate_percent), format!("\u{d7} {rate_percent}%"))),
            _ if less.cents == 0 => None,
            Step::Deductible => Some((l.claims_sums_deductible().to_owned(), off(less))),
            Step::Limit => Some((l.claims_sums_limit().to_owned(), off(less))),
        }
    });
    let apart = (scheduled.cents > 0).then(|| (l.eob_all_scheduled_apart().to_owned(), off(scheduled)));
    let added = (scheduled.cents > 0).then(|| (l.eob_all_scheduled().to_owned(), format!("+{scheduled}")));
    let rows = apart.into_iter().chain(step_rows).chain(added);
    let visit = relative_day(l, detail.summary.visit_on, detail.today);
    let corner = l.claims_title(detail.summary.pet_name, visit);
    let (may_appeal, appeal) = (detail.may_change, format!("/claims/{}/appeal", detail.summary.id));
    view! {
        <section class="card stack-tight" aria-labelledby="sums">
            <h2 id="sums">{l.claims_sums_title()}</h2>
            <table class="sums">
                <caption class="visually-hidden">{l.claims_sums_caption()}</caption>
                <thead>
                    <tr><th scope="col">{corner}</th><th scope="col">{l.claims_sums_billed()}</th><th scope="col">{l.claims_sums_covered()}</th></tr>
                </thead>
                <tbody>
                    {detail.lines.into_iter().zip(1_i64..).map(|(line, n)| view! { <LineRow line=line appeal=may_appeal.then(|| format!("{appeal}/{n}"))/> }).collect_view()}
                    <tr class="sum">
                        <th scope="row">{l.claims_sums_together()}</th>
                        <td>{detail.summary.total.to_string()}</td>
                        <td>{covered.to_string()}</td>
                    </tr>
                    {rows.map(|(name, amount)| view! { <tr><th scope="row" colspan="2">{name}</th><td>{amount}</td></tr> }).collect_view()}
                    <tr class="sum pays"><th scope="row" colspan="2">{l.claims_sums_pays()}</th><td>{payable.to_string()}</td></tr>
                </tbody>
            </table>
            {words.map(|words| view! { <p class="soft small">{words}</p> })}
            <p class="soft small">{decided}</p>
            <p><a class="line-link" href=format!("/claims/{}/eob", detail.summary.id)><IconView icon=Icon::ReceiptText/>{l.eob_open()}</a></p>
            <HelpBlock title=l.claims_differently_title()><p>{l.appeal_how()}</p></HelpBlock>
        </section>
    }
}

/// What the usual order (deductible, rate, limits) did, in a sentence or two; nothing for another, which the explanation puts into words.
fn words(covered: Money, deductible: Money, rate_percent: i64, payable: Money, scheduled: Money, steps: [StepDone; 3], l: Lang) -> Option<String> {
    let [first, second, third] = steps;
    if (first.step, second.step) != (Step::Deductible, Step::Rate) || scheduled.cents > 0 {
        return None;
    }
    let money = |cents: i64| Money { cents, ..covered };
    let (left, by_rate) = (money(first.after_cents), money(second.after_cents));
    let words = match (covered.cents, deductible.cents, left.cents) {
        (0, ..) => l.claims_sums_words_nothing().to_owned(),
        (_, _, 0) => l.claims_sums_words_all_deductible(covered),
        (_, 0, _) => l.claims_sums_words_no_deductible(by_rate, covered, rate_percent),
        _ => l.claims_sums_words(by_rate, covered, deductible, left, rate_percent),
    };
    let cut = third.before_cents > third.after_cents;
    Some(if cut {
        format!("{words} {}", l.claims_sums_words_limit(payable))
    } else {
        words
    })
}

#[component]
fn LineRow(line: Line, appeal: Option<String>) -> impl IntoView {
    let l = use_lang();
    let whole = line.covered == Some(line.billed);
    let reason = (!whole).then(|| line.reason.map(|reason| reason_words(reason, l))).flatten();
    let name = line.description.clone();
    let appeal = appeal.filter(|_| !whole).map(|href| {
        view! { <a class="block small appeal-link" href=href>{l.appeal_link()}<span class="visually-hidden">": "{name}</span></a> }
    });
    view! {
        <tr>
            <th scope="row">{line.description}{reason.map(|reason| view! { <span class="block reason">{reason}</span> })}{appeal}</th>
            <td>{line.billed.to_string()}</td>
            <td class=if whole { "" } else { "less" }>{line.covered.map(|covered| covered.to_string())}</td>
        </tr>
    }
}
