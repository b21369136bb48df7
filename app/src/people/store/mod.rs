//! Grants and invitations. Everything here is in force from the next request on, in every running session.

pub mod homes;
pub mod invitation;
pub mod staff;
#[cfg(test)]
mod tests;

pub use homes::{choose_home, homes};

use super::Keeper;
use super::model::{Circle, CircleView, Granted, Invite, InviteForm, Invited, Member};
use crate::auth::audit::{self, By};
use crate::auth::limits::{self, Limit};
use crate::auth::roles::{Role, Roles};
use crate::auth::store::token_hash;
use crate::day::{Day, Moment};
use crate::db::Tx;
use crate::error::{AppError, FieldError};
use crate::ids::{HouseholdId, InvitationId, PersonId};
use crate::notify::{self, HouseholdChange, Letter, Tidings, jobs};
use crate::seal::hex;
use crate::state::AppState;
use crate::texts::Lang;
use crate::{execute, fetch_all, fetch_one, fetch_optional};

/// How long an invitation can be accepted, in milliseconds: seven days.
pub const INVITATION_MS: i64 = 7 * 24 * 60 * 60 * 1000;
/// How long something taken back can be given again with one press, in milliseconds.
pub const UNDO_MS: i64 = 60 * 60 * 1000;
/// Letters that one person can make us send.
const INVITATIONS: Limit = Limit::new("invite", 20, 24 * 60);

