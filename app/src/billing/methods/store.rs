//! Payment methods. What is true of one the gateway says; here stand brand, last four digits and whose it is.

use std::sync::Arc;

use super::model::{Added, MethodLine, MethodState, MethodsView, Wish};
use crate::auth::HouseholdActor;
use crate::auth::audit::{By, record};
use crate::billing::asking::{gateway, offered, trouble};
use crate::billing::gateway_form::GatewayForm;
use crate::billing::model::{Failure, MethodKind};
use crate::billing::ports::{Key, Method, PaymentGateway, Setup};
use crate::day::Day;
use crate::db::Tx;
use crate::error::{AppError, FieldError, internal};
use crate::ids::{HouseholdId, MethodId, PersonId, SetupId};
use crate::jobs::{Job, enqueue};
use crate::state::AppState;
use crate::texts::Lang;
use crate::{execute, fetch_all, fetch_optional};

crate::queries! {
    LIST = "SELECT m.id, m.kind, m.brand, m.last_four, m.expires_on, m.state, m.verify_url, CASE WHEN a.method_id = m.id THEN 1 ELSE 0 END AS used
        FROM payment_method m LEFT JOIN billing_account a ON a.household_id = m.household_id
        WHERE m.household_id = $1 AND m.state <> 'removed' ORDER BY 8 DESC, m.added_at DESC, m.id DESC";
    AUTOPAY = "SELECT id FROM mandate WHERE household_id = $1 AND ended_at IS NULL";
    // Pets whose bills are collected without anybody there: all with autopay ($2), else those of which a day was chosen.
    PAYS_FOR = "SELECT DISTINCT p.name FROM invoice i JOIN policy y ON y.id = i.policy_id JOIN pet p ON p.id = y.pet_id
        WHERE i.household_id = $1 AND i.state <> 'paid' AND i.ended_at IS NULL AND (CAST($2 AS BIGINT) = 1 OR i.pay_on IS NOT NULL) ORDER BY p.name";
    CUSTOMER = "SELECT gateway_customer FROM billing_account WHERE household_id = $1";
    // Whoever asked first has named the customer.
    KEEP_CUSTOMER = "INSERT INTO billing_account (household_id, gateway_customer) VALUES ($1, $2)
        ON CONFLICT (household_id) DO UPDATE SET gateway_customer = COALESCE(billing_account.gateway_customer, excluded.gateway_customer)";
    OWN = "SELECT id FROM payment_method WHERE id = $1 AND household_id = $2 AND state <> 'removed'";
    BEGIN = "INSERT INTO method_setup (id, household_id, person_id, replaces, make_default, started_at) VALUES ($1, $2, $3, $4, $5, $6)";
    BEGUN = "UPDATE method_setup SET gateway_setup = $1 WHERE id = $2";
    NEWEST = "SELECT s.gateway_setup, s.method_id, s.ended_at FROM method_setup s WHERE s.household_id = $1 AND s.gateway_setup IS NOT NULL ORDER BY s.started_at DESC, s.id DESC LIMIT 1";
    SETUP = "SELECT id, household_id, person_id, replaces, make_default, method_id, ended_at FROM method_setup WHERE gateway_setup = $1";
    END = "UPDATE method_setup SET ended_at = $1, method_id = $2 WHERE id = $3 AND ended_at IS NULL";
    WAITS = "UPDATE method_setup SET method_id = $1 WHERE id = $2";
    // The same method told again is the same row; one that was removed stays so.
    KEEP = "INSERT INTO payment_method (id, household_id, gateway_method, kind, brand, last_four, expires_on, state, verify_url, added_by, added_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        ON CONFLICT (gateway_method) DO UPDATE SET state = CASE WHEN payment_method.state = 'removed' THEN 'removed' ELSE excluded.state END,
            verify_url = excluded.verify_url, expires_on = excluded.expires_on
        RETURNING id";
    REFUSE = "UPDATE payment_method SET state = 'refused', verify_url = NULL WHERE id = $1 AND state = 'unverified'";
    USE = "UPDATE billing_account SET method_id = $1 WHERE household_id = $2";
    USED = "SELECT method_id FROM billing_account WHERE household_id = $1";
    READY = "SELECT id FROM payment_method WHERE household_id = $1 AND state = 'ready' AND id <> $2 ORDER BY added_at DESC, id DESC LIMIT 1";
    REMOVE = "UPDATE payment_method SET state = 'removed', removed_at = $1, verify_url = NULL WHERE id = $2 AND household_id = $3 AND state <> 'removed'";
    AT_GATEWAY = "SELECT gateway_method FROM payment_method WHERE id = $1";
}

#[derive(sqlx::FromRow)]
struct Row {
    id: MethodId,
    kind: MethodKind,
    brand: String,
    last_four: String,
    expires_on: Option<Day>,
    state: MethodState,
    verify_url: Option<String>,
    used: i32,
}

