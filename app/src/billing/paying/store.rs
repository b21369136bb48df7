//! A payment from its beginning to its end. Whatever the gateway says, by an answer or by itself, goes through [`apply`].
//!
//! The gateway is never asked within a transaction: before it is asked, the asking is written down ([`charge`]), so that whoever is stopped between the
//! two leaves enough to find out what came of it ([`refresh`]).

use super::pages;
use super::settling::{self, Taken};
use crate::billing::held::hold;
use crate::billing::model::{InvoiceState, PaymentState};
use crate::billing::ports::{Charge, GatewayError, Intent, Key, PaymentGateway};
use crate::db::Tx;
use crate::error::{AppError, internal};
use crate::ids::{HouseholdId, InvoiceId, MethodId, PaymentId, PersonId};
use crate::jobs::{self, Job};
use crate::money::{Currency, Money};
use crate::state::AppState;
use crate::{execute, fetch_all, fetch_optional};

crate::text_enum! {
    /// Who or what began a payment.
    pub enum Origin {
        /// Somebody of the household, signed in.
        Person = "person",
        /// Autopay, on the day the bill is due or at a retry.
        Autopay = "autopay",
        /// Somebody who chose the day before.
        Planned = "planned",
        /// Whoever opened a link.
        Link = "link",
        /// Staff.
        Desk = "desk",
    }
}

impl Origin {
    /// Whether somebody is there who can confirm.
    pub fn is_present(self) -> bool {
        matches!(self, Origin::Person | Origin::Link)
    }

    /// Where the gateway sends the person after confirming. The same for every asking about a payment: the gateway takes a key only with the same words.
    fn back(self, state: &AppState, payment: &PaymentId) -> String {
        let path = if self == Origin::Link { "pay/back" } else { "payments/back" };
        format!("{}/{path}?payment={payment}", state.public_url)
    }
}

/// What is to be moved, and how.
#[derive(Clone, Debug)]
pub struct Effort<'a> {
    /// For which bill.
    pub invoice: &'a InvoiceId,
    /// How much; never more than is still owed.
    pub amount: Money,
    /// Who or what began it.
    pub origin: Origin,
    /// Who, where somebody is signed in.
    pub person: Option<&'a PersonId>,
    /// By which method of the household; `None`: chosen on the gateway's page.
    pub method: Option<&'a MethodId>,
}

/// The gateway may forget a key after a day: from this age on what was asked is looked up, never asked again.
const KEY_MS: i64 = 23 * 60 * 60 * 1000;
/// How often we look anew at a payment that changes while we look.
const LOOKS: usize = 5;
/// Whoever asked has had an answer by then, or was stopped.
const ANSWERED_MS: i64 = 2 * 60 * 1000;
/// A payment that somebody began and left is given up after so long.
const LEFT_MS: i64 = 60 * 60 * 1000;

