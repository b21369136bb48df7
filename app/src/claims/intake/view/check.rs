//! Check and submit

use leptos::prelude::*;

use super::answering::Answering;
use super::condition::with_side;
use super::invoice::use_page_count;
use super::reading::other_day;
use crate::claims::intake::model::{Preflight, Screen};
use crate::claims::intake::questions;
use crate::claims::intake::rules::Question;
use crate::texts::{Lang, use_lang};
use crate::ui::{HelpBlock, Icon, IconView, Sentence, SummaryList, SummaryRow, day_check, day_long};

/// Every answer with a way to change it, and what happens next.
pub fn body(form: Answering) -> AnyView {
    let l = use_lang();
    let files = use_page_count(form);
    let (rows, answer_by) = form.screen.with_value(|screen| (rows(screen, l), day_long(l, screen.answer_by)));
    let offered = form.screen.with_value(|screen| screen.facts.offered.clone());
    let confirmed = form
        .screen
        .with_value(|screen| questions::lines::parse(&screen.answers, &offered, l).is_ok_and(|given| given.confirmed));
    let reads = if confirmed {
        l.intake_check_next_clear()
    } else {
        l.intake_check_next_reads()
    };
    view! {
        {other_day(&offered, form, l)}
        <div class="card">
            <SummaryList>
                {rows
                    .into_iter()
                    .map(|(question, name, value)| match question {
                        Some(Question::Invoice) => {
                            let change = (Question::Invoice.path(), l.intake_change().to_owned());
                            view! { <SummaryRow name=name change=change>{move || l.intake_check_pages(files.get())}</SummaryRow> }.into_any()
                        }
                        Some(question) => {
                            let change = (question.path(), l.intake_change().to_owned());
                            view! { <SummaryRow name=name change=change>{value}</SummaryRow> }.into_any()
                        }
                        None => view! { <SummaryRow name=name>{value}</SummaryRow> }.into_any(),
                    })
                    .collect_view()}
            </SummaryList>
        </div>
        {form.screen.with_value(|screen| screen.preflight.clone()).map(|preflight| before(preflight, l))}
        <section class="card card-mint stack-tight">
            <h2>{l.intake_check_next_title()}</h2>
            <ul class="next-steps">
                <li><IconView icon=Icon::User/><span>{reads}</span></li>
                <li><IconView icon=Icon::CalendarClock/><span><Sentence words=l.intake_check_next_by(answer_by)/></span></li>
                <li><IconView icon=Icon::Landmark/><span>{l.intake_check_next_money()}</span></li>
            </ul>
        </section>
        <HelpBlock title=l.intake_check_help_title()><p>{l.intake_check_help()}</p></HelpBlock>
    }
    .into_any()
}

/// What stands in the way, and what may come back.
fn before(preflight: Preflight, l: Lang) -> AnyView {
    let obstacles = preflight.obstacles.into_iter().map(|obstacle| {
        let link = obstacle.link.map(|(to, words)| view! { <a class="block" href=to>{words}</a> });
        view! { <li class="row"><IconView icon=Icon::TriangleAlert/><span>{obstacle.words}{link}</span></li> }
    });
    view! {
        <section class="card stack-tight" aria-labelledby="before">
            <h2 id="before">{l.intake_check_before_title()}</h2>
            <p><strong>{preflight.back}</strong>" "<span class="soft small">{l.intake_check_before_no_promise()}</span></p>
            <ul class="next-steps">{obstacles.collect_view()}</ul>
        </section>
    }
    .into_any()
}

/// Where it can be changed (the only pet was never asked for), a short name, and the answer in words.
fn rows(screen: &Screen, l: Lang) -> Vec<(Option<Question>, &'static str, String)> {
    let Ok(filled) = questions::all(&screen.answers, &screen.facts, l) else {
        return Vec::new();
    };
    let pet = screen.facts.pets.iter().find(|pet| pet.id == filled.pet).map(|pet| pet.name.clone());
    let which_pet = (!questions::pet::goes_without_asking(&screen.answers, &screen.facts)).then_some(Question::Pet);
    let notes = if filled.notes.is_empty() {
        l.intake_check_none().to_owned()
    } else {
        filled.notes
    };
    let lines = match i64::try_from(filled.lines.len()).unwrap_or(i64::MAX) {
        0 if screen.facts.offered.lines.is_empty() => None,
        0 => Some(l.reading_lines_check_open().to_owned()),
        count if filled.confirmed => Some(l.reading_lines_check_count(count)),
        count => Some(l.reading_lines_check_typed(count)),
    };
    let mut rows = vec![
        (which_pet, l.intake_check_pet(), pet.unwrap_or_default()),
        (Some(Question::Date), l.intake_check_visit(), day_check(l, filled.visit.on)),
        (Some(Question::Invoice), l.intake_check_invoice(), l.intake_check_pages(screen.facts.pages)),
        (Some(Question::Condition), l.intake_check_what_for(), with_side(&filled.reason, filled.side, l)),
        (Some(Question::Total), l.intake_check_total(), filled.total.to_string()),
        (Some(Question::Notes), l.intake_check_notes(), notes),
    ];
    let issuer = filled.issuer;
    let clinic = issuer.clinic.map(|clinic| (Some(Question::Total), l.reading_found_clinic(), clinic));
    let number = issuer.number.map(|number| (Some(Question::Total), l.reading_found_number(), number));
    let lines = lines.map(|lines| (Some(Question::Total), l.reading_lines_check(), lines));
    rows.splice(5..5, [lines, clinic, number].into_iter().flatten());
    rows
}
