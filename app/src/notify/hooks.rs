//! Addresses that are no pages: a notice that is opened, one-click unsubscription (RFC 8058), and answers to text messages.
//!
//! The last two are called by machines of others, without our cookies and from elsewhere; a signature in what they send says that they may.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderMap, StatusCode};
use ring::hmac;
use serde::Deserialize;

use super::reply::wish;
use super::store::{centre, preferences};
use crate::account::model::parse_phone;
use crate::documents::upload::{MaybeSession, sender};
use crate::error::AppError;
use crate::people;
use crate::seal::unhex;
use crate::state::AppState;

/// How old a signature may be, in milliseconds.
const FRESH_MS: i64 = 5 * 60_000;
/// Where the provider of text messages signs.
pub const SIGNATURE: &str = "x-pawtal-signature";

fn status(error: &AppError) -> Response {
    StatusCode::from_u16(error.status())
        .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
        .into_response()
}

/// `GET /notices/{notice}`: marks a notice as read and goes where it leads, in the household it is about.
pub async fn open(State(state): State<AppState>, session: MaybeSession, Path(notice): Path<String>, headers: HeaderMap) -> Response {
    // A browser that looks ahead reads nothing.
    if headers.contains_key("sec-purpose") {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    match opened(&state, session, &notice).await {
        Ok(path) => Redirect::to(&path).into_response(),
        Err(error) => status(&error),
    }
}

async fn opened(state: &AppState, session: MaybeSession, notice: &str) -> Result<String, AppError> {
    let session = sender(session)?;
    let way = centre::open(state, &session.person, notice).await?.ok_or(AppError::NotFound)?;
    let here = session.household.as_ref().map(|actor| &actor.household);
    if let Some(household) = way.household.as_ref().filter(|there| Some(*there) != here) {
        people::store::choose_home(state, &session, household).await?;
    }
    Ok(way.path)
}

/// `POST /unsubscribe/{token}`: what mail programs send for their reader's one click. Answers without sending anywhere, as RFC 8058 asks.
pub async fn one_click(State(state): State<AppState>, Path(token): Path<String>) -> Response {
    match preferences::by_link(&state, &token, false).await {
        Ok(()) => StatusCode::OK.into_response(),
        Err(error) => status(&error),
    }
}

/// What the provider of text messages hands us.
#[derive(Deserialize)]
struct Answer {
    /// Who wrote, in E.164.
    from: String,
    /// What.
    text: String,
}

/// `POST /hooks/sms`: somebody answered a text message. `{"from": "+1…", "text": "…"}`, with `X-Pawtal-Signature: t=SECONDS,v1=HEX`, where HEX is the
/// HMAC-SHA-256 of `SECONDS.BODY` under `PAWTAL_SMS_HOOK_SECRET`. The same answer twice is confirmed once.
pub async fn sms(State(state): State<AppState>, headers: HeaderMap, body: Bytes) -> Response {
    if !is_signed(&state, &headers, &body) {
        tracing::warn!("Refused an answer to a text message: it is not signed by our provider");
        return StatusCode::FORBIDDEN.into_response();
    }
    let Ok(answer) = serde_json::from_slice::<Answer>(&body) else {
        return StatusCode::UNPROCESSABLE_ENTITY.into_response();
    };
    let (Some(number), Some(wish)) = (parse_phone(&answer.from), wish(&answer.text)) else {
        return StatusCode::NO_CONTENT.into_response();
    };
    match preferences::answer(&state, &number, wish).await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => status(&error),
    }
}

fn is_signed(state: &AppState, headers: &HeaderMap, body: &[u8]) -> bool {
    let (Some(secret), Some(said)) = (&state.sms_hook_secret, headers.get(SIGNATURE).and_then(|value| value.to_str().ok())) else {
        return false;
    };
    let Some((seconds, hex)) = said.strip_prefix("t=").and_then(|rest| rest.split_once(",v1=")) else {
        return false;
    };
    let fresh = seconds
        .parse::<i64>()
        .is_ok_and(|at| (state.clock.now() - at.saturating_mul(1000)).abs() <= FRESH_MS);
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let signed = [seconds.as_bytes(), b".", body].concat();
    fresh && unhex(hex).is_some_and(|tag| hmac::verify(&key, &signed, &tag).is_ok())
}
