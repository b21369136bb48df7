//! What a household may see and do about its pets, on both databases.

use super::form::{PetFacts, PetForm};
use super::model::{CoverState, PetEntry, Sex, Species};
use super::rules::{Age, has_card, may_ask_for_cover};
use super::store;
use crate::auth::HouseholdActor;
use crate::claims::model::ClaimState;
use crate::day::Day;
use crate::documents::{cards, cards_model::IdCard};
use crate::ids::PetId;
use crate::money::Money;
use crate::state::AppState;
use crate::testing::{Home, InsuredPet, TODAY, home};
use crate::texts::Lang;
use crate::{execute, fetch_one, on_both_engines};

fn day(text: &str) -> Day {
    Day::parse_iso(text).expect("a date")
}

fn facts(name: &str) -> PetFacts {
    PetFacts {
        name: name.into(),
        breed: "Mixed".into(),
        birth_on: day("2025-08-01"),
        sex: Sex::Male,
        neutered: None,
        microchip: Some("981020003415678".into()),
    }
}

async fn entry(state: &AppState, actor: &HouseholdActor, pet: &PetId) -> PetEntry {
    store::one_entry(state, actor, pet).await.expect("look").expect("a pet")
}

async fn sql(state: &AppState, statement: &'static str, id: &str, on: &str) {
    let mut tx = state.store.begin().await.expect("tx");
    execute!(tx.run(), statement, id, on).expect("done");
    tx.commit().await.expect("commit");
}

async fn changed_at(state: &AppState, home: &Home, pet: &PetId) -> i64 {
    store::pet(state, &home.actor, pet).await.expect("look").expect("a pet").1
}

/// A claim that took $120 of the deductible and pays $293.12, after an earlier decision that paid nothing.
async fn decided_claim(state: &AppState, home: &Home, pet: &InsuredPet) {
    let mut tx = state.store.begin().await.expect("tx");
    let now = state.clock.now();
    execute!(
        tx.run(),
        "INSERT INTO claim (id, number, household_id, pet_id, policy_id, term_id, visit_on, condition_text, total_cents, currency, notes, state, answer_by, submitted_at, submitted_by)
         VALUES ('claim-1', '0000017', $1, $2, $3, $4, '2026-11-19', 'A sore ear', 48640, 'USD', '', 'decided', '2026-12-20', $5, $6)",
        &home.actor.household,
        &pet.id,
        &pet.policy,
        &pet.term,
        now,
        &home.actor.person
    )
    .expect("claim");
    for (sequence, deductible, payable) in [(1_i64, 0_i64, 0_i64), (2, 12_000, 29_312)] {
        execute!(
            tx.run(),
            "INSERT INTO decision (id, claim_id, sequence, eligible_cents, deductible_cents, payable_cents, rule_version, inputs, decided_at, decided_by)
             VALUES ($1, 'claim-1', $2, 48640, $3, $4, 'test', $5, $6, $7)",
            state.new_id(),
            sequence,
            deductible,
            payable,
            sqlx::types::Json(serde_json::json!({})),
            now,
            // Only a person decides that nothing is paid.
            &home.actor.person
        )
        .expect("decision");
    }
    tx.commit().await.expect("commit");
}

