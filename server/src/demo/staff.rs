//! The insurer's people one signs in as. Each has an app; its secret is the same for the same seed and stands with the sign-ins.

use app::auth::Role;
use app::auth::factors::{model::Kind, totp};
use app::auth::passwords::Hasher;
use app::db::{Store, Tx};
use app::seal::Keys;
use app::state::Random;
use app::{execute, fetch_one};

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Somebody of the staff.
struct Member {
    role: Role,
    email: &'static str,
    password: &'static str,
}

const CAST: [Member; 5] = [
    Member {
        role: Role::Adjuster,
        email: "maya@pawtal.example",
        password: "every-paw-print-tells-a-story",
    },
    Member {
        role: Role::Support,
        email: "daniel@pawtal.example",
        password: "the-kettle-is-always-on-here",
    },
    Member {
        role: Role::Underwriter,
        email: "priya@pawtal.example",
        password: "four-legs-and-a-fair-premium",
    },
    Member {
        role: Role::Ops,
        email: "tomas@pawtal.example",
        password: "quiet-nights-and-green-lights",
    },
    // The second person of large decisions.
    Member {
        role: Role::Adjuster,
        email: "grace@pawtal.example",
        password: "two-pairs-of-eyes-see-more",
    },
];

/// What the members of the staff need to be written.
pub(super) struct Staff<'a> {
    pub keys: &'a Keys,
    pub hasher: &'a Hasher,
    pub seed: u64,
    pub now: i64,
}

impl Staff<'_> {
    /// Gives the staff of a book their sign-ins, and tells them: role, e-mail, password.
    ///
    /// # Errors
    /// What the database says.
    pub async fn write(&self, store: &Store) -> Result<Vec<serde_json::Value>, Failure> {
        let mut told = Vec::new();
        let mut tx = store.begin().await?;
        for (place, Member { role, email, password }) in (0..).zip(&CAST) {
            let random = Random::seeded(self.seed.wrapping_mul(8) + place);
            let person = person_of(&mut tx, email).await?;
            let hash = self.hasher.hash(password, &random).await?;
            let sql = "INSERT INTO credential (id, person_id, kind, email, secret, created_at) VALUES ($1, $2, 'password', $3, $4, $5)";
            execute!(tx.run(), sql, random.id_at(self.now), &person, *email, hash, self.now)?;
            let sql = "INSERT INTO \"grant\" (id, person_id, role, scope_kind, scope_id, from_at) VALUES ($1, $2, $3, 'book', 'book', $4)";
            execute!(tx.run(), sql, random.id_at(self.now), &person, *role, self.now)?;
            told.push(serde_json::json!({ "role": role, "email": email, "password": password }));
        }
        tx.commit().await?;
        Ok(told)
    }

    /// Gives an app to each of these who may not go without a second factor, staff and agents, and tells its secret.
    ///
    /// # Errors
    /// What the database or the cipher says.
    pub async fn give_apps(&self, store: &Store, told: &mut [serde_json::Value]) -> Result<(), Failure> {
        let mut tx = store.begin().await?;
        for (place, one) in (0..).zip(told) {
            let role = one["role"].as_str().and_then(Role::parse);
            if !role.is_some_and(|role| Role::STAFF.contains(&role) || Role::AGENCY.contains(&role)) {
                continue;
            }
            let random = Random::seeded(self.seed.wrapping_mul(64) + place);
            let person = person_of(&mut tx, one["email"].as_str().unwrap_or_default()).await?;
            let (factor, secret) = (random.id_at(self.now), totp::new_secret(&random));
            let sealed = self.keys.seal(&format!("factor:{factor}"), &secret, &Random::system())?;
            let sql = "INSERT INTO factor (id, person_id, kind, name, secret, created_at) VALUES ($1, $2, $3, 'Demo app', $4, $5)";
            execute!(tx.run(), sql, &factor, &person, Kind::Totp, sealed, self.now)?;
            one["totp_secret"] = secret.into();
        }
        Ok(tx.commit().await?)
    }
}

async fn person_of(tx: &mut Tx, email: &str) -> Result<String, sqlx::Error> {
    let (person,): (String,) = fetch_one!(tx.run(), (String,), "SELECT id FROM person WHERE email = $1", email)?;
    Ok(person)
}
