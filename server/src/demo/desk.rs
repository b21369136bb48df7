//! What lies on the adjusters' desk of a book: beside the claims that happened to come in lately, a few that show what the desk is for.

use app::claims::model::{ClaimState, EventKind};
use app::claims::rules::instant::{Circumstances, Instant, Reading, instant};
use app::claims::rules::{Cover, Inputs, LineCondition, LineIn, PetHistory, RuleVersion, Used};
use app::claims::{categories, conditions};
use app::day::{Day, Moment};
use app::db::{Store, Tx};
use app::ids::Series;
use app::policies::model::PlanTerms;
use app::state::Random;
use app::workflow::clocks::answer_by;
use app::{execute, fetch_all, fetch_optional};
use sqlx::types::Json;

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// A claim that is laid on the desk.
struct Laid {
    condition: &'static str,
    lines: &'static [(&'static str, i64)],
    /// How many days ago it was filed, for a visit of the day before.
    days_ago: i32,
    /// What was read of the total, where it is not what was answered.
    read_total: Option<i64>,
    /// Clinic and number of the invoice.
    invoice: Option<(&'static str, &'static str)>,
    /// Whether an adjuster has begun to read it.
    begun: bool,
}

const LAID: [Laid; 5] = [
    // More than one person decides alone.
    Laid {
        condition: "musc-cruciate-ligament",
        lines: &[
            ("Exam, orthopedic", 14_000),
            ("Radiographs x4", 42_000),
            ("TPLO surgery, left", 295_000),
            ("Anesthesia", 31_000),
            ("Nail trim", 1_800),
            ("Pain relief", 7_200),
        ],
        days_ago: 6,
        read_total: None,
        invoice: Some(("Harbour Animal Hospital", "88213")),
        begun: true,
    },
    // Half of its legal time has passed, and the total is not the one on the invoice.
    Laid {
        condition: "skin-atopic-dermatitis",
        lines: &[("Consultation", 6_800), ("Skin scrape", 5_400), ("Allergy tablets, 30 days", 9_075)],
        days_ago: 16,
        read_total: Some(12_275),
        invoice: None,
        begun: true,
    },
    // Past its legal day.
    Laid {
        condition: "gi-foreign-body",
        lines: &[
            ("Emergency exam", 18_500),
            ("X-rays, abdomen", 32_000),
            ("Surgery to remove a toy", 164_000),
            ("Overnight stay", 33_510),
        ],
        days_ago: 31,
        read_total: None,
        invoice: None,
        begun: false,
    },
    // The same invoice twice, in two households.
    Laid {
        condition: "ear-otitis-externa",
        lines: &[("Consultation", 7_200), ("Ear cytology", 4_800), ("Ear drops", 3_650)],
        days_ago: 3,
        read_total: None,
        invoice: Some(("Hillside Veterinary Clinic", "2026-4471")),
        begun: false,
    },
    Laid {
        condition: "ear-otitis-externa",
        lines: &[("Consultation", 7_200), ("Ear cytology", 4_800), ("Ear drops", 3_650)],
        days_ago: 3,
        read_total: None,
        invoice: Some(("Hillside Veterinary Clinic", "2026-4471")),
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
        submitted_by, lines_confirmed, read_on, read_total_cents, clinic, invoice_number)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'USD', '', $10, $11, $12, $13, $14, $15, $16, $17, $18)";

/// Lays the claims on the desk, and gives each open claim that somebody reads to its reader.
///
/// # Errors
/// What the database says.
pub(super) async fn lay_out(store: &Store, seed: u64, as_of: Day) -> Result<(), Failure> {
    let random = Random::seeded(seed ^ 0xde5c);
    let longest = LAID.iter().map(|laid| laid.days_ago).max().unwrap_or_default();
    let mut tx = store.begin().await?;
    let insured = fetch_all!(tx.run(), Insured, INSURED, as_of.plus_days(-longest - 1), as_of, as_of.plus_days(-180))?;
    for (laid, who) in LAID.iter().zip(&insured) {
        file(&mut tx, &random, laid, who, as_of).await?;
    }
    execute!(tx.run(), ASSIGN)?;
    Ok(tx.commit().await?)
}

async fn file(tx: &mut Tx, random: &Random, laid: &Laid, who: &Insured, as_of: Day) -> Result<(), Failure> {
    let at = as_of.plus_days(-laid.days_ago).at(9, 40, &who.time_zone);
    let id = || random.id_at(at);
    let (claim, number) = (id(), tx.next_number(Series::Claim).await?);
    let (filed_on, total) = (Moment::local(at, &who.time_zone).day, laid.lines.iter().map(|(_, cents)| cents).sum::<i64>());
    let visit_on = filed_on.plus_days(-1);
    let stands = if laid.begun { ClaimState::InReview } else { ClaimState::Received };
    let confirmed = laid.read_total.is_some() || laid.invoice.is_some();
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
        confirmed,
        confirmed.then_some(visit_on),
        laid.read_total.or(confirmed.then_some(total)),
        laid.invoice.map(|(clinic, _)| clinic),
        laid.invoice.map(|(_, number)| number)
    )?;
    for ((description, cents), position) in laid.lines.iter().zip(1_i64..) {
        let sql = "INSERT INTO claim_line (id, claim_id, position, description, amount_cents) VALUES ($1, $2, $3, $4, $5)";
        execute!(tx.run(), sql, id(), &claim, position, *description, *cents)?;
    }
    let picture: Option<(String,)> = fetch_optional!(
        tx.run(),
        (String,),
        "SELECT blob_id FROM claim_page WHERE claim_id IS NOT NULL ORDER BY id LIMIT 1"
    )?;
    if let Some((blob,)) = picture {
        let sql = "INSERT INTO claim_page (id, claim_id, position, blob_id, upload_key, file_name, page_count, created_at) VALUES ($1, $2, 1, $3, $4, 'invoice.jpg', 1, $5)";
        execute!(tx.run(), sql, id(), &claim, &blob, id(), at)?;
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
    assess(tx, random, laid, who, &claim, (visit_on, filed_on, at)).await
}

/// Keeps what the machine found when the claim came in.
async fn assess(tx: &mut Tx, random: &Random, laid: &Laid, who: &Insured, claim: &str, (visit_on, filed_on, at): (Day, Day, i64)) -> Result<(), Failure> {
    let total_cents: i64 = laid.lines.iter().map(|(_, cents)| cents).sum();
    let condition = conditions::find(laid.condition).ok_or("a condition of the list")?;
    let line = |(description, cents): &(&str, i64)| LineIn {
        category: categories::of(description),
        condition: LineCondition {
            code: Some(condition.code.to_owned()),
            kind: condition.kind,
            side: None,
        },
        cents: *cents,
        ruled: None,
    };
    let inputs = Inputs {
        version: RuleVersion::CURRENT,
        visit_on,
        filed_on,
        total_cents,
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
        used: Used::default(),
        pet: PetHistory::default(),
        lines: laid.lines.iter().map(line).collect(),
    };
    let confirmed = laid.read_total.is_some() || laid.invoice.is_some();
    let about = Circumstances {
        reading: if confirmed {
            Reading::Confirmed {
                date: Some(visit_on),
                total_cents: laid.read_total.or(Some(total_cents)),
            }
        } else {
            Reading::None
        },
        up_to_cents: super::story::RULES_LIMIT,
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
