//! Builders of claims in every state, and the tests of what is seen and what moves.

use super::*;
use crate::claims::model::{Actor, EventKind};
use crate::ids::PersonId;
use crate::insert;
use crate::testing::book::{file_claim, pay_out, set_claim_state};
use crate::testing::{Home, NOW, TODAY};

mod deciding;
mod moving;
mod seeing;

const HOUR: i64 = 3_600_000;

fn today() -> Day {
    Day::parse_iso(TODAY).expect("a date")
}

/// A claim of $486.40 with two lines, for the household's first pet, filed `hours` before now.
async fn filed(state: &AppState, home: &Home, stands: ClaimState, hours: i64) -> ClaimId {
    state.clock.advance(-hours * HOUR);
    let claim = file_claim(state, home, 0, 48_640).await;
    state.clock.advance(hours * HOUR);
    set_claim_state(state, &claim, stands).await;
    insert!(
        state,
        "INSERT INTO claim_line (id, claim_id, position, description, amount_cents) VALUES ($1, $2, 1, 'Consultation', 6800), ($3, $2, 2, 'Nail trim', 41840)",
        state.new_id(),
        &claim,
        state.new_id()
    );
    claim
}

/// An adjuster: a person without a household.
async fn adjuster(state: &AppState, given_name: &str) -> PersonId {
    let person = PersonId(state.new_id());
    insert!(
        state,
        "INSERT INTO person (id, given_name, family_name, email, created_at) VALUES ($1, $2, 'Secret', 'adjuster@test.example', $3)",
        &person,
        given_name,
        NOW
    );
    person
}

async fn happens(state: &AppState, claim: &ClaimId, kind: EventKind, by: Actor, person: Option<&PersonId>) {
    let mut tx = state.store.begin().await.expect("a transaction");
    record(&mut tx, state, claim, kind, by, person).await.expect("an event");
    tx.commit().await.expect("a commit");
    state.clock.advance(1000);
}

/// A person's decision whose second line is not covered.
async fn decided(state: &AppState, claim: &ClaimId, sequence: i64, payable: i64, by: &PersonId) {
    let decision = state.new_id();
    insert!(
        state,
        "INSERT INTO decision (id, claim_id, sequence, eligible_cents, deductible_cents, payable_cents, rule_version, inputs, decided_at, decided_by)
         VALUES ($1, $2, $3, 48640, 12000, $4, 'test', '{}', $5, $6)",
        &decision,
        claim,
        sequence,
        payable,
        NOW,
        by
    );
    insert!(
        state,
        "INSERT INTO decision_line (id, decision_id, claim_line_id, eligible_cents, reason_code, payable_cents)
         SELECT $1, $2, id, 0, 'cosmetic', 0 FROM claim_line WHERE claim_id = $3 AND position = 2",
        state.new_id(),
        &decision,
        claim
    );
}

/// A page of the invoice that the policyholder owes.
async fn missing(state: &AppState, home: &Home, claim: &ClaimId) {
    insert!(
        state,
        "INSERT INTO requirement (id, subject_kind, subject_id, household_id, what, owner, due_on, state, opened_at)
         VALUES ($1, 'claim', $2, $3, 'invoice_page', 'policyholder', '2026-11-27', 'open', $4)",
        state.new_id(),
        claim,
        &home.actor.household,
        NOW
    );
}
