//! Claims as their household sees them.

pub mod cover;
pub mod decisions;
pub mod detail;
pub mod moves;
pub mod signs;
#[cfg(test)]
mod tests;
pub mod timing;

pub use decisions::decide_at_once;
pub use detail::find;
pub(in crate::claims) use moves::set_state;
pub use moves::{money_arrived, money_returned, money_sent, record, route, withdraw};

use super::model::{ClaimState, ClaimSummary, ClaimsOverview, Missing, Payout};
use super::rules::Next;
use super::{conditions, intake};
use crate::auth::HouseholdActor;
use crate::billing::model::PayoutState;
use crate::day::{Day, Moment};
use crate::fetch_all;
use crate::ids::{ClaimId, PetId};
use crate::money::{Currency, Money};
use crate::state::AppState;
use crate::texts::Lang;
use crate::workflow::model::{RequirementState, What};

crate::queries! {
    // What a card needs. Money that came back and waits to be sent anew has come back. $2: 'current' (undecided, or decided with money that has not arrived), 'past', or 'all'; $3: this claim only;
    // $4: those after that claim, in the order of the list; $5: at most so many; $6: only those this person filed; $7: who looks. What the person
    // has to do comes before what the clinic has to. A household has few claims: the
    // index finds them.
    SUMMARIES = "SELECT c.id, c.number, c.pet_id, p.name AS pet_name, c.condition_code, c.condition_text, c.visit_on, c.total_cents, c.currency, c.state,
            c.answer_by, c.submitted_at, d.payable_cents, d.decided_at,
            CASE WHEN o.state = 'approved' AND o.follows IS NOT NULL THEN 'returned' ELSE o.state END AS payout_state, o.amount_cents AS payout_cents, o.account, o.arrives_by, o.arrived_at,
            (SELECT s.given_name FROM claim_event e JOIN person s ON s.id = e.actor_id
                WHERE e.claim_id = c.id AND e.kind = 'review_begun' AND e.actor_kind = 'staff' ORDER BY e.at DESC, e.id DESC LIMIT 1) AS reader,
            r.what AS missing_what, r.due_on AS missing_due_on, r.state AS missing_state,
            (SELECT COUNT(*) FROM thread t JOIN message m ON m.thread_id = t.id WHERE t.subject_kind = 'claim' AND t.subject_id = c.id AND t.audience = 'customer'
                AND m.author_kind = 'staff' AND NOT EXISTS (SELECT 1 FROM message_seen s WHERE s.message_id = m.id AND s.person_id = $7)) AS unread
        FROM claim c
        JOIN pet p ON p.id = c.pet_id
        LEFT JOIN decision d ON d.claim_id = c.id AND d.sequence = (SELECT MAX(x.sequence) FROM decision x WHERE x.claim_id = c.id)
        LEFT JOIN payout o ON o.id = (SELECT x.id FROM payout x WHERE x.claim_id = c.id ORDER BY x.approved_at DESC, x.id DESC LIMIT 1)
        LEFT JOIN requirement r ON r.id = (SELECT x.id FROM requirement x
            WHERE x.subject_kind = 'claim' AND x.subject_id = c.id AND x.state IN ('open', 'to_confirm', 'sent_back')
            ORDER BY CASE x.state WHEN 'to_confirm' THEN 0 ELSE 1 END, x.owner, x.due_on, x.id LIMIT 1)
        WHERE c.household_id = $1
            AND ($2 = 'all' OR $2 = CASE
                WHEN c.state IN ('received', 'in_review', 'waiting_for_you', 'waiting_for_vet') THEN 'current'
                WHEN c.state = 'decided' AND o.state <> 'arrived' THEN 'current'
                ELSE 'past' END)
            AND (CAST($3 AS TEXT) IS NULL OR c.id = $3)
            AND (CAST($6 AS TEXT) IS NULL OR c.submitted_by = $6)
            AND (CAST($4 AS TEXT) IS NULL OR (c.submitted_at, c.id) < (SELECT x.submitted_at, x.id FROM claim x WHERE x.id = $4 AND x.household_id = $1))
        ORDER BY c.submitted_at DESC, c.id DESC LIMIT $5";
}

#[derive(sqlx::FromRow)]
struct SummaryRow {
    id: ClaimId,
    number: String,
    pet_id: PetId,
    pet_name: String,
    condition_code: Option<String>,
    condition_text: Option<String>,
    visit_on: Day,
    total_cents: i64,
    currency: Currency,
    state: ClaimState,
    answer_by: Day,
    submitted_at: i64,
    payable_cents: Option<i64>,
    decided_at: Option<i64>,
    payout_state: Option<PayoutState>,
    payout_cents: Option<i64>,
    account: Option<String>,
    arrives_by: Option<Day>,
    arrived_at: Option<i64>,
    reader: Option<String>,
    missing_what: Option<What>,
    missing_due_on: Option<Day>,
    missing_state: Option<RequirementState>,
    unread: i64,
}

