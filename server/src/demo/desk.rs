//! What lies on the adjusters' desk of a book: beside the claims that happened to come in lately, a few that show what the desk is for.

use app::claims::model::{ClaimState, EventKind};
use app::claims::rules::instant::{Circumstances, Instant, Reading, instant};
use app::claims::rules::{Cover, Inputs, LineCondition, LineIn, PetHistory, RuleVersion, Taken, Used};
use app::day::{Day, Moment};
use app::db::{Store, Tx};
use app::ids::Series;
use app::policies::model::PlanTerms;
use app::state::Random;
use app::workflow::clocks::answer_by;
use app::{execute, fetch_all, fetch_optional};
use sqlx::types::Json;

use super::facts::Line;
use super::story::RULES_LIMIT;
use super::world::{Bill, category};

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// A claim that is laid on the desk.
struct Laid {
    /// Code of the condition whose dearest bill it is for.
    condition: &'static str,
    /// How many days ago it was filed, for a visit of the day before.
    days_ago: i32,
    /// How much more was answered than was read, where anything was read.
    edited_by: Option<i64>,
    /// Whether an adjuster has begun to read it.
    begun: bool,
}

const LAID: [Laid; 5] = [
    // More than one person decides alone.
    Laid {
        condition: "gi-bloat-gdv",
        days_ago: 6,
        edited_by: Some(0),
        begun: true,
    },
    // Half of its legal time has passed, and the total is not the one on the invoice.
    Laid {
        condition: "skin-atopic-dermatitis",
        days_ago: 16,
        edited_by: Some(9_000),
        begun: true,
    },
    // Past its legal day.
    Laid {
        condition: "musc-cruciate-ligament",
        days_ago: 31,
        edited_by: None,
        begun: false,
    },
    // The same bill in two households.
    Laid {
        condition: "ear-otitis-externa",
        days_ago: 3,
        edited_by: Some(0),
        begun: false,
    },
    Laid {
        condition: "ear-otitis-externa",
        days_ago: 3,
        edited_by: Some(0),
        begun: false,
    },
];

#[derive(sqlx::FromRow)]
struct Insured {
    household_id: String,
    pet_id: String,
    policy_id: String,
    term_id: String,
    policyholder_id: String,
    us_state: String,
    time_zone: String,
    cover_from: Day,
    starts_on: Day,
    ends_on: Day,
    annual_limit_cents: i64,
    deductible_cents: i64,
    rate_percent: i64,
    terms: Json<PlanTerms>,
}

/// Who else is insured in the book than those whom one signs in as; each a household of its own, for at least half a year.
const INSURED: &str = "SELECT y.household_id, MAX(y.pet_id) AS pet_id, y.id AS policy_id, t.id AS term_id, y.policyholder_id, h.state AS us_state, h.time_zone, y.cover_from,
        t.starts_on, t.ends_on, t.annual_limit_cents, t.deductible_cents, t.rate_percent, v.terms
    FROM policy y JOIN household h ON h.id = y.household_id JOIN term t ON t.policy_id = y.id AND t.starts_on <= $1 AND t.ends_on >= $2
    JOIN plan_version v ON v.id = t.plan_version_id JOIN person p ON p.id = y.policyholder_id
    JOIN pet a ON a.id = y.pet_id AND a.species = 'dog' AND a.died_on IS NULL
    WHERE y.cover_from <= $3 AND p.email NOT LIKE 'robin@%' AND p.email NOT LIKE 'sam@%' AND p.email NOT LIKE 'alex@%'
        AND NOT EXISTS (SELECT 1 FROM standing s WHERE s.policy_id = y.id AND s.flag IN ('lapsed', 'cancelled'))
        AND NOT EXISTS (SELECT 1 FROM policy z WHERE z.household_id = y.household_id AND z.id > y.id)
    GROUP BY y.household_id, y.id, t.id, y.policyholder_id, h.state, h.time_zone, y.cover_from, t.starts_on, t.ends_on, t.annual_limit_cents, t.deductible_cents,
        t.rate_percent, v.terms, y.number
    ORDER BY y.number DESC LIMIT 5";
