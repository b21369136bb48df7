//! The forms of the adjusters' desk, and what they mean once they are read.

use serde::{Deserialize, Serialize};

use super::model::{Evidence, LineVerdict, REASONS, Verdict};
use super::rules::Lack;
use crate::claims::model::{LineCategory, LineReason};
use crate::claims::rules::{Inputs, Ruling, Side};
use crate::day::Day;
use crate::error::FieldError;
use crate::ids::PageId;
use crate::money::{Money, parse_amount};
use crate::texts::Lang;

/// The most characters of a reason.
pub const LONGEST_WHY: usize = 2000;
/// The most characters of a line's words or a record's name.
const LONGEST_WORDS: usize = 200;

/// What is decided about each line, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DecisionForm {
    /// For each line, in order.
    pub lines: Vec<LineChoice>,
    /// What is said to the appeals that wait.
    pub answer: String,
    /// `send`, or anything else to see first what comes out.
    pub then: String,
}

/// What is decided about a line, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LineChoice {
    /// `pay`, `part` or `refuse`; anything else: as the rules say.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub way: String,
    /// What of it is covered, for `part`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub amount: String,
    /// Why not all of it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// Why otherwise than the rules.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub why: String,
    /// What shows it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub evidence: String,
}

impl DecisionForm {
    /// Whether it is sent, and not only worked out.
    pub fn is_sent(&self) -> bool {
        self.then == "send"
    }

    /// What is decided. A line that is not sent, or not understood, is as the rules say.
    ///
    /// # Errors
    /// What is to mend, at `line-0`, `line-1`, ….
    pub fn parse(&self, inputs: &Inputs, l: Lang) -> Result<Verdict, Vec<FieldError>> {
        let (mut lines, mut problems) = (Vec::new(), Vec::new());
        for (nth, line) in inputs.lines.iter().enumerate() {
            match self
                .lines
                .get(nth)
                .map_or_else(|| Ok(LineVerdict::default()), |choice| choice.parse(line.cents, l))
            {
                Ok(said) => lines.push(said),
                Err(problem) => problems.push(FieldError::new(&line_field(nth), problem)),
            }
        }
        if problems.is_empty() {
            Ok(Verdict {
                lines,
                answer: some(&self.answer),
            })
        } else {
            Err(problems)
        }
    }
}

impl LineChoice {
    fn parse(&self, cents: i64, l: Lang) -> Result<LineVerdict, String> {
        let reason = LineReason::parse(&self.reason).filter(|reason| REASONS.contains(reason));
        let ruling = match self.way.as_str() {
            "pay" => Some(Ruling {
                eligible_cents: cents,
                reason: None,
            }),
            "refuse" => Some(Ruling { eligible_cents: 0, reason }),
            "part" => {
                let part = parse_amount(&self.amount).map_err(|_| l.desk_decide_amount_wanted().to_owned())?;
                if part >= cents {
                    return Err(l.desk_decide_amount_less(Money::usd(cents)));
                }
                Some(Ruling { eligible_cents: part, reason })
            }
            _ => None,
        };
        Ok(LineVerdict {
            ruling,
            why: some(&self.why),
            evidence: Evidence::parse(&self.evidence),
        })
    }
}

/// Name of the field in which a line's problem stands.
pub fn line_field(nth: usize) -> String {
    format!("line-{nth}")
}

/// What a line lacks, as a sentence.
pub fn lack_words(lack: Lack, l: Lang) -> &'static str {
    match lack {
        Lack::Category => l.desk_decide_lacks_category(),
        Lack::Reason => l.desk_decide_lacks_reason(),
        Lack::Why => l.desk_decide_lacks_why(),
        Lack::Evidence => l.desk_decide_lacks_evidence(),
        Lack::Record => l.desk_decide_lacks_record(),
    }
}

/// A text that is not empty, at most as long as a reason may be.
fn some(text: &str) -> Option<String> {
    let text: String = text.trim().chars().take(LONGEST_WHY).collect();
    (!text.is_empty()).then_some(text)
}

/// A reason that has to be given.
///
/// # Errors
/// That it is missing.
pub fn reason(typed: &str, l: Lang) -> Result<String, Vec<FieldError>> {
    some(typed).ok_or_else(|| vec![FieldError::new("", l.desk_why_wanted())])
}

