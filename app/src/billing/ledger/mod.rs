//! Every cent, twice: what moves is posted as entries that sum to zero, once for each thing that happened, and is never changed. What an account holds
//! is the sum of its entries. See docs/decisions/0024.

pub mod opening;
pub mod verify;

use crate::db::Tx;
use crate::ids::{HouseholdId, InvoiceId};
use crate::money::{Currency, Money};
use crate::state::AppState;
use crate::{execute, fetch_all, fetch_optional};

crate::text_enum! {
    /// What happened. Of one subject, each happens once.
    pub enum Event {
        /// What stood before there was a ledger, household by household. Subject: the household.
        Opening = "opening",
        /// A bill was made. Subject: the bill, as for the next.
        InvoiceIssued = "invoice_issued",
        /// What was still owed on a bill is owed no longer.
        InvoiceEnded = "invoice_ended",
        /// A change of cover left something over. Subject: the endorsement or term.
        CreditGiven = "credit_given",
        /// Money arrived with us. Subject: the payment, as for the next.
        PaymentSettled = "payment_settled",
        /// A bank took it back.
        PaymentReturned = "payment_returned",
        /// Money of a payment went back. Subject: the refund, as for the next.
        RefundSent = "refund_sent",
        /// It did not go and is with us again.
        RefundFailed = "refund_failed",
        /// A claim is to be paid. Subject: the payout, as for the next three.
        PayoutApproved = "payout_approved",
        /// It is on its way.
        PayoutSent = "payout_sent",
        /// The bank has it.
        PayoutArrived = "payout_arrived",
        /// It came back: all of the payout is undone, and what is still owed is approved anew.
        PayoutReturned = "payout_returned",
        /// A bank holds a payment back. Subject: the dispute, as for the next two.
        DisputeOpened = "dispute_opened",
        /// It came back to us.
        DisputeWon = "dispute_won",
        /// It is gone.
        DisputeLost = "dispute_lost",
    }
}

crate::text_enum! {
    /// Where cents are. Debit is positive: what we have or are owed, and what we spent; credit is negative: what we owe, and what we earned.
    pub enum Account {
        /// Billed and not yet with us.
        OwedToUs = "owed_to_us",
        /// Earned: premium.
        Premium = "premium",
        /// Taken for a state.
        Tax = "tax",
        /// Earned: fees.
        Fees = "fees",
        /// Money that the gateway holds for us.
        Gateway = "gateway",
        /// Spent: claims.
        Claims = "claims",
        /// Claims that are approved and not sent.
        OwedToYou = "owed_to_you",
        /// Claims on their way.
        Sent = "sent",
        /// What a household has with us and no bill has used.
        Credit = "credit",
        /// What a bank holds back.
        Disputed = "disputed",
    }
}

/// What is to be written.
#[derive(Clone, Copy, Debug)]
pub struct Posting<'a> {
    /// What happened.
    pub event: Event,
    /// To what: an id of ours.
    pub subject: &'a str,
    /// Whose money.
    pub household: &'a HouseholdId,
    /// Which bill it concerns, if one.
    pub invoice: Option<&'a InvoiceId>,
    /// The currency of the cents.
    pub currency: Currency,
    /// Where cents go to (positive) and come from (negative). Sums to zero; an account that stands there twice is written once.
    pub entries: &'a [(Account, i64)],
}

crate::queries! {
    POSTED = "SELECT 1 FROM ledger_entry WHERE event = $1 AND subject_id = $2 LIMIT 1";
    POST = "INSERT INTO ledger_entry (id, posting, event, subject_id, account, household_id, invoice_id, amount_cents, currency, at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (event, subject_id, account) DO NOTHING";
    OF_HOUSEHOLD = "SELECT account, currency, CAST(SUM(amount_cents) AS BIGINT) FROM ledger_entry WHERE household_id = $1 GROUP BY account, currency ORDER BY account";
    OF_INVOICE = "SELECT account, currency, CAST(SUM(amount_cents) AS BIGINT) FROM ledger_entry WHERE invoice_id = $1 GROUP BY account, currency ORDER BY account";
}

/// Writes what happened, in the caller's transaction. `false`: it was written before, and nothing was written now.
///
/// # Errors
/// What the database says; and when the entries do not sum to zero or nothing would be written: then nothing is.
pub async fn post(tx: &mut Tx, state: &AppState, posting: &Posting<'_>) -> Result<bool, sqlx::Error> {
    let entries = balanced(posting.entries).map_err(|why| sqlx::Error::Protocol(format!("{} of {}: {why}", posting.event, posting.subject)))?;
    if fetch_optional!(tx.run(), (i32,), POSTED, posting.event, posting.subject)?.is_some() {
        return Ok(false);
    }
    let (id, at) = (state.new_id(), state.clock.now());
    for (nth, (account, cents)) in entries.iter().enumerate() {
        let written = execute!(
            tx.run(),
            POST,
            state.new_id(),
            &id,
            posting.event,
            posting.subject,
            *account,
            posting.household,
            posting.invoice,
            *cents,
            posting.currency,
            at
        )?;
        match (written, nth) {
            (1, _) => {}
            // Another transaction wrote the same while we looked.
            (_, 0) => return Ok(false),
            _ => return Err(sqlx::Error::Protocol(format!("{} of {} is half written", posting.event, posting.subject))),
        }
    }
    Ok(true)
}

