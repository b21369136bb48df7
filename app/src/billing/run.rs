//! The run that keeps bills going: makes those that come up, collects those that are due, tries again what is to be tried again, and follows what is late.
//!
//! Every bill is a change of its own. A run that is killed leaves nothing half done that the next does not finish, several may go at once, and what
//! one has done the others find done.

use futures::StreamExt as _;
use futures::stream;

use super::dunning::store as dunning;
use super::held::hold;
use super::model::{InvoiceState, PaymentState};
use super::paying::rules::{self, Why};
use super::paying::store::{self as paying, Effort, Origin};
use super::schedule::store as schedule;
use crate::day::{Day, Moment};
use crate::error::AppError;
use crate::ids::{HouseholdId, InvoiceId, MethodId};
use crate::money::{Currency, Money};
use crate::notify::{self, Tidings};
use crate::state::AppState;
use crate::{fetch_all, fetch_optional};

/// Bills that are worked on at the same time: most of it is waiting for the gateway.
const AT_ONCE: usize = 64;
/// Bills of one look.
const PAGE: i64 = 1_000;
/// Whoever has an expiring card is told so many days before; of each, from the first on, and no later than the second.
const CARD_DAYS: [(i32, i32); 2] = [(30, 8), (7, 0)];

crate::queries! {
    // Bills that could be collected: there is a method, and permission or a day that somebody chose.
    TO_COLLECT = "SELECT i.id, i.due_on FROM invoice i JOIN billing_account b ON b.household_id = i.household_id JOIN payment_method m ON m.id = b.method_id AND m.state = 'ready'
        WHERE i.state <> 'paid' AND i.ended_at IS NULL AND (i.due_on > $2 OR (i.due_on = $2 AND i.id > $3))
            AND (i.pay_on <= $1 OR (i.pay_on IS NULL AND i.due_on <= $1 AND EXISTS (SELECT 1 FROM mandate a WHERE a.household_id = i.household_id AND a.ended_at IS NULL)))
            AND NOT EXISTS (SELECT 1 FROM payment p WHERE p.invoice_id = i.id AND p.state IN ('started', 'pending'))
        ORDER BY i.due_on, i.id LIMIT $4";
    WHOSE = "SELECT household_id FROM invoice WHERE id = $1";
    BILL = "SELECT i.amount_cents, i.paid_cents, i.currency, i.due_on, i.pay_on, i.state, i.ended_at, h.time_zone, m.id AS method_id,
            (SELECT COUNT(*) FROM mandate a WHERE a.household_id = i.household_id AND a.ended_at IS NULL) AS mandates,
            (SELECT COUNT(*) FROM dunning_step d WHERE d.invoice_id = i.id AND d.kind = 'retry' AND d.done_at IS NULL AND d.due_at <= $2) AS retries,
            (SELECT COUNT(*) FROM standing s WHERE s.policy_id = i.policy_id AND s.flag IN ('lapsed', 'cancelled') AND s.to_on IS NULL) AS ended
        FROM invoice i JOIN household h ON h.id = i.household_id LEFT JOIN billing_account b ON b.household_id = i.household_id
            LEFT JOIN payment_method m ON m.id = b.method_id AND m.state = 'ready'
        WHERE i.id = $1";
    // What failed with nobody there; and whoever began it, what a bank said no to for good, before all else with the method that is chosen now.
    FAILED = "SELECT method_id FROM payment WHERE invoice_id = $1 AND state IN ('failed', 'returned') AND (origin IN ('autopay', 'planned')
            OR (method_id IS NOT NULL AND failure IN ('no_account', 'not_allowed', 'declined_for_good', 'expired', 'mistyped')))
        ORDER BY CASE WHEN method_id = $2 AND failure IN ('no_account', 'not_allowed', 'declined_for_good', 'expired', 'mistyped') THEN 0 ELSE 1 END,
            started_at DESC, id DESC LIMIT 1";
    EXPIRING = "SELECT m.id, m.expires_on, h.time_zone FROM payment_method m JOIN billing_account b ON b.method_id = m.id JOIN household h ON h.id = m.household_id
        WHERE m.state = 'ready' AND m.expires_on >= $1 AND m.expires_on <= $2 AND m.id > $3
            AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.kind = 'card_expires' AND n.subject_kind = 'payment_method' AND n.subject_id = m.id
                AND n.occasion = m.expires_on || $4)
        ORDER BY m.id LIMIT 500";
}

