use super::model::{NewRefund, RefundReason, RefundState, Step};
use super::{lists, store};
use crate::auth::{Role, Staff};
use crate::billing::ledger::{self, Account};
use crate::billing::model::{InvoiceState, PaymentState};
use crate::billing::ports::{self, GatewayError};
use crate::billing::scripted::{Scripted, with_gateway};
use crate::error::AppError;
use crate::ids::{PaymentId, RefundId};
use crate::state::AppState;
use crate::testing::book::{bill, pay};
use crate::testing::people::somebody;
use crate::testing::{Home, home, work};
use crate::texts::Lang;
use crate::{fetch_one, insert, on_both_engines};

/// A household whose bill was paid through the gateway.
async fn paid(state: &AppState, name: &str, cents: i64) -> (Home, PaymentId) {
    let home = home(state, name, &["Biscuit"]).await;
    let bill = bill(state, &home, 0, cents, state.clock.today(&home.actor.zone), InvoiceState::Paid).await;
    pay(state, &home, &bill, cents, PaymentState::Settled).await;
    insert!(
        state,
        "UPDATE payment SET gateway_intent = $1 WHERE invoice_id = $2",
        format!("pi_{name}"),
        &bill
    );
    let (payment,): (PaymentId,) = fetch_one!(state.store.read(), (PaymentId,), "SELECT id FROM payment WHERE invoice_id = $1", &bill).expect("a payment");
    (home, payment)
}

async fn staff(state: &AppState, name: &str) -> Staff {
    Staff {
        person: somebody(state, name).await.id,
        roles: [Role::Support].into_iter().collect(),
    }
}

fn new(cents: i64) -> NewRefund {
    NewRefund {
        cents,
        reason: RefundReason::PaidTwice,
        why: "the card and a check".into(),
    }
}

async fn stands(state: &AppState, refund: &RefundId) -> RefundState {
    let sql = "SELECT state FROM refund WHERE id = $1";
    let (stands,): (RefundState,) = fetch_one!(state.store.read(), (RefundState,), sql, refund).expect("a refund");
    stands
}

async fn holds(state: &AppState, home: &Home, account: Account) -> i64 {
    let balances = ledger::balances(state, &home.actor.household).await.expect("balances");
    balances.iter().find(|(of, _)| *of == account).map_or(0, |(_, money)| money.cents)
}

fn gateway_says(gateway: &Scripted, stands: ports::RefundState) {
    gateway.world().refunds.values_mut().for_each(|refund| refund.1 = stands.clone());
}