/// A line as it is put right, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LineForm {
    /// As it stands on the invoice.
    pub description: String,
    /// What the clinic asked.
    pub amount: String,
    /// A word of the categories.
    pub category: String,
    /// Code of the condition; empty: the claim's own.
    pub condition: String,
    /// A word of the sides; empty: not said.
    pub side: String,
    /// `1`: condition and side count for every line.
    pub all: String,
    /// Why.
    pub why: String,
}

/// A line as it is put right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineFacts {
    /// As it stands on the invoice.
    pub description: String,
    /// What the clinic asked, in cents; negative for a discount.
    pub cents: i64,
    /// What it is.
    pub category: LineCategory,
    /// Code of the condition; `None`: the claim's own.
    pub condition: Option<String>,
    /// On which side.
    pub side: Option<Side>,
    /// Whether condition and side count for every line.
    pub all: bool,
    /// Why.
    pub why: String,
}

impl LineForm {
    /// The line as it is to stand.
    ///
    /// # Errors
    /// What is to mend, field by field.
    pub fn parse(&self, l: Lang) -> Result<LineFacts, Vec<FieldError>> {
        let mut problems = Vec::new();
        let description: String = self.description.trim().chars().take(LONGEST_WORDS).collect();
        if description.is_empty() {
            problems.push(FieldError::new("description", l.desk_line_description_wanted()));
        }
        let cents = signed(&self.amount);
        if cents.is_none() {
            problems.push(FieldError::new("amount", l.desk_line_amount_wanted()));
        }
        let category = LineCategory::parse(&self.category);
        if category.is_none() {
            problems.push(FieldError::new("category", l.desk_line_category_wanted()));
        }
        let why = some(&self.why);
        if why.is_none() {
            problems.push(FieldError::new("why", l.desk_why_wanted()));
        }
        match (cents, category, why, problems.is_empty()) {
            (Some(cents), Some(category), Some(why), true) => Ok(LineFacts {
                description,
                cents,
                category,
                condition: some(&self.condition),
                side: Side::parse(&self.side),
                all: self.all == "1",
                why,
            }),
            _ => Err(problems),
        }
    }
}

/// An amount that may be nothing, or less: a discount.
fn signed(typed: &str) -> Option<i64> {
    let text = typed.trim();
    match text.strip_prefix(['-', '\u{2212}']) {
        Some(less) => parse_amount(less).ok().map(|cents| -cents),
        None if text.chars().all(|c| matches!(c, '0' | '.' | '$')) && text.contains('0') => Some(0),
        None => parse_amount(text).ok(),
    }
}

/// Cents as a field shows them: `12.50`, `-3.00`.
pub fn as_typed(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", cents.unsigned_abs() / 100, cents.unsigned_abs() % 100)
}

/// What a record shows, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HealthForm {
    /// Code of the condition.
    pub condition: String,
    /// A word of the sides; empty: not said.
    pub side: String,
    /// From which day.
    pub noted_on: String,
    /// Which record says so.
    pub source: String,
    /// The page of this claim that shows it; empty: none does.
    pub page: String,
}

/// What a record shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HealthFacts {
    /// Code of the condition.
    pub condition: String,
    /// On which side.
    pub side: Option<Side>,
    /// From which day.
    pub noted_on: Day,
    /// Which record says so.
    pub source: String,
    /// The page that shows it.
    pub page: Option<PageId>,
}

