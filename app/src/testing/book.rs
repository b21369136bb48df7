//! Builders for what a household gathers over the years: claims, decisions, bills, money that moved.

use super::Home;
use crate::billing::model::{InvoiceState, PaymentState, PayoutState};
use crate::claims::model::ClaimState;
use crate::day::Day;
use crate::ids::{ClaimId, Series};
use crate::policies::model::Flag;
use crate::state::AppState;
use crate::{execute, fetch_one};

/// Writes a row in a transaction of its own: `insert!(state, SQL, argument, …)`.
#[macro_export]
macro_rules! insert {
    ($state:expr, $sql:expr $(, $argument:expr)* $(,)?) => {{
        let mut tx = $state.store.begin().await.expect("a transaction");
        $crate::execute!(tx.run(), $sql $(, $argument)*).expect("a row");
        tx.commit().await.expect("a commit");
    }};
}

/// A claim of the `pet`-th pet, filed now for today's visit, over so many cents; "Received".
pub async fn file_claim(state: &AppState, home: &Home, pet: usize, total_cents: i64) -> ClaimId {
    let id = ClaimId(state.new_id());
    let insured = &home.pets[pet];
    let today = state.clock.today(&home.actor.zone);
    let mut tx = state.store.begin().await.expect("a transaction");
    let number = tx.next_number(Series::Claim).await.expect("a number");
    execute!(
        tx.run(),
        "INSERT INTO claim (id, number, household_id, pet_id, policy_id, term_id, visit_on, condition_text, total_cents, currency, notes, state, answer_by, submitted_at, submitted_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 'a cough', $8, 'USD', '', 'received', $9, $10, $11)",
        &id,
        number,
        &home.actor.household,
        &insured.id,
        &insured.policy,
        &insured.term,
        today,
        total_cents,
        today.plus_days(14),
        state.clock.now(),
        &home.actor.person
    )
    .expect("a claim");
    tx.commit().await.expect("a commit");
    id
}

/// Puts a claim into a state.
pub async fn set_claim_state(state: &AppState, claim: &ClaimId, to: ClaimState) {
    insert!(state, "UPDATE claim SET state = $1 WHERE id = $2", to, claim);
}

/// Decides a claim by the rules, now; a second decision follows the first.
pub async fn decide(state: &AppState, claim: &ClaimId, deductible_cents: i64, payable_cents: i64) {
    let (before,): (i64,) = fetch_one!(state.store.read(), (i64,), "SELECT COUNT(*) FROM decision WHERE claim_id = $1", claim).expect("a count");
    insert!(
        state,
        "INSERT INTO decision (id, claim_id, sequence, eligible_cents, deductible_cents, payable_cents, rule_version, inputs, decided_at)
         VALUES ($1, $2, $3, $4, $4, $5, 'test', '{}', $6)",
        state.new_id(),
        claim,
        before + 1,
        deductible_cents,
        payable_cents,
        state.clock.now()
    );
    set_claim_state(state, claim, ClaimState::Decided).await;
}

/// Money for a claim, approved now; it has arrived now when that is its state.
pub async fn pay_out(state: &AppState, home: &Home, claim: &ClaimId, cents: i64, payout: PayoutState) {
    let now = state.clock.now();
    insert!(
        state,
        "INSERT INTO payout (id, claim_id, household_id, amount_cents, currency, account, state, approved_at, arrives_by, arrived_at)
         VALUES ($1, $2, $3, $4, 'USD', 'bank ending 6021', $5, $6, $7, $8)",
        state.new_id(),
        claim,
        &home.actor.household,
        cents,
        payout,
        now,
        state.clock.today(&home.actor.zone).plus_days(3),
        (payout == PayoutState::Arrived).then_some(now)
    );
}

/// A bill for the `pet`-th policy, as of before the ledger. Gives its id.
pub async fn bill(state: &AppState, home: &Home, pet: usize, cents: i64, due_on: Day, standing: InvoiceState) -> String {
    let id = state.new_id();
    let mut tx = state.store.begin().await.expect("a transaction");
    let number = tx.next_number(Series::Invoice).await.expect("a number");
    execute!(
        tx.run(),
        "INSERT INTO invoice (id, number, policy_id, household_id, issued_on, due_on, amount_cents, currency, state, paid_cents) VALUES ($1, $2, $3, $4, $5, $6, $7, 'USD', $8, $9)",
        &id,
        number,
        &home.pets[pet].policy,
        &home.actor.household,
        due_on.plus_days(-14),
        due_on,
        cents,
        standing,
        if standing == InvoiceState::Paid { cents } else { 0 }
    )
    .expect("a bill");
    tx.commit().await.expect("a commit");
    id
}

/// A payment on a bill, begun now; settled now when that is its state.
pub async fn pay(state: &AppState, home: &Home, bill: &str, cents: i64, payment: PaymentState) {
    let now = state.clock.now();
    insert!(
        state,
        "INSERT INTO payment (id, invoice_id, household_id, amount_cents, currency, method, state, started_at, settled_at)
         VALUES ($1, $2, $3, $4, 'USD', 'Visa ending 4242', $5, $6, $7)",
        state.new_id(),
        bill,
        &home.actor.household,
        cents,
        payment,
        now,
        (payment == PaymentState::Settled).then_some(now)
    );
}

/// A flag on the policy of the `pet`-th pet, from today on.
pub async fn raise(state: &AppState, home: &Home, pet: usize, flag: Flag) {
    let today = state.clock.today(&home.actor.zone);
    let sql = "INSERT INTO standing (id, policy_id, flag, from_on) VALUES ($1, $2, $3, $4)";
    insert!(state, sql, state.new_id(), &home.pets[pet].policy, flag, today);
}
