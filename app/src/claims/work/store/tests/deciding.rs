use super::*;
use crate::claims::model::{EventKind, LineCategory};
use crate::claims::work::form::{HealthFacts, LineFacts};
use crate::claims::work::store::change::{add_record, change_line};
use crate::claims::work::store::deciding::{Done, confirm, decide, reopen, send_back, uphold};
use crate::day::Day;
use crate::db::On;
use crate::testing::book::decide as decided_before;
use crate::{fetch_all, fetch_one, on_both_engines};

const DECISIONS: &str = "SELECT COUNT(*) FROM decision WHERE claim_id = $1";

async fn invalid(state: &AppState, by: &Desk, claim: &ClaimId, verdict: &Verdict) -> Vec<String> {
    match decide(state, &by.acts, claim, version(state, claim).await, verdict, Lang::En).await {
        Err(AppError::Invalid(fields)) => fields.into_iter().map(|field| field.field).collect(),
        other => panic!("{other:?}"),
    }
}

async fn go(state: &AppState, by: &Desk, claim: &ClaimId, verdict: &Verdict) -> Result<Done, AppError> {
    decide(state, &by.acts, claim, version(state, claim).await, verdict, Lang::En).await
}

/// Something that a record of the claim's animal shows since a day.
async fn known(state: &AppState, by: &Desk, claim: &ClaimId, noted_on: &str) -> String {
    let facts = HealthFacts {
        condition: "ear-otitis-externa".into(),
        side: None,
        noted_on: Day::parse_iso(noted_on).expect("a date"),
        source: "Harbour Animal Hospital".into(),
        page: None,
    };
    add_record(state, &by.acts, claim, version(state, claim).await, &facts).await.expect("recorded");
    shown(state, by, claim)
        .await
        .records
        .into_iter()
        .find(|record| record.noted_on == facts.noted_on)
        .expect("shown")
        .id
}

/// An appeal against the first line of the last decision, and the claim in review again.
async fn appeal(state: &AppState, home: &Home, claim: &ClaimId) -> String {
    let id = state.new_id();
    insert!(
        state,
        "INSERT INTO appeal (id, claim_id, decision_id, claim_line_id, words, made_at, made_by, state)
         SELECT $1, $2, (SELECT d.id FROM decision d WHERE d.claim_id = $2 ORDER BY d.sequence DESC LIMIT 1), l.id, 'It was not there before.', $3, $4, 'open'
         FROM claim_line l WHERE l.claim_id = $2 AND l.position = 1",
        &id,
        claim,
        state.clock.now(),
        &home.actor.person
    );
    insert!(state, "UPDATE claim SET state = 'in_review' WHERE id = $1", claim);
    id
}

async fn appeal_stands(state: &AppState, appeal: &str) -> (String, Option<String>) {
    fetch_one!(
        state.store.read(),
        (String, Option<String>),
        "SELECT state, answer FROM appeal WHERE id = $1",
        appeal
    )
    .expect("an appeal")
}

