//! Payouts of claims: sent when there is an account, followed to the bank, taken back and sent anew when the bank did not keep them.

use super::account::{self, does_not_work};
use super::model::AccountStands;
use super::rules::{may_move, may_try_again};
use crate::billing::asking::{gateway, trouble};
use crate::billing::ledger::{self, Account, Event, Posting};
use crate::billing::model::{Failure, PayoutState};
use crate::billing::ports::{GatewayError, Key, PayoutProgress};
use crate::claims::store as claims;
use crate::day::Day;
use crate::db::Tx;
use crate::error::AppError;
use crate::ids::{ClaimId, HouseholdId, PayoutId};
use crate::jobs::{self, Job};
use crate::money::{Currency, Money};
use crate::notify::{self, Tidings};
use crate::state::AppState;
use crate::workflow::clocks::Within;
use crate::workflow::model::{SubjectKind, What};
use crate::workflow::requirements;
use crate::{execute, fetch_all, fetch_one, fetch_optional};

/// Business days that money takes to a bank.
const BANK_DAYS: Within = Within::BusinessDays(3);
/// How long somebody has to name a bank account before we remind them, in days.
const TO_NAME_A_BANK: i32 = 14;
/// For how long a bank may still send back what it had, in milliseconds: five business days, says the gateway, and a weekend.
const MAY_COME_BACK_MS: i64 = 9 * 24 * 60 * 60 * 1000;
/// How long a key is surely remembered, in milliseconds. What is older is looked for at the gateway before it is asked for anew.
const KEY_MS: i64 = 23 * 60 * 60 * 1000;
/// How many are read at once.
const PAGE: i64 = 200;

crate::queries! {
    LOOK = "SELECT o.id, o.claim_id, o.household_id, o.amount_cents, o.currency, o.state, o.gateway_transfer, o.account, h.time_zone
        FROM payout o JOIN household h ON h.id = o.household_id WHERE o.id = $1";
    SENT = "UPDATE payout SET state = 'sent', gateway_transfer = $1, sent_at = $2, account = $3, arrives_by = $4 WHERE id = $5 AND state = 'approved'";
    ON_ITS_WAY = "UPDATE payout SET gateway_payout = COALESCE($1, gateway_payout), arrives_by = COALESCE($2, arrives_by)
        WHERE id = $3 AND state = 'sent' AND (COALESCE(gateway_payout, '') <> COALESCE($1, gateway_payout, '') OR arrives_by <> COALESCE($2, arrives_by))";
    ARRIVED = "UPDATE payout SET state = 'arrived', arrived_at = $1 WHERE id = $2 AND state = 'sent'";
    RETURNED = "UPDATE payout SET state = 'returned', failure = $1, ended_at = $2, arrived_at = NULL WHERE id = $3 AND state = $4";
    UNDER_WAY = "SELECT COUNT(*) FROM payout WHERE claim_id = $1 AND state IN ('approved', 'sent')";
    AGAIN = "INSERT INTO payout (id, claim_id, household_id, amount_cents, currency, account, state, approved_at, arrives_by, follows)
        VALUES ($1, $2, $3, $4, $5, $6, 'approved', $7, $8, $9)";
    BY_TRANSFER = "SELECT id FROM payout WHERE gateway_transfer = $1";
    AT_ACCOUNT = "SELECT id FROM payout WHERE household_id = $1 AND (state = 'sent' OR (state = 'arrived' AND arrived_at > $2)) AND gateway_transfer IS NOT NULL ORDER BY id";
    TO_FOLLOW = "SELECT id FROM payout WHERE state = 'sent' AND gateway_transfer IS NOT NULL AND id > $1 ORDER BY id LIMIT $2";
    // There is an account, and the job has given up or a server of before left none.
    TO_SEND = "SELECT o.id FROM payout o JOIN billing_account b ON b.household_id = o.household_id
        WHERE o.state = 'approved' AND b.payout_state = 'ready' AND o.approved_at < $1 AND o.id > $2 ORDER BY o.id LIMIT $3";
}

