use leptos::prelude::*;

use super::words::reason_words;
use crate::claims::model::{ClaimDetail, Decision, Line};
use crate::claims::rules::reimbursement;
use crate::money::Money;
use crate::texts::use_lang;
use crate::ui::{HelpBlock, moment_long, relative_day};

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
        ..
    } = decision;
    let left = covered.less(deductible);
    let by_rate = Money {
        cents: reimbursement(covered.cents, deductible.cents, rate_percent),
        ..covered
    };
    let over_limit = by_rate.less(payable);
    let when = moment_long(l, decision.at, detail.today);
    let decided = match (decision.by, decision.seconds) {
        (Some(name), _) => l.claims_sums_decided_by(when, name),
        (None, Some(seconds)) => l.claims_sums_decided_in(seconds),
        (None, None) => l.claims_sums_decided_by_rules(when),
    };
    let words = match (covered.cents, deductible.cents, left.cents) {
        (0, ..) => l.claims_sums_words_nothing().to_owned(),
        (_, _, 0) => l.claims_sums_words_all_deductible(covered),
        (_, 0, _) => l.claims_sums_words_no_deductible(by_rate, covered, rate_percent),
        _ => l.claims_sums_words(by_rate, covered, deductible, left, rate_percent),
    };
    let limit = (over_limit.cents > 0).then(|| l.claims_sums_words_limit(payable));
    let visit = relative_day(l, detail.summary.visit_on, detail.today);
    let corner = l.claims_title(detail.summary.pet_name, visit);
    let email = detail.contact_email;
    view! {
        <section class="card stack-tight" aria-labelledby="sums">
            <h2 id="sums">{l.claims_sums_title()}</h2>
            <table class="sums">
                <caption class="visually-hidden">{l.claims_sums_caption()}</caption>
                <thead>
                    <tr><th scope="col">{corner}</th><th scope="col">{l.claims_sums_billed()}</th><th scope="col">{l.claims_sums_covered()}</th></tr>
                </thead>
                <tbody>
                    {detail.lines.into_iter().map(|line| view! { <LineRow line=line/> }).collect_view()}
                    <tr class="sum">
                        <th scope="row">{l.claims_sums_together()}</th>
                        <td>{detail.summary.total.to_string()}</td>
                        <td>{covered.to_string()}</td>
                    </tr>
                    {(deductible.cents > 0)
                        .then(|| view! { <tr><th scope="row" colspan="2">{l.claims_sums_deductible()}</th><td>{format!("\u{2212}{deductible}")}</td></tr> })}
                    <tr><th scope="row" colspan="2">{l.claims_sums_rate(rate_percent)}</th><td>{format!("\u{d7} {rate_percent}%")}</td></tr>
                    {(over_limit.cents > 0)
                        .then(|| view! { <tr><th scope="row" colspan="2">{l.claims_sums_limit()}</th><td>{format!("\u{2212}{over_limit}")}</td></tr> })}
                    <tr class="sum pays"><th scope="row" colspan="2">{l.claims_sums_pays()}</th><td>{payable.to_string()}</td></tr>
                </tbody>
            </table>
            <p class="soft small">{words}" "{limit}</p>
            <p class="soft small">{decided}</p>
            <HelpBlock title=l.claims_differently_title()><p>{l.claims_differently(email)}</p></HelpBlock>
        </section>
    }
}

#[component]
fn LineRow(line: Line) -> impl IntoView {
    let l = use_lang();
    let whole = line.covered == Some(line.billed);
    let reason = (!whole).then(|| line.reason.map(|reason| reason_words(reason, l))).flatten();
    view! {
        <tr>
            <th scope="row">{line.description}{reason.map(|reason| view! { <span class="block reason">{reason}</span> })}</th>
            <td>{line.billed.to_string()}</td>
            <td class=if whole { "" } else { "less" }>{line.covered.map(|covered| covered.to_string())}</td>
        </tr>
    }
}
