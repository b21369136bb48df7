use super::*;
use crate::claims::jobs::keep_clocks;
use crate::claims::model::{Actor, EventKind};
use crate::claims::store::record;
use crate::claims::work::model::Urgency;
use crate::claims::work::store::deciding::decide;
use crate::claims::work::store::hold::take_up;
use crate::on_both_engines;
use crate::testing::with_letters;
use crate::workflow::clocks::Duty;
use crate::workflow::watch::{Kept, alerts, report};

const DAY: i64 = 24 * 60 * 60 * 1000;

/// A claim that comes in now, as submitting it does, of a household in a state.
async fn comes_in(state: &AppState, home: &Home, us_state: &str) -> ClaimId {
    insert!(state, "UPDATE household SET state = $1 WHERE id = $2", us_state, &home.actor.household);
    let claim = in_review(state, home, &[("Ear drops", 40_000)]).await;
    insert!(state, "UPDATE claim SET state = 'received' WHERE id = $1", &claim);
    happens(state, &claim, EventKind::Submitted).await;
    claim
}

async fn happens(state: &AppState, claim: &ClaimId, kind: EventKind) {
    let mut tx = state.store.begin().await.expect("tx");
    record(&mut tx, state, claim, kind, Actor::System, None).await.expect("recorded");
    tx.commit().await.expect("commit");
}

async fn kept(state: &AppState, duty: Duty, us_state: &str) -> (i64, i64, i64, i64) {
    let report = report(state).await.expect("a report");
    let found = report.into_iter().find(|kept| kept.duty == duty && kept.us_state == us_state);
    found.map_or(
        (0, 0, 0, 0),
        |Kept {
             met,
             missed,
             running,
             past_half,
             ..
         }| (met, missed, running, past_half),
    )
}

