use super::model::AccountStands;
use super::{account, store};
use crate::billing::ledger::{opening, verify};
use crate::billing::model::{Failure, PayoutState};
use crate::billing::ports::{AccountState, GatewayError, PayoutProgress};
use crate::billing::scripted::with_gateway;
use crate::claims::model::{ClaimState, EventKind};
use crate::ids::{ClaimId, PayoutId};
use crate::state::AppState;
use crate::testing::book::{decide, file_claim, pay_out};
use crate::testing::{Home, home, work};
use crate::{fetch_all, fetch_one, on_both_engines};

/// A claim that is decided, with money approved for it; the first in the ledger.
async fn approved(state: &AppState, name: &str) -> (Home, ClaimId, PayoutId) {
    let approved = decided(state, name).await;
    open_ledger(state).await;
    approved
}

async fn open_ledger(state: &AppState) {
    let mut tx = state.store.begin().await.expect("a transaction");
    opening::open(&mut tx, state.clock.now()).await.expect("a ledger");
    tx.commit().await.expect("a commit");
}

async fn decided(state: &AppState, name: &str) -> (Home, ClaimId, PayoutId) {
    let home = home(state, name, &["Biscuit"]).await;
    let claim = file_claim(state, &home, 0, 50_000).await;
    decide(state, &claim, 25_000, 20_000).await;
    pay_out(state, &home, &claim, 20_000, PayoutState::Approved).await;
    let (payout,): (PayoutId,) = fetch_one!(state.store.read(), (PayoutId,), "SELECT id FROM payout WHERE claim_id = $1", &claim).expect("a payout");
    (home, claim, payout)
}

async fn stands(state: &AppState, payout: &PayoutId) -> PayoutState {
    let (stands,): (PayoutState,) = fetch_one!(state.store.read(), (PayoutState,), "SELECT state FROM payout WHERE id = $1", payout).expect("a payout");
    stands
}

async fn claim_stands(state: &AppState, claim: &ClaimId) -> ClaimState {
    let (stands,): (ClaimState,) = fetch_one!(state.store.read(), (ClaimState,), "SELECT state FROM claim WHERE id = $1", claim).expect("a claim");
    stands
}

async fn told(state: &AppState) -> Vec<String> {
    let rows = fetch_all!(state.store.read(), (String,), "SELECT kind FROM notice ORDER BY kind").expect("notices");
    rows.into_iter().map(|(kind,)| kind).collect()
}

async fn asked(state: &AppState, standing: &str) -> i64 {
    let sql = "SELECT COUNT(*) FROM requirement WHERE what = 'bank_account' AND state = $1";
    let (count,): (i64,) = fetch_one!(state.store.read(), (i64,), sql, standing).expect("a count");
    count
}

async fn balances(state: &AppState) {
    assert_eq!(verify::verify(&state.store).await.expect("a look").wrong, vec![]);
}

fn ready() -> AccountState {
    AccountState::Ready {
        bank: "bank ending 6021".into(),
    }
}

