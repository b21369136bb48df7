//! What a claim's decision rests on, gathered in the transaction that decides; and the part of it that is known before there is a claim.

use sqlx::types::Json;

use super::signs;
use crate::claims::model::{ClaimState, ConditionKind, LineCategory};
use crate::claims::rules::instant::{Circumstances, Reading};
use crate::claims::rules::{Cover, Inputs, Known, LineCondition, LineIn, PetHistory, RuleVersion, Side, Taken, Used};
use crate::claims::{categories, conditions};
use crate::day::{Day, Moment};
use crate::db::{Runs, Tx};
use crate::ids::{ClaimId, HouseholdId, PetId, PolicyId, TermId};
use crate::money::Currency;
use crate::policies::model::PlanTerms;
use crate::state::AppState;
use crate::{execute, fetch_all, fetch_optional};

crate::queries! {
    // Writing the time over itself takes the row's lock on both engines: a household's decisions are made one after the other, so that of two claims
    // for the last dollar of a limit the second sees what the first took. The household, not the policy: every change of a claim takes its row anyway
    // (its revision counts), and two locks in two orders would wait for each other.
    LOCK = "UPDATE household SET created_at = created_at WHERE id = (SELECT c.household_id FROM claim c WHERE c.id = $1)";
    CLAIM = "SELECT c.household_id, c.pet_id, c.term_id, c.state, c.visit_on, c.submitted_at, c.total_cents, c.currency, c.condition_code,
            c.lines_confirmed, c.read_on, c.read_total_cents, h.time_zone
        FROM claim c JOIN household h ON h.id = c.household_id WHERE c.id = $1";
    TERM = "SELECT y.id AS policy_id, y.pet_id, y.cover_from, t.starts_on, t.ends_on, t.annual_limit_cents, t.deductible_cents, t.rate_percent, v.terms
        FROM term t JOIN policy y ON y.id = t.policy_id JOIN plan_version v ON v.id = t.plan_version_id WHERE t.id = $1";
    LINES = "SELECT id, description, category, condition_code, side, amount_cents FROM claim_line WHERE claim_id = $1 ORDER BY position";
    GAPS = "SELECT from_on, to_on FROM standing WHERE policy_id = $1 AND flag IN ('lapsed', 'cancelled') ORDER BY from_on, id";
    EXCLUDED = "SELECT condition_code FROM standing_exclusion WHERE policy_id = $1 AND from_on <= $2 AND (to_on IS NULL OR to_on >= $2) ORDER BY condition_code";
    KNOWN = "SELECT condition_code, side, noted_on FROM health_entry WHERE pet_id = $1 ORDER BY noted_on, id";
    TAKEN = "SELECT c.term_id, d.taken, d.payable_cents, d.deductible_cents FROM claim c
        JOIN decision d ON d.claim_id = c.id AND d.sequence = (SELECT MAX(x.sequence) FROM decision x WHERE x.claim_id = c.id)
        WHERE c.policy_id = $1 AND c.id <> $2 AND c.state <> 'withdrawn' ORDER BY c.id";
    TWICE = "SELECT 1 FROM claim WHERE pet_id = $1 AND visit_on = $2 AND id <> $3 AND state <> 'withdrawn' LIMIT 1";
}

#[derive(sqlx::FromRow)]
struct ClaimRow {
    household_id: HouseholdId,
    pet_id: PetId,
    term_id: TermId,
    state: ClaimState,
    visit_on: Day,
    submitted_at: i64,
    total_cents: i64,
    currency: Currency,
    condition_code: Option<String>,
    lines_confirmed: bool,
    read_on: Option<Day>,
    read_total_cents: Option<i64>,
    time_zone: String,
}

#[derive(sqlx::FromRow)]
struct TermRow {
    policy_id: PolicyId,
    pet_id: PetId,
    cover_from: Day,
    starts_on: Day,
    ends_on: Day,
    annual_limit_cents: i64,
    deductible_cents: i64,
    rate_percent: i64,
    terms: Json<PlanTerms>,
}

#[derive(sqlx::FromRow)]
struct LineRow {
    id: String,
    description: String,
    category: Option<String>,
    condition_code: Option<String>,
    side: Option<Side>,
    amount_cents: i64,
}

/// A claim as it lies before whoever decides.
pub struct Before {
    /// Whose.
    pub household: HouseholdId,
    /// Their time zone.
    pub zone: String,
    /// Where the claim stands.
    pub stands: ClaimState,
    /// Of the amounts.
    pub currency: Currency,
    /// The ids of the lines in order.
    pub lines: Vec<String>,
    /// What the decision rests on.
    pub inputs: Inputs,
    /// What else is known of it.
    pub about: Circumstances,
}

/// Takes the household's turn for the rest of the transaction: before any other row of it is locked.
pub async fn take_turn(tx: &mut Tx, claim: &ClaimId) -> Result<(), sqlx::Error> {
    execute!(tx.run(), LOCK, claim).map(drop)
}

