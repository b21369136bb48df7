//! The flags of a policy that payments raise and lower. Whoever sees a day asks which flags hold on it; a flag that never held has a last day before its first.

use super::model::Flag;
use crate::day::Day;
use crate::db::Tx;
use crate::ids::PolicyId;
use crate::state::AppState;
use crate::{execute, fetch_optional};

crate::queries! {
    IS_UP = "SELECT from_on FROM standing WHERE policy_id = $1 AND flag = $2 AND to_on IS NULL ORDER BY from_on DESC LIMIT 1";
    RAISE = "INSERT INTO standing (id, policy_id, flag, from_on) VALUES ($1, $2, $3, $4)";
    LOWER = "UPDATE standing SET to_on = $3 WHERE policy_id = $1 AND flag = $2 AND to_on IS NULL";
    REOPEN = "UPDATE standing SET to_on = NULL WHERE policy_id = $1 AND flag = 'in_force' AND to_on = $2";
}

/// Since when a flag is up without an end; `None`: it is not.
pub async fn up_since(tx: &mut Tx, policy: &PolicyId, flag: Flag) -> Result<Option<Day>, sqlx::Error> {
    let row = fetch_optional!(tx.run(), (Day,), IS_UP, policy, flag)?;
    Ok(row.map(|(day,)| day))
}

/// A payment is late: cover goes on. Raised once.
pub async fn delinquent(tx: &mut Tx, state: &AppState, policy: &PolicyId, from: Day) -> Result<(), sqlx::Error> {
    if up_since(tx, policy, Flag::Delinquent).await?.is_none() {
        execute!(tx.run(), RAISE, state.new_id(), policy, Flag::Delinquent, from)?;
    }
    Ok(())
}

/// Nothing is late any more.
pub async fn paid_up(tx: &mut Tx, policy: &PolicyId, today: Day) -> Result<(), sqlx::Error> {
    execute!(tx.run(), LOWER, policy, Flag::Delinquent, today.plus_days(-1)).map(drop)
}

/// Cover ends because it was not paid; `from` is the first day without it.
pub async fn lapse(tx: &mut Tx, state: &AppState, policy: &PolicyId, from: Day) -> Result<(), sqlx::Error> {
    for flag in [Flag::InForce, Flag::Delinquent] {
        execute!(tx.run(), LOWER, policy, flag, from.plus_days(-1))?;
    }
    if up_since(tx, policy, Flag::Lapsed).await?.is_none() {
        execute!(tx.run(), RAISE, state.new_id(), policy, Flag::Lapsed, from)?;
    }
    Ok(())
}

/// Cover that lapsed goes on as though it had not ended. `false`: it had not lapsed.
pub async fn reinstate(tx: &mut Tx, policy: &PolicyId) -> Result<bool, sqlx::Error> {
    let Some(from) = up_since(tx, policy, Flag::Lapsed).await? else {
        return Ok(false);
    };
    execute!(tx.run(), LOWER, policy, Flag::Lapsed, from.plus_days(-1))?;
    execute!(tx.run(), REOPEN, policy, from.plus_days(-1))?;
    Ok(true)
}