crate::queries! {
    BILL = "SELECT household_id, amount_cents, paid_cents, currency, state FROM invoice WHERE id = $1 AND ended_at IS NULL";
    METHOD = "SELECT brand || ' ending ' || last_four FROM payment_method WHERE id = $1 AND household_id = $2 AND state = 'ready'";
    BEGIN = "INSERT INTO payment (id, invoice_id, household_id, amount_cents, currency, method, state, started_at, method_id, origin, person_id)
        VALUES ($1, $2, $3, $4, $5, $6, 'started', $7, $8, $9, $10) ON CONFLICT DO NOTHING";
    UNDER_WAY = "SELECT id, state FROM payment WHERE invoice_id = $1 AND state IN ('started', 'pending')";
    ASKED = "SELECT p.state, p.amount_cents, p.currency, p.origin, p.method_id, p.gateway_intent, m.gateway_method, b.gateway_customer, i.number
        FROM payment p JOIN invoice i ON i.id = p.invoice_id LEFT JOIN payment_method m ON m.id = p.method_id
            LEFT JOIN billing_account b ON b.household_id = p.household_id
        WHERE p.id = $1";
    // Holds the payment's row while an attempt is written.
    HOLD = "UPDATE payment SET failure = failure WHERE id = $1 AND state = 'started' AND gateway_intent IS NULL";
    OPEN_ATTEMPT = "SELECT id, at FROM payment_attempt WHERE payment_id = $1 AND (outcome IS NULL OR outcome = 'unknown') ORDER BY at, id LIMIT 1";
    ATTEMPT = "INSERT INTO payment_attempt (id, payment_id, at) VALUES ($1, $2, $3)";
    ATTEMPTS = "SELECT COUNT(*) FROM payment_attempt WHERE payment_id = $1";
    NOT_KNOWN = "UPDATE payment_attempt SET outcome = 'unknown' WHERE id = $1 AND outcome IS NULL";
    REFUSED = "UPDATE payment_attempt SET outcome = 'failed', failure = 'trouble', answered_at = $2 WHERE payment_id = $1 AND (outcome IS NULL OR outcome = 'unknown')";
    FIND = "SELECT id FROM payment WHERE gateway_intent = $1";
    // What was asked and not answered, by whoever was stopped in between, and what somebody began and left.
    LOST = "SELECT p.id, p.started_at FROM payment p WHERE p.state = 'started'
        AND (p.started_at <= $1 OR (p.started_at <= $2 AND p.gateway_intent IS NULL)) ORDER BY p.started_at LIMIT 200";
}

type BillRow = (HouseholdId, i64, i64, Currency, InvoiceState);

/// Begins a payment, in the caller's transaction, which must not be committed when this gives an error. What somebody left half-way is to be moved out of
/// the way before ([`make_way`]); [`pay`] does it all.
///
/// # Errors
/// `NotFound` when there is no such bill or method; `Conflict` when a payment of this bill is under way, or nothing is owed; `Invalid` when the amount is
/// nothing or more than is owed.
pub async fn begin(tx: &mut Tx, state: &AppState, effort: &Effort<'_>) -> Result<PaymentId, AppError> {
    let id = PaymentId(state.new_id());
    let Some((household, ..)) = fetch_optional!(tx.run(), BillRow, BILL, effort.invoice)? else {
        return Err(AppError::NotFound);
    };
    hold(tx, &household).await?;
    let method = match effort.method {
        None => String::new(),
        Some(method) => fetch_optional!(tx.run(), (String,), METHOD, method, &household)?.ok_or(AppError::NotFound)?.0,
    };
    let begun = execute!(
        tx.run(),
        BEGIN,
        &id,
        effort.invoice,
        &household,
        effort.amount.cents,
        effort.amount.currency,
        method,
        state.clock.now(),
        effort.method,
        effort.origin,
        effort.person
    )?;
    if begun == 0 {
        return Err(AppError::Conflict);
    }
    // Only now is nobody else moving money for this bill, and what is owed stands.
    let Some((_, amount, paid, currency, standing)) = fetch_optional!(tx.run(), BillRow, BILL, effort.invoice)? else {
        return Err(AppError::Conflict);
    };
    let owed = amount - paid;
    if standing == InvoiceState::Paid || owed <= 0 {
        return Err(AppError::Conflict);
    }
    if effort.amount.cents <= 0 || effort.amount.cents > owed || effort.amount.currency != currency {
        return Err(AppError::Invalid(Vec::new()));
    }
    Ok(id)
}

/// Moves out of the way what somebody began for a bill and left: it is given up at the gateway first, so that it can move nothing any more.
///
/// # Errors
/// `Conflict` when that payment has gone through or is on its way; `Unavailable` when the gateway does not answer.
pub async fn make_way(state: &AppState, invoice: &InvoiceId) -> Result<(), AppError> {
    let under_way = fetch_all!(state.store.read(), (PaymentId, PaymentState), UNDER_WAY, invoice)?;
    for (payment, _) in under_way {
        if give_up(state, &payment).await? != PaymentState::Failed {
            return Err(AppError::Conflict);
        }
    }
    Ok(())
}

