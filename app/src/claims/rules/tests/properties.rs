use super::*;
use crate::policies::model::{Allowance, DeductibleKind, Order, Step};
use proptest::prelude::*;

const CONDITIONS: [(&str, ConditionKind); 4] = [
    ("ear-otitis-externa", ConditionKind::Illness),
    ("musc-cruciate-ligament", ConditionKind::Orthopaedic),
    ("trauma-cut-paw", ConditionKind::Accident),
    ("dent-tooth-abscess", ConditionKind::Dental),
];
const CATEGORIES: [LineCategory; 9] = [
    LineCategory::Exam,
    LineCategory::Diagnostics,
    LineCategory::Medicine,
    LineCategory::Surgery,
    LineCategory::Treatment,
    LineCategory::Vaccination,
    LineCategory::WellnessTest,
    LineCategory::Cosmetic,
    LineCategory::Tax,
];
const ORDERS: [Order; 6] = [
    Order::DeductibleRateLimit,
    Order::DeductibleLimitRate,
    Order::RateDeductibleLimit,
    Order::RateLimitDeductible,
    Order::LimitDeductibleRate,
    Order::LimitRateDeductible,
];

fn lines() -> impl Strategy<Value = Vec<LineIn>> {
    let one = (0..CATEGORIES.len(), 0..CONDITIONS.len(), prop_oneof![9 => 0_i64..200_000, 1 => -20_000_i64..0]);
    prop::collection::vec(one, 1..12).prop_map(|lines| {
        let of = |(category, condition, cents): (usize, usize, i64)| LineIn {
            category: CATEGORIES[category],
            condition: LineCondition {
                code: Some(CONDITIONS[condition].0.into()),
                kind: CONDITIONS[condition].1,
                side: None,
            },
            cents,
            ruled: None,
        };
        lines.into_iter().map(of).collect()
    })
}

/// Plans of every shape, with a claim under each.
pub(super) fn cases() -> impl Strategy<Value = Inputs> {
    let plan = (
        0..ORDERS.len(),
        any::<bool>(),
        prop::option::of(0_i64..300_000),
        prop::option::of(0_i64..500_000),
        any::<bool>(),
    );
    let cover = (0_i64..1_000_000, 0_i64..60_000, 0_i64..=100);
    let used = (0_i64..400_000, 0_i64..60_000, 0_i64..100_000, 0_i64..40_000);
    (plan, cover, used, lines(), 0_i32..60).prop_map(|((order, annual, condition_limit, lifetime, scheduled), cover, used, lines, age)| {
        let mut inputs = with_lines(lines);
        let plan = &mut inputs.cover.plan;
        plan.benefits.push(Benefit::Wellness);
        plan.order = ORDERS[order];
        plan.deductible = if annual { DeductibleKind::Annual } else { DeductibleKind::PerCondition };
        (plan.condition_limit_cents, plan.lifetime_limit_cents) = (condition_limit, lifetime);
        if scheduled {
            plan.schedule = vec![
                Allowance {
                    category: LineCategory::Vaccination,
                    cents: 12_500,
                },
                Allowance {
                    category: LineCategory::WellnessTest,
                    cents: 8_000,
                },
            ];
        }
        (inputs.cover.annual_limit_cents, inputs.cover.deductible_cents, inputs.cover.rate_percent) = cover;
        // Sometimes within a waiting period.
        inputs.cover.cover_from = inputs.visit_on.plus_days(-age);
        inputs.cover.starts_on = inputs.cover.cover_from;
        inputs.used = Used {
            limit_cents: used.0,
            lifetime_cents: used.0,
            deductible_cents: used.1,
            conditions: vec![ConditionUse {
                condition: CONDITIONS[1].0.into(),
                limit_cents: used.2,
                deductible_cents: used.3,
            }],
            schedule: vec![ScheduleUse {
                category: LineCategory::Vaccination,
                cents: 3_000,
            }],
        };
        inputs
    })
}

