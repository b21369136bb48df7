use super::model::{DifferenceKind, Side};
use super::store;
use crate::auth::{Role, Staff};
use crate::billing::model::{InvoiceState, PaymentState, PayoutState};
use crate::billing::ports::{Intent, IntentState, Moved, MovedKind, RefundState};
use crate::billing::scripted::{Scripted, with_gateway};
use crate::money::Money;
use crate::state::AppState;
use crate::testing::book::{bill, file_claim, pay, pay_out};
use crate::testing::people::somebody;
use crate::testing::{Home, home};
use crate::{fetch_one, insert, on_both_engines};

async fn ops(state: &AppState) -> Staff {
    Staff {
        person: somebody(state, "Ola").await.id,
        roles: [Role::Ops].into_iter().collect(),
    }
}

fn moved(state: &AppState, gateway: &Scripted, what: MovedKind, id: &str, ours: Option<&str>, cents: i64) {
    let row = Moved {
        id: id.into(),
        ours: ours.map(str::to_owned),
        what,
        amount: Money::usd(cents),
        at: state.clock.now(),
    };
    gateway.world().moved.push(row);
}

/// A payment that settled through the gateway. Gives its id.
async fn settled(state: &AppState, home: &Home, intent: &str, cents: i64) -> String {
    let bill = bill(state, home, 0, cents, state.clock.today(&home.actor.zone), InvoiceState::Paid).await;
    pay(state, home, &bill, cents, PaymentState::Settled).await;
    insert!(state, "UPDATE payment SET gateway_intent = $1 WHERE invoice_id = $2", intent, &bill);
    let (id,): (String,) = fetch_one!(state.store.read(), (String,), "SELECT id FROM payment WHERE invoice_id = $1", &bill).expect("a payment");
    id
}

const AN_HOUR: i64 = 60 * 60 * 1000;

