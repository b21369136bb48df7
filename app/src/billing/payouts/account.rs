//! The account that a household's claims are paid to. The gateway holds it; here stands that there is one, whether it works, and its last digits.

use serde_json::json;

use super::PAGE;
use super::model::{AccountStands, PayoutAccount};
use crate::auth::HouseholdActor;
use crate::auth::audit::{self, By};
use crate::billing::asking::{gateway, offered, trouble};
use crate::billing::ports::{AccountState, Key};
use crate::error::AppError;
use crate::ids::{HouseholdId, PayoutId};
use crate::jobs::{self, Job};
use crate::money::{Currency, Money};
use crate::state::AppState;
use crate::workflow::model::What;
use crate::workflow::requirements;
use crate::{execute, fetch_all, fetch_optional};

crate::queries! {
    ACCOUNT = "SELECT payout_account, payout_state, payout_bank FROM billing_account WHERE household_id = $1";
    OWNER = "SELECT household_id FROM billing_account WHERE payout_account = $1";
    WAITING = "SELECT CAST(SUM(amount_cents) AS BIGINT), MIN(currency) FROM payout WHERE household_id = $1 AND state = 'approved' HAVING SUM(amount_cents) > 0";
    OPEN = "INSERT INTO billing_account (household_id) VALUES ($1) ON CONFLICT DO NOTHING";
    // Of two that begin at once, one account stays; both were asked for with one key, so it is the same.
    NAME = "UPDATE billing_account SET payout_account = $1, payout_state = 'started' WHERE household_id = $2 AND payout_account IS NULL";
    SET = "UPDATE billing_account SET payout_state = $1, payout_bank = COALESCE($2, payout_bank)
        WHERE household_id = $3 AND payout_account = $4 AND (payout_state <> $1 OR (CAST($2 AS TEXT) IS NOT NULL AND (payout_bank IS NULL OR payout_bank <> $2)))";
    APPROVED = "SELECT id FROM payout WHERE household_id = $1 AND state = 'approved' ORDER BY approved_at, id";
}

/// How the account of a household is kept: the gateway's id of it, how it stands, and its bank.
pub(super) type Kept = (Option<String>, AccountStands, Option<String>);

/// The account of a household; `None`: nothing was ever set up.
pub(super) async fn kept(state: &AppState, household: &HouseholdId) -> Result<Option<Kept>, sqlx::Error> {
    fetch_optional!(state.store.read(), Kept, ACCOUNT, household)
}

/// Where the household's claims are paid to.
pub async fn view(state: &AppState, actor: &HouseholdActor) -> Result<PayoutAccount, sqlx::Error> {
    let (_, stands, bank) = kept(state, &actor.household).await?.unwrap_or((None, AccountStands::None, None));
    let waiting = fetch_optional!(state.store.read(), (i64, Currency), WAITING, &actor.household)?;
    Ok(PayoutAccount {
        possible: state.gateway.is_some(),
        stands,
        bank: bank.filter(|_| stands == AccountStands::Ready),
        waiting: waiting.map(|(cents, currency)| Money { cents, currency }),
    })
}

/// Opens the account at the gateway where there is none, and gives the address of the gateway's page for it. Also for changing the bank of one that is there.
///
/// # Errors
/// `Conflict` where no gateway is set up, `Unavailable` when it did not answer.
pub async fn begin(state: &AppState, actor: &HouseholdActor) -> Result<String, AppError> {
    let gateway = offered(state)?;
    let known = kept(state, &actor.household).await?.and_then(|(account, ..)| account);
    let account = match known {
        Some(account) => account,
        None => {
            let key = Key(format!("payout-account-{}", actor.household));
            let account = gateway.payout_account(&key, actor.household.as_str()).await.map_err(|error| trouble(&error))?;
            let mut tx = state.store.begin().await?;
            execute!(tx.run(), OPEN, &actor.household)?;
            execute!(tx.run(), NAME, &account, &actor.household)?;
            tx.commit().await?;
            account
        }
    };
    let mut tx = state.store.begin().await?;
    let subject = ("household", actor.household.as_str());
    audit::record(&mut tx, state, By::Person(&actor.person), "payout_account.begin", subject, json!({})).await?;
    tx.commit().await?;
    let (back, again) = (format!("{}{PAGE}?back=1", state.public_url), format!("{}{PAGE}?again=1", state.public_url));
    let page = gateway.payout_account_page(&account, &back, &again).await.map_err(|error| trouble(&error))?;
    Ok(page.url)
}

/// Asks the gateway how a household's account stands. Once it is ready, what waits is sent and nothing is asked for any more.
///
/// # Errors
/// `Unavailable` when the gateway did not answer.
pub async fn refresh(state: &AppState, household: &HouseholdId) -> Result<(), AppError> {
    let Some((Some(account), ..)) = kept(state, household).await? else {
        return Ok(());
    };
    let (stands, bank) = match gateway(state)?.payout_account_state(&account).await.map_err(|error| trouble(&error))? {
        AccountState::Started => (AccountStands::Started, None),
        AccountState::Ready { bank } => (AccountStands::Ready, Some(bank)),
        AccountState::Refused => (AccountStands::Refused, None),
    };
    let mut tx = state.store.begin().await?;
    let changed = execute!(tx.run(), SET, stands, &bank, household, &account)? == 1;
    if changed {
        let detail = json!({ "state": stands });
        audit::record(&mut tx, state, By::System, "payout_account.change", ("household", household.as_str()), detail).await?;
    }
    if stands == AccountStands::Ready {
        requirements::have(&mut tx, state, household, What::BankAccount).await?;
        if changed {
            for (payout,) in fetch_all!(tx.run(), (PayoutId,), APPROVED, household)? {
                let since = state.clock.now();
                jobs::enqueue(&mut tx, state, &Job::SendPayout { payout, since }).await?;
            }
        }
    }
    tx.commit().await?;
    if changed {
        tracing::info!(household.id = %household, "The payout account of household {household} is {stands}");
    }
    Ok(())
}

/// Takes in that something changed at one of the gateway's accounts. `false`: it is none of ours.
///
/// # Errors
/// `Unavailable` when the gateway did not answer.
pub async fn told(state: &AppState, account: &str) -> Result<bool, AppError> {
    match owner(state, account).await? {
        Some(household) => refresh(state, &household).await.map(|()| true),
        None => Ok(false),
    }
}

/// Whose account of the gateway this is.
pub(super) async fn owner(state: &AppState, account: &str) -> Result<Option<HouseholdId>, sqlx::Error> {
    let found = fetch_optional!(state.store.read(), (HouseholdId,), OWNER, account)?;
    Ok(found.map(|(household,)| household))
}

/// Says that the bank of a household does not work, until the gateway knows another.
pub(super) async fn does_not_work(tx: &mut crate::db::Tx, state: &AppState, household: &HouseholdId, account: &str) -> Result<(), sqlx::Error> {
    if execute!(tx.run(), SET, AccountStands::Started, None::<String>, household, account)? == 1 {
        let detail = json!({ "state": AccountStands::Started });
        audit::record(tx, state, By::System, "payout_account.change", ("household", household.as_str()), detail).await?;
    }
    Ok(())
}
