//! The permission to debit: kept in its exact words with when, from where and with what it was given, for two years after the last debit or its end.

use sha2::{Digest, Sha256};

use super::model::{AutopayView, Mandate, Offer};
use super::words::words;
use crate::auth::HouseholdActor;
use crate::auth::audit::{By, record};
use crate::billing::methods::model::{MethodLine, MethodState};
use crate::billing::methods::store as methods;
use crate::day::Moment;
use crate::error::{AppError, FieldError};
use crate::ids::MandateId;
use crate::notify::{self, Letter};
use crate::seal::hex;
use crate::sessions::browser::{self, Browser};
use crate::state::AppState;
use crate::texts::Lang;
use crate::{execute, fetch_one, fetch_optional};

crate::queries! {
    STANDS = "SELECT words, given_at, device FROM mandate WHERE household_id = $1 AND ended_at IS NULL";
    GIVE = "INSERT INTO mandate (id, household_id, person_id, words, language, given_at, address, device) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT DO NOTHING";
    END = "UPDATE mandate SET ended_at = $1, ended_by = $2 WHERE household_id = $3 AND ended_at IS NULL";
    REACH = "SELECT email, language FROM person WHERE id = $1";
}

/// Between the paragraphs of what was agreed to.
const BREAK: &str = "\n\n";

#[derive(sqlx::FromRow)]
struct Row {
    words: String,
    given_at: i64,
    device: String,
}

/// Names words without repeating them.
fn seal(words: &[String]) -> String {
    hex(&Sha256::digest(words.join(BREAK).as_bytes()))
}

/// Whether the box was ticked.
///
/// # Errors
/// A sentence at it, when not.
pub fn agreed(ticked: &str, l: Lang) -> Result<(), Vec<FieldError>> {
    match ticked {
        "yes" => Ok(()),
        _ => Err(vec![FieldError::new("agreed", l.autopay_agree_missing())]),
    }
}

async fn method(state: &AppState, actor: &HouseholdActor) -> Result<Option<MethodLine>, AppError> {
    let lines = methods::of(state, &actor.household).await?;
    Ok(lines.into_iter().find(|line| line.default && line.state == MethodState::Ready))
}

/// Autopay as it stands, and what would be agreed to.
///
/// # Errors
/// What the database says.
pub async fn look(state: &AppState, actor: &HouseholdActor, l: Lang) -> Result<AutopayView, AppError> {
    let row = fetch_optional!(state.store.read(), Row, STANDS, &actor.household)?;
    let method = method(state, actor).await?;
    let offer = match (&row, &method, &state.gateway) {
        (None, Some(method), Some(_)) => {
            let words = words(state, actor, method, l).await?;
            Some(Offer {
                seal: seal(&words),
                words,
                method: method.clone(),
            })
        }
        _ => None,
    };
    Ok(AutopayView {
        on: row.map(|row| Mandate {
            words: row.words.split(BREAK).map(str::to_owned).collect(),
            given_at: Moment::local(row.given_at, &actor.zone),
            device: row.device,
        }),
        offer,
        method,
        set_up: state.gateway.is_some(),
        brand: (*state.brand).clone(),
        today: state.clock.today(&actor.zone),
    })
}

/// Switches autopay on. A copy of the words goes to whoever agreed to them.
///
/// # Errors
/// `Conflict` when there is nothing to pay with, it is on already, or the words are not those that were read.
pub async fn turn_on(state: &AppState, actor: &HouseholdActor, read: &str, from: &Browser, l: Lang) -> Result<MandateId, AppError> {
    let offer = look(state, actor, l).await?.offer.ok_or(AppError::Conflict)?;
    if offer.seal != read {
        return Err(AppError::Conflict);
    }
    let (id, text) = (MandateId(state.new_id()), offer.words.join(BREAK));
    let mut tx = state.store.begin().await?;
    let given = execute!(
        tx.run(),
        GIVE,
        &id,
        &actor.household,
        &actor.person,
        &text,
        l,
        state.clock.now(),
        &from.address,
        browser::name(&from.agent, l)
    )?;
    if given == 0 {
        return Err(AppError::Conflict);
    }
    record(
        &mut tx,
        state,
        By::Person(&actor.person),
        "autopay.on",
        ("household", actor.household.as_str()),
        serde_json::json!({}),
    )
    .await?;
    // The copy is in the language of the words: a permission is what was read.
    let (email, _): (String, Option<Lang>) = fetch_one!(tx.run(), (String, Option<Lang>), REACH, &actor.person)?;
    let letter = Letter::AutopayOn {
        words: offer.words,
        link: link(state),
    };
    notify::jobs::write(&mut tx, state, &email, l, letter).await?;
    tx.commit().await?;
    tracing::info!(mandate.id = %id, "Autopay was switched on");
    Ok(id)
}

/// Switches autopay off. What is on its way already goes on; nothing else is taken.
///
/// # Errors
/// What the database says. Off already is no error.
pub async fn turn_off(state: &AppState, actor: &HouseholdActor) -> Result<(), AppError> {
    let mut tx = state.store.begin().await?;
    if execute!(tx.run(), END, state.clock.now(), &actor.person, &actor.household)? > 0 {
        record(
            &mut tx,
            state,
            By::Person(&actor.person),
            "autopay.off",
            ("household", actor.household.as_str()),
            serde_json::json!({}),
        )
        .await?;
        let (email, language): (String, Option<Lang>) = fetch_one!(tx.run(), (String, Option<Lang>), REACH, &actor.person)?;
        let letter = Letter::AutopayOff { link: link(state) };
        notify::jobs::write(&mut tx, state, &email, language.unwrap_or(Lang::En), letter).await?;
    }
    tx.commit().await?;
    Ok(())
}

fn link(state: &AppState) -> String {
    format!("{}/payments/autopay", state.public_url)
}
