//! One claim with all that speaks for and against it. That somebody looked is recorded first.

use sqlx::types::Json;

use super::hold::{colleagues, holder, seen};
use super::note;
use crate::auth::{Role, Staff};
use crate::claims::conditions;
use crate::claims::intake::pages_model::Page;
use crate::claims::model::{Actor, ClaimState, Event, EventKind};
use crate::claims::reading::store::of_claim;
use crate::claims::rules::instant::Why;
use crate::claims::rules::signs::SignKind;
use crate::claims::rules::{Outcome, Side};
use crate::claims::store::cover::look;
use crate::claims::work::model::{AppealShown, Change, ClockLine, Earlier, Proposal, Record, Sign, Urgency, Verdict, Work, WorkLine};
use crate::claims::work::rules::{ruled, urgency};
use crate::day::{Day, Moment};
use crate::db::Tx;
use crate::documents::store::Shown;
use crate::error::AppError;
use crate::ids::{BlobId, ClaimId, HouseholdId, PageId, PersonId, PetId};
use crate::money::{Currency, Money};
use crate::state::AppState;
use crate::texts::Lang;
use crate::workflow::clocks::Duty;
use crate::workflow::model::SubjectKind;
use crate::workflow::watch::{Ran, of_subject};
use crate::{fetch_all, fetch_optional};

crate::queries! {
    CLAIM = "SELECT c.number, c.version, c.household_id, s.given_name || ' ' || s.family_name AS customer, h.state AS us_state, h.time_zone, c.pet_id, p.name AS pet,
            c.condition_code, c.condition_text, c.state, c.submitted_at, c.answer_by, c.currency, c.notes, y.number AS policy_number, c.clinic, c.invoice_number,
            c.read_on, c.read_total_cents, c.lines_confirmed, (SELECT d.payable_cents FROM decision d WHERE d.claim_id = c.id ORDER BY d.sequence DESC LIMIT 1) AS decided
        FROM claim c JOIN household h ON h.id = c.household_id JOIN pet p ON p.id = c.pet_id
        JOIN policy y ON y.id = c.policy_id JOIN person s ON s.id = y.policyholder_id WHERE c.id = $1";
    PAGES = "SELECT p.id, p.blob_id, p.upload_key, p.file_name, b.content_type, p.page_count, p.position
        FROM claim_page p JOIN blob b ON b.id = p.blob_id WHERE p.claim_id = $1 AND p.removed_at IS NULL ORDER BY p.position, p.id";
    LINES = "SELECT id, description, condition_code FROM claim_line WHERE claim_id = $1 ORDER BY position";
    WHY = "SELECT why FROM assessment WHERE claim_id = $1 ORDER BY at DESC, id DESC LIMIT 1";
    SIGNS = "SELECT g.id, g.kind, g.other_claim_id, o.number, s.given_name || ' ' || s.family_name AS whose, g.found_at, w.given_name AS cleared_by, g.cleared_why
        FROM sign g LEFT JOIN claim o ON o.id = g.other_claim_id LEFT JOIN policy y ON y.id = o.policy_id LEFT JOIN person s ON s.id = y.policyholder_id
        LEFT JOIN person w ON w.id = g.cleared_by WHERE g.claim_id = $1 ORDER BY g.found_at, g.id";
    RECORDS = "SELECT e.id, e.condition_code, e.side, e.noted_on, e.source, s.given_name AS by_name FROM health_entry e LEFT JOIN person s ON s.id = e.recorded_by
        WHERE e.pet_id = $1 ORDER BY e.noted_on DESC, e.id";
    EARLIER = "SELECT c.id, c.number, c.condition_code, c.condition_text, c.visit_on, c.total_cents, c.currency, c.state,
            (SELECT d.payable_cents FROM decision d WHERE d.claim_id = c.id ORDER BY d.sequence DESC LIMIT 1) AS paid
        FROM claim c WHERE c.pet_id = $1 AND c.id <> $2 ORDER BY c.submitted_at DESC, c.id DESC LIMIT 20";
    EVENTS = "SELECT e.kind, e.at, e.actor_kind, s.given_name AS name FROM claim_event e LEFT JOIN person s ON s.id = e.actor_id
        WHERE e.claim_id = $1 ORDER BY e.at, e.id";
    CHANGES = "SELECT g.at, s.given_name AS by_name, g.before, g.after, g.why FROM claim_change g JOIN person s ON s.id = g.changed_by
        WHERE g.claim_id = $1 ORDER BY g.at DESC, g.id DESC LIMIT 100";
    APPEALS = "SELECT a.id, l.description, a.words, a.made_at, a.state, a.answer, s.given_name AS by_name FROM appeal a JOIN claim_line l ON l.id = a.claim_line_id
        LEFT JOIN person s ON s.id = a.answered_by WHERE a.claim_id = $1 AND a.state <> 'taken_back' ORDER BY a.made_at, a.id";
    PAGE = "SELECT b.id, b.content_type, p.file_name FROM claim_page p JOIN blob b ON b.id = p.blob_id
        WHERE p.id = $1 AND p.claim_id = $2 AND p.removed_at IS NULL AND b.state = 'checked'";
    PROPOSAL = "SELECT r.id, s.given_name AS by_name, r.proposed_by, r.proposed_at, r.verdict, r.outcome FROM proposal r JOIN person s ON s.id = r.proposed_by
        WHERE r.claim_id = $1 AND r.state = 'open'";
}

