//! Whose policy an identity names, and opening their sign-in.

use super::jobs::SentTo;
use super::model::{Identity, five_digits};
use crate::auth::audit::{self, By};
use crate::auth::model::parse_email;
use crate::auth::tickets::{self, Kind, Ticket};
use crate::day::Day;
use crate::db::Tx;
use crate::error::AppError;
use crate::ids::{HouseholdId, PersonId};
use crate::state::AppState;
use crate::texts::Lang;
use crate::{execute, fetch_all, fetch_optional};

crate::queries! {
    POLICYHOLDER = "SELECT y.id AS policy_id, p.id AS person_id, p.given_name, p.email, p.birth_on, p.language, h.postcode
        FROM policy y JOIN person p ON p.id = y.policyholder_id JOIN household h ON h.id = y.household_id WHERE y.number = $1";
    // By any way of signing in, or by an address that somebody else signs in with.
    REGISTERED = "SELECT 1 FROM credential WHERE person_id = $1 OR email = $2
        UNION ALL SELECT 1 FROM factor WHERE person_id = $1 AND kind IN ('passkey', 'oidc') AND removed_at IS NULL LIMIT 1";
    OPEN = "INSERT INTO credential (id, person_id, kind, email, secret, created_at) VALUES ($1, $2, 'password', $3, $4, $5) ON CONFLICT DO NOTHING";
    EMAIL = "SELECT email FROM person WHERE id = $1";
    WITHOUT_GRANT = "SELECT DISTINCT y.household_id FROM policy y WHERE y.policyholder_id = $1 AND NOT EXISTS (
        SELECT 1 FROM \"grant\" g WHERE g.person_id = $1 AND g.role = 'policyholder' AND g.scope_id = y.household_id AND (g.to_at IS NULL OR g.to_at > $2))";
    GRANT = "INSERT INTO \"grant\" (id, person_id, role, scope_kind, scope_id, from_at) VALUES ($1, $2, 'policyholder', 'household', $3, $4)";
}

#[derive(sqlx::FromRow)]
struct Row {
    policy_id: String,
    person_id: PersonId,
    given_name: String,
    email: String,
    birth_on: Option<Day>,
    language: Option<Lang>,
    postcode: String,
}

/// The person an identity fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Who.
    pub person: PersonId,
    /// What to call them.
    pub given_name: String,
    /// The address on their policy, as it is compared.
    pub email: String,
    /// The language they chose.
    pub language: Option<Lang>,
}

/// What an identity says about our policies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Match {
    /// This policyholder's.
    Fits(Known),
    /// There is such a policy, and the rest does not fit.
    Differs(String),
    /// There is no such policy.
    Unknown,
}

/// Looks for the policyholder of an identity.
pub async fn find(state: &AppState, identity: &Identity) -> Result<Match, sqlx::Error> {
    let Some(row) = fetch_optional!(state.store.read(), Row, POLICYHOLDER, &identity.policy_number)? else {
        return Ok(Match::Unknown);
    };
    let fits = row.birth_on == Some(identity.birth_on) && five_digits(&row.postcode).as_ref() == Some(&identity.postcode);
    Ok(match parse_email(&row.email).filter(|_| fits) {
        Some(email) => Match::Fits(Known {
            person: row.person_id,
            given_name: row.given_name,
            email,
            language: row.language,
        }),
        None => Match::Differs(row.policy_id),
    })
}

/// Whether they sign in already, or cannot with this address because somebody else does.
pub async fn is_registered(state: &AppState, person: &PersonId, email: &str) -> Result<bool, sqlx::Error> {
    let found: Option<(i32,)> = fetch_optional!(state.store.read(), (i32,), REGISTERED, person, email)?;
    Ok(found.is_some())
}

/// Opens the account of a person, once; without a password they have to set up another way to sign in, or register again. `false`: the ticket was
/// used meanwhile, or the address is taken.
pub async fn open(state: &AppState, ticket: &str, person: &PersonId, email: &str, secret: Option<&str>) -> Result<bool, sqlx::Error> {
    let now = state.clock.now();
    let mut tx = state.store.begin().await?;
    if !tickets::use_up(&mut tx, state, ticket).await? {
        return Ok(false);
    }
    if let Some(secret) = secret
        && execute!(tx.run(), OPEN, state.new_id(), person, email, secret, now)? == 0
    {
        return Ok(false);
    }
    open_households(&mut tx, state, person).await?;
    let subject = ("person", person.as_str());
    audit::record(
        &mut tx,
        state,
        By::Person(person),
        "register",
        subject,
        serde_json::json!({ "password": secret.is_some() }),
    )
    .await?;
    tx.commit().await?;
    Ok(true)
}

/// Lets a policyholder into the households of their policies.
pub async fn open_households(tx: &mut Tx, state: &AppState, person: &PersonId) -> Result<(), sqlx::Error> {
    let now = state.clock.now();
    let households: Vec<(HouseholdId,)> = fetch_all!(tx.run(), (HouseholdId,), WITHOUT_GRANT, person, now)?;
    for (household,) in households {
        execute!(tx.run(), GRANT, state.new_id(), person, household, now)?;
    }
    Ok(())
}

/// The live ticket of a link and whom it is for, as long as the policy still has the address it was sent to.
///
/// # Errors
/// `Unavailable` or `Internal` when it cannot be read.
pub async fn ticket(state: &AppState, token: &str) -> Result<Option<(Ticket<SentTo>, PersonId)>, AppError> {
    let Some(ticket) = tickets::look::<SentTo>(state, Kind::Register, token).await? else {
        return Ok(None);
    };
    let Some(person) = ticket.person.clone() else { return Ok(None) };
    let email: Option<(String,)> = fetch_optional!(state.store.read(), (String,), EMAIL, &person)?;
    let same = email.is_some_and(|(email,)| parse_email(&email).as_ref() == Some(&ticket.payload.email));
    Ok(same.then_some((ticket, person)))
}
