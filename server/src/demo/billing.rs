//! Bills and what was paid on them.

use app::billing::model::{InvoiceState, PaymentState};

use super::cover::{Cover, DueState};
use super::homes::Home;
use super::rows::{Invoice, Payment};
use super::world::{DAY_MS, Making, USD};

/// Days from the bill to the day it is due.
const NOTICE_DAYS: i32 = 14;

/// Writes a bill for each installment, and the payments.
pub(super) fn bill(m: &mut Making, home: &Home, cover: &Cover) {
    let zone = home.place.time_zone;
    for due in &cover.dues {
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
