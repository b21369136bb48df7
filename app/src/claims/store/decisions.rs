//! Decisions: each written once, with its lines, what it took of the cover, the money it sends and its event, in the transaction that made it.
//!
//! Two hands can write one. The machine holds a [`Payment`], in which nothing can be declined; a person is an [`Adjuster`], whom only the guard names.

use sqlx::types::Json;

use super::cover::{Before, gather};
use super::moves::{record, set_state};
use super::{signs, timing};
use crate::auth::Adjuster;
use crate::billing::ledger;
use crate::claims::model::{Actor, ClaimState, EventKind};
use crate::claims::rules::instant::{Instant, Payment, Why, instant};
use crate::claims::rules::{Inputs, Outcome, adjudicate};
use crate::day::Day;
use crate::db::Tx;
use crate::ids::{ClaimId, PayoutId};
use crate::jobs::{self, Job};
use crate::notify::{self, Tidings};
use crate::state::AppState;
use crate::workflow::clocks::Within;
use crate::workflow::model::SubjectKind;
use crate::workflow::store as workflow;
use crate::{execute, fetch_one, fetch_optional};

/// Business days that money takes to a bank.
const BANK_DAYS: Within = Within::BusinessDays(3);

crate::queries! {
    SEQUENCE = "SELECT CAST(COALESCE(MAX(sequence), 0) + 1 AS BIGINT) FROM decision WHERE claim_id = $1";
    DECISION = "INSERT INTO decision (id, claim_id, sequence, eligible_cents, deductible_cents, payable_cents, limit_cents, taken, rule_version, inputs, decided_at, decided_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    LINE = "INSERT INTO decision_line (id, decision_id, claim_line_id, eligible_cents, reason_code, payable_cents) VALUES ($1, $2, $3, $4, $5, $6)";
    ASSESSMENT = "INSERT INTO assessment (id, claim_id, at, rule_version, inputs, about, why) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    ON_ITS_WAY = "SELECT CAST(COALESCE(SUM(amount_cents), 0) AS BIGINT) FROM payout WHERE claim_id = $1 AND state <> 'returned'";
    // Where money went last.
    ACCOUNT = "SELECT account FROM payout WHERE household_id = $1 ORDER BY approved_at DESC, id DESC LIMIT 1";
    PAYOUT = "INSERT INTO payout (id, claim_id, household_id, amount_cents, currency, account, state, approved_at, arrives_by)
        VALUES ($1, $2, $3, $4, $5, $6, 'approved', $7, $8)";
}

/// A decision, by whoever may make it.
enum Verdict<'a> {
    /// By the rules of the plan.
    Paid(&'a Payment),
    /// By a person.
    Ruled(&'a Adjuster, &'a Outcome),
}

impl Verdict<'_> {
    fn outcome(&self) -> &Outcome {
        match self {
            Verdict::Paid(payment) => payment.outcome(),
            Verdict::Ruled(_, outcome) => outcome,
        }
    }
}

/// Decides a claim that has come in, if it is complete and clear; keeps what was found either way. `false`: it is for a person.
pub async fn decide_at_once(tx: &mut Tx, state: &AppState, claim: &ClaimId) -> Result<bool, sqlx::Error> {
    let before = gather(tx, state, claim).await?.filter(|before| before.stands == ClaimState::Received);
    let Some(mut before) = before else { return Ok(false) };
    before.about.signs = signs::look(tx, state, claim, &before.inputs).await?;
    let found = instant(&before.inputs, before.about.clone());
    let why: &[Why] = match &found {
        Instant::Pay(_) => &[],
        Instant::ForAPerson(why) => why,
    };
    let (now, inputs) = (state.clock.now(), &before.inputs);
    execute!(
        tx.run(),
        ASSESSMENT,
        state.new_id(),
        claim,
        now,
        inputs.version,
        Json(inputs),
        Json(&before.about),
        Json(why)
    )?;
    match found {
        Instant::Pay(payment) => {
            write(tx, state, claim, &before, &before.inputs, &Verdict::Paid(&payment)).await?;
            tracing::info!(claim.id = %claim, "Paid claim {claim} by the rules");
            Ok(true)
        }
        Instant::ForAPerson(_) => Ok(false),
    }
}

