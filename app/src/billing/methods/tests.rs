use std::sync::Arc;

use super::model::{Added, MethodState, Wish};
use super::store::{added, begin, begin_hosted, choose, list, remove, settle};
use crate::billing::model::{Failure, InvoiceState, MethodKind};
use crate::billing::ports::{GatewayError, Method, Setup};
use crate::billing::scripted::{Scripted, with_gateway};
use crate::error::AppError;
use crate::ids::MethodId;
use crate::jobs::{Lane, work_one};
use crate::state::AppState;
use crate::testing::book::bill;
use crate::testing::{Home, home};
use crate::texts::Lang;
use crate::{fetch_all, fetch_one, insert, on_both_engines};

fn card(id: &str, customer: &str) -> Method {
    Method {
        id: id.into(),
        customer: Some(customer.into()),
        kind: MethodKind::Card,
        brand: "Visa".into(),
        last_four: "4242".into(),
        expires_on: crate::day::Day::parse_iso("2028-02-29"),
    }
}

async fn newest(state: &AppState) -> String {
    let sql = "SELECT gateway_setup FROM method_setup WHERE gateway_setup IS NOT NULL ORDER BY started_at DESC, id DESC LIMIT 1";
    fetch_one!(state.store.read(), (String,), sql).expect("a setup").0
}

async fn customer(state: &AppState, home: &Home) -> String {
    let sql = "SELECT gateway_customer FROM billing_account WHERE household_id = $1";
    fetch_one!(state.store.read(), (String,), sql, &home.actor.household).expect("a customer").0
}

/// Adds a card at the gateway and here; gives our id of it.
async fn add(state: &AppState, gateway: &Arc<Scripted>, home: &Home, id: &str, wish: &Wish) -> MethodId {
    state.clock.advance(1_000);
    begin(state, &home.actor, wish).await.expect("begun");
    let setup = newest(state).await;
    let method = card(id, &customer(state, home).await);
    gateway.world().setups.insert(setup.clone(), Setup::Ready(method));
    settle(state, &setup).await.expect("settled");
    let sql = "SELECT id FROM payment_method WHERE gateway_method = $1";
    fetch_one!(state.store.read(), (MethodId,), sql, id).expect("a method").0
}

async fn autopay(state: &AppState, home: &Home) {
    let sql = "INSERT INTO mandate (id, household_id, person_id, words, language, given_at, address, device) VALUES ($1, $2, $3, 'yes', 'en', $4, '', '')";
    insert!(state, sql, state.new_id(), &home.actor.household, &home.actor.person, state.clock.now());
}

