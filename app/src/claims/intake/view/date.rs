//! When was the visit?

use leptos::prelude::*;

use super::answering::Answering;
use super::reading::Cut;
use crate::claims::intake::model::{Answers, Facts, OTHER, Screen};
use crate::claims::intake::questions;
use crate::claims::intake::questions::date::{cover_on, covering, day, read};
use crate::day::Day;
use crate::texts::{Lang, use_lang};
use crate::ui::{Choice, FieldProblem, HelpBlock, Icon, IconView, TextField, day_full, day_short};

/// Today, yesterday, or another day; and at once what was covered then.
pub fn body(form: Answering) -> AnyView {
    let l = use_lang();
    let today = form.screen.with_value(|screen| screen.facts.today);
    let yesterday = today.plus_days(-1);
    let (chosen, other) = form
        .screen
        .with_value(|screen| choice(&screen.answers, today, screen.facts.offered.date.as_ref().map(|read| read.value)));
    let is = |choice: &str| chosen == choice;
    view! {
        <fieldset class="stack-tight">
            <legend class="visually-hidden">{l.intake_date_title()}</legend>
            <FieldProblem name="date" errors=form.errors()/>
            <Choice name="date" value=today.to_string() id="date" checked=is(&today.to_string())>
                {l.ui_today()}
                <span class="aside">{day_short(l, today)}</span>
            </Choice>
            <Choice name="date" value=yesterday.to_string() id="date-yesterday" checked=is(&yesterday.to_string())>
                {l.ui_yesterday()}
                <span class="aside">{day_short(l, yesterday)}</span>
            </Choice>
            {form.screen.with_value(|screen| as_read(screen, &chosen, l))}
            <Choice name="date" value=OTHER id="date-other" checked=is(OTHER)>
                {l.intake_date_other()}
                <span class="aside"><IconView icon=Icon::Calendar/></span>
            </Choice>
            <div class="reveal">
                <TextField
                    name="other_date"
                    label=l.intake_date_other_label()
                    hint=l.intake_date_other_hint()
                    kind="date"
                    value=other
                    max=today.to_string()
                    errors=form.errors()
                />
            </div>
        </fieldset>
        <div>
            <div role="status">{move || form.typed.with(|typed| form.screen.with_value(|screen| note(typed, &screen.facts, l)))}</div>
            <p class="soft">{l.intake_date_several()}</p>
        </div>
        <Help form=form/>
    }
    .into_any()
}

/// The day that was read from the invoice, as a choice of its own unless it is one of the two above.
fn as_read(screen: &Screen, chosen: &str, l: Lang) -> Option<AnyView> {
    let piece = screen.facts.offered.date.clone()?;
    let (day, words) = (piece.value, day_full(l, piece.value));
    let (near, said) = (day == screen.facts.today || day == screen.facts.today.plus_days(-1), words.clone());
    Some(
        view! {
            {(!near)
                .then(|| {
                    view! {
                        <Choice name="date" value=day.to_string() id="date-read" checked=chosen == day.to_string()>
                            {l.reading_date_choice()}
                            <span class="aside">{said}</span>
                        </Choice>
                    }
                })}
            <Cut cutting=piece.cutting words=words/>
        }
        .into_any(),
    )
}

/// Which of the choices the stored answer is today, and what stands in the date field: a draft begun yesterday with "today" says "yesterday".
fn choice(answers: &Answers, today: Day, on_invoice: Option<Day>) -> (String, String) {
    let typed = answers.other_date.clone().unwrap_or_default();
    match answers.date.as_deref() {
        None => (String::new(), typed),
        // A date field of the browser takes a date as ISO only.
        Some(OTHER) => (OTHER.to_owned(), read(typed.trim()).map_or(typed, |day| day.to_string())),
        Some(chosen)
            if [Some(today), Some(today.plus_days(-1)), on_invoice]
                .iter()
                .flatten()
                .any(|day| chosen == day.to_string()) =>
        {
            (chosen.to_owned(), typed)
        }
        Some(chosen) => (OTHER.to_owned(), chosen.to_owned()),
    }
}

/// What was covered on the chosen day, or what stands against it.
fn note(typed: &Answers, facts: &Facts, l: Lang) -> Option<AnyView> {
    let pet = questions::pet::parse(typed, facts, l).ok()?;
    let (_, on) = day(typed, l).ok()?;
    let (class, icon, sentence) = match covering(pet, on, facts.today, l).map(|term| cover_on(pet, term, on, facts.today, l)) {
        Ok((true, sentence)) => ("aside-note good", Icon::CircleCheck, sentence),
        Ok((false, sentence)) => ("aside-note", Icon::Info, sentence),
        Err(sentence) => ("aside-note now", Icon::CircleAlert, sentence),
    };
    Some(view! { <p class=class><IconView icon=icon/>{sentence}</p> }.into_any())
}

#[component]
fn Help(form: Answering) -> impl IntoView {
    let l = use_lang();
    form.screen.with_value(|screen| {
        let pet = questions::pet::parse(&screen.answers, &screen.facts, l).ok();
        let words = pet.and_then(|pet| {
            let covered = pet.terms.last()?.covered;
            let said = |day| day_full(l, day);
            Some(l.intake_date_help(
                said(covered.accident),
                said(covered.dental),
                said(covered.illness),
                said(covered.orthopaedic),
                &pet.name,
            ))
        });
        view! {
            <HelpBlock title=l.intake_date_help_title()>
                {words.map(|words| view! { <p>{words}</p> })}
                <p>{l.intake_date_help_stay()}</p>
            </HelpBlock>
        }
    })
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn an_answer_given_before_midnight_keeps_its_day() {
        let today = Day::new(2026, 11, 20).expect("a date");
        let answers = Answers {
            date: Some(today.to_string()),
            ..Answers::default()
        };
        assert_eq!(choice(&answers, today, None).0, "2026-11-20");
        assert_eq!(choice(&answers, today.plus_days(1), None).0, "2026-11-20");
        assert_eq!(choice(&answers, today.plus_days(2), None), (OTHER.to_owned(), "2026-11-20".to_owned()));
        assert_eq!(
            choice(&answers, today.plus_days(2), Some(today)).0,
            "2026-11-20",
            "a choice of its own once it was read"
        );
    }

    #[test]
    fn a_date_typed_month_first_stands_in_the_field_as_the_browser_takes_it() {
        let answers = Answers {
            date: Some(OTHER.to_owned()),
            other_date: Some("11/2/2026".to_owned()),
            ..Answers::default()
        };
        let today = Day::new(2026, 11, 20).expect("a date");
        assert_eq!(choice(&answers, today, None).1, "2026-11-02");
    }
}
