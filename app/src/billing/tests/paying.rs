use super::*;
use crate::billing::model::Failure;
use crate::billing::paying::store::{Effort, Origin, apply, begin, charge, refresh, sweep};
use crate::billing::paying::wishes::{coming, move_due_date, pay_now, plan_payment};
use crate::billing::ports::IntentState;
use crate::error::AppError;
use crate::ids::{MethodId, PaymentId};
use crate::money::Money;
use crate::on_both_engines;
use crate::testing::gateway::{Fault, Outcome, method_of, with_gateway};
use crate::testing::work;

async fn number(state: &AppState, bill: &InvoiceId) -> String {
    let (number,): (String,) = fetch_one!(state.store.read(), (String,), "SELECT number FROM invoice WHERE id = $1", bill).expect("a number");
    number
}

async fn payment(state: &AppState) -> PaymentId {
    let sql = "SELECT id FROM payment ORDER BY started_at DESC, id DESC LIMIT 1";
    let (id,): (PaymentId,) = fetch_one!(state.store.read(), (PaymentId,), sql).expect("a payment");
    id
}

on_both_engines! {
    async fn a_bill_is_paid_once_however_often_the_gateway_says_so(state: AppState) {
        let (state, gateway) = with_gateway(&state);
        let (home, bill) = billed_home(&state, "Robin").await;
        let card = method_of(&state, &home, "card").await;
        let n = number(&state, &bill).await;
        let (payment, intent) = pay_now(&state, &home.actor, &n, None, Some(&card)).await.expect("paid");
        for _ in 0..3 {
            let mut tx = state.store.begin().await.expect("a transaction");
            assert_eq!(apply(&mut tx, &state, &payment, &intent).await.expect("known"), PaymentState::Settled);
            tx.commit().await.expect("a commit");
            charge(&state, &payment).await.expect("the same");
        }
        assert_eq!(stands(&state, &bill).await, ("paid".to_owned(), 4_210, false));
        assert_eq!(pay_now(&state, &home.actor, &n, None, Some(&card)).await.expect_err("nothing is owed"), AppError::NotFound);
        assert_eq!(gateway.times_settled().values().sum::<i64>(), 1);
        assert_eq!(told(&state, &home).await, ["payment_due", "payment_received"]);
        balances(&state).await;
    }

    async fn an_answer_that_was_lost_is_found_out_and_nothing_is_taken_twice(state: AppState) {
        for fault in [Fault::After, Fault::Before] {
            let (state, gateway) = with_gateway(&state);
            let (home, bill) = billed_home(&state, &format!("{fault:?}")).await;
            let card = method_of(&state, &home, &format!("card {fault:?}")).await;
            let n = number(&state, &bill).await;
            gateway.faults([Some(fault)]);
            assert_eq!(pay_now(&state, &home.actor, &n, None, Some(&card)).await.expect_err("no answer"), AppError::Unavailable);
            let trouble = coming(&state, &home.actor).await.expect("bills").remove(0).trouble.expect("it is said");
            assert_eq!(trouble.happened, crate::billing::dunning::model::Happened::NotKnown);
            work(&state).await;
            assert_eq!(payments(&state, &bill).await, [PaymentState::Settled], "{fault:?}");
            assert_eq!((gateway.times_settled().values().sum::<i64>(), gateway.mixed_keys()), (1, 0));
            balances(&state).await;
        }
    }

    async fn what_was_asked_a_day_ago_is_looked_up_and_not_asked_again(state: AppState) {
        for (fault, found) in [(Fault::After, PaymentState::Settled), (Fault::Before, PaymentState::Failed)] {
            let (state, gateway) = with_gateway(&state);
            let (home, bill) = billed_home(&state, &format!("{fault:?}")).await;
            let card = method_of(&state, &home, &format!("card {fault:?}")).await;
            let n = number(&state, &bill).await;
            gateway.faults([Some(fault)]);
            pay_now(&state, &home.actor, &n, None, Some(&card)).await.expect_err("no answer");
            later(&state, 1);
            gateway.forget_keys();
            sweep(&state).await.expect("a look");
            assert_eq!(payments(&state, &bill).await, [found]);
            assert_eq!(gateway.intents().len(), usize::from(fault == Fault::After));
            balances(&state).await;
        }
    }

    async fn of_two_people_who_pay_a_bill_at_once_one_does(state: AppState) {
        let (state, gateway) = with_gateway(&state);
        let (home, bill) = billed_home(&state, "Robin").await;
        let card = method_of(&state, &home, "card").await;
        let n = number(&state, &bill).await;
        let both = futures::join!(
            pay_now(&state, &home.actor, &n, None, Some(&card)),
            pay_now(&state, &home.actor, &n, Some(2_000), Some(&card)),
        );
        assert!(both.0.is_ok() || both.1.is_ok());
        let moved: i64 = gateway.intents().iter().map(|intent| intent.amount.cents).sum();
        assert!(moved <= 4_210, "{moved}");
        assert_eq!(stands(&state, &bill).await.1, moved);
        balances(&state).await;
    }

    async fn what_somebody_left_half_way_can_move_nothing_once_the_next_has_begun(state: AppState) {
        let (state, gateway) = with_gateway(&state);
        let (home, bill) = billed_home(&state, "Robin").await;
        let n = number(&state, &bill).await;
        let (_, left) = pay_now(&state, &home.actor, &n, None, None).await.expect("begun");
        assert_eq!(left.state, IntentState::Open);
        let card = method_of(&state, &home, "card").await;
        pay_now(&state, &home.actor, &n, None, Some(&card)).await.expect("paid");
        assert!(!gateway.move_on(&left.id, IntentState::Settled), "it was given up");
        assert_eq!(payments(&state, &bill).await, [PaymentState::Failed, PaymentState::Settled]);
        balances(&state).await;
    }

    async fn what_went_through_although_its_page_was_closed_stands_in_the_way(state: AppState) {
        let (state, gateway) = with_gateway(&state);
        let (home, bill) = billed_home(&state, "Robin").await;
        let n = number(&state, &bill).await;
        let (_, left) = pay_now(&state, &home.actor, &n, None, None).await.expect("begun");
        gateway.move_on(&left.id, IntentState::Settled);
        let again = pay_now(&state, &home.actor, &n, None, None).await;
        assert_eq!(again.expect_err("it is paid"), AppError::Conflict);
        assert_eq!(stands(&state, &bill).await, ("paid".to_owned(), 4_210, false));
        balances(&state).await;
    }

    async fn a_declined_card_can_be_followed_by_another_in_the_same_form(state: AppState) {
        let (state, gateway) = with_gateway(&state);
        let (home, bill) = billed_home(&state, "Robin").await;
        let n = number(&state, &bill).await;
        let (payment, intent) = pay_now(&state, &home.actor, &n, None, None).await.expect("begun");
        gateway.move_on(&intent.id, IntentState::Failed(Failure::Declined));
        assert_eq!(refresh(&state, &payment).await.expect("a look"), PaymentState::Started);
        gateway.move_on(&intent.id, IntentState::Settled);
        assert_eq!(refresh(&state, &payment).await.expect("a look"), PaymentState::Settled);
        assert_eq!(stands(&state, &bill).await.0, "paid");
        assert_eq!(told(&state, &home).await, ["payment_due", "payment_received"], "whoever is there sees a decline");
        balances(&state).await;
    }

    async fn nobody_pays_more_than_is_owed(state: AppState) {
        let (state, _gateway) = with_gateway(&state);
        let (home, bill) = billed_home(&state, "Robin").await;
        let card = method_of(&state, &home, "card").await;
        let n = number(&state, &bill).await;
        for cents in [0, -1, 4_211, i64::MAX] {
            let refused = pay_now(&state, &home.actor, &n, Some(cents), Some(&card)).await;
            assert_eq!(refused.expect_err("refused"), AppError::Invalid(vec![]), "{cents}");
        }
        pay_now(&state, &home.actor, &n, Some(4_000), Some(&card)).await.expect("a part");
        assert_eq!(stands(&state, &bill).await, ("open".to_owned(), 4_000, false));
        assert_eq!(pay_now(&state, &home.actor, &n, Some(211), Some(&card)).await.expect_err("more than is left"), AppError::Invalid(vec![]));
        pay_now(&state, &home.actor, &n, None, Some(&card)).await.expect("the rest");
        assert_eq!(stands(&state, &bill).await, ("paid".to_owned(), 4_210, false));
        balances(&state).await;
    }

    async fn what_a_bank_takes_back_after_two_months_is_owed_again(state: AppState) {
        let (state, gateway) = with_gateway(&state);
        let (home, bill) = billed_home(&state, "Robin").await;
        let bank = method_of(&state, &home, "bank").await;
        gateway.outcome("bank", Outcome::Takes);
        let n = number(&state, &bill).await;
        let (payment, intent) = pay_now(&state, &home.actor, &n, None, Some(&bank)).await.expect("on its way");
        assert_eq!(payments(&state, &bill).await, [PaymentState::Pending], "never said to be paid before it is");
        assert_eq!(pay_now(&state, &home.actor, &n, None, Some(&bank)).await.expect_err("one is under way"), AppError::Conflict);
        later(&state, 4);
        gateway.move_on(&intent.id, IntentState::Settled);
        refresh(&state, &payment).await.expect("a look");
        assert_eq!(stands(&state, &bill).await.0, "paid");
        later(&state, 60);
        gateway.move_on(&intent.id, IntentState::Returned(Failure::NotAllowed));
        for _ in 0..2 {
            assert_eq!(refresh(&state, &payment).await.expect("a look"), PaymentState::Returned);
        }
        assert_eq!(stands(&state, &bill).await, ("past_due".to_owned(), 0, false));
        assert_eq!(told(&state, &home).await, ["payment_due", "payment_received", "payment_returned"]);
        assert_eq!(flags(&state, &home).await, ["delinquent", "in_force"]);
        balances(&state).await;
    }

    async fn a_payment_that_an_ended_bill_did_not_need_is_the_households(state: AppState) {
        let (state, gateway) = with_gateway(&state);
        let (home, bill) = billed_home(&state, "Robin").await;
        let bank = method_of(&state, &home, "bank").await;
        gateway.outcome("bank", Outcome::Takes);
        let n = number(&state, &bill).await;
        let (payment, intent) = pay_now(&state, &home.actor, &n, None, Some(&bank)).await.expect("on its way");
        let mut tx = state.store.begin().await.expect("a transaction");
        assert!(crate::billing::schedule::store::end(&mut tx, &state, &bill).await.expect("ended"));
        tx.commit().await.expect("a commit");
        gateway.move_on(&intent.id, IntentState::Settled);
        refresh(&state, &payment).await.expect("a look");
        balances(&state).await;
        // The next bill uses it.
        later(&state, 30);
        let next = crate::billing::schedule::store::make_next(&state, &home.pets[0].term).await.expect("a look").expect("a bill");
        assert_eq!(stands(&state, &next).await.0, "paid");
        balances(&state).await;
    }

    async fn another_households_bill_is_not_there(state: AppState) {
        let (state, _gateway) = with_gateway(&state);
        let (robin, bill) = billed_home(&state, "Robin").await;
        let (sam, _) = billed_home(&state, "Sam").await;
        let (card, n) = (method_of(&state, &sam, "card").await, number(&state, &bill).await);
        let today = state.clock.today(&sam.actor.zone);
        let paid = pay_now(&state, &sam.actor, &n, None, Some(&card)).await.map(drop);
        for refused in [paid, plan_payment(&state, &sam.actor, &n, Some(today)).await, move_due_date(&state, &sam.actor, &n, today).await] {
            assert_eq!(refused.expect_err("not theirs"), AppError::NotFound);
        }
        let not_theirs = pay_now(&state, &robin.actor, &n, None, Some(&card)).await;
        assert_eq!(not_theirs.expect_err("another household's card"), AppError::NotFound);
        assert_eq!(coming(&state, &sam.actor).await.expect("bills").len(), 1);
    }

    async fn a_bill_is_moved_once_and_by_five_days_at_most(state: AppState) {
        let (home, bill) = billed_home(&state, "Robin").await;
        let n = number(&state, &bill).await;
        let due = Day::parse_iso("2026-12-01").expect("a date");
        for days in [-1, 0, 6] {
            let refused = move_due_date(&state, &home.actor, &n, due.plus_days(days)).await;
            assert_eq!(refused.expect_err("not that day"), AppError::Invalid(vec![]), "{days}");
        }
        move_due_date(&state, &home.actor, &n, due.plus_days(5)).await.expect("moved");
        assert_eq!(move_due_date(&state, &home.actor, &n, due.plus_days(5)).await.expect_err("once"), AppError::Conflict);
        let bill = coming(&state, &home.actor).await.expect("bills").remove(0);
        assert_eq!((bill.due_on, bill.movable_until), (due.plus_days(5), None));
    }

    async fn begun_in_a_transaction_that_is_undone_nothing_has_begun(state: AppState) {
        let (state, gateway) = with_gateway(&state);
        let (home, bill) = billed_home(&state, "Robin").await;
        let card: MethodId = method_of(&state, &home, "card").await;
        let effort = Effort { invoice: &bill, amount: Money::usd(4_210), origin: Origin::Autopay, person: None, method: Some(&card) };
        let mut tx = state.store.begin().await.expect("a transaction");
        begin(&mut tx, &state, &effort).await.expect("begun");
        drop(tx);
        let mut tx = state.store.begin().await.expect("a transaction");
        let begun = begin(&mut tx, &state, &effort).await.expect("begun");
        assert_eq!(begin(&mut tx, &state, &effort).await.expect_err("one at a time"), AppError::Conflict);
        tx.commit().await.expect("a commit");
        // Whoever began it was stopped before asking: the next run asks.
        state.clock.advance(3 * 60 * 1000);
        sweep(&state).await.expect("a look");
        assert_eq!((payment(&state).await, gateway.intents().len()), (begun, 1));
        assert_eq!(stands(&state, &bill).await.0, "paid");
        balances(&state).await;
    }
}
