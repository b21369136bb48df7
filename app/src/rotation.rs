//! Everything that is sealed, sealed anew under the newest key: batch by batch, while servers read and write. Stopped half-way nothing is lost:
//! old keys go on opening, and the next run begins where anything old is left.

use sqlx::types::Json;

use crate::db::Store;
use crate::error::AppError;
use crate::jobs::SEALED;
use crate::seal::Keys;
use crate::state::Random;
use crate::{execute, fetch_all};

crate::queries! {
    FACTORS = "SELECT id, secret FROM factor WHERE secret <> '' AND id > $1 ORDER BY id LIMIT 100";
    SET_FACTOR = "UPDATE factor SET secret = $1 WHERE id = $2 AND secret = $3";
    TICKETS = "SELECT id, payload FROM ticket WHERE id > $1 ORDER BY id LIMIT 100";
    SET_TICKET = "UPDATE ticket SET payload = $1 WHERE id = $2 AND payload = $3";
    SESSIONS = "SELECT id, oidc_id_token FROM session WHERE oidc_id_token IS NOT NULL AND id > $1 ORDER BY id LIMIT 100";
    SET_SESSION = "UPDATE session SET oidc_id_token = $1 WHERE id = $2 AND oidc_id_token = $3";
    PHONES = "SELECT id, phone FROM person WHERE phone IS NOT NULL AND id > $1 ORDER BY id LIMIT 100";
    SET_PHONE = "UPDATE person SET phone = $1 WHERE id = $2 AND phone = $3";
    VET_LINKS = "SELECT id, token_sealed FROM vet_link WHERE id > $1 ORDER BY id LIMIT 100";
    SET_VET_LINK = "UPDATE vet_link SET token_sealed = $1 WHERE id = $2 AND token_sealed = $3";
    BROWSERS = "SELECT id, secret FROM subscription WHERE id > $1 ORDER BY id LIMIT 100";
    SET_BROWSER = "UPDATE subscription SET secret = $1 WHERE id = $2 AND secret = $3";
    OWN_KEYS = "SELECT id, secret FROM own_key WHERE id > $1 ORDER BY id LIMIT 100";
    SET_OWN_KEY = "UPDATE own_key SET secret = $1 WHERE id = $2 AND secret = $3";
    JOBS = "SELECT id, payload FROM job WHERE kind IN ('register', 'reset', 'send') AND id > $1 ORDER BY id LIMIT 100";
    SET_JOB = "UPDATE job SET payload = $1 WHERE id = $2";
}

/// A column with sealed texts.
struct Place {
    read: &'static str,
    write: &'static str,
    /// What its texts are sealed for: this, and the id of the row.
    purpose: &'static str,
}

const PLACES: [Place; 7] = [
    Place {
        read: FACTORS,
        write: SET_FACTOR,
        purpose: "factor",
    },
    Place {
        read: TICKETS,
        write: SET_TICKET,
        purpose: "ticket",
    },
    Place {
        read: SESSIONS,
        write: SET_SESSION,
        purpose: "session",
    },
    Place {
        read: PHONES,
        write: SET_PHONE,
        purpose: "phone",
    },
    Place {
        read: VET_LINKS,
        write: SET_VET_LINK,
        purpose: "vet_link",
    },
    Place {
        read: BROWSERS,
        write: SET_BROWSER,
        purpose: "subscription",
    },
    Place {
        read: OWN_KEYS,
        write: SET_OWN_KEY,
        purpose: "own_key",
    },
];

/// What a run did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resealed {
    /// Texts that are sealed under the newest key now and were not before.
    pub anew: u64,
    /// Texts that no key opens; they are left as they are, and the log names them.
    pub unreadable: u64,
}

/// Seals anew what is sealed under an older key, until a whole look finds nothing to do.
///
/// # Errors
/// `Unavailable` when the database does not answer; run it again.
pub async fn reseal(store: &Store, keys: &Keys, random: &Random) -> Result<Resealed, AppError> {
    let mut total = Resealed::default();
    loop {
        let mut found = Resealed::default();
        for place in &PLACES {
            column(store, keys, random, place, &mut found).await?;
        }
        jobs(store, keys, random, &mut found).await?;
        total.anew += found.anew;
        total.unreadable = found.unreadable;
        if found.anew == 0 {
            return Ok(total);
        }
    }
}

