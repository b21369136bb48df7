//! The ledger's first page: what had happened before there was one.

use crate::db::Tx;
use crate::execute;

crate::queries! {
    // Bills that are not paid have a posting of their own: they go on. The migration that made the ledger says the same in its own words.
    OWED = "INSERT INTO ledger_entry (id, posting, event, subject_id, account, household_id, invoice_id, amount_cents, currency, at)
        SELECT i.id || '-issued-' || s.account, i.id || '-issued', 'invoice_issued', i.id, s.account, i.household_id, i.id, s.sign * i.amount_cents, i.currency, $1
        FROM invoice i CROSS JOIN (SELECT 'owed_to_us' AS account, 1 AS sign UNION ALL SELECT 'premium', -1) s
        WHERE i.state <> 'paid' AND i.amount_cents <> 0";
    // So have claims that are on their way.
    OWING = "INSERT INTO ledger_entry (id, posting, event, subject_id, account, household_id, amount_cents, currency, at)
        SELECT o.id || s.event || s.account, o.id || s.event, s.event, o.id, s.account, o.household_id, s.sign * o.amount_cents, o.currency, $1
        FROM payout o JOIN (SELECT 'payout_approved' AS event, 'claims' AS account, 1 AS sign UNION ALL SELECT 'payout_approved', 'owed_to_you', -1
            UNION ALL SELECT 'payout_sent', 'owed_to_you', 1 UNION ALL SELECT 'payout_sent', 'sent', -1) s ON s.event = 'payout_approved' OR o.state = 'sent'
        WHERE o.state IN ('approved', 'sent') AND o.amount_cents <> 0";
    // All that is over is one posting for each household: it sums to zero, since what the gateway holds is what came less what went.
    OVER = "INSERT INTO ledger_entry (id, posting, event, subject_id, account, household_id, amount_cents, currency, at)
        SELECT t.household_id || '-opening-' || t.account, t.household_id || '-opening', 'opening', t.household_id, t.account, t.household_id,
            CAST(SUM(t.cents) AS BIGINT), t.currency, $1
        FROM (
            SELECT household_id, 'premium' AS account, -paid_cents AS cents, currency FROM invoice WHERE state = 'paid'
            UNION ALL SELECT household_id, 'gateway', paid_cents, currency FROM invoice WHERE state = 'paid'
            UNION ALL SELECT household_id, 'claims', amount_cents, currency FROM payout WHERE state = 'arrived'
            UNION ALL SELECT household_id, 'gateway', -amount_cents, currency FROM payout WHERE state = 'arrived'
        ) t GROUP BY t.household_id, t.account, t.currency HAVING SUM(t.cents) <> 0";
}

/// Posts what stands in a book that was written without the ledger, as of an instant. Only for a ledger that is empty.
///
/// # Errors
/// What the database says; the entries are refused when there are some already.
pub async fn open(tx: &mut Tx, at: i64) -> Result<(), sqlx::Error> {
    for sql in [OWED, OWING, OVER] {
        execute!(tx.run(), sql, at)?;
    }
    Ok(())
}
