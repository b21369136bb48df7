use leptos::prelude::*;

use super::Typed;
use crate::claims::eob::model::DecidedLine;
use crate::claims::eob::view::{Grounds, LineCard, Steps, plainly};
use crate::claims::estimate::model::{Ground, Insured, Line, TypedLine};
use crate::claims::estimate::rules::estimate;
use crate::claims::rules::{Flag, Outcome, RuleVersion};
use crate::money::Money;
use crate::texts::{Lang, use_lang};
use crate::ui::{Icon, IconView, day_full};

/// What the lines would come to; it follows them while one types.
#[component]
pub fn Worked(
    /// What it rests on.
    ground: Ground,
) -> impl IntoView {
    let l = use_lang();
    let insured = match ground.insured.clone() {
        Ok(insured) => *insured,
        Err(why) => return view! { <Uninsured why=why/> }.into_any(),
    };
    let Typed(typed) = expect_context();
    let lines = Memo::new(move |_| typed.with(|typed| readable(typed)));
    let (ground, insured) = (StoredValue::new(ground), StoredValue::new(insured));
    view! {
        {move || lines.with(|lines| result(lines, ground, insured, l))}
        <p class="soft small row"><IconView icon=Icon::Info/><span>{l.estimate_no_promise()}</span></p>
    }
    .into_any()
}

/// The lines that have an amount.
fn readable(typed: &[TypedLine]) -> Vec<Line> {
    typed.iter().filter_map(|line| line.parse().ok().flatten()).collect()
}

fn result(lines: &[Line], ground: StoredValue<Ground>, insured: StoredValue<Insured>, l: Lang) -> AnyView {
    if lines.is_empty() {
        return view! {
            <section class="card stack-tight" aria-labelledby="result">
                <h2 id="result">{l.estimate_empty_title()}</h2>
                <p class="soft">{l.estimate_empty()}</p>
            </section>
        }
        .into_any();
    }
    ground.with_value(|ground| insured.with_value(|insured| shown(lines, ground, insured, l)))
}

fn shown(lines: &[Line], ground: &Ground, insured: &Insured, l: Lang) -> AnyView {
    let outcome = estimate(ground, insured, lines);
    let currency = insured.currency;
    let money = |cents: i64| Money { cents, currency };
    let (back, asked) = (money(outcome.payable_cents), money(outcome.submitted_cents));
    let about = l.estimate_for(
        day_full(l, ground.visit_on),
        &ground.pet_name,
        ground.chosen.as_ref().map_or(l.estimate_condition_none(), |chosen| chosen.name.as_str()),
    );
    let order = outcome.steps.map(|done| done.step);
    let cards = said(lines, &outcome).into_iter().zip(outcome.lines.clone());
    let unclear = outcome.flags.contains(&Flag::UnclearLine);
    view! {
        <section class="card card-mint stack-tight" aria-labelledby="result" role="status">
            <h2 id="result">{l.estimate_back_title()}</h2>
            <p><strong class="big-amount">{back.to_string()}</strong>" "<span class="soft">{l.estimate_of(asked)}</span></p>
            <p class="soft small">{about}</p>
            {plainly(&outcome, currency, l).into_iter().map(|sentence| view! { <p>{sentence}</p> }).collect_view()}
            {unclear.then(|| view! { <p class="soft small">{l.estimate_unclear()}</p> })}
        </section>
        <section class="card stack-tight" aria-labelledby="estimate-lines">
            <h2 id="estimate-lines">{l.eob_lines_title()}</h2>
            <p class="soft small">{l.eob_lines_open()}</p>
            <div class="eob-lines">
                {cards.map(|(said, out)| view! { <LineCard said=said out=out order=order currency=currency/> }).collect_view()}
            </div>
        </section>
        <Steps outcome=outcome currency=currency/>
        <Grounds
            cover=insured.cover.clone()
            used=insured.used.clone()
            version=RuleVersion::CURRENT
            policy_number=insured.policy_number.clone()
            currency=currency
        />
    }
    .into_any()
}

/// The lines as a decision would say them.
fn said(lines: &[Line], outcome: &Outcome) -> Vec<DecidedLine> {
    let line = |(line, out): (&Line, &crate::claims::rules::LineOut)| DecidedLine {
        description: line.words.clone(),
        submitted_cents: out.submitted_cents,
        eligible_cents: out.eligible_cents,
        reason: out.reason,
        payable_cents: out.payable_cents,
    };
    lines.iter().zip(&outcome.lines).map(line).collect()
}

/// Why nothing can be worked out.
#[component]
fn Uninsured(why: String) -> impl IntoView {
    let l = use_lang();
    view! {
        <section class="card stack-tight" aria-labelledby="result">
            <h2 id="result">{l.estimate_uninsured_title()}</h2>
            <p>{why}</p>
        </section>
    }
    .into_any()
}