/// What a run did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Bills made.
    pub made: u64,
    /// Payments that went through.
    pub paid: u64,
    /// Payments that a bank works on.
    pub on_their_way: u64,
    /// Payments that did not go through.
    pub failed: u64,
    /// Payments that the gateway has not answered for; they are looked up.
    pub not_known: u64,
    /// Bills whose day has passed.
    pub late: u64,
    /// Notices sent and policies lapsed.
    pub steps: u64,
    /// Bills that are owed no longer.
    pub ended: u64,
}

/// Does everything that is due now.
///
/// # Errors
/// When the database does not answer; the next run does what is left.
pub async fn run(state: &AppState) -> Result<Report, AppError> {
    let mut report = Report::default();
    paying::sweep(state).await?;
    schedule::adopt(state).await?;
    report.made = make(state).await?;
    if state.gateway.is_some() {
        collect(state, &mut report).await?;
    }
    report.late = mark(state).await?;
    report.steps = follow(state).await?;
    report.ended = dunning::close(state).await?;
    cards(state).await?;
    Ok(report)
}

async fn make(state: &AppState) -> Result<u64, AppError> {
    let (mut made, mut after) = (0, None);
    loop {
        let terms = schedule::coming_due(state, after).await?;
        let Some((term, day)) = terms.last().cloned() else { return Ok(made) };
        after = Some((day, term));
        for (term, _) in terms {
            // A term that is far behind has several.
            while schedule::make_next(state, &term).await?.is_some() {
                made += 1;
            }
        }
    }
}

async fn collect(state: &AppState, report: &mut Report) -> Result<(), AppError> {
    // Nowhere on Earth is it later than tomorrow.
    let until = state.clock.today("UTC").plus_days(1);
    let mut after = (String::new(), String::new());
    loop {
        let bills: Vec<(InvoiceId, Day)> = fetch_all!(state.store.read(), (InvoiceId, Day), TO_COLLECT, until, &after.0, &after.1, PAGE)?;
        let Some((id, day)) = bills.last() else { return Ok(()) };
        after = (day.to_string(), id.0.clone());
        let mut results = stream::iter(bills)
            .map(|(bill, _)| async move { collect_one(state, &bill).await })
            .buffer_unordered(AT_ONCE);
        while let Some(result) = results.next().await {
            match result? {
                None => {}
                Some(PaymentState::Started) => report.not_known += 1,
                Some(PaymentState::Settled) => report.paid += 1,
                Some(PaymentState::Pending) => report.on_their_way += 1,
                Some(PaymentState::Failed | PaymentState::Returned) => report.failed += 1,
            }
        }
    }
}

#[derive(sqlx::FromRow)]
struct Bill {
    amount_cents: i64,
    paid_cents: i64,
    currency: Currency,
    due_on: Day,
    pay_on: Option<Day>,
    state: InvoiceState,
    ended_at: Option<i64>,
    time_zone: String,
    method_id: Option<MethodId>,
    mandates: i64,
    retries: i64,
    ended: i64,
}

