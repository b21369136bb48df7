//! Bills and what moved on them, as their household sees them.

use super::methods::store as methods;
use super::model::{Before, Bill, InvoiceState, Moved, Movement, PaymentState, PaymentsView, PayoutState};
use super::rules;
use crate::auth::HouseholdActor;
use crate::day::{Day, Moment};
use crate::error::{AppError, internal};
use crate::ids::{ClaimId, InvoiceId, PaymentId, PolicyId, Series, parse_number};
use crate::money::{Currency, Money, parse_amount};
use crate::state::AppState;
use crate::{fetch_all, fetch_one};

/// How many entries of the history one page shows.
pub const ENTRIES: usize = 12;
/// More unpaid bills than any household has.
const MANY: i64 = 100;

crate::queries! {
    // Whoever opened a page to pay and named nothing to pay with has only looked: that is no payment that failed.
    // $2: of this policy only; NULL: of all.
    UNPAID = "SELECT i.id, i.number, i.policy_id, p.name AS pet_name, i.amount_cents - i.paid_cents AS left_cents, i.currency, i.due_on, i.pay_on, i.state,
            (SELECT COUNT(*) FROM payment m WHERE m.invoice_id = i.id AND m.state = 'pending') AS under_way,
            (SELECT m.state FROM payment m WHERE m.invoice_id = i.id AND m.state <> 'started'
                AND NOT (m.state = 'failed' AND m.origin IN ('person', 'link') AND m.method = '' AND COALESCE(m.failure, '') = 'not_confirmed')
                ORDER BY m.started_at DESC, m.id DESC LIMIT 1) AS last_effort
        FROM invoice i JOIN policy y ON y.id = i.policy_id JOIN pet p ON p.id = y.pet_id
        WHERE i.household_id = $1 AND i.state <> 'paid' AND i.ended_at IS NULL AND (CAST($2 AS TEXT) IS NULL OR i.policy_id = $2)
        ORDER BY i.due_on, i.number LIMIT $3";
    // Both ways in one list: each half is read by its own index, newest first, no further than the page needs. $5, $6, $7: a bill's number, a pet's name
    // or an amount that is looked for; NULL each: everything.
    HISTORY = "SELECT * FROM (
            SELECT m.id, m.started_at AS at, p.name AS pet_name, m.amount_cents, m.currency, m.method AS account, m.state AS payment_state, i.number AS bill, i.id AS invoice_id,
                CAST(NULL AS TEXT) AS payout_state, CAST(NULL AS TEXT) AS claim_id, CAST(NULL AS TEXT) AS arrives_by, CAST(NULL AS BIGINT) AS arrived_at
            FROM payment m JOIN invoice i ON i.id = m.invoice_id JOIN policy y ON y.id = i.policy_id JOIN pet p ON p.id = y.pet_id
            WHERE m.household_id = $1 AND (m.started_at < $2 OR (m.started_at = $2 AND m.id < $3))
                AND NOT (m.state = 'failed' AND m.origin IN ('person', 'link') AND m.method = '' AND COALESCE(m.failure, '') = 'not_confirmed')
                AND (CAST($6 AS TEXT) IS NULL OR i.number = $5 OR lower(p.name) LIKE $6 ESCAPE '\\' OR m.amount_cents = $7)
            ORDER BY m.started_at DESC, m.id DESC LIMIT $4
        ) AS to_us UNION ALL SELECT * FROM (
            SELECT o.id, o.approved_at, p.name, o.amount_cents, o.currency, o.account, CAST(NULL AS TEXT), CAST(NULL AS TEXT), CAST(NULL AS TEXT),
                o.state, o.claim_id, o.arrives_by, o.arrived_at
            FROM payout o JOIN claim c ON c.id = o.claim_id JOIN pet p ON p.id = c.pet_id
            WHERE o.household_id = $1 AND (o.approved_at < $2 OR (o.approved_at = $2 AND o.id < $3))
                AND (CAST($6 AS TEXT) IS NULL OR lower(p.name) LIKE $6 ESCAPE '\\' OR o.amount_cents = $7)
            ORDER BY o.approved_at DESC, o.id DESC LIMIT $4
        ) AS to_you ORDER BY 2 DESC, 1 DESC LIMIT $4";
    POLICIES = "SELECT COUNT(*) FROM policy WHERE household_id = $1";
}

#[derive(sqlx::FromRow)]
struct BillRow {
    id: InvoiceId,
    number: String,
    policy_id: PolicyId,
    pet_name: String,
    left_cents: i64,
    currency: Currency,
    due_on: Day,
    pay_on: Option<Day>,
    state: InvoiceState,
    under_way: i64,
    last_effort: Option<PaymentState>,
}

