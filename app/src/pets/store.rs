//! The pets of a household, their cover, and what was asked for them.

use super::form::PetFacts;
use super::model::{Cover, CoverAsked, CoverState, Pet, PetEntry, RecentClaim, Species};
use super::rules::{self, Age};
use crate::auth::HouseholdActor;
use crate::claims::conditions;
use crate::claims::model::ClaimState;
use crate::day::{Day, Moment};
use crate::ids::{BlobId, ClaimId, PetId, PolicyId};
use crate::money::{Currency, Money};
use crate::pets::model::Sex;
use crate::policies::model::YearMoney;
use crate::state::AppState;
use crate::texts::Lang;
use crate::workflow::clocks::Within;
use crate::workflow::model::{Reason, SubjectKind};
use crate::workflow::store::{NewTask, open_task};
use crate::{execute, fetch_all, fetch_optional};

/// How soon a request for cover is answered.
const COVER_ANSWER: Within = Within::BusinessDays(2);

crate::queries! {
    PETS = "SELECT id, name, species, breed, birth_on, sex, neutered, microchip, photo_blob_id, died_on
        FROM pet WHERE household_id = $1 ORDER BY CASE WHEN died_on IS NULL THEN 0 ELSE 1 END, name, id";
    PET = "SELECT id, name, species, breed, birth_on, sex, neutered, microchip, photo_blob_id, died_on, changed_at
        FROM pet WHERE household_id = $1 AND id = $2";
    // Every policy with the term that counts on a day: the last one begun, else the first to come.
    COVERS = "SELECT y.id AS policy_id, y.pet_id, y.number, n.name AS plan_name, t.starts_on, t.ends_on,
            (SELECT MIN(s.from_on) FROM standing s WHERE s.policy_id = y.id AND s.flag IN ('lapsed', 'cancelled')
                AND (s.to_on IS NULL OR s.to_on >= $2)) AS ended_on,
            (SELECT COUNT(*) FROM standing s WHERE s.policy_id = y.id AND s.flag = 'pending'
                AND s.from_on <= $2 AND (s.to_on IS NULL OR s.to_on >= $2)) AS pending
        FROM policy y
        JOIN term t ON t.id = (SELECT u.id FROM term u WHERE u.policy_id = y.id
            ORDER BY CASE WHEN u.starts_on <= $2 THEN 0 ELSE 1 END, CASE WHEN u.starts_on <= $2 THEN u.starts_on END DESC, u.starts_on LIMIT 1)
        JOIN plan_version v ON v.id = t.plan_version_id
        JOIN plan n ON n.id = v.plan_id
        WHERE y.household_id = $1";
    // What the last decision of each claim took from the term.
    YEAR = "SELECT t.annual_limit_cents, t.deductible_cents, t.currency,
            CAST(COALESCE(SUM(COALESCE(d.limit_cents, d.payable_cents)), 0) AS BIGINT) AS paid_cents, CAST(COALESCE(SUM(d.deductible_cents), 0) AS BIGINT) AS met_cents
        FROM policy y
        JOIN term t ON t.policy_id = y.id AND t.starts_on = $3
        LEFT JOIN claim c ON c.term_id = t.id AND c.state <> 'withdrawn'
        LEFT JOIN decision d ON d.claim_id = c.id AND d.sequence = (SELECT MAX(x.sequence) FROM decision x WHERE x.claim_id = c.id)
        WHERE y.household_id = $1 AND y.id = $2
        GROUP BY t.annual_limit_cents, t.deductible_cents, t.currency";
    RECENT_CLAIMS = "SELECT id, condition_code, condition_text, visit_on, state, total_cents, currency
        FROM claim WHERE household_id = $1 AND pet_id = $2 ORDER BY submitted_at DESC, id DESC LIMIT 3";
    ASKED = "SELECT k.opened_at, k.due_on FROM task k JOIN pet p ON p.id = k.subject_id
        WHERE p.household_id = $1 AND p.id = $2 AND k.subject_kind = 'pet' AND k.reason = 'cover_wanted' AND k.state = 'open'";
    // The same form sent twice makes one pet.
    ADD = "INSERT INTO pet (id, household_id, name, species, breed, birth_on, sex, neutered, microchip, created_at, changed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10) ON CONFLICT DO NOTHING";
    // Two changes within one millisecond are still two.
    CHANGE = "UPDATE pet SET name = $1, breed = $2, birth_on = $3, sex = $4, neutered = $5, microchip = $6,
            changed_at = CASE WHEN changed_at < $7 THEN $7 ELSE changed_at + 1 END
        WHERE household_id = $8 AND id = $9 AND changed_at = $10";
}

