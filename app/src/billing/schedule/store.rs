//! Bills as they are made: each installment once, however many servers look, with its lines and its posting.

use super::rules;
use crate::billing::ledger::{self, Account, Event, Posting};
use crate::billing::model::InvoiceState;
use crate::day::Day;
use crate::db::Tx;
use crate::error::AppError;
use crate::ids::{HouseholdId, InvoiceId, PolicyId, Series, TermId};
use crate::money::Currency;
use crate::notify::{self, Tidings};
use crate::state::AppState;
use crate::{execute, fetch_all, fetch_one, fetch_optional};

/// A bill is made so many days before it is due.
pub const DAYS_AHEAD: i32 = 14;
/// Rows of one look.
const PAGE: i64 = 500;

crate::text_enum! {
    /// What a line of a bill is for.
    pub enum LineKind {
        /// The installment.
        Premium = "premium",
        /// What the state adds.
        Tax = "tax",
        /// What is added for paying in parts.
        Fee = "fee",
        /// What a change of cover adds.
        Change = "change",
        /// What the household had with us.
        Credit = "credit",
    }
}

impl LineKind {
    /// What an accounting department books it under.
    pub fn code(self) -> &'static str {
        match self {
            LineKind::Premium => "PET-PREM",
            LineKind::Tax => "PET-TAX",
            LineKind::Fee => "PET-FEE-INST",
            LineKind::Change => "PET-PREM-ADJ",
            LineKind::Credit => "PET-CREDIT",
        }
    }

    fn account(self) -> Account {
        match self {
            LineKind::Premium | LineKind::Change => Account::Premium,
            LineKind::Tax => Account::Tax,
            LineKind::Fee => Account::Fees,
            LineKind::Credit => Account::Credit,
        }
    }
}

crate::queries! {
    // Terms that nobody has a schedule for: new ones, and those of a book that was there before. Bills that they have are counted.
    NEW_TERMS = "SELECT t.id, t.policy_id, y.household_id, t.starts_on, t.installments,
            (SELECT COUNT(*) FROM invoice i WHERE i.policy_id = t.policy_id AND i.due_on >= t.starts_on AND i.due_on <= t.ends_on AND (i.installment IS NOT NULL OR i.term_id IS NULL)) AS made
        FROM term t JOIN policy y ON y.id = t.policy_id LEFT JOIN schedule s ON s.term_id = t.id
        WHERE s.term_id IS NULL AND t.ends_on >= $1 ORDER BY t.id LIMIT $2";
    ADOPT = "INSERT INTO schedule (term_id, policy_id, household_id, next_on, billed) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
    // Cover that has ended is billed no more; what was lapsed and is paid goes on where it stood.
    COMING_DUE = "SELECT s.term_id, s.next_on FROM schedule s
        WHERE s.next_on IS NOT NULL AND s.next_on <= $1 AND (s.next_on > $2 OR (s.next_on = $2 AND s.term_id > $3))
            AND NOT EXISTS (SELECT 1 FROM standing x WHERE x.policy_id = s.policy_id AND x.flag IN ('lapsed', 'cancelled') AND x.to_on IS NULL)
        ORDER BY s.next_on, s.term_id LIMIT $4";
    TERM = "SELECT s.next_on, s.billed, t.policy_id, y.household_id, t.starts_on, t.ends_on, t.premium_cents, t.installments, t.currency, h.state AS home_state, h.time_zone
        FROM schedule s JOIN term t ON t.id = s.term_id JOIN policy y ON y.id = t.policy_id JOIN household h ON h.id = y.household_id WHERE s.term_id = $1";
    GO_ON = "UPDATE schedule SET billed = billed + 1, next_on = $2 WHERE term_id = $1 AND billed = $3";
    INVOICE = "INSERT INTO invoice (id, number, policy_id, household_id, issued_on, due_on, amount_cents, currency, state, term_id, installment)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'open', $9, $10)";
    AMOUNT = "UPDATE invoice SET amount_cents = $2, state = $3 WHERE id = $1";
    LINE = "INSERT INTO invoice_line (id, invoice_id, sequence, kind, code, amount_cents) VALUES ($1, $2, $3, $4, $5, $6)";
    CREDIT = "SELECT CAST(COALESCE(SUM(amount_cents), 0) AS BIGINT) FROM ledger_entry WHERE household_id = $1 AND account = 'credit'";
    ENDED = "SELECT household_id, currency, amount_cents, paid_cents FROM invoice WHERE id = $1";
    LINES = "SELECT kind, CAST(SUM(amount_cents) AS BIGINT) FROM invoice_line WHERE invoice_id = $1 GROUP BY kind";
    END = "UPDATE invoice SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL AND state <> 'paid'";
}

