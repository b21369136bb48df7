//! The comparison: everything that moved at the gateway in a period is looked for here, and everything of here there. What another look can heal is healed.

use std::collections::HashSet;

use serde_json::json;

use super::model::{Difference, DifferenceKind, Side};
use crate::auth::Staff;
use crate::auth::audit::{self, By};
use crate::billing::asking::{gateway, trouble};
use crate::billing::model::{PaymentState, PayoutState};
use crate::billing::ports::{self, GatewayError, IntentState, Moved, MovedKind, PayoutProgress};
use crate::billing::refunds::model::RefundState;
use crate::billing::{paying, payouts, refunds};
use crate::day::Moment;
use crate::error::AppError;
use crate::ids::{HouseholdId, PaymentId};
use crate::jobs::{self, Job};
use crate::money::{Currency, Money};
use crate::state::AppState;
use crate::{execute, fetch_all, fetch_optional};

/// A day, in milliseconds.
const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// How many days the nightly comparison looks back: what a bank does on a weekend is seen on Monday.
pub const DAYS: i64 = 4;
/// What is younger is left alone: its answer may be on the way.
const SETTLED_DOWN_MS: i64 = 15 * 60 * 1000;
/// From when on it is night on both coasts: 8 in the morning in UTC.
const NIGHT_MS: i64 = 8 * 60 * 60 * 1000;
/// How many of ours are read at once.
const PAGE: i64 = 500;
/// The most that is listed.
const MANY: i64 = 500;

crate::queries! {
    // By our own id only where theirs is not known: what moved a second time for the same thing is nothing of ours.
    PAYMENT = "SELECT id FROM payment WHERE gateway_intent = $1 OR (id = $2 AND gateway_intent IS NULL)";
    REFUND = "SELECT id FROM refund WHERE gateway_refund = $1 OR (id = $2 AND gateway_refund IS NULL)";
    PAYOUT = "SELECT id FROM payout WHERE gateway_transfer = $1 OR (id = $2 AND gateway_transfer IS NULL)";
    OUR_PAYMENT = "SELECT m.state, m.amount_cents, m.currency, m.gateway_intent FROM payment m WHERE m.id = $1";
    OUR_REFUND = "SELECT state, amount_cents, currency, gateway_refund FROM refund WHERE id = $1";
    OUR_PAYOUT = "SELECT o.state, o.amount_cents, o.currency, o.gateway_transfer, b.payout_account
        FROM payout o LEFT JOIN billing_account b ON b.household_id = o.household_id WHERE o.id = $1";
    // What a bank works on is looked at however long ago it was begun.
    OUR_PAYMENTS = "SELECT id, gateway_intent FROM payment WHERE started_at < $2 AND (state = 'pending' OR (state = 'settled' AND started_at >= $1)) AND gateway_intent IS NOT NULL AND id > $3 ORDER BY id LIMIT $4";
    OUR_REFUNDS = "SELECT id, gateway_refund FROM refund WHERE sent_at >= $1 AND sent_at < $2 AND state IN ('sent', 'arrived') AND gateway_refund IS NOT NULL AND id > $3 ORDER BY id LIMIT $4";
    OUR_PAYOUTS = "SELECT id, gateway_transfer FROM payout WHERE sent_at >= $1 AND sent_at < $2 AND state IN ('sent', 'arrived') AND gateway_transfer IS NOT NULL AND id > $3 ORDER BY id LIMIT $4";
    FOUND = "INSERT INTO gateway_difference (id, subject_kind, subject_id, ours, theirs, found_at) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (subject_kind, subject_id) WHERE ended_at IS NULL DO UPDATE SET ours = excluded.ours, theirs = excluded.theirs";
    ENDED = "UPDATE gateway_difference SET ended_at = $1, ended_why = 'agrees' WHERE subject_kind = $2 AND subject_id = $3 AND ended_at IS NULL";
    OPEN = "SELECT subject_kind, subject_id FROM gateway_difference WHERE ended_at IS NULL ORDER BY found_at, id";
    LIST = "SELECT d.subject_kind, d.subject_id, d.ours, d.theirs, d.found_at, COALESCE(m.household_id, r.household_id, o.household_id)
        FROM gateway_difference d LEFT JOIN payment m ON d.subject_kind = 'payment' AND m.id = d.subject_id
        LEFT JOIN refund r ON d.subject_kind = 'refund' AND r.id = d.subject_id LEFT JOIN payout o ON d.subject_kind = 'payout' AND o.id = d.subject_id
        WHERE d.ended_at IS NULL ORDER BY d.found_at, d.id LIMIT $1";
}

