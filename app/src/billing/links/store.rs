//! Making links: by the desk, and by itself when a payment did not go through. They leave by e-mail and text message with the change that makes them.

use crate::account::store::open_phone;
use crate::auth::Staff;
use crate::auth::audit::{By, record};
use crate::auth::store::token_hash;
use crate::db::Tx;
use crate::error::AppError;
use crate::ids::{HouseholdId, InvoiceId, PayLinkId, PersonId};
use crate::money::{Currency, Money};
use crate::notify::{self, Letter, Text};
use crate::seal::hex;
use crate::state::AppState;
use crate::texts::Lang;
use crate::{execute, fetch_all, fetch_optional};

/// How long a link works, in days.
pub const DAYS: i64 = 7;
const HOUR_MS: i64 = 60 * 60 * 1000;
const DAY_MS: i64 = 24 * HOUR_MS;

crate::queries! {
    BILL = "SELECT i.household_id, p.name, i.amount_cents - i.paid_cents, i.currency FROM invoice i JOIN policy y ON y.id = i.policy_id JOIN pet p ON p.id = y.pet_id
        WHERE i.id = $1 AND i.state <> 'paid' AND i.ended_at IS NULL";
    REPLACE = "UPDATE pay_link SET ended_at = $1 WHERE invoice_id = $2 AND ended_at IS NULL";
    MAKE = "INSERT INTO pay_link (id, invoice_id, household_id, token_hash, made_at, made_by, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    OWNERS = "SELECT DISTINCT p.id, p.email, p.phone, p.language FROM person p
        JOIN \"grant\" g ON g.person_id = p.id AND g.role = 'policyholder' AND g.scope_kind = 'household' AND g.scope_id = $1
        WHERE g.from_at <= $2 AND (g.to_at IS NULL OR g.to_at > $2)";
    RECENT = "SELECT id FROM pay_link WHERE invoice_id = $1 AND made_by IS NULL AND ended_at IS NULL AND made_at > $2
        AND NOT EXISTS (SELECT 1 FROM payment m WHERE m.id = pay_link.payment_id AND m.state IN ('settled', 'returned'))";
    OF_HOUSEHOLD = "SELECT id FROM invoice WHERE id = $1 AND household_id = $2";
}

#[derive(sqlx::FromRow)]
struct Owner {
    id: PersonId,
    email: String,
    phone: Option<String>,
    language: Option<Lang>,
}

/// Makes a link for a bill and sends it to its policyholder, in the caller's transaction; one that was made before does not work any more. `by`: who of
/// ours; nobody when it is made by itself. `None`: nothing is owed.
///
/// # Errors
/// What the database says.
pub async fn make(tx: &mut Tx, state: &AppState, invoice: &InvoiceId, by: Option<&PersonId>) -> Result<Option<PayLinkId>, AppError> {
    type Bill = (HouseholdId, String, i64, Currency);
    let Some((household, pet, cents, currency)) = fetch_optional!(tx.run(), Bill, BILL, invoice)? else {
        return Ok(None);
    };
    let (id, token, now) = (PayLinkId(state.new_id()), hex(&state.random.bytes::<32>()), state.clock.now());
    execute!(tx.run(), REPLACE, now, invoice)?;
    execute!(tx.run(), MAKE, &id, invoice, &household, token_hash(&token), now, by, now + DAYS * DAY_MS)?;
    let (amount, link) = (Money { cents, currency }, format!("{}/pay/{token}", state.public_url));
    for owner in fetch_all!(tx.run(), Owner, OWNERS, &household, now)? {
        let l = owner.language.unwrap_or(Lang::En);
        let (pet, link) = (pet.clone(), link.clone());
        let letter = Letter::PayLink {
            pet: pet.clone(),
            amount,
            days: DAYS,
            link: link.clone(),
        };
        notify::jobs::write(tx, state, &owner.email, l, letter).await?;
        let Some(sealed) = owner.phone.filter(|_| state.sms.is_some()) else {
            continue;
        };
        let number = open_phone(state, &owner.id, &sealed)?;
        // Who asked for no text messages gets none, whatever it is about.
        if notify::store::deliveries::takes_texts(state, &number).await? {
            let text = Text::PayLink { pet, amount, link };
            notify::jobs::text_until(tx, state, &number, l, text, now + DAYS * DAY_MS).await?;
        }
    }
    tracing::info!(pay_link.id = %id, "Made a link to pay by");
    Ok(Some(id))
}

/// Makes and sends a link for a bill of a customer, at the desk.
///
/// # Errors
/// `NotFound` when the customer has no such bill, `Conflict` when nothing is owed.
pub async fn send(state: &AppState, staff: &Staff, household: &HouseholdId, invoice: &InvoiceId) -> Result<PayLinkId, AppError> {
    let mut tx = state.store.begin().await?;
    fetch_optional!(tx.run(), (InvoiceId,), OF_HOUSEHOLD, invoice, household)?.ok_or(AppError::NotFound)?;
    let link = make(&mut tx, state, invoice, Some(&staff.person)).await?.ok_or(AppError::Conflict)?;
    let detail = serde_json::json!({ "bill": invoice.as_str() });
    record(
        &mut tx,
        state,
        By::Person(&staff.person),
        "desk.send_pay_link",
        ("household", household.as_str()),
        detail,
    )
    .await?;
    tx.commit().await?;
    Ok(link)
}

/// Makes and sends a link for a bill whose payment did not go through. Safe to run twice: a link that was sent a moment ago is enough.
///
/// # Errors
/// What the database says.
pub async fn after_failure(state: &AppState, invoice: &InvoiceId) -> Result<(), AppError> {
    if state.gateway.is_none() {
        return Ok(());
    }
    let mut tx = state.store.begin().await?;
    if fetch_optional!(tx.run(), (PayLinkId,), RECENT, invoice, state.clock.now() - HOUR_MS)?.is_none() {
        make(&mut tx, state, invoice, None).await?;
    }
    Ok(tx.commit().await?)
}
