//! What stands behind a link to pay by. Nobody is signed in here: the token is the actor, and it opens one bill.

use super::model::{LinkDone, LinkVisit, OpenLink};
use crate::auth::limits::{self, Limit};
use crate::auth::store::token_hash;
use crate::billing::gateway_form::GatewayForm;
use crate::billing::model::{Failure, InvoiceState, PaymentState};
use crate::billing::paying::pages;
use crate::billing::paying::store::{Effort, Origin};
use crate::day::Moment;
use crate::error::AppError;
use crate::ids::{InvoiceId, PayLinkId, PaymentId};
use crate::money::{Currency, Money};
use crate::state::AppState;
use crate::{execute, fetch_optional};

/// How often a network may open links, whatever they are.
const OPENING: Limit = Limit::new("pay_link", 60, 10);

crate::queries! {
    LOOK = "SELECT l.id, l.invoice_id, l.expires_at, l.ended_at, h.time_zone, p.name, i.amount_cents - i.paid_cents AS left_cents, i.currency, i.state, i.ended_at AS bill_ended_at,
            (SELECT COUNT(*) FROM payment m WHERE m.invoice_id = i.id AND m.state = 'pending') AS under_way,
            (SELECT COUNT(*) FROM payment m WHERE m.id = l.payment_id AND m.state IN ('settled', 'returned')) AS spent
        FROM pay_link l JOIN household h ON h.id = l.household_id JOIN invoice i ON i.id = l.invoice_id JOIN policy y ON y.id = i.policy_id JOIN pet p ON p.id = y.pet_id
        WHERE l.token_hash = $1";
    USED = "UPDATE pay_link SET payment_id = $1 WHERE id = $2";
    // What somebody of the household pays while signed in is nobody else's to look at.
    PAYMENT = "SELECT m.state, m.amount_cents, m.currency, m.failure, p.name FROM payment m JOIN invoice i ON i.id = m.invoice_id JOIN policy y ON y.id = i.policy_id
        JOIN pet p ON p.id = y.pet_id WHERE m.id = $1 AND m.origin = 'link'";
}

#[derive(sqlx::FromRow)]
struct Row {
    id: PayLinkId,
    invoice_id: InvoiceId,
    expires_at: i64,
    ended_at: Option<i64>,
    time_zone: String,
    name: String,
    left_cents: i64,
    currency: Currency,
    state: InvoiceState,
    bill_ended_at: Option<i64>,
    under_way: i64,
    spent: i64,
}

impl Row {
    fn left(&self) -> Money {
        Money {
            cents: self.left_cents,
            currency: self.currency,
        }
    }

    fn stands(&self, state: &AppState) -> LinkVisit {
        match () {
            () if self.ended_at.is_some() => LinkVisit::Unknown,
            () if self.state == InvoiceState::Paid || self.bill_ended_at.is_some() || self.left_cents <= 0 => LinkVisit::Paid,
            () if self.under_way > 0 => LinkVisit::OnItsWay,
            // It was for one payment. What that left to pay, or gave back, is asked for with another link.
            () if self.spent > 0 => LinkVisit::Unknown,
            () if self.expires_at <= state.clock.now() => LinkVisit::Expired,
            () => LinkVisit::Open(OpenLink {
                pet_name: self.name.clone(),
                amount: self.left(),
                until: Moment::local(self.expires_at, &self.time_zone).day,
                set_up: state.gateway.is_some(),
                brand: (*state.brand).clone(),
            }),
        }
    }
}

async fn found(state: &AppState, token: &str, network: &str) -> Result<Option<Row>, AppError> {
    limits::count(state, OPENING, network).await?;
    Ok(fetch_optional!(state.store.read(), Row, LOOK, token_hash(token))?)
}

/// What stands behind a token.
///
/// # Errors
/// `TooMany` when a network tries too often.
pub async fn open(state: &AppState, token: &str, network: &str) -> Result<LinkVisit, AppError> {
    Ok(found(state, token, network).await?.map_or(LinkVisit::Unknown, |row| row.stands(state)))
}

async fn usable(state: &AppState, token: &str, network: &str) -> Result<Row, AppError> {
    let row = found(state, token, network).await?.ok_or(AppError::NotFound)?;
    match row.stands(state) {
        LinkVisit::Open(_) => Ok(row),
        LinkVisit::Unknown => Err(AppError::NotFound),
        _ => Err(AppError::Conflict),
    }
}

fn effort(row: &Row) -> Effort<'_> {
    Effort {
        invoice: &row.invoice_id,
        amount: row.left(),
        origin: Origin::Link,
        person: None,
        method: None,
    }
}

async fn used(state: &AppState, link: &PayLinkId, payment: &PaymentId) -> Result<(), AppError> {
    let mut tx = state.store.begin().await?;
    execute!(tx.run(), USED, payment, link)?;
    tx.commit().await?;
    Ok(())
}

/// Begins to pay with the gateway's form on our page.
///
/// # Errors
/// `NotFound` when the link opens nothing, `Conflict` when it is past paying, `Unavailable` when the gateway does not answer.
pub async fn begin_form(state: &AppState, token: &str, network: &str) -> Result<GatewayForm, AppError> {
    let row = usable(state, token, network).await?;
    let (payment, form) = pages::open_form(state, &effort(&row), true).await?;
    used(state, &row.id, &payment).await?;
    Ok(form)
}

/// Begins to pay on the gateway's page; gives its address.
///
/// # Errors
/// As [`begin_form`].
pub async fn begin_page(state: &AppState, token: &str, network: &str) -> Result<String, AppError> {
    let row = usable(state, token, network).await?;
    let (payment, url) = pages::open_page(state, &effort(&row), true).await?;
    used(state, &row.id, &payment).await?;
    Ok(url)
}

/// What became of a payment by a link, as the gateway says; `None`: there is no such payment.
///
/// # Errors
/// `TooMany` when a network asks too often.
pub async fn done(state: &AppState, payment: &PaymentId, network: &str) -> Result<Option<LinkDone>, AppError> {
    limits::count(state, OPENING, network).await?;
    type Payment = (PaymentState, i64, Currency, Option<Failure>, String);
    if fetch_optional!(state.store.read(), Payment, PAYMENT, payment)?.is_none() {
        return Ok(None);
    }
    let confirm = match pages::settle(state, payment).await {
        Ok((_, confirm)) => confirm,
        Err(AppError::Unavailable | AppError::Conflict) => None,
        Err(error) => return Err(error),
    };
    let row = fetch_optional!(state.store.read(), Payment, PAYMENT, payment)?;
    Ok(row.map(|(stands, cents, currency, failure, pet_name)| LinkDone {
        state: stands,
        amount: Money { cents, currency },
        pet_name,
        failure,
        confirm,
    }))
}