#[derive(sqlx::FromRow)]
struct NewTerm {
    id: TermId,
    policy_id: PolicyId,
    household_id: HouseholdId,
    starts_on: Day,
    installments: i64,
    made: i64,
}

#[derive(sqlx::FromRow)]
struct TermRow {
    next_on: Option<Day>,
    billed: i64,
    policy_id: PolicyId,
    household_id: HouseholdId,
    starts_on: Day,
    ends_on: Day,
    premium_cents: i64,
    installments: i64,
    currency: Currency,
    home_state: String,
    time_zone: String,
}

fn next_on(starts_on: Day, installments: i64, made: i64) -> Option<Day> {
    (made < installments).then(|| rules::due_on(starts_on, installments, made + 1))
}

/// Gives every term that is not over a schedule. Gives how many had none.
pub async fn adopt(state: &AppState) -> Result<u64, sqlx::Error> {
    let mut adopted = 0;
    loop {
        let terms = fetch_all!(state.store.read(), NewTerm, NEW_TERMS, state.clock.today("UTC").plus_days(-1), PAGE)?;
        if terms.is_empty() {
            return Ok(adopted);
        }
        let mut tx = state.store.begin().await?;
        for term in terms {
            let next = next_on(term.starts_on, term.installments, term.made);
            let made = term.made.min(term.installments);
            adopted += execute!(tx.run(), ADOPT, term.id, term.policy_id, term.household_id, next, made)?;
        }
        tx.commit().await?;
    }
}

/// Terms whose next bill is to be made about now, a page of them; what stands before `after` was seen.
pub async fn coming_due(state: &AppState, after: Option<(Day, TermId)>) -> Result<Vec<(TermId, Day)>, sqlx::Error> {
    // Nowhere on Earth is it later than tomorrow.
    let until = state.clock.today("UTC").plus_days(DAYS_AHEAD + 1);
    let (day, term) = after.map_or((String::new(), String::new()), |(day, term)| (day.to_string(), term.0));
    fetch_all!(state.store.read(), (TermId, Day), COMING_DUE, until, day, term, PAGE)
}

/// Makes the next bill of a term and tells of it, in a transaction of its own. `None`: it is not time, or another server made it.
pub async fn make_next(state: &AppState, term: &TermId) -> Result<Option<InvoiceId>, AppError> {
    let mut tx = state.store.begin().await?;
    let Some(row) = fetch_optional!(tx.run(), TermRow, TERM, term)? else {
        return Ok(None);
    };
    let today = state.clock.today(&row.time_zone);
    let Some(next) = row.next_on.filter(|next| *next <= today.plus_days(DAYS_AHEAD)) else {
        return Ok(None);
    };
    let nth = row.billed + 1;
    if execute!(tx.run(), GO_ON, term, next_on(row.starts_on, row.installments, nth), row.billed)? == 0 {
        return Ok(None);
    }
    let premium = rules::parts(row.premium_cents, row.installments);
    let premium = premium.get(usize::try_from(row.billed).unwrap_or_default()).copied().unwrap_or_default();
    let fee = if row.installments > 1 { state.billing.installment_fee_cents } else { 0 };
    let lines = [
        (LineKind::Premium, premium),
        (LineKind::Tax, rules::tax(premium, state.billing.tax_in(&row.home_state))),
        (LineKind::Fee, fee),
    ];
    // What should have been billed long ago is not due before today.
    let id = make(&mut tx, state, &row, term, Some(nth), next.max(today), &lines).await?;
    notify::tell(&mut tx, state, &Tidings::PaymentDue(id.as_str())).await?;
    tx.commit().await?;
    tracing::info!(invoice.id = %id, "Made bill {id}");
    Ok(Some(id))
}

