//! Whether the ledger balances, and whether bills, payments, refunds and payouts say the same as it does.

use crate::billing::model::{PaymentState, PayoutState};
use crate::db::Store;
use crate::{fetch_all, fetch_one};

/// The most findings of one kind that are named; more are not more helpful.
const NAMED: i64 = 20;

crate::queries! {
    ENTRIES = "SELECT COUNT(*) FROM ledger_entry";
    UNBALANCED = "SELECT posting FROM ledger_entry GROUP BY posting HAVING SUM(amount_cents) <> 0 LIMIT $1";
    BILLS = "SELECT i.id FROM invoice i
        WHERE (SELECT CAST(COALESCE(SUM(e.amount_cents), 0) AS BIGINT) FROM ledger_entry e WHERE e.invoice_id = i.id AND e.account = 'owed_to_us')
            <> CASE WHEN i.ended_at IS NULL THEN i.amount_cents - i.paid_cents ELSE 0 END
        LIMIT $1";
    // What settled before the ledger was opened is in its first page.
    PAYMENTS = "SELECT p.id FROM payment p
        WHERE (SELECT CAST(COALESCE(SUM(e.amount_cents), 0) AS BIGINT) FROM ledger_entry e
                WHERE e.event IN ('payment_settled', 'payment_returned') AND e.subject_id = p.id AND e.account = 'gateway')
            <> CASE WHEN p.state = $2 THEN p.amount_cents ELSE 0 END
            AND NOT EXISTS (SELECT 1 FROM ledger_entry o WHERE o.event = 'opening' AND o.subject_id = p.household_id AND o.at >= p.settled_at)
        LIMIT $1";
    REFUNDS = "SELECT r.id FROM refund r
        WHERE (SELECT CAST(COALESCE(SUM(e.amount_cents), 0) AS BIGINT) FROM ledger_entry e
                WHERE e.event IN ('refund_sent', 'refund_failed') AND e.subject_id = r.id AND e.account = 'gateway')
            <> CASE WHEN r.state IN ('sent', 'arrived') THEN -r.amount_cents ELSE 0 END
        LIMIT $1";
    PAYOUTS = "SELECT o.id FROM payout o
        WHERE (SELECT CAST(COALESCE(SUM(e.amount_cents), 0) AS BIGINT) FROM ledger_entry e
                WHERE e.event IN ('payout_approved', 'payout_sent', 'payout_arrived', 'payout_returned') AND e.subject_id = o.id AND e.account = 'owed_to_you')
            <> CASE WHEN o.state = $2 THEN -o.amount_cents ELSE 0 END
        OR (SELECT CAST(COALESCE(SUM(e.amount_cents), 0) AS BIGINT) FROM ledger_entry e
                WHERE e.event IN ('payout_approved', 'payout_sent', 'payout_arrived', 'payout_returned') AND e.subject_id = o.id AND e.account = 'sent')
            <> CASE WHEN o.state = $3 THEN -o.amount_cents ELSE 0 END
        LIMIT $1";
}

/// What does not agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// The entries of this posting do not sum to zero.
    Unbalanced(String),
    /// What the ledger says is owed on this bill is not what the bill says.
    Bill(String),
    /// What the ledger has of this payment is not how the payment stands.
    Payment(String),
    /// The same of a refund.
    Refund(String),
    /// The same of a payout.
    Payout(String),
}

impl std::fmt::Display for Wrong {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Wrong::Unbalanced(id) => write!(f, "posting {id} does not sum to zero"),
            Wrong::Bill(id) => write!(f, "bill {id} and the ledger do not say the same"),
            Wrong::Payment(id) => write!(f, "payment {id} and the ledger do not say the same"),
            Wrong::Refund(id) => write!(f, "refund {id} and the ledger do not say the same"),
            Wrong::Payout(id) => write!(f, "payout {id} and the ledger do not say the same"),
        }
    }
}

/// What a look at the whole ledger found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// How many entries there are.
    pub entries: i64,
    /// What does not agree, twenty of each kind at most.
    pub wrong: Vec<Wrong>,
}