#[derive(sqlx::FromRow)]
struct Row {
    id: PayoutId,
    claim_id: ClaimId,
    household_id: HouseholdId,
    amount_cents: i64,
    currency: Currency,
    state: PayoutState,
    gateway_transfer: Option<String>,
    account: String,
    time_zone: String,
}

impl Row {
    async fn post(&self, tx: &mut Tx, state: &AppState, event: Event, entries: &[(Account, i64)]) -> Result<bool, sqlx::Error> {
        let posting = Posting {
            event,
            subject: self.id.as_str(),
            household: &self.household_id,
            invoice: None,
            currency: self.currency,
            entries,
        };
        ledger::post(tx, state, &posting).await
    }
}

async fn look(state: &AppState, payout: &PayoutId) -> Result<Option<Row>, sqlx::Error> {
    fetch_optional!(state.store.read(), Row, LOOK, payout)
}

/// As [`send`], for a job that was left at an instant. Once the gateway may have forgotten the key it is left to the comparison of the books, which looks first.
///
/// # Errors
/// As [`send`].
pub async fn send_since(state: &AppState, payout: &PayoutId, since: i64) -> Result<(), AppError> {
    if state.clock.now() - since > KEY_MS {
        return Ok(());
    }
    send(state, payout).await
}

/// Sends an approved payout to the household's account, or asks for one. Safe to run twice: the gateway knows it by its id. Without a gateway it waits.
///
/// # Errors
/// `Unavailable` when the gateway did not answer: the same is asked again.
pub async fn send(state: &AppState, payout: &PayoutId) -> Result<(), AppError> {
    let Some(row) = look(state, payout).await?.filter(|row| row.state == PayoutState::Approved) else {
        return Ok(());
    };
    let Some(gateway) = &state.gateway else { return Ok(()) };
    let Some((Some(account), AccountStands::Ready, bank)) = account::kept(state, &row.household_id).await? else {
        return ask_for_account(state, &row).await;
    };
    let amount = Money {
        cents: row.amount_cents,
        currency: row.currency,
    };
    match gateway.pay_out(&Key(payout.0.clone()), &account, amount, payout.as_str()).await {
        Ok(transfer) => sent(state, &row, &transfer, bank).await,
        Err(error @ (GatewayError::Refused(_) | GatewayError::NotFound)) => {
            tracing::error!(payout.id = %payout, "Payout {payout} was refused: {error}");
            // The account may have been closed meanwhile: then it is asked for anew.
            account::refresh(state, &row.household_id).await?;
            Err(trouble(&error))
        }
        Err(error) => Err(trouble(&error)),
    }
}

async fn ask_for_account(state: &AppState, row: &Row) -> Result<(), AppError> {
    let due_on = state.clock.today(&row.time_zone).plus_days(TO_NAME_A_BANK);
    let mut tx = state.store.begin().await?;
    let subject = (SubjectKind::Claim, row.claim_id.as_str());
    if let Some(requirement) = requirements::want(&mut tx, state, subject, &row.household_id, What::BankAccount, due_on).await? {
        notify::tell(&mut tx, state, &Tidings::Asked(requirement.as_str())).await?;
        tracing::info!(payout.id = %row.id, "Payout {} waits for a bank account", row.id);
    }
    Ok(tx.commit().await?)
}

/// Writes that a payout left us, by the gateway's id of it.
async fn sent(state: &AppState, row: &Row, transfer: &str, bank: Option<String>) -> Result<(), AppError> {
    let arrives_by = BANK_DAYS.last_day(state.clock.today(&row.time_zone));
    let to = bank.unwrap_or_else(|| row.account.clone());
    let mut tx = state.store.begin().await?;
    if execute!(tx.run(), SENT, transfer, state.clock.now(), to, arrives_by, &row.id)? == 0 {
        return Ok(());
    }
    let entries = [(Account::OwedToYou, row.amount_cents), (Account::Sent, -row.amount_cents)];
    row.post(&mut tx, state, Event::PayoutSent, &entries).await?;
    claims::money_sent(&mut tx, state, &row.claim_id).await?;
    notify::tell(&mut tx, state, &Tidings::MoneySent(row.id.as_str())).await?;
    tx.commit().await?;
    tracing::info!(payout.id = %row.id, "Sent payout {}", row.id);
    Ok(())
}