/// Takes the household's turn and gathers everything that a decision of this claim rests on; `None` when there is no such claim.
pub async fn gather(tx: &mut Tx, state: &AppState, claim: &ClaimId) -> Result<Option<Before>, sqlx::Error> {
    take_turn(tx, claim).await?;
    look(tx, state, claim).await
}

/// As [`gather`], only to look: nothing may be decided by it.
pub async fn look(tx: &mut Tx, state: &AppState, claim: &ClaimId) -> Result<Option<Before>, sqlx::Error> {
    let Some(row) = fetch_optional!(tx.run(), ClaimRow, CLAIM, claim)? else {
        return Ok(None);
    };
    let Some(ground) = ground(tx, &row.term_id, row.visit_on, Some(claim)).await? else {
        return Ok(None);
    };
    let lines = fetch_all!(tx.run(), LineRow, LINES, claim)?;
    let twice = fetch_optional!(tx.run(), (i32,), TWICE, &row.pet_id, row.visit_on, claim)?.is_some();
    let inputs = Inputs {
        version: RuleVersion::CURRENT,
        visit_on: row.visit_on,
        filed_on: Moment::local(row.submitted_at, &row.time_zone).day,
        total_cents: row.total_cents,
        cover: ground.cover,
        used: ground.used,
        pet: ground.pet,
        lines: lines.iter().map(|line| line_in(line, row.condition_code.as_deref())).collect(),
    };
    let about = Circumstances {
        reading: if row.lines_confirmed {
            Reading::Confirmed {
                date: row.read_on,
                total_cents: row.read_total_cents,
            }
        } else {
            Reading::None
        },
        up_to_cents: state.instant_up_to_cents,
        twice,
        signs: signs::open_kinds(tx, claim).await?,
    };
    Ok(Some(Before {
        household: row.household_id,
        zone: row.time_zone,
        stands: row.state,
        currency: row.currency,
        lines: lines.into_iter().map(|line| line.id).collect(),
        inputs,
        about,
    }))
}

/// What a decision about a visit rests on before anything of the visit is known but its day.
pub struct Ground {
    /// The cover of the term.
    pub cover: Cover,
    /// What decisions that stand took of it.
    pub used: Used,
    /// What is known of the animal.
    pub pet: PetHistory,
}

/// The ground of a visit on a day of a term, without what `but` took of the cover; `None` when there is no such term.
pub async fn ground(db: &mut impl Runs, term: &TermId, visit_on: Day, but: Option<&ClaimId>) -> Result<Option<Ground>, sqlx::Error> {
    let Some(row) = fetch_optional!(db.run(), TermRow, TERM, term)? else {
        return Ok(None);
    };
    let excluded = fetch_all!(db.run(), (String,), EXCLUDED, &row.policy_id, visit_on)?;
    let known = fetch_all!(db.run(), (String, Option<Side>, Day), KNOWN, &row.pet_id)?;
    Ok(Some(Ground {
        cover: Cover {
            cover_from: row.cover_from,
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            gaps: fetch_all!(db.run(), (Day, Option<Day>), GAPS, &row.policy_id)?,
            annual_limit_cents: row.annual_limit_cents,
            deductible_cents: row.deductible_cents,
            rate_percent: row.rate_percent,
            plan: row.terms.0,
        },
        used: used(db, &row.policy_id, term, but).await?,
        pet: PetHistory {
            known: known
                .into_iter()
                .map(|(condition, side, noted_on)| Known { condition, side, noted_on })
                .collect(),
            excluded: excluded.into_iter().map(|(code,)| code).collect(),
        },
    }))
}

/// What the decisions that stand took of the policy, all claims but one.
async fn used(db: &mut impl Runs, policy: &PolicyId, term: &TermId, but: Option<&ClaimId>) -> Result<Used, sqlx::Error> {
    type Row = (TermId, Option<Json<Taken>>, i64, i64);
    let rows = fetch_all!(db.run(), Row, TAKEN, policy, but.map_or("", ClaimId::as_str))?;
    let taken = rows.into_iter().map(|(of_term, kept, limit_cents, deductible_cents)| {
        let as_columns_say = || Taken {
            limit_cents,
            deductible_cents,
            ..Taken::default()
        };
        (of_term == *term, kept.map_or_else(as_columns_say, |kept| kept.0))
    });
    let taken: Vec<(bool, Taken)> = taken.collect();
    Ok(Used::by(taken.iter().map(|(same_term, taken)| (*same_term, taken))))
}

fn line_in(line: &LineRow, claims_own: Option<&str>) -> LineIn {
    let condition = line.condition_code.as_deref().or(claims_own).and_then(conditions::find);
    let kind = condition.map_or(ConditionKind::Illness, |condition| condition.kind);
    let said = line.category.as_deref().and_then(LineCategory::parse);
    LineIn {
        category: said.unwrap_or_else(|| categories::of(&line.description)),
        condition: LineCondition {
            code: condition.map(|condition| condition.code.to_owned()),
            kind,
            side: line.side,
        },
        cents: line.amount_cents,
        ruled: None,
    }
}