/// What a comparison saw.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Rows of the gateway's books.
    pub theirs: usize,
    /// Rows of ours that had to be asked for one by one.
    pub asked: usize,
    /// What differs and is listed.
    pub differences: usize,
}

/// Leaves the comparison of the night, once for all servers. Without a gateway there is nothing to compare.
pub async fn nightly(state: &AppState) -> Result<(), sqlx::Error> {
    if state.gateway.is_none() {
        return Ok(());
    }
    let night = Moment::local(state.clock.now() - NIGHT_MS, "UTC").day;
    let mut tx = state.store.begin().await?;
    jobs::enqueue_once(&mut tx, state, &format!("reconcile-{night}"), &Job::Reconcile { days: DAYS }).await?;
    tx.commit().await
}

/// Leaves a comparison because somebody wants one.
pub async fn ask(state: &AppState, staff: &Staff) -> Result<(), sqlx::Error> {
    let mut tx = state.store.begin().await?;
    jobs::enqueue(&mut tx, state, &Job::Reconcile { days: DAYS }).await?;
    audit::record(&mut tx, state, By::Person(&staff.person), "gateway.reconcile", ("gateway", ""), json!({})).await?;
    tx.commit().await
}

/// Compares the last so many days. Safe to run twice, and at once with another.
///
/// # Errors
/// `Unavailable` when the gateway did not answer: what was found until then is listed.
pub async fn run(state: &AppState, days: i64) -> Result<Report, AppError> {
    let to = state.clock.now() - SETTLED_DOWN_MS;
    let from = state.clock.now() - days.max(1) * DAY_MS;
    let mut report = Report::default();
    let seen = theirs(state, from, to, &mut report).await?;
    // Only now is known what never left: an answer that was lost has been found.
    refunds::store::follow(state).await?;
    payouts::store::follow_all(state).await?;
    ours(state, from, to, &seen, &mut report).await?;
    for (kind, subject) in fetch_all!(state.store.read(), (DifferenceKind, String), OPEN)? {
        // What was nothing of ours may have become it.
        if kind == DifferenceKind::None || !seen.contains(&subject) {
            look(state, kind, &subject, None).await?;
        }
    }
    report.differences = fetch_all!(state.store.read(), (DifferenceKind, String), OPEN)?.len();
    if report.differences > 0 {
        tracing::error!(
            "ALERT: {} differences between our books and the gateway's; see /desk/gateway",
            report.differences
        );
    } else {
        tracing::info!("Our books and the gateway's say the same of {} movements", report.theirs);
    }
    Ok(report)
}

/// Everything of theirs; gives the ids that need no other look, theirs and ours.
async fn theirs(state: &AppState, from: i64, to: i64, report: &mut Report) -> Result<HashSet<String>, AppError> {
    let gateway = gateway(state)?;
    let (mut seen, mut after) = (HashSet::new(), None::<String>);
    loop {
        let page = gateway.moved(from, to, after.as_deref()).await.map_err(|error| trouble(&error))?;
        let Some(last) = page.last() else { return Ok(seen) };
        after = Some(last.id.clone());
        report.theirs += page.len();
        for moved in &page {
            let (kind, subject) = match our(state, moved).await? {
                Some(ours) => ours,
                None => (DifferenceKind::None, moved.id.clone()),
            };
            look(state, kind, &subject, Some(moved)).await?;
            seen.extend([moved.id.clone(), subject]);
        }
    }
}

/// What of ours a row of theirs is.
async fn our(state: &AppState, moved: &Moved) -> Result<Option<(DifferenceKind, String)>, sqlx::Error> {
    let (kind, sql) = match moved.what {
        MovedKind::Payment => (DifferenceKind::Payment, PAYMENT),
        MovedKind::Refund => (DifferenceKind::Refund, REFUND),
        MovedKind::Payout => (DifferenceKind::Payout, PAYOUT),
    };
    let found = fetch_optional!(state.store.read(), (String,), sql, &moved.id, moved.ours.as_deref().unwrap_or_default())?;
    Ok(found.map(|(id,)| (kind, id)))
}