/// Settles what a change of premium in mid-term comes to: a bill of its own, or credit that the next bill uses. Called in the transaction that gave the term
/// its new premium, with the premium before, the first day of the new one, and an id of the change, of which it happens once.
pub async fn premium_changed(tx: &mut Tx, state: &AppState, term: &TermId, before_cents: i64, from: Day, change: &str) -> Result<Option<InvoiceId>, AppError> {
    let Some(row) = fetch_optional!(tx.run(), TermRow, TERM, term)? else {
        return Ok(None);
    };
    let term_days = (row.starts_on, row.ends_on);
    let settle = rules::to_settle(before_cents, row.premium_cents, term_days, from, row.installments, row.billed);
    let tax = rules::tax(settle, state.billing.tax_in(&row.home_state));
    if settle > 0 {
        let due_on = state.clock.today(&row.time_zone).plus_days(DAYS_AHEAD);
        let lines = [(LineKind::Change, settle), (LineKind::Tax, tax)];
        let id = make(tx, state, &row, term, None, due_on, &lines).await?;
        notify::tell(tx, state, &Tidings::PaymentDue(id.as_str())).await?;
        return Ok(Some(id));
    }
    if settle < 0 {
        let posting = Posting {
            event: Event::CreditGiven,
            subject: change,
            household: &row.household_id,
            invoice: None,
            currency: row.currency,
            entries: &[(Account::Premium, -settle), (Account::Tax, -tax), (Account::Credit, settle + tax)],
        };
        ledger::post(tx, state, &posting).await?;
    }
    Ok(None)
}

async fn make(
    tx: &mut Tx,
    state: &AppState,
    row: &TermRow,
    term: &TermId,
    nth: Option<i64>,
    due_on: Day,
    lines: &[(LineKind, i64)],
) -> Result<InvoiceId, sqlx::Error> {
    let id = InvoiceId(state.new_id());
    let number = tx.next_number(Series::Invoice).await?;
    let total: i64 = lines.iter().map(|(_, cents)| cents).sum();
    let today = state.clock.today(&row.time_zone);
    execute!(
        tx.run(),
        INVOICE,
        &id,
        number,
        &row.policy_id,
        &row.household_id,
        today,
        due_on,
        total,
        row.currency,
        term,
        nth
    )?;
    // Looked at only now: the bill holds the household's row, so that two bills do not use the same credit.
    let (credit,): (i64,) = fetch_one!(tx.run(), (i64,), CREDIT, &row.household_id)?;
    let used = (-credit).clamp(0, total);
    let mut lines = lines.to_vec();
    lines.push((LineKind::Credit, -used));
    lines.retain(|(_, cents)| *cents != 0);
    if used > 0 || total == 0 {
        let standing = if used == total { InvoiceState::Paid } else { InvoiceState::Open };
        execute!(tx.run(), AMOUNT, &id, total - used, standing)?;
    }
    let mut entries = vec![(Account::OwedToUs, total - used)];
    for (sequence, (kind, cents)) in (1_i64..).zip(&lines) {
        execute!(tx.run(), LINE, state.new_id(), &id, sequence, *kind, kind.code(), *cents)?;
        entries.push((kind.account(), -cents));
    }
    if !lines.is_empty() {
        let posting = Posting {
            event: Event::InvoiceIssued,
            subject: id.as_str(),
            household: &row.household_id,
            invoice: Some(&id),
            currency: row.currency,
            entries: &entries,
        };
        ledger::post(tx, state, &posting).await?;
    }
    Ok(id)
}

/// What is still owed on a bill is owed no longer. `false`: nothing was.
pub async fn end(tx: &mut Tx, state: &AppState, invoice: &InvoiceId) -> Result<bool, sqlx::Error> {
    type Row = (HouseholdId, Currency, i64, i64);
    if execute!(tx.run(), END, invoice, state.clock.now())? == 0 {
        return Ok(false);
    }
    let row: Option<Row> = fetch_optional!(tx.run(), Row, ENDED, invoice)?;
    let Some((household, currency, amount, paid)) = row else { return Ok(false) };
    let mut left = amount - paid;
    let mut entries = vec![(Account::OwedToUs, -left)];
    // What was not paid is premium first, then what was added to it.
    let lines: Vec<(LineKind, i64)> = fetch_all!(tx.run(), (LineKind, i64), LINES, invoice)?;
    for (kind, cents) in lines
        .iter()
        .filter(|(kind, cents)| *cents > 0 && *kind != LineKind::Tax && *kind != LineKind::Fee)
    {
        let part = left.min(*cents);
        entries.push((kind.account(), part));
        left -= part;
    }
    for kind in [LineKind::Tax, LineKind::Fee] {
        let part = left.min(lines.iter().find(|(of, _)| *of == kind).map_or(0, |(_, cents)| *cents));
        entries.push((kind.account(), part));
        left -= part;
    }
    entries.push((Account::Premium, left));
    if amount > paid {
        let posting = Posting {
            event: Event::InvoiceEnded,
            subject: invoice.as_str(),
            household: &household,
            invoice: Some(invoice),
            currency,
            entries: &entries,
        };
        ledger::post(tx, state, &posting).await?;
    }
    Ok(true)
}
