//! The decision of a claim, as a function of its inputs.

use super::inputs::{Inputs, RuleVersion};
use super::judge::{Judged, judge};
use super::outcome::{Cut, Flag, LineOut, Outcome, StepDone};
use super::sums::{self, LARGEST_CENTS, Left, in_proportion, work};
use super::usage::{ConditionUse, ScheduleUse, Taken};
use crate::claims::model::{LineCategory, LineReason};
use crate::policies::model::DeductibleKind;

/// Works a claim out, by the rules that its inputs name.
pub fn adjudicate(inputs: &Inputs) -> Outcome {
    match inputs.version {
        RuleVersion::V2026_11 => first_rules(inputs),
    }
}

/// Lines whose money goes through the steps together: all of them, or those of one condition where the plan counts by condition.
struct Pot {
    condition: String,
    lines: Vec<usize>,
}

fn first_rules(inputs: &Inputs) -> Outcome {
    let too_large = inputs.lines.iter().map(|line| i128::from(line.cents).abs()).sum::<i128>() > i128::from(LARGEST_CENTS);
    let mut lines: Vec<LineOut> = inputs
        .lines
        .iter()
        .map(|line| LineOut {
            submitted_cents: line.cents,
            ..LineOut::default()
        })
        .collect();
    let mut covered = Vec::new();
    let mut scheduled = Vec::new();
    if !too_large {
        for (nth, line) in inputs.lines.iter().enumerate() {
            match (line.ruled, judge(line, inputs)) {
                (Some(ruled), _) => {
                    let (least, most) = (line.cents.min(0), line.cents.max(0));
                    lines[nth].eligible_cents = ruled.eligible_cents.clamp(least, most);
                    lines[nth].reason = ruled.reason.filter(|_| lines[nth].eligible_cents != line.cents);
                    covered.push(nth);
                }
                (None, Judged::Covered) => {
                    lines[nth].eligible_cents = line.cents;
                    covered.push(nth);
                }
                (None, Judged::Scheduled) => scheduled.push(nth),
                (None, Judged::Not(reason)) => lines[nth].reason = Some(reason),
            }
        }
    }
    let schedule = pay_scheduled(inputs, &scheduled, &mut lines);
    let pots = pots(inputs, &covered);
    pots.iter().for_each(|pot| discounts_end_at_nothing(&pot.lines, &mut lines));
    let amounts: Vec<i64> = pots.iter().map(|pot| pot.lines.iter().map(|line| lines[*line].eligible_cents).sum()).collect();
    let order = inputs.cover.plan.steps();
    let worked = work(&amounts, order, inputs.cover.rate_percent, &left(inputs, &pots));
    for (nth, pot) in pots.iter().enumerate() {
        let weights: Vec<i64> = pot.lines.iter().map(|line| lines[*line].eligible_cents).collect();
        let shared = |cents: i64| in_proportion(cents, &weights);
        let parts = shared(worked.deductible[nth])
            .into_iter()
            .zip(shared(worked.cut[nth]))
            .zip(shared(worked.payable[nth]));
        for (line, ((deductible, cut), payable)) in pot.lines.iter().zip(parts) {
            let line = &mut lines[*line];
            (line.deductible_cents, line.cut_cents, line.payable_cents) = (deductible, cut, payable);
            line.rate_percent = inputs.cover.rate_percent;
        }
    }
    let [condition_cents, annual_cents, lifetime_cents] = worked.by_limit;
    let scheduled_cents: i64 = schedule.iter().map(|one| one.cents).sum();
    let by_condition = inputs.cover.plan.counts_by_condition();
    let uses = pots.into_iter().zip(worked.passed.iter().zip(&worked.deductible));
    let mut outcome = Outcome {
        version: inputs.version,
        submitted_cents: if too_large { 0 } else { inputs.lines_cents() },
        eligible_cents: lines.iter().map(|line| line.eligible_cents).sum(),
        scheduled_cents,
        steps: std::array::from_fn(|nth| StepDone {
            step: order[nth],
            before_cents: worked.steps[nth].0,
            after_cents: worked.steps[nth].1,
        }),
        deductible_cents: worked.deductible.iter().sum(),
        rate_percent: inputs.cover.rate_percent,
        cut: Cut {
            condition_cents,
            annual_cents,
            lifetime_cents,
        },
        payable_cents: worked.payable.iter().sum::<i64>() + scheduled_cents,
        taken: Taken {
            limit_cents: worked.passed.iter().sum(),
            deductible_cents: worked.deductible.iter().sum(),
            conditions: uses
                .filter(|_| by_condition)
                .map(|(pot, (limit, deductible))| ConditionUse {
                    condition: pot.condition,
                    limit_cents: *limit,
                    deductible_cents: *deductible,
                })
                .filter(|one| one.limit_cents > 0 || one.deductible_cents > 0)
                .collect(),
            schedule,
        },
        lines,
        flags: Vec::new(),
    };
    outcome.flags = flags(inputs, &outcome, too_large);
    outcome
}

