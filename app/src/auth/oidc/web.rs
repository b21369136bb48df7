//! `/sign-in/oidc` and `/sign-in/oidc/back`: to the provider and back. No pages: each answers with the way on.

use axum::Extension;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::header::{CACHE_CONTROL, HeaderValue, SET_COOKIE};
use http::request::Parts;
use serde::{Deserialize, Serialize};

use super::model::Outcome;
use super::ports::{Identity, OidcError, OidcProvider, Round};
use super::prove::{self, Sent};
use super::store;
use crate::auth::api::cookies::{self, Secure};
use crate::auth::arrive::{self, Proof};
use crate::auth::factors::attempt::{self, First};
use crate::auth::limits::{self, Limit};
use crate::auth::model::{Strength, safe_next};
use crate::auth::store::token_hash;
use crate::auth::tickets::{self, Kind};
use crate::auth::{Session, address};
use crate::documents::upload::MaybeSession;
use crate::error::AppError;
use crate::ids::{PersonId, SessionId};
use crate::seal::hex;
use crate::sessions::browser::Browser;
use crate::state::AppState;

/// Round trips that one network may begin in an hour: each keeps a ticket. A company behind one address is many people.
const TRIPS: Limit = Limit::new("oidc.network", 120, 60);
/// Where an account is linked with the provider.
const SECURITY: &str = "/account/security";

/// What a ticket of a round trip holds.
#[derive(Serialize, Deserialize)]
pub(super) enum Errand {
    /// Under way to the provider.
    Trip {
        round: Round,
        next: String,
        /// The session that is to be linked; `None` when somebody signs in.
        #[serde(default)]
        link: Option<SessionId>,
        /// The session that is to be proved anew.
        #[serde(default)]
        prove: Option<Sent>,
    },
    /// Back, and not known yet: the identity check follows.
    Check { identity: Identity, next: String },
}

/// A round trip that came back to the browser that began it.
struct Trip {
    ticket: String,
    round: Round,
    next: String,
    link: Option<SessionId>,
    prove: Option<Sent>,
}

/// What a round trip is for.
enum Purpose {
    SignIn,
    Link(SessionId),
    Prove(Sent),
}

impl From<OidcError> for Outcome {
    fn from(error: OidcError) -> Outcome {
        tracing::warn!("No sign-in by the OpenID provider: {error}");
        match error {
            OidcError::Down(_) => Outcome::Down,
            OidcError::Clock(_) => Outcome::Clock,
            OidcError::Refused(_) => Outcome::Refused,
        }
    }
}

impl From<AppError> for Outcome {
    fn from(error: AppError) -> Outcome {
        match error {
            AppError::TooMany(_) => Outcome::Often,
            _ => Outcome::Ours,
        }
    }
}