#[derive(sqlx::FromRow)]
struct ClaimRow {
    number: String,
    version: i64,
    household_id: HouseholdId,
    customer: String,
    us_state: String,
    time_zone: String,
    pet_id: PetId,
    pet: String,
    condition_code: Option<String>,
    condition_text: Option<String>,
    state: ClaimState,
    submitted_at: i64,
    answer_by: Day,
    currency: Currency,
    notes: String,
    policy_number: String,
    clinic: Option<String>,
    invoice_number: Option<String>,
    read_on: Option<Day>,
    read_total_cents: Option<i64>,
    lines_confirmed: bool,
    decided: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct SignRow {
    id: String,
    kind: SignKind,
    other_claim_id: Option<ClaimId>,
    number: Option<String>,
    whose: Option<String>,
    found_at: i64,
    cleared_by: Option<String>,
    cleared_why: Option<String>,
}

#[derive(sqlx::FromRow)]
struct RecordRow {
    id: String,
    condition_code: String,
    side: Option<Side>,
    noted_on: Day,
    source: Option<String>,
    by_name: Option<String>,
}

#[derive(sqlx::FromRow)]
struct EarlierRow {
    id: ClaimId,
    number: String,
    condition_code: Option<String>,
    condition_text: Option<String>,
    visit_on: Day,
    total_cents: i64,
    currency: Currency,
    state: ClaimState,
    paid: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct EventRow {
    kind: String,
    at: i64,
    actor_kind: Actor,
    name: Option<String>,
}

#[derive(sqlx::FromRow)]
struct ChangeRow {
    at: i64,
    by_name: String,
    before: Json<serde_json::Value>,
    after: Json<serde_json::Value>,
    why: String,
}

#[derive(sqlx::FromRow)]
struct AppealRow {
    id: String,
    description: String,
    words: String,
    made_at: i64,
    state: String,
    answer: Option<String>,
    by_name: Option<String>,
}

#[derive(sqlx::FromRow)]
struct ProposalRow {
    id: String,
    by_name: String,
    proposed_by: PersonId,
    proposed_at: i64,
    verdict: Json<Verdict>,
    outcome: Json<Outcome>,
}

/// A claim as its adjuster needs it; `None`: there is none. The look is recorded first, and that who looks has it open.
///
/// # Errors
/// `Unavailable` or `Internal` when the look cannot be recorded: then nothing is shown.
pub async fn find(state: &AppState, staff: &Staff, claim: &ClaimId, l: Lang) -> Result<Option<Work>, AppError> {
    let mut tx = state.store.begin().await?;
    let Some(row) = fetch_optional!(tx.run(), ClaimRow, CLAIM, claim)? else {
        return Ok(None);
    };
    let detail = serde_json::json!({ "as": staff.roles.to_string() });
    note(&mut tx, state, &staff.person, "desk.view_claim", claim, detail).await?;
    let zone = row.time_zone.clone();
    let may_act = staff.roles.has(Role::Adjuster);
    let others = if may_act {
        seen(&mut tx, state, &staff.person, claim, &zone).await?
    } else {
        Vec::new()
    };
    let Some(before) = look(&mut tx, state, claim).await? else {
        return Ok(None);
    };
    let local = |at: i64| Moment::local(at, &zone);
    let own_condition = conditions::words(row.condition_code.as_deref(), row.condition_text.as_deref(), l);
    let holder = holder(&mut tx, claim).await?;
    let read = of_claim(&mut tx, state, claim).await?;
    let work = Work {
        pages: fetch_all!(tx.run(), Page, PAGES, claim)?,
        lines: lines(&mut tx, claim, &own_condition, l).await?,
        excluded: before.inputs.pet.excluded.iter().map(|code| conditions::words(Some(code), None, l)).collect(),
        why: fetch_optional!(tx.run(), (Json<Vec<Why>>,), WHY, claim)?.map_or_else(Vec::new, |(why,)| why.0),
        signs: signs(&mut tx, claim, &local).await?,
        records: records(&mut tx, &row.pet_id, l).await?,
        earlier: earlier(&mut tx, &row.pet_id, claim, l).await?,
        events: events(&mut tx, claim, &local).await?,
        changes: changes(&mut tx, claim, &local).await?,
        appeals: appeals(&mut tx, claim, &local).await?,
        proposal: fetch_optional!(tx.run(), ProposalRow, PROPOSAL, claim)?.map(|proposal| Proposal {
            own: proposal.proposed_by == staff.person,
            id: proposal.id,
            by: proposal.by_name,
            at: local(proposal.proposed_at),
            inputs: ruled(&before.inputs, &proposal.verdict.0),
            verdict: proposal.verdict.0,
            outcome: proposal.outcome.0,
        }),
        mine: holder.as_ref().is_some_and(|holder| holder.id == staff.person),
        holder,
        colleagues: if may_act {
            colleagues(&mut tx, state, &staff.person).await?
        } else {
            Vec::new()
        },
        id: claim.clone(),
        number: row.number,
        version: row.version,
        household: row.household_id,
        customer: row.customer,
        us_state: row.us_state,
        pet: row.pet,
        what: own_condition,
        state: row.state,
        filed: local(row.submitted_at),
        due_on: row.answer_by,
        urgency: Urgency::Calm,
        clocks: Vec::new(),
        currency: row.currency,
        notes: row.notes,
        policy_number: row.policy_number,
        clinic: row.clinic,
        invoice_number: row.invoice_number,
        read_clinic: read.clinic.map(|clinic| clinic.value),
        read_number: read.number.map(|number| number.value),
        read_on: row.read_on,
        read_total_cents: row.read_total_cents,
        confirmed: row.lines_confirmed,
        inputs: before.inputs,
        decided: row.decided.map(|cents| Money { cents, currency: row.currency }),
        others,
        may_act,
        second_above_cents: state.second_above_cents,
        form: None,
        today: state.clock.today(&zone),
    };
    tx.commit().await?;
    Ok(Some(with_clocks(state, work, &zone).await?))
}

/// The claim with its legal clocks.
async fn with_clocks(state: &AppState, mut work: Work, zone: &str) -> Result<Work, sqlx::Error> {
    let (now, stands) = (state.clock.now(), work.state);
    let ran = of_subject(state, SubjectKind::Claim, work.id.as_str()).await?;
    let decide = ran.iter().rfind(|clock| clock.duty == Duty::Decide && clock.runs());
    work.urgency = urgency(stands, decide.map(|clock| clock.half_at), decide.map(|clock| clock.due_at), now);
    let line = |clock: Ran| ClockLine {
        due_on: clock.due_on,
        met: clock.met_at.map(|at| Moment::local(at, zone)),
        stopped: clock.stopped_at.is_some(),
        urgency: if clock.runs() {
            // Only the time for a decision rests while something is owed to us, and then no such clock runs.
            urgency(ClaimState::InReview, Some(clock.half_at), Some(clock.due_at), now)
        } else {
            Urgency::Rests
        },
        late: clock.met_at.is_some_and(|at| at >= clock.due_at),
        duty: clock.duty.as_str().to_owned(),
        source: clock.source,
    };
    work.clocks = ran.into_iter().map(line).collect();
    Ok(work)
}

async fn lines(tx: &mut Tx, claim: &ClaimId, own_condition: &str, l: Lang) -> Result<Vec<WorkLine>, sqlx::Error> {
    let rows = fetch_all!(tx.run(), (String, String, Option<String>), LINES, claim)?;
    let line = |(id, description, code): (String, String, Option<String>)| WorkLine {
        id,
        description,
        condition: code.map_or_else(|| own_condition.to_owned(), |code| conditions::words(Some(&code), None, l)),
    };
    Ok(rows.into_iter().map(line).collect())
}

async fn signs(tx: &mut Tx, claim: &ClaimId, local: &impl Fn(i64) -> Moment) -> Result<Vec<Sign>, sqlx::Error> {
    let sign = |row: SignRow| Sign {
        id: row.id,
        kind: row.kind,
        other: row
            .other_claim_id
            .zip(row.number)
            .map(|(other, number)| (other, number, row.whose.unwrap_or_default())),
        found: local(row.found_at),
        cleared: row.cleared_by.zip(row.cleared_why),
    };
    Ok(fetch_all!(tx.run(), SignRow, SIGNS, claim)?.into_iter().map(sign).collect())
}

async fn records(tx: &mut Tx, pet: &PetId, l: Lang) -> Result<Vec<Record>, sqlx::Error> {
    let record = |row: RecordRow| Record {
        id: row.id,
        condition: conditions::words(Some(&row.condition_code), None, l),
        side: row.side,
        noted_on: row.noted_on,
        source: row.source.unwrap_or_default(),
        by: row.by_name,
    };
    Ok(fetch_all!(tx.run(), RecordRow, RECORDS, pet)?.into_iter().map(record).collect())
}

async fn earlier(tx: &mut Tx, pet: &PetId, claim: &ClaimId, l: Lang) -> Result<Vec<Earlier>, sqlx::Error> {
    let one = |row: EarlierRow| {
        let money = |cents| Money { cents, currency: row.currency };
        Earlier {
            what: conditions::words(row.condition_code.as_deref(), row.condition_text.as_deref(), l),
            total: money(row.total_cents),
            paid: row.paid.map(money),
            id: row.id,
            number: row.number,
            visit_on: row.visit_on,
            state: row.state,
        }
    };
    Ok(fetch_all!(tx.run(), EarlierRow, EARLIER, pet, claim)?.into_iter().map(one).collect())
}

async fn events(tx: &mut Tx, claim: &ClaimId, local: &impl Fn(i64) -> Moment) -> Result<Vec<Event>, sqlx::Error> {
    let event = |row: EventRow| {
        Some(Event {
            kind: EventKind::parse(&row.kind)?,
            at: local(row.at),
            by: row.actor_kind,
            name: row.name,
        })
    };
    Ok(fetch_all!(tx.run(), EventRow, EVENTS, claim)?.into_iter().filter_map(event).collect())
}

async fn changes(tx: &mut Tx, claim: &ClaimId, local: &impl Fn(i64) -> Moment) -> Result<Vec<Change>, sqlx::Error> {
    let change = |row: ChangeRow| Change {
        at: local(row.at),
        by: row.by_name,
        before: in_words(&row.before.0),
        after: in_words(&row.after.0),
        why: row.why,
    };
    Ok(fetch_all!(tx.run(), ChangeRow, CHANGES, claim)?.into_iter().map(change).collect())
}

/// The values of a document, one after the other, as they were kept.
fn in_words(document: &serde_json::Value) -> String {
    let values = document.as_object().into_iter().flat_map(|fields| fields.values());
    let words = values.filter_map(|value| match value {
        serde_json::Value::String(text) => Some(text.clone()),
        serde_json::Value::Null => None,
        other => Some(other.to_string()),
    });
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" · ")
}

async fn appeals(tx: &mut Tx, claim: &ClaimId, local: &impl Fn(i64) -> Moment) -> Result<Vec<AppealShown>, sqlx::Error> {
    let appeal = |row: AppealRow| AppealShown {
        id: row.id,
        line: row.description,
        words: row.words,
        at: local(row.made_at),
        open: row.state == "open",
        answer: row.answer.map(|answer| (answer, row.by_name.unwrap_or_default())),
    };
    Ok(fetch_all!(tx.run(), AppealRow, APPEALS, claim)?.into_iter().map(appeal).collect())
}

/// A page of a claim as it may be shown; `None`: the claim has no such page. The look is recorded first.
///
/// # Errors
/// `Unavailable` or `Internal` when the look cannot be recorded: then nothing is shown.
pub async fn page(state: &AppState, staff: &Staff, claim: &ClaimId, page: &PageId) -> Result<Option<(BlobId, Shown)>, AppError> {
    let mut tx = state.store.begin().await?;
    let Some((blob, content_type, file_name)) = fetch_optional!(tx.run(), (BlobId, String, String), PAGE, page, claim)? else {
        return Ok(None);
    };
    note(&mut tx, state, &staff.person, "desk.view_page", claim, serde_json::json!({})).await?;
    tx.commit().await?;
    let shown = Shown {
        content_type,
        file_name: Some(file_name),
    };
    Ok(Some((blob, shown)))
}

/// The pages of a claim, for the forms that stand beside them. Whoever calls has recorded the look.
pub(super) async fn pages(tx: &mut Tx, claim: &ClaimId) -> Result<Vec<Page>, sqlx::Error> {
    fetch_all!(tx.run(), Page, PAGES, claim)
}
