//! Money from a bill to its end, on both engines, with a gateway in memory that fails as told.

mod chance;
mod late;
mod paying;
mod running;

use std::sync::Arc;

use super::ledger::verify::verify;
use super::model::PaymentState;
use super::terms::{Terms, parse_lapse};
use crate::day::Day;
use crate::ids::InvoiceId;
use crate::state::{AppState, Services};
use crate::testing::gateway::billed;
use crate::testing::{Home, home};
use crate::{fetch_all, fetch_one};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// The same state where cover lapses in New York: 31 days of grace, 15 of notice, 30 to have it back.
fn lapsing(state: &AppState) -> AppState {
    let services = Services::clone(state);
    let billing = Arc::new(Terms {
        lapse: parse_lapse("NY=31/15/30").expect("days"),
        ..Terms::default()
    });
    Services { billing, ..services }.into()
}

/// A household whose next bill is due on 1 December 2026, made on the day of the tests: $42.10.
async fn billed_home(state: &AppState, name: &str) -> (Home, InvoiceId) {
    let home = home(state, name, &["Biscuit"]).await;
    billed(state, &home, 0, 7, Day::parse_iso("2026-12-01")).await;
    let made = super::schedule::store::make_next(state, &home.pets[0].term).await.expect("a bill");
    (home, made.expect("a bill"))
}

async fn payments(state: &AppState, bill: &InvoiceId) -> Vec<PaymentState> {
    let sql = "SELECT state FROM payment WHERE invoice_id = $1 ORDER BY started_at, id";
    let rows = fetch_all!(state.store.read(), (PaymentState,), sql, bill).expect("payments");
    rows.into_iter().map(|(state,)| state).collect()
}

/// State, what is paid, and whether it is owed no longer.
async fn stands(state: &AppState, bill: &InvoiceId) -> (String, i64, bool) {
    let sql = "SELECT state, paid_cents, ended_at FROM invoice WHERE id = $1";
    let (standing, paid, ended): (String, i64, Option<i64>) = fetch_one!(state.store.read(), (String, i64, Option<i64>), sql, bill).expect("a bill");
    (standing, paid, ended.is_some())
}

/// Flags of the first policy that are up.
async fn flags(state: &AppState, home: &Home) -> Vec<String> {
    let today = state.clock.today(&home.actor.zone);
    let sql = "SELECT flag FROM standing WHERE policy_id = $1 AND from_on <= $2 AND (to_on IS NULL OR to_on >= $2) ORDER BY flag";
    let rows = fetch_all!(state.store.read(), (String,), sql, &home.pets[0].policy, today).expect("flags");
    rows.into_iter().map(|(flag,)| flag).collect()
}

/// What the policyholder was told about payments, in order.
async fn told(state: &AppState, home: &Home) -> Vec<String> {
    let sql = "SELECT kind FROM notice WHERE person_id = $1 ORDER BY created_at, id";
    let rows = fetch_all!(state.store.read(), (String,), sql, &home.actor.person).expect("notices");
    rows.into_iter().map(|(kind,)| kind).collect()
}

async fn balances(state: &AppState) {
    let report = verify(&state.store).await.expect("a look");
    assert_eq!(report.wrong, [], "the ledger and the books say the same");
}

fn later(state: &AppState, days: i64) {
    state.clock.advance(days * DAY_MS);
}
