//! Those one signs in as who own no policy: a member of the first household, and the people of an agency.

use app::auth::Role;
use app::auth::passwords::Hasher;
use app::db::Store;
use app::state::Random;
use app::{execute, fetch_one};

type Failure = Box<dyn std::error::Error + Send + Sync>;

struct Guest {
    role: Role,
    names: (&'static str, &'static str),
    email: &'static str,
    password: &'static str,
}

const CAST: [Guest; 3] = [
    Guest {
        role: Role::MemberFile,
        names: ("Kim", "Okafor"),
        email: "kim@example.com",
        password: "kim-walks-biscuit-on-sundays",
    },
    Guest {
        role: Role::Agent,
        names: ("Ana", "Whitfield"),
        email: "ana@agency.example",
        password: "two-handshakes-before-breakfast",
    },
    Guest {
        role: Role::AgencyAdmin,
        names: ("Bruno", "Castellanos"),
        email: "bruno@agency.example",
        password: "keys-to-the-corner-office-door",
    },
];

const AGENCY: &str = "Paws & Partners";

/// Writes them, and tells who they are: role, e-mail, password.
///
/// # Errors
/// What the database says.
pub(super) async fn write(store: &Store, hasher: &Hasher, random: &Random, now: i64) -> Result<Vec<serde_json::Value>, Failure> {
    let mut told = Vec::new();
    let mut tx = store.begin().await?;
    let robin = super::cast::SIGN_INS[0].email;
    let sql = "SELECT g.scope_id FROM person p JOIN \"grant\" g ON g.person_id = p.id WHERE p.email = $1 AND g.role = 'policyholder'";
    let (household,): (String,) = fetch_one!(tx.run(), (String,), sql, robin)?;
    let agency = random.id_at(now);
    execute!(tx.run(), "INSERT INTO agency (id, name, created_at) VALUES ($1, $2, $3)", &agency, AGENCY, now)?;
    for Guest { role, names, email, password } in &CAST {
        let (person, hash) = (random.id_at(now), hasher.hash(password, random).await?);
        let sql = "INSERT INTO person (id, given_name, family_name, email, created_at) VALUES ($1, $2, $3, $4, $5)";
        execute!(tx.run(), sql, &person, names.0, names.1, *email, now)?;
        let sql = "INSERT INTO credential (id, person_id, kind, email, secret, created_at) VALUES ($1, $2, 'password', $3, $4, $5)";
        execute!(tx.run(), sql, random.id_at(now), &person, *email, hash, now)?;
        let (kind, scope) = if *role == Role::MemberFile {
            ("household", &household)
        } else {
            ("agency", &agency)
        };
        let sql = "INSERT INTO \"grant\" (id, person_id, role, scope_kind, scope_id, from_at) VALUES ($1, $2, $3, $4, $5, $6)";
        execute!(tx.run(), sql, random.id_at(now), &person, *role, kind, scope, now)?;
        told.push(serde_json::json!({ "role": role, "email": email, "password": password }));
    }
    tx.commit().await?;
    Ok(told)
}
