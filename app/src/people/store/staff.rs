//! The first of the insurer's people, made from a terminal: nobody is there to invite them.

use crate::auth::Role;
use crate::auth::audit::{By, record_at};
use crate::db::Store;
use crate::state::{Clock, Random};
use crate::{execute, fetch_one};

crate::queries! {
    TAKEN = "SELECT COUNT(*) FROM person p WHERE p.email = $1 OR EXISTS (SELECT 1 FROM credential c WHERE c.person_id = p.id AND c.email = $1)";
    PERSON = "INSERT INTO person (id, given_name, family_name, email, created_at) VALUES ($1, $2, $3, $4, $5)";
    CREDENTIAL = "INSERT INTO credential (id, person_id, kind, email, secret, created_at) VALUES ($1, $2, 'password', $3, $4, $5)";
    GRANT = "INSERT INTO \"grant\" (id, person_id, role, scope_kind, scope_id, from_at) VALUES ($1, $2, $3, 'book', 'book', $4)";
}

/// Makes a sign-in with a role at the desk; `secret` is the password's hash. `false`: the address is known, nothing was changed.
pub async fn create(store: &Store, email: &str, [given, family]: [&str; 2], role: Role, secret: &str) -> Result<bool, sqlx::Error> {
    let (random, now) = (Random::system(), Clock::System.now());
    let mut tx = store.begin().await?;
    let (taken,): (i64,) = fetch_one!(tx.run(), (i64,), TAKEN, email)?;
    if taken > 0 {
        return Ok(false);
    }
    let person = random.id_at(now);
    execute!(tx.run(), PERSON, &person, given, family, email, now)?;
    execute!(tx.run(), CREDENTIAL, random.id_at(now), &person, email, secret, now)?;
    execute!(tx.run(), GRANT, random.id_at(now), &person, role, now)?;
    let detail = serde_json::json!({ "scope": "book", "roles": role });
    record_at(&mut tx, now, By::System, "book.create", ("person", &person), detail).await?;
    tx.commit().await?;
    Ok(true)
}