/// Gives a payment up that was begun. What has gone through or is on its way stays as it is: the answer says so.
///
/// # Errors
/// `Unavailable` when the gateway does not answer.
pub async fn give_up(state: &AppState, payment: &PaymentId) -> Result<PaymentState, AppError> {
    if let Some(standing) = pages::closed(state, payment).await? {
        return Ok(standing);
    }
    let standing = refresh(state, payment).await?;
    let asked = asked(state, payment).await?;
    let Some(intent) = asked.gateway_intent.filter(|_| standing == PaymentState::Started) else {
        return Ok(standing);
    };
    match end(state, payment, &intent).await? {
        PaymentState::Started => pages::left(state, payment).await,
        standing => Ok(standing),
    }
}

async fn end(state: &AppState, payment: &PaymentId, intent: &str) -> Result<PaymentState, AppError> {
    let key = Key(format!("{payment}-end"));
    match gateway(state)?.give_up(&key, intent).await {
        Ok(intent) => applied(state, payment, &intent).await,
        Err(error) => Err(unanswered(payment, &error)),
    }
}

/// Begins a payment and asks the gateway to move the money, with whatever stood in the way moved out of it.
///
/// # Errors
/// Those of [`make_way`], [`begin`] and [`charge`].
pub async fn pay(state: &AppState, effort: &Effort<'_>) -> Result<(PaymentId, Intent), AppError> {
    make_way(state, effort.invoice).await?;
    let mut tx = state.store.begin().await?;
    let payment = begin(&mut tx, state, effort).await?;
    tx.commit().await?;
    let intent = charge(state, &payment).await?;
    Ok((payment, intent))
}

#[derive(sqlx::FromRow)]
struct Asked {
    state: PaymentState,
    amount_cents: i64,
    currency: Currency,
    origin: Origin,
    method_id: Option<MethodId>,
    gateway_intent: Option<String>,
    gateway_method: Option<String>,
    gateway_customer: Option<String>,
    number: String,
}

async fn asked(state: &AppState, payment: &PaymentId) -> Result<Asked, AppError> {
    fetch_optional!(state.store.read(), Asked, ASKED, payment)?.ok_or(AppError::NotFound)
}

fn gateway(state: &AppState) -> Result<&dyn PaymentGateway, AppError> {
    state.gateway.as_deref().ok_or(AppError::Unavailable)
}

fn unanswered(payment: &PaymentId, error: &GatewayError) -> AppError {
    tracing::warn!(payment.id = %payment, "The gateway did not say what became of payment {payment}: {error}");
    AppError::Unavailable
}

/// Asks the gateway to move the money of a payment that was begun, or to begin it for a person who chooses a method on its page, and applies what it answers.
/// Asked again, it is the same asking.
///
/// # Errors
/// `Conflict` when the payment is over; `Unavailable` when the gateway did not answer: the payment stays under way and is looked up by a job.
pub async fn charge(state: &AppState, payment: &PaymentId) -> Result<Intent, AppError> {
    let gateway = gateway(state)?;
    let asked = asked(state, payment).await?;
    if let Some(intent) = &asked.gateway_intent {
        return Ok(looked_at(state, payment, intent).await?.1);
    }
    let now = state.clock.now();
    let mut tx = state.store.begin().await?;
    settling::hold_of(&mut tx, payment).await?;
    if execute!(tx.run(), HOLD, payment)? == 0 {
        return Err(AppError::Conflict);
    }
    let (key, again) = match fetch_optional!(tx.run(), (String, i64), OPEN_ATTEMPT, payment)? {
        Some((_, at)) if now - at >= KEY_MS => return Err(AppError::Unavailable),
        Some((key, _)) => (key, true),
        None => {
            let key = state.new_id();
            execute!(tx.run(), ATTEMPT, &key, payment, now)?;
            (key, false)
        }
    };
    tx.commit().await?;
    let back = asked.origin.back(state, payment);
    let charge = Charge {
        customer: asked.gateway_customer.as_deref().filter(|_| asked.origin != Origin::Link),
        amount: Money {
            cents: asked.amount_cents,
            currency: asked.currency,
        },
        method: asked.gateway_method.as_deref().filter(|_| asked.method_id.is_some()),
        off_session: !asked.origin.is_present(),
        payment: payment.as_str(),
        number: &asked.number,
        back: &back,
    };
    match gateway.charge(&Key(key.clone()), &charge).await {
        Ok(intent) => {
            applied(state, payment, &intent).await?;
            Ok(intent)
        }
        // Refused at the second asking, it may have been done at the first.
        Err(error) if again || matches!(error, GatewayError::Unknown(_)) => {
            let mut tx = state.store.begin().await?;
            execute!(tx.run(), NOT_KNOWN, &key)?;
            jobs::enqueue(&mut tx, state, &Job::LookUpPayment { payment: payment.clone() }).await?;
            tx.commit().await?;
            Err(unanswered(payment, &error))
        }
        Err(error) => {
            not_done(state, payment).await?;
            Err(internal(&format!("payment {payment}: {error}")))
        }
    }
}