on_both_engines! {
    async fn the_first_card_is_used_and_told_twice_it_is_one(state: AppState) {
        let robin = home(&state, "Robin", &["Biscuit"]).await;
        let (state, gateway) = with_gateway(&state);
        assert_eq!(added(&state, &robin.actor).await, Ok(Added::Nothing));
        begin_hosted(&state, &robin.actor, &Wish::default()).await.expect("a page");
        assert_eq!(added(&state, &robin.actor).await, Ok(Added::Open));
        let setup = newest(&state).await;
        let method = card("pm_1", &customer(&state, &robin).await);
        gateway.world().setups.insert(setup.clone(), Setup::Ready(method));
        for _ in 0..2 {
            settle(&state, &setup).await.expect("settled");
        }
        let view = list(&state, &robin.actor).await.expect("look");
        assert_eq!(view.methods.iter().map(|one| (one.last_four.as_str(), one.state, one.default)).collect::<Vec<_>>(), [("4242", MethodState::Ready, true)]);
        assert!(matches!(added(&state, &robin.actor).await, Ok(Added::Ready(line)) if line.default));
        assert_eq!(settle(&state, "seti_of_nobody").await, Ok(()));
    }

    async fn a_bank_account_waits_until_its_deposits_are_confirmed(state: AppState) {
        let robin = home(&state, "Robin", &["Biscuit"]).await;
        let (state, gateway) = with_gateway(&state);
        begin(&state, &robin.actor, &Wish::default()).await.expect("begun");
        let setup = newest(&state).await;
        let bank = Method { kind: MethodKind::Bank, expires_on: None, ..card("pm_bank", &customer(&state, &robin).await) };
        gateway.world().setups.insert(setup.clone(), Setup::Unverified { method: bank.clone(), verify_url: "https://gateway.test.example/verify".into() });
        let Ok(Added::Unverified(line)) = added(&state, &robin.actor).await else { panic!("not unverified") };
        assert_eq!((line.verify_url.as_deref(), line.default), (Some("https://gateway.test.example/verify"), false));
        assert_eq!(choose(&state, &robin.actor, &line.id).await, Err(AppError::Conflict), "nothing can be taken from it yet");
        gateway.world().setups.insert(setup.clone(), Setup::Ready(bank));
        settle(&state, &setup).await.expect("settled");
        let view = list(&state, &robin.actor).await.expect("look");
        assert_eq!((view.methods.len(), view.methods[0].state, view.methods[0].default), (1, MethodState::Ready, true));
    }

    async fn what_the_gateway_refuses_is_told_and_not_kept(state: AppState) {
        let robin = home(&state, "Robin", &["Biscuit"]).await;
        let (state, gateway) = with_gateway(&state);
        begin(&state, &robin.actor, &Wish::default()).await.expect("begun");
        let setup = newest(&state).await;
        gateway.world().setups.insert(setup, Setup::Refused(Failure::DeclinedForGood));
        assert_eq!(added(&state, &robin.actor).await, Ok(Added::Refused(Failure::DeclinedForGood)));
        assert!(list(&state, &robin.actor).await.expect("look").methods.is_empty());
    }

    async fn a_method_of_another_customer_is_never_taken(state: AppState) {
        let robin = home(&state, "Robin", &["Biscuit"]).await;
        let (state, gateway) = with_gateway(&state);
        begin(&state, &robin.actor, &Wish::default()).await.expect("begun");
        let setup = newest(&state).await;
        gateway.world().setups.insert(setup.clone(), Setup::Ready(card("pm_1", "cus_of_somebody")));
        assert!(matches!(settle(&state, &setup).await, Err(AppError::Internal(_))));
        assert!(list(&state, &robin.actor).await.expect("look").methods.is_empty());
    }

    async fn replacing_is_one_step_and_the_gateway_forgets_the_old_one(state: AppState) {
        let robin = home(&state, "Robin", &["Biscuit"]).await;
        let (state, gateway) = with_gateway(&state);
        let old = add(&state, &gateway, &robin, "pm_1", &Wish::default()).await;
        let new = add(&state, &gateway, &robin, "pm_2", &Wish { replaces: Some(old.clone()), default: false }).await;
        let view = list(&state, &robin.actor).await.expect("look");
        assert_eq!(view.methods.iter().map(|one| (&one.id, one.default)).collect::<Vec<_>>(), [(&new, true)]);
        while work_one(&state, Lane::Money).await.expect("worked") {}
        assert_eq!(gateway.world().forgotten, ["pm_1"]);
        assert_eq!(remove(&state, &robin.actor, &old, Lang::En).await, Err(AppError::NotFound));
    }

    async fn the_last_one_stays_while_bills_are_paid_by_it(state: AppState) {
        let robin = home(&state, "Robin", &["Biscuit"]).await;
        let (state, gateway) = with_gateway(&state);
        let today = state.clock.today(&robin.actor.zone);
        bill(&state, &robin, 0, 4_210, today.plus_days(5), InvoiceState::Open).await;
        let one = add(&state, &gateway, &robin, "pm_1", &Wish::default()).await;
        autopay(&state, &robin).await;
        assert_eq!(list(&state, &robin.actor).await.expect("look").methods[0].pays_for, ["Biscuit"]);
        let Err(AppError::Invalid(said)) = remove(&state, &robin.actor, &one, Lang::En).await else { panic!("removed") };
        assert_eq!(said[0].message, Lang::En.methods_last_autopay());
        let other = add(&state, &gateway, &robin, "pm_2", &Wish::default()).await;
        remove(&state, &robin.actor, &one, Lang::En).await.expect("another is there");
        let view = list(&state, &robin.actor).await.expect("look");
        assert_eq!(view.methods.iter().map(|line| (&line.id, line.default)).collect::<Vec<_>>(), [(&other, true)]);
    }

    async fn nobody_touches_what_another_household_pays_with(state: AppState) {
        let (robin, sam) = (home(&state, "Robin", &["Biscuit"]).await, home(&state, "Sam", &["Mochi"]).await);
        let (state, gateway) = with_gateway(&state);
        let method = add(&state, &gateway, &robin, "pm_1", &Wish::default()).await;
        assert!(list(&state, &sam.actor).await.expect("look").methods.is_empty());
        assert_eq!(choose(&state, &sam.actor, &method).await, Err(AppError::NotFound));
        assert_eq!(remove(&state, &sam.actor, &method, Lang::En).await, Err(AppError::NotFound));
        let wish = Wish { replaces: Some(method), default: false };
        assert_eq!(begin(&state, &sam.actor, &wish).await.map(drop), Err(AppError::NotFound));
        assert_eq!(added(&state, &sam.actor).await, Ok(Added::Nothing));
    }

    async fn a_gateway_that_does_not_answer_leaves_one_customer(state: AppState) {
        let robin = home(&state, "Robin", &["Biscuit"]).await;
        let (state, gateway) = with_gateway(&state);
        gateway.world().trouble = Some(GatewayError::Unknown("down".into()));
        assert_eq!(begin(&state, &robin.actor, &Wish::default()).await.map(drop), Err(AppError::Unavailable));
        gateway.world().trouble = None;
        let (wish, plain) = (Wish { default: true, ..Wish::default() }, Wish::default());
        let (one, other) = tokio::join!(begin(&state, &robin.actor, &wish), begin_hosted(&state, &robin.actor, &plain));
        assert!(one.is_ok() && other.is_ok());
        let customers = fetch_all!(state.store.read(), (Option<String>,), "SELECT gateway_customer FROM billing_account").expect("accounts");
        assert_eq!(customers.len(), 1);
    }
}