#[derive(sqlx::FromRow)]
struct SetupRow {
    id: SetupId,
    household_id: HouseholdId,
    person_id: PersonId,
    replaces: Option<MethodId>,
    make_default: bool,
    ended_at: Option<i64>,
    method_id: Option<MethodId>,
}

/// What the household pays with, the one used unless somebody chooses another at the top.
pub async fn of(state: &AppState, household: &HouseholdId) -> Result<Vec<MethodLine>, AppError> {
    let autopay = autopay_is_on(state, household).await?;
    let pets = fetch_all!(state.store.read(), (String,), PAYS_FOR, household, i64::from(autopay))?;
    let rows = fetch_all!(state.store.read(), Row, LIST, household)?;
    let line = |row: Row| MethodLine {
        id: row.id,
        kind: row.kind,
        brand: row.brand,
        last_four: row.last_four,
        expires_on: row.expires_on,
        state: row.state,
        verify_url: row.verify_url,
        default: row.used == 1,
        pays_for: if row.used == 1 {
            pets.iter().map(|(name,)| name.clone()).collect()
        } else {
            Vec::new()
        },
    };
    Ok(rows.into_iter().map(line).collect())
}

/// Whether the household's bills are paid by themselves.
pub async fn autopay_is_on(state: &AppState, household: &HouseholdId) -> Result<bool, sqlx::Error> {
    Ok(fetch_optional!(state.store.read(), (String,), AUTOPAY, household)?.is_some())
}

/// Everything on the page of payment methods.
///
/// # Errors
/// What the database says.
pub async fn list(state: &AppState, actor: &HouseholdActor) -> Result<MethodsView, AppError> {
    Ok(MethodsView {
        methods: of(state, &actor.household).await?,
        autopay: autopay_is_on(state, &actor.household).await?,
        set_up: state.gateway.is_some(),
        brand: (*state.brand).clone(),
        today: state.clock.today(&actor.zone),
    })
}

/// The household as the gateway knows it; made known now if it is not.
///
/// # Errors
/// `Unavailable` when the gateway does not answer.
pub async fn customer(state: &AppState, gateway: &dyn PaymentGateway, household: &HouseholdId) -> Result<String, AppError> {
    let known = async || Ok::<_, sqlx::Error>(fetch_optional!(state.store.read(), (Option<String>,), CUSTOMER, household)?.and_then(|(id,)| id));
    if let Some(known) = known().await? {
        return Ok(known);
    }
    let key = Key(format!("customer-{household}"));
    let made = gateway.customer(&key, household.as_str()).await.map_err(|error| trouble(&error))?;
    let mut tx = state.store.begin().await?;
    execute!(tx.run(), KEEP_CUSTOMER, household, &made)?;
    tx.commit().await?;
    Ok(known().await?.unwrap_or(made))
}

async fn own(state: &AppState, actor: &HouseholdActor, method: &MethodId) -> Result<(), AppError> {
    let found = fetch_optional!(state.store.read(), (MethodId,), OWN, method, &actor.household)?;
    found.map(drop).ok_or(AppError::NotFound)
}

/// Notes that a method is being added, before the gateway is asked: what it says later finds this row.
/// The gateway, for a wish that names nothing of another household's: that is found out first, whether or not cards are set up.
async fn gateway_for<'a>(state: &'a AppState, actor: &HouseholdActor, wish: &Wish) -> Result<&'a Arc<dyn PaymentGateway>, AppError> {
    if let Some(before) = &wish.replaces {
        own(state, actor, before).await?;
    }
    offered(state)
}

async fn start(state: &AppState, actor: &HouseholdActor, wish: &Wish) -> Result<SetupId, AppError> {
    let id = SetupId(state.new_id());
    let mut tx = state.store.begin().await?;
    execute!(
        tx.run(),
        BEGIN,
        &id,
        &actor.household,
        &actor.person,
        &wish.replaces,
        wish.default,
        state.clock.now()
    )?;
    tx.commit().await?;
    Ok(id)
}

async fn begun(state: &AppState, setup: &SetupId, gateway_setup: &str) -> Result<(), AppError> {
    let mut tx = state.store.begin().await?;
    execute!(tx.run(), BEGUN, gateway_setup, setup)?;
    tx.commit().await?;
    Ok(())
}

fn back(state: &AppState) -> String {
    format!("{}/payments/methods/added", state.public_url)
}

