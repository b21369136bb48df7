//! Bills and what was paid on them.

use app::billing::model::{InvoiceState, PaymentState};

use super::cover::{Cover, DueState, Ending, TermMade};
use super::homes::Home;
use super::rows::{Invoice, Payment, Schedule};
use super::world::{DAY_MS, Making, USD};

/// Days from the bill to the day it is due.
const NOTICE_DAYS: i32 = 14;

/// Writes a bill for each installment, and the payments.
pub(super) fn bill(m: &mut Making, home: &Home, cover: &Cover) {
    let zone = home.place.time_zone;
    let every = 12 / i32::try_from(cover.installments).unwrap_or(12);
    schedule(m, home, cover, every);
    for due in &cover.dues {
        let term = cover.terms.iter().find(|term| (term.starts_on..=term.ends_on).contains(&due.on));
        // Counted, not worked out from the day: a term that begins on the 31st has bills on the 30th and the 28th.
        let before = |term: &TermMade<'_>| cover.dues.iter().filter(|other| (term.starts_on..due.on).contains(&other.on)).count();
        let id = m.dice.id();
        let number = m.numbers.invoice();
        let by_bank = home.method.starts_with("bank");
        let charged_at = due.on.at(6, 0, zone) + m.dice.between(0, 3_600_000);
        // A debit takes days to arrive.
        let settled_at = charged_at + if by_bank { 3 * DAY_MS } else { 2_000 };
        let arrived = settled_at < m.world.now;
        m.batch.invoices.push(Invoice {
            id,
            number,
            policy_id: cover.policy,
            household_id: home.id,
            issued_on: due.on.plus_days(-NOTICE_DAYS).min(m.world.as_of.plus_days(-1)),
            due_on: due.on,
            amount_cents: due.cents,
            currency: USD,
            state: match due.state {
                DueState::Paid if arrived => InvoiceState::Paid,
                DueState::Paid | DueState::Open => InvoiceState::Open,
                DueState::Late => InvoiceState::PastDue,
            },
            term_id: term.map(|term| term.id),
            installment: term.and_then(|term| i64::try_from(before(term) + 1).ok()),
            paid_cents: if due.state == DueState::Paid && arrived { due.cents } else { 0 },
        });
        let pay = |m: &mut Making, state, started_at, settled_at| {
            m.batch.payments.push(Payment {
                id: m.dice.id(),
                invoice_id: id,
                household_id: home.id,
                amount_cents: due.cents,
                currency: USD,
                method: home.method.clone(),
                state,
                started_at,
                settled_at,
            });
        };
        match due.state {
            DueState::Open => {}
            DueState::Paid if arrived => {
                if m.dice.percent(2) {
                    let state = if by_bank { PaymentState::Returned } else { PaymentState::Failed };
                    pay(m, state, charged_at - 2 * DAY_MS, None);
                }
                pay(m, PaymentState::Settled, charged_at, Some(settled_at));
            }
            DueState::Paid => pay(m, PaymentState::Pending, charged_at, None),
            DueState::Late => {
                for try_at in [charged_at, charged_at + 4 * DAY_MS, charged_at + 11 * DAY_MS] {
                    if try_at < m.world.now {
                        pay(m, PaymentState::Failed, try_at, None);
                    }
                }
            }
        }
    }
}

/// Says how far the bills of the last term have been made. The terms before are over.
fn schedule(m: &mut Making, home: &Home, cover: &Cover, every: i32) {
    let Some(term) = cover.terms.last() else { return };
    let billed = cover.dues.iter().filter(|due| due.on >= term.starts_on).count();
    let goes_on = matches!(cover.ending, Ending::InForce | Ending::Pending | Ending::Delinquent);
    let next_on = i32::try_from(billed).map_or(term.ends_on, |billed| term.starts_on.plus_months(billed * every));
    m.batch.schedules.push(Schedule {
        term_id: term.id,
        policy_id: cover.policy,
        household_id: home.id,
        next_on: (goes_on && next_on <= term.ends_on).then_some(next_on),
        billed: i64::try_from(billed).unwrap_or_default(),
    });
}