impl BillRow {
    fn bill(self, today: Day) -> Bill {
        Bill {
            id: self.id,
            number: self.number,
            policy: self.policy_id,
            pet_name: self.pet_name,
            amount: Money {
                cents: self.left_cents,
                currency: self.currency,
            },
            due_on: self.due_on,
            pay_on: self.pay_on,
            standing: rules::standing(self.state, self.due_on, self.under_way > 0, today),
            failed: matches!(self.last_effort, Some(PaymentState::Failed | PaymentState::Returned)),
        }
    }
}

#[derive(sqlx::FromRow)]
struct MovementRow {
    id: String,
    at: i64,
    pet_name: String,
    amount_cents: i64,
    currency: Currency,
    account: String,
    payment_state: Option<PaymentState>,
    bill: Option<String>,
    invoice_id: Option<InvoiceId>,
    payout_state: Option<PayoutState>,
    claim_id: Option<ClaimId>,
    arrives_by: Option<Day>,
    arrived_at: Option<i64>,
}

impl MovementRow {
    fn movement(self, zone: &str) -> Result<Movement, AppError> {
        let what = match (
            self.payment_state,
            self.bill.zip(self.invoice_id),
            self.payout_state,
            self.claim_id,
            self.arrives_by,
        ) {
            (Some(state), Some((bill, invoice)), ..) => Moved::ToUs {
                payment: PaymentId(self.id.clone()),
                state,
                invoice,
                bill,
            },
            (.., Some(state), Some(claim), Some(arrives_by)) => Moved::ToYou {
                state,
                claim,
                arrives_by,
                arrived_on: self.arrived_at.map(|at| Moment::local(at, zone).day),
            },
            _ => return Err(internal(&format!("{} is neither a payment nor a payout", self.id))),
        };
        Ok(Movement {
            what,
            pet_name: self.pet_name,
            amount: Money {
                cents: self.amount_cents,
                currency: self.currency,
            },
            by: self.account,
            on: Moment::local(self.at, zone).day,
        })
    }
}

/// The policy's bill that is due first of those not paid.
pub async fn next_bill(state: &AppState, actor: &HouseholdActor, policy: &PolicyId) -> Result<Option<Bill>, sqlx::Error> {
    let rows = fetch_all!(state.store.read(), BillRow, UNPAID, &actor.household, policy, 1_i64)?;
    let today = state.clock.today(&actor.zone);
    Ok(rows.into_iter().next().map(|row| row.bill(today)))
}

/// What the history is searched for: a bill's number, a pet's name, an amount.
fn wanted(typed: &str) -> (Option<String>, Option<String>, Option<i64>) {
    // NUL, which PostgreSQL does not take, is in nothing that could be found.
    let typed = typed.replace('\0', "");
    let like = typed.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    let like = (!like.is_empty()).then(|| format!("%{like}%"));
    (parse_number(Series::Invoice, &typed), like, parse_amount(&typed).ok())
}