/// Open claims that an adjuster reads are theirs.
const ASSIGN: &str = "INSERT INTO assignment (claim_id, person_id, assigned_by, assigned_at)
    SELECT e.claim_id, MAX(e.actor_id), MAX(e.actor_id), MAX(e.at) FROM claim_event e JOIN claim c ON c.id = e.claim_id
    WHERE e.kind = 'review_begun' AND e.actor_id IS NOT NULL AND c.state IN ('received', 'in_review', 'waiting_for_you', 'waiting_for_vet') GROUP BY e.claim_id";
const CLAIM: &str = "INSERT INTO claim (id, number, household_id, pet_id, policy_id, term_id, visit_on, condition_code, total_cents, currency, notes, state, answer_by, submitted_at,
        submitted_by, lines_confirmed, read_on, read_total_cents)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'USD', '', $10, $11, $12, $13, $14, $15, $16)";
/// What earlier decisions of a policy took, and of which term.
const TAKEN: &str = "SELECT c.term_id, d.taken FROM claim c JOIN decision d ON d.claim_id = c.id
    AND d.sequence = (SELECT MAX(x.sequence) FROM decision x WHERE x.claim_id = c.id) WHERE c.policy_id = $1 AND d.taken IS NOT NULL ORDER BY c.id";

/// Lays the claims on the desk, and gives each open claim that somebody reads to its reader.
///
/// # Errors
/// What the database says.
pub(super) async fn lay_out(store: &Store, bills: &[Bill], seed: u64, as_of: Day) -> Result<(), Failure> {
    let random = Random::seeded(seed ^ 0xde5c);
    let longest = LAID.iter().map(|laid| laid.days_ago).max().unwrap_or_default();
    let mut tx = store.begin().await?;
    let insured = fetch_all!(tx.run(), Insured, INSURED, as_of.plus_days(-longest - 1), as_of, as_of.plus_days(-180))?;
    for (laid, who) in LAID.iter().zip(&insured) {
        let of_it = bills.iter().filter(|bill| bill.visit.condition.code == laid.condition);
        let bill = of_it.max_by_key(|bill| bill.total()).ok_or("a bill for each condition")?;
        file(&mut tx, &random, laid, bill, who, as_of).await?;
    }
    execute!(tx.run(), ASSIGN)?;
    Ok(tx.commit().await?)
}

