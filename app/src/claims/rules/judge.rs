//! Line by line: is it covered, and if not, why.

use super::bilateral::same_family;
use super::inputs::{Inputs, LineCondition, LineIn, Side};
use crate::claims::model::{ConditionKind, LineCategory, LineReason};
use crate::day::Day;
use crate::policies::model::{Benefit, Exclusion};

/// Conditions of breeding.
const BREEDING: [&str; 3] = ["repro-dystocia", "repro-eclampsia", "repro-false-pregnancy"];

/// What the plan says of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Judged {
    /// It is covered; deductible, rate and limits apply.
    Covered,
    /// The wellness schedule pays it, up to an allowance.
    Scheduled,
    /// It is not covered.
    Not(LineReason),
}

/// What the plan says of a line, by the first clause that speaks of it.
pub(super) fn judge(line: &LineIn, inputs: &Inputs) -> Judged {
    let plan = &inputs.cover.plan;
    let without = |exclusion: Exclusion, reason: LineReason| {
        Judged::Not(if plan.exclusions.contains(&exclusion) {
            reason
        } else {
            LineReason::NotInPlan
        })
    };
    if !covers_day(inputs, inputs.visit_on) {
        return Judged::Not(LineReason::NoCover);
    }
    let breeding = line.condition.code.as_deref().is_some_and(|code| BREEDING.contains(&code));
    match line.category {
        LineCategory::Unclear => return Judged::Not(LineReason::Unclear),
        LineCategory::Cosmetic => return without(Exclusion::Cosmetic, LineReason::Cosmetic),
        LineCategory::Food => return without(Exclusion::Food, LineReason::Food),
        LineCategory::Breeding => return without(Exclusion::Breeding, LineReason::Breeding),
        _ if breeding => return without(Exclusion::Breeding, LineReason::Breeding),
        _ if line.category.is_wellness() || line.condition.kind == ConditionKind::Wellness => return wellness(line, inputs),
        _ => {}
    }
    if let Some(reason) = against_condition(&line.condition, inputs) {
        return Judged::Not(reason);
    }
    let benefit = match line.category {
        LineCategory::Exam => Benefit::ExamFees,
        LineCategory::Diagnostics => Benefit::Diagnostics,
        LineCategory::Medicine | LineCategory::Tax => Benefit::Medicines,
        LineCategory::Surgery => Benefit::Surgery,
        LineCategory::Dental => Benefit::Dental,
        _ => benefit_of(line.condition.kind),
    };
    match benefit {
        _ if plan.benefits.contains(&benefit) => Judged::Covered,
        Benefit::ExamFees => Judged::Not(LineReason::ExamFee),
        _ => Judged::Not(LineReason::NotInPlan),
    }
}

/// Prevention: by the schedule where the plan has one, else like everything else.
fn wellness(line: &LineIn, inputs: &Inputs) -> Judged {
    let plan = &inputs.cover.plan;
    if !plan.benefits.contains(&Benefit::Wellness) {
        let excluded = plan.exclusions.contains(&Exclusion::Wellness);
        return Judged::Not(if excluded { LineReason::Wellness } else { LineReason::NotInPlan });
    }
    if plan.schedule.is_empty() {
        return Judged::Covered;
    }
    if plan.schedule.iter().any(|allowance| allowance.category == line.category.on_schedule()) {
        Judged::Scheduled
    } else {
        Judged::Not(LineReason::NotInSchedule)
    }
}

/// Why nothing for a condition is covered.
fn against_condition(condition: &LineCondition, inputs: &Inputs) -> Option<LineReason> {
    let plan = &inputs.cover.plan;
    let first = first_day(condition.kind, inputs);
    if !plan.benefits.contains(&benefit_of(condition.kind)) {
        return Some(LineReason::NotInPlan);
    }
    if inputs.visit_on < first {
        return Some(LineReason::WaitingPeriod);
    }
    let code = condition.code.as_deref()?;
    if inputs.pet.excluded.iter().any(|excluded| excluded == code) {
        return Some(LineReason::ExcludedCondition);
    }
    if !plan.exclusions.contains(&Exclusion::PreExisting) {
        return None;
    }
    let before = || inputs.pet.known.iter().filter(|known| known.noted_on < first);
    let same_place = |one: Option<Side>, other: Option<Side>| one == other || one.is_none() || other.is_none();
    if before().any(|known| known.condition == code && same_place(known.side, condition.side)) {
        return Some(LineReason::PreExisting);
    }
    (plan.bilateral && before().any(|known| same_family(&known.condition, code))).then_some(LineReason::Bilateral)
}

/// The first day on which a kind of condition is covered.
pub fn first_day(kind: ConditionKind, inputs: &Inputs) -> Day {
    let from = inputs.cover.plan.waiting.from(inputs.cover.cover_from);
    match kind {
        ConditionKind::Accident => from.accident,
        ConditionKind::Illness => from.illness,
        ConditionKind::Orthopaedic => from.orthopaedic,
        ConditionKind::Dental => from.dental,
        ConditionKind::Wellness => inputs.cover.cover_from,
    }
}

/// The benefit under which a kind of condition falls.
fn benefit_of(kind: ConditionKind) -> Benefit {
    match kind {
        ConditionKind::Accident => Benefit::Accidents,
        ConditionKind::Illness | ConditionKind::Orthopaedic => Benefit::Illnesses,
        ConditionKind::Dental => Benefit::Dental,
        ConditionKind::Wellness => Benefit::Wellness,
    }
}

/// Whether there was cover on a day: within the term, both ends of it included, and in no gap.
fn covers_day(inputs: &Inputs, day: Day) -> bool {
    let cover = &inputs.cover;
    let in_gap = |gap: &(Day, Option<Day>)| gap.0 <= day && gap.1.is_none_or(|last| day <= last);
    cover.starts_on <= day && day <= cover.ends_on && !cover.gaps.iter().any(in_gap)
}
