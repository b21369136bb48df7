//! An invitation from the side of who was invited.

use super::{give, last_day, tell};
use crate::auth::Session;
use crate::auth::audit::{self, By};
use crate::auth::new_password::{FEWEST_ALONE, judge};
use crate::auth::roles::Roles;
use crate::auth::store::token_hash;
use crate::db::Tx;
use crate::error::{AppError, FieldError};
use crate::ids::{HouseholdId, InvitationId, PersonId};
use crate::notify::HouseholdChange;
use crate::people::model::{Circle, How, Invitation, OpenInvitation};
use crate::state::AppState;
use crate::texts::Lang;
use crate::{execute, fetch_all, fetch_optional};

crate::queries! {
    LOOK = "SELECT i.id, i.email, i.name, i.roles, i.scope_kind, i.scope_id, i.grant_to_at, i.expires_at, i.accepted_at, i.revoked_at, p.given_name AS inviter,
            h.time_zone
        FROM invitation i JOIN person p ON p.id = i.invited_by LEFT JOIN household h ON i.scope_kind = 'household' AND h.id = i.scope_id
        WHERE i.token_hash = $1";
    TAKE = "UPDATE invitation SET accepted_at = $1, accepted_by = $2 WHERE id = $3 AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > $1";
    // Whose the address is, and in how many ways they can sign in.
    HOLDERS = "SELECT p.id, (SELECT COUNT(*) FROM credential c WHERE c.person_id = p.id)
            + (SELECT COUNT(*) FROM factor f WHERE f.person_id = p.id AND f.kind IN ('passkey', 'oidc') AND f.removed_at IS NULL) AS ways
        FROM person p WHERE p.id IN (SELECT x.id FROM person x WHERE x.email = $1 UNION SELECT c.person_id FROM credential c WHERE c.email = $1)";
    NEW_PERSON = "INSERT INTO person (id, given_name, family_name, email, language, created_at) VALUES ($1, $2, $3, $4, $5, $6)";
    NEW_CREDENTIAL = "INSERT INTO credential (id, person_id, kind, email, secret, created_at) VALUES ($1, $2, 'password', $3, $4, $5) ON CONFLICT DO NOTHING";
    CHOOSE = "UPDATE session SET household_id = $1 WHERE id = $2";
}

#[derive(sqlx::FromRow)]
struct Row {
    id: InvitationId,
    email: String,
    name: String,
    roles: String,
    scope_kind: Circle,
    scope_id: String,
    grant_to_at: Option<i64>,
    expires_at: i64,
    accepted_at: Option<i64>,
    revoked_at: Option<i64>,
    inviter: String,
    time_zone: Option<String>,
}

async fn row(state: &AppState, token: &str) -> Result<Option<Row>, sqlx::Error> {
    fetch_optional!(state.store.read(), Row, LOOK, token_hash(token))
}

impl Row {
    fn is_open(&self, state: &AppState) -> bool {
        self.accepted_at.is_none() && self.revoked_at.is_none() && self.expires_at > state.clock.now()
    }
}

/// How the invitation to an address can be accepted by whoever asks.
async fn how(state: &AppState, session: Option<&Session>, email: &str) -> Result<How, sqlx::Error> {
    let holders: Vec<(PersonId, i64)> = fetch_all!(state.store.read(), (PersonId, i64), HOLDERS, email)?;
    Ok(match session {
        Some(session) if holders.iter().any(|(person, _)| *person == session.person) => How::Accept,
        Some(_) => How::Foreign,
        None if holders.is_empty() => How::Join,
        None if holders.iter().any(|(_, ways)| *ways > 0) => How::SignIn,
        None => How::Register,
    })
}

