use super::super::instant::{Circumstances, Reading, Why, instant};
use super::*;
use crate::claims::model::LineReason;
use crate::claims::rules::signs::SignKind;
use proptest::prelude::*;

const CONFIRMED: Circumstances = Circumstances {
    reading: Reading::Confirmed { date: None, total_cents: None },
    up_to_cents: 150_000,
    twice: false,
    signs: Vec::new(),
};

fn clear() -> Inputs {
    with_lines(vec![line(LineCategory::Exam, 30_000), line(LineCategory::Medicine, 5_400)])
}

fn why(inputs: &Inputs, about: Circumstances) -> Vec<Why> {
    match instant(inputs, about) {
        Instant::Pay(payment) => panic!("paid {}", payment.payable_cents()),
        Instant::ForAPerson(why) => why,
    }
}

#[test]
fn a_complete_and_clear_claim_is_paid_at_once() {
    let Instant::Pay(payment) = instant(&clear(), CONFIRMED) else {
        panic!("not paid")
    };
    assert_eq!((payment.payable_cents(), payment.deductible_cents()), (8_320, 25_000));
    assert_eq!(payment.lines().iter().map(|line| line.payable_cents).sum::<i64>(), 8_320);
    let read = Reading::Confirmed {
        date: Some(clear().visit_on),
        total_cents: Some(clear().total_cents),
    };
    assert!(matches!(instant(&clear(), Circumstances { reading: read, ..CONFIRMED }), Instant::Pay(_)));
}

#[test]
fn what_is_not_clear_goes_to_a_person_and_says_why() {
    let with = |change: &dyn Fn(&mut Inputs)| {
        let mut inputs = clear();
        change(&mut inputs);
        why(&inputs, CONFIRMED)
    };
    assert_eq!(
        why(
            &clear(),
            Circumstances {
                reading: Reading::None,
                ..CONFIRMED
            }
        ),
        [Why::NotRead]
    );
    assert_eq!(why(&clear(), Circumstances { twice: true, ..CONFIRMED }), [Why::FiledTwice]);
    assert_eq!(
        why(
            &clear(),
            Circumstances {
                up_to_cents: 8_319,
                ..CONFIRMED
            }
        ),
        [Why::AboveAmount]
    );
    let date = Reading::Confirmed {
        date: Some(day("2026-11-17")),
        total_cents: None,
    };
    assert_eq!(why(&clear(), Circumstances { reading: date, ..CONFIRMED }), [Why::ReadOtherwise]);
    let total = Reading::Confirmed {
        date: None,
        total_cents: Some(35_401),
    };
    assert_eq!(why(&clear(), Circumstances { reading: total, ..CONFIRMED }), [Why::ReadOtherwise]);
    assert_eq!(with(&|inputs| inputs.total_cents += 1), [Why::TotalsDiffer]);
    assert_eq!(with(&|inputs| inputs.visit_on = day("2026-05-20")), [Why::FiledLate]);
    assert_eq!(with(&|inputs| inputs.lines[1].condition.code = None), [Why::UnlistedCondition]);
    assert_eq!(
        with(&|inputs| inputs.lines[1].category = LineCategory::Unclear),
        [Why::UnclearLine, Why::NotAllCovered]
    );
    assert_eq!(with(&|inputs| inputs.lines[1].category = LineCategory::Food), [Why::NotAllCovered]);
    assert_eq!(with(&|inputs| inputs.used.limit_cents = 1_000_000 - 8_319), [Why::LimitReached]);
    assert_eq!(with(&|inputs| inputs.cover.deductible_cents = 40_000), [Why::NothingToPay]);
    assert_eq!(
        with(&|inputs| {
            inputs.lines[1].cents = -5_400;
            inputs.total_cents = 24_600;
        }),
        [Why::Discount, Why::NothingToPay]
    );
    assert_eq!(
        with(&|inputs| {
            inputs.lines[1].cents = i64::MAX;
            inputs.total_cents = i64::MAX;
        }),
        [Why::TooLarge, Why::NothingToPay]
    );
}

#[test]
fn what_is_odd_goes_to_a_person_whatever_else_is_clear() {
    for (sign, says) in [
        (SignKind::SameInvoice, Why::SameInvoice),
        (SignKind::SameBill, Why::SameBill),
        (SignKind::SamePicture, Why::SamePicture),
        (SignKind::EditedTotal, Why::ReadOtherwise),
        (SignKind::AfterWaiting, Why::AfterWaiting),
    ] {
        let signs = vec![sign, sign];
        assert_eq!(why(&clear(), Circumstances { signs, ..CONFIRMED }), [says], "said once");
    }
}

#[test]
fn what_a_person_ruled_is_never_paid_by_the_machine() {
    let mut inputs = clear();
    inputs.lines[1].ruled = Some(Ruling {
        eligible_cents: 5_400,
        reason: None,
    });
    assert_eq!(why(&inputs, CONFIRMED), [Why::RuledBefore]);
}

#[test]
fn a_persons_ruling_stands_in_place_of_the_plans_rules_and_within_what_was_asked() {
    let mut inputs = clear();
    inputs.used.deductible_cents = 25_000;
    inputs.lines[0].ruled = Some(Ruling {
        eligible_cents: 0,
        reason: Some(LineReason::PreExisting),
    });
    inputs.lines[1].ruled = Some(Ruling {
        eligible_cents: 9_999_999,
        reason: None,
    });
    let outcome = adjudicate(&inputs);
    assert_eq!((outcome.lines[0].payable_cents, outcome.lines[0].reason), (0, Some(LineReason::PreExisting)));
    assert_eq!((outcome.lines[1].eligible_cents, outcome.payable_cents), (5_400, 4_320));
}

proptest! {
    #[test]
    fn the_machine_pays_all_lines_in_full_or_asks_a_person(case in super::properties::cases(), read in any::<bool>(), twice in any::<bool>(), odd in any::<bool>(), up_to in 0_i64..3_000_000) {
        let reading = if read { Reading::Confirmed { date: None, total_cents: None } } else { Reading::None };
        match instant(&case, Circumstances { reading, up_to_cents: up_to, twice, signs: odd.then_some(SignKind::SamePicture).into_iter().collect() }) {
            Instant::Pay(payment) => {
                let outcome = adjudicate(&case);
                prop_assert!(read && !twice && !odd && payment.payable_cents() > 0 && payment.payable_cents() <= up_to);
                prop_assert_eq!(payment.payable_cents(), outcome.payable_cents);
                prop_assert!(payment.lines().iter().zip(&case.lines).all(|(paid, line)| paid.covered_cents == line.cents));
                prop_assert!(outcome.flags.is_empty() && outcome.lines.iter().all(|line| line.reason.is_none()));
            }
            Instant::ForAPerson(why) => prop_assert!(!why.is_empty()),
        }
    }
}
