//! What the rules take for a claim.

use std::hint::black_box;
use std::time::Instant;

use app::claims::model::{ConditionKind, LineCategory};
use app::claims::rules::{Cover, Inputs, LineCondition, LineIn, PetHistory, RuleVersion, Used, adjudicate};
use app::day::Day;
use app::testing::plan_terms;
use server::trial::Failure;

use crate::report::report;

/// Claims that are worked out in a round.
const CLAIMS: u32 = 20_000;
const LINES: i64 = 20;

/// Microseconds for a claim of 20 lines under a plan that counts by condition, the best of the rounds.
pub fn measure(rounds: u32) -> Result<(), Failure> {
    let inputs = claim().ok_or("the claim's dates are none")?;
    let mut best = f64::INFINITY;
    for _ in 0..rounds {
        let begun = Instant::now();
        for _ in 0..CLAIMS {
            black_box(adjudicate(black_box(&inputs)));
        }
        best = best.min(begun.elapsed().as_secs_f64() * 1e6 / f64::from(CLAIMS));
    }
    report("adjudicate-20-lines", format!("{best:.2}"), "us");
    Ok(())
}

fn claim() -> Option<Inputs> {
    let mut plan = plan_terms();
    plan.condition_limit_cents = Some(500_000);
    let lines = (0..LINES).map(|nth| LineIn {
        category: [LineCategory::Diagnostics, LineCategory::Surgery, LineCategory::Medicine, LineCategory::Cosmetic]
            [usize::try_from(nth % 4).unwrap_or_default()],
        condition: LineCondition {
            code: Some(["ear-otitis-externa", "musc-cruciate-ligament"][usize::try_from(nth % 2).unwrap_or_default()].to_owned()),
            kind: ConditionKind::Illness,
            side: None,
        },
        cents: 4_321 + 777 * nth,
        ruled: None,
    });
    let lines: Vec<LineIn> = lines.collect();
    Some(Inputs {
        version: RuleVersion::CURRENT,
        visit_on: Day::new(2026, 11, 18)?,
        filed_on: Day::new(2026, 11, 20)?,
        total_cents: lines.iter().map(|line| line.cents).sum(),
        cover: Cover {
            cover_from: Day::new(2025, 5, 1)?,
            starts_on: Day::new(2026, 5, 1)?,
            ends_on: Day::new(2027, 4, 30)?,
            gaps: Vec::new(),
            annual_limit_cents: 150_000,
            deductible_cents: 25_000,
            rate_percent: 80,
            plan,
        },
        used: Used::default(),
        pet: PetHistory::default(),
        lines,
    })
}
