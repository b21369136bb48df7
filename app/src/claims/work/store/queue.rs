//! The queue: open claims, those that the law wants first.

use crate::auth::Staff;
use crate::claims::conditions;
use crate::claims::model::ClaimState;
use crate::claims::work::model::{Counts, DutyKept, Queue, QueueFilter, QueueRow};
use crate::claims::work::rules::urgency;
use crate::day::{Day, Moment};
use crate::ids::{ClaimId, PersonId, Series, parse_number};
use crate::money::{Currency, Money};
use crate::state::AppState;
use crate::texts::Lang;
use crate::workflow::clocks::CLOCKS;
use crate::workflow::watch;
use crate::{fetch_all, fetch_one};

crate::queries! {
    // $1: whose, $2: who looks, $3: for whom it waits, $4: only with signs, $5: only past half time, $6: now, $7: a number, $8: how a name begins,
    // $9: after this claim, $10: how many.
    QUEUE = "SELECT c.id, c.number, s.given_name || ' ' || s.family_name AS customer, p.name AS pet, c.condition_code, c.condition_text, c.total_cents, c.currency,
            c.state, c.submitted_at, c.answer_by, h.time_zone, k.half_at, k.due_at,
            (SELECT COUNT(*) FROM sign g WHERE g.claim_id = c.id AND g.cleared_at IS NULL) AS signs,
            (SELECT COUNT(*) FROM appeal x WHERE x.claim_id = c.id AND x.state = 'open') AS appeals,
            (SELECT COUNT(*) FROM proposal r WHERE r.claim_id = c.id AND r.state = 'open') AS proposals,
            a.person_id AS holder_id, w.given_name AS holder
        FROM claim c JOIN household h ON h.id = c.household_id JOIN pet p ON p.id = c.pet_id
        JOIN policy y ON y.id = c.policy_id JOIN person s ON s.id = y.policyholder_id
        LEFT JOIN clock k ON k.subject_kind = 'claim' AND k.subject_id = c.id AND k.duty = 'decide' AND k.met_at IS NULL AND k.stopped_at IS NULL
        LEFT JOIN assignment a ON a.claim_id = c.id LEFT JOIN person w ON w.id = a.person_id
        WHERE c.state IN ('received', 'in_review', 'waiting_for_you', 'waiting_for_vet')
            AND (CAST($1 AS TEXT) = 'all' OR ($1 = 'mine' AND a.person_id = $2) OR ($1 = 'unassigned' AND a.person_id IS NULL))
            AND (CAST($3 AS TEXT) NOT IN ('us', 'them', 'second') OR ($3 = 'us' AND c.state IN ('received', 'in_review'))
                OR ($3 = 'them' AND c.state IN ('waiting_for_you', 'waiting_for_vet'))
                OR ($3 = 'second' AND EXISTS (SELECT 1 FROM proposal r WHERE r.claim_id = c.id AND r.state = 'open')))
            AND (CAST($4 AS TEXT) <> '1' OR EXISTS (SELECT 1 FROM sign g WHERE g.claim_id = c.id AND g.cleared_at IS NULL))
            AND (CAST($5 AS TEXT) <> '1' OR k.half_at <= $6)
            AND (CAST($7 AS TEXT) = '' OR c.number = $7)
            AND (CAST($8 AS TEXT) = '' OR lower(substr(p.name, 1, length($8))) = $8 OR lower(substr(s.family_name, 1, length($8))) = $8
                OR lower(substr(s.given_name, 1, length($8))) = $8)
            AND (CAST($9 AS TEXT) = '' OR (c.answer_by, c.id) > (SELECT x.answer_by, x.id FROM claim x WHERE x.id = $9))
        ORDER BY c.answer_by, c.id LIMIT $10";
    COUNTS = "SELECT CAST(COUNT(*) AS BIGINT) AS everyone,
            CAST(COALESCE(SUM(CASE WHEN a.person_id = $1 THEN 1 ELSE 0 END), 0) AS BIGINT) AS mine,
            CAST(COALESCE(SUM(CASE WHEN a.person_id IS NULL THEN 1 ELSE 0 END), 0) AS BIGINT) AS unassigned,
            CAST(COALESCE(SUM(CASE WHEN EXISTS (SELECT 1 FROM sign g WHERE g.claim_id = c.id AND g.cleared_at IS NULL) THEN 1 ELSE 0 END), 0) AS BIGINT) AS flagged,
            CAST(COALESCE(SUM(CASE WHEN k.half_at <= $2 THEN 1 ELSE 0 END), 0) AS BIGINT) AS half,
            CAST(COALESCE(SUM(CASE WHEN k.due_at <= $2 THEN 1 ELSE 0 END), 0) AS BIGINT) AS over,
            CAST(COALESCE(SUM(CASE WHEN EXISTS (SELECT 1 FROM proposal r WHERE r.claim_id = c.id AND r.state = 'open') THEN 1 ELSE 0 END), 0) AS BIGINT) AS second
        FROM claim c LEFT JOIN assignment a ON a.claim_id = c.id
        LEFT JOIN clock k ON k.subject_kind = 'claim' AND k.subject_id = c.id AND k.duty = 'decide' AND k.met_at IS NULL AND k.stopped_at IS NULL
        WHERE c.state IN ('received', 'in_review', 'waiting_for_you', 'waiting_for_vet')";
}