/// The entries, each account once and none of zero, in the order of the accounts: two transactions that post the same meet at the same entry first.
fn balanced(entries: &[(Account, i64)]) -> Result<Vec<(Account, i64)>, &'static str> {
    let mut sums = std::collections::BTreeMap::<Account, i64>::new();
    let mut total = 0_i64;
    for (account, cents) in entries {
        let sum = sums.entry(*account).or_default();
        *sum = sum.checked_add(*cents).ok_or("the entries are too large")?;
        total = total.checked_add(*cents).ok_or("the entries are too large")?;
    }
    sums.retain(|_, cents| *cents != 0);
    match (total, sums.is_empty()) {
        (0, false) => Ok(sums.into_iter().collect()),
        (0, true) => Err("nothing moves"),
        _ => Err("the entries do not sum to zero"),
    }
}

/// What each account holds of a household; accounts that were never used are left out.
pub async fn balances(state: &AppState, household: &HouseholdId) -> Result<Vec<(Account, Money)>, sqlx::Error> {
    let rows = fetch_all!(state.store.read(), (Account, Currency, i64), OF_HOUSEHOLD, household)?;
    Ok(rows
        .into_iter()
        .map(|(account, currency, cents)| (account, Money { cents, currency }))
        .collect())
}

/// What each account holds for a bill.
pub async fn of_invoice(state: &AppState, invoice: &InvoiceId) -> Result<Vec<(Account, Money)>, sqlx::Error> {
    let rows = fetch_all!(state.store.read(), (Account, Currency, i64), OF_INVOICE, invoice)?;
    Ok(rows
        .into_iter()
        .map(|(account, currency, cents)| (account, Money { cents, currency }))
        .collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::home;
    use crate::{fetch_one, on_both_engines};

    fn bill<'a>(subject: &'a str, household: &'a HouseholdId, entries: &'a [(Account, i64)]) -> Posting<'a> {
        Posting {
            event: Event::InvoiceIssued,
            subject,
            household,
            invoice: None,
            currency: Currency::Usd,
            entries,
        }
    }

    on_both_engines! {
        async fn what_happened_once_is_posted_once(state: AppState) {
            let home = home(&state, "Robin", &["Biscuit"]).await;
            let entries = [(Account::OwedToUs, 4_500), (Account::Premium, -4_210), (Account::Tax, -90), (Account::Fees, -200)];
            for first in [true, false] {
                let mut tx = state.store.begin().await.expect("a transaction");
                assert_eq!(post(&mut tx, &state, &bill("one", &home.actor.household, &entries)).await.expect("a posting"), first);
                tx.commit().await.expect("a commit");
            }
            let mut tx = state.store.begin().await.expect("a transaction");
            let other = [(Account::Gateway, 1), (Account::Premium, -1)];
            assert!(!post(&mut tx, &state, &bill("one", &home.actor.household, &other)).await.expect("a look"), "other accounts are no other event");
            drop(tx);
            let held = balances(&state, &home.actor.household).await.expect("balances");
            let cents = |account| held.iter().find(|(held, _)| *held == account).map(|(_, money)| money.cents);
            assert_eq!((cents(Account::OwedToUs), cents(Account::Premium), cents(Account::Gateway)), (Some(4_500), Some(-4_210), None));
        }

        async fn what_does_not_balance_is_not_written(state: AppState) {
            let home = home(&state, "Robin", &["Biscuit"]).await;
            for entries in [
                &[(Account::OwedToUs, 4_500), (Account::Premium, -4_499)][..],
                &[(Account::OwedToUs, 4_500), (Account::OwedToUs, -4_500)],
                &[(Account::OwedToUs, i64::MAX), (Account::OwedToUs, 1), (Account::Premium, i64::MIN)],
                &[],
            ] {
                let mut tx = state.store.begin().await.expect("a transaction");
                assert!(post(&mut tx, &state, &bill("one", &home.actor.household, entries)).await.is_err());
                tx.commit().await.expect("a commit");
            }
            let (entries,): (i64,) = fetch_one!(state.store.read(), (i64,), "SELECT COUNT(*) FROM ledger_entry").expect("a count");
            assert_eq!(entries, 0);
        }

        async fn nothing_that_was_posted_can_be_changed(state: AppState) {
            let home = home(&state, "Robin", &["Biscuit"]).await;
            let mut tx = state.store.begin().await.expect("a transaction");
            post(&mut tx, &state, &bill("one", &home.actor.household, &[(Account::OwedToUs, 1), (Account::Premium, -1)])).await.expect("a posting");
            tx.commit().await.expect("a commit");
            for sql in ["UPDATE ledger_entry SET amount_cents = 2", "DELETE FROM ledger_entry"] {
                let mut tx = state.store.begin().await.expect("a transaction");
                assert!(execute!(tx.run(), sql).is_err());
            }
        }
    }

    proptest! {
        #[test]
        fn only_what_sums_to_zero_is_balanced(cents in prop::collection::vec((0_usize..3, -500_i64..500), 0..6)) {
            let accounts = [Account::OwedToUs, Account::Premium, Account::Gateway];
            let entries: Vec<_> = cents.iter().map(|(account, cents)| (accounts[*account], *cents)).collect();
            let total: i64 = entries.iter().map(|(_, cents)| cents).sum();
            match balanced(&entries) {
                Ok(entries) => {
                    prop_assert_eq!(total, 0);
                    prop_assert_eq!(entries.iter().map(|(_, cents)| cents).sum::<i64>(), 0);
                    prop_assert!(entries.iter().all(|(_, cents)| *cents != 0) && entries.is_sorted_by(|(one, _), (other, _)| one < other));
                }
                Err(_) => prop_assert!(total != 0 || accounts.iter().all(|account| entries.iter().filter(|(of, _)| of == account).map(|(_, cents)| cents).sum::<i64>() == 0)),
            }
        }
    }
}
