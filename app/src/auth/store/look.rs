//! Who is signed in, and all that they are: one look, before every page.

use super::token_hash;
use crate::auth::guard::{Agent, HouseholdActor, Session, Staff};
use crate::auth::model::Strength;
use crate::auth::roles::{Role, Roles};
use crate::fetch_all;
use crate::ids::{AgencyId, HouseholdId, PersonId, SessionId};
use crate::sessions::store::IDLE_MS;
use crate::state::AppState;
use crate::texts::Lang;

crate::queries! {
    // A row for each live grant, the oldest first; the usual policyholder has one.
    SESSION = "SELECT s.id, s.person_id, s.strength, COALESCE(s.proved_at, s.created_at) AS proved_at, COALESCE(s.used_at, s.created_at) AS used_at, s.expires_at,
            s.household_id AS chosen, p.given_name, p.language, g.role, g.scope_kind, g.scope_id, h.time_zone, h.state, h.revision
        FROM session s
        JOIN person p ON p.id = s.person_id
        LEFT JOIN \"grant\" g ON g.person_id = s.person_id AND g.from_at <= $2 AND (g.to_at IS NULL OR g.to_at > $2)
        LEFT JOIN household h ON g.scope_kind = 'household' AND h.id = g.scope_id
        WHERE s.token_hash = $1 AND s.ended_at IS NULL AND s.expires_at > $2 AND COALESCE(s.used_at, s.created_at) > $3
        ORDER BY g.from_at, g.id";
}

#[derive(sqlx::FromRow)]
struct Row {
    id: SessionId,
    person_id: PersonId,
    strength: Strength,
    proved_at: i64,
    used_at: i64,
    expires_at: i64,
    chosen: Option<HouseholdId>,
    given_name: String,
    language: Option<Lang>,
    role: Option<Role>,
    scope_kind: Option<String>,
    scope_id: Option<String>,
    time_zone: Option<String>,
    state: Option<String>,
    revision: Option<i64>,
}

impl Row {
    fn scope(&self, kind: &str) -> Option<&str> {
        self.scope_id.as_deref().filter(|_| self.scope_kind.as_deref() == Some(kind))
    }
}

/// The live session of a cookie's token.
pub async fn session(state: &AppState, token: &str) -> Result<Option<Session>, sqlx::Error> {
    let now = state.clock.now();
    let rows = fetch_all!(state.store.read(), Row, SESSION, token_hash(token), now, now - IDLE_MS)?;
    // What opens other people's data wants two factors (ASVS 5.0, 6.3.3): with one, somebody is only who they are at home.
    let two = rows.first().is_some_and(|first| first.strength > Strength::One);
    Ok(rows.first().map(|first| Session {
        id: first.id.clone(),
        person: first.person_id.clone(),
        language: first.language,
        strength: first.strength,
        proved_at: first.proved_at,
        used_at: first.used_at,
        expires_at: first.expires_at,
        revision: of_household(&rows).and_then(|row| row.revision).unwrap_or_default(),
        household: of_household(&rows).and_then(|row| household(row, &rows)),
        agency: agency(&rows).filter(|_| two),
        staff: staff(&rows).filter(|_| two),
    }))
}

/// The household that is looked at: the one that was chosen, else their own, else the first they were let into.
fn of_household(rows: &[Row]) -> Option<&Row> {
    let mut homes = rows.iter().filter(|row| row.scope("household").is_some());
    let chosen = homes.clone().find(|row| row.chosen.as_ref().map(HouseholdId::as_str) == row.scope("household"));
    let own = homes.clone().find(|row| row.role == Some(Role::Policyholder));
    chosen.or(own).or_else(|| homes.next())
}

fn household(row: &Row, rows: &[Row]) -> Option<HouseholdActor> {
    let household = row.scope("household")?;
    let here = rows.iter().filter(|row| row.scope("household") == Some(household));
    Some(HouseholdActor {
        person: row.person_id.clone(),
        given_name: row.given_name.clone(),
        household: HouseholdId(household.to_owned()),
        zone: row.time_zone.clone()?,
        state: row.state.clone()?,
        roles: here.filter_map(|row| row.role).collect(),
    })
}

