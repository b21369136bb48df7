//! A payment from its beginning to its end. Whatever the gateway says, by an answer or by itself, goes through [`apply`].

use crate::billing::model::PaymentState;
use crate::billing::ports::Intent;
use crate::db::Tx;
use crate::error::{AppError, internal};
use crate::ids::{InvoiceId, MethodId, PaymentId, PersonId};
use crate::money::Money;
use crate::state::AppState;

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

/// Begins a payment, in the caller's transaction. An effort of a person that was left half-way is taken up again by the next one.
///
/// # Errors
/// `Conflict` when a payment of this bill is under way, or nothing is owed; `Invalid` when the amount is more than is owed.
pub async fn begin(_tx: &mut Tx, _state: &AppState, _effort: &Effort<'_>) -> Result<PaymentId, AppError> {
    Err(internal(&"payments cannot be begun yet"))
}

/// Moves out of the way what somebody began for a bill and left.
///
/// # Errors
/// `Conflict` when that payment has gone through or is on its way; `Unavailable` when the gateway does not answer.
pub async fn make_way(_state: &AppState, _invoice: &InvoiceId) -> Result<(), AppError> {
    Err(internal(&"payments cannot be begun yet"))
}

/// Begins a payment and asks the gateway to move the money, with whatever stood in the way moved out of it.
///
/// # Errors
/// Those of [`make_way`] and [`begin`]; `Unavailable` when the gateway did not answer.
pub async fn pay(_state: &AppState, _effort: &Effort<'_>) -> Result<(PaymentId, Intent), AppError> {
    Err(internal(&"payments cannot be begun yet"))
}

/// Applies how an intent stands to our payment: its state, the bill, the ledger, what follows from failing, and who is told. The same again changes
/// nothing, and what is older than what we know changes nothing.
///
/// # Errors
/// What the database says.
pub async fn apply(_tx: &mut Tx, _state: &AppState, _payment: &PaymentId, _intent: &Intent) -> Result<PaymentState, AppError> {
    Err(internal(&"payments cannot be applied yet"))
}

/// Asks the gateway how a payment stands and applies it.
///
/// # Errors
/// `Unavailable` when the gateway did not answer.
pub async fn refresh(_state: &AppState, _payment: &PaymentId) -> Result<PaymentState, AppError> {
    Err(internal(&"payments cannot be looked up yet"))
}