/// Pays what the wellness schedule allows, in full up to the allowance of each item, and gives what was paid of each.
fn pay_scheduled(inputs: &Inputs, scheduled: &[usize], lines: &mut [LineOut]) -> Vec<ScheduleUse> {
    let mut paid = Vec::new();
    for allowance in &inputs.cover.plan.schedule {
        let of_it = scheduled
            .iter()
            .copied()
            .filter(|line| inputs.lines[*line].category.on_schedule() == allowance.category);
        let of_it: Vec<usize> = of_it.collect();
        of_it.iter().for_each(|line| lines[*line].eligible_cents = inputs.lines[*line].cents);
        discounts_end_at_nothing(&of_it, lines);
        let weights: Vec<i64> = of_it.iter().map(|line| lines[*line].eligible_cents).collect();
        let asked: i64 = weights.iter().sum();
        let pays = asked.min((allowance.cents - inputs.used.of_schedule(allowance.category)).max(0));
        for (line, cents) in of_it.iter().zip(in_proportion(pays, &weights)) {
            let line = &mut lines[*line];
            (line.eligible_cents, line.payable_cents) = (cents, cents);
            (line.scheduled, line.rate_percent) = (true, 100);
            line.reason = (cents < line.submitted_cents).then_some(LineReason::WellnessAllowance);
        }
        if pays > 0 {
            paid.push(ScheduleUse {
                category: allowance.category,
                cents: pays,
            });
        }
    }
    paid
}

/// Discounts take off what they stand with and no more.
fn discounts_end_at_nothing(of: &[usize], lines: &mut [LineOut]) {
    let sum: i64 = of.iter().map(|line| lines[*line].eligible_cents).sum();
    if sum < 0 {
        let weights: Vec<i64> = of.iter().map(|line| -lines[*line].eligible_cents.min(0)).collect();
        let charged: i64 = of.iter().map(|line| lines[*line].eligible_cents.max(0)).sum();
        for (line, cents) in of.iter().zip(in_proportion(-charged, &weights)) {
            if lines[*line].eligible_cents < 0 {
                lines[*line].eligible_cents = cents;
            }
        }
    }
}

/// The pots in the order of their conditions' codes, so that the order of the lines changes nothing between them.
fn pots(inputs: &Inputs, covered: &[usize]) -> Vec<Pot> {
    let by_condition = inputs.cover.plan.counts_by_condition();
    let mut pots: Vec<Pot> = Vec::new();
    for line in covered {
        let code = inputs.lines[*line].condition.code.as_deref().filter(|_| by_condition).unwrap_or_default();
        match pots.iter_mut().find(|pot| pot.condition == code) {
            Some(pot) => pot.lines.push(*line),
            None => pots.push(Pot {
                condition: code.to_owned(),
                lines: vec![*line],
            }),
        }
    }
    pots.sort_by(|one, other| one.condition.cmp(&other.condition));
    pots
}

fn left(inputs: &Inputs, pots: &[Pot]) -> sums::Left {
    let (cover, used) = (&inputs.cover, &inputs.used);
    let of = |pot: &Pot| used.of_condition(&pot.condition);
    Left {
        deductible: (cover.plan.deductible == DeductibleKind::Annual).then_some(cover.deductible_cents - used.deductible_cents),
        pot_deductibles: pots.iter().map(|pot| cover.deductible_cents - of(pot).1).collect(),
        pot_limits: pots.iter().map(|pot| cover.plan.condition_limit_cents.map(|limit| limit - of(pot).0)).collect(),
        annual: cover.annual_limit_cents - used.limit_cents,
        lifetime: cover.plan.lifetime_limit_cents.map(|limit| limit - used.lifetime_cents),
    }
}

fn flags(inputs: &Inputs, outcome: &Outcome, too_large: bool) -> Vec<Flag> {
    let any = |is: &dyn Fn(&super::inputs::LineIn) -> bool| inputs.lines.iter().any(is);
    let raised = [
        (Flag::TooLarge, too_large),
        (Flag::TotalsDiffer, !too_large && inputs.lines_cents() != inputs.total_cents),
        (
            Flag::FiledLate,
            inputs.visit_on.days_until(inputs.filed_on) > inputs.cover.plan.filing_window_days,
        ),
        (Flag::Discount, any(&|line| line.cents < 0)),
        (Flag::UnclearLine, any(&|line| line.category == LineCategory::Unclear)),
        (Flag::UnlistedCondition, any(&|line| line.condition.code.is_none())),
        (
            Flag::NotAllCovered,
            outcome.eligible_cents != outcome.submitted_cents || outcome.lines.iter().any(|line| line.reason.is_some()),
        ),
        (Flag::LimitReached, outcome.cut.cents() > 0),
        (Flag::NothingToPay, outcome.payable_cents == 0),
    ];
    raised.into_iter().filter(|(_, is)| *is).map(|(flag, _)| flag).collect()
}