/// The household's unpaid bills and a page of its history: the newest, or what is older than `before`. `typed`: what is looked for in it.
pub async fn payments(state: &AppState, actor: &HouseholdActor, before: Option<Before>, typed: &str) -> Result<PaymentsView, AppError> {
    let today = state.clock.today(&actor.zone);
    let bills = fetch_all!(state.store.read(), BillRow, UNPAID, &actor.household, None::<PolicyId>, MANY)?;
    let newest = before.is_none();
    let from = before.unwrap_or(Before {
        at: i64::MAX,
        id: String::new(),
    });
    // One more than is shown tells whether there is more.
    let one_more = i64::try_from(ENTRIES + 1).unwrap_or(i64::MAX);
    let typed = typed.trim();
    let (number, name, amount) = wanted(typed);
    let mut rows = fetch_all!(
        state.store.read(),
        MovementRow,
        HISTORY,
        &actor.household,
        from.at,
        from.id,
        one_more,
        number,
        name,
        amount
    )?;
    let more = rows.len() > ENTRIES;
    rows.truncate(ENTRIES);
    let older = rows.last().filter(|_| more).map(|row| Before {
        at: row.at,
        id: row.id.clone(),
    });
    let usual = match actor.roles.own() {
        true => methods::of(state, &actor.household).await?.into_iter().find(|method| method.default),
        false => None,
    };
    let (policies,): (i64,) = fetch_one!(state.store.read(), (i64,), POLICIES, &actor.household)?;
    Ok(PaymentsView {
        bills: bills.into_iter().map(|row| row.bill(today)).collect(),
        history: rows.into_iter().map(|row| row.movement(&actor.zone)).collect::<Result<_, _>>()?,
        older,
        newest,
        usual,
        autopay: methods::autopay_is_on(state, &actor.household).await?,
        set_up: state.gateway.is_some(),
        insured: policies > 0,
        brand: (*state.brand).clone(),
        today,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::billing::model::BillStanding;
    use crate::on_both_engines;
    use crate::testing::book::{bill, decide, file_claim, pay, pay_out};
    use crate::testing::home;

    on_both_engines! {
        async fn unpaid_bills_come_in_the_order_in_which_they_are_due(state: AppState) {
            let home = home(&state, "Robin", &["Biscuit", "Mochi"]).await;
            let today = state.clock.today(&home.actor.zone);
            bill(&state, &home, 0, 4_210, today.plus_days(11), InvoiceState::Open).await;
            bill(&state, &home, 1, 3_000, today.plus_days(-5), InvoiceState::PastDue).await;
            bill(&state, &home, 0, 4_210, today.plus_days(-30), InvoiceState::Paid).await;
            let view = payments(&state, &home.actor, None, "").await.expect("look");
            let seen: Vec<_> = view.bills.iter().map(|bill| (bill.pet_name.as_str(), bill.amount.cents, bill.standing)).collect();
            assert_eq!(seen, [("Mochi", 3_000, BillStanding::Late), ("Biscuit", 4_210, BillStanding::Due)]);
            let next = next_bill(&state, &home.actor, &home.pets[0].policy).await.expect("look").expect("a bill");
            assert_eq!(next.due_on, today.plus_days(11));
        }

        async fn nobody_sees_another_households_money(state: AppState) {
            let (one, other) = (home(&state, "Robin", &["Biscuit"]).await, home(&state, "Sam", &["Mochi"]).await);
            let today = state.clock.today(&other.actor.zone);
            let paid = bill(&state, &other, 0, 4_210, today, InvoiceState::Paid).await;
            bill(&state, &other, 0, 4_210, today.plus_days(30), InvoiceState::Open).await;
            pay(&state, &other, &paid, 4_210, PaymentState::Settled).await;
            let claim = file_claim(&state, &other, 0, 50_000).await;
            decide(&state, &claim, 25_000, 20_000).await;
            pay_out(&state, &other, &claim, 20_000, PayoutState::Arrived).await;
            let view = payments(&state, &one.actor, None, "").await.expect("look");
            assert!(view.bills.is_empty() && view.history.is_empty());
            assert!(next_bill(&state, &one.actor, &other.pets[0].policy).await.expect("look").is_none());
            assert_eq!(payments(&state, &other.actor, None, "").await.expect("look").history.len(), 2);
        }

        async fn the_history_is_searched_by_number_pet_and_amount(state: AppState) {
            let home = home(&state, "Robin", &["Biscuit", "Mochi_"]).await;
            let today = state.clock.today(&home.actor.zone);
            let (one, other) = (bill(&state, &home, 0, 4_210, today, InvoiceState::Paid).await, bill(&state, &home, 1, 1_000, today, InvoiceState::Paid).await);
            pay(&state, &home, &one, 4_210, PaymentState::Settled).await;
            state.clock.advance(1_000);
            pay(&state, &home, &other, 1_000, PaymentState::Settled).await;
            state.clock.advance(1_000);
            let claim = file_claim(&state, &home, 0, 50_000).await;
            pay_out(&state, &home, &claim, 20_000, PayoutState::Sent).await;
            let (number,): (String,) = fetch_one!(state.store.read(), (String,), "SELECT number FROM invoice WHERE id = $1", &one).expect("a bill");
            let number = crate::ids::show_number(Series::Invoice, &number);
            for (typed, found) in [("", vec![20_000, 1_000, 4_210]), (number.as_str(), vec![4_210]), ("biscuit", vec![20_000, 4_210]), ("$10", vec![1_000]), ("%", vec![]), ("i_", vec![1_000]), ("nobody", vec![])] {
                let view = payments(&state, &home.actor, None, typed).await.expect("look");
                assert_eq!(view.history.iter().map(|moved| moved.amount.cents).collect::<Vec<_>>(), found, "{typed}");
            }
        }

        async fn the_history_goes_on_where_the_page_ended(state: AppState) {
            let home = home(&state, "Robin", &["Biscuit"]).await;
            let today = state.clock.today(&home.actor.zone);
            let paid = bill(&state, &home, 0, 1, today, InvoiceState::Paid).await;
            let claim = file_claim(&state, &home, 0, 50_000).await;
            for cents in 1..=50 {
                // Two at the same instant, now and then.
                if cents % 3 > 0 {
                    state.clock.advance(1_000);
                }
                if cents % 2 == 0 {
                    pay(&state, &home, &paid, cents, PaymentState::Failed).await;
                } else {
                    pay_out(&state, &home, &claim, cents, PayoutState::Sent).await;
                }
            }
            let (mut seen, mut before) = (Vec::new(), None);
            loop {
                let view = payments(&state, &home.actor, before, "").await.expect("look");
                assert!(view.history.len() <= ENTRIES);
                seen.extend(view.history.iter().map(|movement| movement.amount.cents));
                before = view.older;
                if before.is_none() {
                    break;
                }
            }
            assert_eq!(seen.len(), 50, "none twice, none left out");
            seen.sort_unstable();
            assert_eq!(seen, (1..=50).collect::<Vec<_>>());
        }
    }
}