fn agency(rows: &[Row]) -> Option<Agent> {
    let first = rows.iter().find(|row| row.scope("agency").is_some())?;
    let agency = first.scope("agency")?;
    let mut here = rows.iter().filter(|row| row.scope("agency") == Some(agency));
    Some(Agent {
        person: first.person_id.clone(),
        agency: AgencyId(agency.to_owned()),
        admin: here.any(|row| row.role == Some(Role::AgencyAdmin)),
    })
}

fn staff(rows: &[Row]) -> Option<Staff> {
    let first = rows.iter().find(|row| row.scope("book").is_some())?;
    let roles: Roles = rows.iter().filter(|row| row.scope("book").is_some()).filter_map(|row| row.role).collect();
    Some(Staff {
        person: first.person_id.clone(),
        roles,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::home;
    use crate::testing::people::{Scope, agency, grant, session_of, somebody, token_of};
    use crate::{execute, on_both_engines};

    /// How many sessions are marked as staff's.
    async fn staff_sessions(state: &AppState) -> i64 {
        let sql = "SELECT COUNT(*) FROM session WHERE staff = $1";
        let (count,): (i64,) = crate::fetch_one!(state.store.read(), (i64,), sql, true).expect("a count");
        count
    }

    on_both_engines! {
        async fn what_is_granted_and_taken_counts_at_once(state: AppState) {
            let (robin, sam) = (home(&state, "Robin", &[]).await, somebody(&state, "Sam").await);
            let token = token_of(&state, &sam.id).await;
            let roles = || async { session(&state, &token).await.expect("look").expect("live").roles().to_string() };
            assert_eq!(roles().await, "");
            grant(&state, &sam.id, Role::MemberFile, Scope::Home(&robin.actor)).await;
            grant(&state, &sam.id, Role::MemberPay, Scope::Home(&robin.actor)).await;
            assert_eq!(roles().await, "member_file member_pay");
            let mut tx = state.store.begin().await.expect("tx");
            execute!(tx.run(), "UPDATE \"grant\" SET to_at = $1 WHERE role = 'member_pay'", state.clock.now() + 1_000).expect("ended");
            tx.commit().await.expect("commit");
            assert_eq!(roles().await, "member_file member_pay", "until its end");
            state.clock.advance(1_000);
            assert_eq!(roles().await, "member_file");
        }

        async fn ones_own_household_comes_first_and_another_can_be_chosen(state: AppState) {
            let (robin, sam) = (home(&state, "Robin", &[]).await, home(&state, "Sam", &[]).await);
            state.clock.advance(-60_000);
            grant(&state, &sam.actor.person, Role::MemberView, Scope::Home(&robin.actor)).await;
            state.clock.advance(60_000);
            let token = token_of(&state, &sam.actor.person).await;
            let found = session(&state, &token).await.expect("look").expect("live");
            assert_eq!((found.policyholder().expect("owner").household, found.roles().to_string()), (sam.actor.household, "policyholder".into()));
            let mut tx = state.store.begin().await.expect("tx");
            execute!(tx.run(), "UPDATE session SET household_id = $1", &robin.actor.household).expect("chosen");
            tx.commit().await.expect("commit");
            let found = session(&state, &token).await.expect("look").expect("live");
            assert_eq!((found.household.as_ref().expect("a member").household.clone(), found.roles().to_string()), (robin.actor.household, "member_view".into()));
            assert!(found.policyholder().is_err(), "an owner at home is a member elsewhere");
        }

        async fn each_kind_of_scope_opens_its_own_side(state: AppState) {
            let (ana, ben) = (somebody(&state, "Ana").await, somebody(&state, "Ben").await);
            let agency = agency(&state, "Paws & Partners").await;
            grant(&state, &ana.id, Role::Agent, Scope::Agency(&agency)).await;
            grant(&state, &ben.id, Role::Support, Scope::Book).await;
            let (ana, ben) = (session_of(&state, &ana.id).await, session_of(&state, &ben.id).await);
            assert_eq!(ana.agency.map(|agent| (agent.agency, agent.admin)), Some((agency, false)));
            assert!(ana.household.is_none() && ana.staff.is_none() && ben.household.is_none() && ben.agency.is_none());
            assert_eq!(ben.staff.map(|staff| staff.roles.to_string()).as_deref(), Some("support"));
            assert_eq!(staff_sessions(&state).await, 1, "Ben's");
        }
    }
}
