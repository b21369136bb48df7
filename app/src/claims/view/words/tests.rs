use super::*;
use crate::claims::model::{ClaimState, Missing};
use crate::ids::{ClaimId, PetId};
use crate::money::Money;

const STATES: [ClaimState; 7] = [
    ClaimState::Received,
    ClaimState::InReview,
    ClaimState::WaitingForYou,
    ClaimState::WaitingForVet,
    ClaimState::Decided,
    ClaimState::Paid,
    ClaimState::Withdrawn,
];

fn day(text: &str) -> Day {
    Day::parse_iso(text).expect("a date")
}

fn claim(state: ClaimState) -> ClaimSummary {
    ClaimSummary {
        id: ClaimId("c".into()),
        number: "0047902".into(),
        pet_id: PetId("p".into()),
        pet_name: "Biscuit".into(),
        what: "Ear infection".into(),
        visit_on: day("2026-11-19"),
        total: Money::usd(48_640),
        state,
        answer_by: day("2026-12-14"),
        submitted_on: day("2026-11-20"),
        decided_on: None,
        payable: None,
        payout: None,
        reader: None,
        missing: None,
        unread: 0,
    }
}

fn says(claim: &ClaimSummary, l: Lang) -> String {
    sentence(claim, day("2026-11-20"), l)
}

fn payout(state: PayoutState) -> Payout {
    Payout {
        amount: Money::usd(41_260),
        state,
        account_ending: "6021".into(),
        arrives_by: day("2026-11-24"),
        arrived_on: (state == PayoutState::Arrived).then(|| day("2026-11-23")),
    }
}

#[test]
fn an_undecided_claim_says_who_acts_and_by_when() {
    let mut one = claim(ClaimState::InReview);
    one.reader = Some("Maya".into());
    assert_eq!(
        says(&one, Lang::En),
        "Maya is reading the invoice. You'll have an answer by [[Monday, December 14]]."
    );
    assert_eq!(
        says(&one, Lang::Es),
        "Maya está leyendo la factura. Tendrá una respuesta a más tardar el [[lunes 14 de diciembre]]."
    );
    one = claim(ClaimState::WaitingForYou);
    one.missing = Some(Missing {
        what: What::InvoicePage,
        due_on: day("2026-11-27"),
        confirm: false,
    });
    assert_eq!(
        says(&one, Lang::En),
        "We need the missing page of the invoice from you by [[Friday, November 27]]. Then we go on at once."
    );
    one.missing = one.missing.map(|missing| Missing { confirm: true, ..missing });
    assert_eq!(
        says(&one, Lang::En),
        "Your clinic sent the missing page of the invoice. Look at it and say that it is yours: then it counts."
    );
}

#[test]
fn money_is_called_paid_only_once_it_has_arrived() {
    let mut one = claim(ClaimState::Decided);
    one.payout = Some(payout(PayoutState::Sent));
    assert_eq!(
        says(&one, Lang::En),
        "We sent [[$412.60]] to your bank account ending 6021. It arrives by [[Tuesday, November 24]]."
    );
    assert_eq!(
        says(&one, Lang::Es),
        "Enviamos [[$412.60]] a su cuenta bancaria terminada en 6021. Llega a más tardar el [[martes 24 de noviembre]]."
    );
    for state in [PayoutState::Approved, PayoutState::Sent, PayoutState::Returned] {
        one.payout = Some(payout(state));
        let words = format!("{} {} {}", says(&one, Lang::En), headline(&one, Lang::En), badge(&one, Lang::En).1);
        assert!(!words.to_lowercase().contains("paid"), "{words}");
    }
    one = claim(ClaimState::Paid);
    one.payout = Some(payout(PayoutState::Arrived));
    assert_eq!(headline(&one, Lang::En), "We paid $412.60");
    assert_eq!(
        says(&one, Lang::En),
        "[[$412.60]] reached your bank account ending 6021 on [[Monday, November 23]]."
    );
}

#[test]
fn every_state_has_its_words_in_each_language_and_marks_that_match() {
    for state in STATES {
        for l in Lang::ALL {
            let one = claim(state);
            let words = says(&one, l);
            assert_eq!(words.matches("[[").count(), words.matches("]]").count(), "{words}");
            assert!(words.ends_with('.') && !words.contains('{') && !headline(&one, l).is_empty(), "{words}");
        }
        assert_ne!(says(&claim(state), Lang::En), says(&claim(state), Lang::Es));
    }
}

#[test]
fn every_event_has_its_words_with_and_without_a_name() {
    let kinds = [
        EventKind::Submitted,
        EventKind::Routed,
        EventKind::ReviewBegun,
        EventKind::AskedYou,
        EventKind::AskedVet,
        EventKind::Supplied,
        EventKind::Decided,
        EventKind::PayoutSent,
        EventKind::PayoutArrived,
        EventKind::PayoutReturned,
        EventKind::Withdrawn,
    ];
    let at = crate::day::Moment {
        day: day("2026-11-20"),
        hour: 9,
        minute: 41,
    };
    for kind in kinds {
        for (by, name) in [
            (Actor::Staff, Some("Maya".to_owned())),
            (Actor::Policyholder, Some("Kim".to_owned())),
            (Actor::System, None),
        ] {
            let event = Event { kind, at, by, name };
            assert_ne!(happened(&event, Lang::En), happened(&event, Lang::Es), "{kind}");
        }
    }
    for (kind, words) in [(EventKind::Submitted, "Kim filed the claim"), (EventKind::Withdrawn, "Kim took the claim back")] {
        let by_kim = Event {
            kind,
            at,
            by: Actor::Policyholder,
            name: Some("Kim".to_owned()),
        };
        assert_eq!(happened(&by_kim, Lang::En), words);
    }
    let by_rules = Event {
        kind: EventKind::Decided,
        at,
        by: Actor::Rules,
        name: None,
    };
    assert_eq!(happened(&by_rules, Lang::En), "Decided by the rules of your plan");
}

#[test]
fn the_next_milestone_carries_its_date() {
    assert_eq!(
        ahead(&claim(ClaimState::Received), day("2026-11-20"), Lang::En).as_deref(),
        Some("Your answer by [[Monday, December 14]]")
    );
    assert_eq!(ahead(&claim(ClaimState::Withdrawn), day("2026-11-20"), Lang::En), None);
}