/// Nothing was moved for a payment and nothing will be.
async fn not_done(state: &AppState, payment: &PaymentId) -> Result<PaymentState, AppError> {
    let mut tx = state.store.begin().await?;
    settling::hold_of(&mut tx, payment).await?;
    if execute!(tx.run(), HOLD, payment)? == 0 {
        drop(tx);
        return Ok(asked(state, payment).await?.state);
    }
    execute!(tx.run(), REFUSED, payment, state.clock.now())?;
    settling::failed(&mut tx, state, payment).await?;
    tx.commit().await?;
    Ok(PaymentState::Failed)
}

/// Applies how an intent stands to our payment: its state, the bill, the ledger, what follows from failing, and who is told. The same again changes
/// nothing, and what is older than what we know changes nothing.
///
/// # Errors
/// What the database says.
pub async fn apply(tx: &mut Tx, state: &AppState, payment: &PaymentId, intent: &Intent) -> Result<PaymentState, AppError> {
    match settling::take(tx, state, payment, intent).await? {
        Taken::Stands(standing) => Ok(standing),
        Taken::Foreign(standing) => {
            tracing::error!(payment.id = %payment, "Payment {payment} has another intent at the gateway than {}", intent.id);
            Ok(standing)
        }
        Taken::Unknown => Err(AppError::NotFound),
    }
}

async fn applied(state: &AppState, payment: &PaymentId, intent: &Intent) -> Result<PaymentState, AppError> {
    let mut tx = state.store.begin().await?;
    let standing = apply(&mut tx, state, payment, intent).await?;
    tx.commit().await?;
    Ok(standing)
}

/// Asks how an intent stands and applies it. Where the payment changed while we asked, what we were told may be older than what we know: then we ask again.
async fn looked_at(state: &AppState, payment: &PaymentId, intent: &str) -> Result<(PaymentState, Intent), AppError> {
    for _ in 0..LOOKS {
        let before = stands(state, payment).await?;
        let found = gateway(state)?.intent(intent).await.map_err(|error| unanswered(payment, &error))?;
        let mut tx = state.store.begin().await?;
        settling::hold_of(&mut tx, payment).await?;
        if settling::standing(&mut tx, payment).await? != before {
            continue;
        }
        let standing = apply(&mut tx, state, payment, &found).await?;
        tx.commit().await?;
        return Ok((standing, found));
    }
    Err(AppError::Unavailable)
}

/// The payment that an intent of the gateway is for, where we know of it.
///
/// # Errors
/// What the database says.
pub async fn of_intent(state: &AppState, intent: &str) -> Result<Option<PaymentId>, sqlx::Error> {
    let row = fetch_optional!(state.store.read(), (PaymentId,), FIND, intent)?;
    Ok(row.map(|(id,)| id))
}