#[derive(sqlx::FromRow)]
struct CoverRow {
    policy_id: PolicyId,
    pet_id: PetId,
    number: String,
    plan_name: String,
    starts_on: Day,
    ends_on: Day,
    ended_on: Option<Day>,
    pending: i64,
}

impl CoverRow {
    fn cover(self, today: Day) -> Cover {
        let state = rules::cover_state(self.starts_on, self.ends_on, self.ended_on, self.pending > 0, today);
        Cover {
            policy: self.policy_id,
            number: self.number,
            plan: self.plan_name,
            state,
            from: self.starts_on,
            until: self.ended_on.filter(|ended| *ended < self.ends_on).unwrap_or(self.ends_on),
        }
    }
}

/// The household's covers: each with its pet.
async fn covers(state: &AppState, actor: &HouseholdActor) -> Result<Vec<(PetId, Cover)>, sqlx::Error> {
    let today = state.clock.today(&actor.zone);
    let rows = fetch_all!(state.store.read(), CoverRow, COVERS, &actor.household, today)?;
    Ok(rows.into_iter().map(|row| (row.pet_id.clone(), row.cover(today))).collect())
}

fn entry(pet: Pet, covers: &[(PetId, Cover)], today: Day) -> PetEntry {
    let own = covers.iter().filter(|(of, _)| *of == pet.id).map(|(_, cover)| cover.clone());
    PetEntry {
        age: Age::on(pet.birth_on, pet.died_on.unwrap_or(today)),
        cover: rules::that_counts(own),
        pet,
    }
}

/// All pets with their cover: those alive first, each group by name.
pub async fn entries(state: &AppState, actor: &HouseholdActor) -> Result<Vec<PetEntry>, sqlx::Error> {
    let today = state.clock.today(&actor.zone);
    let pets = fetch_all!(state.store.read(), Pet, PETS, &actor.household)?;
    let covers = covers(state, actor).await?;
    Ok(pets.into_iter().map(|pet| entry(pet, &covers, today)).collect())
}

#[derive(sqlx::FromRow)]
struct PetRow {
    id: PetId,
    name: String,
    species: Species,
    breed: String,
    birth_on: Day,
    sex: Sex,
    neutered: Option<bool>,
    microchip: Option<String>,
    photo_blob_id: Option<BlobId>,
    died_on: Option<Day>,
    changed_at: i64,
}

/// A pet of the household, and when it was last changed (UTC ms).
pub async fn pet(state: &AppState, actor: &HouseholdActor, pet: &PetId) -> Result<Option<(Pet, i64)>, sqlx::Error> {
    let row = fetch_optional!(state.store.read(), PetRow, PET, &actor.household, pet)?;
    Ok(row.map(|row| {
        let pet = Pet {
            id: row.id,
            name: row.name,
            species: row.species,
            breed: row.breed,
            birth_on: row.birth_on,
            sex: row.sex,
            neutered: row.neutered,
            microchip: row.microchip,
            photo_blob_id: row.photo_blob_id,
            died_on: row.died_on,
        };
        (pet, row.changed_at)
    }))
}

/// A pet with its cover.
pub async fn one_entry(state: &AppState, actor: &HouseholdActor, id: &PetId) -> Result<Option<PetEntry>, sqlx::Error> {
    let Some((pet, _)) = pet(state, actor, id).await? else { return Ok(None) };
    let covers = covers(state, actor).await?;
    Ok(Some(entry(pet, &covers, state.clock.today(&actor.zone))))
}

