//! Drafts and what becomes of them, on both databases.

use sqlx::types::Json;

use super::model::{Answers, OTHER, Place, Submitted};
use super::rules::Question;
use super::store::Kept;
use super::{facts, screen, store, submission};
use crate::claims::rules::Side;
use crate::error::AppError;
use crate::ids::{ClaimId, DraftId, PetId};
use crate::state::AppState;
use crate::testing::{Home, home};
use crate::texts::Lang;
use crate::{execute, fetch_all, fetch_one, on_both_engines};

const HOUR: i64 = 60 * 60 * 1000;

fn text(words: &str) -> Option<String> {
    Some(words.to_owned())
}

fn answers(pet: &PetId) -> Answers {
    Answers {
        pet: text(pet.as_str()),
        date: text("2026-11-19"),
        condition: text("ear-otitis-externa"),
        total: text("$486.40"),
        notes: text("after a swim"),
        ..Answers::default()
    }
}

async fn begin(state: &AppState, home: &Home) -> DraftId {
    store::open(state, &home.actor).await.expect("a draft").id
}

async fn give(state: &AppState, home: &Home, draft: &DraftId, answers: &Answers) {
    for question in Question::ALL {
        store::keep(state, &home.actor, draft, question, answers.clone()).await.expect("kept");
    }
}

async fn add_page(state: &AppState, home: &Home, draft: &DraftId) {
    let mut tx = state.store.begin().await.expect("tx");
    let (blob, now) = (state.new_id(), state.clock.now());
    execute!(
        tx.run(),
        "INSERT INTO blob (id, household_id, sha256, size, content_type, state, created_at) VALUES ($1, $2, 'x', 1, 'image/jpeg', 'checked', $3)",
        &blob,
        &home.actor.household,
        now
    )
    .expect("blob");
    execute!(
        tx.run(),
        "INSERT INTO claim_page (id, draft_id, position, blob_id, upload_key, file_name, page_count, created_at) VALUES ($1, $2, 1, $3, $1, 'invoice.jpg', 1, $4)",
        state.new_id(),
        draft,
        &blob,
        now
    )
    .expect("page");
    tx.commit().await.expect("commit");
}

/// A draft in which nothing is missing.
async fn full(state: &AppState, home: &Home) -> DraftId {
    let draft = begin(state, home).await;
    give(state, home, &draft, &answers(&home.pets[0].id)).await;
    add_page(state, home, &draft).await;
    draft
}

async fn submit(state: &AppState, home: &Home, draft: &DraftId) -> Result<Submitted, AppError> {
    submission::submit(state, &home.actor, draft, Lang::En).await
}

async fn claim(state: &AppState, home: &Home, draft: &DraftId) -> ClaimId {
    match submit(state, home, draft).await {
        Ok(Submitted::Claim(claim)) => claim,
        other => panic!("no claim but {other:?}"),
    }
}

async fn count(state: &AppState, table: &str) -> i64 {
    let sql = sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
    fetch_one!(state.store.read(), (i64,), sql).expect("a count").0
}

async fn elsewhere(state: &AppState, home: &Home, question: Question) -> String {
    match screen::look(state, &home.actor, question, Lang::En).await.expect("a look") {
        Place::Elsewhere(path) => path,
        Place::Here(screen) => panic!("{question} is shown: {screen:?}"),
    }
}

