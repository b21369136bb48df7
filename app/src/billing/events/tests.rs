use super::model::Outcome;
use super::store;
use crate::auth::{Role, Staff};
use crate::billing::ports::{GatewayError, Told};
use crate::billing::scripted::with_gateway;
use crate::state::AppState;
use crate::testing::people::somebody;
use crate::testing::work;
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