async fn file(tx: &mut Tx, random: &Random, laid: &Laid, bill: &Bill, who: &Insured, as_of: Day) -> Result<(), Failure> {
    let at = as_of.plus_days(-laid.days_ago).at(9, 40, &who.time_zone);
    let id = || random.id_at(at);
    let (claim, number) = (id(), tx.next_number(Series::Claim).await?);
    let (filed_on, total) = (Moment::local(at, &who.time_zone).day, bill.total());
    let visit_on = filed_on.plus_days(-1);
    let stands = if laid.begun { ClaimState::InReview } else { ClaimState::Received };
    let read_total = laid.edited_by.map(|more| total - more);
    execute!(
        tx.run(),
        CLAIM,
        &claim,
        &number,
        &who.household_id,
        &who.pet_id,
        &who.policy_id,
        &who.term_id,
        visit_on,
        laid.condition,
        total,
        stands,
        answer_by(&who.us_state, filed_on),
        at,
        &who.policyholder_id,
        read_total.is_some(),
        read_total.map(|_| visit_on),
        read_total
    )?;
    for (line, position) in bill.lines.iter().zip(1_i64..) {
        let sql = "INSERT INTO claim_line (id, claim_id, position, description, category, amount_cents) VALUES ($1, $2, $3, $4, $5, $6)";
        execute!(tx.run(), sql, id(), &claim, position, line.description, category(line), line.cents)?;
    }
    for (page, position) in bill.pages.iter().zip(1_i64..) {
        let sql = "INSERT INTO claim_page (id, claim_id, position, blob_id, upload_key, file_name, page_count, created_at) VALUES ($1, $2, $3, $4, $5, 'invoice.jpg', 1, $6)";
        execute!(tx.run(), sql, id(), &claim, position, page.to_string(), id(), at)?;
    }
    let maya: Option<(String,)> = fetch_optional!(tx.run(), (String,), "SELECT id FROM person WHERE email = 'maya@pawtal.example'")?;
    let maya = maya.map(|(maya,)| maya);
    let policyholder = Some(who.policyholder_id.clone());
    let mut events = vec![
        (EventKind::Submitted, 0, "policyholder", policyholder),
        (EventKind::Routed, 2_000, "system", None),
    ];
    events.extend(laid.begun.then_some((EventKind::ReviewBegun, 3 * 60 * 60 * 1000, "staff", maya)));
    for (kind, after, actor_kind, actor) in events {
        let sql = "INSERT INTO claim_event (id, claim_id, at, kind, actor_kind, actor_id) VALUES ($1, $2, $3, $4, $5, $6)";
        execute!(tx.run(), sql, id(), &claim, at + after, kind, actor_kind, actor)?;
    }
    let sql = "INSERT INTO task (id, subject_kind, subject_id, reason, blocking, state, due_on, opened_at) VALUES ($1, 'claim', $2, 'claim_to_decide', $3, 'open', $4, $5)";
    execute!(tx.run(), sql, id(), &claim, true, answer_by(&who.us_state, filed_on), at + 2_000)?;
    assess(tx, random, (laid, bill), who, &claim, (visit_on, filed_on, at)).await
}

/// Keeps what the machine found when the claim came in.
async fn assess(
    tx: &mut Tx,
    random: &Random,
    (laid, bill): (&Laid, &Bill),
    who: &Insured,
    claim: &str,
    (visit_on, filed_on, at): (Day, Day, i64),
) -> Result<(), Failure> {
    let condition = bill.visit.condition;
    let line = |line: &Line| LineIn {
        category: category(line),
        condition: LineCondition {
            code: Some(condition.code.to_owned()),
            kind: condition.kind,
            side: None,
        },
        cents: line.cents,
        ruled: None,
    };
    let taken = fetch_all!(tx.run(), (String, Json<Taken>), TAKEN, &who.policy_id)?;
    let inputs = Inputs {
        version: RuleVersion::CURRENT,
        visit_on,
        filed_on,
        total_cents: bill.total(),
        cover: Cover {
            cover_from: who.cover_from,
            starts_on: who.starts_on,
            ends_on: who.ends_on,
            gaps: Vec::new(),
            annual_limit_cents: who.annual_limit_cents,
            deductible_cents: who.deductible_cents,
            rate_percent: who.rate_percent,
            plan: who.terms.0.clone(),
        },
        used: Used::by(taken.iter().map(|(term, taken)| (*term == who.term_id, &taken.0))),
        pet: PetHistory::default(),
        lines: bill.lines.iter().map(line).collect(),
    };
    let about = Circumstances {
        reading: laid.edited_by.map_or(Reading::None, |more| Reading::Confirmed {
            date: Some(visit_on),
            total_cents: Some(bill.total() - more),
        }),
        up_to_cents: RULES_LIMIT,
        twice: false,
        signs: Vec::new(),
    };
    let why = match instant(&inputs, about.clone()) {
        Instant::ForAPerson(why) => why,
        Instant::Pay(_) => Vec::new(),
    };
    let sql = "INSERT INTO assessment (id, claim_id, at, rule_version, inputs, about, why) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    execute!(
        tx.run(),
        sql,
        random.id_at(at),
        claim,
        at,
        inputs.version,
        Json(&inputs),
        Json(&about),
        Json(&why)
    )?;
    Ok(())
}