on_both_engines! {
    async fn there_is_one_open_draft_however_often_one_begins(state: AppState) {
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let opened: Vec<_> = (0..8).map(|_| {
            let (state, actor) = (state.clone(), home.actor.clone());
            tokio::spawn(async move { store::open(&state, &actor).await.map(|draft| draft.id) })
        }).collect();
        let first = begin(&state, &home).await;
        for draft in opened {
            assert_eq!(draft.await.expect("joined"), Ok(first.clone()));
        }
    }

    async fn answers_are_kept_as_typed_even_when_they_do_not_fit(state: AppState) {
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let draft = begin(&state, &home).await;
        let typed = Answers { date: text(OTHER), other_date: text("the day before"), total: text("12,50"), ..Answers::default() };
        give(&state, &home, &draft, &typed).await;
        let kept = store::current(&state, &home.actor).await.expect("look").expect("a draft");
        assert_eq!(kept.answers, typed);
        assert_eq!(screen::start(&state, &home.actor, Lang::En).await, Ok("/claims/new/date?resumed".to_owned()));
    }

    async fn text_that_a_database_refuses_is_kept_without_it(state: AppState) {
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let draft = begin(&state, &home).await;
        store::keep(&state, &home.actor, &draft, Question::Notes, Answers { notes: text("a\0b 🐕"), ..Answers::default() }).await.expect("kept");
        let kept = store::current(&state, &home.actor).await.expect("look").expect("a draft");
        assert_eq!(kept.answers.notes, text("ab 🐕"));
    }

    async fn two_answers_given_at_once_are_both_kept(state: AppState) {
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let draft = begin(&state, &home).await;
        let all = answers(&home.pets[0].id);
        let given: Vec<_> = Question::ALL.into_iter().map(|question| {
            let (state, actor, draft, all) = (state.clone(), home.actor.clone(), draft.clone(), all.clone());
            tokio::spawn(async move { store::keep(&state, &actor, &draft, question, all).await })
        }).collect();
        for done in given {
            done.await.expect("joined").expect("kept");
        }
        assert_eq!(store::current(&state, &home.actor).await.expect("look").expect("a draft").answers, all);
    }

    async fn a_draft_of_another_version_keeps_what_still_fits(state: AppState) {
        let home = home(&state, "Robin", &["Biscuit", "Mochi"]).await;
        let draft = begin(&state, &home).await;
        let stored = serde_json::json!({
            "v": 0, "pet": home.pets[1].id, "date": {"kind": "yesterday"}, "surgeon": "Greenfield", "total": "486.40", "notes": 7,
        });
        let mut tx = state.store.begin().await.expect("tx");
        execute!(tx.run(), "UPDATE draft SET answers = $1 WHERE id = $2", Json(stored), &draft).expect("an old draft");
        tx.commit().await.expect("commit");

        assert_eq!(screen::start(&state, &home.actor, Lang::En).await, Ok("/claims/new/date?resumed".to_owned()));
        store::keep(&state, &home.actor, &draft, Question::Date, answers(&home.pets[1].id)).await.expect("kept");
        assert_eq!(elsewhere(&state, &home, Question::Check).await, "/claims/new/invoice");
        let (Json(kept),) = fetch_one!(state.store.read(), (Json<serde_json::Value>,), "SELECT answers FROM draft WHERE id = $1", &draft).expect("row");
        assert_eq!(kept["surgeon"], "Greenfield");
        assert_eq!(kept["total"], "486.40");
        assert_eq!(kept["date"], "2026-11-19");
    }

    async fn the_side_that_was_said_becomes_that_of_every_line(state: AppState) {
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let draft = full(&state, &home).await;
        let knee = Answers { condition: text("musc-cruciate-ligament"), side: text("musc-cruciate-ligament:left"), ..answers(&home.pets[0].id) };
        store::keep(&state, &home.actor, &draft, Question::Condition, knee).await.expect("kept");
        let claim = claim(&state, &home, &draft).await;
        let sides = fetch_all!(state.store.read(), (Option<Side>,), "SELECT side FROM claim_line WHERE claim_id = $1", &claim).expect("lines");
        assert_eq!(sides, [(Some(Side::Left),)]);
        let detail = crate::claims::store::find(&state, &home.actor, &claim, Lang::En).await.expect("a look").expect("found");
        assert_eq!(detail.side, Some(Side::Left));
    }

    async fn a_draft_that_was_begun_before_sides_were_asked_for_says_none(state: AppState) {
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let draft = full(&state, &home).await;
        let stored = serde_json::json!({
            "pet": home.pets[0].id, "date": "2026-11-19", "condition": "musc-cruciate-ligament", "total": "486.40", "notes": "",
        });
        let mut tx = state.store.begin().await.expect("tx");
        execute!(tx.run(), "UPDATE draft SET answers = $1 WHERE id = $2", Json(stored), &draft).expect("an old draft");
        tx.commit().await.expect("commit");
        let claim = claim(&state, &home, &draft).await;
        let sides = fetch_all!(state.store.read(), (Option<Side>,), "SELECT side FROM claim_line WHERE claim_id = $1", &claim).expect("lines");
        assert_eq!(sides, [(None,)]);
    }

    async fn a_later_screen_cannot_be_reached_before_its_turn(state: AppState) {
        let home = home(&state, "Robin", &["Biscuit", "Mochi"]).await;
        assert_eq!(elsewhere(&state, &home, Question::Date).await, "/claims/new", "nothing is begun");
        let draft = begin(&state, &home).await;
        for question in &Question::ALL[1..] {
            assert_eq!(elsewhere(&state, &home, *question).await, "/claims/new/pet");
        }
        give(&state, &home, &draft, &answers(&home.pets[0].id)).await;
        assert_eq!(elsewhere(&state, &home, Question::Total).await, "/claims/new/invoice", "no page was added");
        assert!(matches!(screen::look(&state, &home.actor, Question::Date, Lang::En).await, Ok(Place::Here(_))));
    }

    async fn the_only_pet_is_not_asked_for(state: AppState) {
        let home = home(&state, "Robin", &["Biscuit"]).await;
        assert_eq!(screen::start(&state, &home.actor, Lang::En).await, Ok("/claims/new/date".to_owned()));
        assert_eq!(elsewhere(&state, &home, Question::Pet).await, "/claims/new/date");
    }

    async fn a_claim_may_be_begun_for_a_pet(state: AppState) {
        let (robin, kim) = (home(&state, "Robin", &["Biscuit", "Mochi"]).await, home(&state, "Kim", &["Luna", "Otis"]).await);
        let begun = |home: &Home, pet: usize| {
            let (state, actor, pet) = (state.clone(), robin.actor.clone(), home.pets[pet].id.clone());
            async move { screen::start_for(&state, &actor, &pet, Lang::En).await }
        };
        assert_eq!(begun(&kim, 0).await, Ok("/claims/new/pet".to_owned()), "not a pet of this household");
        assert_eq!(begun(&robin, 1).await, Ok("/claims/new/date".to_owned()));
        assert_eq!(begun(&robin, 0).await, Ok("/claims/new/date?resumed".to_owned()), "a draft for another pet goes on");
        let draft = store::current(&state, &robin.actor).await.expect("look").expect("a draft");
        assert_eq!(draft.answers.pet.as_deref(), Some(robin.pets[1].id.as_str()));
    }

    async fn somebody_elses_draft_is_not_there(state: AppState) {
        let (robin, kim) = (home(&state, "Robin", &["Biscuit"]).await, home(&state, "Kim", &["Luna"]).await);
        let draft = full(&state, &robin).await;
        assert_eq!(store::keep(&state, &kim.actor, &draft, Question::Total, Answers::default()).await, Err(AppError::NotFound));
        assert_eq!(submit(&state, &kim, &draft).await, Err(AppError::NotFound));
        assert_eq!(store::discard(&state, &kim.actor, &draft).await, Err(AppError::NotFound));
        assert_eq!(store::restore(&state, &kim.actor, &draft).await, Err(AppError::NotFound));
        let claim = claim(&state, &robin, &draft).await;
        assert_eq!(submit(&state, &kim, &draft).await, Err(AppError::NotFound));
        assert_eq!(store::latest_claim(&state, &kim.actor).await.expect("look"), None);
        assert_eq!(store::latest_claim(&state, &robin.actor).await.expect("look"), Some(claim));
    }

    async fn somebody_elses_pet_cannot_be_chosen(state: AppState) {
        let (robin, kim) = (home(&state, "Robin", &["Biscuit"]).await, home(&state, "Kim", &["Luna"]).await);
        let draft = begin(&state, &robin).await;
        give(&state, &robin, &draft, &answers(&kim.pets[0].id)).await;
        add_page(&state, &robin, &draft).await;
        assert_eq!(submit(&state, &robin, &draft).await, Ok(Submitted::Incomplete(Question::Pet)));
    }

    async fn a_full_draft_becomes_a_claim_with_all_that_belongs_to_it(state: AppState) {
        let home = home(&state, "Robin", &["Biscuit", "Mochi"]).await;
        let draft = full(&state, &home).await;
        let claim = claim(&state, &home, &draft).await;
        let row = fetch_one!(
            state.store.read(),
            (String, String, String, i64, String, String, String, String),
            "SELECT term_id, condition_code, visit_on, total_cents, notes, state, answer_by, number FROM claim WHERE id = $1",
            &claim
        ).expect("a claim");
        assert_eq!(row.0, home.pets[0].term.as_str());
        assert_eq!((row.1.as_str(), row.2.as_str(), row.3), ("ear-otitis-externa", "2026-11-19", 48_640));
        assert_eq!((row.4.as_str(), row.5.as_str()), ("after a swim", "received"));
        assert!(row.6.as_str() > "2026-11-20", "{}", row.6);
        assert!(crate::ids::parse_number(crate::ids::Series::Claim, &row.7).is_some());
        let lines = fetch_all!(state.store.read(), (i64,), "SELECT amount_cents FROM claim_line WHERE claim_id = $1", &claim).expect("lines");
        assert_eq!(lines, [(48_640,)]);
        let pages = fetch_all!(state.store.read(), (String,), "SELECT id FROM claim_page WHERE claim_id = $1", &claim).expect("pages");
        assert_eq!(pages.len(), 1);
        let events = fetch_all!(state.store.read(), (String,), "SELECT kind FROM claim_event WHERE claim_id = $1", &claim).expect("events");
        assert_eq!(events, [("submitted".to_owned(),)]);
        assert_eq!(count(&state, "job").await, 1);
        assert_eq!(store::current(&state, &home.actor).await.expect("look"), None);
        assert_eq!(elsewhere(&state, &home, Question::Check).await, format!("/claims/{claim}"), "back leads to the claim");
    }

    async fn a_condition_that_is_not_listed_is_kept_in_own_words(state: AppState) {
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let draft = full(&state, &home).await;
        let words = Answers { condition: text(OTHER), condition_text: text("a strange rash"), ..Answers::default() };
        store::keep(&state, &home.actor, &draft, Question::Condition, words).await.expect("kept");
        let claim = claim(&state, &home, &draft).await;
        let row = fetch_one!(state.store.read(), (Option<String>, Option<String>), "SELECT condition_code, condition_text FROM claim WHERE id = $1", &claim);
        assert_eq!(row.expect("a claim"), (None, text("a strange rash")));
    }

    async fn sent_many_times_at_once_it_is_one_claim(state: AppState) {
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let draft = full(&state, &home).await;
        let sent: Vec<_> = (0..8).map(|_| {
            let (state, actor, draft) = (state.clone(), home.actor.clone(), draft.clone());
            tokio::spawn(async move { submission::submit(&state, &actor, &draft, Lang::En).await })
        }).collect();
        let first = claim(&state, &home, &draft).await;
        for done in sent {
            assert_eq!(done.await.expect("joined"), Ok(Submitted::Claim(first.clone())));
        }
        state.clock.advance(24 * HOUR);
        assert_eq!(claim(&state, &home, &draft).await, first, "the next day it is still the same");
        for table in ["claim", "claim_line", "claim_event", "job"] {
            assert_eq!(count(&state, table).await, 1, "{table}");
        }
    }

    async fn a_tab_left_open_cannot_send_a_newer_draft(state: AppState) {
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let old = full(&state, &home).await;
        let first = claim(&state, &home, &old).await;
        let new = full(&state, &home).await;
        assert_ne!(new, old);
        assert_eq!(claim(&state, &home, &old).await, first);
        assert_eq!(store::keep(&state, &home.actor, &old, Question::Total, Answers::default()).await, Ok(Kept::Claim(first)));
        assert_eq!(store::current(&state, &home.actor).await.expect("look").expect("a draft").id, new);
        assert_eq!(count(&state, "claim").await, 1);
    }

    async fn an_incomplete_draft_leaves_nothing_behind(state: AppState) {
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let draft = full(&state, &home).await;
        store::keep(&state, &home.actor, &draft, Question::Total, Answers { total: text("0"), ..Answers::default() }).await.expect("kept");
        assert_eq!(submit(&state, &home, &draft).await, Ok(Submitted::Incomplete(Question::Total)));
        assert_eq!(count(&state, "claim").await + count(&state, "job").await, 0);
        assert_eq!(store::current(&state, &home.actor).await.expect("look").map(|open| open.id), Some(draft));
    }

    async fn a_draft_left_too_long_is_told_so_at_the_date(state: AppState) {
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let draft = full(&state, &home).await;
        state.clock.advance(200 * 24 * HOUR);
        assert_eq!(submit(&state, &home, &draft).await, Ok(Submitted::Incomplete(Question::Date)));
    }

    async fn a_pet_whose_cover_is_long_over_can_no_more_be_claimed_for(state: AppState) {
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let draft = full(&state, &home).await;
        state.clock.advance(3 * 365 * 24 * HOUR);
        assert_eq!(submit(&state, &home, &draft).await, Ok(Submitted::Incomplete(Question::Pet)));
        assert_eq!(elsewhere(&state, &home, Question::Date).await, "/claims/new/pet");
    }

    async fn a_policy_that_lapsed_before_the_visit_does_not_take_the_claim(state: AppState) {
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let draft = full(&state, &home).await;
        let mut tx = state.store.begin().await.expect("tx");
        execute!(
            tx.run(),
            "INSERT INTO standing (id, policy_id, flag, from_on) VALUES ($1, $2, 'lapsed', '2026-11-01')",
            state.new_id(),
            &home.pets[0].policy
        ).expect("lapsed");
        tx.commit().await.expect("commit");
        assert_eq!(submit(&state, &home, &draft).await, Ok(Submitted::Incomplete(Question::Date)));
    }

    async fn a_draft_set_aside_can_be_taken_up_again_for_an_hour(state: AppState) {
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let old = full(&state, &home).await;
        store::discard(&state, &home.actor, &old).await.expect("set aside");
        assert_eq!(submit(&state, &home, &old).await, Err(AppError::Conflict));
        assert_eq!(store::keep(&state, &home.actor, &old, Question::Total, Answers::default()).await, Err(AppError::Conflict));
        let new = begin(&state, &home).await;
        assert_eq!(store::set_aside(&state, &home.actor).await.expect("look"), Some(old.clone()));
        store::restore(&state, &home.actor, &old).await.expect("taken up again");
        assert_eq!(begin(&state, &home).await, old);
        assert_eq!(store::set_aside(&state, &home.actor).await.expect("look"), None, "the one begun since was empty: {new}");

        store::discard(&state, &home.actor, &old).await.expect("set aside");
        let newer = begin(&state, &home).await;
        give(&state, &home, &newer, &answers(&home.pets[0].id)).await;
        assert_eq!(store::restore(&state, &home.actor, &old).await, Err(AppError::Conflict), "the newer one has answers");
        store::discard(&state, &home.actor, &newer).await.expect("set aside");
        state.clock.advance(store::UNDO_MS);
        assert_eq!(store::restore(&state, &home.actor, &old).await, Err(AppError::Conflict), "the hour is over");
    }

    async fn what_the_pet_had_before_is_offered_first(state: AppState) {
        let home = home(&state, "Robin", &["Biscuit", "Mochi"]).await;
        let draft = full(&state, &home).await;
        let rare = Answers { condition: text("toxic-toad"), ..Answers::default() };
        store::keep(&state, &home.actor, &draft, Question::Condition, rare).await.expect("kept");
        claim(&state, &home, &draft).await;
        for (pet, first) in [(0, "toxic-toad"), (1, "ear-otitis-externa")] {
            let offered = facts::suggestions(&state, &home.actor, &home.pets[pet].id, Lang::En).await.expect("suggestions");
            assert_eq!(offered[0].code, first);
            assert_eq!(offered.len(), 6);
        }
    }
}
