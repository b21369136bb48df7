//! The provider as a fresh proof: somebody who is signed in is sent there to be asked anew, and comes back to what they were about to do.

use http::header::HeaderValue;
use serde::{Deserialize, Serialize};

use super::model::Outcome;
use super::ports::Identity;
use super::{rules, store};
use crate::auth::api::cookies::{self, Secure};
use crate::auth::audit::{self, By};
use crate::auth::factors::model::Kind;
use crate::auth::factors::{proof, store as factors};
use crate::auth::model::{Strength, prove_path};
use crate::auth::{Session, limits};
use crate::error::AppError;
use crate::ids::SessionId;
use crate::state::AppState;

/// Who was sent to the provider for a fresh proof, and when.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Sent {
    /// The session that is to be proved.
    pub session: SessionId,
    /// UTC milliseconds.
    pub at: i64,
}

/// Address of the page for a fresh proof, which says how the round trip ended and still leads to `next`.
pub fn page_after(next: &str, outcome: Outcome) -> String {
    let page = prove_path(next);
    let joint = if page.contains('?') { '&' } else { '?' };
    format!("{page}{joint}oidc={outcome}")
}

/// What the button calls the provider, when somebody's account is linked with it.
///
/// # Errors
/// What the database says.
pub async fn way(state: &AppState, session: &Session) -> Result<Option<String>, sqlx::Error> {
    let Some(provider) = &state.oidc else { return Ok(None) };
    let rows = factors::list(state, &session.person).await?;
    Ok(rows.iter().any(|row| row.kind == Kind::Oidc).then(|| provider.name().to_owned()))
}

/// Takes what the provider says as a fresh proof of the session that asked for it: it must be this browser's still, the person the same, and the proof
/// one of since they were sent. Gives the session's new cookie.
pub(super) async fn proved(
    state: &AppState,
    sent: &Sent,
    identity: &Identity,
    session: Option<&Session>,
    secure: Secure,
) -> Result<Option<HeaderValue>, Outcome> {
    let session = session.filter(|session| sent.session == session.id).ok_or(Outcome::Late)?;
    limits::count(state, proof::MISSES, session.person.as_str()).await?;
    let outcome = if store::person(state, identity).await?.as_ref() != Some(&session.person) {
        Outcome::Another
    } else if !rules::proved_anew(identity.proved_at, sent.at, state.clock.now()) {
        Outcome::Refused
    } else {
        let strength = if identity.several_proofs { Strength::Two } else { Strength::One };
        let token = proof::noted(state, session, "oidc", strength).await?;
        return Ok(cookies::of_turned(token, session.expires_at - state.clock.now(), secure));
    };
    refused(state, session).await?;
    Err(outcome)
}

async fn refused(state: &AppState, session: &Session) -> Result<(), AppError> {
    let mut tx = state.store.begin().await?;
    let (subject, detail) = (("session", session.id.as_str()), serde_json::json!({ "by": "oidc" }));
    audit::record(&mut tx, state, By::Person(&session.person), "prove.refuse", subject, detail).await?;
    Ok(tx.commit().await?)
}
