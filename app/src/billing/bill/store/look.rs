//! Reading a bill, what became of a payment, and its receipt.

use crate::auth::{HouseholdActor, Power};
use crate::billing::bill::model::{BillLine, BillView, DoneView, Effort, LineKind, ReceiptView};
use crate::billing::methods::model::MethodState;
use crate::billing::methods::store as methods;
use crate::billing::model::{Failure, InvoiceState, PaymentState};
use crate::billing::paying::pages;
use crate::billing::paying::wishes::MOVABLE_DAYS;
use crate::billing::{dunning, rules};
use crate::day::{Day, Moment};
use crate::error::AppError;
use crate::ids::{InvoiceId, PaymentId, PolicyId};
use crate::money::{Currency, Money};
use crate::state::AppState;
use crate::{fetch_all, fetch_one, fetch_optional};

crate::queries! {
    BILL = "SELECT i.number, i.policy_id, y.number AS policy_number, p.name AS pet_name, h.given_name || ' ' || h.family_name AS addressee, i.issued_on, i.due_on, i.first_due_on,
            i.pay_on, i.amount_cents, i.paid_cents, i.currency, i.state, i.ended_at
        FROM invoice i JOIN policy y ON y.id = i.policy_id JOIN pet p ON p.id = y.pet_id JOIN person h ON h.id = y.policyholder_id
        WHERE i.id = $1 AND i.household_id = $2";
    LINES = "SELECT kind, code, amount_cents FROM invoice_line WHERE invoice_id = $1 ORDER BY sequence";
    // What was begun and left moved nothing: it is no part of the story. Nor is a page to pay on that somebody only looked at.
    EFFORTS = "SELECT id, amount_cents, currency, method, state, failure, started_at, expects_on FROM payment WHERE invoice_id = $1 AND state <> 'started'
            AND NOT (state = 'failed' AND origin IN ('person', 'link') AND method = '' AND COALESCE(failure, '') = 'not_confirmed')
        ORDER BY started_at DESC, id DESC LIMIT 50";
    PAYMENT = "SELECT m.id, m.amount_cents, m.currency, m.method, m.state, m.failure, m.started_at, m.expects_on, m.settled_at, m.invoice_id, i.number, y.number AS policy_number,
            p.name AS pet_name, h.given_name || ' ' || h.family_name AS addressee
        FROM payment m JOIN invoice i ON i.id = m.invoice_id JOIN policy y ON y.id = i.policy_id JOIN pet p ON p.id = y.pet_id JOIN person h ON h.id = y.policyholder_id
        WHERE m.id = $1 AND m.household_id = $2";
    REFUNDED = "SELECT CAST(COALESCE(SUM(amount_cents), 0) AS BIGINT) FROM refund WHERE payment_id = $1 AND state IN ('sent', 'arrived')";
}