on_both_engines! {
    async fn a_small_refund_is_sent_once_and_arrives_on_its_day_not_before(state: AppState) {
        let (state, gateway) = with_gateway(&state);
        let (robin, payment) = paid(&state, "Robin", 4_210).await;
        let sue = staff(&state, "Sue").await;
        let refund = store::propose(&state, &sue, &payment, &new(1_000), Lang::En).await.expect("proposed");
        assert_eq!(stands(&state, &refund).await, RefundState::Approved);
        work(&state).await;
        store::send(&state, &refund).await.expect("sent again");
        assert_eq!(gateway.world().refunds.len(), 1);
        assert_eq!(stands(&state, &refund).await, RefundState::Sent);
        assert_eq!((holds(&state, &robin, Account::Gateway).await, holds(&state, &robin, Account::Premium).await), (-1_000, 1_000));
        let seen = lists::own(&state, &robin.actor).await.expect("a look");
        let today = state.clock.today(&robin.actor.zone);
        let steps: Vec<Step> = seen[0].steps.iter().map(|(step, _)| *step).collect();
        assert_eq!(steps, [Step::Approved, Step::Sent, Step::ArrivesBy]);
        assert!(seen[0].steps[2].1 > today.plus_days(9), "ten business days");

        gateway_says(&gateway, ports::RefundState::Arrived);
        store::follow(&state).await.expect("followed");
        assert_eq!(stands(&state, &refund).await, RefundState::Sent, "the gateway is done with it, the bank is not");
        state.clock.advance(20 * 24 * 60 * 60 * 1000);
        assert_eq!(store::follow(&state).await.expect("followed"), 1);
        assert_eq!(stands(&state, &refund).await, RefundState::Arrived);
        assert_eq!(store::follow(&state).await.expect("followed"), 0);
    }

    async fn above_an_amount_a_second_person_answers(state: AppState) {
        let (state, gateway) = with_gateway(&state);
        let (robin, payment) = paid(&state, "Robin", 900_000).await;
        let (sue, max) = (staff(&state, "Sue").await, staff(&state, "Max").await);
        let refund = store::propose(&state, &sue, &payment, &new(250_001), Lang::En).await.expect("proposed");
        work(&state).await;
        assert_eq!(stands(&state, &refund).await, RefundState::Proposed);
        assert!(gateway.world().refunds.is_empty());
        assert!(lists::own(&state, &robin.actor).await.expect("a look").is_empty(), "nothing was promised");
        let waiting = |who: &Staff| { let (state, who) = (state.clone(), who.clone()); async move { lists::waiting(&state, &who).await.expect("a look")[0].may_answer } };
        assert!(!waiting(&sue).await && waiting(&max).await);
        assert_eq!(store::answer(&state, &sue, &refund, true).await, Err(AppError::Forbidden));
        store::answer(&state, &max, &refund, true).await.expect("approved");
        assert_eq!(store::answer(&state, &max, &refund, false).await, Err(AppError::Conflict));
        work(&state).await;
        assert_eq!(stands(&state, &refund).await, RefundState::Sent);

        let other = store::propose(&state, &sue, &payment, &new(250_001), Lang::En).await.expect("proposed");
        store::answer(&state, &max, &other, false).await.expect("refused");
        work(&state).await;
        assert_eq!((stands(&state, &other).await, gateway.world().refunds.len()), (RefundState::Refused, 1));
        assert_eq!(store::answer(&state, &max, &RefundId("none".into()), true).await, Err(AppError::NotFound));
    }

    async fn what_goes_back_of_one_payment_in_parts_wants_a_second_person_too(state: AppState) {
        let (state, _gateway) = with_gateway(&state);
        let (_, payment) = paid(&state, "Robin", 900_000).await;
        let sue = staff(&state, "Sue").await;
        let first = store::propose(&state, &sue, &payment, &new(200_000), Lang::En).await.expect("proposed");
        let second = store::propose(&state, &sue, &payment, &new(50_001), Lang::En).await.expect("proposed");
        assert_eq!((stands(&state, &first).await, stands(&state, &second).await), (RefundState::Approved, RefundState::Proposed));
    }

    async fn never_more_goes_back_than_the_payment_still_holds(state: AppState) {
        let (state, gateway) = with_gateway(&state);
        let (_, payment) = paid(&state, "Robin", 4_210).await;
        let sue = staff(&state, "Sue").await;
        store::propose(&state, &sue, &payment, &new(4_000), Lang::En).await.expect("proposed");
        let too_much = store::propose(&state, &sue, &payment, &new(211), Lang::En).await.expect_err("too much");
        assert_eq!(too_much.fields()[0].message, Lang::En.refunds_at_most("$2.10"));
        work(&state).await;
        gateway_says(&gateway, ports::RefundState::Failed);
        assert!(store::told(&state, "re_1", None).await.expect("told"));
        store::propose(&state, &sue, &payment, &new(4_210), Lang::En).await.expect("what did not go can go again");
        let (other, unsettled) = paid(&state, "Sam", 100).await;
        insert!(state, "UPDATE payment SET state = 'pending' WHERE id = $1", &unsettled);
        assert!(store::propose(&state, &sue, &unsettled, &new(1), Lang::En).await.is_err());
        assert!(lists::own(&state, &other.actor).await.expect("a look").is_empty());
    }

    async fn what_did_not_go_is_with_us_again(state: AppState) {
        let (state, gateway) = with_gateway(&state);
        let (robin, payment) = paid(&state, "Robin", 4_210).await;
        let sue = staff(&state, "Sue").await;
        let refund = store::propose(&state, &sue, &payment, &new(1_000), Lang::En).await.expect("proposed");
        work(&state).await;
        gateway_says(&gateway, ports::RefundState::Failed);
        for _ in 0..2 {
            store::refresh(&state, &refund).await.expect("refreshed");
        }
        assert_eq!(stands(&state, &refund).await, RefundState::Failed);
        assert_eq!((holds(&state, &robin, Account::Gateway).await, holds(&state, &robin, Account::Premium).await), (0, 0));
    }

    async fn a_gateway_that_does_not_answer_is_asked_again_for_the_same(state: AppState) {
        let (state, gateway) = with_gateway(&state);
        let (_, payment) = paid(&state, "Robin", 4_210).await;
        let sue = staff(&state, "Sue").await;
        gateway.world().trouble = Some(GatewayError::Unknown("half an answer".into()));
        let refund = store::propose(&state, &sue, &payment, &new(1_000), Lang::En).await.expect("proposed");
        work(&state).await;
        assert_eq!(stands(&state, &refund).await, RefundState::Approved);
        gateway.world().trouble = None;
        state.clock.advance(60_000);
        work(&state).await;
        assert_eq!((stands(&state, &refund).await, gateway.world().refunds.len()), (RefundState::Sent, 1));
    }

    async fn the_gateways_word_may_be_here_before_its_answer(state: AppState) {
        let (state, gateway) = with_gateway(&state);
        let (robin, payment) = paid(&state, "Robin", 4_210).await;
        let sue = staff(&state, "Sue").await;
        let refund = store::propose(&state, &sue, &payment, &new(1_000), Lang::En).await.expect("proposed");
        gateway.world().refunds.insert("re_early".into(), (crate::money::Money::usd(1_000), ports::RefundState::Pending));
        assert!(store::told(&state, "re_early", Some(refund.as_str())).await.expect("told"));
        assert!(!store::told(&state, "re_other", Some("none")).await.expect("told"), "somebody else's");
        work(&state).await;
        assert_eq!((stands(&state, &refund).await, gateway.world().refunds.len()), (RefundState::Sent, 1), "and is not sent twice");
        assert_eq!(holds(&state, &robin, Account::Gateway).await, -1_000);
    }
}
