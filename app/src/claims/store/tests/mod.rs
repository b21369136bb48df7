//! Builders of claims in every state, and the tests of what is seen and what moves.

use super::*;
use crate::claims::model::{Actor, EventKind};
use crate::execute;
use crate::ids::{PersonId, Series};
use crate::testing::{Home, NOW, TODAY};
use crate::workflow::clocks::answer_by;

mod moving;
mod seeing;

const HOUR: i64 = 3_600_000;

/// Files a claim of $486.40 for the household's first pet, `hours` before now.
async fn filed(state: &AppState, home: &Home, stands: ClaimState, hours: i64) -> ClaimId {
    let (claim, pet, at) = (ClaimId(state.new_id()), &home.pets[0], NOW - hours * HOUR);
    let today = Day::parse_iso(TODAY).expect("a date");
    let mut tx = state.store.begin().await.expect("tx");
    let number = tx.next_number(Series::Claim).await.expect("a number");
    execute!(
        tx.run(),
        "INSERT INTO claim (id, number, household_id, pet_id, policy_id, term_id, visit_on, condition_text, total_cents, currency, notes, state, answer_by, submitted_at, submitted_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 'A swollen ear', 48640, 'USD', 'She shook her head.', $8, $9, $10, $11)",
        &claim,
        number,
        &home.actor.household,
        &pet.id,
        &pet.policy,
        &pet.term,
        today.plus_days(-1),
        stands,
        answer_by("NY", today),
        at,
        &home.actor.person
    )
    .expect("claim");
    execute!(
        tx.run(),
        "INSERT INTO claim_line (id, claim_id, position, description, amount_cents) VALUES ($1, $2, 1, 'Consultation', 6800), ($3, $2, 2, 'Nail trim', 41840)",
        state.new_id(),
        &claim,
        state.new_id()
    )
    .expect("lines");
    tx.commit().await.expect("commit");
    claim
}

/// An adjuster: a person without a household.
async fn adjuster(state: &AppState, given_name: &str) -> PersonId {
    let person = PersonId(state.new_id());
    let mut tx = state.store.begin().await.expect("tx");
    execute!(
        tx.run(),
        "INSERT INTO person (id, given_name, family_name, email, created_at) VALUES ($1, $2, 'Secret', 'adjuster@test.example', $3)",
        &person,
        given_name,
        NOW
    )
    .expect("person");
    tx.commit().await.expect("commit");
    person
}

async fn happens(state: &AppState, claim: &ClaimId, kind: EventKind, by: Actor, person: Option<&PersonId>) {
    let mut tx = state.store.begin().await.expect("tx");
    record(&mut tx, state, claim, kind, by, person).await.expect("event");
    tx.commit().await.expect("commit");
    state.clock.advance(1000);
}

async fn decided(state: &AppState, claim: &ClaimId, sequence: i64, payable: i64, by: Option<&PersonId>) {
    let decision = state.new_id();
    let mut tx = state.store.begin().await.expect("tx");
    execute!(
        tx.run(),
        "INSERT INTO decision (id, claim_id, sequence, eligible_cents, deductible_cents, payable_cents, rule_version, inputs, decided_at, decided_by)
         VALUES ($1, $2, $3, 48640, 12000, $4, 'test', '{}', $5, $6)",
        &decision,
        claim,
        sequence,
        payable,
        NOW,
        by
    )
    .expect("decision");
    execute!(
        tx.run(),
        "INSERT INTO decision_line (id, decision_id, claim_line_id, eligible_cents, reason_code, payable_cents)
         SELECT $1, $2, id, 0, 'cosmetic', 0 FROM claim_line WHERE claim_id = $3 AND position = 2",
        state.new_id(),
        &decision,
        claim
    )
    .expect("line");
    tx.commit().await.expect("commit");
}

async fn paid_out(state: &AppState, home: &Home, claim: &ClaimId, stands: PayoutState) {
    let mut tx = state.store.begin().await.expect("tx");
    execute!(
        tx.run(),
        "INSERT INTO payout (id, claim_id, household_id, amount_cents, currency, account, state, approved_at, arrives_by, arrived_at)
         VALUES ($1, $2, $3, 29312, 'USD', 'bank ending 6021', $4, $5, '2026-11-24', $6)",
        state.new_id(),
        claim,
        &home.actor.household,
        stands,
        NOW,
        (stands == PayoutState::Arrived).then_some(NOW)
    )
    .expect("payout");
    tx.commit().await.expect("commit");
}

async fn missing(state: &AppState, home: &Home, claim: &ClaimId) {
    let mut tx = state.store.begin().await.expect("tx");
    execute!(
        tx.run(),
        "INSERT INTO requirement (id, subject_kind, subject_id, household_id, what, owner, due_on, state, opened_at)
         VALUES ($1, 'claim', $2, $3, 'invoice_page', 'policyholder', '2026-11-27', 'open', $4)",
        state.new_id(),
        claim,
        &home.actor.household,
        NOW
    )
    .expect("requirement");
    tx.commit().await.expect("commit");
}
