//! How a claim stands, in the words a policyholder reads.

use crate::billing::model::PayoutState;
use crate::claims::model::{Actor, ClaimState, ClaimSummary, Event, EventKind, LineReason, Payout};
use crate::claims::rules::Next;
use crate::day::Day;
use crate::texts::Lang;
use crate::ui::{Icon, Tone, day_soon};
use crate::workflow::model::What;

#[cfg(all(test, feature = "ssr"))]
mod tests;

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
    let answer_by = day_soon(l, claim.answer_by, today);
    match (claim.state, &claim.reader) {
        (ClaimState::Received, _) => l.claims_says_received(answer_by),
        (ClaimState::InReview, Some(reader)) => l.claims_says_read_by(answer_by, reader),
        (ClaimState::InReview, None) => l.claims_says_in_review(answer_by),
        (ClaimState::WaitingForYou, _) => match claim.missing {
            Some(missing) if missing.confirm => l.asked_says_confirm(what_is_missing(missing.what, l)),
            Some(missing) => l.claims_says_waiting_for_you(day_soon(l, missing.due_on, today), what_is_missing(missing.what, l)),
            None => l.claims_says_waiting_for_you_somehow().to_owned(),
        },
        (ClaimState::WaitingForVet, _) => match claim.missing {
            Some(missing) => l.claims_says_waiting_for_vet(day_soon(l, missing.due_on, today), what_is_missing(missing.what, l)),
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
    let arrives_by = day_soon(l, payout.arrives_by, today);
    let bank = match payout.account_ending.as_str() {
        "" => l.claims_your_bank().to_owned(),
        ending => l.claims_your_bank_ending(ending),
    };
    match (payout.state, payout.arrived_on) {
        (PayoutState::Approved, _) => l.claims_says_approved(payout.amount, bank, arrives_by),
        (PayoutState::Sent, _) => l.claims_says_sent(payout.amount, bank, arrives_by),
        (PayoutState::Arrived, Some(day)) => l.claims_says_arrived(payout.amount, bank, day_soon(l, day, today)),
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
        What::LabResult => l.asked_missing_lab_result(),
        What::ProofOfPayment => l.asked_missing_proof_of_payment(),
        What::SomethingElse => l.asked_missing_something_else(),
        What::BankAccount => l.asked_missing_bank_account(),
    }
}

/// The heading of a claim's page: the outcome, or how it stands, in a few words.
pub fn headline(claim: &ClaimSummary, l: Lang) -> String {
    let pays = claim
        .payout
        .as_ref()
        .map(|payout| payout.amount)
        .or(claim.payable)
        .filter(|amount| amount.cents > 0);
    match (claim.state, pays) {
        (ClaimState::Received, _) => l.claims_head_received().to_owned(),
        (ClaimState::InReview, _) => l.claims_head_in_review().to_owned(),
        (ClaimState::WaitingForYou, _) => match claim.missing {
            Some(missing) if missing.confirm => l.asked_head_confirm().to_owned(),
            Some(missing) => l.claims_head_need(what_is_missing(missing.what, l)),
            None => l.claims_head_waiting_for_you().to_owned(),
        },
        (ClaimState::WaitingForVet, _) => l.claims_head_waiting_for_vet().to_owned(),
        (ClaimState::Decided, Some(amount)) => l.claims_head_pays(amount),
        (ClaimState::Paid, Some(amount)) => l.claims_head_paid(amount),
        (ClaimState::Decided | ClaimState::Paid, None) => l.claims_head_nothing().to_owned(),
        (ClaimState::Withdrawn, _) => l.claims_head_withdrawn().to_owned(),
    }
}

/// Whose turn it is, with its drawing and class; nothing when it is over or the bank's.
pub fn turn(claim: &ClaimSummary, l: Lang) -> Option<(Icon, &'static str, &'static str)> {
    let next = match (claim.state, claim.payout.as_ref().map(|payout| payout.state)) {
        (ClaimState::Decided, Some(PayoutState::Returned)) => Next::You,
        (ClaimState::Decided, Some(PayoutState::Approved)) => Next::Us,
        (ClaimState::Decided, _) => Next::Nobody,
        (state, _) => state.next(),
    };
    match next {
        Next::Us => Some((Icon::Hourglass, "turn turn-us", l.claims_turn_us())),
        Next::You => Some((Icon::CircleAlert, "turn turn-you", l.claims_turn_you())),
        Next::Vet => Some((Icon::Stethoscope, "turn turn-vet", l.claims_turn_vet())),
        Next::Nobody => None,
    }
}

/// What happened, and who did it if that was one of the insurer's people or somebody else of the household.
pub fn happened(event: &Event, l: Lang) -> String {
    match (event.kind, event.by, &event.name) {
        (EventKind::Submitted, Actor::Staff, Some(name)) => l.claims_event_submitted_for_you(name),
        (EventKind::Submitted, Actor::Policyholder, Some(name)) => l.claims_event_submitted_by(name),
        (EventKind::Submitted, ..) => l.claims_event_submitted().to_owned(),
        (EventKind::Routed, ..) => l.claims_event_routed().to_owned(),
        (EventKind::ReviewBegun, _, Some(name)) => l.claims_event_review_begun_by(name),
        (EventKind::ReviewBegun, _, None) => l.claims_event_review_begun().to_owned(),
        (EventKind::AskedYou, _, Some(name)) => l.claims_event_asked_you_by(name),
        (EventKind::AskedYou, _, None) => l.claims_event_asked_you().to_owned(),
        (EventKind::AskedVet, _, Some(name)) => l.claims_event_asked_vet_by(name),
        (EventKind::AskedVet, _, None) => l.claims_event_asked_vet().to_owned(),
        (EventKind::Supplied, ..) => l.claims_event_supplied().to_owned(),
        (EventKind::VetSent, ..) => l.asked_event_vet_sent().to_owned(),
        (EventKind::SentBack, _, Some(name)) => l.asked_event_sent_back_by(name),
        (EventKind::SentBack, _, None) => l.asked_event_sent_back().to_owned(),
        (EventKind::NotNeeded, ..) => l.asked_event_not_needed().to_owned(),
        (EventKind::Appealed, _, Some(name)) => l.appeal_event_made_by(name),
        (EventKind::Appealed, ..) => l.appeal_event_made().to_owned(),
        (EventKind::AppealTakenBack, _, Some(name)) => l.appeal_event_taken_back_by(name),
        (EventKind::AppealTakenBack, ..) => l.appeal_event_taken_back().to_owned(),
        (EventKind::Decided, Actor::Rules, _) => l.claims_event_decided_by_rules().to_owned(),
        (EventKind::Decided, _, Some(name)) => l.claims_event_decided_by(name),
        (EventKind::Decided, _, None) => l.claims_event_decided().to_owned(),
        (EventKind::PayoutSent, ..) => l.claims_event_payout_sent().to_owned(),
        (EventKind::PayoutArrived, ..) => l.claims_event_payout_arrived().to_owned(),
        (EventKind::PayoutReturned, ..) => l.claims_event_payout_returned().to_owned(),
        (EventKind::Withdrawn, Actor::Policyholder, Some(name)) => l.claims_event_withdrawn_by(name),
        (EventKind::Withdrawn, ..) => l.claims_event_withdrawn().to_owned(),
        (EventKind::Reopened, _, Some(name)) => l.claims_event_reopened_by(name),
        (EventKind::Reopened, _, None) => l.claims_event_reopened().to_owned(),
        (EventKind::Upheld, _, Some(name)) => l.claims_event_upheld_by(name),
        (EventKind::Upheld, _, None) => l.claims_event_upheld().to_owned(),
    }
}

/// The next milestone, with its date; nothing when there is none ahead.
pub fn ahead(claim: &ClaimSummary, today: Day, l: Lang) -> Option<String> {
    let due = claim.missing.map(|missing| day_soon(l, missing.due_on, today));
    match claim.state {
        ClaimState::Received | ClaimState::InReview => Some(l.claims_ahead_answer(day_soon(l, claim.answer_by, today))),
        ClaimState::WaitingForYou => due.map(|due| l.claims_ahead_you(due)),
        ClaimState::WaitingForVet => due.map(|due| l.claims_ahead_vet(due)),
        ClaimState::Decided => {
            let payout = claim.payout.as_ref()?;
            matches!(payout.state, PayoutState::Approved | PayoutState::Sent).then(|| l.claims_ahead_money(day_soon(l, payout.arrives_by, today)))
        }
        ClaimState::Paid | ClaimState::Withdrawn => None,
    }
}

/// The day that a past claim is listed under: when its money came, when it was decided, else when it was filed.
pub fn row_day(claim: &ClaimSummary) -> Day {
    let arrived = claim.payout.as_ref().and_then(|payout| payout.arrived_on);
    arrived.or(claim.decided_on).unwrap_or(claim.submitted_on)
}

/// Why a line is not covered, in words.
pub fn reason_words(reason: LineReason, l: Lang) -> &'static str {
    match reason {
        LineReason::NotInPlan => l.claims_reason_not_in_plan(),
        LineReason::WaitingPeriod => l.claims_reason_waiting_period(),
        LineReason::ExcludedCondition => l.claims_reason_excluded_condition(),
        LineReason::PreExisting => l.claims_reason_pre_existing(),
        LineReason::Cosmetic => l.claims_reason_cosmetic(),
        LineReason::Breeding => l.claims_reason_breeding(),
        LineReason::Wellness => l.claims_reason_wellness(),
        LineReason::Food => l.claims_reason_food(),
        LineReason::NoCover => l.claims_reason_no_cover(),
        LineReason::ExamFee => l.claims_reason_exam_fee(),
        LineReason::Bilateral => l.claims_reason_bilateral(),
        LineReason::NotInSchedule => l.claims_reason_not_in_schedule(),
        LineReason::WellnessAllowance => l.claims_reason_wellness_allowance(),
        LineReason::Unclear => l.claims_reason_unclear(),
        LineReason::Other => l.claims_reason_other(),
    }
}
