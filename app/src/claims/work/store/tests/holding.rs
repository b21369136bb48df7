use super::*;
use crate::claims::work::model::QueueFilter;
use crate::claims::work::store::hold::{give_back, hand_over, pulse, take_up};
use crate::claims::work::store::queue::queue;
use crate::testing::book::set_claim_state;
use crate::{fetch_one, on_both_engines};

const MINUTE: i64 = 60_000;

async fn listed(state: &AppState, who: &Desk, filter: QueueFilter) -> Vec<ClaimId> {
    let queue = queue(state, &who.looks, &filter, Lang::En).await.expect("a queue");
    queue.rows.into_iter().map(|row| row.id).collect()
}

fn whose(word: &str) -> QueueFilter {
    QueueFilter {
        whose: word.into(),
        ..QueueFilter::default()
    }
}

on_both_engines! {
    async fn a_claim_is_taken_handed_over_and_given_back(state: AppState) {
        let robin = crate::testing::home(&state, "Robin", &["Biscuit"]).await;
        let (maya, ann) = (desk(&state, "Maya").await, desk(&state, "Ann").await);
        let claim = in_review(&state, &robin, &[("Ear drops", 40_000)]).await;
        set_claim_state(&state, &claim, ClaimState::Received).await;
        assert_eq!(listed(&state, &maya, whose("unassigned")).await, std::slice::from_ref(&claim));
        take_up(&state, &maya.acts, &claim, version(&state, &claim).await).await.expect("taken");
        let work = shown(&state, &maya, &claim).await;
        assert_eq!((work.mine, work.state), (true, ClaimState::InReview));
        assert_eq!(work.colleagues.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Ann"]);
        assert_eq!((listed(&state, &maya, whose("mine")).await.len(), listed(&state, &ann, whose("mine")).await.len()), (1, 0));
        hand_over(&state, &maya.acts, &claim, version(&state, &claim).await, ann.acts.person()).await.expect("handed over");
        assert_eq!(shown(&state, &maya, &claim).await.holder.map(|holder| holder.name).as_deref(), Some("Ann"));
        let nobody = hand_over(&state, &ann.acts, &claim, version(&state, &claim).await, &robin.actor.person).await;
        assert_eq!(nobody, Err(AppError::NotFound), "a customer is no adjuster");
        give_back(&state, &ann.acts, &claim, version(&state, &claim).await).await.expect("given back");
        assert_eq!(listed(&state, &ann, whose("unassigned")).await, std::slice::from_ref(&claim));
        assert_eq!(take_up(&state, &maya.acts, &claim, 0).await, Err(AppError::Conflict), "it has changed since");
    }

    async fn two_who_have_a_claim_open_see_each_other_until_one_leaves(state: AppState) {
        let robin = crate::testing::home(&state, "Robin", &["Biscuit"]).await;
        let (maya, ann) = (desk(&state, "Maya").await, desk(&state, "Ann").await);
        let claim = in_review(&state, &robin, &[("Ear drops", 40_000)]).await;
        assert!(shown(&state, &ann, &claim).await.others.is_empty());
        state.clock.advance(2 * MINUTE);
        let others = shown(&state, &maya, &claim).await.others;
        assert_eq!((others.len(), others[0].name.as_str(), (others[0].since.hour, others[0].since.minute)), (1, "Ann", (12, 0)));
        state.clock.advance(4 * MINUTE);
        let heard = pulse(&state, &ann.acts, &claim).await.expect("a pulse");
        assert_eq!((heard.others[0].name.as_str(), heard.others[0].since.minute), ("Maya", 2));
        assert_eq!(heard.version, version(&state, &claim).await);
        state.clock.advance(4 * MINUTE);
        assert_eq!(pulse(&state, &ann.acts, &claim).await.expect("a pulse").others, [], "Maya has left");
        assert_eq!(pulse(&state, &ann.acts, &ClaimId("none".into())).await, Err(AppError::NotFound));
        state.clock.advance(24 * 60 * MINUTE + 1);
        hold::sweep(&state).await.expect("swept");
        assert_eq!(count(&state, "SELECT COUNT(*) FROM claim_look WHERE claim_id = $1", &claim).await, 0);
    }

    async fn the_queue_shows_open_claims_by_their_day_and_narrows_them(state: AppState) {
        let robin = crate::testing::home(&state, "Robin", &["Biscuit"]).await;
        let maya = desk(&state, "Maya").await;
        let mut claims = Vec::new();
        for days in [9, 3, 6] {
            let claim = in_review(&state, &robin, &[("Ear drops", 40_000)]).await;
            insert!(state, "UPDATE claim SET answer_by = $1 WHERE id = $2", state.clock.today("UTC").plus_days(days), &claim);
            claims.push(claim);
        }
        let decided = in_review(&state, &robin, &[("Ear drops", 40_000)]).await;
        set_claim_state(&state, &decided, ClaimState::Decided).await;
        let [late, soon, middle] = [claims[0].clone(), claims[1].clone(), claims[2].clone()];
        assert_eq!(listed(&state, &maya, QueueFilter::default()).await, [soon.clone(), middle.clone(), late.clone()], "decided ones are gone");
        let after = QueueFilter { after: soon.0.clone(), ..QueueFilter::default() };
        assert_eq!(listed(&state, &maya, after).await, [middle.clone(), late.clone()]);
        set_claim_state(&state, &late, ClaimState::WaitingForYou).await;
        let waits = |word: &str| QueueFilter { waits: word.into(), ..QueueFilter::default() };
        assert_eq!((listed(&state, &maya, waits("them")).await, listed(&state, &maya, waits("us")).await.len()), (vec![late.clone()], 2));
        let typed = |q: &str| QueueFilter { q: q.into(), ..QueueFilter::default() };
        let (number,): (String,) = fetch_one!(state.store.read(), (String,), "SELECT number FROM claim WHERE id = $1", &middle).expect("a number");
        assert_eq!(listed(&state, &maya, typed(&number)).await, std::slice::from_ref(&middle));
        assert_eq!((listed(&state, &maya, typed("bisc")).await.len(), listed(&state, &maya, typed("Nobody")).await.len()), (3, 0));
        insert!(state, "INSERT INTO sign (id, claim_id, kind, found_at) VALUES ('one', $1, 'edited_total', 0)", &middle);
        let flagged = QueueFilter { flagged: "1".into(), ..QueueFilter::default() };
        assert_eq!(listed(&state, &maya, flagged.clone()).await, std::slice::from_ref(&middle));
        let counts = queue(&state, &maya.looks, &flagged, Lang::En).await.expect("a queue").counts;
        assert_eq!((counts.everyone, counts.unassigned, counts.flagged, counts.mine), (3, 3, 1, 0));
    }

    async fn the_queue_comes_in_pages_without_gaps_or_doubles(state: AppState) {
        let (robin, maya) = (crate::testing::home(&state, "Robin", &["Biscuit"]).await, desk(&state, "Maya").await);
        for _ in 0..30 {
            in_review(&state, &robin, &[("Ear drops", 40_000)]).await;
        }
        let first = queue(&state, &maya.looks, &QueueFilter::default(), Lang::En).await.expect("a queue");
        let after = first.more_after.clone().expect("more").0;
        let second = queue(&state, &maya.looks, &QueueFilter { after, ..QueueFilter::default() }, Lang::En).await.expect("a queue");
        let all: std::collections::BTreeSet<ClaimId> = first.rows.into_iter().chain(second.rows).map(|row| row.id).collect();
        assert_eq!((all.len(), second.more_after), (30, None));
    }

    async fn every_look_at_a_claim_is_recorded(state: AppState) {
        let (robin, maya) = (crate::testing::home(&state, "Robin", &["Biscuit"]).await, desk(&state, "Maya").await);
        let claim = in_review(&state, &robin, &[("Ear drops", 40_000)]).await;
        let page = page(&state, &robin, &claim).await;
        let looks = || count(&state, "SELECT COUNT(*) FROM audit_entry WHERE subject_id = $1 AND action LIKE 'desk.view%'", &claim);
        shown(&state, &maya, &claim).await;
        assert_eq!(looks().await, 1);
        assert!(case::page(&state, &maya.looks, &claim, &page).await.expect("a look").is_some());
        assert_eq!(looks().await, 2);
        let other = in_review(&state, &robin, &[("Ear drops", 100)]).await;
        assert!(case::page(&state, &maya.looks, &other, &page).await.expect("a look").is_none(), "pages of that claim only");
    }
}