/// Everything of ours that theirs did not name.
async fn ours(state: &AppState, from: i64, to: i64, seen: &HashSet<String>, report: &mut Report) -> Result<(), AppError> {
    for (kind, sql) in [
        (DifferenceKind::Payment, OUR_PAYMENTS),
        (DifferenceKind::Refund, OUR_REFUNDS),
        (DifferenceKind::Payout, OUR_PAYOUTS),
    ] {
        let mut after = String::new();
        loop {
            let page = fetch_all!(state.store.read(), (String, String), sql, from, to, &after, PAGE)?;
            let Some((last, _)) = page.last() else { break };
            after.clone_from(last);
            for (id, theirs) in &page {
                if !seen.contains(theirs) && !seen.contains(id) {
                    report.asked += 1;
                    look(state, kind, id, None).await?;
                }
            }
        }
    }
    Ok(())
}

/// Compares one thing, and looks once more where the two do not agree. What still differs is written down, and what agrees is crossed out.
async fn look(state: &AppState, kind: DifferenceKind, subject: &str, theirs: Option<&Moved>) -> Result<(), AppError> {
    let mut sides = sides(state, kind, subject, theirs).await?;
    if sides.0 != sides.1 {
        heal(state, kind, subject, theirs).await?;
        sides = self::sides(state, kind, subject, theirs).await?;
    }
    let mut tx = state.store.begin().await?;
    if sides.0 == sides.1 {
        execute!(tx.run(), ENDED, state.clock.now(), kind, subject)?;
    } else {
        execute!(
            tx.run(),
            FOUND,
            state.new_id(),
            kind,
            subject,
            sides.0.words(),
            sides.1.words(),
            state.clock.now()
        )?;
    }
    Ok(tx.commit().await?)
}

/// Lets the slice whose it is ask the gateway again.
async fn heal(state: &AppState, kind: DifferenceKind, subject: &str, theirs: Option<&Moved>) -> Result<(), AppError> {
    match (kind, theirs) {
        (DifferenceKind::Payment, _) => paying::store::refresh(state, &PaymentId(subject.to_owned())).await.map(drop),
        (DifferenceKind::Refund, Some(moved)) => refunds::store::told(state, &moved.id, Some(subject)).await.map(drop),
        (DifferenceKind::Payout, Some(moved)) => payouts::store::told(state, &moved.id, Some(subject)).await.map(drop),
        _ => Ok(()),
    }
}

/// What our books say of something, and what theirs do. `theirs`: the row of theirs that was read just now.
async fn sides(state: &AppState, kind: DifferenceKind, subject: &str, theirs: Option<&Moved>) -> Result<(Side, Side), AppError> {
    let read = theirs.map(|moved| Side::Moved(moved.amount));
    match kind {
        DifferenceKind::Payment => payment(state, subject, theirs).await,
        DifferenceKind::Refund => refund(state, subject, read).await,
        DifferenceKind::Payout => payout(state, subject, read).await,
        DifferenceKind::None => match read {
            Some(side) => Ok((Side::Nothing, side)),
            // It was found in a period of before: it stays listed until it is one of ours, or gone.
            None => unknown(state, subject).await,
        },
    }
}

async fn payment(state: &AppState, subject: &str, theirs: Option<&Moved>) -> Result<(Side, Side), AppError> {
    type Row = (PaymentState, i64, Currency, Option<String>);
    let Some((stands, cents, currency, intent)) = fetch_optional!(state.store.read(), Row, OUR_PAYMENT, subject)? else {
        return Ok((Side::Nothing, theirs.map_or(Side::Nothing, |moved| Side::Moved(moved.amount))));
    };
    let amount = Money { cents, currency };
    let ours = match stands {
        PaymentState::Settled => Side::Moved(amount),
        PaymentState::Returned => Side::Back(amount),
        PaymentState::Pending => Side::Pending(amount),
        PaymentState::Started | PaymentState::Failed => Side::Nothing,
    };
    // Their list does not tell what came back later: only where that is the question is it asked.
    if let (Some(moved), Side::Moved(_)) = (theirs, ours) {
        return Ok((ours, Side::Moved(moved.amount)));
    }
    let id = theirs.map(|moved| moved.id.clone()).or(intent);
    let Some(id) = id else { return Ok((ours, Side::Nothing)) };
    let there = match gateway(state)?.intent(&id).await {
        Ok(intent) => match intent.state {
            IntentState::Settled => Side::Moved(intent.amount),
            IntentState::Returned(_) => Side::Back(intent.amount),
            IntentState::Pending => Side::Pending(intent.amount),
            _ => Side::Nothing,
        },
        Err(GatewayError::NotFound) => Side::Nothing,
        Err(error) => return Err(trouble(&error)),
    };
    Ok((ours, there))
}

