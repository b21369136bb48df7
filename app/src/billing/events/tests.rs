use super::model::Outcome;
use super::store;
use crate::auth::{Role, Staff};
use crate::billing::model::{InvoiceState, PaymentState};
use crate::billing::ports::{GatewayError, Intent, IntentState, Told};
use crate::billing::scripted::with_gateway;
use crate::money::Money;
use crate::state::AppState;
use crate::testing::book::{bill, pay};
use crate::testing::people::somebody;
use crate::testing::{home, work};
use crate::{fetch_one, on_both_engines};

fn told(id: &str, kind: &str, object: &str) -> Told {
    Told {
        id: id.into(),
        kind: kind.into(),
        object: object.into(),
        account: None,
    }
}

async fn outcome(state: &AppState, id: &str) -> Option<Outcome> {
    let sql = "SELECT outcome FROM gateway_event WHERE id = $1";
    let (outcome,): (Option<Outcome>,) = fetch_one!(state.store.read(), (Option<Outcome>,), sql, id).expect("an event");
    outcome
}

async fn jobs(state: &AppState) -> i64 {
    let sql = "SELECT COUNT(*) FROM job WHERE kind = 'gateway_event'";
    let (jobs,): (i64,) = fetch_one!(state.store.read(), (i64,), sql).expect("a count");
    jobs
}

on_both_engines! {
    async fn the_same_told_twice_is_worked_once_and_looked_at_again_when_somebody_wants_it(state: AppState) {
        let (state, _gateway) = with_gateway(&state);
        for _ in 0..3 {
            store::take(&state, &told("evt_1", "transfer.created", "tr_1"), "{}").await.expect("kept");
        }
        assert_eq!(jobs(&state).await, 1);
        work(&state).await;
        assert_eq!(outcome(&state, "evt_1").await, Some(Outcome::Nothing), "nothing of ours");
        let replayed = store::replay(&state, state.clock.now()).await.expect("replayed");
        assert_eq!((replayed, jobs(&state).await), (1, 2));
        assert_eq!(store::replay(&state, state.clock.now() + 1).await.expect("replayed"), 0);
        work(&state).await;
        assert_eq!(outcome(&state, "evt_1").await, Some(Outcome::Nothing));
    }

    async fn the_word_of_a_payment_may_be_here_before_its_own_answer(state: AppState) {
        let (state, gateway) = with_gateway(&state);
        let robin = home(&state, "Robin", &["Biscuit"]).await;
        let bill = bill(&state, &robin, 0, 4_210, state.clock.today(&robin.actor.zone), InvoiceState::Open).await;
        pay(&state, &robin, &bill, 4_210, PaymentState::Started).await;
        let sql = "SELECT id FROM payment WHERE invoice_id = $1";
        let (payment,): (String,) = fetch_one!(state.store.read(), (String,), sql, &bill).expect("a payment");
        let intent = Intent {
            id: "pi_1".into(),
            client_secret: None,
            amount: Money::usd(4_210),
            state: IntentState::Settled,
            method: None,
            refunded: Money::usd(0),
        };
        gateway.world().intents.insert("pi_1".into(), intent);
        let body = format!(r#"{{"data": {{"object": {{"id": "pi_1", "metadata": {{"payment": "{payment}"}}}}}}}}"#);
        // The later word first, and each of them twice.
        for (id, kind) in [("evt_2", "payment_intent.succeeded"), ("evt_1", "payment_intent.created"), ("evt_2", "payment_intent.succeeded")] {
            store::take(&state, &told(id, kind, "pi_1"), &body).await.expect("kept");
            work(&state).await;
        }
        let sql = "SELECT state, gateway_intent FROM payment WHERE id = $1";
        let now: (PaymentState, Option<String>) = fetch_one!(state.store.read(), (PaymentState, Option<String>), sql, &payment).expect("a payment");
        assert_eq!(now, (PaymentState::Settled, Some("pi_1".into())));
        assert_eq!((outcome(&state, "evt_1").await, outcome(&state, "evt_2").await), (Some(Outcome::Done), Some(Outcome::Done)));
    }

    async fn what_we_do_not_know_is_kept_and_listed(state: AppState) {
        let (state, _gateway) = with_gateway(&state);
        let ops = Staff {
            person: somebody(&state, "Ola").await.id,
            roles: [Role::Ops].into_iter().collect(),
        };
        store::take(&state, &told("evt_2", "moon.waxed", ""), r#"{"id": "evt_2", "type": "moon.waxed"}"#).await.expect("kept");
        store::take(&state, &told("evt_3", "customer.created", "cus_1"), "{}").await.expect("kept");
        work(&state).await;
        assert_eq!((outcome(&state, "evt_2").await, outcome(&state, "evt_3").await), (Some(Outcome::Unknown), Some(Outcome::Nothing)));
        let listed = store::unknown(&state, &ops).await.expect("a list");
        assert_eq!(listed.iter().map(|event| event.kind.as_str()).collect::<Vec<_>>(), ["moon.waxed"]);
    }

    async fn an_event_waits_for_a_gateway_that_does_not_answer(state: AppState) {
        let (state, gateway) = with_gateway(&state);
        gateway.world().trouble = Some(GatewayError::Unknown("down".into()));
        store::take(&state, &told("evt_4", "charge.dispute.created", "dp_1"), "{}").await.expect("kept");
        work(&state).await;
        assert_eq!(outcome(&state, "evt_4").await, None, "not given up");
    }
}
