//! What happens by itself as time passes.

use super::world::World;
use super::{attempts, checkout, disputes, payouts, refunds};

/// Something that will happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Due {
    /// A debit settles, or is returned.
    DebitEnds(String),
    /// A settled debit is disputed by the account's holder.
    DebitDisputed(String),
    /// A refund reaches the bank, or does not.
    RefundEnds(String, bool),
    /// A connected account's money leaves for its bank.
    PayoutLeaves(String),
    /// A payout reaches the bank, or does not.
    PayoutEnds(String),
    /// A hosted page is over.
    SessionExpires(String),
}

/// Lets everything happen that is due by now.
pub fn catch_up(world: &mut World) {
    while let Some(due) = world.next_due() {
        match due {
            Due::DebitEnds(intent) => attempts::debit_ends(world, &intent),
            Due::DebitDisputed(charge) => disputes::take_back(world, &charge, "debit_not_authorized"),
            Due::RefundEnds(refund, arrives) => refunds::end(world, &refund, arrives),
            Due::PayoutLeaves(account) => payouts::leave(world, &account),
            Due::PayoutEnds(payout) => payouts::end(world, &payout),
            Due::SessionExpires(session) => checkout::expire_now(world, &session),
        }
    }
}
