use sqlx::types::Json;

use super::*;
use crate::auth::Adjuster;
use crate::claims::eob::model::Eob;
use crate::claims::eob::store::find as explain;
use crate::claims::model::LineReason;
use crate::claims::rules::instant::Why;
use crate::claims::rules::{Inputs, Ruling, adjudicate};
use crate::claims::store::cover::gather;
use crate::db::On;
use crate::error::AppError;
use crate::testing::book::decide;
use crate::testing::people::{Scope, grant, session_of, somebody};
use crate::testing::{cover_from, home};
use crate::{fetch_all, fetch_one, on_both_engines};

/// A claim for an ear infection of the household's first pet whose lines were read and confirmed: nothing stands in its way but its plan.
async fn clear(state: &AppState, home: &Home, cents: &[i64]) -> ClaimId {
    let claim = file_claim(state, home, 0, cents.iter().sum()).await;
    insert!(
        state,
        "UPDATE claim SET condition_code = 'ear-otitis-externa', condition_text = NULL, lines_confirmed = $1 WHERE id = $2",
        true,
        &claim
    );
    for (cents, position) in cents.iter().zip(1_i64..) {
        insert!(
            state,
            "INSERT INTO claim_line (id, claim_id, position, description, amount_cents) VALUES ($1, $2, $3, 'Ear drops', $4)",
            state.new_id(),
            &claim,
            position,
            *cents
        );
    }
    claim
}

/// As submitting does it: in one transaction.
async fn at_once(state: &AppState, claim: &ClaimId) -> bool {
    let mut tx = state.store.begin().await.expect("tx");
    let done = decide_at_once(&mut tx, state, claim).await.expect("a look");
    tx.commit().await.expect("commit");
    done
}

async fn why(state: &AppState, claim: &ClaimId) -> Vec<Why> {
    let row = fetch_one!(state.store.read(), (Json<Vec<Why>>,), "SELECT why FROM assessment WHERE claim_id = $1", claim);
    row.expect("an assessment").0.0
}

/// A decision by a person, as the desk writes it.
async fn rule(state: &AppState, by: &Adjuster, claim: &ClaimId, rulings: &[(usize, Ruling)]) -> i64 {
    let mut tx = state.store.begin().await.expect("tx");
    let before = gather(&mut tx, state, claim).await.expect("a look").expect("found");
    let mut inputs = before.inputs.clone();
    for (line, ruling) in rulings {
        inputs.lines[*line].ruled = Some(*ruling);
    }
    decisions::rule(&mut tx, state, by, claim, &before, &inputs).await.expect("ruled");
    tx.commit().await.expect("commit");
    adjudicate(&inputs).payable_cents
}

async fn maya(state: &AppState) -> Adjuster {
    let person = somebody(state, "Maya").await;
    grant(state, &person.id, crate::auth::Role::Adjuster, Scope::Book).await;
    session_of(state, &person.id).await.adjuster().expect("an adjuster")
}

/// A day on which nothing was claimed before: the same visit twice is for a person.
async fn on_day(state: &AppState, claim: &ClaimId, days_ago: i32) {
    insert!(state, "UPDATE claim SET visit_on = $1 WHERE id = $2", today().plus_days(-days_ago), claim);
}

