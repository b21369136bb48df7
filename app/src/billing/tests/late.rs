use super::*;
use crate::billing::dunning::model::{Happened, Next, Now};
use crate::billing::model::Failure;
use crate::billing::paying::wishes::{coming, pay_now};
use crate::billing::run::run;
use crate::on_both_engines;
use crate::testing::gateway::{Outcome, autopay, method_of, with_gateway};

/// Runs once a day for so many days.
async fn days(state: &AppState, days: i64) {
    for _ in 0..days {
        run(state).await.expect("a run");
        later(state, 1);
    }
}

on_both_engines! {
    async fn a_card_without_money_is_tried_eight_times_and_one_that_is_lost_never(state: AppState) {
        for (why, tries) in [(Failure::NoFunds, 9), (Failure::DeclinedForGood, 1)] {
            let (state, gateway) = with_gateway(&state);
            let (home, bill) = billed_home(&state, why.as_str()).await;
            method_of(&state, &home, why.as_str()).await;
            autopay(&state, &home, true).await;
            gateway.outcome(why.as_str(), Outcome::Fails(why));
            state.clock.advance(11 * DAY_MS);
            days(&state, 20).await;
            assert_eq!(payments(&state, &bill).await.len(), tries, "{why}");
            let failed = told(&state, &home).await.iter().filter(|kind| *kind == "payment_failed").count();
            assert_eq!(failed, if tries > 1 { 2 } else { 1 }, "the first time, and when nothing more is tried");
            balances(&state).await;
            state.clock.advance(-31 * DAY_MS);
        }
    }

    async fn cover_ends_after_grace_and_notice_and_comes_back_with_one_payment(state: AppState) {
        let (state, gateway) = with_gateway(&lapsing(&state));
        let (home, bill) = billed_home(&state, "Robin").await;
        let card = method_of(&state, &home, "card").await;
        autopay(&state, &home, true).await;
        gateway.outcome("card", Outcome::Fails(Failure::Expired));
        later(&state, 11);
        days(&state, 3).await;
        assert_eq!(flags(&state, &home).await, ["delinquent", "in_force"]);
        let trouble = coming(&state, &home.actor).await.expect("bills").remove(0).trouble.expect("trouble");
        assert!(matches!(trouble.happened, Happened::Failed { why: Failure::Expired, .. }), "{trouble:?}");
        assert_eq!((trouble.next, trouble.now[0]), (Next::CoverGoesOn, Now::AnotherMethod));
        // The notice goes fifteen days before the grace is over: on 17 December, for 1 January.
        days(&state, 14).await;
        let first = coming(&state, &home.actor).await.expect("bills").remove(0).trouble.expect("trouble");
        assert_eq!(first.next, Next::CoverEnds { on: Day::parse_iso("2027-01-01").expect("a date") });
        assert_eq!(flags(&state, &home).await, ["delinquent", "in_force"], "not before the notice has run");
        days(&state, 15).await;
        assert_eq!(flags(&state, &home).await, ["lapsed"]);
        let lapsed = coming(&state, &home.actor).await.expect("bills").remove(0);
        assert_eq!(lapsed.trouble.as_ref().map(|trouble| trouble.now[1]), Some(Now::Reinstate), "{lapsed:?}");
        let kinds = told(&state, &home).await;
        for kind in ["payment_failed", "cover_ends", "lapsed"] {
            assert!(kinds.iter().any(|told| told == kind), "{kind} of {kinds:?}");
        }
        gateway.outcome("card", Outcome::Settles);
        for bill in coming(&state, &home.actor).await.expect("bills") {
            pay_now(&state, &home.actor, &bill.number, None, Some(&card)).await.expect("paid");
        }
        assert_eq!(flags(&state, &home).await, ["in_force"], "as though it had not ended");
        assert_eq!(stands(&state, &bill).await.0, "paid");
        assert!(told(&state, &home).await.iter().any(|kind| kind == "reinstated"));
        balances(&state).await;
    }

    async fn what_was_begun_on_the_last_day_brings_cover_back_although_the_bank_takes_longer(state: AppState) {
        let (state, gateway) = with_gateway(&lapsing(&state));
        let (home, bill) = billed_home(&state, "Robin").await;
        later(&state, 11);
        days(&state, 32).await;
        assert_eq!(flags(&state, &home).await, ["lapsed"]);
        later(&state, 29);
        assert_eq!(state.clock.today(&home.actor.zone), Day::parse_iso("2027-01-31").expect("a date"), "the last day");
        let bank = method_of(&state, &home, "bank").await;
        gateway.outcome("bank", Outcome::Takes);
        let mut begun = Vec::new();
        for bill in coming(&state, &home.actor).await.expect("bills") {
            begun.push(pay_now(&state, &home.actor, &bill.number, None, Some(&bank)).await.expect("on its way"));
        }
        later(&state, 4);
        for (payment, intent) in &begun {
            assert!(gateway.move_on(&intent.id, crate::billing::ports::IntentState::Settled));
            crate::billing::paying::store::refresh(&state, payment).await.expect("a look");
        }
        assert_eq!(stands(&state, &bill).await.0, "paid");
        assert_eq!(flags(&state, &home).await, ["in_force"]);
        balances(&state).await;
    }

    async fn where_nobody_said_when_no_cover_ends(state: AppState) {
        let (home, _) = billed_home(&state, "Robin").await;
        later(&state, 11);
        days(&state, 200).await;
        assert_eq!(flags(&state, &home).await, ["delinquent", "in_force"]);
        balances(&state).await;
    }

    async fn a_payment_on_its_way_holds_the_lapse_up(state: AppState) {
        let (state, gateway) = with_gateway(&lapsing(&state));
        let (home, bill) = billed_home(&state, "Robin").await;
        later(&state, 11);
        days(&state, 30).await;
        let bank = method_of(&state, &home, "bank").await;
        gateway.outcome("bank", Outcome::Takes);
        let number = coming(&state, &home.actor).await.expect("bills").remove(0).number;
        let (_, intent) = pay_now(&state, &home.actor, &number, None, Some(&bank)).await.expect("on its way");
        days(&state, 5).await;
        assert!(flags(&state, &home).await.contains(&"in_force".to_owned()));
        assert!(gateway.move_on(&intent.id, crate::billing::ports::IntentState::Failed(Failure::NoFunds)));
        let payment = crate::ids::PaymentId(gateway.payment_of(&intent.id).expect("a payment"));
        crate::billing::paying::store::refresh(&state, &payment).await.expect("a look");
        days(&state, 1).await;
        assert_eq!(flags(&state, &home).await, ["lapsed"]);
        assert_eq!(stands(&state, &bill).await, ("past_due".to_owned(), 0, false));
        // Too late to have it back: nothing is owed any more.
        days(&state, 40).await;
        assert!(stands(&state, &bill).await.2 && coming(&state, &home.actor).await.expect("bills").is_empty());
        balances(&state).await;
    }
}