on_both_engines! {
    async fn money_waits_for_an_account_goes_once_it_is_there_and_is_paid_when_it_has_arrived(state: AppState) {
        let (state, gateway) = with_gateway(&state);
        let (robin, claim, payout) = approved(&state, "Robin").await;
        for _ in 0..2 {
            store::send(&state, &payout).await.expect("it waits");
        }
        assert_eq!((asked(&state, "open").await, told(&state).await), (1, vec!["asked".to_owned()]));
        let seen = account::view(&state, &robin.actor).await.expect("a look");
        assert_eq!((seen.stands, seen.waiting.map(|money| money.cents)), (AccountStands::None, Some(20_000)));

        let page = account::begin(&state, &robin.actor).await.expect("begun");
        assert!(page.contains("acct_1?https://portal.test.example/payments/payouts"), "{page}");
        account::begin(&state, &robin.actor).await.expect("begun again");
        assert_eq!(gateway.world().accounts.len(), 1, "one account, however often it is begun");
        account::refresh(&state, &robin.actor.household).await.expect("asked");
        work(&state).await;
        assert_eq!(stands(&state, &payout).await, PayoutState::Approved, "not finished there");

        gateway.world().accounts.insert("acct_1".into(), ready());
        assert!(account::told(&state, "acct_1").await.expect("told"));
        work(&state).await;
        assert_eq!((stands(&state, &payout).await, asked(&state, "accepted").await), (PayoutState::Sent, 1));
        assert_eq!(claim_stands(&state, &claim).await, ClaimState::Decided, "not paid before it is there");
        store::send(&state, &payout).await.expect("sent again");
        assert_eq!(gateway.world().transfers.len(), 1);
        balances(&state).await;

        for transfer in gateway.world().transfers.values_mut() {
            transfer.2 = PayoutProgress::Arrived;
        }
        for _ in 0..2 {
            assert!(store::told_account(&state, "acct_1").await.expect("told"));
        }
        assert_eq!((stands(&state, &payout).await, claim_stands(&state, &claim).await), (PayoutState::Arrived, ClaimState::Paid));
        assert_eq!(told(&state).await, ["asked", "money_arrived", "money_sent"]);
        balances(&state).await;
        let events = fetch_all!(state.store.read(), (EventKind,), "SELECT kind FROM claim_event WHERE claim_id = $1 ORDER BY at", &claim).expect("events");
        assert_eq!(events, [(EventKind::PayoutSent,), (EventKind::PayoutArrived,)]);
    }

    async fn money_that_comes_back_is_taken_back_asked_about_and_sent_anew(state: AppState) {
        let (state, gateway) = with_gateway(&state);
        let (robin, claim, payout) = approved(&state, "Robin").await;
        account::begin(&state, &robin.actor).await.expect("begun");
        gateway.world().accounts.insert("acct_1".into(), ready());
        account::told(&state, "acct_1").await.expect("told");
        work(&state).await;
        // It had arrived, and the bank sends it back a day later.
        let says = |stands: PayoutProgress| gateway.world().transfers.values_mut().for_each(|transfer| transfer.2 = stands.clone());
        says(PayoutProgress::Arrived);
        store::follow(&state, &payout).await.expect("followed");
        state.clock.advance(24 * 60 * 60 * 1000);
        says(PayoutProgress::Returned(Failure::NoAccount));
        for _ in 0..2 {
            store::told_account(&state, "acct_1").await.expect("told");
        }
        work(&state).await;
        assert_eq!((stands(&state, &payout).await, claim_stands(&state, &claim).await), (PayoutState::Returned, ClaimState::Decided));
        assert_eq!(gateway.world().taken_back, ["tr_2"]);
        let (next, cents): (PayoutId, i64) = fetch_one!(state.store.read(), (PayoutId, i64), "SELECT id, amount_cents FROM payout WHERE follows = $1", &payout).expect("one follows");
        assert_eq!((stands(&state, &next).await, cents, asked(&state, "open").await), (PayoutState::Approved, 20_000, 1));
        assert_eq!(account::view(&state, &robin.actor).await.expect("a look").stands, AccountStands::Started);
        balances(&state).await;

        gateway.world().accounts.insert("acct_1".into(), AccountState::Ready { bank: "bank ending 7777".into() });
        account::told(&state, "acct_1").await.expect("told");
        work(&state).await;
        assert_eq!(stands(&state, &next).await, PayoutState::Sent);
        assert_eq!(gateway.world().transfers.len(), 2);
        balances(&state).await;
    }

    async fn a_gateway_that_does_not_answer_sends_nothing_twice_and_nobodys_account_is_nobodys(state: AppState) {
        let (state, gateway) = with_gateway(&state);
        let (robin, _, payout) = approved(&state, "Robin").await;
        account::begin(&state, &robin.actor).await.expect("begun");
        gateway.world().accounts.insert("acct_1".into(), ready());
        account::refresh(&state, &robin.actor.household).await.expect("asked");
        gateway.world().trouble = Some(GatewayError::Unknown("nothing for 30 s".into()));
        work(&state).await;
        assert_eq!(stands(&state, &payout).await, PayoutState::Approved);
        gateway.world().trouble = None;
        state.clock.advance(60_000);
        work(&state).await;
        assert_eq!((stands(&state, &payout).await, gateway.world().transfers.len()), (PayoutState::Sent, 1));
        assert!(!account::told(&state, "acct_9").await.expect("told"));
        assert!(!store::told(&state, "tr_9", Some("none")).await.expect("told"));
        let sam = home(&state, "Sam", &["Mochi"]).await;
        let seen = account::view(&state, &sam.actor).await.expect("a look");
        assert_eq!((seen.stands, seen.bank, seen.waiting), (AccountStands::None, None, None));
    }

    async fn a_payout_that_is_refused_holds_no_other_up(state: AppState) {
        let (state, gateway) = with_gateway(&state);
        let mut payouts = Vec::new();
        for name in ["Robin", "Sam"] {
            let (home, _, payout) = decided(&state, name).await;
            account::begin(&state, &home.actor).await.expect("begun");
            payouts.push(payout);
        }
        open_ledger(&state).await;
        for account in gateway.world().accounts.values_mut() {
            *account = ready();
        }
        let homes = fetch_all!(state.store.read(), (crate::ids::HouseholdId,), "SELECT household_id FROM billing_account").expect("accounts");
        for (household,) in &homes {
            account::refresh(&state, household).await.expect("asked");
        }
        payouts.sort_by(|a, b| a.0.cmp(&b.0));
        gateway.world().refused.insert(payouts[0].0.clone());
        state.clock.advance(2 * 60 * 60 * 1000);
        assert_eq!(store::follow_all(&state).await.expect("all were looked at"), 2);
        assert_eq!((stands(&state, &payouts[0]).await, stands(&state, &payouts[1]).await), (PayoutState::Approved, PayoutState::Sent));
        gateway.world().trouble = Some(GatewayError::Unknown("nothing for 30 s".into()));
        assert!(store::follow_all(&state).await.is_err(), "nobody is there to ask");
    }

    async fn without_a_gateway_money_waits_and_nobody_is_asked(state: AppState) {
        let (_, _, payout) = approved(&state, "Robin").await;
        store::send(&state, &payout).await.expect("nothing to do");
        assert_eq!((stands(&state, &payout).await, asked(&state, "open").await), (PayoutState::Approved, 0));
    }
}