/// Asks the gateway how a payout stands and writes it.
///
/// # Errors
/// `Unavailable` when the gateway did not answer.
pub async fn follow(state: &AppState, payout: &PayoutId) -> Result<(), AppError> {
    let Some(row) = look(state, payout).await? else { return Ok(()) };
    let (Some(transfer), PayoutState::Sent | PayoutState::Arrived) = (&row.gateway_transfer, row.state) else {
        return Ok(());
    };
    let Some((Some(account), ..)) = account::kept(state, &row.household_id).await? else {
        return Ok(());
    };
    let gateway = gateway(state)?;
    match gateway.payout_progress(&account, transfer).await.map_err(|error| trouble(&error))? {
        PayoutProgress::Sent { payout: there, arrives_by } => on_its_way(state, &row, there, arrives_by).await,
        PayoutProgress::Arrived => arrived(state, &row).await,
        PayoutProgress::Returned(why) => {
            // Back with us first: what lies at the person's account there would go to their bank again by itself, beside what we send anew.
            let key = Key(format!("back-{}", row.id));
            gateway.take_back(&key, transfer).await.map_err(|error| trouble(&error))?;
            returned(state, &row, &account, why).await
        }
    }
}

async fn on_its_way(state: &AppState, row: &Row, there: Option<String>, arrives_by: Option<Day>) -> Result<(), AppError> {
    let mut tx = state.store.begin().await?;
    execute!(tx.run(), ON_ITS_WAY, there, arrives_by, &row.id)?;
    Ok(tx.commit().await?)
}

async fn arrived(state: &AppState, row: &Row) -> Result<(), AppError> {
    let mut tx = state.store.begin().await?;
    if execute!(tx.run(), ARRIVED, state.clock.now(), &row.id)? == 0 {
        return Ok(());
    }
    let entries = [(Account::Sent, row.amount_cents), (Account::Gateway, -row.amount_cents)];
    row.post(&mut tx, state, Event::PayoutArrived, &entries).await?;
    let (others,): (i64,) = fetch_one!(tx.run(), (i64,), UNDER_WAY, &row.claim_id)?;
    claims::money_arrived(&mut tx, state, &row.claim_id, others == 0).await?;
    notify::tell(&mut tx, state, &Tidings::MoneyArrived(row.id.as_str())).await?;
    tx.commit().await?;
    tracing::info!(payout.id = %row.id, "Payout {} arrived", row.id);
    Ok(())
}

async fn returned(state: &AppState, row: &Row, account: &str, why: Failure) -> Result<(), AppError> {
    let (now, next) = (state.clock.now(), PayoutId(state.new_id()));
    let mut tx = state.store.begin().await?;
    if !may_move(row.state, PayoutState::Returned) || execute!(tx.run(), RETURNED, why, now, &row.id, row.state)? == 0 {
        return Ok(());
    }
    // All of it is undone, wherever it was; what follows is approved anew.
    let was = if row.state == PayoutState::Arrived { Account::Gateway } else { Account::Sent };
    row.post(
        &mut tx,
        state,
        Event::PayoutReturned,
        &[(was, row.amount_cents), (Account::Claims, -row.amount_cents)],
    )
    .await?;
    let arrives_by = BANK_DAYS.last_day(state.clock.today(&row.time_zone));
    execute!(
        tx.run(),
        AGAIN,
        &next,
        &row.claim_id,
        &row.household_id,
        row.amount_cents,
        row.currency,
        &row.account,
        now,
        arrives_by,
        &row.id
    )?;
    let following = Row {
        id: next.clone(),
        claim_id: row.claim_id.clone(),
        household_id: row.household_id.clone(),
        time_zone: row.time_zone.clone(),
        account: row.account.clone(),
        gateway_transfer: None,
        state: PayoutState::Approved,
        ..*row
    };
    let entries = [(Account::Claims, row.amount_cents), (Account::OwedToYou, -row.amount_cents)];
    following.post(&mut tx, state, Event::PayoutApproved, &entries).await?;
    if !may_try_again(why) {
        does_not_work(&mut tx, state, &row.household_id, account).await?;
    }
    claims::money_returned(&mut tx, state, &row.claim_id).await?;
    notify::tell(&mut tx, state, &Tidings::MoneyReturned(row.id.as_str())).await?;
    jobs::enqueue(&mut tx, state, &Job::SendPayout { payout: next, since: now }).await?;
    tx.commit().await?;
    tracing::warn!(payout.id = %row.id, "Payout {} came back: {why}", row.id);
    Ok(())
}