/// What the policy year of a cover has used; nothing while it is not in force.
pub async fn year_money(state: &AppState, actor: &HouseholdActor, cover: &Cover) -> Result<Option<YearMoney>, sqlx::Error> {
    if cover.state != CoverState::InForce {
        return Ok(None);
    }
    type Row = (i64, i64, Currency, i64, i64);
    let row = fetch_optional!(state.store.read(), Row, YEAR, &actor.household, &cover.policy, cover.from)?;
    Ok(row.map(|(limit, deductible, currency, paid, met)| {
        let money = |cents| Money { cents, currency };
        YearMoney {
            limit: money(limit),
            paid: money(paid),
            deductible: money(deductible),
            met: money(met),
        }
    }))
}

/// The last three claims for a pet, newest first.
pub async fn recent_claims(state: &AppState, actor: &HouseholdActor, pet: &PetId, l: Lang) -> Result<Vec<RecentClaim>, sqlx::Error> {
    type Row = (ClaimId, Option<String>, Option<String>, Day, ClaimState, i64, Currency);
    let rows = fetch_all!(state.store.read(), Row, RECENT_CLAIMS, &actor.household, pet)?;
    let claim = |(id, code, text, visit_on, state, cents, currency): Row| RecentClaim {
        id,
        what: conditions::words(code.as_deref(), text.as_deref(), l),
        visit_on,
        state,
        total: Money { cents, currency },
    };
    Ok(rows.into_iter().map(claim).collect())
}

/// The open request for cover, if there is one.
pub async fn cover_asked(state: &AppState, actor: &HouseholdActor, pet: &PetId) -> Result<Option<CoverAsked>, sqlx::Error> {
    let row = fetch_optional!(state.store.read(), (i64, Day), ASKED, &actor.household, pet)?;
    Ok(row.map(|(at, answer_by)| CoverAsked {
        on: Moment::local(at, &actor.zone).day,
        answer_by,
    }))
}

/// Adds a pet that is not insured, under an id that its form was given. Adding it again changes nothing.
pub async fn add(state: &AppState, actor: &HouseholdActor, id: &PetId, species: Species, facts: &PetFacts) -> Result<(), sqlx::Error> {
    let mut tx = state.store.begin().await?;
    execute!(
        tx.run(),
        ADD,
        id,
        &actor.household,
        &facts.name,
        species,
        &facts.breed,
        facts.birth_on,
        facts.sex,
        facts.neutered,
        &facts.microchip,
        state.clock.now()
    )?;
    tx.commit().await
}

/// Changes a pet. `false`: there is none, or it was changed since `changed_at` (UTC ms).
pub async fn change(state: &AppState, actor: &HouseholdActor, id: &PetId, changed_at: i64, facts: &PetFacts) -> Result<bool, sqlx::Error> {
    let mut tx = state.store.begin().await?;
    let changed = execute!(
        tx.run(),
        CHANGE,
        &facts.name,
        &facts.breed,
        facts.birth_on,
        facts.sex,
        facts.neutered,
        &facts.microchip,
        state.clock.now(),
        &actor.household,
        id,
        changed_at
    )?;
    tx.commit().await?;
    Ok(changed == 1)
}

/// Asks the insurer's people to offer cover for a pet of the household. Asking again while nobody has answered changes nothing.
pub async fn ask_for_cover(state: &AppState, actor: &HouseholdActor, pet: &PetEntry) -> Result<(), sqlx::Error> {
    let mut tx = state.store.begin().await?;
    let task = NewTask {
        kind: SubjectKind::Pet,
        subject: pet.pet.id.as_str(),
        reason: Reason::CoverWanted,
        blocking: false,
        due_on: COVER_ANSWER.last_day(state.clock.today(&actor.zone)),
    };
    open_task(&mut tx, state, task).await?;
    tx.commit().await
}