/// What must not depend on how the lines are written down.
fn totals(outcome: &Outcome) -> (i64, i64, i64, i64, Cut, [StepDone; 3]) {
    (
        outcome.eligible_cents,
        outcome.deductible_cents,
        outcome.scheduled_cents,
        outcome.payable_cents,
        outcome.cut,
        outcome.steps,
    )
}

fn sum(outcome: &Outcome, of: impl Fn(&LineOut) -> i64) -> i64 {
    outcome.lines.iter().map(of).sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn the_lines_add_up_to_the_totals(case in cases()) {
        let outcome = adjudicate(&case);
        prop_assert_eq!(outcome.lines.len(), case.lines.len());
        prop_assert_eq!(sum(&outcome, |line| line.submitted_cents), outcome.submitted_cents);
        prop_assert_eq!(sum(&outcome, |line| line.eligible_cents), outcome.eligible_cents);
        prop_assert_eq!(sum(&outcome, |line| line.deductible_cents), outcome.deductible_cents);
        prop_assert_eq!(sum(&outcome, |line| line.cut_cents), outcome.cut.cents());
        prop_assert_eq!(sum(&outcome, |line| line.payable_cents), outcome.payable_cents);
        let mut at = outcome.eligible_cents - outcome.scheduled_cents;
        for step in outcome.steps {
            prop_assert_eq!(step.before_cents, at);
            let less = match step.step {
                Step::Deductible => outcome.deductible_cents,
                Step::Limit => outcome.cut.cents(),
                Step::Rate => at - (at * case.cover.rate_percent).div_euclid(100),
            };
            let rounding = i64::from(step.step == Step::Rate) + i64::from(case.cover.plan.counts_by_condition());
            prop_assert!((at - less - step.after_cents).abs() <= rounding, "{:?}", step);
            at = step.after_cents;
        }
        prop_assert_eq!(at + outcome.scheduled_cents, outcome.payable_cents);
    }

    #[test]
    fn the_rate_is_taken_once_and_rounded_half_up(case in cases()) {
        let mut case = case;
        case.cover.plan.deductible = DeductibleKind::Annual;
        case.cover.plan.condition_limit_cents = None;
        let outcome = adjudicate(&case);
        for step in outcome.steps.iter().filter(|step| step.step == Step::Rate) {
            prop_assert_eq!(step.after_cents, (step.before_cents * case.cover.rate_percent + 50) / 100);
        }
    }

    #[test]
    fn nothing_is_paid_above_any_limit_nor_above_what_is_covered(case in cases()) {
        let outcome = adjudicate(&case);
        let taken = &outcome.taken;
        let left = |limit: i64, used: i64| (limit - used).max(0);
        prop_assert!(outcome.payable_cents >= 0 && outcome.payable_cents <= outcome.eligible_cents.max(0));
        prop_assert!(outcome.payable_cents - outcome.scheduled_cents <= taken.limit_cents);
        prop_assert!(taken.limit_cents <= left(case.cover.annual_limit_cents, case.used.limit_cents));
        if let Some(limit) = case.cover.plan.lifetime_limit_cents {
            prop_assert!(taken.limit_cents <= left(limit, case.used.lifetime_cents));
        }
        if let Some(limit) = case.cover.plan.condition_limit_cents {
            prop_assert!(taken.conditions.iter().all(|one| one.limit_cents <= left(limit, case.used.of_condition(&one.condition).0)));
        }
        if case.cover.plan.deductible == DeductibleKind::Annual {
            prop_assert!(taken.deductible_cents <= left(case.cover.deductible_cents, case.used.deductible_cents));
        } else {
            prop_assert!(taken.conditions.iter().all(|one| one.deductible_cents <= left(case.cover.deductible_cents, case.used.of_condition(&one.condition).1)));
        }
        for one in &taken.schedule {
            let allowance = case.cover.plan.schedule.iter().find(|allowance| allowance.category == one.category).expect("on the schedule");
            prop_assert!(one.cents <= left(allowance.cents, case.used.of_schedule(one.category)));
        }
    }

    #[test]
    fn what_the_lines_of_a_condition_are_paid_is_what_its_limit_lost(case in cases()) {
        let mut case = case;
        case.cover.plan.order = Order::DeductibleRateLimit;
        let outcome = adjudicate(&case);
        for one in &outcome.taken.conditions {
            let of_it = case.lines.iter().zip(&outcome.lines).filter(|(line, out)| line.condition.code.as_deref() == Some(&one.condition) && !out.scheduled);
            prop_assert_eq!(of_it.map(|(_, out)| out.payable_cents).sum::<i64>(), one.limit_cents);
        }
    }

    #[test]
    fn a_dearer_line_never_pays_less(case in cases(), line in any::<prop::sample::Index>(), more in 0_i64..50_000) {
        let line = line.index(case.lines.len());
        let mut dearer = case.clone();
        dearer.lines[line].cents += more;
        prop_assert!(adjudicate(&dearer).payable_cents >= adjudicate(&case).payable_cents);
    }

    #[test]
    fn the_order_of_the_lines_changes_no_total(case in cases(), turns in 0_usize..12) {
        let (mut turned, mut mirrored) = (case.clone(), case.clone());
        let by = turns % turned.lines.len();
        turned.lines.rotate_left(by);
        mirrored.lines.reverse();
        let outcome = adjudicate(&case);
        for other in [turned, mirrored] {
            let other = adjudicate(&other);
            prop_assert_eq!(totals(&other), totals(&outcome));
            prop_assert_eq!(&other.taken, &outcome.taken);
        }
    }

    #[test]
    fn splitting_a_line_changes_no_total(case in cases(), line in any::<prop::sample::Index>(), part in 0_i64..=100) {
        let line = line.index(case.lines.len());
        let mut split = case.clone();
        let first = split.lines[line].cents * part / 100;
        let rest = LineIn { cents: split.lines[line].cents - first, ..split.lines[line].clone() };
        split.lines[line].cents = first;
        split.lines.insert(line + 1, rest);
        let (whole, split) = (adjudicate(&case), adjudicate(&split));
        prop_assert_eq!(totals(&split), totals(&whole));
        prop_assert_eq!(split.taken, whole.taken);
    }

    #[test]
    fn use_carries_over_from_claim_to_claim_and_from_term_to_term(first in cases(), later in prop::collection::vec((lines(), any::<bool>()), 1..5)) {
        let mut first = first;
        first.used = Used::default();
        // Two terms of one policy: what is counted by the year begins anew, what is counted for life does not.
        let mut stands: Vec<(bool, Taken)> = vec![(true, adjudicate(&first).taken)];
        for (lines, renewed) in later {
            if renewed {
                stands.iter_mut().for_each(|(same, _)| *same = false);
            }
            let used = Used::by(stands.iter().map(|(same, taken)| (*same, taken)));
            let outcome = adjudicate(&Inputs { lines, used, ..first.clone() });
            stands.push((true, outcome.taken));
        }
        let here = |of: &dyn Fn(&Taken) -> i64| stands.iter().filter(|(same, _)| *same).map(|(_, taken)| of(taken)).sum::<i64>();
        prop_assert!(here(&|taken| taken.limit_cents) <= first.cover.annual_limit_cents);
        if let Some(limit) = first.cover.plan.lifetime_limit_cents {
            prop_assert!(stands.iter().map(|(_, taken)| taken.limit_cents).sum::<i64>() <= limit);
        }
        if first.cover.plan.deductible == DeductibleKind::Annual {
            prop_assert!(here(&|taken| taken.deductible_cents) <= first.cover.deductible_cents);
        }
        for (code, _) in CONDITIONS {
            let of = |taken: &Taken| taken.conditions.iter().filter(|one| one.condition == code).map(|one| (one.limit_cents, one.deductible_cents)).next().unwrap_or_default();
            if let Some(limit) = first.cover.plan.condition_limit_cents {
                prop_assert!(here(&|taken| of(taken).0) <= limit);
            }
            if first.cover.plan.deductible == DeductibleKind::PerCondition {
                prop_assert!(stands.iter().map(|(_, taken)| of(taken).1).sum::<i64>() <= first.cover.deductible_cents, "once, for as long as the policy runs");
            }
        }
    }

    #[test]
    fn a_decision_that_is_taken_back_gives_back_all_it_took(one in cases(), other in cases()) {
        let (one, other) = (adjudicate(&one).taken, adjudicate(&other).taken);
        let (before, after) = (Used::by([(true, &one)]), Used::by([(true, &one), (true, &other)]));
        let undone = Used::by([(true, &one), (true, &Taken::default())]);
        prop_assert_eq!(&undone, &before);
        prop_assert_eq!(after.limit_cents, before.limit_cents + other.limit_cents);
        prop_assert_eq!(after.deductible_cents, before.deductible_cents + other.deductible_cents);
    }

    #[test]
    fn the_same_inputs_give_the_same_cents_after_being_kept(case in cases()) {
        let kept: Inputs = serde_json::from_str(&serde_json::to_string(&case).expect("written")).expect("read");
        prop_assert_eq!(&kept, &case);
        prop_assert_eq!(adjudicate(&kept), adjudicate(&case));
    }
}

