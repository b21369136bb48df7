//! Payments whose method is chosen on a page: in the gateway's form on ours, or on a page of the gateway's.
//!
//! A page of the gateway's names what it moves only once it does. Until then the payment here stands by the page ([`looked`]), and nothing else may be
//! begun for its bill that could take the money a second time: [`closed`] goes before.

use super::settling;
use super::store::{Effort, apply, begin, make_way, pay, refresh};
use crate::billing::asking::{gateway, offered, trouble};
use crate::billing::gateway_form::GatewayForm;
use crate::billing::model::PaymentState;
use crate::billing::ports::{Charge, IntentState, Key};
use crate::error::AppError;
use crate::ids::PaymentId;
use crate::state::AppState;
use crate::{execute, fetch_optional};

crate::queries! {
    LOOK = "SELECT m.state, m.gateway_intent, m.gateway_page, m.gateway_page_url, i.number, a.gateway_customer
        FROM payment m JOIN invoice i ON i.id = m.invoice_id LEFT JOIN billing_account a ON a.household_id = m.household_id WHERE m.id = $1";
    AT_A_PAGE = "SELECT id, amount_cents, gateway_page_url FROM payment WHERE invoice_id = $1 AND state = 'started' AND gateway_page IS NOT NULL
        AND origin = $2 AND COALESCE(person_id, '') = COALESCE(CAST($3 AS TEXT), '')";
    NAME_PAGE = "UPDATE payment SET gateway_page = $1, gateway_page_url = $2 WHERE id = $3 AND state = 'started'";
    CLOSED = "UPDATE payment SET failure = COALESCE(failure, 'not_confirmed') WHERE id = $1 AND state = 'started' AND gateway_intent IS NULL";
}

#[derive(sqlx::FromRow)]
struct Row {
    state: PaymentState,
    gateway_intent: Option<String>,
    gateway_page: Option<String>,
    gateway_page_url: Option<String>,
    number: String,
    gateway_customer: Option<String>,
}

impl Row {
    /// The page on which it can still be paid, unless that was closed.
    fn page(&self) -> Option<&str> {
        self.gateway_page.as_deref().filter(|_| self.state == PaymentState::Started)
    }

    /// The page that it stands by, while nothing else is known of it.
    fn stands_by(&self) -> Option<&str> {
        self.page().filter(|_| self.gateway_intent.is_none())
    }
}

async fn look(state: &AppState, payment: &PaymentId) -> Result<Row, AppError> {
    fetch_optional!(state.store.read(), Row, LOOK, payment)?.ok_or(AppError::NotFound)
}

/// Where the gateway sends the person afterwards.
fn back(state: &AppState, by_link: bool, payment: &PaymentId) -> String {
    let path = if by_link { "pay/back" } else { "payments/back" };
    format!("{}/{path}?payment={payment}", state.public_url)
}

/// Begins a payment for the gateway's form on our page.
///
/// # Errors
/// Those of [`pay`]; `Conflict` when the bill is being paid on a page of the gateway's that cannot be closed.
pub async fn open_form(state: &AppState, effort: &Effort<'_>, by_link: bool) -> Result<(PaymentId, GatewayForm), AppError> {
    let page = offered(state)?.page();
    let (payment, intent) = pay(state, effort).await?;
    let form = GatewayForm {
        script: page.script,
        key: page.public_key,
        secret: intent.client_secret.ok_or(AppError::Conflict)?,
        pays: true,
        back: back(state, by_link, &payment),
    };
    Ok((payment, form))
}

/// Begins a payment on a page of the gateway's; gives the page's address. Who comes again for the same amount goes on there; anybody
/// else has a page of their own, for it may show whose it is.
///
/// # Errors
/// Those of [`begin`]; `Unavailable` when the gateway does not answer.
pub async fn open_page(state: &AppState, effort: &Effort<'_>, by_link: bool) -> Result<(PaymentId, String), AppError> {
    let gateway = offered(state)?;
    type Open = (PaymentId, i64, Option<String>);
    if let Some((payment, cents, Some(url))) = fetch_optional!(state.store.read(), Open, AT_A_PAGE, effort.invoice, effort.origin, effort.person)?
        && cents == effort.amount.cents
        && settle(state, &payment).await?.0 == PaymentState::Started
    {
        return Ok((payment, url));
    }
    make_way(state, effort.invoice).await?;
    let mut tx = state.store.begin().await?;
    let payment = begin(&mut tx, state, effort).await?;
    tx.commit().await?;
    let (row, back) = (look(state, &payment).await?, back(state, by_link, &payment));
    let charge = Charge {
        customer: row.gateway_customer.as_deref().filter(|_| !by_link),
        amount: effort.amount,
        method: None,
        off_session: false,
        payment: payment.as_str(),
        number: &row.number,
        back: &back,
    };
    let page = gateway
        .hosted_charge(&Key(format!("{payment}-page")), &charge)
        .await
        .map_err(|error| trouble(&error))?;
    let mut tx = state.store.begin().await?;
    let named = execute!(tx.run(), NAME_PAGE, &page.id, &page.url, &payment)?;
    tx.commit().await?;
    if named == 0 {
        // Somebody else went on with the bill meanwhile.
        gateway
            .close_page(&Key(format!("{payment}-close")), &page.id)
            .await
            .map_err(|error| trouble(&error))?;
        return Err(AppError::Conflict);
    }
    Ok((payment, page.url))
}

