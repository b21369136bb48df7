use leptos::prelude::*;

use super::acts::{ClearForm, Refused, use_acts};
use super::figures::Figures;
use super::words::{category_words, side_words, sign_words, why_words};
use crate::claims::model::LineReason;
use crate::claims::rules::{Outcome, adjudicate, first_day};
use crate::claims::view::reason_words;
use crate::claims::work::model::{Sign, Work};
use crate::claims::work::rules::wants_second;
use crate::ids::{Series, show_number};
use crate::texts::{Lang, use_lang};
use crate::ui::{Badge, Icon, IconView, Tone, day_medium, moment_long, use_form_errors};

/// What the rules make of the claim as it stands, and what speaks for and against it.
#[component]
pub fn Recommendation(
    /// The claim.
    work: Work,
) -> impl IntoView {
    let l = use_lang();
    let outcome = adjudicate(&work.inputs);
    let pays = work.money(outcome.payable_cents);
    let title = if outcome.payable_cents > 0 {
        l.desk_recommend_pay(pays)
    } else {
        l.desk_recommend_nothing().to_owned()
    };
    let (for_it, against) = (speaks_for(&work, &outcome, l), speaks_against(&work, l));
    let above = wants_second(&outcome, work.second_above_cents).then(|| l.desk_second_needed(work.money(work.second_above_cents).short()));
    let list = |words: Vec<String>| words.into_iter().map(|words| view! { <li>{words}</li> }).collect_view();
    let rules = work.inputs.version.as_str();
    view! {
        <section class="card stack-tight" aria-labelledby="recommend">
            <div class="between"><h2 id="recommend">{title}</h2><Badge tone=Tone::Calm>{l.desk_rules(rules)}</Badge></div>
            <div class="for-against">
                <div><h3 class="for">{l.desk_for()}</h3><ul>{list(for_it)}</ul></div>
                <div><h3 class="against">{l.desk_against()}</h3>
                    {if against.is_empty() { view! { <p class="soft">{l.desk_against_nothing()}</p> }.into_any() } else { view! { <ul>{list(against)}</ul> }.into_any() }}
                </div>
            </div>
            {above.map(|words| view! { <p class="soft small">{words}</p> })}
            <details class="details small">
                <summary>{l.desk_figures()}<IconView icon=Icon::ChevronRight/></summary>
                <Figures outcome=outcome currency=work.currency/>
            </details>
        </section>
    }
    .into_any()
}

/// What speaks for paying.
fn speaks_for(work: &Work, outcome: &Outcome, l: Lang) -> Vec<String> {
    let (inputs, cover) = (&work.inputs, &work.inputs.cover);
    let mut words = Vec::new();
    let first = inputs.lines.iter().map(|line| first_day(line.condition.kind, inputs)).max();
    if let Some(first) = first.filter(|first| *first <= inputs.visit_on) {
        words.push(l.desk_for_waiting(day_medium(l, first)));
    }
    if work.records.is_empty() {
        words.push(l.desk_for_no_records().to_owned());
    }
    if work.confirmed && work.read_total_cents == Some(inputs.total_cents) {
        words.push(l.desk_for_read().to_owned());
    }
    let covered = outcome.lines.iter().filter(|line| line.reason.is_none()).count();
    if covered > 0 {
        words.push(l.desk_for_covered(
            i64::try_from(outcome.lines.len()).unwrap_or_default(),
            i64::try_from(covered).unwrap_or_default(),
        ));
    }
    let left = cover.annual_limit_cents - inputs.used.limit_cents;
    if outcome.cut.cents() == 0 && left > 0 {
        words.push(l.desk_for_limit(work.money(left).short()));
    }
    words
}

/// What speaks against it, or wants a look: why the machine left it to a person, signs, and what records show.
fn speaks_against(work: &Work, l: Lang) -> Vec<String> {
    let mut words: Vec<String> = work.why.iter().map(|why| why_words(*why, l).to_owned()).collect();
    words.extend(work.open_signs().map(|sign| sign_words(sign.kind, l).1.to_owned()));
    for record in &work.records {
        let condition = match record.side {
            Some(side) => format!("{} ({})", record.condition, side_words(side, l)),
            None => record.condition.clone(),
        };
        words.push(l.desk_against_record(condition, day_medium(l, record.noted_on)));
    }
    words.extend(work.excluded.iter().map(|condition| l.desk_against_excluded(condition)));
    let mut seen = Vec::new();
    words.retain(|word| {
        let new = !seen.contains(word);
        seen.push(word.clone());
        new
    });
    words
}