/// Takes in what the gateway says of a transfer by its id, and by ours where it came along: its word may be here before our own answer is. `false`: it is none of ours.
///
/// # Errors
/// `Unavailable` when the gateway did not answer.
pub async fn told(state: &AppState, transfer: &str, ours: Option<&str>) -> Result<bool, AppError> {
    if let Some((payout,)) = fetch_optional!(state.store.read(), (PayoutId,), BY_TRANSFER, transfer)? {
        follow(state, &payout).await?;
        return Ok(true);
    }
    let Some(row) = look(state, &PayoutId(ours.unwrap_or_default().to_owned()))
        .await?
        .filter(|row| row.state == PayoutState::Approved)
    else {
        return Ok(false);
    };
    let Some((Some(account), _, bank)) = account::kept(state, &row.household_id).await? else {
        return Ok(false);
    };
    // The transfer is there, at this account: else it is not believed.
    match gateway(state)?.payout_progress(&account, transfer).await {
        Ok(_) => sent(state, &row, transfer, bank).await?,
        Err(GatewayError::NotFound) => return Ok(false),
        Err(error) => return Err(trouble(&error)),
    }
    Ok(true)
}

/// Takes in that money moved at one of the gateway's accounts. `false`: it is none of ours.
///
/// # Errors
/// `Unavailable` when the gateway did not answer.
pub async fn told_account(state: &AppState, account: &str) -> Result<bool, AppError> {
    let Some(household) = account::owner(state, account).await? else {
        return Ok(false);
    };
    let since = state.clock.now() - MAY_COME_BACK_MS;
    for (payout,) in fetch_all!(state.store.read(), (PayoutId,), AT_ACCOUNT, &household, since)? {
        follow(state, &payout).await?;
    }
    Ok(true)
}

/// Follows what is on its way, and sends what was approved an hour ago and could have left: whoever calls has looked for it at the gateway. Gives how many it looked at.
///
/// # Errors
/// `Unavailable` when the gateway did not answer; the next run goes on.
pub async fn follow_all(state: &AppState) -> Result<usize, AppError> {
    let (mut looked_at, mut after) = (0, PayoutId(String::new()));
    loop {
        let sent = fetch_all!(state.store.read(), (PayoutId,), TO_FOLLOW, &after, PAGE)?;
        let Some((last,)) = sent.last() else { break };
        after = last.clone();
        looked_at += sent.len();
        for (payout,) in &sent {
            passed_over(payout, follow(state, payout).await)?;
        }
    }
    let (an_hour_ago, mut after) = (state.clock.now() - 60 * 60 * 1000, PayoutId(String::new()));
    loop {
        let waiting = fetch_all!(state.store.read(), (PayoutId,), TO_SEND, an_hour_ago, &after, PAGE)?;
        let Some((last,)) = waiting.last() else { break };
        after = last.clone();
        looked_at += waiting.len();
        for (payout,) in &waiting {
            passed_over(payout, send(state, payout).await)?;
        }
    }
    Ok(looked_at)
}

/// A payout that the gateway refuses holds no other up. A gateway that does not answer at all is asked again by the next run.
fn passed_over(payout: &PayoutId, result: Result<(), AppError>) -> Result<(), AppError> {
    match result {
        Err(error) if error != AppError::Unavailable => {
            tracing::error!(payout.id = %payout, "Payout {payout} needs somebody: {error}");
            Ok(())
        }
        result => result,
    }
}