/// Collects a bill if that is to be done now. `None`: it is not.
///
/// # Errors
/// When the database does not answer. What the gateway does not answer is looked up later.
pub async fn collect_one(state: &AppState, invoice: &InvoiceId) -> Result<Option<PaymentState>, AppError> {
    let now = state.clock.now();
    let mut tx = state.store.begin().await?;
    let Some((household,)) = fetch_optional!(tx.run(), (HouseholdId,), WHOSE, invoice)? else {
        return Ok(None);
    };
    // From here on nobody else changes this household's bills, so that what is seen stays true.
    hold(&mut tx, &household).await?;
    let Some(bill) = fetch_optional!(tx.run(), Bill, BILL, invoice, now)? else {
        return Ok(None);
    };
    let failed: Option<(Option<MethodId>,)> = fetch_optional!(tx.run(), (Option<MethodId>,), FAILED, invoice, &bill.method_id)?;
    let local = Moment::local(now, &bill.time_zone);
    let due = rules::Due {
        due_on: bill.due_on,
        pay_on: bill.pay_on,
        owed_cents: bill.amount_cents - bill.paid_cents,
        stands: bill.ended_at.is_none() && bill.ended == 0 && bill.state != InvoiceState::Paid && local.hour >= state.billing.hour,
        autopay: bill.mandates > 0,
        method: bill.method_id.as_ref().map(MethodId::as_str),
        failed_with: failed.as_ref().map(|(method,)| method.as_ref().map(MethodId::as_str)),
        retry: bill.retries > 0,
    };
    let Some(why) = rules::collect(&due, local.day) else { return Ok(None) };
    let effort = Effort {
        invoice,
        amount: Money {
            cents: due.owed_cents,
            currency: bill.currency,
        },
        origin: match why {
            Why::Planned => Origin::Planned,
            Why::Autopay => Origin::Autopay,
        },
        person: None,
        method: bill.method_id.as_ref(),
    };
    let payment = match paying::begin(&mut tx, state, &effort).await {
        Ok(payment) => payment,
        Err(AppError::Conflict | AppError::NotFound) => return Ok(None),
        Err(error) => return Err(error),
    };
    dunning::tried(&mut tx, state, invoice).await?;
    tx.commit().await?;
    match paying::charge(state, &payment).await {
        Ok(_) | Err(AppError::Unavailable | AppError::Conflict | AppError::Internal(_)) => Ok(Some(paying::stands(state, &payment).await?)),
        Err(error) => Err(error),
    }
}

async fn mark(state: &AppState) -> Result<u64, AppError> {
    let (mut late, mut after) = (0, None);
    loop {
        let bills = dunning::to_mark(state, after).await?;
        let Some(last) = bills.last().cloned() else { return Ok(late) };
        after = Some(last);
        for (bill, _) in bills {
            late += u64::from(dunning::mark(state, &bill).await?);
        }
    }
}

async fn follow(state: &AppState) -> Result<u64, AppError> {
    let mut done = 0;
    let mut after = None;
    loop {
        let steps = dunning::due(state, after.as_ref()).await?;
        let Some(last) = steps.last().cloned() else { return Ok(done) };
        for step in &steps {
            done += u64::from(dunning::work(state, step).await?);
        }
        after = Some(last);
    }
}

/// Tells whoever pays with a card that will not work much longer.
async fn cards(state: &AppState) -> Result<(), AppError> {
    let today = state.clock.today("UTC");
    for (days, from) in CARD_DAYS {
        let mut after = MethodId(String::new());
        loop {
            type Row = (MethodId, Day, String);
            let until = today.plus_days(days);
            let cards = fetch_all!(state.store.read(), Row, EXPIRING, today.plus_days(from), until, &after, format!(" {days}"))?;
            let Some((last, ..)) = cards.last() else { break };
            after = last.clone();
            for (method, _, zone) in &cards {
                if Moment::local(state.clock.now(), zone).hour < state.billing.hour {
                    continue;
                }
                let mut tx = state.store.begin().await?;
                let method = method.as_str();
                notify::tell(&mut tx, state, &Tidings::CardExpires { method, days }).await?;
                tx.commit().await?;
            }
        }
    }
    Ok(())
}
