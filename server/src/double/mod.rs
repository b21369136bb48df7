//! A double of Stripe for the demo and for tests: it keeps state, and says of money what Stripe says, over Stripe's own wire API.
//!
//! `/v1/` is the API (`routes` lists its calls), `/v3/` plays Stripe.js, and some pages play Stripe's hosted ones. Under `/_double/` tests
//! move its clock, ask for trouble and play the bank. Only test cards and test accounts are known; nothing real ever belongs in here.

mod accounts;
mod attempts;
mod balance;
mod banks;
mod call;
mod cards;
mod charges;
mod checkout;
mod clock;
mod control;
mod customers;
mod delivery;
mod disputes;
mod door;
mod due;
mod events;
mod faults;
mod form;
mod idempotency;
mod lists;
mod mandates;
mod methods;
mod pages;
mod payments;
mod payouts;
mod proof;
mod refunds;
mod refusal;
mod routes;
mod setups;
mod transfers;
mod world;

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use app::state;
use axum::Router;
use axum::routing::any;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio_util::sync::{CancellationToken, DropGuard};

pub use control::Ask;
pub use delivery::{Hook, signature};
pub use faults::{Fault, Trouble};
use world::World;

type Shared = Mutex<World>;

/// The world, even if somebody panicked in it: a test that failed says so by itself.
fn lock(world: &Shared) -> MutexGuard<'_, World> {
    world.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Keys that the double knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keys {
    /// The platform's server has it.
    pub secret: String,
    /// Pages have it.
    pub public: String,
}

/// How a double is set up.
#[derive(Clone, Debug)]
pub struct Setup {
    /// Where it listens; port 0: any that is free.
    pub listen: SocketAddr,
    /// Keys that it knows.
    pub keys: Keys,
    /// Where its events go; tests may say so later.
    pub hook: Option<Hook>,
    /// What its clock goes by.
    pub clock: state::Clock,
    /// Ids and the order of shuffled events depend on it alone.
    pub seed: u64,
}

impl Default for Setup {
    fn default() -> Setup {
        Setup {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            keys: Keys {
                secret: "sk_test_double".into(),
                public: "pk_test_double".into(),
            },
            hook: None,
            clock: state::Clock::System,
            seed: 1,
        }
    }
}

/// What every handler of the double has.
#[derive(Clone)]
struct Double {
    world: Arc<Shared>,
    keys: Keys,
}

/// A double that runs, until this is dropped.
pub struct Running {
    double: Double,
    address: SocketAddr,
    stop: CancellationToken,
    _stops: DropGuard,
}

/// Starts a double in this process.
///
/// # Errors
/// When the address cannot be had, or no HTTP client for its webhooks.
pub async fn start(setup: Setup) -> io::Result<Running> {
    let listener = TcpListener::bind(setup.listen).await?;
    let address = listener.local_addr()?;
    let mut world = World::new(&format!("http://{address}"), setup.clock, setup.seed);
    world.outbox.send_to(setup.hook);
    let double = Double {
        world: Arc::new(Mutex::new(world)),
        keys: setup.keys,
    };
    let client = delivery::client().map_err(io::Error::other)?;
    let stop = CancellationToken::new();
    tokio::spawn(crate::serve::serve(listener, router(double.clone()), crate::serve::HEAD_LIMIT, stop.clone()));
    tokio::spawn(delivery::deliver(double.world.clone(), client, stop.clone()));
    let stops = stop.clone().drop_guard();
    Ok(Running {
        double,
        address,
        stop,
        _stops: stops,
    })
}

fn router(double: Double) -> Router {
    Router::new()
        .route("/v1/{*call}", any(door::api))
        .merge(control::routes())
        .merge(pages::routes())
        .with_state(double)
}

impl Running {
    /// Where it is: `http://127.0.0.1:8454`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Asks it for something that Stripe would not do on request.
    ///
    /// # Errors
    /// A sentence, where it does not fit.
    pub fn ask(&self, ask: Ask) -> Result<Value, String> {
        control::answer(&mut lock(&self.double.world), ask)
    }

    /// Returns when it has been stopped.
    pub async fn stopped(&self) {
        self.stop.cancelled().await;
    }
}
