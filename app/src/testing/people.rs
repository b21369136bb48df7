//! People without policies of their own: household members, staff, agents.

use super::PASSWORD;
use crate::auth::model::Strength;
use crate::auth::{HouseholdActor, Role, Session};
use crate::execute;
use crate::ids::{AgencyId, PersonId};
use crate::sessions::browser::Browser;
use crate::state::AppState;

/// Somebody who can sign in with [`PASSWORD`] and may do nothing yet.
#[derive(Clone, Debug)]
pub struct Somebody {
    /// Who.
    pub id: PersonId,
    /// Sign-in address.
    pub email: String,
}

/// What a role is for.
#[derive(Clone, Copy, Debug)]
pub enum Scope<'a> {
    /// The household of this person.
    Home(&'a HouseholdActor),
    /// An agency.
    Agency(&'a AgencyId),
    /// The whole book.
    Book,
}

/// A person with a sign-in.
pub async fn somebody(state: &AppState, given_name: &str) -> Somebody {
    let (id, now) = (PersonId(state.new_id()), state.clock.now());
    let email = format!("{}@test.example", given_name.to_lowercase());
    let secret = state.hasher.hash(PASSWORD, &state.random).await.expect("a hash");
    let mut tx = state.store.begin().await.expect("tx");
    let sql = "INSERT INTO person (id, given_name, family_name, email, created_at) VALUES ($1, $2, 'Test', $3, $4)";
    execute!(tx.run(), sql, &id, given_name, &email, now).expect("person");
    let sql = "INSERT INTO credential (id, person_id, kind, email, secret, created_at) VALUES ($1, $2, 'password', $3, $4, $5)";
    execute!(tx.run(), sql, state.new_id(), &id, &email, secret, now).expect("credential");
    tx.commit().await.expect("commit");
    Somebody { id, email }
}

/// Gives a role; it counts from now on.
pub async fn grant(state: &AppState, person: &PersonId, role: Role, scope: Scope<'_>) {
    let (kind, id) = match scope {
        Scope::Home(actor) => ("household", actor.household.as_str()),
        Scope::Agency(agency) => ("agency", agency.as_str()),
        Scope::Book => ("book", "book"),
    };
    let sql = "INSERT INTO \"grant\" (id, person_id, role, scope_kind, scope_id, from_at) VALUES ($1, $2, $3, $4, $5, $6)";
    crate::insert!(state, sql, state.new_id(), person, role, kind, id, state.clock.now());
}

/// An agency without people.
pub async fn agency(state: &AppState, name: &str) -> AgencyId {
    let id = AgencyId(state.new_id());
    let sql = "INSERT INTO agency (id, name, created_at) VALUES ($1, $2, $3)";
    crate::insert!(state, sql, &id, name, state.clock.now());
    id
}

/// The cookie's token of a new session of two factors.
pub async fn token_of(state: &AppState, person: &PersonId) -> String {
    let mut tx = state.store.begin().await.expect("tx");
    let started = crate::sessions::store::start(&mut tx, state, person, Strength::Two, &Browser::default()).await;
    tx.commit().await.expect("commit");
    started.expect("session").token
}

/// A session of somebody, as the guard would see it.
pub async fn session_of(state: &AppState, person: &PersonId) -> Session {
    let token = token_of(state, person).await;
    crate::auth::store::session(state, &token).await.expect("look").expect("found")
}

/// A member of a household, as the guard would give them.
pub async fn member(state: &AppState, home: &HouseholdActor, given_name: &str, roles: &[Role]) -> HouseholdActor {
    let person = somebody(state, given_name).await;
    for role in roles {
        grant(state, &person.id, *role, Scope::Home(home)).await;
    }
    session_of(state, &person.id).await.household.expect("a household")
}
