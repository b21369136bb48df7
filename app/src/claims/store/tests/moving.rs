use super::*;
use crate::claims::jobs;
use crate::db::On;
use crate::error::AppError;
use crate::testing::home;
use crate::workflow::model::{Owner, RequirementState};
use crate::{fetch_one, on_both_engines};

async fn count(state: &AppState, sql: &'static str, claim: &ClaimId) -> i64 {
    let (n,): (i64,) = fetch_one!(state.store.read(), (i64,), sql, claim).expect("count");
    n
}

const OPEN_TASKS: &str = "SELECT COUNT(*) FROM task WHERE subject_id = $1 AND state = 'open'";
const ROUTED: &str = "SELECT COUNT(*) FROM claim_event WHERE claim_id = $1 AND kind = 'routed'";
const WITHDRAWN: &str = "SELECT COUNT(*) FROM claim_event WHERE claim_id = $1 AND kind = 'withdrawn'";

on_both_engines! {
    async fn a_claim_that_came_in_is_laid_before_the_adjusters_once(state: AppState) {
        let robin = home(&state, "Robin", &["Biscuit"]).await;
        let claim = filed(&state, &robin, ClaimState::Received, 1).await;
        jobs::route(&state, &claim).await.expect("routed");
        jobs::route(&state, &claim).await.expect("and again");
        assert_eq!((count(&state, OPEN_TASKS, &claim).await, count(&state, ROUTED, &claim).await), (1, 1));
        let task: (Day, bool) = fetch_one!(state.store.read(), (Day, bool), "SELECT due_on, blocking FROM task WHERE subject_id = $1", &claim).expect("task");
        assert_eq!(task, (today().plus_days(14), false));
        assert_eq!(find(&state, &robin.actor, &claim, Lang::En).await.expect("look").expect("found").summary.state, ClaimState::Received);
    }

    async fn two_workers_lay_a_claim_before_the_adjusters_once(state: AppState) {
        let robin = home(&state, "Robin", &["Biscuit"]).await;
        let claim = filed(&state, &robin, ClaimState::Received, 1).await;
        let (one, two) = tokio::join!(jobs::route(&state, &claim), jobs::route(&state, &claim));
        one.and(two).expect("both");
        assert_eq!((count(&state, OPEN_TASKS, &claim).await, count(&state, ROUTED, &claim).await), (1, 1));
    }

    async fn a_claim_taken_back_before_its_job_ran_is_not_routed(state: AppState) {
        let robin = home(&state, "Robin", &["Biscuit"]).await;
        let claim = filed(&state, &robin, ClaimState::Received, 1).await;
        withdraw(&state, &robin.actor, &claim).await.expect("withdrawn");
        jobs::route(&state, &claim).await.expect("nothing to do");
        assert_eq!((count(&state, OPEN_TASKS, &claim).await, count(&state, ROUTED, &claim).await), (0, 0));
        assert_eq!(jobs::route(&state, &ClaimId("no-such-claim".into())).await, Err(AppError::NotFound));
    }

    async fn taking_a_claim_back_ends_all_work_on_it(state: AppState) {
        let robin = home(&state, "Robin", &["Biscuit"]).await;
        let claim = filed(&state, &robin, ClaimState::Received, 1).await;
        jobs::route(&state, &claim).await.expect("routed");
        missing(&state, &robin, &claim).await;
        state.clock.advance(HOUR);
        withdraw(&state, &robin.actor, &claim).await.expect("withdrawn");
        let detail = find(&state, &robin.actor, &claim, Lang::En).await.expect("look").expect("found");
        assert_eq!((detail.summary.state, detail.summary.missing), (ClaimState::Withdrawn, None));
        assert_eq!(detail.requirements.iter().map(|one| (one.owner, one.state)).collect::<Vec<_>>(), [(Owner::Policyholder, RequirementState::Waived)]);
        assert_eq!(detail.events.last().map(|event| (event.kind, event.by)), Some((EventKind::Withdrawn, Actor::Policyholder)));
        assert_eq!(count(&state, OPEN_TASKS, &claim).await, 0);
    }

    async fn only_the_household_takes_its_claim_back_and_only_while_it_is_undecided(state: AppState) {
        let (robin, sam) = (home(&state, "Robin", &["Biscuit"]).await, home(&state, "Sam", &["Juno"]).await);
        let claim = filed(&state, &robin, ClaimState::Received, 1).await;
        assert_eq!(withdraw(&state, &sam.actor, &claim).await, Err(AppError::NotFound));
        for stands in [ClaimState::Decided, ClaimState::Paid, ClaimState::Withdrawn] {
            let late = filed(&state, &robin, stands, 1).await;
            assert_eq!(withdraw(&state, &robin.actor, &late).await, Err(AppError::Conflict), "{stands}");
            assert_eq!(count(&state, WITHDRAWN, &late).await, 0);
        }
        assert_eq!(find(&state, &robin.actor, &claim, Lang::En).await.expect("look").expect("found").summary.state, ClaimState::Received);
    }

    async fn of_two_who_take_a_claim_back_at_once_one_is_told_that_it_is_done(state: AppState) {
        let robin = home(&state, "Robin", &["Biscuit"]).await;
        let claim = filed(&state, &robin, ClaimState::InReview, 1).await;
        let (one, two) = tokio::join!(withdraw(&state, &robin.actor, &claim), withdraw(&state, &robin.actor, &claim));
        assert_eq!([one, two].iter().filter(|done| done.is_ok()).count(), 1);
        assert_eq!(count(&state, WITHDRAWN, &claim).await, 1);
    }

    async fn the_timeline_cannot_be_rewritten(state: AppState) {
        let robin = home(&state, "Robin", &["Biscuit"]).await;
        let claim = filed(&state, &robin, ClaimState::Received, 1).await;
        happens(&state, &claim, EventKind::Submitted, Actor::Policyholder, None).await;
        for sql in ["UPDATE claim_event SET kind = 'decided'", "DELETE FROM claim_event"] {
            let mut tx = state.store.begin().await.expect("tx");
            let refused = match tx.run() {
                On::Sqlite(db) => sqlx::query(sql).execute(db).await.is_err(),
                On::Postgres(db) => sqlx::query(sql).execute(db).await.is_err(),
            };
            assert!(refused, "{sql}");
        }
    }
}
