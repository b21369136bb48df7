//! What tests ask of the double: to move its clock, to err, to play the bank, to treat webhooks badly, and to say what it saw.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use axum::{Json, Router};
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::delivery::Hook;
use super::faults::Fault;
use super::world::World;
use super::{Double, attempts, banks, disputes, due, lock, payouts};

/// A wish. Over HTTP its name is the path, `POST /_double/advance`, and its fields are the body.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case", tag = "ask")]
pub enum Ask {
    /// Moves the clock on; whatever falls due happens.
    Advance {
        /// Seconds.
        seconds: i64,
    },
    /// Has coming calls go wrong.
    Fault(Fault),
    /// No faults any more.
    Heal,
    /// Every call takes that long.
    Latency {
        /// Milliseconds.
        milliseconds: u64,
    },
    /// Events go there from now on.
    Hook(Hook),
    /// Events wait.
    Hold,
    /// Events go again.
    Release,
    /// What waits comes in another order.
    Shuffle,
    /// What waits comes twice.
    Duplicate,
    /// An event comes once more.
    Resend {
        /// Its id.
        event: String,
    },
    /// Opens a dispute.
    Dispute {
        /// The intent whose payment is disputed.
        intent: String,
        /// Stripe's word for why: `fraudulent`.
        reason: String,
    },
    /// Decides a dispute.
    Decide {
        /// Its id.
        dispute: String,
        /// For us.
        won: bool,
    },
    /// A bank returns a debit: what is pending fails, what has settled is disputed and lost.
    Return {
        /// The intent.
        intent: String,
        /// Stripe's word for why: `insufficient_funds`.
        code: String,
    },
    /// A payout arrives now.
    Arrive {
        /// Its id.
        payout: String,
    },
    /// A payout comes back, be it that it had arrived.
    Fail {
        /// Its id.
        payout: String,
        /// Stripe's word for why: `account_closed`.
        code: String,
    },
    /// How often money moved, by a name in the metadata of intents: `payment`.
    Charges {
        /// The name.
        by: String,
    },
    /// How many events wait and how many were taken.
    Post,
    /// Forgets everything but where events go.
    Reset,
}

/// Does what was asked.
pub fn answer(world: &mut World, ask: Ask) -> Result<Value, String> {
    match ask {
        Ask::Advance { seconds } => {
            advance(world, seconds);
            return Ok(json!({"now": world.now()}));
        }
        Ask::Fault(fault) => world.faults.add(fault),
        Ask::Heal => world.faults.clear(),
        Ask::Latency { milliseconds } => world.latency = milliseconds,
        Ask::Hook(hook) => world.outbox.send_to(Some(hook)),
        Ask::Hold => world.outbox.hold(true),
        Ask::Release => world.outbox.hold(false),
        Ask::Shuffle => world.shuffle_post(),
        Ask::Duplicate => world.outbox.duplicate(),
        Ask::Resend { event } => {
            known(world, "event", &event)?;
            let (body, now) = (world.object(&event).clone(), world.now());
            world.outbox.post(&event, &body, now);
        }
        Ask::Dispute { intent, reason } => {
            let charge = paid_charge(world, &intent)?;
            return Ok(json!({"dispute": disputes::open(world, &charge, &reason)}));
        }
        Ask::Decide { dispute, won } => {
            known(world, "dispute", &dispute)?;
            done(disputes::decide(world, &dispute, won), "it is decided already")?;
        }
        Ask::Return { intent, code } => {
            let (code, words) = banks::reason(&code).ok_or_else(|| format!("no bank says {code}"))?;
            if !attempts::debit_returned(world, &intent, code, words) {
                let charge = paid_charge(world, &intent)?;
                disputes::take_back(world, &charge, code);
            }
        }
        Ask::Arrive { payout } => {
            known(world, "payout", &payout)?;
            done(payouts::arrive(world, &payout), "it is not on its way")?;
        }
        Ask::Fail { payout, code } => {
            known(world, "payout", &payout)?;
            let (code, words) = banks::reason(&code).ok_or_else(|| format!("no bank says {code}"))?;
            done(payouts::fail(world, &payout, code, words), "it has come back already")?;
        }
        Ask::Charges { by } => return Ok(charges(world, &by)),
        Ask::Post => {
            let (waiting, taken) = world.outbox.counts();
            return Ok(json!({"waiting": waiting, "taken": taken}));
        }
        Ask::Reset => world.reset(),
    }
    Ok(json!({}))
}

/// Day by day, so that what falls due then can make something else fall due before the end.
fn advance(world: &mut World, seconds: i64) {
    let mut left = seconds.max(0);
    while left > 0 {
        let step = left.min(banks::DAY);
        world.clock.advance(step);
        left -= step;
        due::catch_up(world);
    }
}

fn done(done: bool, why_not: &str) -> Result<(), String> {
    if done { Ok(()) } else { Err(why_not.to_owned()) }
}

fn known(world: &World, kind: &str, id: &str) -> Result<(), String> {
    done(world.object(id)["object"] == kind, &format!("there is no {kind} {id}"))
}

fn paid_charge(world: &World, intent: &str) -> Result<String, String> {
    let charge = world.text(intent, "latest_charge");
    match world.object(&charge)["paid"] == true && world.object(&charge)["disputed"] == false {
        true => Ok(charge),
        false => Err(format!("{intent} has no payment that can be taken back")),
    }
}

/// For each value of a name in the metadata: how many charges succeeded, and how many cents moved to us.
fn charges(world: &World, by: &str) -> Value {
    let mut counts: BTreeMap<String, (i64, i64)> = BTreeMap::new();
    let paid = world.newest("charge").map(|thing| &thing.object).filter(|charge| charge["paid"] == true);
    for charge in paid {
        if let Some(value) = charge["metadata"][by].as_str() {
            let count = counts.entry(value.to_owned()).or_default();
            count.0 += 1;
            count.1 += charge["amount"].as_i64().unwrap_or_default();
        }
    }
    counts
        .into_iter()
        .map(|(value, (charges, cents))| (value, json!({"charges": charges, "cents": cents})))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

async fn asked(State(double): State<Double>, Path(name): Path<String>, body: String) -> Response {
    let fields = if body.is_empty() {
        Ok(json!({}))
    } else {
        serde_json::from_str::<Value>(&body)
    };
    let answered = fields.and_then(|mut fields| {
        if let Value::Object(fields) = &mut fields {
            fields.insert("ask".into(), name.into());
        }
        serde_json::from_value::<Ask>(fields)
    });
    let answered = answered
        .map_err(|error| error.to_string())
        .and_then(|ask| answer(&mut lock(&double.world), ask));
    match answered {
        Ok(value) => Json(value).into_response(),
        Err(words) => (StatusCode::BAD_REQUEST, words).into_response(),
    }
}

/// Its addresses.
pub fn routes() -> Router<Double> {
    Router::new().route("/_double/{ask}", post(asked))
}