on_both_engines! {
    async fn an_adjuster_pays_a_claim_as_the_rules_say(state: AppState) {
        let (robin, maya) = (crate::testing::home(&state, "Robin", &["Biscuit"]).await, desk(&state, "Maya").await);
        let claim = in_review(&state, &robin, &[("Ear drops", 40_000)]).await;
        let work = shown(&state, &maya, &claim).await;
        assert_eq!((work.customer.as_str(), work.pet.as_str(), work.may_act), ("Robin Test", "Biscuit", true));
        let Ok(Done::Decided(outcome)) = go(&state, &maya, &claim, &Verdict::default()).await else { panic!("decided") };
        assert_eq!(outcome.payable_cents, 12_000);
        let after = shown(&state, &maya, &claim).await;
        assert_eq!((after.state, after.decided.map(|paid| paid.cents)), (ClaimState::Decided, Some(12_000)));
        assert_eq!(go(&state, &maya, &claim, &Verdict::default()).await, Err(AppError::Conflict), "it is decided");
        assert_eq!(decide(&state, &maya.acts, &ClaimId("none".into()), 0, &Verdict::default(), Lang::En).await, Err(AppError::NotFound));
    }

    async fn a_line_is_declined_with_clause_and_evidence_that_are_kept(state: AppState) {
        let (robin, maya) = (crate::testing::home(&state, "Robin", &["Biscuit"]).await, desk(&state, "Maya").await);
        let claim = in_review(&state, &robin, &[("Ear drops", 40_000), ("Nail trim", 1_800)]).await;
        let (own, other) = (page(&state, &robin, &claim).await, in_review(&state, &robin, &[("Ear drops", 100)]).await);
        let foreign = page(&state, &robin, &other).await;
        assert_eq!(invalid(&state, &maya, &claim, &Verdict::default()).await, ["line-1"], "no evidence");
        let shows = |page: &PageId| verdict(vec![LineVerdict::default(), LineVerdict { evidence: Some(Evidence::Page(page.clone())), ..LineVerdict::default() }]);
        assert_eq!(go(&state, &maya, &claim, &shows(&foreign)).await, Err(AppError::NotFound), "another claim's page");
        assert_eq!(count(&state, DECISIONS, &claim).await, 0);
        assert!(go(&state, &maya, &claim, &shows(&own)).await.is_ok());
        let sql = "SELECT g.clause, g.rules_reason, g.why, g.page_id FROM decision_ground g JOIN decision d ON d.id = g.decision_id WHERE d.claim_id = $1";
        type Ground = (Option<String>, Option<String>, Option<String>, Option<PageId>);
        let grounds = fetch_all!(state.store.read(), Ground, sql, &claim).expect("grounds");
        assert_eq!(grounds, [(Some("3.4".into()), Some("cosmetic".into()), None, Some(own))]);
        for sql in ["UPDATE decision_ground SET why = 'else'", "DELETE FROM decision_ground"] {
            let mut tx = state.store.begin().await.expect("tx");
            let done = match tx.run() {
                On::Sqlite(db) => sqlx::query(sql).execute(db).await.map(drop),
                On::Postgres(db) => sqlx::query(sql).execute(db).await.map(drop),
            };
            assert!(done.is_err(), "{sql}");
        }
    }

    async fn a_pre_existing_denial_needs_a_record_from_before_cover(state: AppState) {
        let (robin, maya) = (crate::testing::home(&state, "Robin", &["Biscuit", "Mochi"]).await, desk(&state, "Maya").await);
        let claim = in_review(&state, &robin, &[("Ear drops", 40_000)]).await;
        let invoice = page(&state, &robin, &claim).await;
        let deny = |evidence| verdict(vec![refused(LineReason::PreExisting, evidence)]);
        assert_eq!(invalid(&state, &maya, &claim, &deny(None)).await, ["line-0"]);
        assert_eq!(invalid(&state, &maya, &claim, &deny(Some(Evidence::Page(invoice)))).await, ["line-0"], "an invoice is no record");
        let late = known(&state, &maya, &claim, "2026-01-01").await;
        assert_eq!(invalid(&state, &maya, &claim, &deny(Some(Evidence::Record(late)))).await, ["line-0"], "cover had begun");
        let early = known(&state, &maya, &claim, "2024-03-02").await;
        let Ok(Done::Decided(outcome)) = go(&state, &maya, &claim, &deny(Some(Evidence::Record(early.clone())))).await else { panic!("decided") };
        assert_eq!((outcome.payable_cents, outcome.lines[0].reason), (0, Some(LineReason::PreExisting)));
        let sql = "SELECT COUNT(*) FROM decision_ground g JOIN decision d ON d.id = g.decision_id WHERE d.claim_id = $1 AND g.clause = '3.1' AND g.health_entry_id IS NOT NULL";
        assert_eq!(count(&state, sql, &claim).await, 1);
        assert_eq!(shown(&state, &maya, &claim).await.inputs.pet.known.len(), 2, "it counts for every claim of the animal");
    }

    async fn a_large_decision_is_proposed_by_one_and_confirmed_by_another(state: AppState) {
        let robin = crate::testing::home(&state, "Robin", &["Biscuit"]).await;
        let (maya, ann) = (desk(&state, "Maya").await, desk(&state, "Ann").await);
        let claim = in_review(&state, &robin, &[("Ear surgery", 400_000)]).await;
        assert_eq!(go(&state, &maya, &claim, &Verdict::default()).await, Ok(Done::Proposed));
        assert_eq!(count(&state, DECISIONS, &claim).await, 0, "nothing is decided yet");
        let proposal = shown(&state, &ann, &claim).await.proposal.expect("it waits");
        assert_eq!((proposal.by.as_str(), proposal.own, proposal.outcome.payable_cents), ("Maya", false, 300_000));
        assert!(shown(&state, &maya, &claim).await.proposal.is_some_and(|proposal| proposal.own));
        assert_eq!(go(&state, &ann, &claim, &Verdict::default()).await, Err(AppError::Conflict), "one waits already");
        let at = version(&state, &claim).await;
        assert_eq!(confirm(&state, &maya.acts, &claim, at, &proposal.id, Lang::En).await, Err(AppError::Forbidden), "never the same");
        assert_eq!(send_back(&state, &maya.acts, &claim, at, &proposal.id, "Me").await, Err(AppError::Forbidden), "never the same");
        assert_eq!(version(&state, &claim).await, at, "what is refused changes nothing");
        let outcome = confirm(&state, &ann.acts, &claim, at, &proposal.id, Lang::En).await.expect("confirmed");
        assert_eq!(outcome.payable_cents, 300_000);
        let after = shown(&state, &maya, &claim).await;
        assert_eq!((after.state, after.proposal), (ClaimState::Decided, None));
        assert_eq!(confirm(&state, &ann.acts, &claim, version(&state, &claim).await, &proposal.id, Lang::En).await, Err(AppError::Conflict));
    }

    async fn the_database_itself_lets_nobody_confirm_their_own_proposal(state: AppState) {
        let (robin, maya) = (crate::testing::home(&state, "Robin", &["Biscuit"]).await, desk(&state, "Maya").await);
        let claim = in_review(&state, &robin, &[("Ear surgery", 400_000)]).await;
        go(&state, &maya, &claim, &Verdict::default()).await.expect("proposed");
        let mut tx = state.store.begin().await.expect("tx");
        let sql = "UPDATE proposal SET state = 'confirmed', answered_by = proposed_by, answered_at = 0";
        assert!(crate::execute!(tx.run(), sql).is_err());
    }

    async fn a_proposal_that_is_sent_back_leaves_the_claim_to_be_decided(state: AppState) {
        let robin = crate::testing::home(&state, "Robin", &["Biscuit"]).await;
        let (maya, ann) = (desk(&state, "Maya").await, desk(&state, "Ann").await);
        let claim = in_review(&state, &robin, &[("Ear surgery", 400_000)]).await;
        go(&state, &maya, &claim, &Verdict::default()).await.expect("proposed");
        let proposal = shown(&state, &ann, &claim).await.proposal.expect("it waits").id;
        send_back(&state, &ann.acts, &claim, version(&state, &claim).await, &proposal, "Look at the second page.").await.expect("sent back");
        let work = shown(&state, &maya, &claim).await;
        assert_eq!((work.state, work.proposal, work.changes[0].why.as_str()), (ClaimState::InReview, None, "Look at the second page."));
        assert_eq!(go(&state, &ann, &claim, &Verdict::default()).await, Ok(Done::Proposed), "now Ann proposes");
    }

    async fn a_proposal_that_comes_to_something_else_by_now_is_not_confirmed(state: AppState) {
        let robin = crate::testing::home(&state, "Robin", &["Biscuit"]).await;
        let (maya, ann) = (desk(&state, "Maya").await, desk(&state, "Ann").await);
        let claim = in_review(&state, &robin, &[("Ear surgery", 400_000)]).await;
        go(&state, &maya, &claim, &Verdict::default()).await.expect("proposed");
        let proposal = shown(&state, &ann, &claim).await.proposal.expect("it waits").id;
        let other = file_claim(&state, &robin, 0, 900_000).await;
        decided_before(&state, &other, 25_000, 900_000).await;
        assert_eq!(confirm(&state, &ann.acts, &claim, version(&state, &claim).await, &proposal, Lang::En).await, Err(AppError::Conflict));
        assert_eq!(count(&state, DECISIONS, &claim).await, 0);
    }

    async fn of_two_claims_for_the_last_dollar_exactly_one_gets_it(state: AppState) {
        let robin = crate::testing::home(&state, "Robin", &["Biscuit"]).await;
        let (maya, ann) = (desk(&state, "Maya").await, desk(&state, "Ann").await);
        let before = file_claim(&state, &robin, 0, 2_000_000).await;
        decided_before(&state, &before, 25_000, 1_000_000 - 8_000).await;
        let (one, other) = (in_review(&state, &robin, &[("Ear drops", 10_000)]).await, in_review(&state, &robin, &[("Ear drops", 10_000)]).await);
        let race = |by: &Desk, claim: &ClaimId| {
            let (state, by, claim) = (state.clone(), by.acts.clone(), claim.clone());
            tokio::spawn(async move { decide(&state, &by, &claim, 0, &Verdict::default(), Lang::En).await })
        };
        let (first, second) = (race(&maya, &one), race(&ann, &other));
        let mut paid: Vec<i64> = Vec::new();
        for done in [first, second] {
            match done.await.expect("joined") {
                Ok(Done::Decided(outcome)) => paid.push(outcome.payable_cents),
                other => panic!("{other:?}"),
            }
        }
        paid.sort_unstable();
        assert_eq!(paid, [0, 8_000], "to the cent, and once");
    }

    async fn a_change_made_on_an_older_version_is_refused_and_writes_nothing(state: AppState) {
        let robin = crate::testing::home(&state, "Robin", &["Biscuit"]).await;
        let (maya, ann) = (desk(&state, "Maya").await, desk(&state, "Ann").await);
        let claim = in_review(&state, &robin, &[("Ear drops", 40_000)]).await;
        let seen = version(&state, &claim).await;
        let line = shown(&state, &maya, &claim).await.lines[0].id.clone();
        let facts = |description: &str| LineFacts {
            description: description.into(),
            cents: 30_000,
            category: LineCategory::Medicine,
            condition: None,
            side: None,
            all: false,
            why: "As on the picture".into(),
        };
        change_line(&state, &ann.acts, &claim, seen, &line, &facts("Ear drops, 10 ml")).await.expect("Ann is first");
        assert_eq!(change_line(&state, &maya.acts, &claim, seen, &line, &facts("Something else")).await, Err(AppError::Conflict));
        assert_eq!(decide(&state, &maya.acts, &claim, seen, &Verdict::default(), Lang::En).await, Err(AppError::Conflict));
        let work = shown(&state, &maya, &claim).await;
        assert_eq!((work.lines[0].description.as_str(), work.inputs.lines[0].cents), ("Ear drops, 10 ml", 30_000));
        assert_eq!(work.changes.len(), 1);
        assert!(work.changes[0].before.contains("400.00") && work.changes[0].after.contains("300.00"), "{:?}", work.changes[0]);
        assert_eq!((work.changes[0].by.as_str(), work.changes[0].why.as_str()), ("Ann", "As on the picture"));
    }

    async fn what_the_customer_does_in_the_meantime_counts_as_well(state: AppState) {
        let (robin, maya) = (crate::testing::home(&state, "Robin", &["Biscuit"]).await, desk(&state, "Maya").await);
        let claim = in_review(&state, &robin, &[("Ear drops", 40_000)]).await;
        let seen = version(&state, &claim).await;
        crate::claims::store::withdraw(&state, &robin.actor, &claim).await.expect("withdrawn");
        assert_eq!(decide(&state, &maya.acts, &claim, seen, &Verdict::default(), Lang::En).await, Err(AppError::Conflict));
        assert_eq!(go(&state, &maya, &claim, &Verdict::default()).await, Err(AppError::Conflict), "a withdrawn claim is not decided");
    }

    async fn an_appeal_is_upheld_with_a_reason_and_without_a_new_decision(state: AppState) {
        let (robin, maya) = (crate::testing::home(&state, "Robin", &["Biscuit"]).await, desk(&state, "Maya").await);
        let claim = in_review(&state, &robin, &[("Ear drops", 40_000)]).await;
        go(&state, &maya, &claim, &Verdict::default()).await.expect("decided");
        let appeal = appeal(&state, &robin, &claim).await;
        assert!(shown(&state, &maya, &claim).await.appealed());
        assert_eq!(uphold(&state, &maya.acts, &claim, version(&state, &claim).await, "none", "No").await, Err(AppError::NotFound));
        uphold(&state, &maya.acts, &claim, version(&state, &claim).await, &appeal, "The plan says so.").await.expect("upheld");
        assert_eq!(appeal_stands(&state, &appeal).await, ("upheld".into(), Some("The plan says so.".into())));
        let work = shown(&state, &maya, &claim).await;
        assert_eq!((work.state, count(&state, DECISIONS, &claim).await), (ClaimState::Decided, 1));
        assert!(work.events.iter().any(|event| event.kind == EventKind::Upheld));
        assert_eq!(uphold(&state, &maya.acts, &claim, version(&state, &claim).await, &appeal, "Again").await, Err(AppError::NotFound), "answered once");
    }

    async fn a_new_decision_answers_the_appeal_and_has_to(state: AppState) {
        let (robin, maya) = (crate::testing::home(&state, "Robin", &["Biscuit"]).await, desk(&state, "Maya").await);
        let claim = in_review(&state, &robin, &[("Nail trim", 40_000)]).await;
        let invoice = page(&state, &robin, &claim).await;
        let declined = verdict(vec![LineVerdict { evidence: Some(Evidence::Page(invoice)), ..LineVerdict::default() }]);
        go(&state, &maya, &claim, &declined).await.expect("declined as the rules say");
        let appeal = appeal(&state, &robin, &claim).await;
        let mut pay = verdict(vec![LineVerdict {
            ruling: Some(Ruling { eligible_cents: 40_000, reason: None }),
            why: Some("The vet says that it was needed.".into()),
            evidence: None,
        }]);
        assert_eq!(invalid(&state, &maya, &claim, &pay).await, ["answer"]);
        pay.answer = Some("You are right: we pay it.".into());
        let Ok(Done::Decided(outcome)) = go(&state, &maya, &claim, &pay).await else { panic!("decided") };
        assert_eq!(outcome.payable_cents, 12_000);
        assert_eq!(appeal_stands(&state, &appeal).await, ("changed".into(), Some("You are right: we pay it.".into())));
        assert_eq!(count(&state, DECISIONS, &claim).await, 2);
    }

    async fn a_new_decision_that_leaves_the_line_upholds(state: AppState) {
        let (robin, maya) = (crate::testing::home(&state, "Robin", &["Biscuit"]).await, desk(&state, "Maya").await);
        let claim = in_review(&state, &robin, &[("Ear drops", 40_000)]).await;
        go(&state, &maya, &claim, &Verdict::default()).await.expect("decided");
        let appeal = appeal(&state, &robin, &claim).await;
        let same = Verdict { answer: Some("It stays.".into()), ..Verdict::default() };
        go(&state, &maya, &claim, &same).await.expect("decided");
        assert_eq!(appeal_stands(&state, &appeal).await.0, "upheld");
    }

    async fn a_decided_claim_is_taken_up_again_with_a_reason(state: AppState) {
        let (robin, maya) = (crate::testing::home(&state, "Robin", &["Biscuit"]).await, desk(&state, "Maya").await);
        let claim = in_review(&state, &robin, &[("Ear drops", 40_000)]).await;
        assert_eq!(reopen(&state, &maya.acts, &claim, version(&state, &claim).await, "Early").await, Err(AppError::Conflict), "it is open");
        go(&state, &maya, &claim, &Verdict::default()).await.expect("decided");
        reopen(&state, &maya.acts, &claim, version(&state, &claim).await, "A page came late.").await.expect("reopened");
        let work = shown(&state, &maya, &claim).await;
        assert_eq!((work.state, work.changes[0].why.as_str()), (ClaimState::InReview, "A page came late."));
        assert!(work.clocks.iter().any(|clock| clock.duty == "decide" && clock.met.is_none() && !clock.stopped), "its time begins anew");
        go(&state, &maya, &claim, &Verdict::default()).await.expect("decided again");
        let sql = "SELECT CAST(COALESCE(SUM(amount_cents), 0) AS BIGINT) FROM payout WHERE claim_id = $1";
        assert_eq!(count(&state, sql, &claim).await, 12_000, "nothing is sent twice");
    }
}
