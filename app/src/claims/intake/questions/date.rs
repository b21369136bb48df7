//! When was the visit?

use super::{pet, problem, typed};
use crate::claims::intake::model::{Answers, Facts, InsuredPet, OTHER, Term};
use crate::day::Day;
use crate::error::FieldError;
use crate::ids::{PolicyId, TermId};
use crate::texts::Lang;
use crate::ui::day_full;

/// A visit on a day that a policy year allows to be claimed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// The day.
    pub on: Day,
    /// The policy that covered it.
    pub policy: PolicyId,
    /// Its policy year.
    pub term: TermId,
}

/// The day of the visit, and the policy year it falls into.
pub fn parse(answers: &Answers, facts: &Facts, l: Lang) -> Result<Visit, Vec<FieldError>> {
    let pet = pet::parse(answers, facts, l)?;
    let (field, on) = day(answers, l)?;
    let term = covering(pet, on, facts.today, l).or_else(|sentence| problem(field, sentence))?;
    Ok(Visit {
        on,
        policy: term.policy.clone(),
        term: term.id.clone(),
    })
}

/// The day as typed, and the field it stands in; nothing is checked but that it is a day.
pub fn day(answers: &Answers, l: Lang) -> Result<(&'static str, Day), Vec<FieldError>> {
    match typed(answers.date.as_ref()) {
        "" => problem("date", l.intake_date_missing()),
        OTHER => match read(typed(answers.other_date.as_ref())) {
            Some(day) => Ok(("other_date", day)),
            None => problem("other_date", l.intake_date_unreadable()),
        },
        chosen => match Day::parse_iso(chosen) {
            Some(day) => Ok(("date", day)),
            None => problem("date", l.intake_date_missing()),
        },
    }
}

/// Reads `2026-11-19`, and month first as in the United States: `11/19/2026`, `11-19-26`.
pub fn read(text: &str) -> Option<Day> {
    if let Some(day) = Day::parse_iso(text) {
        return Some(day);
    }
    let parts: Vec<&str> = text.split(['/', '-', '.']).map(str::trim).collect();
    let [month, day, year] = parts.as_slice() else { return None };
    let number = |part: &str, lengths: &[usize]| -> Option<i16> {
        (lengths.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse().ok())?
    };
    let year = match number(year, &[2, 4])? {
        short @ 0..100 if parts[2].len() == 2 => 2000 + short,
        long => long,
    };
    Day::new(year, number(month, &[1, 2])?.try_into().ok()?, number(day, &[1, 2])?.try_into().ok()?)
}

/// The policy year under which a visit of this pet on this day can be claimed today; or the sentence that says why there is none.
pub fn covering(pet: &InsuredPet, on: Day, today: Day, l: Lang) -> Result<&Term, String> {
    let name = pet.name.as_str();
    if on > today {
        return Err(l.intake_date_future().to_owned());
    }
    if let Some(died_on) = pet.died_on
        && on > died_on
    {
        return Err(l.intake_date_died(day_full(l, died_on), name));
    }
    let within = |term: &&Term| term.starts_on <= on && on <= term.ends_on;
    let Some(term) = pet.terms.iter().find(|term| within(term) && !in_gap(term, on)) else {
        return Err(match (pet.terms.iter().map(|t| t.starts_on).min(), pet.terms.iter().find(within)) {
            (Some(first), _) if on < first => l.intake_date_before(day_full(l, first), name),
            (_, Some(_)) | (None, _) => l.intake_date_gap(day_full(l, on), name),
            (_, None) => match pet.terms.iter().map(|t| t.ends_on).filter(|end| *end < on).max() {
                Some(end) => l.intake_date_after(day_full(l, end), name),
                None => l.intake_date_gap(day_full(l, on), name),
            },
        });
    };
    let last = on.plus_days(term.filing_window_days);
    if last < today {
        return Err(l.intake_date_late(i64::from(term.filing_window_days), day_full(l, last)));
    }
    Ok(term)
}

fn in_gap(term: &Term, on: Day) -> bool {
    term.gaps.iter().any(|(from, to)| *from <= on && to.is_none_or(|to| on <= to))
}

