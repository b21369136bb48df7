//! Asking for something, as it is typed.

use serde::{Deserialize, Serialize};

use crate::day::Day;
use crate::error::FieldError;
use crate::texts::Lang;
use crate::workflow::model::{Owner, Verdict, What};

/// The most characters that go with something asked for.
pub const LONGEST_WORDS: u16 = 500;
/// The furthest day by which something can be asked for, counted from today.
const FURTHEST_DAYS: i32 = 180;

/// Asking for something, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskForm {
    /// What: one of [`What`].
    pub what: String,
    /// Of whom: one of [`Owner`].
    pub owner: String,
    /// By when, ISO.
    pub due_on: String,
    /// Why; for something else, what.
    pub reason: String,
}

/// Something that can be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAsk {
    /// What.
    pub what: What,
    /// Of whom.
    pub owner: Owner,
    /// By when.
    pub due_on: Day,
    /// Why; for something else, what.
    pub words: String,
}

impl AskForm {
    /// What is asked, or what to mend at each field.
    pub fn parse(&self, l: Lang, today: Day) -> Result<NewAsk, Vec<FieldError>> {
        let mut errors = Vec::new();
        let (what, owner) = (What::parse(&self.what), Owner::parse(&self.owner));
        if what.is_none() {
            errors.push(FieldError::new("what", l.asked_what_missing()));
        }
        if owner.is_none() {
            errors.push(FieldError::new("owner", l.asked_owner_missing()));
        }
        let words = words(&self.reason, "reason", l, &mut errors);
        if what == Some(What::SomethingElse) && words.is_empty() {
            errors.push(FieldError::new("reason", l.asked_words_missing()));
        }
        let due_on = due_day(&self.due_on, "due_on", l, today, &mut errors);
        match (what, owner, due_on) {
            (Some(what), Some(owner), Some(due_on)) if errors.is_empty() => Ok(NewAsk { what, owner, due_on, words }),
            _ => Err(errors),
        }
    }
}

/// What an adjuster says to something that was asked for, as typed. Many such forms stand on one page: what is to mend is said above them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerForm {
    /// One of [`Verdict`].
    pub verdict: String,
    /// Why.
    pub why: String,
    /// By when, where it is wanted again.
    pub due_on: String,
}

impl AnswerForm {
    /// What is said, why, and by when it is wanted again; or what to mend at each field.
    pub fn parse(&self, l: Lang, today: Day) -> Result<(Verdict, String, Option<Day>), Vec<FieldError>> {
        let mut errors = Vec::new();
        let Some(verdict) = Verdict::parse(&self.verdict) else {
            return Err(vec![FieldError::new("", l.error_invalid())]);
        };
        let why = words(&self.why, "", l, &mut errors);
        if matches!(verdict, Verdict::SendBack | Verdict::Waive) && why.is_empty() {
            errors.push(FieldError::new("", l.asked_why_missing()));
        }
        let due_on = match verdict {
            Verdict::SendBack | Verdict::Again => due_day(&self.due_on, "", l, today, &mut errors),
            Verdict::Accept | Verdict::Waive => None,
        };
        if errors.is_empty() { Ok((verdict, why, due_on)) } else { Err(errors) }
    }
}

/// Words as they are kept: without surrounding space and what cannot be read.
fn words(typed: &str, field: &str, l: Lang, errors: &mut Vec<FieldError>) -> String {
    let words = crate::messages::model::plain(typed);
    if words.chars().count() > usize::from(LONGEST_WORDS) {
        errors.push(FieldError::new(field, l.asked_words_too_long(LONGEST_WORDS)));
    }
    words
}

fn due_day(typed: &str, field: &str, l: Lang, today: Day, errors: &mut Vec<FieldError>) -> Option<Day> {
    let day = Day::parse_iso(typed.trim()).filter(|day| *day > today && *day <= today.plus_days(FURTHEST_DAYS));
    if day.is_none() {
        errors.push(FieldError::new(field, l.asked_due_missing()));
    }
    day
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    fn today() -> Day {
        Day::parse_iso("2026-11-20").expect("a date")
    }

    fn fields(errors: &[FieldError]) -> Vec<&str> {
        errors.iter().map(|error| error.field.as_str()).collect()
    }

    #[test]
    fn what_is_asked_needs_a_kind_somebody_and_a_day_to_come() {
        let errors = AskForm::default().parse(Lang::En, today()).expect_err("empty");
        assert_eq!(fields(&errors), ["what", "owner", "due_on"]);
        let mut form = AskForm {
            what: "something_else".into(),
            owner: "vet".into(),
            due_on: "2026-11-20".into(),
            reason: " \n ".into(),
        };
        assert_eq!(fields(&form.parse(Lang::En, today()).expect_err("today is too soon")), ["reason", "due_on"]);
        (form.due_on, form.reason) = ("2026-11-27".into(), "  The X-ray\r\nof the left hip ".into());
        let ask = form.parse(Lang::En, today()).expect("parsed");
        assert_eq!((ask.owner, ask.words.as_str()), (Owner::Vet, "The X-ray\nof the left hip"));
        form.reason = "x".repeat(501);
        assert_eq!(fields(&form.parse(Lang::En, today()).expect_err("long")), ["reason"]);
        form.due_on = "2027-11-27".into();
        assert_eq!(fields(&form.parse(Lang::Es, today()).expect_err("a year from now")), ["reason", "due_on"]);
    }

    #[test]
    fn sending_back_and_waiving_need_a_reason_and_accepting_needs_nothing() {
        let said = |verdict: &str, why: &str, due_on: &str| {
            let form = AnswerForm {
                verdict: verdict.into(),
                why: why.into(),
                due_on: due_on.into(),
            };
            form.parse(Lang::En, today())
                .map_err(|errors| errors.into_iter().map(|error| error.field).collect::<Vec<_>>())
        };
        assert_eq!(said("accept", "", ""), Ok((Verdict::Accept, String::new(), None)));
        assert_eq!(said("waive", "", ""), Err(vec![String::new()]));
        assert_eq!(said("send_back", "", ""), Err(vec![String::new(), String::new()]));
        assert_eq!(
            said("again", "", "2026-12-01"),
            Ok((Verdict::Again, String::new(), Day::parse_iso("2026-12-01")))
        );
        assert_eq!(said("burn", "why", ""), Err(vec![String::new()]));
    }
}