impl From<sqlx::Error> for Outcome {
    fn from(error: sqlx::Error) -> Outcome {
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

/// Back to `page`, which says how it ended.
fn over(page: &str, outcome: Outcome, secure: Secure) -> Response {
    on(&format!("{page}?oidc={outcome}"), [cookies::oidc("", 0, secure)])
}

/// Sends the browser to the provider.
pub async fn start(State(state): State<AppState>, Extension(secure): Extension<Secure>, Query(asked): Query<Asked>, parts: Parts) -> Response {
    let Some(provider) = state.oidc.clone() else { return on("/sign-in", []) };
    let network = address::network(&address::of(&parts, state.behind_proxy));
    let next = safe_next(asked.next.as_deref().unwrap_or("/"));
    match leave(&state, provider.as_ref(), &network, next, Purpose::SignIn).await {
        Ok((to, token)) => on(&to, [cookies::oidc(&token, tickets::TICKET_MS / 1000, secure)]),
        Err(outcome) => over("/sign-in", outcome, secure),
    }
}

/// Where the browser goes for its account to be linked, with the token it is to keep.
pub(super) async fn leave_to_link(state: &AppState, provider: &dyn OidcProvider, session: &Session) -> Result<(String, String), Outcome> {
    let network = address::network(&address::here(state));
    leave(state, provider, &network, SECURITY, Purpose::Link(session.id.clone())).await
}

/// Where the browser goes for a fresh proof, with the token it is to keep.
pub(super) async fn leave_to_prove(state: &AppState, provider: &dyn OidcProvider, session: &Session, next: &str) -> Result<(String, String), Outcome> {
    let network = address::network(&address::here(state));
    let sent = Sent {
        session: session.id.clone(),
        at: state.clock.now(),
    };
    leave(state, provider, &network, safe_next(next), Purpose::Prove(sent)).await
}

async fn leave(state: &AppState, provider: &dyn OidcProvider, network: &str, next: &str, purpose: Purpose) -> Result<(String, String), Outcome> {
    limits::count(state, TRIPS, network).await?;
    let round = Round {
        nonce: hex(&state.random.bytes::<32>()),
        verifier: hex(&state.random.bytes::<32>()),
    };
    let (link, prove) = match purpose {
        Purpose::SignIn => (None, None),
        Purpose::Link(session) => (Some(session), None),
        Purpose::Prove(sent) => (None, Some(sent)),
    };
    let anew = prove.is_some();
    let errand = Errand::Trip {
        round: round.clone(),
        next: next.to_owned(),
        link,
        prove,
    };
    let token = ticket(state, &errand).await?;
    Ok((provider.way_in(&round, &state_of(&token), anew).await?, token))
}

async fn ticket(state: &AppState, errand: &Errand) -> Result<String, Outcome> {
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
    let trip = match trip(&state, &token, answered.state.as_deref()).await {
        Ok(trip) => trip,
        Err(outcome) => return over("/sign-in", outcome, secure),
    };
    let before = session.as_ref().map(|Extension(session)| &**session);
    if trip.link.is_some() {
        let outcome = linked(&state, provider.as_ref(), &trip, answered, before).await;
        return over(SECURITY, outcome.unwrap_or_else(|outcome| outcome), secure);
    }
    if let Some(sent) = &trip.prove {
        let done = async {
            let identity = identified(&state, provider.as_ref(), &trip, answered).await?;
            prove::proved(&state, sent, &identity, before, secure).await
        };
        let forget = cookies::oidc("", 0, secure);
        return match done.await {
            Ok(cookie) => on(&trip.next, [cookie, forget]),
            Err(outcome) => on(&prove::page_after(&trip.next, outcome), [forget]),
        };
    }
    let done = async {
        let identity = identified(&state, provider.as_ref(), &trip, answered).await?;
        match whose(&state, provider.as_ref(), &identity).await? {
            Some(person) => enter(&state, &person, identity, before, &Browser::of(&parts, &state), &trip.next, secure).await,
            None => {
                let token = ticket(&state, &Errand::Check { identity, next: trip.next }).await?;
                Ok(on("/sign-in/check", [cookies::oidc(&token, tickets::TICKET_MS / 1000, secure)]))
            }
        }
    };
    done.await.unwrap_or_else(|outcome| over("/sign-in", outcome, secure))
}

/// The round trip that this browser began.
async fn trip(state: &AppState, token: &str, sent: Option<&str>) -> Result<Trip, Outcome> {
    let found = tickets::look::<Errand>(state, Kind::Oidc, token).await?.ok_or(Outcome::Late)?;
    match found.payload {
        Errand::Trip { round, next, link, prove } if sent == Some(&state_of(token)) => Ok(Trip {
            ticket: found.id,
            round,
            next,
            link,
            prove,
        }),
        _ => Err(Outcome::Late),
    }
}

/// Who comes back. The ticket is used up first: a code that comes twice finds none.
async fn identified(state: &AppState, provider: &dyn OidcProvider, trip: &Trip, answered: Answered) -> Result<Identity, Outcome> {
    let mut tx = state.store.begin().await?;
    let first = tickets::use_up(&mut tx, state, &trip.ticket).await?;
    tx.commit().await?;
    if !first {
        return Err(Outcome::Late);
    }
    match (answered.code, answered.error) {
        (Some(code), None) => Ok(provider.identify(&trip.round, &code, state.clock.now()).await?),
        _ => Err(Outcome::Refused),
    }
}

/// Links the account that asked for it: its session must still be this browser's.
async fn linked(state: &AppState, provider: &dyn OidcProvider, trip: &Trip, answered: Answered, session: Option<&Session>) -> Result<Outcome, Outcome> {
    let identity = identified(state, provider, trip, answered).await?;
    let session = session.filter(|session| trip.link.as_ref() == Some(&session.id)).ok_or(Outcome::Late)?;
    match store::link(state, &session.person, &identity, provider.name()).await? {
        true => Ok(Outcome::Linked),
        false => Err(Outcome::Taken),
    }
}

/// The person of an identity. One of the insurer's own people is bound by the address that the provider, which is theirs, vouches for.
async fn whose(state: &AppState, provider: &dyn OidcProvider, identity: &Identity) -> Result<Option<PersonId>, Outcome> {
    if let Some(person) = store::person(state, identity).await? {
        return Ok(Some(person));
    }
    let (true, Some(email)) = (provider.staff_only(), &identity.email) else {
        return Ok(None);
    };
    let Some(person) = store::staff_by_email(state, email).await? else {
        return Ok(None);
    };
    Ok(store::link(state, &person, identity, provider.name()).await?.then_some(person))
}

/// Signs in whom the provider knows; somebody with a second factor here is asked for it, unless the provider vouches for two.
async fn enter(
    state: &AppState,
    person: &PersonId,
    identity: Identity,
    before: Option<&Session>,
    browser: &Browser,
    next: &str,
    secure: Secure,
) -> Result<Response, Outcome> {
    let forget = cookies::oidc("", 0, secure);
    if !identity.several_proofs
        && let Some(half) = attempt::half(state, person, First::Provider(identity.clone()), next).await?
    {
        let token = attempt::issue(state, person, &half).await?;
        return Ok(on(half.page(), [cookies::of_sign_in(&token, secure), forget]));
    }
    let proof = Proof {
        by: "oidc",
        strength: if identity.several_proofs { Strength::Two } else { Strength::One },
        identity: Some(&identity),
    };
    let (started, to) = arrive::begin(state, person, &proof, before, browser, next).await?;
    Ok(on(&to, cookies::of_session(&started, secure).into_iter().chain([forget])))
}