/// Writes what a person decided: `inputs` with their rulings, and what comes out of them. A decision before it is replaced, and all that it took of the cover
/// is given back. Gives the id of the decision. Whoever calls has gathered `before` in this transaction and seen that the claim may be decided.
pub async fn rule(tx: &mut Tx, state: &AppState, by: &Adjuster, claim: &ClaimId, before: &Before, inputs: &Inputs) -> Result<String, sqlx::Error> {
    let outcome = adjudicate(inputs);
    let decision = write(tx, state, claim, before, inputs, &Verdict::Ruled(by, &outcome)).await?;
    workflow::finish(tx, state, SubjectKind::Claim, claim.as_str()).await?;
    tracing::info!(claim.id = %claim, "Decided claim {claim}");
    Ok(decision)
}

async fn write(tx: &mut Tx, state: &AppState, claim: &ClaimId, before: &Before, inputs: &Inputs, verdict: &Verdict<'_>) -> Result<String, sqlx::Error> {
    let (now, id, outcome) = (state.clock.now(), state.new_id(), verdict.outcome());
    let (by, actor) = match verdict {
        Verdict::Paid(_) => (None, Actor::Rules),
        Verdict::Ruled(adjuster, _) => (Some(adjuster.person()), Actor::Staff),
    };
    let (sequence,): (i64,) = fetch_one!(tx.run(), (i64,), SEQUENCE, claim)?;
    execute!(
        tx.run(),
        DECISION,
        &id,
        claim,
        sequence,
        outcome.eligible_cents,
        outcome.deductible_cents,
        outcome.payable_cents,
        outcome.taken.limit_cents,
        Json(&outcome.taken),
        outcome.version,
        Json(inputs),
        now,
        by
    )?;
    for (line, out) in before.lines.iter().zip(&outcome.lines) {
        execute!(tx.run(), LINE, state.new_id(), &id, line, out.eligible_cents, out.reason, out.payable_cents)?;
    }
    set_state(tx, claim, ClaimState::Decided).await?;
    record(tx, state, claim, EventKind::Decided, actor, by).await?;
    pay(tx, state, claim, before, outcome.payable_cents).await?;
    notify::tell(tx, state, &Tidings::ClaimDecided(claim)).await?;
    Ok(id)
}

/// Sends what a decision pays and earlier ones have not sent already.
async fn pay(tx: &mut Tx, state: &AppState, claim: &ClaimId, before: &Before, payable_cents: i64) -> Result<(), sqlx::Error> {
    let (sent,): (i64,) = fetch_one!(tx.run(), (i64,), ON_ITS_WAY, claim)?;
    let more = payable_cents - sent;
    if more <= 0 {
        return Ok(());
    }
    let account = fetch_optional!(tx.run(), (String,), ACCOUNT, &before.household)?.map(|(account,)| account);
    let arrives_by: Day = BANK_DAYS.last_day(state.clock.today(&before.zone));
    let payout = state.new_id();
    execute!(
        tx.run(),
        PAYOUT,
        &payout,
        claim,
        &before.household,
        more,
        before.currency,
        account.unwrap_or_default(),
        state.clock.now(),
        arrives_by
    )?;
    let posting = ledger::Posting {
        event: ledger::Event::PayoutApproved,
        subject: &payout,
        household: &before.household,
        invoice: None,
        currency: before.currency,
        entries: &[(ledger::Account::Claims, more), (ledger::Account::OwedToYou, -more)],
    };
    ledger::post(tx, state, &posting).await?;
    let job = Job::SendPayout {
        payout: PayoutId(payout),
        since: state.clock.now(),
    };
    jobs::enqueue(tx, state, &job).await?;
    timing::pay_is_owed(tx, state, claim).await
}
