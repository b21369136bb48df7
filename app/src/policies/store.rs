//! Policies as their household sees them.

use sqlx::types::Json;

use super::model::{Excluded, PlanTerms, PolicyView, Standing, Year, YearMoney};
use super::rules;
use crate::auth::HouseholdActor;
use crate::billing::store::next_bill;
use crate::claims::conditions;
use crate::day::Day;
use crate::ids::{BlobId, PetId, PolicyId};
use crate::money::{Currency, Money};
use crate::pets::model::Species;
use crate::state::AppState;
use crate::texts::Lang;
use crate::{fetch_all, fetch_optional};

crate::queries! {
    POLICY = "SELECT y.number, y.cover_from, p.id AS pet_id, p.name AS pet_name, p.species, p.photo_blob_id, p.died_on
        FROM policy y JOIN pet p ON p.id = y.pet_id WHERE y.household_id = $1 AND y.id = $2";
    // Every year with what the last decision of each of its claims took from it.
    YEARS = "SELECT t.starts_on, t.ends_on, n.name AS plan, v.terms, t.annual_limit_cents, t.deductible_cents, t.rate_percent, t.premium_cents,
            t.installments, t.currency,
            CAST(COALESCE(SUM(COALESCE(d.limit_cents, d.payable_cents)), 0) AS BIGINT) AS paid_cents, CAST(COALESCE(SUM(d.deductible_cents), 0) AS BIGINT) AS met_cents
        FROM policy y
        JOIN term t ON t.policy_id = y.id
        JOIN plan_version v ON v.id = t.plan_version_id
        JOIN plan n ON n.id = v.plan_id
        LEFT JOIN claim c ON c.term_id = t.id AND c.state <> 'withdrawn'
        LEFT JOIN decision d ON d.claim_id = c.id AND d.sequence = (SELECT MAX(x.sequence) FROM decision x WHERE x.claim_id = c.id)
        WHERE y.household_id = $1 AND y.id = $2
        GROUP BY t.id, v.id, n.id ORDER BY t.starts_on DESC";
    STANDING = "SELECT s.flag, s.from_on, s.to_on FROM standing s JOIN policy y ON y.id = s.policy_id WHERE y.household_id = $1 AND y.id = $2";
    // Also what is excluded from a later day on; not what no longer is.
    EXCLUDED = "SELECT e.condition_code, e.from_on, e.to_on FROM standing_exclusion e JOIN policy y ON y.id = e.policy_id
        WHERE y.household_id = $1 AND y.id = $2 AND (e.to_on IS NULL OR e.to_on >= $3) ORDER BY e.from_on, e.id";
}

#[derive(sqlx::FromRow)]
struct PolicyRow {
    number: String,
    cover_from: Day,
    pet_id: PetId,
    pet_name: String,
    species: Species,
    photo_blob_id: Option<BlobId>,
    died_on: Option<Day>,
}

#[derive(sqlx::FromRow)]
struct YearRow {
    starts_on: Day,
    ends_on: Day,
    plan: String,
    terms: Json<PlanTerms>,
    annual_limit_cents: i64,
    deductible_cents: i64,
    rate_percent: i64,
    premium_cents: i64,
    installments: i64,
    currency: Currency,
    paid_cents: i64,
    met_cents: i64,
}

impl YearRow {
    fn year(self) -> (Year, PlanTerms) {
        let money = |cents| Money {
            cents,
            currency: self.currency,
        };
        let year = Year {
            from: self.starts_on,
            until: self.ends_on,
            plan: self.plan,
            money: YearMoney {
                limit: money(self.annual_limit_cents),
                paid: money(self.paid_cents),
                deductible: money(self.deductible_cents),
                met: money(self.met_cents),
            },
            rate_percent: self.rate_percent,
            premium: money(self.premium_cents),
            installments: self.installments,
        };
        (year, self.terms.0)
    }
}

/// Everything about a policy of the household; `None` when there is none of this id.
pub async fn policy(state: &AppState, actor: &HouseholdActor, id: &PolicyId, l: Lang) -> Result<Option<PolicyView>, sqlx::Error> {
    let today = state.clock.today(&actor.zone);
    let Some(row) = fetch_optional!(state.store.read(), PolicyRow, POLICY, &actor.household, id)? else {
        return Ok(None);
    };
    let rows = fetch_all!(state.store.read(), YearRow, YEARS, &actor.household, id)?;
    let mut years: Vec<(Year, PlanTerms)> = rows.into_iter().map(YearRow::year).collect();
    let days: Vec<(Day, Day)> = years.iter().map(|(year, _)| (year.from, year.until)).collect();
    let Some(counts) = rules::year_that_counts(&days, today) else {
        return Ok(None);
    };
    let (year, terms) = years.remove(counts);
    let flags = fetch_all!(state.store.read(), Standing, STANDING, &actor.household, id)?;
    Ok(Some(PolicyView {
        id: id.clone(),
        number: row.number,
        pet: row.pet_id,
        pet_name: row.pet_name,
        species: row.species,
        photo: row.photo_blob_id,
        died_on: row.died_on,
        cover_from: row.cover_from,
        standing: rules::standing_on(&flags, today),
        waits: rules::waits(&terms, row.cover_from),
        year,
        terms,
        excluded: excluded(state, actor, id, today, l).await?,
        other_years: years.into_iter().map(|(year, _)| year).collect(),
        next_bill: next_bill(state, actor, id).await?,
        today,
    }))
}