/// Looks at everything. Servers may run meanwhile: what is posted and what it is about change in one transaction.
///
/// # Errors
/// What the database says.
pub async fn verify(store: &Store) -> Result<Report, sqlx::Error> {
    let db = || store.read();
    let entries = async { fetch_one!(db(), (i64,), ENTRIES) };
    let unbalanced = async { fetch_all!(db(), (String,), UNBALANCED, NAMED) };
    let bills = async { fetch_all!(db(), (String,), BILLS, NAMED) };
    let payments = async { fetch_all!(db(), (String,), PAYMENTS, NAMED, PaymentState::Settled) };
    let refunds = async { fetch_all!(db(), (String,), REFUNDS, NAMED) };
    let payouts = async { fetch_all!(db(), (String,), PAYOUTS, NAMED, PayoutState::Approved, PayoutState::Sent) };
    let ((entries,), unbalanced, bills, payments, refunds, payouts) = tokio::try_join!(entries, unbalanced, bills, payments, refunds, payouts)?;
    let named = |rows: Vec<(String,)>, wrong: fn(String) -> Wrong| rows.into_iter().map(move |(id,)| wrong(id));
    let wrong = named(unbalanced, Wrong::Unbalanced)
        .chain(named(bills, Wrong::Bill))
        .chain(named(payments, Wrong::Payment))
        .chain(named(refunds, Wrong::Refund))
        .chain(named(payouts, Wrong::Payout));
    Ok(Report {
        entries,
        wrong: wrong.collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::billing::ledger::opening;
    use crate::billing::model::InvoiceState;
    use crate::testing::book::{bill, file_claim, pay, pay_out};
    use crate::testing::home;
    use crate::{insert, on_both_engines};

    on_both_engines! {
        async fn a_book_of_before_balances_once_it_is_opened(state: AppState) {
            let home = home(&state, "Robin", &["Biscuit", "Mochi"]).await;
            let today = state.clock.today(&home.actor.zone);
            let paid = bill(&state, &home, 0, 4_210, today.plus_days(-30), InvoiceState::Paid).await;
            pay(&state, &home, &paid, 4_210, PaymentState::Settled).await;
            bill(&state, &home, 1, 3_000, today, InvoiceState::PastDue).await;
            let claim = file_claim(&state, &home, 0, 50_000).await;
            for (cents, standing) in [(7, PayoutState::Approved), (20, PayoutState::Sent), (300, PayoutState::Arrived)] {
                pay_out(&state, &home, &claim, cents, standing).await;
            }
            let before = verify(&state.store).await.expect("a look");
            assert_eq!((before.entries, before.wrong.len()), (0, 4), "{:?}", before.wrong);
            let mut tx = state.store.begin().await.expect("a transaction");
            opening::open(&mut tx, state.clock.now()).await.expect("the first page");
            tx.commit().await.expect("a commit");
            let after = verify(&state.store).await.expect("a look");
            assert_eq!((after.entries, after.wrong), (2 + 2 + 4 + 3, vec![]));
        }

        async fn what_disagrees_is_named(state: AppState) {
            let home = home(&state, "Robin", &["Biscuit"]).await;
            let today = state.clock.today(&home.actor.zone);
            let late = bill(&state, &home, 0, 3_000, today, InvoiceState::PastDue).await;
            let mut tx = state.store.begin().await.expect("a transaction");
            opening::open(&mut tx, state.clock.now()).await.expect("the first page");
            tx.commit().await.expect("a commit");
            insert!(state, "UPDATE invoice SET paid_cents = 1 WHERE id = $1", &late);
            let sql = "INSERT INTO ledger_entry (id, posting, event, subject_id, account, household_id, amount_cents, currency, at)
                VALUES ('e', 'p', 'payment_settled', 'x', 'gateway', $1, 5, 'USD', 0)";
            insert!(state, sql, &home.actor.household);
            let found = verify(&state.store).await.expect("a look").wrong;
            assert_eq!(found, [Wrong::Unbalanced("p".into()), Wrong::Bill(late)]);
        }
    }
}