/// Begins to add a method with the gateway's form on our page.
///
/// # Errors
/// `NotFound` when what it replaces is not theirs, `Conflict` without a gateway, `Unavailable` when that does not answer.
pub async fn begin(state: &AppState, actor: &HouseholdActor, wish: &Wish) -> Result<GatewayForm, AppError> {
    let gateway = gateway_for(state, actor, wish).await?;
    let setup = start(state, actor, wish).await?;
    let customer = customer(state, gateway.as_ref(), &actor.household).await?;
    let begun_there = gateway
        .begin_setup(&Key(format!("setup-{setup}")), &customer)
        .await
        .map_err(|error| trouble(&error))?;
    begun(state, &setup, &begun_there.id).await?;
    let page = gateway.page();
    Ok(GatewayForm {
        script: page.script,
        key: page.public_key,
        secret: begun_there.client_secret,
        pays: false,
        back: back(state),
    })
}

/// Begins to add a method on the gateway's page; gives its address.
///
/// # Errors
/// As [`begin`].
pub async fn begin_hosted(state: &AppState, actor: &HouseholdActor, wish: &Wish) -> Result<String, AppError> {
    let gateway = gateway_for(state, actor, wish).await?;
    let setup = start(state, actor, wish).await?;
    let customer = customer(state, gateway.as_ref(), &actor.household).await?;
    let key = Key(format!("setup-{setup}"));
    let page = gateway.hosted_setup(&key, &customer, &back(state)).await.map_err(|error| trouble(&error))?;
    begun(state, &setup, &page.id).await?;
    Ok(page.url)
}

/// What came of the method that the household began to add last. Nothing in the address counts, only what the gateway says.
///
/// # Errors
/// `Unavailable` when the gateway does not answer.
pub async fn added(state: &AppState, actor: &HouseholdActor) -> Result<Added, AppError> {
    type Newest = (String, Option<MethodId>, Option<i64>);
    let Some((gateway_setup, ..)) = fetch_optional!(state.store.read(), Newest, NEWEST, &actor.household)? else {
        return Ok(Added::Nothing);
    };
    let refused = settled(state, &gateway_setup).await?;
    let now = fetch_optional!(state.store.read(), Newest, NEWEST, &actor.household)?;
    let (method, ended) = now.map_or((None, None), |(_, method, ended)| (method, ended));
    let line = of(state, &actor.household).await?.into_iter().find(|line| Some(&line.id) == method.as_ref());
    Ok(match (line, refused) {
        (Some(line), _) if line.state == MethodState::Ready => Added::Ready(line),
        (Some(line), _) if line.state == MethodState::Unverified => Added::Unverified(line),
        (_, Some(why)) => Added::Refused(why),
        (_, None) if ended.is_none() => Added::Open,
        _ => Added::Nothing,
    })
}

/// Asks the gateway how adding a method stands, by the gateway's id, and does what follows. The same again changes nothing; an id that is none of ours
/// is nobody's business.
///
/// # Errors
/// `Unavailable` when the gateway does not answer.
pub async fn settle(state: &AppState, gateway_setup: &str) -> Result<(), AppError> {
    settled(state, gateway_setup).await.map(drop)
}

/// As [`settle`]; gives why it was refused, if it was.
async fn settled(state: &AppState, gateway_setup: &str) -> Result<Option<Failure>, AppError> {
    let Some(row) = fetch_optional!(state.store.read(), SetupRow, SETUP, gateway_setup)? else {
        return Ok(None);
    };
    if row.ended_at.is_some() {
        return Ok(None);
    }
    let stands = gateway(state)?.setup(gateway_setup).await.map_err(|error| trouble(&error))?;
    let customer = fetch_optional!(state.store.read(), (Option<String>,), CUSTOMER, &row.household_id)?.and_then(|(id,)| id);
    let theirs = |method: &Method| method.customer.is_none() || method.customer == customer;
    let mut tx = state.store.begin().await?;
    let refused = match stands {
        Setup::Open => None,
        Setup::Ready(method) | Setup::Unverified { method, .. } if !theirs(&method) => {
            return Err(internal(&format!("setup {} gave a method of another customer", row.id)));
        }
        Setup::Unverified { method, verify_url } => {
            let id = keep(&mut tx, state, &row, &method, Some(&verify_url)).await?;
            execute!(tx.run(), WAITS, &id, &row.id)?;
            None
        }
        Setup::Ready(method) => {
            let id = keep(&mut tx, state, &row, &method, None).await?;
            finish(&mut tx, state, &row, &id).await?;
            None
        }
        Setup::Refused(why) => {
            if let Some(method) = &row.method_id {
                execute!(tx.run(), REFUSE, method)?;
            }
            execute!(tx.run(), END, state.clock.now(), &row.method_id, &row.id)?;
            Some(why)
        }
        Setup::Ended => {
            execute!(tx.run(), END, state.clock.now(), &row.method_id, &row.id)?;
            None
        }
    };
    tx.commit().await?;
    Ok(refused)
}