on_both_engines! {
    async fn books_that_say_the_same_leave_nothing_on_the_desk(state: AppState) {
        let (state, gateway) = with_gateway(&state);
        let robin = home(&state, "Robin", &["Biscuit"]).await;
        for n in 0..5 {
            let id = settled(&state, &robin, &format!("pi_{n}"), 4_210 + n).await;
            moved(&state, &gateway, MovedKind::Payment, &format!("pi_{n}"), Some(&id), 4_210 + n);
        }
        state.clock.advance(AN_HOUR);
        let report = store::run(&state, 2).await.expect("compared");
        assert_eq!((report.theirs, report.asked, report.differences), (5, 0, 0));
    }

    async fn what_is_nothing_of_ours_is_listed_until_it_is(state: AppState) {
        let (state, gateway) = with_gateway(&state);
        let (robin, ola) = (home(&state, "Robin", &["Biscuit"]).await, ops(&state).await);
        moved(&state, &gateway, MovedKind::Payment, "pi_x", None, 700);
        state.clock.advance(AN_HOUR);
        for _ in 0..2 {
            assert_eq!(store::run(&state, 2).await.expect("compared").differences, 1, "once, however often it is found");
        }
        let listed = store::differences(&state, &ola).await.expect("a list");
        assert_eq!((listed[0].kind, listed[0].ours, listed[0].theirs), (DifferenceKind::None, Side::Nothing, Side::Moved(Money::usd(700))));
        assert_eq!(listed[0].household, None);
        settled(&state, &robin, "pi_x", 700).await;
        state.clock.advance(AN_HOUR);
        assert_eq!(store::run(&state, 2).await.expect("compared").differences, 0);
    }

    async fn what_moved_a_second_time_for_the_same_thing_is_listed(state: AppState) {
        let (state, gateway) = with_gateway(&state);
        let (robin, ola) = (home(&state, "Robin", &["Biscuit"]).await, ops(&state).await);
        let payment = settled(&state, &robin, "pi_1", 4_210).await;
        for intent in ["pi_1", "pi_2"] {
            moved(&state, &gateway, MovedKind::Payment, intent, Some(&payment), 4_210);
        }
        state.clock.advance(AN_HOUR);
        assert_eq!(store::run(&state, 2).await.expect("compared").differences, 1);
        assert_eq!(store::differences(&state, &ola).await.expect("a list")[0].subject, "pi_2");
    }

    async fn a_refund_whose_answer_was_lost_is_found_and_written(state: AppState) {
        let (state, gateway) = with_gateway(&state);
        let (robin, ola) = (home(&state, "Robin", &["Biscuit"]).await, ops(&state).await);
        let payment = settled(&state, &robin, "pi_1", 4_210).await;
        moved(&state, &gateway, MovedKind::Payment, "pi_1", Some(&payment), 4_210);
        let sql = "INSERT INTO refund (id, payment_id, household_id, amount_cents, currency, reason, why, state, proposed_by, proposed_at, answered_at)
            VALUES ('r1', $1, $2, 1000, 'USD', 'goodwill', 'x', 'approved', $3, $4, $4)";
        insert!(state, sql, &payment, &robin.actor.household, &ola.person, state.clock.now());
        gateway.world().refunds.insert("re_1".into(), (Money::usd(1_000), RefundState::Pending));
        moved(&state, &gateway, MovedKind::Refund, "re_1", Some("r1"), 1_000);
        state.clock.advance(AN_HOUR);
        assert_eq!(store::run(&state, 2).await.expect("compared").differences, 0);
        let (stands, id): (String, String) = fetch_one!(state.store.read(), (String, String), "SELECT state, gateway_refund FROM refund WHERE id = 'r1'").expect("a refund");
        assert_eq!((stands.as_str(), id.as_str()), ("sent", "re_1"));
    }

    async fn what_the_gateway_does_not_have_or_has_otherwise_is_listed_with_both_sides(state: AppState) {
        let (state, _gateway) = with_gateway(&state);
        let (robin, ola) = (home(&state, "Robin", &["Biscuit"]).await, ops(&state).await);
        let claim = file_claim(&state, &robin, 0, 50_000).await;
        pay_out(&state, &robin, &claim, 20_000, PayoutState::Arrived).await;
        insert!(state, "UPDATE payout SET gateway_transfer = 'tr_1', sent_at = $1 WHERE claim_id = $2", state.clock.now(), &claim);
        insert!(state, "INSERT INTO billing_account (household_id, payout_account, payout_state) VALUES ($1, 'acct_1', 'ready')", &robin.actor.household);
        state.clock.advance(AN_HOUR);
        assert_eq!(store::run(&state, 2).await.expect("compared").differences, 1);
        let listed = store::differences(&state, &ola).await.expect("a list");
        assert_eq!((listed[0].kind, listed[0].ours, listed[0].theirs), (DifferenceKind::Payout, Side::Moved(Money::usd(20_000)), Side::Nothing));
        assert_eq!(listed[0].household.as_ref(), Some(&robin.actor.household));
    }

    async fn what_a_bank_works_on_is_looked_at_however_old_it_is(state: AppState) {
        let (state, gateway) = with_gateway(&state);
        let robin = home(&state, "Robin", &["Biscuit"]).await;
        let payment = settled(&state, &robin, "pi_1", 4_210).await;
        insert!(state, "UPDATE payment SET state = 'pending' WHERE id = $1", &payment);
        insert!(state, "UPDATE invoice SET state = 'open', paid_cents = 0");
        let intent = Intent {
            id: "pi_1".into(),
            client_secret: None,
            amount: Money::usd(4_210),
            state: IntentState::Settled,
            method: None,
            refunded: Money::usd(0),
        };
        gateway.world().intents.insert("pi_1".into(), intent);
        state.clock.advance(30 * 24 * AN_HOUR);
        assert_eq!(store::run(&state, 2).await.expect("compared").asked, 1);
        let (stands,): (PaymentState,) = fetch_one!(state.store.read(), (PaymentState,), "SELECT state FROM payment WHERE id = $1", &payment).expect("a payment");
        assert_eq!(stands, PaymentState::Settled);
    }

    async fn the_night_leaves_one_comparison_for_all_servers(state: AppState) {
        let count = |state: AppState| async move {
            let (jobs,): (i64,) = fetch_one!(state.store.read(), (i64,), "SELECT COUNT(*) FROM job WHERE kind = 'reconcile'").expect("a count");
            jobs
        };
        store::nightly(&state).await.expect("asked");
        assert_eq!(count(state.clone()).await, 0, "without a gateway there is nothing to compare");
        let (state, _gateway) = with_gateway(&state);
        for _ in 0..3 {
            store::nightly(&state).await.expect("asked");
        }
        assert_eq!(count(state.clone()).await, 1);
        state.clock.advance(24 * AN_HOUR);
        store::nightly(&state).await.expect("asked");
        assert_eq!(count(state.clone()).await, 2);
    }
}
