//! How a claim stands, in the words a policyholder reads.

use crate::billing::model::PayoutState;
use crate::claims::model::{ClaimState, ClaimSummary, Payout};
use crate::day::Day;
use crate::texts::Lang;
use crate::ui::{Tone, day_full, day_long};
use crate::workflow::model::What;

/// The state in a word or two, and what it means for the person.
pub fn badge(claim: &ClaimSummary, l: Lang) -> (Tone, &'static str) {
    match claim.state {
        ClaimState::Received => (Tone::Calm, l.claims_state_received()),
        ClaimState::InReview => (Tone::Calm, l.claims_state_in_review()),
        ClaimState::WaitingForYou => (Tone::Now, l.claims_state_waiting_for_you()),
        ClaimState::WaitingForVet => (Tone::Soon, l.claims_state_waiting_for_vet()),
        ClaimState::Decided => match claim.payout.as_ref().map(|payout| payout.state) {
            Some(PayoutState::Returned) => (Tone::Now, l.claims_state_came_back()),
            Some(PayoutState::Sent) => (Tone::Calm, l.claims_state_on_its_way()),
            _ => (Tone::Calm, l.claims_state_decided()),
        },
        ClaimState::Paid => (Tone::Quiet, l.claims_state_paid()),
        ClaimState::Withdrawn => (Tone::Quiet, l.claims_state_withdrawn()),
    }
}

/// How it stands, who acts next and by when. Dates that count stand between `[[` and `]]`.
pub fn sentence(claim: &ClaimSummary, today: Day, l: Lang) -> String {
    let answer_by = near(claim.answer_by, today, l);
    match (claim.state, &claim.reader) {
        (ClaimState::Received, _) => l.claims_says_received(answer_by),
        (ClaimState::InReview, Some(reader)) => l.claims_says_read_by(answer_by, reader),
        (ClaimState::InReview, None) => l.claims_says_in_review(answer_by),
        (ClaimState::WaitingForYou, _) => match claim.missing {
            Some(missing) => l.claims_says_waiting_for_you(near(missing.due_on, today, l), what_is_missing(missing.what, l)),
            None => l.claims_says_waiting_for_you_somehow().to_owned(),
        },
        (ClaimState::WaitingForVet, _) => match claim.missing {
            Some(missing) => l.claims_says_waiting_for_vet(near(missing.due_on, today, l), what_is_missing(missing.what, l)),
            None => l.claims_says_waiting_for_vet_somehow().to_owned(),
        },
        (ClaimState::Decided | ClaimState::Paid, _) => match (&claim.payout, claim.payable) {
            (Some(payout), _) => money_moves(payout, today, l),
            (None, Some(payable)) if payable.cents > 0 => l.claims_says_will_pay(payable),
            (None, _) => l.claims_says_nothing_to_pay().to_owned(),
        },
        (ClaimState::Withdrawn, _) => l.claims_says_withdrawn().to_owned(),
    }
}

/// Where the money is. "Paid" is only said when it has arrived.
pub fn money_moves(payout: &Payout, today: Day, l: Lang) -> String {
    let arrives_by = near(payout.arrives_by, today, l);
    let bank = match payout.account_ending.as_str() {
        "" => l.claims_your_bank().to_owned(),
        ending => l.claims_your_bank_ending(ending),
    };
    match (payout.state, payout.arrived_on) {
        (PayoutState::Approved, _) => l.claims_says_approved(payout.amount, bank, arrives_by),
        (PayoutState::Sent, _) => l.claims_says_sent(payout.amount, bank, arrives_by),
        (PayoutState::Arrived, Some(day)) => l.claims_says_arrived(payout.amount, bank, near(day, today, l)),
        (PayoutState::Arrived, None) => l.claims_says_arrived_somewhen(payout.amount, bank),
        (PayoutState::Returned, _) => l.claims_says_returned(payout.amount, bank),
    }
}

/// What is missing, as the object of a sentence: "the missing page of the invoice".
pub fn what_is_missing(what: What, l: Lang) -> &'static str {
    match what {
        What::InvoicePage => l.claims_missing_invoice_page(),
        What::ItemisedInvoice => l.claims_missing_itemised_invoice(),
        What::MedicalRecord => l.claims_missing_medical_record(),
    }
}

/// A day near today with its weekday, any other with its year.
pub fn near(day: Day, today: Day, l: Lang) -> String {
    if today.days_until(day).abs() < 100 {
        day_long(l, day)
    } else {
        day_full(l, day)
    }
}