on_both_engines! {
    async fn an_insured_pet_is_shown_with_its_plan_and_age(state: AppState) {
        let home = home(&state, "Robin", &["Biscuit", "Mochi"]).await;
        let pets = store::entries(&state, &home.actor).await.expect("pets");
        assert_eq!(pets.iter().map(|entry| entry.pet.name.as_str()).collect::<Vec<_>>(), ["Biscuit", "Mochi"]);
        let cover = pets[0].cover.as_ref().expect("cover");
        assert_eq!((cover.plan.as_str(), cover.state), ("Complete", CoverState::InForce));
        assert_eq!((cover.from, cover.until), (day("2026-05-01"), day("2027-04-30")), "the term that holds today, not the first");
        assert_eq!(pets[0].age, Age::Years(5, 0));
        assert!(has_card(&pets[0]) && !may_ask_for_cover(&pets[0]));
    }

    async fn another_households_pet_is_not_there(state: AppState) {
        let robin = home(&state, "Robin", &["Biscuit"]).await;
        let maya = home(&state, "Maya", &["Pepper"]).await;
        let foreign = &robin.pets[0].id;
        assert!(store::one_entry(&state, &maya.actor, foreign).await.expect("look").is_none());
        assert!(store::pet(&state, &maya.actor, foreign).await.expect("look").is_none());
        assert!(cards::id_card(&state, &maya.actor, foreign).await.expect("look").is_none());
        assert!(store::recent_claims(&state, &maya.actor, foreign, Lang::En).await.expect("look").is_empty());
        let at = changed_at(&state, &robin, foreign).await;
        assert!(!store::change(&state, &maya.actor, foreign, at, &facts("Stolen")).await.expect("change"));
        assert_eq!(entry(&state, &robin.actor, foreign).await.pet.name, "Biscuit");
        assert!(store::entries(&state, &maya.actor).await.expect("pets").iter().all(|entry| entry.pet.name == "Pepper"));
        let cover = entry(&state, &robin.actor, foreign).await.cover.expect("cover");
        assert_eq!(store::year_money(&state, &maya.actor, &cover).await.expect("look"), None);
    }

    async fn the_second_of_two_changes_made_from_the_same_state_is_refused(state: AppState) {
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let pet = &home.pets[0].id;
        let seen = changed_at(&state, &home, pet).await;
        // The clock stands still: even within one millisecond the second change is seen to be one.
        assert!(store::change(&state, &home.actor, pet, seen, &facts("First")).await.expect("change"));
        assert!(!store::change(&state, &home.actor, pet, seen, &facts("Second")).await.expect("change"));
        let now = entry(&state, &home.actor, pet).await.pet;
        assert_eq!((now.name.as_str(), now.sex, now.neutered), ("First", Sex::Male, None));
        assert_eq!(now.microchip.as_deref(), Some("981020003415678"));
        assert_eq!(PetForm::from(&now).parse(Lang::En, day(TODAY)), Ok(facts("First")), "the form shows what it would keep");
        state.clock.advance(1000);
        let seen = changed_at(&state, &home, pet).await;
        assert!(store::change(&state, &home.actor, pet, seen, &facts("Third")).await.expect("change"));
    }

    async fn a_pet_added_twice_by_the_same_form_is_one_pet_without_cover(state: AppState) {
        let robin = home(&state, "Robin", &[]).await;
        let maya = home(&state, "Maya", &[]).await;
        let id = PetId(state.new_id());
        for _ in 0..2 {
            store::add(&state, &robin.actor, &id, Species::Cat, &facts("Juno")).await.expect("add");
        }
        store::add(&state, &maya.actor, &id, Species::Dog, &facts("Taken")).await.expect("add");
        let pets = store::entries(&state, &robin.actor).await.expect("pets");
        assert_eq!(pets.len(), 1);
        assert_eq!((pets[0].pet.species, &pets[0].cover), (Species::Cat, &None));
        assert_eq!(pets[0].age, Age::Years(1, 3));
        assert!(store::entries(&state, &maya.actor).await.expect("pets").is_empty());
        assert!(matches!(cards::id_card(&state, &robin.actor, &id).await, Ok(Some(IdCard::None(_)))));
    }

    async fn asking_twice_for_cover_opens_one_task(state: AppState) {
        let home = home(&state, "Robin", &[]).await;
        let id = PetId(state.new_id());
        store::add(&state, &home.actor, &id, Species::Cat, &facts("Juno")).await.expect("add");
        let pet = entry(&state, &home.actor, &id).await;
        assert!(may_ask_for_cover(&pet));
        assert_eq!(store::cover_asked(&state, &home.actor, &id).await.expect("look"), None);
        store::ask_for_cover(&state, &home.actor, &pet).await.expect("ask");
        state.clock.advance(86_400_000);
        store::ask_for_cover(&state, &home.actor, &pet).await.expect("ask again");
        let (count,) = fetch_one!(state.store.read(), (i64,), "SELECT COUNT(*) FROM task").expect("count");
        assert_eq!(count, 1);
        let asked = store::cover_asked(&state, &home.actor, &id).await.expect("look").expect("asked");
        assert_eq!((asked.on, asked.answer_by), (day("2026-11-20"), day("2026-11-24")), "asked on a Friday, answered by Tuesday");
    }

    async fn the_year_counts_the_last_decision_of_each_claim(state: AppState) {
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let pet = &home.pets[0];
        decided_claim(&state, &home, pet).await;
        let cover = entry(&state, &home.actor, &pet.id).await.cover.expect("cover");
        let year = store::year_money(&state, &home.actor, &cover).await.expect("look").expect("a year");
        assert_eq!((year.limit, year.paid), (Money::usd(1_000_000), Money::usd(29_312)));
        assert_eq!((year.deductible, year.met), (Money::usd(25_000), Money::usd(12_000)));
        let claims = store::recent_claims(&state, &home.actor, &pet.id, Lang::En).await.expect("claims");
        assert_eq!(claims.len(), 1);
        assert_eq!((claims[0].what.as_str(), claims[0].state), ("A sore ear", ClaimState::Decided));
    }

    async fn a_pet_that_died_or_lost_its_cover_is_coped_with(state: AppState) {
        let home = home(&state, "Robin", &["Biscuit", "Mochi", "Pepper"]).await;
        let [died, lapsed, _] = &home.pets[..] else { panic!("three pets") };
        sql(&state, "UPDATE pet SET died_on = $2 WHERE id = $1", died.id.as_str(), "2026-03-01").await;
        sql(&state, "INSERT INTO standing (id, policy_id, flag, from_on) VALUES ('lapse', $1, 'lapsed', $2)", lapsed.policy.as_str(), "2026-10-01").await;
        let pets = store::entries(&state, &home.actor).await.expect("pets");
        let names: Vec<_> = pets.iter().map(|entry| entry.pet.name.as_str()).collect();
        assert_eq!(names, ["Mochi", "Pepper", "Biscuit"], "those alive stand first");
        assert_eq!(pets[2].age, Age::Years(4, 0), "the age it reached");
        assert!(!may_ask_for_cover(&pets[2]) && !has_card(&pets[2]));
        let cover = pets[0].cover.clone().expect("cover");
        assert_eq!((cover.state, cover.until), (CoverState::Ended, day("2026-10-01")));
        assert!(may_ask_for_cover(&pets[0]) && !has_card(&pets[0]));
        assert_eq!(store::year_money(&state, &home.actor, &cover).await.expect("look"), None);
        let documents = cards::documents(&state, &home.actor).await.expect("documents");
        assert_eq!(documents.cards.iter().map(|entry| entry.pet.name.as_str()).collect::<Vec<_>>(), ["Pepper"]);
        assert_eq!(documents.without, ["Mochi"]);
    }

    async fn an_id_card_says_what_the_term_of_today_pays(state: AppState) {
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let card = cards::id_card(&state, &home.actor, &home.pets[0].id).await.expect("look").expect("a pet");
        let IdCard::Valid(card) = card else { panic!("a card") };
        assert_eq!((card.policyholder.as_str(), card.rate_percent), ("Robin Test", 80));
        assert_eq!((card.deductible, card.limit), (Money::usd(25_000), Money::usd(1_000_000)));
        assert_eq!((card.cover.number.as_str(), card.cover.until), (home.pets[0].policy_number.as_str(), day("2027-04-30")));
        assert_eq!(card.insurer.name, "Test Mutual");
    }
}