/// How a payment stands, as we know it.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn stands(state: &AppState, payment: &PaymentId) -> Result<PaymentState, AppError> {
    Ok(asked(state, payment).await?.state)
}

/// Asks the gateway how a payment stands and applies it. Where the answer to its beginning was lost, it is asked again by the same key while that is
/// remembered, and looked up by our id later; what never reached the gateway has failed.
///
/// # Errors
/// `Unavailable` when the gateway did not answer.
pub async fn refresh(state: &AppState, payment: &PaymentId) -> Result<PaymentState, AppError> {
    let asked = asked(state, payment).await?;
    let said = |error: GatewayError| unanswered(payment, &error);
    if let Some(intent) = &asked.gateway_intent {
        return Ok(looked_at(state, payment, intent).await?.0);
    }
    if asked.state != PaymentState::Started {
        return Ok(asked.state);
    }
    if let Some(standing) = pages::looked(state, payment).await? {
        return Ok(standing);
    }
    let attempt = fetch_optional!(state.store.read(), (String, i64), OPEN_ATTEMPT, payment)?;
    match attempt {
        // Whoever collected it was stopped before asking: that is made up for. A person begins again.
        None if !asked.origin.is_present() => asking(state, payment).await,
        None => not_asked(state, payment).await,
        Some((_, at)) if state.clock.now() - at < KEY_MS => asking(state, payment).await,
        Some(_) => match gateway(state)?.intent_of(payment.as_str()).await.map_err(said)? {
            Some(intent) => applied(state, payment, &intent).await,
            None => not_done(state, payment).await,
        },
    }
}

async fn asking(state: &AppState, payment: &PaymentId) -> Result<PaymentState, AppError> {
    match charge(state, payment).await {
        Ok(_) | Err(AppError::Conflict | AppError::Internal(_)) => stands(state, payment).await,
        Err(error) => Err(error),
    }
}

/// A payment was begun and the gateway never asked: nothing can have moved.
async fn not_asked(state: &AppState, payment: &PaymentId) -> Result<PaymentState, AppError> {
    let mut tx = state.store.begin().await?;
    settling::hold_of(&mut tx, payment).await?;
    let held = execute!(tx.run(), HOLD, payment)? == 1;
    let attempts = fetch_all!(tx.run(), (i64,), ATTEMPTS, payment)?;
    if held && attempts.iter().all(|(count,)| *count == 0) {
        settling::failed(&mut tx, state, payment).await?;
        tx.commit().await?;
        return Ok(PaymentState::Failed);
    }
    drop(tx);
    Ok(asked(state, payment).await?.state)
}

/// What an asking came to whose answer was lost. Where we took it for failed meanwhile, it is given up at the gateway too, which says whether it had not.
///
/// # Errors
/// `Unavailable` when the gateway does not answer yet.
pub async fn look_up(state: &AppState, payment: &PaymentId) -> Result<(), AppError> {
    let asked = asked(state, payment).await?;
    match (asked.state, asked.gateway_intent) {
        (PaymentState::Started, _) => refresh(state, payment).await.map(drop),
        (PaymentState::Failed, Some(intent)) => end(state, payment, &intent).await.map(drop),
        _ => Ok(()),
    }
}

/// Finds out what became of payments whose asker was stopped, and gives up what somebody began and left.
///
/// # Errors
/// What the database says; what the gateway does not answer waits for the next run.
pub async fn sweep(state: &AppState) -> Result<(), AppError> {
    if state.gateway.is_none() {
        return Ok(());
    }
    let now = state.clock.now();
    for (payment, began) in fetch_all!(state.store.read(), (PaymentId, i64), LOST, now - LEFT_MS, now - ANSWERED_MS)? {
        let found = if now - began >= LEFT_MS {
            give_up(state, &payment).await
        } else {
            refresh(state, &payment).await
        };
        match found {
            Ok(_) | Err(AppError::Unavailable | AppError::Conflict) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