async fn keep(tx: &mut Tx, state: &AppState, row: &SetupRow, method: &Method, verify_url: Option<&str>) -> Result<MethodId, AppError> {
    let stands = if verify_url.is_some() { MethodState::Unverified } else { MethodState::Ready };
    let (id,) = crate::fetch_one!(
        tx.run(),
        (MethodId,),
        KEEP,
        MethodId(state.new_id()),
        &row.household_id,
        &method.id,
        method.kind,
        &method.brand,
        &method.last_four,
        method.expires_on,
        stands,
        verify_url,
        &row.person_id,
        state.clock.now()
    )?;
    Ok(id)
}

/// A method that can be used from now on: it takes its place, once.
async fn finish(tx: &mut Tx, state: &AppState, row: &SetupRow, method: &MethodId) -> Result<(), AppError> {
    if execute!(tx.run(), END, state.clock.now(), method, &row.id)? == 0 {
        return Ok(());
    }
    let used = fetch_optional!(tx.run(), (Option<MethodId>,), USED, &row.household_id)?.and_then(|(id,)| id);
    let takes_over = row.make_default || used.is_none() || (used.is_some() && used == row.replaces);
    if takes_over {
        execute!(tx.run(), USE, method, &row.household_id)?;
    }
    if let Some(before) = row.replaces.as_ref().filter(|before| *before != method) {
        take_away(tx, state, &row.household_id, before).await?;
    }
    let by = By::Person(&row.person_id);
    record(tx, state, by, "method.add", ("household", row.household_id.as_str()), serde_json::json!({})).await?;
    Ok(())
}

/// Uses a method from now on.
///
/// # Errors
/// `NotFound` when it is not theirs, `Conflict` when it cannot be used.
pub async fn choose(state: &AppState, actor: &HouseholdActor, method: &MethodId) -> Result<(), AppError> {
    own(state, actor, method).await?;
    let line = of(state, &actor.household).await?.into_iter().find(|line| line.id == *method);
    if line.is_none_or(|line| line.state != MethodState::Ready) {
        return Err(AppError::Conflict);
    }
    let mut tx = state.store.begin().await?;
    execute!(tx.run(), USE, method, &actor.household)?;
    record(
        &mut tx,
        state,
        By::Person(&actor.person),
        "method.choose",
        ("household", actor.household.as_str()),
        serde_json::json!({}),
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

/// Removes a method; the newest other one that works is used in its place.
///
/// # Errors
/// `NotFound` when it is not theirs; `Invalid` with the way out when bills are to be paid by it and there is no other.
pub async fn remove(state: &AppState, actor: &HouseholdActor, method: &MethodId, l: Lang) -> Result<(), AppError> {
    own(state, actor, method).await?;
    let lines = of(state, &actor.household).await?;
    let another = lines.iter().any(|line| line.id != *method && line.state == MethodState::Ready);
    let needed = lines.iter().any(|line| line.id == *method && line.default && !line.pays_for.is_empty());
    let autopay = autopay_is_on(state, &actor.household).await?;
    let ready = lines.iter().any(|line| line.id == *method && line.state == MethodState::Ready);
    if ready && !another && (autopay || needed) {
        let words = if autopay { l.methods_last_autopay() } else { l.methods_last_planned() };
        return Err(AppError::Invalid(vec![FieldError::new("", words)]));
    }
    let mut tx = state.store.begin().await?;
    take_away(&mut tx, state, &actor.household, method).await?;
    record(
        &mut tx,
        state,
        By::Person(&actor.person),
        "method.remove",
        ("household", actor.household.as_str()),
        serde_json::json!({}),
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

async fn take_away(tx: &mut Tx, state: &AppState, household: &HouseholdId, method: &MethodId) -> Result<(), AppError> {
    if execute!(tx.run(), REMOVE, state.clock.now(), method, household)? == 0 {
        return Ok(());
    }
    let used = fetch_optional!(tx.run(), (Option<MethodId>,), USED, household)?.and_then(|(id,)| id);
    if used.as_ref() == Some(method) {
        let next = fetch_optional!(tx.run(), (MethodId,), READY, household, method)?.map(|(id,)| id);
        execute!(tx.run(), USE, &next, household)?;
    }
    enqueue(tx, state, &Job::ForgetMethod { method: method.clone() }).await?;
    Ok(())
}

/// Lets the gateway forget a method that was removed here.
///
/// # Errors
/// `Unavailable` when the gateway does not answer.
pub async fn forget(state: &AppState, method: &MethodId) -> Result<(), AppError> {
    let Some((at_gateway,)) = fetch_optional!(state.store.read(), (String,), AT_GATEWAY, method)? else {
        return Ok(());
    };
    match gateway(state)?.forget_method(&Key(format!("forget-{method}")), &at_gateway).await {
        Ok(()) | Err(crate::billing::ports::GatewayError::NotFound) => Ok(()),
        Err(error) => Err(trouble(&error)),
    }
}
