//! `/sign-in/oidc` and `/sign-in/oidc/back`: to the provider and back. No pages: each answers with the way on.

use axum::Extension;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::header::{CACHE_CONTROL, HeaderValue, SET_COOKIE};
use http::request::Parts;
use serde::{Deserialize, Serialize};

use super::ports::{Identity, OidcError, OidcProvider, Round};
use super::store;
use crate::auth::Session;
use crate::auth::api::cookies::{self, Secure};
use crate::auth::audit::{self, By};
use crate::auth::model::{Strength, safe_next};
use crate::auth::store::{end_session, token_hash};
use crate::auth::tickets::{self, Kind};
use crate::documents::upload::MaybeSession;
use crate::error::AppError;
use crate::ids::PersonId;
use crate::seal::hex;
use crate::sessions::browser::Browser;
use crate::sessions::store::{self as sessions, Started};
use crate::state::AppState;

/// What a ticket of a round trip holds.
#[derive(Serialize, Deserialize)]
pub(super) enum Errand {
    /// Under way to the provider.
    Trip { round: Round, next: String },
    /// Back, and not known yet: the identity check follows.
    Check { identity: Identity, next: String },
}

crate::text_enum! {
    /// Why nobody was signed in: the word in the address of the sign-in page.
    pub enum Trouble {
        /// The provider does not answer.
        Down = "down",
        /// The round trip was not begun in this browser, took too long, or its code was used before.
        Late = "late",
        /// The provider said no, or what it gave does not hold.
        Refused = "refused",
        /// The clocks differ.
        Clock = "clock",
        /// It was us.
        Ours = "ours",
    }
}

impl From<OidcError> for Trouble {
    fn from(error: OidcError) -> Trouble {
        tracing::warn!("No sign-in by the OpenID provider: {error}");
        match error {
            OidcError::Down(_) => Trouble::Down,
            OidcError::Clock(_) => Trouble::Clock,
            OidcError::Refused(_) => Trouble::Refused,
        }
    }
}

impl From<AppError> for Trouble {
    fn from(_: AppError) -> Trouble {
        Trouble::Ours
    }
}

impl From<sqlx::Error> for Trouble {
    fn from(error: sqlx::Error) -> Trouble {
        AppError::from(error).into()
    }
}

/// What the browser is sent away with.
#[derive(Deserialize)]
pub struct Asked {
    next: Option<String>,
}

/// What it comes back with.
#[derive(Deserialize)]
pub struct Answered {
    code: Option<String>,
    state: Option<String>,
    error: Option<String>,
}

/// `state`, as the provider sees it: says nothing about the cookie's token.
fn state_of(token: &str) -> String {
    token_hash(&format!("oidc {token}"))
}

