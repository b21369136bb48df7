//! The way in: whose key it is, trouble that was asked for, idempotency; then the call, and its answer.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::response::Response;
use futures::stream;
use http::{HeaderMap, StatusCode, header};

use super::call::{Call, Caller};
use super::events::API_VERSION;
use super::faults::{Fault, Trouble};
use super::form::Params;
use super::idempotency::Given;
use super::refusal::Refusal;
use super::world::World;
use super::{Double, Shared, accounts, due, lock, routes};

/// What a call may bring along.
const BODY_LIMIT: usize = 1 << 20;

/// Answers whatever comes to `/v1/`.
pub async fn api(State(double): State<Double>, request: Request) -> Response {
    // A client that hangs up changes nothing: at Stripe, too, the call goes on.
    let work = tokio::spawn(async move { serve(&double, request).await });
    work.await.unwrap_or_else(|_| failed(500))
}

async fn serve(double: &Double, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, BODY_LIMIT).await else { return failed(413) };
    let text = |name: &str| header_text(&head.headers, name);
    let form = String::from_utf8_lossy(&body).into_owned();
    let query = head.uri.query().unwrap_or_default();
    let call = Call {
        path: head.uri.path().trim_start_matches("/v1/").to_owned(),
        params: Params::parse(if head.method == http::Method::GET { query } else { &form }),
        caller: Caller::Page,
        account: text("stripe-account"),
        key: text("idempotency-key"),
        request: lock(&double.world).id("req"),
        method: head.method.clone(),
    };
    let (fault, latency) = {
        let mut world = lock(&double.world);
        (world.faults.strike(call.method.as_str(), head.uri.path()), world.latency)
    };
    let (before, after) = match &fault {
        Some(Fault {
            trouble: Trouble::Hang(seconds),
            after,
            ..
        }) => {
            let pause = Duration::from_secs(*seconds);
            if *after { (Duration::ZERO, pause) } else { (pause, Duration::ZERO) }
        }
        _ => (Duration::ZERO, Duration::ZERO),
    };
    tokio::time::sleep(before + Duration::from_millis(latency)).await;
    let (given, replayed, call) = decide(double, call, text("authorization").as_deref(), fault.as_ref());
    tokio::time::sleep(after).await;
    let half = matches!(
        fault,
        Some(Fault {
            trouble: Trouble::HalfABody,
            ..
        })
    );
    response(&given, replayed, &call, half)
}

fn header_text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

/// The answer, whether it was given before, and the call with whose it is.
fn decide(double: &Double, call: Call, authorization: Option<&str>, fault: Option<&Fault>) -> (Given, bool, Call) {
    let mut world = lock(&double.world);
    due::catch_up(&mut world);
    let caller = match whose(double, authorization, call.params.text("key")) {
        Ok(caller) => caller,
        Err(refusal) => return (given(Err(refusal)), false, call),
    };
    let call = Call { caller, ..call };
    if let Some(account) = call.account.as_deref().filter(|account| !accounts::known(&world, account)) {
        let words = format!("The provided key does not have access to account '{account}' (or that account does not exist).");
        return (given(Err(Refusal::unauthorized(&words))), false, call);
    }
    let now = world.now();
    match world.memory.recall(&call, now) {
        Err(refusal) => return (given(Err(refusal)), false, call),
        Ok(Some(known)) => return (known, true, call),
        Ok(None) => {}
    }
    let (answer, begun) = work(&mut world, &call, fault);
    if begun {
        world.memory.keep(&call, &answer, now);
    }
    (answer, false, call)
}

/// Does the work, unless the fault comes before it. Also says whether it had begun: then the answer is kept.
fn work(world: &mut World, call: &Call, fault: Option<&Fault>) -> (Given, bool) {
    let trouble = fault.and_then(|fault| match fault.trouble {
        Trouble::Status(status) => Some((Refusal::trouble(status), fault.after)),
        _ => None,
    });
    if let Some((refusal, false)) = trouble {
        let begun = refusal.begun;
        return (given(Err(refusal)), begun);
    }
    world.cause = (Some(call.request.clone()), call.key.clone());
    let answer = routes::answer(world, call);
    world.cause = (None, None);
    match trouble {
        // The work is done; it is the words of it that are lost.
        Some((refusal, _)) => {
            let begun = refusal.begun;
            (given(Err(refusal)), begun)
        }
        None => {
            let begun = answer.as_ref().map_or_else(|refusal| refusal.begun, |_| true);
            (given(answer), begun)
        }
    }
}

fn given(answer: super::call::Answer) -> Given {
    match answer {
        Ok(object) => Given {
            status: 200,
            body: object.to_string(),
        },
        Err(refusal) => Given {
            status: refusal.status,
            body: refusal.body().to_string(),
        },
    }
}

/// Whose key it is. Pages may send theirs as a parameter.
fn whose(double: &Double, authorization: Option<&str>, parameter: Option<&str>) -> Result<Caller, Refusal> {
    let key = authorization.and_then(|words| words.strip_prefix("Bearer ")).or(parameter);
    match key {
        Some(key) if key == double.keys.secret => Ok(Caller::Server),
        Some(key) if key == double.keys.public => Ok(Caller::Page),
        Some(key) => {
            let shown: String = key.chars().take(8).collect();
            Err(Refusal::unauthorized(&format!("Invalid API Key provided: {shown}****")))
        }
        None => Err(Refusal::unauthorized("You did not provide an API key.")),
    }
}

fn response(given: &Given, replayed: bool, call: &Call, half: bool) -> Response {
    let mut response = Response::builder()
        .status(given.status)
        .header(header::CONTENT_TYPE, "application/json")
        // Stripe.js speaks from the pages of others.
        .header(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")
        .header("request-id", &call.request)
        .header("stripe-version", API_VERSION);
    if let Some(key) = &call.key {
        response = response.header("idempotency-key", key);
    }
    if let Some(account) = &call.account {
        response = response.header("stripe-account", account);
    }
    if replayed {
        response = response.header("idempotent-replayed", "true");
    }
    if given.status == 429 || given.status == 409 {
        response = response.header("stripe-should-retry", "true");
    }
    let body = if half { broken_off(&given.body) } else { Body::from(given.body.clone()) };
    response.body(body).unwrap_or_else(|_| failed(500))
}

/// Half of it, then the connection ends.
fn broken_off(body: &str) -> Body {
    let half = body.as_bytes()[..body.len() / 2].to_vec();
    let end = std::io::Error::from(std::io::ErrorKind::ConnectionAborted);
    Body::from_stream(stream::iter([Ok(half), Err(end)]))
}

fn failed(status: u16) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response
}

/// Trouble for pages and scripts: what the API's door does by itself.
pub async fn page_trouble(world: &Arc<Shared>, method: &str, path: &str) -> Option<Response> {
    let fault = lock(world).faults.strike(method, path)?;
    match fault.trouble {
        Trouble::Status(status) => Some(failed(status)),
        Trouble::Hang(seconds) => {
            tokio::time::sleep(Duration::from_secs(seconds)).await;
            None
        }
        Trouble::HalfABody => Some(Response::new(broken_off("//"))),
    }
}
