//! The link goes by mail, and is made after the page has answered: so that the page takes as long and says the same for any address.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::store;
use crate::auth::audit::{self, By};
use crate::auth::tickets::{self, Kind};
use crate::error::{AppError, internal};
use crate::jobs::{Job, SEALED, enqueue};
use crate::notify::{self, Letter};
use crate::state::AppState;
use crate::texts::Lang;

#[derive(Serialize, Deserialize)]
struct Asked {
    lang: Lang,
    email: String,
}

/// Leaves the question for the worker, sealed.
///
/// # Errors
/// `Unavailable` or `Internal` when it cannot be stored.
pub async fn ask(state: &AppState, lang: Lang, email: String) -> Result<(), AppError> {
    let asked = serde_json::to_string(&Asked { lang, email }).map_err(|e| internal(&e))?;
    let sealed = state.keys.seal(SEALED, &asked, &state.random)?;
    let mut tx = state.store.begin().await?;
    enqueue(&mut tx, state, &Job::Reset { sealed }).await?;
    Ok(tx.commit().await?)
}

/// Writes the link to whoever signs in with the address; to nobody where nobody does.
///
/// # Errors
/// `Unavailable` when it is worth another try.
pub async fn answer(state: &AppState, sealed: &str) -> Result<(), AppError> {
    let Asked { lang, email } = serde_json::from_str(&state.keys.open_sealed(SEALED, sealed)?).map_err(|e| internal(&e))?;
    let Some((person, language)) = store::find(state, &email).await? else {
        return Ok(());
    };
    let mut tx = state.store.begin().await?;
    tickets::void(&mut tx, state, Kind::Reset, &person).await?;
    let token = tickets::issue(&mut tx, state, Kind::Reset, Some(&person), &email).await?;
    let link = format!("{}/reset/{token}", state.public_url);
    notify::jobs::write(&mut tx, state, &email, language.unwrap_or(lang), Letter::Reset { link }).await?;
    audit::record(&mut tx, state, By::Nobody, "reset.ask", ("person", person.as_str()), json!({})).await?;
    Ok(tx.commit().await?)
}