on_both_engines! {
    async fn what_is_done_in_time_is_met_and_what_is_late_is_missed(state: AppState) {
        let (robin, maya) = (crate::testing::home(&state, "Robin", &["Biscuit"]).await, desk(&state, "Maya").await);
        let (prompt, late) = (comes_in(&state, &robin, "CA").await, comes_in(&state, &robin, "CA").await);
        assert_eq!(kept(&state, Duty::Decide, "CA").await, (0, 0, 2, 0));
        happens(&state, &prompt, EventKind::Routed).await;
        take_up(&state, &maya.acts, &prompt, version(&state, &prompt).await).await.expect("taken");
        decide(&state, &maya.acts, &prompt, version(&state, &prompt).await, &Verdict::default(), Lang::En).await.expect("decided");
        for duty in [Duty::Acknowledge, Duty::Begin, Duty::Decide] {
            assert_eq!(kept(&state, duty, "CA").await, (1, 0, 1, 0), "{duty}");
        }
        assert_eq!(kept(&state, Duty::Pay, "CA").await, (0, 0, 1, 0), "money was accepted and is to be sent");
        happens(&state, &prompt, EventKind::PayoutSent).await;
        assert_eq!(kept(&state, Duty::Pay, "CA").await, (1, 0, 0, 0));
        state.clock.advance(41 * DAY);
        assert_eq!(kept(&state, Duty::Decide, "CA").await, (1, 1, 0, 0), "forty days have passed for the other");
        decide(&state, &maya.acts, &late, version(&state, &late).await, &Verdict::default(), Lang::En).await.expect("decided");
        assert_eq!(kept(&state, Duty::Decide, "CA").await, (1, 1, 0, 0), "late is late");
        let work = shown(&state, &maya, &late).await;
        assert!(work.clocks.iter().any(|clock| clock.duty == "decide" && clock.late && clock.source.starts_with("10 CCR 2695.7")));
    }

    async fn the_desk_is_told_at_half_time_once(state: AppState) {
        let (robin, maya) = (crate::testing::home(&state, "Robin", &["Biscuit"]).await, desk(&state, "Maya").await);
        let claim = comes_in(&state, &robin, "CA").await;
        keep_clocks(&state).await.expect("kept");
        assert_eq!(alerts(&state).await.expect("alerts"), (0, 0));
        assert_eq!(shown(&state, &maya, &claim).await.urgency, Urgency::Calm);
        state.clock.advance(20 * DAY);
        keep_clocks(&state).await.expect("kept");
        keep_clocks(&state).await.expect("kept again");
        assert_eq!(shown(&state, &maya, &claim).await.urgency, Urgency::Half);
        assert_eq!(alerts(&state).await.expect("alerts"), (4, 2), "acknowledge and begin are over, letter and decision half way");
        decide(&state, &maya.acts, &claim, version(&state, &claim).await, &Verdict::default(), Lang::En).await.expect("decided");
        assert_eq!(alerts(&state).await.expect("alerts"), (0, 0), "what is done is no alarm");
    }

    async fn the_decision_is_not_owed_while_something_is_owed_to_us(state: AppState) {
        let (robin, maya) = (crate::testing::home(&state, "Robin", &["Biscuit"]).await, desk(&state, "Maya").await);
        let claim = comes_in(&state, &robin, "TX").await;
        let before = shown(&state, &maya, &claim).await.due_on;
        insert!(state, "UPDATE claim SET state = 'waiting_for_you' WHERE id = $1", &claim);
        happens(&state, &claim, EventKind::AskedYou).await;
        state.clock.advance(30 * DAY);
        assert_eq!((kept(&state, Duty::Decide, "TX").await, shown(&state, &maya, &claim).await.urgency), ((0, 0, 0, 0), Urgency::Rests));
        insert!(state, "UPDATE claim SET state = 'in_review' WHERE id = $1", &claim);
        happens(&state, &claim, EventKind::Supplied).await;
        let after = shown(&state, &maya, &claim).await;
        assert_eq!((kept(&state, Duty::Decide, "TX").await, after.urgency), ((0, 0, 1, 0), Urgency::Calm));
        assert!(after.due_on > before, "fifteen business days from all items");
    }

    async fn a_claim_that_is_taken_back_owes_nothing(state: AppState) {
        let robin = crate::testing::home(&state, "Robin", &["Biscuit"]).await;
        let claim = comes_in(&state, &robin, "CA").await;
        crate::claims::store::withdraw(&state, &robin.actor, &claim).await.expect("withdrawn");
        state.clock.advance(100 * DAY);
        for duty in Duty::ALL {
            assert_eq!(kept(&state, duty, "CA").await, (0, 0, 0, 0), "{duty}");
        }
    }

    async fn who_waits_hears_of_it_every_thirty_days(state: AppState) {
        let (state, letters) = with_letters(&state);
        let robin = crate::testing::home(&state, "Robin", &["Biscuit"]).await;
        comes_in(&state, &robin, "CA").await;
        keep_clocks(&state).await.expect("kept");
        crate::testing::work(&state).await;
        assert_eq!(letters.mail().len(), 0);
        for written in 1..=3 {
            state.clock.advance(28 * DAY);
            keep_clocks(&state).await.expect("kept");
            keep_clocks(&state).await.expect("kept again");
            crate::testing::work(&state).await;
            assert_eq!(letters.mail().len(), written, "one letter, however often one looks");
        }
        assert!(letters.mail()[0].text.contains("We are still working on your claim"));
        assert_eq!(kept(&state, Duty::StatusLetter, "CA").await, (3, 0, 1, 0));
    }

    async fn claims_from_before_the_clocks_get_theirs_from_what_happened(state: AppState) {
        let (robin, maya) = (crate::testing::home(&state, "Robin", &["Biscuit"]).await, desk(&state, "Maya").await);
        let claim = comes_in(&state, &robin, "CA").await;
        happens(&state, &claim, EventKind::Routed).await;
        insert!(state, "DELETE FROM clock WHERE subject_id = $1", &claim);
        state.clock.advance(5 * DAY);
        keep_clocks(&state).await.expect("kept");
        let clocks = shown(&state, &maya, &claim).await.clocks;
        let one = |duty: &str| clocks.iter().find(|clock| clock.duty == duty).map(|clock| (clock.met.is_some(), clock.due_on));
        let filed = shown(&state, &maya, &claim).await.filed.day;
        assert_eq!((one("acknowledge"), one("decide")), (Some((true, filed.plus_days(15))), Some((false, filed.plus_days(40)))));
        keep_clocks(&state).await.expect("kept again");
        assert_eq!(shown(&state, &maya, &claim).await.clocks.len(), clocks.len(), "once");
    }
}