/// What the policy year covered on a day, in a sentence; and whether that is all there is to know (it covered illness).
pub fn cover_on(pet: &InsuredPet, term: &Term, on: Day, today: Day, l: Lang) -> (bool, String) {
    let (name, said) = (pet.name.as_str(), crate::ui::day_near(l, on, today));
    let (accident, illness) = (term.covered.accident, term.covered.illness);
    if on >= illness {
        (true, l.intake_date_covered_illness(said, name))
    } else if on >= accident {
        (false, l.intake_date_covered_accident(said, day_full(l, illness), name))
    } else {
        (false, l.intake_date_waiting(day_full(l, accident), day_full(l, illness), name))
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::super::examples::{answers, day, facts, sentence};
    use super::*;

    fn on(choice: &str, other: &str) -> Answers {
        Answers {
            date: Some(choice.into()),
            other_date: Some(other.into()),
            ..answers()
        }
    }

    #[test]
    fn a_day_is_read_as_the_browser_sends_it_or_month_first() {
        for typed in ["2026-11-19", "11/19/2026", "11/19/26", "11-19-2026", "11.19.2026", " 11 / 19 / 2026"] {
            assert_eq!(read(typed.trim()), Some(day("2026-11-19")), "{typed}");
        }
        assert_eq!(read("1/2/2026"), Some(day("2026-01-02")), "an ambiguous date is read month first");
        for typed in [
            "",
            "19/11/2026",
            "11/19",
            "11/19/2026/1",
            "2026-11-31",
            "yesterday",
            "11/19/999",
            "１１/19/2026",
        ] {
            assert_eq!(read(typed), None, "{typed}");
        }
    }

    #[test]
    fn the_visit_falls_into_its_own_policy_year() {
        let visit = parse(&on("2026-11-19", ""), &facts(), Lang::En).expect("a visit");
        assert_eq!(visit.term.as_str(), "Biscuit-2026-05-01");
        let mut before = facts();
        before.today = day("2026-05-10");
        let visit = parse(&on(OTHER, "04/30/2026"), &before, Lang::En).expect("a visit");
        assert_eq!(visit.term.as_str(), "Biscuit-2025-05-01");
    }

    #[test]
    fn each_unfit_day_gets_a_sentence_at_its_field() {
        let l = Lang::En;
        let mut early = facts();
        early.today = day("2025-06-01");
        for (answers, facts, field, says) in [
            (Answers { date: None, ..answers() }, facts(), "date", "Choose"),
            (on("garbage", ""), facts(), "date", "Choose"),
            (on(OTHER, ""), facts(), "other_date", "11/19/2026"),
            (on(OTHER, "soon"), facts(), "other_date", "11/19/2026"),
            (on("2026-11-21", ""), facts(), "date", "in the future"),
            (on(OTHER, "12/01/2026"), facts(), "other_date", "in the future"),
            (on(OTHER, "2025-04-30"), early, "other_date", "from May 1, 2025"),
            (on(OTHER, "2026-05-02"), facts(), "other_date", "180 days"),
        ] {
            let (at, message) = sentence(parse(&answers, &facts, l));
            assert_eq!(at, field, "{message}");
            assert!(message.contains(says), "{message}");
        }
    }

    #[test]
    fn the_last_day_of_the_filing_window_still_counts() {
        assert!(parse(&on(OTHER, &day("2026-11-20").plus_days(-180).to_string()), &facts(), Lang::En).is_ok());
        assert!(parse(&on(OTHER, &day("2026-11-20").plus_days(-181).to_string()), &facts(), Lang::En).is_err());
    }

    #[test]
    fn a_visit_after_the_cover_ended_is_told_when_it_ended() {
        let mut facts = facts();
        facts.pets[0].terms.remove(1);
        let (_, message) = sentence(parse(&on("2026-11-19", ""), &facts, Lang::En));
        assert!(message.contains("April 30, 2026"), "{message}");
    }

    #[test]
    fn a_visit_while_the_policy_had_lapsed_cannot_be_claimed() {
        let mut facts = facts();
        facts.pets[0].terms[1].gaps = vec![(day("2026-09-01"), Some(day("2026-09-30")))];
        let (_, message) = sentence(parse(&on(OTHER, "2026-09-30"), &facts, Lang::En));
        assert!(message.contains("September 30, 2026"), "{message}");
        assert!(parse(&on(OTHER, "2026-10-01"), &facts, Lang::En).is_ok());
    }

    #[test]
    fn a_last_visit_can_be_claimed_after_a_pet_died() {
        let mut facts = facts();
        facts.pets[0].died_on = Some(day("2026-11-18"));
        assert!(parse(&on(OTHER, "2026-11-18"), &facts, Lang::En).is_ok());
        let (_, message) = sentence(parse(&on("2026-11-19", ""), &facts, Lang::En));
        assert!(message.contains("November 18, 2026"), "{message}");
    }

    #[test]
    fn it_says_what_was_covered_on_the_day() {
        let facts = facts();
        let pet = &facts.pets[0];
        let on = |text| cover_on(pet, &pet.terms[0], day(text), facts.today, Lang::En);
        assert_eq!(on("2025-05-15"), (true, "Biscuit was covered for illness on May 15, 2025.".to_owned()));
        assert!(!on("2025-05-14").0 && on("2025-05-14").1.contains("May 15, 2025"));
        assert!(on("2025-05-01").1.contains("May 3, 2025"));
    }
}
