//! Browsers that a person has signed in with before, and what is said about a new one.

use super::browser::{self, Browser};
use super::model::NewSignIn;
use super::store::in_words;
use crate::auth::store::token_hash;
use crate::db::Tx;
use crate::error::AppError;
use crate::ids::PersonId;
use crate::notify::{self, Tidings};
use crate::seal::hex;
use crate::state::AppState;
use crate::texts::Lang;
use crate::{execute, fetch_all, fetch_one};

/// How long a browser is known after its last sign-in, in seconds: 400 days is the most that browsers keep a cookie.
pub const KNOWN_SECONDS: i64 = 400 * 24 * 60 * 60;

crate::queries! {
    SEEN = "UPDATE device SET last_at = $1, name = $2 WHERE person_id = $3 AND token_hash = $4";
    OTHERS = "SELECT COUNT(*) FROM device WHERE person_id = $1";
    ADD = "INSERT INTO device (id, person_id, token_hash, name, first_at, last_at) VALUES ($1, $2, $3, $4, $5, $5) ON CONFLICT (person_id, token_hash) DO NOTHING";
    LANGUAGE = "SELECT language FROM person WHERE id = $1";
    // Browsers of one name are told together: whoever clears their cookies each day is not to read the same thing thirty times. Ids grow with time.
    UNANSWERED = "SELECT MAX(id), detail ->> 'device', MAX(created_at), COUNT(*) FROM notice WHERE person_id = $1 AND kind = 'new_device' AND read_at IS NULL
        GROUP BY detail ->> 'device' ORDER BY 3 DESC LIMIT 20";
    // With it the earlier ones of that name, which were shown with it; not those that came since.
    ANSWER = "UPDATE notice SET read_at = $1, seen_at = COALESCE(seen_at, $1) WHERE person_id = $2 AND kind = 'new_device' AND read_at IS NULL AND id <= $3
        AND detail ->> 'device' = (SELECT n.detail ->> 'device' FROM notice n WHERE n.id = $3 AND n.person_id = $2)";
    SWEEP = "DELETE FROM device WHERE last_at < $1";
}

/// Knows the browser again, or remembers it and tells the person, unless it is their first. Gives the token of its cookie.
pub(super) async fn recognise(tx: &mut Tx, state: &AppState, person: &PersonId, browser: &Browser) -> Result<String, AppError> {
    let token = browser.device.clone().unwrap_or_else(|| hex(&state.random.bytes::<32>()));
    let (hash, now) = (token_hash(&token), state.clock.now());
    let (language,): (Option<Lang>,) = fetch_one!(tx.run(), (Option<Lang>,), LANGUAGE, person)?;
    let l = language.unwrap_or(Lang::En);
    let name = browser::name(&browser.agent, l);
    if execute!(tx.run(), SEEN, now, &name, person, &hash)? > 0 {
        return Ok(token);
    }
    let (others,): (i64,) = fetch_one!(tx.run(), (i64,), OTHERS, person)?;
    let id = state.new_id();
    execute!(tx.run(), ADD, &id, person, &hash, &name, now)?;
    if others > 0 {
        let tidings = Tidings::NewDevice {
            person,
            device: &id,
            name: &name,
        };
        notify::tell(tx, state, &tidings).await?;
    }
    Ok(token)
}

/// New browsers that the person has not said were theirs, those of one name together.
pub(super) async fn unanswered(state: &AppState, person: &PersonId, zone: &str, l: Lang) -> Result<Vec<NewSignIn>, sqlx::Error> {
    let rows: Vec<(String, Option<String>, i64, i64)> = fetch_all!(state.store.read(), (String, Option<String>, i64, i64), UNANSWERED, person)?;
    let news = rows.into_iter().map(|(id, device, at, times)| NewSignIn {
        id,
        times,
        device: device.unwrap_or_default(),
        when: in_words(state, at, zone, l),
    });
    Ok(news.collect())
}

/// "That was me", of this notice and the earlier ones of the same browser. `false`: there is no such notice, or it is somebody else's.
pub async fn that_was_me(state: &AppState, person: &PersonId, notice: &str) -> Result<bool, sqlx::Error> {
    let mut tx = state.store.begin().await?;
    let answered = execute!(tx.run(), ANSWER, state.clock.now(), person, notice)?;
    tx.commit().await?;
    Ok(answered > 0)
}

/// Forgets browsers that nobody has signed in with for as long as their cookie lives.
pub async fn sweep(state: &AppState) -> Result<(), sqlx::Error> {
    let mut tx = state.store.begin().await?;
    execute!(tx.run(), SWEEP, state.clock.now() - KNOWN_SECONDS * 1000)?;
    tx.commit().await
}