#[derive(sqlx::FromRow)]
struct BillRow {
    number: String,
    policy_id: PolicyId,
    policy_number: String,
    pet_name: String,
    addressee: String,
    issued_on: Day,
    due_on: Day,
    first_due_on: Option<Day>,
    pay_on: Option<Day>,
    amount_cents: i64,
    paid_cents: i64,
    currency: Currency,
    state: InvoiceState,
    ended_at: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct EffortRow {
    id: PaymentId,
    amount_cents: i64,
    currency: Currency,
    method: String,
    state: PaymentState,
    failure: Option<Failure>,
    started_at: i64,
    expects_on: Option<Day>,
}

impl EffortRow {
    fn effort(self, zone: &str) -> Effort {
        Effort {
            payment: self.id,
            amount: Money {
                cents: self.amount_cents,
                currency: self.currency,
            },
            by: self.method,
            state: self.state,
            failure: self.failure,
            at: Moment::local(self.started_at, zone),
            expects_on: self.expects_on,
        }
    }
}

#[derive(sqlx::FromRow)]
struct PaymentRow {
    #[sqlx(flatten)]
    effort: EffortRow,
    settled_at: Option<i64>,
    invoice_id: InvoiceId,
    number: String,
    policy_number: String,
    pet_name: String,
    addressee: String,
}

/// A bill of the household; `None`: it has no such bill.
///
/// # Errors
/// What the database says.
pub async fn find(state: &AppState, actor: &HouseholdActor, invoice: &InvoiceId) -> Result<Option<BillView>, AppError> {
    let Some(row) = fetch_optional!(state.store.read(), BillRow, BILL, invoice, &actor.household)? else {
        return Ok(None);
    };
    let today = state.clock.today(&actor.zone);
    let money = |cents| Money { cents, currency: row.currency };
    let lines = fetch_all!(state.store.read(), (LineKind, String, i64), LINES, invoice)?;
    let efforts = fetch_all!(state.store.read(), EffortRow, EFFORTS, invoice)?;
    let efforts: Vec<Effort> = efforts.into_iter().map(|row| row.effort(&actor.zone)).collect();
    let under_way = efforts.iter().any(|effort| effort.state == PaymentState::Pending);
    let owed = row.state != InvoiceState::Paid && row.ended_at.is_none();
    let standing = owed.then(|| rules::standing(row.state, row.due_on, under_way, today));
    // Methods are the policyholder's own: whoever helps to pay brings theirs.
    let mut own = if actor.roles.own() {
        methods::of(state, &actor.household).await?
    } else {
        Vec::new()
    };
    own.retain(|method| method.state == MethodState::Ready);
    let trouble = match owed {
        true => dunning::store::known(state, invoice)
            .await?
            .and_then(|known| dunning::rules::trouble(&known, today)),
        false => None,
    };
    // Once, and before its day has passed.
    let movable = owed && !under_way && row.state == InvoiceState::Open && row.first_due_on.is_none() && row.due_on >= today && actor.roles.may(Power::Pay);
    Ok(Some(BillView {
        id: invoice.clone(),
        number: row.number,
        policy: row.policy_id,
        policy_number: row.policy_number,
        pet_name: row.pet_name,
        addressee: row.addressee,
        issued_on: row.issued_on,
        due_on: row.due_on,
        movable_until: movable.then(|| row.due_on.plus_days(MOVABLE_DAYS)),
        pay_on: row.pay_on,
        amount: money(row.amount_cents),
        paid: money(row.paid_cents),
        standing,
        ended: row.ended_at.is_some(),
        lines: lines
            .into_iter()
            .map(|(kind, code, cents)| BillLine {
                kind,
                code,
                amount: money(cents),
            })
            .collect(),
        efforts,
        trouble,
        methods: own,
        autopay: methods::autopay_is_on(state, &actor.household).await?,
        set_up: state.gateway.is_some(),
        brand: (*state.brand).clone(),
        today,
    }))
}

/// What became of a payment of the household, as the gateway says; `None`: there is no such payment. Where the gateway does not answer, as it stands here.
///
/// # Errors
/// What the database says.
pub async fn done(state: &AppState, actor: &HouseholdActor, payment: &PaymentId) -> Result<Option<DoneView>, AppError> {
    if fetch_optional!(state.store.read(), PaymentRow, PAYMENT, payment, &actor.household)?.is_none() {
        return Ok(None);
    }
    let confirm = match pages::settle(state, payment).await {
        Ok((_, confirm)) => confirm,
        Err(AppError::Unavailable | AppError::Conflict) => None,
        Err(error) => return Err(error),
    };
    let row = fetch_optional!(state.store.read(), PaymentRow, PAYMENT, payment, &actor.household)?;
    Ok(row.map(|row| DoneView {
        effort: row.effort.effort(&actor.zone),
        invoice: row.invoice_id,
        pet_name: row.pet_name,
        confirm,
        today: state.clock.today(&actor.zone),
    }))
}

/// Proof of a payment of the household that has settled.
///
/// # Errors
/// What the database says.
pub async fn receipt(state: &AppState, actor: &HouseholdActor, payment: &PaymentId) -> Result<Option<ReceiptView>, AppError> {
    let row = fetch_optional!(state.store.read(), PaymentRow, PAYMENT, payment, &actor.household)?;
    let Some((row, settled_at)) = row
        .filter(|row| row.effort.state == PaymentState::Settled)
        .and_then(|row| row.settled_at.map(|at| (row, at)))
    else {
        return Ok(None);
    };
    let (refunded,): (i64,) = fetch_one!(state.store.read(), (i64,), REFUNDED, payment)?;
    let currency = row.effort.currency;
    Ok(Some(ReceiptView {
        effort: row.effort.effort(&actor.zone),
        settled_on: Moment::local(settled_at, &actor.zone).day,
        invoice: row.invoice_id,
        number: row.number,
        policy_number: row.policy_number,
        pet_name: row.pet_name,
        addressee: row.addressee,
        refunded: Money { cents: refunded, currency },
        brand: (*state.brand).clone(),
    }))
}
