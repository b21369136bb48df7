//! Tests of the rules that decide: properties, and the worked examples of docs/adjudication.md.

use super::*;
use crate::claims::model::{ConditionKind, LineCategory};
use crate::day::Day;
use crate::policies::model::{Benefit, Exclusion};
use crate::testing::plan_terms;

mod examples;
mod paying;
mod properties;

pub(in crate::claims) fn day(text: &str) -> Day {
    Day::parse_iso(text).expect("a date")
}

/// A visit of 18 November 2026 under the second year of a policy with every medical benefit: limit $10,000, deductible $250, rate 80%. No line.
pub(in crate::claims) fn inputs() -> Inputs {
    let mut plan = plan_terms();
    plan.benefits.push(Benefit::ExamFees);
    plan.exclusions.push(Exclusion::Food);
    Inputs {
        version: RuleVersion::CURRENT,
        visit_on: day("2026-11-18"),
        filed_on: day("2026-11-20"),
        total_cents: 0,
        cover: Cover {
            cover_from: day("2025-05-01"),
            starts_on: day("2026-05-01"),
            ends_on: day("2027-04-30"),
            gaps: Vec::new(),
            annual_limit_cents: 1_000_000,
            deductible_cents: 25_000,
            rate_percent: 80,
            plan,
        },
        used: Used::default(),
        pet: PetHistory::default(),
        lines: Vec::new(),
    }
}

/// A line for an illness of the list.
pub(in crate::claims) fn line(category: LineCategory, cents: i64) -> LineIn {
    LineIn {
        category,
        condition: LineCondition {
            code: Some("ear-otitis-externa".into()),
            kind: ConditionKind::Illness,
            side: None,
        },
        cents,
        ruled: None,
    }
}

/// These lines and their sum as the total.
pub(in crate::claims) fn with_lines(lines: Vec<LineIn>) -> Inputs {
    let total_cents = lines.iter().map(|line| line.cents).sum();
    Inputs {
        lines,
        total_cents,
        ..inputs()
    }
}