async fn refund(state: &AppState, subject: &str, read: Option<Side>) -> Result<(Side, Side), AppError> {
    type Row = (RefundState, i64, Currency, Option<String>);
    let Some((stands, cents, currency, id)) = fetch_optional!(state.store.read(), Row, OUR_REFUND, subject)? else {
        return Ok((Side::Nothing, read.unwrap_or(Side::Nothing)));
    };
    let amount = Money { cents, currency };
    let ours = match stands {
        RefundState::Sent | RefundState::Arrived => Side::Moved(amount),
        _ => Side::Nothing,
    };
    let there = match (read, id) {
        (Some(side), _) => side,
        (None, None) => Side::Nothing,
        (None, Some(id)) => match gateway(state)?.refund_state(&id).await {
            Ok(ports::RefundState::Failed) | Err(GatewayError::NotFound) => Side::Nothing,
            Ok(_) => Side::Moved(amount),
            Err(error) => return Err(trouble(&error)),
        },
    };
    Ok((ours, there))
}

async fn payout(state: &AppState, subject: &str, read: Option<Side>) -> Result<(Side, Side), AppError> {
    type Row = (PayoutState, i64, Currency, Option<String>, Option<String>);
    let Some((stands, cents, currency, transfer, account)) = fetch_optional!(state.store.read(), Row, OUR_PAYOUT, subject)? else {
        return Ok((Side::Nothing, read.unwrap_or(Side::Nothing)));
    };
    let amount = Money { cents, currency };
    let ours = match stands {
        PayoutState::Sent | PayoutState::Arrived => Side::Moved(amount),
        PayoutState::Approved | PayoutState::Returned => Side::Nothing,
    };
    let there = match (read, transfer.zip(account)) {
        (Some(side), _) => side,
        (None, None) => Side::Nothing,
        (None, Some((transfer, account))) => match gateway(state)?.payout_progress(&account, &transfer).await {
            Ok(PayoutProgress::Returned(_)) | Err(GatewayError::NotFound) => Side::Nothing,
            Ok(_) => Side::Moved(amount),
            Err(error) => return Err(trouble(&error)),
        },
    };
    Ok((ours, there))
}

/// Something of theirs that was nothing of ours: it agrees once it is.
async fn unknown(state: &AppState, id: &str) -> Result<(Side, Side), AppError> {
    for sql in [PAYMENT, REFUND, PAYOUT] {
        if fetch_optional!(state.store.read(), (String,), sql, id, id)?.is_some() {
            return Ok((Side::Nothing, Side::Nothing));
        }
    }
    let kept = fetch_all!(state.store.read(), Row, LIST, MANY)?;
    let theirs = kept.into_iter().find(|row| row.1 == id).and_then(|row| Side::parse(&row.3));
    Ok((Side::Nothing, theirs.unwrap_or(Side::Nothing)))
}

/// A difference as it is kept, and whose it is.
type Row = (DifferenceKind, String, String, String, i64, Option<HouseholdId>);

/// What the two books do not say the same of, oldest first.
pub async fn differences(state: &AppState, _staff: &Staff) -> Result<Vec<Difference>, sqlx::Error> {
    let rows = fetch_all!(state.store.read(), Row, LIST, MANY)?;
    let difference = |(kind, subject, ours, theirs, at, household): Row| {
        Some(Difference {
            kind,
            subject,
            household,
            ours: Side::parse(&ours)?,
            theirs: Side::parse(&theirs)?,
            found: Moment::local(at, "UTC"),
        })
    };
    Ok(rows.into_iter().filter_map(difference).collect())
}