impl SummaryRow {
    fn summary(self, actor: &HouseholdActor, l: Lang) -> ClaimSummary {
        let local = |at: i64| Moment::local(at, &actor.zone).day;
        let money = |cents: i64| Money {
            cents,
            currency: self.currency,
        };
        let payout = match (self.payout_state, self.payout_cents, self.arrives_by) {
            (Some(state), Some(cents), Some(arrives_by)) => Some(Payout {
                amount: money(cents),
                state,
                account_ending: account_ending(self.account.as_deref().unwrap_or_default()),
                arrives_by,
                arrived_on: self.arrived_at.map(local),
            }),
            _ => None,
        };
        ClaimSummary {
            what: conditions::words(self.condition_code.as_deref(), self.condition_text.as_deref(), l),
            total: money(self.total_cents),
            submitted_on: local(self.submitted_at),
            decided_on: self.decided_at.map(local),
            payable: self.payable_cents.map(money),
            payout,
            missing: self.missing_what.zip(self.missing_due_on).map(|(what, due_on)| Missing {
                what,
                due_on,
                confirm: self.missing_state == Some(RequirementState::ToConfirm),
            }),
            unread: self.unread,
            id: self.id,
            number: self.number,
            pet_id: self.pet_id,
            pet_name: self.pet_name,
            visit_on: self.visit_on,
            state: self.state,
            answer_by: self.answer_by,
            reader: self.reader,
        }
    }
}

/// The last four digits of an account's words.
fn account_ending(account: &str) -> String {
    let digits: Vec<char> = account.chars().filter(char::is_ascii_digit).collect();
    digits[digits.len().saturating_sub(4)..].iter().collect()
}

/// More claims than any household has open at once.
const MANY: i64 = 200;
/// Past claims on one page.
const PAGE: u8 = 20;

/// Which of the household's claims.
#[derive(Clone, Copy, Debug)]
enum Which<'a> {
    /// Those that still move.
    Current,
    /// Those that are over: a page of them after a claim, and one more to see whether there are more.
    Past(Option<&'a ClaimId>),
    /// This one.
    One(&'a ClaimId),
}

async fn summaries_of(state: &AppState, actor: &HouseholdActor, which: Which<'_>, l: Lang) -> Result<Vec<ClaimSummary>, sqlx::Error> {
    let (set, one, after, most) = match which {
        Which::Current => ("current", None, None, MANY),
        Which::Past(after) => ("past", None, after, i64::from(PAGE) + 1),
        Which::One(claim) => ("all", Some(claim), None, 1),
    };
    let rows = fetch_all!(
        state.store.read(),
        SummaryRow,
        SUMMARIES,
        &actor.household,
        set,
        one,
        after,
        most,
        actor.sees_filed_by(),
        &actor.person
    )?;
    Ok(rows.into_iter().map(|row| row.summary(actor, l)).collect())
}

/// The household's claims that still move (undecided, or with money that has not arrived): those that wait for the person, then the rest,
/// each newest first.
pub async fn summaries(state: &AppState, actor: &HouseholdActor, l: Lang) -> Result<Vec<ClaimSummary>, sqlx::Error> {
    let mut claims = summaries_of(state, actor, Which::Current, l).await?;
    claims.sort_by_key(|claim| claim.state.next() != Next::You);
    Ok(claims)
}

/// The claims page: what still moves and the first page of the rest, or with `after` the page of the rest that follows that claim.
pub async fn overview(state: &AppState, actor: &HouseholdActor, after: Option<&ClaimId>, l: Lang) -> Result<ClaimsOverview, sqlx::Error> {
    let mut past = summaries_of(state, actor, Which::Past(after), l).await?;
    let more = past.len() > usize::from(PAGE);
    past.truncate(usize::from(PAGE));
    let first = after.is_none();
    Ok(ClaimsOverview {
        current: if first { summaries(state, actor, l).await? } else { Vec::new() },
        draft: if first { draft_begun(state, actor).await? } else { None },
        more_after: past.last().filter(|_| more).map(|claim| claim.id.clone()),
        past,
        today: state.clock.today(&actor.zone),
    })
}

/// When the actor's unfinished claim was begun, if there is one with anything in it.
async fn draft_begun(state: &AppState, actor: &HouseholdActor) -> Result<Option<Moment>, sqlx::Error> {
    let draft = intake::store::current(state, actor).await?.filter(|draft| !draft.is_empty());
    Ok(draft.map(|draft| Moment::local(draft.created_at, &actor.zone)))
}