fn on(to: &str, cookies: impl IntoIterator<Item = Option<HeaderValue>>) -> Response {
    let mut response = Redirect::to(to).into_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    for cookie in cookies.into_iter().flatten() {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

fn no(trouble: Trouble, secure: Secure) -> Response {
    on(&format!("/sign-in?oidc={trouble}"), [cookies::oidc("", 0, secure)])
}

/// Sends the browser to the provider.
pub async fn start(State(state): State<AppState>, Extension(secure): Extension<Secure>, Query(asked): Query<Asked>) -> Response {
    let Some(provider) = state.oidc.clone() else { return on("/sign-in", []) };
    match leave(&state, provider.as_ref(), asked.next.as_deref().unwrap_or("/")).await {
        Ok((to, token)) => on(&to, [cookies::oidc(&token, tickets::TICKET_MS / 1000, secure)]),
        Err(trouble) => no(trouble, secure),
    }
}

async fn leave(state: &AppState, provider: &dyn OidcProvider, next: &str) -> Result<(String, String), Trouble> {
    let round = Round {
        nonce: hex(&state.random.bytes::<32>()),
        verifier: hex(&state.random.bytes::<32>()),
    };
    let errand = Errand::Trip {
        round: round.clone(),
        next: safe_next(next).to_owned(),
    };
    let token = ticket(state, &errand).await?;
    Ok((provider.way_in(&round, &state_of(&token)).await?, token))
}

async fn ticket(state: &AppState, errand: &Errand) -> Result<String, Trouble> {
    let mut tx = state.store.begin().await?;
    let token = tickets::issue(&mut tx, state, Kind::Oidc, None, errand).await?;
    tx.commit().await?;
    Ok(token)
}

/// Takes the browser back from the provider.
pub async fn back(
    State(state): State<AppState>,
    Extension(secure): Extension<Secure>,
    session: MaybeSession,
    Query(answered): Query<Answered>,
    parts: Parts,
) -> Response {
    let Some(provider) = state.oidc.clone() else { return on("/sign-in", []) };
    let token = cookies::value(&parts.headers, cookies::OIDC).unwrap_or_default().to_owned();
    let (identity, next) = match identified(&state, provider.as_ref(), &token, answered).await {
        Ok(found) => found,
        Err(trouble) => return no(trouble, secure),
    };
    let before = session.as_ref().map(|Extension(session)| &**session);
    let done = async {
        match whose(&state, provider.as_ref(), &identity).await? {
            Some(person) => {
                let started = begin(&state, &person, &identity, before, &Browser::of(&parts, &state)).await?;
                let cookies = cookies::of_session(&started, secure).into_iter().chain([cookies::oidc("", 0, secure)]);
                Ok::<_, Trouble>(on(&next, cookies))
            }
            None => {
                let token = ticket(&state, &Errand::Check { identity, next }).await?;
                Ok(on("/sign-in/check", [cookies::oidc(&token, tickets::TICKET_MS / 1000, secure)]))
            }
        }
    };
    done.await.unwrap_or_else(|trouble| no(trouble, secure))
}

/// Who comes back. The ticket is used up first: a code that comes twice finds none.
async fn identified(state: &AppState, provider: &dyn OidcProvider, token: &str, answered: Answered) -> Result<(Identity, String), Trouble> {
    let ticket = tickets::look::<Errand>(state, Kind::Oidc, token).await?.ok_or(Trouble::Late)?;
    let Errand::Trip { round, next } = ticket.payload else {
        return Err(Trouble::Late);
    };
    if answered.state.as_deref() != Some(&state_of(token)) {
        return Err(Trouble::Late);
    }
    let mut tx = state.store.begin().await?;
    let first = tickets::use_up(&mut tx, state, &ticket.id).await?;
    tx.commit().await?;
    if !first {
        return Err(Trouble::Late);
    }
    match (answered.code, answered.error) {
        (Some(code), None) => Ok((provider.identify(&round, &code, state.clock.now()).await?, next)),
        _ => Err(Trouble::Refused),
    }
}

/// The person of an identity. One of the insurer's own people is bound by the address that the provider, which is theirs, vouches for.
async fn whose(state: &AppState, provider: &dyn OidcProvider, identity: &Identity) -> Result<Option<PersonId>, Trouble> {
    if let Some(person) = store::person(state, identity).await? {
        return Ok(Some(person));
    }
    let (true, Some(email)) = (provider.staff_only(), &identity.email) else {
        return Ok(None);
    };
    let Some(person) = store::staff_by_email(state, email).await? else {
        return Ok(None);
    };
    let mut tx = state.store.begin().await?;
    let bound = store::bind(&mut tx, state, &person, identity, provider.name()).await?;
    tx.commit().await?;
    Ok(bound.then_some(person))
}

async fn begin(state: &AppState, person: &PersonId, identity: &Identity, before: Option<&Session>, browser: &Browser) -> Result<Started, Trouble> {
    let strength = if identity.several_proofs { Strength::Two } else { Strength::One };
    let mut tx = state.store.begin().await?;
    if let Some(before) = before {
        end_session(&mut tx, state, &before.id).await?;
    }
    let started = sessions::start(&mut tx, state, person, strength, browser).await?;
    store::keep_token(&mut tx, state, &started.id, identity).await?;
    let detail = serde_json::json!({ "by": "oidc" });
    audit::record(&mut tx, state, By::Person(person), "sign_in", ("person", person.as_str()), detail).await?;
    tx.commit().await?;
    Ok(started)
}