async fn column(store: &Store, keys: &Keys, random: &Random, place: &Place, found: &mut Resealed) -> Result<(), AppError> {
    let mut after = String::new();
    loop {
        let rows: Vec<(String, String)> = fetch_all!(store.read(), (String, String), place.read, &after)?;
        let Some((last, _)) = rows.last() else { return Ok(()) };
        after.clone_from(last);
        let mut tx = store.begin().await?;
        for (id, old) in rows.iter().filter(|(_, sealed)| !keys.is_newest(sealed)) {
            match again(keys, random, &format!("{}:{id}", place.purpose), old) {
                // Whoever changed it meanwhile has sealed it anew.
                Some(new) => found.anew += execute!(tx.run(), place.write, new, id, old)?,
                None => found.unreadable += 1,
            }
        }
        tx.commit().await?;
    }
}

/// The payloads of jobs never change, but for their seal.
async fn jobs(store: &Store, keys: &Keys, random: &Random, found: &mut Resealed) -> Result<(), AppError> {
    let mut after = String::new();
    loop {
        let rows: Vec<(String, Json<serde_json::Value>)> = fetch_all!(store.read(), (String, Json<serde_json::Value>), JOBS, &after)?;
        let Some((last, _)) = rows.last() else { return Ok(()) };
        after.clone_from(last);
        let mut tx = store.begin().await?;
        for (id, Json(mut payload)) in rows {
            let Some(old) = payload["sealed"].as_str().filter(|sealed| !keys.is_newest(sealed)) else {
                continue;
            };
            match again(keys, random, SEALED, old) {
                Some(new) => {
                    payload["sealed"] = new.into();
                    found.anew += execute!(tx.run(), SET_JOB, Json(payload), &id)?;
                }
                None => found.unreadable += 1,
            }
        }
        tx.commit().await?;
    }
}