/// Claims on a page.
const PAGE: usize = 25;

#[derive(sqlx::FromRow)]
struct Row {
    id: ClaimId,
    number: String,
    customer: String,
    pet: String,
    condition_code: Option<String>,
    condition_text: Option<String>,
    total_cents: i64,
    currency: Currency,
    state: ClaimState,
    submitted_at: i64,
    answer_by: Day,
    time_zone: String,
    half_at: Option<i64>,
    due_at: Option<i64>,
    signs: i64,
    appeals: i64,
    proposals: i64,
    holder_id: Option<PersonId>,
    holder: Option<String>,
}

/// A page of the open claims, those that are due first, and how many there are of each kind. A list of what waits is no look at a customer; opening one is.
pub async fn queue(state: &AppState, staff: &Staff, filter: &QueueFilter, l: Lang) -> Result<Queue, sqlx::Error> {
    let now = state.clock.now();
    // NUL, which PostgreSQL does not take, is in nothing that could be found.
    let word = |text: &str| text.trim().replace('\0', "");
    let number = parse_number(Series::Claim, &filter.q).unwrap_or_default();
    let name = if number.is_empty() { word(&filter.q).to_lowercase() } else { String::new() };
    let most = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let mut rows = fetch_all!(
        state.store.read(),
        Row,
        QUEUE,
        filter.whose(),
        &staff.person,
        word(&filter.waits),
        word(&filter.flagged),
        word(&filter.half),
        now,
        number.as_str(),
        name.as_str(),
        word(&filter.after),
        most
    )?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    Ok(Queue {
        more_after: rows.last().filter(|_| more).map(|row| row.id.clone()),
        rows: rows.into_iter().map(|row| row.shown(staff, now, l)).collect(),
        counts: fetch_one!(state.store.read(), Counts, COUNTS, &staff.person, now)?,
    })
}

/// How each duty was kept in each state, with where its time stands.
pub async fn duties(state: &AppState) -> Result<Vec<DutyKept>, sqlx::Error> {
    let kept = watch::report(state).await?;
    Ok(kept
        .into_iter()
        .map(|kept| {
            let row = CLOCKS.iter().find(|row| row.duty == kept.duty && row.source == kept.source);
            DutyKept {
                duty: kept.duty.as_str().to_owned(),
                own: CLOCKS.iter().any(|row| row.duty == kept.duty && row.state == kept.us_state),
                read_on: row.map_or(String::new(), |row| row.read_on.to_owned()),
                reviewed: row.is_some_and(|row| row.reviewed_by_counsel && row.state == kept.us_state),
                us_state: kept.us_state,
                source: kept.source,
                met: kept.met,
                missed: kept.missed,
                running: kept.running,
                past_half: kept.past_half,
            }
        })
        .collect())
}

impl Row {
    fn shown(self, staff: &Staff, now: i64, l: Lang) -> QueueRow {
        let today = Moment::local(now, &self.time_zone).day;
        QueueRow {
            what: conditions::words(self.condition_code.as_deref(), self.condition_text.as_deref(), l),
            total: Money {
                cents: self.total_cents,
                currency: self.currency,
            },
            filed_on: Moment::local(self.submitted_at, &self.time_zone).day,
            due_on: self.answer_by,
            days_left: today.days_until(self.answer_by),
            urgency: urgency(self.state, self.half_at, self.due_at, now),
            appealed: self.appeals > 0,
            proposed: self.proposals > 0,
            mine: self.holder_id.as_ref() == Some(&staff.person),
            id: self.id,
            number: self.number,
            customer: self.customer,
            pet: self.pet,
            state: self.state,
            signs: self.signs,
            holder: self.holder,
        }
    }
}