on_both_engines! {
    async fn a_complete_and_clear_claim_is_decided_in_the_moment_it_comes_in(state: AppState) {
        let robin = home(&state, "Robin", &["Biscuit"]).await;
        let claim = clear(&state, &robin, &[30_000, 5_400]).await;
        assert!(at_once(&state, &claim).await);
        let detail = find(&state, &robin.actor, &claim, Lang::En).await.expect("look").expect("found");
        assert_eq!(detail.summary.state, ClaimState::Decided);
        let decision = detail.decision.expect("a decision");
        assert_eq!((decision.covered.cents, decision.deductible.cents, decision.payable.cents), (35_400, 25_000, 8_320));
        assert_eq!((decision.by, detail.events.last().map(|event| event.by)), (None, Some(Actor::Rules)));
        assert_eq!(detail.lines.iter().map(|line| line.covered.map(|covered| covered.cents)).collect::<Vec<_>>(), [Some(30_000), Some(5_400)]);
        assert_eq!(detail.summary.payout.map(|payout| (payout.amount.cents, payout.arrives_by)), Some((8_320, today().plus_days(5))), "three business days");
        assert_eq!(why(&state, &claim).await, []);
        assert!(!at_once(&state, &claim).await, "what is decided is not decided again");
    }

    async fn what_a_decision_rested_on_is_kept_and_gives_the_same_cents_again(state: AppState) {
        let robin = home(&state, "Robin", &["Biscuit"]).await;
        let claim = clear(&state, &robin, &[33_333, 3_334, 3_333]).await;
        assert!(at_once(&state, &claim).await);
        state.clock.advance(400 * 24 * HOUR);
        let (version, Json(kept), payable): (String, Json<Inputs>, i64) =
            fetch_one!(state.store.read(), (String, Json<Inputs>, i64), "SELECT rule_version, inputs, payable_cents FROM decision WHERE claim_id = $1", &claim).expect("a decision");
        let again = adjudicate(&kept);
        assert_eq!((version.as_str(), again.payable_cents), (kept.version.as_str(), payable));
        let sql = "SELECT x.payable_cents FROM decision_line x JOIN claim_line l ON l.id = x.claim_line_id WHERE l.claim_id = $1 ORDER BY l.position";
        let lines = fetch_all!(state.store.read(), (i64,), sql, &claim).expect("lines");
        assert_eq!(lines.into_iter().map(|(cents,)| cents).collect::<Vec<_>>(), again.lines.iter().map(|line| line.payable_cents).collect::<Vec<_>>());
    }

    async fn the_explanation_is_worked_out_again_from_what_it_shows_and_agrees(state: AppState) {
        let (robin, sam) = (home(&state, "Robin", &["Biscuit"]).await, home(&state, "Sam", &["Juno"]).await);
        let claim = clear(&state, &robin, &[30_001, 5_402]).await;
        assert_eq!(explain(&state, &robin.actor, &claim, Lang::En).await, Ok(None), "nothing is decided yet");
        assert!(at_once(&state, &claim).await);
        let sent = explain(&state, &robin.actor, &claim, Lang::Es).await.expect("look").expect("decided");
        let read: Eob = serde_json::from_str(&serde_json::to_string(&sent).expect("sent")).expect("read in the browser");
        let outcome = read.work_out();
        assert!(read.agrees(&outcome));
        assert_eq!((outcome.payable_cents, read.decided_by.as_deref()), (8_322, None));
        let mut wrong = read.clone();
        wrong.decided.lines[1].payable_cents -= 1;
        assert!(!wrong.agrees(&outcome), "a cent is seen");
        assert_eq!(explain(&state, &sam.actor, &claim, Lang::En).await, Err(AppError::NotFound));
    }

    async fn an_older_decision_without_its_inputs_is_not_explained(state: AppState) {
        let robin = home(&state, "Robin", &["Biscuit"]).await;
        let claim = file_claim(&state, &robin, 0, 50_000).await;
        decide(&state, &claim, 25_000, 20_000).await;
        assert_eq!(explain(&state, &robin.actor, &claim, Lang::En).await, Ok(None));
    }

    async fn a_claim_that_was_not_read_goes_to_a_person(state: AppState) {
        let robin = home(&state, "Robin", &["Biscuit"]).await;
        let claim = clear(&state, &robin, &[40_000]).await;
        insert!(state, "UPDATE claim SET lines_confirmed = $1 WHERE id = $2", false, &claim);
        assert!(!at_once(&state, &claim).await);
        assert_eq!(why(&state, &claim).await, [Why::NotRead]);
        let detail = find(&state, &robin.actor, &claim, Lang::En).await.expect("look").expect("found");
        assert_eq!((detail.summary.state, detail.decision), (ClaimState::Received, None));
    }

    async fn what_was_read_otherwise_than_said_goes_to_a_person(state: AppState) {
        let robin = home(&state, "Robin", &["Biscuit"]).await;
        let (date, total) = (clear(&state, &robin, &[40_000]).await, clear(&state, &robin, &[50_000]).await);
        on_day(&state, &total, 3).await;
        insert!(state, "UPDATE claim SET read_on = $1 WHERE id = $2", today().plus_days(-1), &date);
        insert!(state, "UPDATE claim SET read_total_cents = 50001 WHERE id = $1", &total);
        for claim in [date, total] {
            assert!(!at_once(&state, &claim).await);
            assert_eq!(why(&state, &claim).await, [Why::ReadOtherwise]);
        }
    }

    async fn the_same_visit_filed_twice_goes_to_a_person(state: AppState) {
        let robin = home(&state, "Robin", &["Biscuit", "Mochi"]).await;
        let (first, second) = (clear(&state, &robin, &[40_000]).await, clear(&state, &robin, &[40_000]).await);
        assert!(!at_once(&state, &second).await);
        assert_eq!(why(&state, &second).await, [Why::FiledTwice]);
        withdraw(&state, &robin.actor, &second).await.expect("withdrawn");
        assert!(at_once(&state, &first).await, "one that was taken back does not count");
    }

    async fn of_two_claims_for_the_last_dollar_of_the_limit_exactly_one_gets_it(state: AppState) {
        let robin = home(&state, "Robin", &["Biscuit"]).await;
        let before = file_claim(&state, &robin, 0, 2_000_000).await;
        decide(&state, &before, 25_000, 1_000_000 - 8_000).await;
        on_day(&state, &before, 30).await;
        let mut claims = Vec::new();
        for days_ago in 0..6 {
            let claim = clear(&state, &robin, &[10_000]).await;
            on_day(&state, &claim, days_ago).await;
            claims.push(claim);
        }
        let racing: Vec<_> = claims.iter().map(|claim| {
            let (state, claim) = (state.clone(), claim.clone());
            tokio::spawn(async move { at_once(&state, &claim).await })
        }).collect();
        let mut paid = 0;
        for (done, claim) in racing.into_iter().zip(&claims) {
            if done.await.expect("joined") {
                paid += 1;
            } else {
                assert_eq!(why(&state, claim).await, [Why::LimitReached, Why::NothingToPay]);
            }
        }
        assert_eq!(paid, 1);
        let sql = "SELECT CAST(SUM(d.payable_cents) AS BIGINT) FROM decision d JOIN claim c ON c.id = d.claim_id WHERE c.policy_id = $1";
        let (all,): (i64,) = fetch_one!(state.store.read(), (i64,), sql, &robin.pets[0].policy).expect("a sum");
        assert_eq!(all, 1_000_000, "to the cent, and no cent above");
    }

    async fn each_term_has_its_own_limit_and_deductible(state: AppState) {
        let robin = home(&state, "Robin", &["Biscuit"]).await;
        let (now, then) = (clear(&state, &robin, &[40_000]).await, clear(&state, &robin, &[40_000]).await);
        let renewal = cover_from().plus_months(12);
        insert!(
            state,
            "UPDATE claim SET visit_on = $1, submitted_at = $2, term_id = (SELECT id FROM term WHERE policy_id = claim.policy_id AND starts_on = $3) WHERE id = $4",
            renewal.plus_days(-1),
            renewal.at(12, 0, "UTC"),
            cover_from(),
            &then
        );
        assert!(at_once(&state, &then).await && at_once(&state, &now).await);
        for claim in [now, then] {
            let decision = find(&state, &robin.actor, &claim, Lang::En).await.expect("look").expect("found").decision.expect("a decision");
            assert_eq!((decision.deductible.cents, decision.payable.cents), (25_000, 12_000), "the last day of one term takes nothing of the next");
        }
    }

    async fn a_decision_that_is_replaced_gives_back_all_that_it_took(state: AppState) {
        let robin = home(&state, "Robin", &["Biscuit"]).await;
        let adjuster = maya(&state).await;
        let (first, second) = (clear(&state, &robin, &[40_000]).await, clear(&state, &robin, &[40_000]).await);
        on_day(&state, &second, 4).await;
        assert!(at_once(&state, &first).await);
        set_claim_state(&state, &first, ClaimState::InReview).await;
        let nothing = Ruling { eligible_cents: 0, reason: Some(LineReason::PreExisting) };
        assert_eq!(rule(&state, &adjuster, &first, &[(0, nothing)]).await, 0);
        let lines = find(&state, &robin.actor, &first, Lang::En).await.expect("look").expect("found").lines;
        assert_eq!(lines[0].reason, Some(LineReason::PreExisting));
        assert!(at_once(&state, &second).await);
        let decision = find(&state, &robin.actor, &second, Lang::En).await.expect("look").expect("found").decision.expect("a decision");
        assert_eq!((decision.deductible.cents, decision.payable.cents), (25_000, 12_000), "the deductible is whole again");
    }

    async fn a_person_pays_what_the_machine_would_not_and_only_the_difference_is_sent(state: AppState) {
        let robin = home(&state, "Robin", &["Biscuit"]).await;
        let adjuster = maya(&state).await;
        let claim = clear(&state, &robin, &[40_000, 10_000]).await;
        insert!(state, "UPDATE claim_line SET description = 'Nail trim' WHERE claim_id = $1 AND position = 2", &claim);
        assert!(!at_once(&state, &claim).await);
        assert_eq!(rule(&state, &adjuster, &claim, &[]).await, 12_000);
        set_claim_state(&state, &claim, ClaimState::InReview).await;
        let after_all = Ruling { eligible_cents: 10_000, reason: None };
        assert_eq!(rule(&state, &adjuster, &claim, &[(1, after_all)]).await, 20_000);
        let sql = "SELECT amount_cents FROM payout WHERE claim_id = $1 ORDER BY amount_cents";
        assert_eq!(fetch_all!(state.store.read(), (i64,), sql, &claim).expect("payouts"), [(8_000,), (12_000,)]);
        let detail = find(&state, &robin.actor, &claim, Lang::En).await.expect("look").expect("found");
        assert_eq!(detail.decision.and_then(|decision| decision.by).as_deref(), Some("Maya"));
    }

    async fn the_database_itself_takes_no_decline_from_the_machine_and_no_change_of_a_decision(state: AppState) {
        let robin = home(&state, "Robin", &["Biscuit"]).await;
        let claim = clear(&state, &robin, &[40_000]).await;
        assert!(at_once(&state, &claim).await);
        let refused = [
            "INSERT INTO decision (id, claim_id, sequence, eligible_cents, deductible_cents, payable_cents, rule_version, inputs, decided_at)
             SELECT 'none', id, 2, 0, 0, 0, '2026-11', '{}', 0 FROM claim",
            "INSERT INTO decision_line (id, decision_id, claim_line_id, eligible_cents, reason_code, payable_cents)
             SELECT 'none', d.id, l.id, 0, 'cosmetic', 0 FROM decision d JOIN claim_line l ON l.claim_id = d.claim_id",
            "UPDATE decision SET payable_cents = 1",
            "DELETE FROM decision_line",
            "UPDATE decision_line SET reason_code = 'cosmetic'",
        ];
        for sql in refused {
            let mut tx = state.store.begin().await.expect("tx");
            let done = match tx.run() {
                On::Sqlite(db) => sqlx::query(sql).execute(db).await.is_ok(),
                On::Postgres(db) => sqlx::query(sql).execute(db).await.is_ok(),
            };
            assert!(!done, "{sql}");
        }
    }

    async fn nobody_but_an_adjuster_may_decline(state: AppState) {
        use crate::auth::Role;
        let robin = home(&state, "Robin", &[]).await;
        assert!(session_of(&state, &robin.actor.person).await.adjuster().is_err());
        for role in [Role::Support, Role::Underwriter, Role::Ops] {
            let person = somebody(&state, role.as_str()).await;
            grant(&state, &person.id, role, Scope::Book).await;
            assert_eq!(session_of(&state, &person.id).await.adjuster().map(drop), Err(AppError::Forbidden), "{role}");
        }
    }
}
