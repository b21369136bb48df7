use super::*;
use crate::billing::ledger::Account;
use crate::billing::model::Failure;
use crate::billing::paying::store::refresh;
use crate::billing::paying::wishes::{coming, pay_now, plan_payment};
use crate::billing::ports::IntentState;
use crate::billing::run::{Report, run};
use crate::billing::schedule::store::premium_changed;
use crate::on_both_engines;
use crate::testing::gateway::{Fault, Outcome, autopay, choose, method_of, with_gateway};
use crate::{execute, insert};

async fn bills(state: &AppState, home: &Home) -> Vec<(String, i64, String)> {
    let sql = "SELECT due_on, amount_cents, state FROM invoice WHERE household_id = $1 ORDER BY due_on, number";
    fetch_all!(state.store.read(), (String, i64, String), sql, &home.actor.household).expect("bills")
}

on_both_engines! {
    async fn a_bill_is_made_two_weeks_ahead_and_collected_on_its_day(state: AppState) {
        let (state, gateway) = with_gateway(&state);
        let home = home(&state, "Robin", &["Biscuit"]).await;
        billed(&state, &home, 0, 7, Day::parse_iso("2026-12-01")).await;
        method_of(&state, &home, "card").await;
        autopay(&state, &home, true).await;
        assert_eq!(run(&state).await.expect("a run"), Report { made: 1, ..Report::default() });
        assert_eq!(bills(&state, &home).await, [("2026-12-01".to_owned(), 4_210, "open".to_owned())]);
        assert_eq!(run(&state).await.expect("a run"), Report::default(), "once");
        later(&state, 11);
        assert_eq!(run(&state).await.expect("a run"), Report { paid: 1, ..Report::default() });
        assert_eq!(run(&state).await.expect("a run"), Report::default());
        assert_eq!(gateway.intents().len(), 1);
        assert_eq!(told(&state, &home).await, ["payment_due", "payment_received"]);
        balances(&state).await;
    }

    async fn a_year_of_runs_bills_every_cent_of_the_premium_once(state: AppState) {
        let (state, _gateway) = with_gateway(&state);
        let home = home(&state, "Robin", &["Biscuit"]).await;
        // One cent more than twelve times the same.
        insert!(&state, "UPDATE term SET premium_cents = 50521 WHERE id = $1", &home.pets[0].term);
        method_of(&state, &home, "card").await;
        autopay(&state, &home, true).await;
        for _ in 0..26 {
            run(&state).await.expect("a run");
            later(&state, 7);
        }
        let bills = bills(&state, &home).await;
        assert_eq!(bills.len(), 12);
        assert_eq!(bills.iter().map(|(_, cents, _)| cents).sum::<i64>(), 50_521);
        assert!(bills.iter().all(|(.., standing)| standing == "paid"));
        balances(&state).await;
    }

    async fn two_runs_at_once_charge_nobody_twice(state: AppState) {
        let (state, gateway) = with_gateway(&state);
        let mut homes = Vec::new();
        for nth in 0..12 {
            let home = home(&state, &format!("P{nth}"), &["Biscuit"]).await;
            billed(&state, &home, 0, 7, Day::parse_iso("2026-12-01")).await;
            method_of(&state, &home, &format!("card {nth}")).await;
            autopay(&state, &home, true).await;
            homes.push(home);
        }
        let (one, other) = futures::join!(run(&state), run(&state));
        assert_eq!(one.expect("a run").made + other.expect("a run").made, 12);
        later(&state, 11);
        let (one, other) = futures::join!(run(&state), run(&state));
        assert_eq!(one.expect("a run").paid + other.expect("a run").paid, 12);
        assert_eq!(gateway.intents().len(), 12);
        assert!(gateway.times_settled().values().all(|times| *times == 1));
        balances(&state).await;
    }

    async fn a_run_that_is_stopped_anywhere_is_finished_by_the_next(state: AppState) {
        let (state, gateway) = with_gateway(&state);
        let (home, bill) = billed_home(&state, "Robin").await;
        method_of(&state, &home, "card").await;
        autopay(&state, &home, true).await;
        later(&state, 11);
        // Polled a few times and dropped: as a process that is killed.
        for polls in 0..40 {
            let mut stopped = Box::pin(run(&state));
            for _ in 0..polls {
                if futures::poll!(stopped.as_mut()).is_ready() {
                    break;
                }
                tokio::time::sleep(std::time::Duration::from_micros(300)).await;
            }
            drop(stopped);
            state.clock.advance(1_000);
        }
        state.clock.advance(3 * 60 * 1000);
        run(&state).await.expect("a run");
        assert_eq!(stands(&state, &bill).await, ("paid".to_owned(), 4_210, false));
        assert_eq!(gateway.times_settled().values().copied().collect::<Vec<_>>(), [1]);
        balances(&state).await;
    }

    async fn nothing_is_collected_without_permission_or_before_nine(state: AppState) {
        let (state, gateway) = with_gateway(&state);
        let (home, bill) = billed_home(&state, "Robin").await;
        method_of(&state, &home, "card").await;
        later(&state, 11);
        assert_eq!(run(&state).await.expect("a run"), Report::default());
        autopay(&state, &home, true).await;
        state.clock.advance(-4 * 60 * 60 * 1000);
        assert_eq!(run(&state).await.expect("a run"), Report::default(), "it is eight in the morning");
        state.clock.advance(60 * 60 * 1000);
        assert_eq!(run(&state).await.expect("a run").paid, 1);
        assert_eq!((gateway.intents().len(), stands(&state, &bill).await.1), (1, 4_210));
    }

    async fn a_day_that_somebody_chose_is_the_day(state: AppState) {
        let (state, _gateway) = with_gateway(&state);
        let (home, bill) = billed_home(&state, "Robin").await;
        method_of(&state, &home, "card").await;
        let number = coming(&state, &home.actor).await.expect("bills").remove(0).number;
        let on = state.clock.today(&home.actor.zone).plus_days(5);
        plan_payment(&state, &home.actor, &number, Some(on)).await.expect("planned");
        later(&state, 4);
        assert_eq!(run(&state).await.expect("a run").paid, 0);
        later(&state, 1);
        assert_eq!(run(&state).await.expect("a run").paid, 1);
        assert_eq!(stands(&state, &bill).await.0, "paid");
        balances(&state).await;
    }

    async fn a_gateway_that_does_not_answer_in_a_run_charges_nobody_twice(state: AppState) {
        let (state, gateway) = with_gateway(&state);
        let (home, bill) = billed_home(&state, "Robin").await;
        method_of(&state, &home, "card").await;
        autopay(&state, &home, true).await;
        later(&state, 11);
        gateway.faults([Some(Fault::After)]);
        assert_eq!(run(&state).await.expect("a run").not_known, 1);
        assert_eq!(run(&state).await.expect("a run"), Report::default(), "not asked again while it is not known");
        crate::testing::work(&state).await;
        assert_eq!((stands(&state, &bill).await.0.as_str(), gateway.times_settled().len()), ("paid", 1));
        balances(&state).await;
    }

    async fn the_retry_uses_the_method_chosen_now(state: AppState) {
        let (state, gateway) = with_gateway(&state);
        let (home, bill) = billed_home(&state, "Robin").await;
        method_of(&state, &home, "old card").await;
        autopay(&state, &home, true).await;
        gateway.outcome("old card", Outcome::Fails(Failure::NoFunds));
        later(&state, 11);
        assert_eq!(run(&state).await.expect("a run").failed, 1);
        assert_eq!(run(&state).await.expect("a run").failed, 0, "not before the day of the retry");
        method_of(&state, &home, "new card").await;
        assert_eq!(run(&state).await.expect("a run").paid, 1);
        assert_eq!(gateway.intents().last().and_then(|intent| intent.method.clone()).expect("a method").id, "new card");
        assert_eq!(stands(&state, &bill).await.0, "paid");
        balances(&state).await;
    }

    async fn an_account_that_gave_a_payment_by_hand_back_for_good_is_not_debited_by_autopay(state: AppState) {
        let (state, gateway) = with_gateway(&state);
        let (home, bill) = billed_home(&state, "Robin").await;
        let bank = method_of(&state, &home, "bank").await;
        autopay(&state, &home, true).await;
        gateway.outcome("bank", Outcome::Takes);
        let number = coming(&state, &home.actor).await.expect("bills").remove(0).number;
        let (payment, intent) = pay_now(&state, &home.actor, &number, None, Some(&bank)).await.expect("on its way");
        for to in [IntentState::Settled, IntentState::Returned(Failure::NoAccount)] {
            assert!(gateway.move_on(&intent.id, to));
            refresh(&state, &payment).await.expect("a look");
        }
        let (links,): (i64,) = fetch_one!(state.store.read(), (i64,), "SELECT COUNT(*) FROM job WHERE kind = 'send_pay_link'").expect("a count");
        assert_eq!(links, 1, "nobody is there who could pay another way at once");
        later(&state, 11);
        run(&state).await.expect("a run");
        assert_eq!((gateway.intents().len(), payments(&state, &bill).await), (1, vec![PaymentState::Returned]));
        method_of(&state, &home, "card").await;
        assert_eq!(run(&state).await.expect("a run").paid, 1, "another method is another matter");
        balances(&state).await;
    }

    async fn a_dearer_term_is_billed_at_once_and_a_cheaper_one_goes_to_the_next_bill(state: AppState) {
        // Eight of twelve installments have bills; 151 of the term's 365 days are left.
        for (premium, name) in [(101_040_i64, "Robin"), (0, "Sam")] {
            let (home, _) = billed_home(&state, name).await;
            let (term, from) = (&home.pets[0].term, Day::parse_iso("2026-12-01").expect("a date"));
            let mut tx = state.store.begin().await.expect("a transaction");
            execute!(tx.run(), "UPDATE term SET premium_cents = $2 WHERE id = $1", term, premium).expect("a term");
            let bill = premium_changed(&mut tx, &state, term, 50_520, from, name).await.expect("settled");
            tx.commit().await.expect("a commit");
            let credit = crate::billing::ledger::balances(&state, &home.actor.household).await.expect("balances");
            let credit = credit.iter().find(|(account, _)| *account == Account::Credit).map(|(_, money)| money.cents);
            match bill {
                Some(bill) => {
                    assert_eq!((premium, credit), (101_040, None));
                    let (cents,): (i64,) = fetch_one!(state.store.read(), (i64,), "SELECT amount_cents FROM invoice WHERE id = $1", &bill).expect("a bill");
                    assert_eq!(cents, 4_060);
                }
                None => assert_eq!((premium, credit), (0, Some(-4_060))),
            }
            balances(&state).await;
        }
    }

    async fn whoever_pays_with_a_card_that_expires_is_told_twice(state: AppState) {
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let card = method_of(&state, &home, "card").await;
        insert!(&state, "UPDATE payment_method SET expires_on = '2026-12-31' WHERE id = $1", &card);
        for _ in 0..45 {
            run(&state).await.expect("a run");
            later(&state, 1);
        }
        assert_eq!(told(&state, &home).await.iter().filter(|kind| *kind == "card_expires").count(), 2);
        choose(&state, &home, None).await;
    }
}