async fn excluded(state: &AppState, actor: &HouseholdActor, id: &PolicyId, today: Day, l: Lang) -> Result<Vec<Excluded>, sqlx::Error> {
    type Row = (String, Day, Option<Day>);
    let rows = fetch_all!(state.store.read(), Row, EXCLUDED, &actor.household, id, today)?;
    let named = |(code, from, until): Row| Excluded {
        what: conditions::words(Some(&code), None, l),
        from,
        until,
    };
    Ok(rows.into_iter().map(named).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policies::model::Flag;
    use crate::testing::book::{decide, file_claim};
    use crate::testing::{cover_from, home};
    use crate::{insert, on_both_engines};

    on_both_engines! {
        async fn a_policy_says_what_is_left_of_its_year(state: AppState) {
            let home = home(&state, "Robin", &["Biscuit"]).await;
            let pet = &home.pets[0];
            for (total, paid) in [(50_000, 20_000), (30_000, 24_000)] {
                let claim = file_claim(&state, &home, 0, total).await;
                decide(&state, &claim, 10_000, paid).await;
            }
            let view = policy(&state, &home.actor, &pet.policy, Lang::En).await.expect("look").expect("a policy");
            assert_eq!((view.year.money.paid.cents, view.year.money.met.cents), (44_000, 20_000));
            assert_eq!((view.year.money.left().cents, view.year.money.deductible_left().cents), (956_000, 5_000));
            assert_eq!(view.year.from, cover_from().plus_months(12));
            assert_eq!(view.other_years.len(), 1);
            assert_eq!(view.other_years[0].money.paid.cents, 0, "another year's money is its own");
            assert_eq!(view.standing.iter().map(|s| s.flag).collect::<Vec<_>>(), [Flag::InForce]);
            assert_eq!(view.waits[1].from, cover_from().plus_days(14));
        }

        async fn only_the_last_decision_of_a_claim_counts(state: AppState) {
            let home = home(&state, "Robin", &["Biscuit"]).await;
            let claim = file_claim(&state, &home, 0, 50_000).await;
            decide(&state, &claim, 25_000, 10_000).await;
            decide(&state, &claim, 25_000, 20_000).await;
            let view = policy(&state, &home.actor, &home.pets[0].policy, Lang::En).await.expect("look").expect("a policy");
            assert_eq!((view.year.money.paid.cents, view.year.money.met.cents), (20_000, 25_000));
        }

        async fn a_policy_of_another_household_is_not_there(state: AppState) {
            let (one, other) = (home(&state, "Robin", &["Biscuit"]).await, home(&state, "Sam", &["Mochi"]).await);
            assert!(policy(&state, &one.actor, &other.pets[0].policy, Lang::En).await.expect("look").is_none());
            assert!(policy(&state, &one.actor, &PolicyId("no such id".into()), Lang::En).await.expect("look").is_none());
        }

        async fn excluded_conditions_are_named_in_the_language_of_the_page(state: AppState) {
            let home = home(&state, "Robin", &["Biscuit"]).await;
            let policy_id = &home.pets[0].policy;
            let condition = &conditions::all()[0];
            let sql = "INSERT INTO standing_exclusion (id, policy_id, condition_code, from_on, to_on) VALUES ($1, $2, $3, $4, $5)";
            insert!(state, sql, state.new_id(), policy_id, condition.code, cover_from(), None::<Day>);
            insert!(state, sql, state.new_id(), policy_id, condition.code, cover_from(), Some(cover_from().plus_days(10)));
            let view = policy(&state, &home.actor, policy_id, Lang::Es).await.expect("look").expect("a policy");
            assert_eq!(view.excluded.len(), 1, "what is no longer excluded is not shown");
            assert_eq!(view.excluded[0].what, condition.name(Lang::Es));
        }

        async fn flags_are_those_of_today(state: AppState) {
            let home = home(&state, "Robin", &["Biscuit"]).await;
            let policy_id = &home.pets[0].policy;
            let today = state.clock.today(&home.actor.zone);
            let sql = "INSERT INTO standing (id, policy_id, flag, from_on, to_on) VALUES ($1, $2, $3, $4, $5)";
            insert!(state, sql, state.new_id(), policy_id, Flag::Delinquent, today.plus_days(-5), None::<Day>);
            insert!(state, sql, state.new_id(), policy_id, Flag::CancelPending, today.plus_days(1), None::<Day>);
            let flags = |view: PolicyView| view.standing.into_iter().map(|s| s.flag).collect::<Vec<_>>();
            let view = policy(&state, &home.actor, policy_id, Lang::En).await.expect("look").expect("a policy");
            assert_eq!(flags(view), [Flag::Delinquent, Flag::InForce]);
        }
    }
}