crate::queries! {
    MEMBERS = "SELECT g.person_id, p.given_name || ' ' || p.family_name AS name, p.email, g.role, g.to_at
        FROM \"grant\" g JOIN person p ON p.id = g.person_id
        WHERE g.scope_kind = $1 AND g.scope_id = $2 AND g.role <> 'policyholder' AND g.from_at <= $3 AND (g.to_at IS NULL OR g.to_at > $3)
        ORDER BY p.given_name, p.id, g.role";
    // What was taken from somebody last, all at one instant.
    TAKEN = "SELECT g.person_id, p.given_name || ' ' || p.family_name AS name, p.email, g.role, CAST(NULL AS BIGINT) AS to_at
        FROM \"grant\" g JOIN person p ON p.id = g.person_id
        WHERE g.scope_kind = $1 AND g.scope_id = $2 AND g.role <> 'policyholder' AND g.person_id = $3 AND g.to_at <= $4 AND g.to_at > $5
            AND g.to_at = (SELECT MAX(x.to_at) FROM \"grant\" x WHERE x.person_id = $3 AND x.scope_kind = $1 AND x.scope_id = $2 AND x.role <> 'policyholder')
            AND NOT EXISTS (SELECT 1 FROM \"grant\" x WHERE x.person_id = $3 AND x.scope_kind = $1 AND x.scope_id = $2 AND x.role <> 'policyholder' AND x.to_at IS NULL)
        ORDER BY g.role";
    INVITED = "SELECT id, name, email, roles, grant_to_at, expires_at FROM invitation
        WHERE scope_kind = $1 AND scope_id = $2 AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > $3 ORDER BY created_at, id";
    WITHDRAWN = "SELECT id, name, email, roles, grant_to_at, expires_at FROM invitation
        WHERE scope_kind = $1 AND scope_id = $2 AND id = $3 AND accepted_at IS NULL AND revoked_at > $4 AND expires_at > $5";
    KNOWN = "SELECT COUNT(*) FROM \"grant\"
        WHERE scope_kind = $1 AND scope_id = $2 AND person_id = $3 AND role <> 'policyholder' AND (to_at IS NULL OR to_at > $4)";
    END = "UPDATE \"grant\" SET to_at = $4
        WHERE scope_kind = $1 AND scope_id = $2 AND person_id = $3 AND role <> 'policyholder' AND (to_at IS NULL OR to_at > $4)";
    UNTIL = "SELECT MIN(to_at) FROM \"grant\" WHERE scope_kind = $1 AND scope_id = $2 AND person_id = $3 AND role <> 'policyholder' AND to_at > $4";
    GIVE = "INSERT INTO \"grant\" (id, person_id, role, scope_kind, scope_id, from_at, to_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    // Only the newest letter to an address counts.
    REPLACE = "UPDATE invitation SET revoked_at = $4
        WHERE scope_kind = $1 AND scope_id = $2 AND email = $3 AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > $4";
    INVITE = "INSERT INTO invitation (id, token_hash, email, name, roles, scope_kind, scope_id, grant_to_at, invited_by, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    WITHDRAW = "UPDATE invitation SET revoked_at = $4 WHERE scope_kind = $1 AND scope_id = $2 AND id = $3 AND accepted_at IS NULL AND revoked_at IS NULL";
    RESTORE = "UPDATE invitation SET revoked_at = NULL WHERE scope_kind = $1 AND scope_id = $2 AND id = $3 AND accepted_at IS NULL AND revoked_at > $4";
    INVITER = "SELECT given_name, email FROM person WHERE id = $1";
}

#[derive(sqlx::FromRow)]
struct MemberRow {
    person_id: PersonId,
    name: String,
    email: String,
    role: Role,
    to_at: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct InvitedRow {
    id: InvitationId,
    name: String,
    email: String,
    roles: String,
    grant_to_at: Option<i64>,
    expires_at: i64,
}

/// The last day of what ends at an instant.
fn last_day(to_at: Option<i64>, zone: &str) -> Option<Day> {
    to_at.map(|at| Moment::local(at - 1, zone).day)
}

impl InvitedRow {
    fn invited(self, zone: &str) -> Invited {
        Invited {
            id: self.id,
            name: self.name,
            email: self.email,
            roles: Roles::parse(&self.roles).iter().collect(),
            until: last_day(self.grant_to_at, zone),
            expires_on: Moment::local(self.expires_at, zone).day,
        }
    }
}

/// One member for all the rows of a person.
fn members(rows: Vec<MemberRow>, keeper: &Keeper) -> Vec<Member> {
    let mut members: Vec<Member> = Vec::new();
    for row in rows {
        match members.last_mut().filter(|last| last.person == row.person_id) {
            Some(last) => last.roles.push(row.role),
            None => members.push(Member {
                you: row.person_id == keeper.person,
                person: row.person_id,
                name: row.name,
                email: row.email,
                roles: vec![row.role],
                until: last_day(row.to_at, &keeper.zone),
            }),
        }
    }
    for member in &mut members {
        member.roles.sort_unstable();
    }
    members
}

/// Everybody in the circle.
pub async fn circle(
    state: &AppState,
    keeper: &Keeper,
    removed: Option<&PersonId>,
    withdrawn: Option<&InvitationId>,
    form: InviteForm,
) -> Result<CircleView, sqlx::Error> {
    let (read, now, zone) = (|| state.store.read(), state.clock.now(), &keeper.zone);
    let rows = fetch_all!(read(), MemberRow, MEMBERS, keeper.of, &keeper.id, now)?;
    let invited = fetch_all!(read(), InvitedRow, INVITED, keeper.of, &keeper.id, now)?;
    let taken = match removed {
        Some(person) => fetch_all!(read(), MemberRow, TAKEN, keeper.of, &keeper.id, person, now, now - UNDO_MS)?,
        None => Vec::new(),
    };
    let withdrawn = match withdrawn {
        Some(id) => fetch_optional!(read(), InvitedRow, WITHDRAWN, keeper.of, &keeper.id, id, now - UNDO_MS, now)?,
        None => None,
    };
    Ok(CircleView {
        members: members(rows, keeper),
        invited: invited.into_iter().map(|row| row.invited(zone)).collect(),
        removed: members(taken, keeper).pop(),
        withdrawn: withdrawn.map(|row| row.invited(zone)),
        form,
        today: keeper.today(state),
    })
}

/// Records what a keeper did, by the circle's own name: `household.invite`.
async fn record(tx: &mut Tx, state: &AppState, keeper: &Keeper, act: &str, subject: (&str, &str), roles: Option<&Roles>) -> Result<(), sqlx::Error> {
    let detail = serde_json::json!({ "scope": keeper.id, "roles": roles.map(Roles::to_string) });
    let action = format!("{}.{act}", keeper.of);
    audit::record(tx, state, By::Person(&keeper.person), &action, subject, detail).await
}

/// Tells a household that somebody may do other things in it.
async fn tell(tx: &mut Tx, state: &AppState, (of, id): (Circle, &str), person: &PersonId, change: HouseholdChange) -> Result<(), sqlx::Error> {
    let household = &HouseholdId(id.to_owned());
    match of {
        Circle::Household => notify::tell(tx, state, &Tidings::Household { household, person, change }).await,
        Circle::Agency | Circle::Book => Ok(()),
    }
}

/// The instant at which something ends whose last day is given.
fn end_of(until: Option<Day>, zone: &str) -> Option<i64> {
    until.map(|day| day.plus_days(1).at(0, 0, zone))
}

/// Sends an invitation; one that waited for the same address is void then.
///
/// # Errors
/// `Invalid` for one's own address, `TooMany` after twenty in a day.
pub async fn invite(state: &AppState, keeper: &Keeper, invite: &Invite, l: Lang) -> Result<(), AppError> {
    let (from, own): (String, String) = fetch_one!(state.store.read(), (String, String), INVITER, &keeper.person)?;
    if own.to_lowercase() == invite.email {
        return Err(AppError::Invalid(vec![FieldError::new("email", l.people_own_email())]));
    }
    limits::count(state, INVITATIONS, keeper.person.as_str()).await?;
    let (id, token, now) = (state.new_id(), hex(&state.random.bytes::<32>()), state.clock.now());
    let ends = end_of(invite.powers.until, &keeper.zone);
    let expires_at = ends.map_or(now + INVITATION_MS, |ends| ends.min(now + INVITATION_MS));
    let letter = Letter::Invitation {
        of: keeper.of,
        from,
        link: format!("{}/invitation/{token}", state.public_url),
    };
    let mut tx = state.store.begin().await?;
    execute!(tx.run(), REPLACE, keeper.of, &keeper.id, &invite.email, now)?;
    execute!(
        tx.run(),
        INVITE,
        &id,
        token_hash(&token),
        &invite.email,
        &invite.name,
        invite.powers.roles.to_string(),
        keeper.of,
        &keeper.id,
        ends,
        &keeper.person,
        now,
        expires_at
    )?;
    jobs::write(&mut tx, state, &invite.email, l, letter).await?;
    record(&mut tx, state, keeper, "invite", ("invitation", &id), Some(&invite.powers.roles)).await?;
    Ok(tx.commit().await?)
}

/// Gives a person exactly these roles in a circle, in place of what they had.
async fn give(tx: &mut Tx, state: &AppState, circle: (&str, &str), person: &PersonId, roles: &Roles, to_at: Option<i64>) -> Result<(), sqlx::Error> {
    let now = state.clock.now();
    execute!(tx.run(), END, circle.0, circle.1, person, now)?;
    for role in roles.iter() {
        execute!(tx.run(), GIVE, state.new_id(), person, role, circle.0, circle.1, now, to_at)?;
    }
    Ok(())
}

/// Nobody locks themselves out, or takes powers by themselves.
fn not_oneself(keeper: &Keeper, person: &PersonId) -> Result<(), AppError> {
    if keeper.person == *person { Err(AppError::Conflict) } else { Ok(()) }
}

/// Gives somebody who was let in, or was until a moment ago, exactly these powers.
///
/// # Errors
/// `NotFound` for anybody else, `Conflict` for oneself.
pub async fn change(state: &AppState, keeper: &Keeper, person: &PersonId, powers: &Granted) -> Result<(), AppError> {
    not_oneself(keeper, person)?;
    let mut tx = state.store.begin().await?;
    let since = state.clock.now() - UNDO_MS;
    let (known,): (i64,) = fetch_one!(tx.run(), (i64,), KNOWN, keeper.of, &keeper.id, person, since)?;
    if known == 0 {
        return Err(AppError::NotFound);
    }
    let circle = (keeper.of.as_str(), keeper.id.as_str());
    give(&mut tx, state, circle, person, &powers.roles, end_of(powers.until, &keeper.zone)).await?;
    record(&mut tx, state, keeper, "change", ("person", person.as_str()), Some(&powers.roles)).await?;
    tell(&mut tx, state, (keeper.of, &keeper.id), person, HouseholdChange::Changed).await?;
    Ok(tx.commit().await?)
}

/// Takes everything from somebody who was let in. Gives the last day that it would have had, to undo it with.
///
/// # Errors
/// `NotFound` for anybody else, `Conflict` for oneself.
pub async fn remove(state: &AppState, keeper: &Keeper, person: &PersonId) -> Result<Option<Day>, AppError> {
    not_oneself(keeper, person)?;
    let mut tx = state.store.begin().await?;
    let (until,): (Option<i64>,) = fetch_one!(tx.run(), (Option<i64>,), UNTIL, keeper.of, &keeper.id, person, state.clock.now())?;
    if execute!(tx.run(), END, keeper.of, &keeper.id, person, state.clock.now())? == 0 {
        return Err(AppError::NotFound);
    }
    record(&mut tx, state, keeper, "remove", ("person", person.as_str()), None).await?;
    tell(&mut tx, state, (keeper.of, &keeper.id), person, HouseholdChange::Left).await?;
    tx.commit().await?;
    Ok(last_day(until, &keeper.zone))
}

/// Takes an invitation back, or undoes that.
///
/// # Errors
/// `NotFound` when there is no such invitation in that state.
pub async fn withdraw_invitation(state: &AppState, keeper: &Keeper, id: &InvitationId, back: bool) -> Result<(), AppError> {
    let now = state.clock.now();
    let mut tx = state.store.begin().await?;
    let changed = if back {
        execute!(tx.run(), WITHDRAW, keeper.of, &keeper.id, id, now)?
    } else {
        execute!(tx.run(), RESTORE, keeper.of, &keeper.id, id, now - UNDO_MS)?
    };
    if changed == 0 {
        return Err(AppError::NotFound);
    }
    let act = if back { "withdraw_invitation" } else { "restore_invitation" };
    record(&mut tx, state, keeper, act, ("invitation", id.as_str()), None).await?;
    Ok(tx.commit().await?)
}