/// The lines, billed and covered, with the clause for what is not; each leads to where it is put right.
#[component]
pub fn Lines(
    /// The claim.
    work: Work,
) -> impl IntoView {
    let l = use_lang();
    let outcome = adjudicate(&work.inputs);
    let may_change = work.may_act && work.state.is_open();
    let rows = work.lines.iter().zip(&work.inputs.lines).zip(&outcome.lines).map(|((line, input), out)| {
        let why = match out.reason {
            Some(reason) => clause_words(reason, l),
            None => category_words(input.category, l).to_owned(),
        };
        let about = match input.condition.side {
            Some(side) => Some(format!("{} ({})", line.condition, side_words(side, l))),
            None => Some(line.condition.clone()).filter(|condition| *condition != work.what),
        };
        let href = format!("/desk/claims/{}/lines/{}", work.id, line.id);
        let less = if out.reason.is_some() { "number less" } else { "number" };
        view! {
            <tr>
                <th scope="row">{line.description.clone()}{about.map(|about| view! { <span class="block soft small">{about}</span> })}</th>
                <td class="number">{work.money(out.submitted_cents).to_string()}</td>
                <td class=less>{work.money(out.eligible_cents).to_string()}</td>
                <td class="why-cell soft">{why}</td>
                <td>{may_change.then(|| view! { <a href=href>{l.desk_change()}<span class="visually-hidden">" "{line.description.clone()}</span></a> })}</td>
            </tr>
        }
    });
    let none = work.lines.is_empty();
    view! {
        <section class="card stack-tight">
            <h2 id="lines">{l.claims_lines_title()}</h2>
            {none.then(|| view! { <p class="soft">{l.desk_no_lines()}</p> })}
            <div class="table-scroll" tabindex="0" role="region" aria-labelledby="lines">
                <table class="desk-table desk-lines">
                    <thead><tr>
                        <th scope="col">{l.desk_lines_line()}</th><th scope="col">{l.desk_lines_billed()}</th><th scope="col">{l.desk_lines_covered()}</th>
                        <th scope="col">{l.desk_lines_why()}</th><td></td>
                    </tr></thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

/// A reason with its clause.
pub fn clause_words(reason: LineReason, l: Lang) -> String {
    format!("\u{a7}{} {}", reason.clause(), reason_words(reason, l))
}

/// What is odd about the claim, each with what it rests on. It is for a person to look at, and no answer.
#[component]
pub fn Signs(
    /// The claim.
    work: Work,
) -> impl IntoView {
    let l = use_lang();
    let errors = use_form_errors(use_acts().clear_sign);
    let one = |sign: &Sign| {
        let (title, says) = sign_words(sign.kind, l);
        let other = sign.other.clone().map(|(id, number, whose)| {
            view! { " "<a href=format!("/desk/claims/{id}")>{format!("{} · {whose}", show_number(Series::Claim, &number))}</a> }
        });
        let cleared = sign.cleared.clone();
        let open = cleared.is_none() && work.may_act;
        let (claim, version, id) = (work.id.clone(), work.version, sign.id.clone());
        view! {
            <li class="stack-tight py-2">
                <p class="row"><span class="mark mark-soon"><IconView icon=Icon::Flag/></span><strong>{title}</strong><span class="soft small">{moment_long(l, sign.found, work.today)}</span></p>
                <p>{says}{other}</p>
                {cleared.map(|(by, why)| view! { <p class="soft small">{l.desk_sign_cleared(by, why)}</p> })}
                {open.then(|| view! { <ClearForm claim=claim version=version sign=id/> })}
            </li>
        }
    };
    let rows = work.signs.iter().map(one).collect_view();
    view! {
        <section class="card stack-tight" aria-labelledby="signs">
            <h2 id="signs">{l.desk_signs_title()}</h2>
            <p class="soft small">{l.desk_signs_says()}</p>
            <Refused errors=errors claim=work.id.clone()/>
            <ul class="rows">{rows}</ul>
        </section>
    }
    .into_any()
}
