use super::*;
use crate::auth::{HouseholdActor, Role};
use crate::claims::model::LineReason;
use crate::error::AppError;
use crate::on_both_engines;
use crate::testing::home;
use crate::testing::people::member;

on_both_engines! {
    async fn a_household_sees_its_claims_newest_first_and_nobody_elses(state: AppState) {
        let (robin, sam) = (home(&state, "Robin", &["Biscuit"]).await, home(&state, "Sam", &["Juno"]).await);
        let older = filed(&state, &robin, ClaimState::InReview, 50).await;
        let newer = filed(&state, &robin, ClaimState::Received, 2).await;
        let foreign = filed(&state, &sam, ClaimState::Received, 1).await;
        let over = filed(&state, &robin, ClaimState::Withdrawn, 1).await;
        let overview = overview(&state, &robin.actor, None, Lang::En).await.expect("overview");
        assert_eq!(overview.current.iter().map(|claim| &claim.id).collect::<Vec<_>>(), [&newer, &older]);
        assert_eq!(overview.past.iter().map(|claim| &claim.id).collect::<Vec<_>>(), [&over]);
        assert_eq!(summaries(&state, &robin.actor, Lang::En).await.expect("summaries"), overview.current);
        let first = &overview.current[0];
        assert_eq!((first.what.as_str(), first.pet_name.as_str(), first.total), ("a cough", "Biscuit", Money::usd(48_640)));
        assert!(find(&state, &robin.actor, &foreign, Lang::En).await.expect("look").is_none());
        assert!(find(&state, &robin.actor, &ClaimId("no-such-claim".into()), Lang::En).await.expect("look").is_none());
        assert_eq!(find(&state, &sam.actor, &foreign, Lang::En).await.expect("look").expect("own").summary.id, foreign);
    }

    async fn a_member_who_may_only_file_sees_and_takes_back_what_they_filed(state: AppState) {
        let robin = home(&state, "Robin", &["Biscuit"]).await;
        let owners = filed(&state, &robin, ClaimState::Received, 2).await;
        let kim = member(&state, &robin.actor, "Kim", &[Role::MemberFile]).await;
        let own = filed(&state, &robin, ClaimState::Received, 1).await;
        insert!(state, "UPDATE claim SET submitted_by = $1 WHERE id = $2", &kim.person, &own);
        let seen = overview(&state, &kim, None, Lang::En).await.expect("overview");
        assert_eq!(seen.current.iter().map(|claim| &claim.id).collect::<Vec<_>>(), [&own]);
        assert!(find(&state, &kim, &owners, Lang::En).await.expect("look").is_none());
        assert!(find(&state, &kim, &own, Lang::En).await.expect("look").expect("own").may_withdraw);
        assert_eq!(withdraw(&state, &kim, &owners).await, Err(AppError::NotFound));
        withdraw(&state, &kim, &own).await.expect("withdrawn");
        assert_eq!(overview(&state, &robin.actor, None, Lang::En).await.expect("overview").past.len(), 1, "the owner sees all");

        let lee = member(&state, &robin.actor, "Lee", &[Role::MemberView, Role::MemberFile]).await;
        assert!(!find(&state, &lee, &owners, Lang::En).await.expect("look").expect("seen").may_withdraw, "seen, not filed");
        assert_eq!(withdraw(&state, &lee, &owners).await, Err(AppError::NotFound));
    }

    async fn a_long_history_comes_page_by_page_without_gap_or_repetition(state: AppState) {
        let robin = home(&state, "Robin", &["Biscuit"]).await;
        let sam = home(&state, "Sam", &["Juno"]).await;
        let foreign = filed(&state, &sam, ClaimState::Withdrawn, 0).await;
        let mut all = Vec::new();
        for i in 0..45 {
            // Three at each instant: the id decides between them.
            all.push((NOW - i / 3 * HOUR, filed(&state, &robin, ClaimState::Withdrawn, i / 3).await));
        }
        all.sort_by(|a, b| b.cmp(a));
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = overview(&state, &robin.actor, after.as_ref(), Lang::En).await.expect("page");
            assert!(page.past.len() <= usize::from(PAGE));
            seen.extend(page.past.into_iter().map(|claim| claim.id));
            after = page.more_after;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(seen, all.into_iter().map(|(_, id)| id).collect::<Vec<_>>());
        let elsewhere = overview(&state, &robin.actor, Some(&foreign), Lang::En).await.expect("page");
        assert!(elsewhere.past.is_empty(), "somebody else's claim is no place in this list");
    }

    async fn money_on_its_way_keeps_a_claim_among_the_open_ones(state: AppState) {
        let robin = home(&state, "Robin", &["Biscuit"]).await;
        let maya = adjuster(&state, "Maya").await;
        let sent = filed(&state, &robin, ClaimState::Decided, 3).await;
        decided(&state, &sent, 1, 29_312, &maya).await;
        pay_out(&state, &robin, &sent, 29_312, PayoutState::Sent).await;
        let nothing = filed(&state, &robin, ClaimState::Decided, 2).await;
        decided(&state, &nothing, 1, 0, &maya).await;
        let arrived = filed(&state, &robin, ClaimState::Paid, 1).await;
        decided(&state, &arrived, 1, 29_312, &maya).await;
        pay_out(&state, &robin, &arrived, 29_312, PayoutState::Arrived).await;
        let overview = overview(&state, &robin.actor, None, Lang::En).await.expect("overview");
        assert_eq!(overview.current.iter().map(|claim| &claim.id).collect::<Vec<_>>(), [&sent]);
        assert_eq!(overview.past.iter().map(|claim| &claim.id).collect::<Vec<_>>(), [&arrived, &nothing]);
        let payout = overview.current[0].payout.clone().expect("a payout");
        assert_eq!((payout.amount, payout.account_ending.as_str(), payout.arrived_on), (Money::usd(29_312), "6021", None));
        assert_eq!(overview.past[0].payout.clone().expect("a payout").arrived_on, Some(today()));
    }

    async fn the_page_shows_the_last_decision_and_who_of_the_staff_did_what(state: AppState) {
        let robin = home(&state, "Robin", &["Biscuit"]).await;
        let claim = filed(&state, &robin, ClaimState::Decided, 1).await;
        let maya = adjuster(&state, "Maya").await;
        happens(&state, &claim, EventKind::Submitted, Actor::Policyholder, Some(&robin.actor.person)).await;
        happens(&state, &claim, EventKind::ReviewBegun, Actor::Staff, Some(&maya)).await;
        decided(&state, &claim, 1, 0, &maya).await;
        decided(&state, &claim, 2, 29_312, &maya).await;
        let detail = find(&state, &robin.actor, &claim, Lang::En).await.expect("look").expect("found");
        let decision = detail.decision.clone().expect("a decision");
        assert_eq!((decision.payable, decision.by.as_deref(), decision.rate_percent), (Money::usd(29_312), Some("Maya"), 80));
        assert_eq!(detail.summary.payable, Some(Money::usd(29_312)));
        assert_eq!(detail.summary.reader.as_deref(), Some("Maya"));
        let names: Vec<_> = detail.events.iter().map(|event| (event.kind, event.name.as_deref())).collect();
        assert_eq!(names, [(EventKind::Submitted, None), (EventKind::ReviewBegun, Some("Maya"))], "in order, and no name of who looks");
        assert_eq!(detail.lines[0].covered, None);
        assert_eq!((detail.lines[1].covered, detail.lines[1].reason), (Some(Money::usd(0)), Some(LineReason::Cosmetic)));
                let sent = serde_json::to_string(&detail).expect("json");
        for secret in [maya.as_str(), "adjuster@test.example", "Secret"] {
            assert!(!sent.contains(secret), "{secret} stays with the insurer");
        }
    }

    async fn the_timeline_says_who_of_the_household_did_it_and_you_to_whom_it_was(state: AppState) {
        let robin = home(&state, "Robin", &["Biscuit"]).await;
        let kim = member(&state, &robin.actor, "Kim", &[Role::MemberFile, Role::MemberView]).await;
        let claim = filed(&state, &robin, ClaimState::Withdrawn, 1).await;
        happens(&state, &claim, EventKind::Submitted, Actor::Policyholder, Some(&kim.person)).await;
        happens(&state, &claim, EventKind::Withdrawn, Actor::Policyholder, Some(&robin.actor.person)).await;
        let names = async |actor: &HouseholdActor| {
            let detail = find(&state, actor, &claim, Lang::En).await.expect("look").expect("found");
            detail.events.into_iter().map(|event| event.name).collect::<Vec<_>>()
        };
        assert_eq!(names(&robin.actor).await, [Some("Kim".to_owned()), None]);
        assert_eq!(names(&kim).await, [None, Some("Robin".to_owned())]);
    }

    async fn an_unfinished_claim_is_offered_once_it_holds_an_answer(state: AppState) {
        let (robin, sam) = (home(&state, "Robin", &["Biscuit"]).await, home(&state, "Sam", &["Juno"]).await);
        let offered = async |state: &AppState| overview(state, &robin.actor, None, Lang::En).await.expect("overview").draft.is_some();
        insert!(state, "INSERT INTO draft (id, household_id, person_id, answers, created_at, changed_at) VALUES ($1, $2, $3, '{}', $4, $4)",
            state.new_id(), &robin.actor.household, &robin.actor.person, NOW);
        assert!(!offered(&state).await, "an empty one is not worth a word");
        insert!(state, "UPDATE draft SET answers = '{\"total\": \"486.40\"}'");
        assert!(offered(&state).await);
        assert!(overview(&state, &sam.actor, None, Lang::En).await.expect("overview").draft.is_none(), "not to others");
        insert!(state, "UPDATE draft SET submitted_at = $1", NOW);
        assert!(!offered(&state).await, "not once it is filed");
    }

    async fn what_waits_for_the_person_stands_first(state: AppState) {
        let robin = home(&state, "Robin", &["Biscuit"]).await;
        let waits = filed(&state, &robin, ClaimState::WaitingForYou, 50).await;
        missing(&state, &robin, &waits).await;
        let newer = filed(&state, &robin, ClaimState::Received, 2).await;
        let current = summaries(&state, &robin.actor, Lang::En).await.expect("summaries");
        assert_eq!(current.iter().map(|claim| &claim.id).collect::<Vec<_>>(), [&waits, &newer]);
        assert_eq!(current[0].missing.map(|missing| missing.due_on), Day::parse_iso("2026-11-27"));
    }
}