#[test]
fn without_lines_there_is_nothing_to_pay() {
    let outcome = adjudicate(&inputs());
    assert_eq!((outcome.payable_cents, outcome.flags), (0, vec![Flag::NothingToPay]));
}

#[test]
fn a_hundred_lines_of_ten_million_dollars_do_not_overflow() {
    let mut lines: Vec<LineIn> = (0..100).map(|_| line(LineCategory::Surgery, 999_999_999)).collect();
    for (nth, line) in lines.iter_mut().enumerate() {
        line.condition.code = Some(format!("condition-{nth}"));
    }
    for order in ORDERS {
        let mut case = with_lines(lines.clone());
        case.cover.plan.order = order;
        case.cover.plan.condition_limit_cents = Some(777_777_777);
        case.cover.annual_limit_cents = 66_666_666_667;
        let outcome = adjudicate(&case);
        assert_eq!(outcome.lines.iter().map(|line| line.payable_cents).sum::<i64>(), outcome.payable_cents);
        assert!(outcome.payable_cents > 0 && outcome.payable_cents <= 66_666_666_667);
    }
    lines.extend(lines.clone());
    let case = with_lines(lines);
    assert_eq!((adjudicate(&case).payable_cents, adjudicate(&case).flags.contains(&Flag::TooLarge)), (0, true));
}

#[test]
fn inputs_of_the_first_version_are_still_read() {
    let kept = r#"{"version":"2026-11","visit_on":"2026-11-18","filed_on":"2026-11-20","total_cents":48640,"cover":{"cover_from":"2025-05-01","starts_on":"2026-05-01",
        "ends_on":"2027-04-30","annual_limit_cents":1000000,"deductible_cents":25000,"rate_percent":80,"plan":{"waiting":{"accident_days":0,"illness_days":14,
        "orthopaedic_days":30,"dental_days":14},"filing_window_days":180,"benefits":["accidents","illnesses"],"exclusions":["pre_existing"]}},
        "used":{"deductible_cents":13000},"pet":{},"lines":[{"category":"treatment","condition":{"code":"ear-otitis-externa","kind":"illness"},"cents":48640}]}"#;
    let inputs: Inputs = serde_json::from_str(kept).expect("read");
    assert_eq!(adjudicate(&inputs).payable_cents, 29_312);
}