/// The invitation behind a link.
pub async fn look(state: &AppState, session: Option<&Session>, token: &str) -> Result<Invitation, sqlx::Error> {
    let Some(row) = row(state, token).await? else {
        return Ok(Invitation::Unknown);
    };
    Ok(match () {
        () if row.accepted_at.is_some() => Invitation::Used,
        () if row.revoked_at.is_some() => Invitation::Revoked,
        () if !row.is_open(state) => Invitation::Expired,
        () => {
            let how = how(state, session, &row.email).await?;
            Invitation::Open(Box::new(OpenInvitation {
                of: row.scope_kind,
                from: row.inviter,
                name: row.name,
                // Who is signed in as somebody else may have found the link: the address is not told.
                email: if how == How::Foreign { String::new() } else { row.email },
                roles: Roles::parse(&row.roles).iter().collect(),
                until: last_day(row.grant_to_at, row.time_zone.as_deref().unwrap_or("UTC")),
                how,
            }))
        }
    })
}

/// Uses the invitation up and gives what it offers. Of two at once one gets it.
async fn take(tx: &mut Tx, state: &AppState, row: &Row, person: &PersonId) -> Result<(), AppError> {
    if execute!(tx.run(), TAKE, state.clock.now(), person, &row.id)? == 0 {
        return Err(AppError::Conflict);
    }
    let roles = Roles::parse(&row.roles);
    give(tx, state, (row.scope_kind.as_str(), &row.scope_id), person, &roles, row.grant_to_at).await?;
    let detail = serde_json::json!({ "scope": row.scope_id, "roles": roles.to_string() });
    let action = format!("{}.accept", row.scope_kind);
    audit::record(tx, state, By::Person(person), &action, ("invitation", row.id.as_str()), detail).await?;
    Ok(tell(tx, state, (row.scope_kind, &row.scope_id), person, HouseholdChange::Joined).await?)
}

/// Accepts an invitation for the signed-in person, and looks at the household it lets them into.
///
/// # Errors
/// `NotFound` when it is for another address, `Conflict` when it is no longer open.
pub async fn accept(state: &AppState, session: &Session, token: &str) -> Result<(), AppError> {
    let row = row(state, token).await?.ok_or(AppError::NotFound)?;
    if how(state, Some(session), &row.email).await? != How::Accept {
        return Err(AppError::NotFound);
    }
    let mut tx = state.store.begin().await?;
    take(&mut tx, state, &row, &session.person).await?;
    if row.scope_kind == Circle::Household {
        execute!(tx.run(), CHOOSE, HouseholdId(row.scope_id), &session.id)?;
    }
    Ok(tx.commit().await?)
}

/// Accepts an invitation for somebody new, who chooses a password.
///
/// # Errors
/// `NotFound` when there is no such invitation, `Conflict` when it is no longer open or the address has a sign-in by now, `Invalid` with what to mend.
pub async fn join(state: &AppState, token: &str, [given, family]: [&str; 2], password: &str, l: Lang) -> Result<PersonId, AppError> {
    let row = row(state, token).await?.ok_or(AppError::NotFound)?;
    if !row.is_open(state) || how(state, None, &row.email).await? != How::Join {
        return Err(AppError::Conflict);
    }
    let unnamed = |name: &str| name.is_empty() || name.chars().count() > 60 || name.chars().any(char::is_control);
    let names = [("given_name", given), ("family_name", family)].into_iter().filter(|(_, name)| unnamed(name));
    let mut errors: Vec<FieldError> = names.map(|(field, _)| FieldError::new(field, l.people_name_missing())).collect();
    let own = [given.to_owned(), family.to_owned(), row.email.clone()];
    if let Err(unfit) = judge(password, &own, FEWEST_ALONE) {
        errors.push(FieldError::new("password", unfit.sentence(l)));
    }
    if !errors.is_empty() {
        return Err(AppError::Invalid(errors));
    }
    let secret = state.hasher.hash(password, &state.random).await?;
    let (person, now) = (PersonId(state.new_id()), state.clock.now());
    let mut tx = state.store.begin().await?;
    execute!(tx.run(), NEW_PERSON, &person, given, family, &row.email, l, now)?;
    if execute!(tx.run(), NEW_CREDENTIAL, state.new_id(), &person, &row.email, secret, now)? == 0 {
        return Err(AppError::Conflict);
    }
    take(&mut tx, state, &row, &person).await?;
    tx.commit().await?;
    Ok(person)
}
