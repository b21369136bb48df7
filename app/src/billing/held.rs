//! One change of a household's money at a time.

use crate::db::Tx;
use crate::execute;
use crate::ids::HouseholdId;

crate::queries! {
    HOLD = "UPDATE household SET revision = revision + 1 WHERE id = $1";
}

/// Holds the household until the transaction ends. Whatever changes bills or payments does this first: each of their rows touches the household's when it
/// changes, and two transactions that met them in another order would wait for each other.
///
/// # Errors
/// What the database says.
pub async fn hold(tx: &mut Tx, household: &HouseholdId) -> Result<(), sqlx::Error> {
    execute!(tx.run(), HOLD, household).map(drop)
}