impl HealthForm {
    /// What is to be recorded.
    ///
    /// # Errors
    /// What is to mend, field by field.
    pub fn parse(&self, today: Day, l: Lang) -> Result<HealthFacts, Vec<FieldError>> {
        let mut problems = Vec::new();
        let condition = some(&self.condition);
        if condition.is_none() {
            problems.push(FieldError::new("condition", l.desk_record_condition_wanted()));
        }
        let noted_on = Day::parse_iso(self.noted_on.trim()).filter(|day| *day <= today);
        if noted_on.is_none() {
            problems.push(FieldError::new("noted_on", l.desk_record_day_wanted()));
        }
        let source: String = self.source.trim().chars().take(LONGEST_WORDS).collect();
        if source.is_empty() {
            problems.push(FieldError::new("source", l.desk_record_source_wanted()));
        }
        match (condition, noted_on, problems.is_empty()) {
            (Some(condition), Some(noted_on), true) => Ok(HealthFacts {
                condition,
                side: Side::parse(&self.side),
                noted_on,
                source,
                page: some(&self.page).map(PageId),
            }),
            _ => Err(problems),
        }
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::claims::rules::tests::{day, line, with_lines};

    fn parsed(choice: LineChoice) -> Result<LineVerdict, Vec<FieldError>> {
        let inputs = with_lines(vec![line(LineCategory::Treatment, 40_000)]);
        let form = DecisionForm {
            lines: vec![choice],
            ..DecisionForm::default()
        };
        form.parse(&inputs, Lang::En).map(|verdict| verdict.lines[0].clone())
    }

    fn choice(way: &str, amount: &str, reason: &str) -> LineChoice {
        LineChoice {
            way: way.into(),
            amount: amount.into(),
            reason: reason.into(),
            ..LineChoice::default()
        }
    }

    #[test]
    fn a_line_that_nobody_rules_on_is_as_the_rules_say() {
        for way in ["", "rules", "nonsense"] {
            assert_eq!(parsed(choice(way, "1", "other")), Ok(LineVerdict::default()), "{way}");
        }
    }

    #[test]
    fn a_ruling_is_read_in_cents_with_its_reason() {
        let ruled = |way, amount, reason| {
            parsed(choice(way, amount, reason))
                .expect("read")
                .ruling
                .map(|ruling| (ruling.eligible_cents, ruling.reason))
        };
        assert_eq!(ruled("pay", "", "other"), Some((40_000, None)));
        assert_eq!(ruled("refuse", "", "cosmetic"), Some((0, Some(LineReason::Cosmetic))));
        assert_eq!(ruled("part", "$120.50", "other"), Some((12_050, Some(LineReason::Other))));
        assert_eq!(ruled("refuse", "", "unclear"), Some((0, None)), "unclear is no answer");
    }

    #[test]
    fn a_part_is_less_than_the_whole() {
        for amount in ["", "400", "400.01", "-1", "x"] {
            let problems = parsed(choice("part", amount, "other")).expect_err(amount);
            assert_eq!(problems[0].field, "line-0", "{amount}");
        }
    }

    #[test]
    fn a_corrected_line_needs_words_amount_category_and_why() {
        let good = LineForm {
            description: " Ear drops ".into(),
            amount: "-12.5".into(),
            category: "medicine".into(),
            condition: "ear-otitis-externa".into(),
            side: "left".into(),
            all: "1".into(),
            why: "As on the picture".into(),
        };
        let facts = good.parse(Lang::En).expect("read");
        assert_eq!(
            (facts.description.as_str(), facts.cents, facts.side, facts.all),
            ("Ear drops", -1_250, Some(Side::Left), true)
        );
        let fields: Vec<String> = LineForm::default()
            .parse(Lang::En)
            .expect_err("empty")
            .into_iter()
            .map(|problem| problem.field)
            .collect();
        assert_eq!(fields, ["description", "amount", "category", "why"]);
        assert_eq!((signed("0.00"), signed("$12"), signed("12,50"), signed("")), (Some(0), Some(1_200), None, None));
    }

    #[test]
    fn a_record_is_not_from_tomorrow() {
        let form = |noted_on: &str| HealthForm {
            condition: "ear-otitis-externa".into(),
            noted_on: noted_on.into(),
            source: "Harbour Animal Hospital, visit of 2 May".into(),
            ..HealthForm::default()
        };
        let today = day("2026-11-20");
        assert!(form("2026-11-20").parse(today, Lang::En).is_ok());
        assert_eq!(form("2026-11-21").parse(today, Lang::En).expect_err("tomorrow")[0].field, "noted_on");
    }

    proptest::proptest! {
        #[test]
        fn an_amount_is_read_as_it_is_shown(cents in -900_000_000_i64..900_000_000) {
            proptest::prop_assert_eq!(signed(&as_typed(cents)), Some(cents));
        }
    }
}
