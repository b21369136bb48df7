//! The cover that an estimate is worked out on, as the pet's household sees it.

use super::model::{Ground, Insured, Occasion};
use crate::auth::HouseholdActor;
use crate::claims::conditions::{self, COMMON};
use crate::claims::intake::questions::date::read;
use crate::claims::model::ConditionKind;
use crate::claims::rules::LineCondition;
use crate::claims::store::cover;
use crate::day::Day;
use crate::error::AppError;
use crate::ids::{PetId, TermId};
use crate::money::Currency;
use crate::state::AppState;
use crate::texts::Lang;
use crate::ui::day_full;
use crate::{fetch_all, fetch_optional};

crate::queries! {
    PET = "SELECT name, died_on FROM pet WHERE id = $1 AND household_id = $2";
    TERMS = "SELECT t.id, t.starts_on, t.ends_on, t.currency, y.number FROM term t JOIN policy y ON y.id = t.policy_id
        WHERE y.pet_id = $1 AND y.household_id = $2 ORDER BY t.starts_on DESC, t.id";
}

#[derive(sqlx::FromRow)]
struct TermRow {
    id: TermId,
    starts_on: Day,
    ends_on: Day,
    currency: Currency,
    number: String,
}

/// The ground for a pet of the household.
///
/// # Errors
/// `NotFound` when the household has no such pet.
pub async fn ground(state: &AppState, actor: &HouseholdActor, pet: &PetId, occasion: &Occasion, l: Lang) -> Result<Ground, AppError> {
    let found = fetch_optional!(state.store.read(), (String, Option<Day>), PET, pet, &actor.household)?;
    let (pet_name, died_on) = found.ok_or(AppError::NotFound)?;
    let today = state.clock.today(&actor.zone);
    let typed_day = Some(occasion.on.trim()).filter(|typed| !typed.is_empty());
    let visit_on = typed_day.map_or(Some(today), read);
    let is_readable = visit_on.is_some();
    let visit_on = visit_on.unwrap_or(today);
    let terms = fetch_all!(state.store.read(), TermRow, TERMS, pet, &actor.household)?;
    let within = terms.iter().find(|term| term.starts_on <= visit_on && visit_on <= term.ends_on);
    let insured = match (died_on.filter(|day| *day < visit_on), within) {
        _ if !is_readable => Err(l.estimate_day_unreadable().to_owned()),
        (Some(day), _) => Err(l.estimate_died(day_full(l, day), &pet_name)),
        (None, None) => Err(no_term(&terms, visit_on, &pet_name, l)),
        (None, Some(term)) => {
            let mut db = state.store.reading().await?;
            let ground = cover::ground(&mut db, &term.id, visit_on, None).await?.ok_or(AppError::NotFound)?;
            Ok(Box::new(Insured {
                currency: term.currency,
                policy_number: term.number.clone(),
                cover: ground.cover,
                used: ground.used,
                history: ground.pet,
            }))
        }
    };
    let search = occasion.search.trim();
    // Whoever empties the field takes back what was chosen.
    let chosen = conditions::find(&occasion.condition).filter(|_| !search.is_empty());
    let found = match chosen {
        Some(condition) if condition.name(l) == search => Vec::new(),
        _ => conditions::search(search, l),
    };
    Ok(Ground {
        pet_name,
        today,
        visit_on,
        insured,
        condition: LineCondition {
            code: chosen.map(|condition| condition.code.to_owned()),
            kind: chosen.map_or(ConditionKind::Illness, |condition| condition.kind),
            side: None,
        },
        chosen: chosen.map(|condition| condition.listed(l)),
        found: found.into_iter().map(|condition| condition.listed(l)).collect(),
        suggested: COMMON
            .iter()
            .filter_map(|code| conditions::find(code))
            .map(|condition| condition.listed(l))
            .collect(),
    })
}

/// Why no policy year covers a day.
fn no_term(terms: &[TermRow], on: Day, pet: &str, l: Lang) -> String {
    let last = terms.iter().map(|term| term.ends_on).max();
    let first = terms.iter().map(|term| term.starts_on).min();
    match (first, last) {
        (Some(first), _) if on < first => l.estimate_before(day_full(l, first), pet),
        (_, Some(last)) if on > last => l.estimate_after(day_full(l, last)),
        (Some(_), Some(_)) => l.estimate_between(day_full(l, on), pet),
        _ => l.estimate_never(pet),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::estimate::model::Line;
    use crate::claims::estimate::rules::estimate;
    use crate::on_both_engines;
    use crate::testing::home;

    async fn ask(state: &AppState, actor: &HouseholdActor, pet: &PetId, occasion: Occasion) -> Result<Ground, AppError> {
        ground(state, actor, pet, &occasion, Lang::En).await
    }

    fn line(words: &str, cents: i64) -> Line {
        Line { words: words.into(), cents }
    }

    on_both_engines! {
        async fn a_pet_of_the_household_has_ground_and_anothers_is_not_found(state: AppState) {
            let (robin, sam) = (home(&state, "Robin", &["Biscuit"]).await, home(&state, "Sam", &["Pepper"]).await);
            let (own, foreign) = (&robin.pets[0].id, &sam.pets[0].id);
            let found = ask(&state, &robin.actor, own, Occasion::default()).await.expect("ground");
            assert_eq!(found.visit_on, found.today);
            let insured = found.insured.clone().expect("insured");
            let outcome = estimate(&found, &insured, &[line("X-rays", 40_000), line("Exam", 9_000)]);
            assert_eq!(outcome.submitted_cents, 49_000);
            assert!(matches!(ask(&state, &robin.actor, foreign, Occasion::default()).await, Err(AppError::NotFound)));
        }

        async fn a_condition_counts_with_its_kind_and_is_taken_back_with_its_words(state: AppState) {
            let robin = home(&state, "Robin", &["Biscuit"]).await;
            let pet = &robin.pets[0].id;
            let occasion = |search: &str| Occasion { condition: "gi-vomiting".into(), search: search.into(), ..Occasion::default() };
            let found = ask(&state, &robin.actor, pet, occasion("Vomiting")).await.expect("ground");
            assert_eq!(found.chosen.map(|condition| condition.code), Some("gi-vomiting".to_owned()));
            let emptied = ask(&state, &robin.actor, pet, occasion("")).await.expect("ground");
            assert_eq!((emptied.chosen, emptied.condition.code), (None, None));
            let searched = ask(&state, &robin.actor, pet, Occasion { search: "ear".into(), ..Occasion::default() }).await.expect("ground");
            assert!(searched.found.iter().any(|condition| condition.code == "ear-otitis-externa"));
        }

        async fn a_day_without_cover_says_why_and_so_does_what_is_no_day(state: AppState) {
            let robin = home(&state, "Robin", &["Biscuit"]).await;
            let pet = &robin.pets[0].id;
            for (on, words) in [("1999-01-01", "cover begins on"), ("2199-01-01", "ends on")] {
                let found = ask(&state, &robin.actor, pet, Occasion { on: on.into(), ..Occasion::default() }).await.expect("ground");
                assert!(found.insured.expect_err("no cover").contains(words), "{on}");
            }
            let nonsense = ask(&state, &robin.actor, pet, Occasion { on: "soon".into(), ..Occasion::default() }).await.expect("ground");
            assert_eq!(nonsense.insured, Err(Lang::En.estimate_day_unreadable().to_owned()));
        }
    }
}