/// How a payment stands that was begun on a page of the gateway's and is known by no more than that; `None`: it is no such payment.
///
/// # Errors
/// `Unavailable` when the gateway does not answer.
pub async fn looked(state: &AppState, payment: &PaymentId) -> Result<Option<PaymentState>, AppError> {
    let row = look(state, payment).await?;
    let Some(page) = row.stands_by() else { return Ok(None) };
    let gateway = gateway(state)?;
    let Some(intent) = gateway.hosted_intent(page).await.map_err(|error| trouble(&error))? else {
        return Ok(Some(row.state));
    };
    let intent = gateway.intent(&intent).await.map_err(|error| trouble(&error))?;
    let mut tx = state.store.begin().await?;
    let stands = apply(&mut tx, state, payment, &intent).await?;
    tx.commit().await?;
    Ok(Some(stands))
}

/// Closes the page that a payment was begun on, so that nobody can pay there any more; what was paid there stays. A card that was declined there names what
/// the page moves and leaves it open, so that goes for such payments too. `None`: it was begun on none, or is known by its intent, which is to be ended next:
/// the gateway gives that up only once its page is closed.
///
/// # Errors
/// `Conflict` when the page cannot be closed, `Unavailable` when the gateway does not answer.
pub async fn closed(state: &AppState, payment: &PaymentId) -> Result<Option<PaymentState>, AppError> {
    let stands = looked(state, payment).await?;
    let row = look(state, payment).await?;
    let Some(page) = row.page() else { return Ok(stands) };
    let key = Key(format!("{payment}-close"));
    gateway(state)?.close_page(&key, page).await.map_err(|error| match error {
        crate::billing::ports::GatewayError::Refused(_) => AppError::Conflict,
        other => trouble(&other),
    })?;
    // Whoever was quicker has paid.
    if let Some(now) = looked(state, payment).await?.filter(|now| *now != PaymentState::Started) {
        return Ok(Some(now));
    }
    if look(state, payment).await?.gateway_intent.is_some() {
        return Ok(None);
    }
    let mut tx = state.store.begin().await?;
    settling::hold_of(&mut tx, payment).await?;
    if execute!(tx.run(), CLOSED, payment)? == 1 {
        settling::failed(&mut tx, state, payment).await?;
    }
    tx.commit().await?;
    Ok(Some(look(state, payment).await?.state))
}

/// Ends a payment whose page is closed and whose intent the gateway will not give up: nobody can pay with that any more.
///
/// # Errors
/// What the database says.
pub async fn left(state: &AppState, payment: &PaymentId) -> Result<PaymentState, AppError> {
    if look(state, payment).await?.page().is_some() {
        let mut tx = state.store.begin().await?;
        settling::hold_of(&mut tx, payment).await?;
        settling::failed(&mut tx, state, payment).await?;
        tx.commit().await?;
    }
    Ok(look(state, payment).await?.state)
}

/// Asks the gateway what came of a payment, whichever way it was begun. Where the person has something to do still, gives the gateway's page for it.
///
/// # Errors
/// `Unavailable` when the gateway does not answer.
pub async fn settle(state: &AppState, payment: &PaymentId) -> Result<(PaymentState, Option<String>), AppError> {
    let stands = refresh(state, payment).await?;
    if stands != PaymentState::Started {
        return Ok((stands, None));
    }
    let row = look(state, payment).await?;
    let goes_on = match &row.gateway_intent {
        None => row.gateway_page_url,
        Some(intent) => match gateway(state)?.intent(intent).await.map_err(|error| trouble(&error))?.state {
            IntentState::Action { url } => url,
            _ => None,
        },
    };
    Ok((stands, goes_on))
}