fn again(keys: &Keys, random: &Random, purpose: &str, old: &str) -> Option<String> {
    let plain = keys.open_sealed(purpose, old).ok()?;
    keys.seal(purpose, &plain, random).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::tickets::{self, Kind};
    use crate::fetch_optional;
    use crate::notify::{self, Letter};
    use crate::on_both_engines;
    use crate::state::{AppState, Services};
    use crate::testing::{home, with_letters, work};
    use crate::texts::Lang;

    /// A server with the keys of a file, as a second process would have them.
    fn with_keys(state: &AppState, file: &std::path::Path) -> AppState {
        let keys = Keys::open(file, &state.random).expect("keys");
        Services {
            keys,
            ..Services::clone(state)
        }
        .into()
    }

    async fn issue(state: &AppState, n: usize) -> String {
        let mut tx = state.store.begin().await.expect("tx");
        let letter = Letter::Reset {
            link: format!("https://portal.example/reset/{n}"),
        };
        notify::jobs::write(&mut tx, state, "robin@test.example", Lang::En, letter)
            .await
            .expect("a letter");
        let token = tickets::issue(&mut tx, state, Kind::Reset, None, &n).await.expect("a ticket");
        tx.commit().await.expect("commit");
        token
    }

    /// What is not sealed under the newest key; all of it, and there must be something to look at.
    async fn old_ones(state: &AppState) -> usize {
        let tickets: Vec<(String,)> = fetch_all!(state.store.read(), (String,), "SELECT payload FROM ticket").expect("rows");
        let jobs: Vec<(Json<serde_json::Value>,)> = fetch_all!(state.store.read(), (Json<serde_json::Value>,), "SELECT payload FROM job").expect("rows");
        let jobs = jobs.iter().filter_map(|(Json(payload),)| payload["sealed"].as_str());
        let sealed: Vec<&str> = tickets.iter().map(|(payload,)| payload.as_str()).chain(jobs).collect();
        assert_eq!(sealed.len(), 420);
        sealed.iter().filter(|sealed| !state.keys.is_newest(sealed)).count()
    }

    on_both_engines! {
        async fn what_is_sealed_opens_after_the_keys_are_turned_and_the_old_key_is_gone(state: AppState) {
            let folder = tempfile::tempdir().expect("a folder");
            let file = folder.path().join("keys");
            let (state, letters) = with_letters(&with_keys(&state, &file));
            let person = home(&state, "Robin", &[]).await.actor.person;
            let (factor, phone) = (state.new_id(), state.keys.seal(&format!("phone:{person}"), "+15550100", &state.random).expect("sealed"));
            let secret = state.keys.seal(&format!("factor:{factor}"), "a seed", &state.random).expect("sealed");
            let mut tx = state.store.begin().await.expect("tx");
            let sql = "INSERT INTO factor (id, person_id, kind, name, secret, created_at) VALUES ($1, $2, 'totp', 'App', $3, 0)";
            execute!(tx.run(), sql, &factor, &person, secret).expect("a factor");
            execute!(tx.run(), "UPDATE person SET phone = $1 WHERE id = $2", phone, &person).expect("a phone");
            tx.commit().await.expect("commit");
            let token = issue(&state, 7).await;

            let admin = with_keys(&state, &file);
            assert_eq!(admin.keys.turn(&admin.random).expect("turned"), "k2");
            let done = reseal(&admin.store, &admin.keys, &admin.random).await.expect("sealed anew");
            assert_eq!(done, Resealed { anew: 4, unreadable: 0 });
            assert_eq!(reseal(&admin.store, &admin.keys, &admin.random).await.expect("again"), Resealed::default());
            let text = std::fs::read_to_string(&file).expect("keys");
            std::fs::write(&file, text.lines().last().expect("the newest")).expect("the old key is gone");
            let (later, letters_later) = with_letters(&with_keys(&state, &file));
            assert_eq!(tickets::look::<usize>(&later, Kind::Reset, &token).await.expect("look").expect("live").payload, 7);
            work(&later).await;
            assert_eq!((letters.mail().len(), letters_later.mail().len()), (0, 1));
            let sealed: (String,) = fetch_optional!(later.store.read(), (String,), "SELECT secret FROM factor WHERE id = $1", &factor).expect("look").expect("a factor");
            assert_eq!(later.keys.open_sealed(&format!("factor:{factor}"), &sealed.0).expect("opens"), "a seed");
        }

        async fn reads_and_writes_go_on_meanwhile(state: AppState) {
            let folder = tempfile::tempdir().expect("a folder");
            let file = folder.path().join("keys");
            let (server, letters) = with_letters(&with_keys(&state, &file));
            for n in 0..150 {
                issue(&server, n).await;
            }
            let admin = with_keys(&state, &file);
            let serving = async {
                for n in 0..60 {
                    let token = issue(&server, n).await;
                    let ticket = tickets::look::<usize>(&server, Kind::Reset, &token).await.expect("look").expect("live");
                    assert_eq!(ticket.payload, n);
                    assert!(crate::jobs::work_one(&server, crate::jobs::Lane::Usual).await.expect("worked"));
                }
            };
            let turning = async {
                for _ in 0..3 {
                    admin.keys.turn(&admin.random).expect("turned");
                    reseal(&admin.store, &admin.keys, &admin.random).await.expect("sealed anew");
                }
            };
            futures::join!(serving, turning);
            reseal(&admin.store, &admin.keys, &admin.random).await.expect("what was under way");
            assert_eq!(old_ones(&admin).await, 0);
            work(&server).await;
            assert_eq!(letters.mail().len(), 210, "each letter went, once");
        }

        async fn what_no_key_opens_is_counted_and_left_alone(state: AppState) {
            let folder = tempfile::tempdir().expect("a folder");
            let file = folder.path().join("keys");
            let lost = with_keys(&state, &folder.path().join("lost"));
            issue(&lost, 1).await;
            let admin = with_keys(&state, &file);
            admin.keys.turn(&admin.random).expect("turned");
            let done = reseal(&admin.store, &admin.keys, &admin.random).await.expect("goes on");
            assert_eq!(done, Resealed { anew: 0, unreadable: 2 });
        }
    }
}
