//! The answer to somebody who wants to register goes by mail, and is worked out after the page has answered: so that the page takes as long
//! and says the same whether or not there is such a policy.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::model::Identity;
use super::store::{self, Match};
use crate::auth::audit::{self, By};
use crate::auth::limits::{self, Limit};
use crate::auth::tickets::{self, Kind};
use crate::error::{AppError, internal};
use crate::jobs::{Job, SEALED, enqueue};
use crate::notify::{self, Letter};
use crate::state::AppState;
use crate::texts::Lang;

/// Letters to one address. Beyond them nothing is sent, and nothing is said: the page cannot know.
const PER_EMAIL: Limit = Limit::new("register.email", 5, 60);

#[derive(Serialize, Deserialize)]
struct Asked {
    lang: Lang,
    identity: Identity,
}

/// Where the ticket of a registration was sent; it opens a sign-in with this address and no other.
#[derive(Serialize, Deserialize)]
pub struct SentTo {
    /// As it is compared.
    pub email: String,
}

/// Leaves the question for the worker, sealed.
///
/// # Errors
/// `Unavailable` or `Internal` when it cannot be stored.
pub async fn ask(state: &AppState, lang: Lang, identity: Identity) -> Result<(), AppError> {
    let asked = serde_json::to_string(&Asked { lang, identity }).map_err(|e| internal(&e))?;
    let sealed = state.keys.seal(SEALED, &asked, &state.random)?;
    let mut tx = state.store.begin().await?;
    enqueue(&mut tx, state, &Job::Register { sealed }).await?;
    Ok(tx.commit().await?)
}

/// Writes to the address on the policy: with a link, or that they are registered already. To nobody where nothing fits.
///
/// # Errors
/// `Unavailable` when it is worth another try.
pub async fn answer(state: &AppState, sealed: &str) -> Result<(), AppError> {
    let Asked { lang, identity } = serde_json::from_str(&state.keys.open_sealed(SEALED, sealed)?).map_err(|e| internal(&e))?;
    let known = match store::find(state, &identity).await? {
        Match::Fits(known) => known,
        Match::Differs(policy) => return refuse(state, &policy).await,
        Match::Unknown => return Ok(()),
    };
    match limits::count(state, PER_EMAIL, &known.email).await {
        Err(AppError::TooMany(_)) => return Ok(()),
        counted => counted?,
    }
    let (person, lang) = (&known.person, known.language.unwrap_or(lang));
    let registered = store::is_registered(state, person, &known.email).await?;
    let mut tx = state.store.begin().await?;
    let letter = if registered {
        Letter::RegisteredAlready {
            link: format!("{}/sign-in", state.public_url),
        }
    } else {
        tickets::void(&mut tx, state, Kind::Register, person).await?;
        let to = SentTo { email: known.email.clone() };
        let token = tickets::issue(&mut tx, state, Kind::Register, Some(person), &to).await?;
        Letter::Register {
            name: known.given_name,
            link: format!("{}/register/{token}", state.public_url),
        }
    };
    notify::jobs::write(&mut tx, state, &known.email, lang, letter).await?;
    let detail = json!({ "registered": registered });
    audit::record(&mut tx, state, By::Nobody, "register.ask", ("person", person.as_str()), detail).await?;
    Ok(tx.commit().await?)
}

async fn refuse(state: &AppState, policy: &str) -> Result<(), AppError> {
    let mut tx = state.store.begin().await?;
    audit::record(&mut tx, state, By::Nobody, "register.refuse", ("policy", policy), json!({})).await?;
    Ok(tx.commit().await?)
}
