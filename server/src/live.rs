//! Word of what has changed, to pages that are open: server-sent events (WHATWG HTML, 9.2), one connection for each tab.
//!
//! One task notices changes for all connections of this server and asks the database once for all of them. What is sent is the household's revision
//! and nothing else; the page asks for what it shows by the ways it always does. A page whose connection broke says what it has seen
//! (`Last-Event-ID`), and hears at once what it missed. Behind proxies that hold events back a page asks `/api/live/now` instead.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use app::auth::{Power, Session};
use app::db::{Change, Changes};
use app::ids::HouseholdId;
use app::live;
use app::state::AppState;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Router};
use futures::Stream;
use futures::stream::unfold;
use serde::Deserialize;
use tokio::sync::{Notify, watch};
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;

use crate::router::Web;

/// The most connections of one household. Their browsers ask now and then instead.
const MOST: usize = 20;
/// How often a page hears that the connection stands.
const BEAT: Duration = Duration::from_secs(20);
/// How long a connection lasts: the next one is asked again who it is.
const LASTS: Duration = Duration::from_secs(240);
/// How often everything is looked at, whatever the database said: word that was sent while a page was opening may have missed it.
const LOOK_AGAIN: Duration = Duration::from_secs(5);
/// How long PostgreSQL is told for, in milliseconds; said again at every third of it.
const WATCH_MS: i64 = 60_000;

/// What the open pages of this server look at.
#[derive(Clone)]
pub struct Live(Arc<Inner>);

struct Inner {
    state: AppState,
    /// Under which name PostgreSQL knows this server.
    name: String,
    watched: Mutex<HashMap<HouseholdId, watch::Sender<i64>>>,
    more: Notify,
    stop: CancellationToken,
}

impl Live {
    /// Notices changes, whenever somebody looks, until `stop`; then every connection ends.
    pub fn begin(state: AppState, stop: CancellationToken) -> Live {
        let live = Live(Arc::new(Inner {
            name: state.new_id(),
            state,
            watched: Mutex::default(),
            more: Notify::new(),
            stop: stop.clone(),
        }));
        let noticing = live.clone();
        tokio::spawn(async move {
            tokio::select! {
                () = noticing.notice() => {}
                () = stop.cancelled() => {}
            }
            noticing.watched().clear();
        });
        live
    }

    fn watched(&self) -> std::sync::MutexGuard<'_, HashMap<HouseholdId, watch::Sender<i64>>> {
        self.0.watched.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The revisions of a household from now on; `None` when too many look already, or the server stops.
    async fn look_at(&self, household: &HouseholdId) -> Result<Option<watch::Receiver<i64>>, sqlx::Error> {
        let (looking, first) = {
            let mut watched = self.watched();
            let count = watched.get(household).map_or(0, watch::Sender::receiver_count);
            if count >= MOST || self.0.stop.is_cancelled() {
                return Ok(None);
            }
            let sender = watched.entry(household.clone()).or_insert_with(|| watch::channel(0).0);
            (sender.subscribe(), count == 0)
        };
        if first {
            live::watch(&self.0.state, &self.0.name, std::slice::from_ref(household), self.until()).await?;
        }
        self.0.more.notify_one();
        // Read after the database knows that we look: what changes from now on is said.
        let now = live::revision(&self.0.state, household).await?.unwrap_or_default();
        if let Some(sender) = self.watched().get(household) {
            tell(sender, now);
        }
        Ok(Some(looking))
    }

    fn until(&self) -> i64 {
        self.0.state.clock.now() + WATCH_MS
    }

    /// Passes on what the database says, for as long as somebody looks.
    async fn notice(&self) {
        loop {
            if self.looked_at().is_empty() {
                self.0.more.notified().await;
                continue;
            }
            let ended = match self.0.state.store.changes().await {
                Ok(changes) => self.pass_on(changes).await,
                Err(error) => Err(error),
            };
            if let Err(error) = ended {
                tracing::warn!("Changes are not noticed for now: {error}");
                sleep(Duration::from_secs(1)).await;
            }
        }
    }

    /// Ends when nobody looks any more.
    async fn pass_on(&self, mut changes: Changes) -> Result<(), sqlx::Error> {
        let mut say_again = Instant::now();
        loop {
            let households = self.looked_at();
            if households.is_empty() {
                return Ok(());
            }
            if Instant::now() >= say_again {
                live::watch(&self.0.state, &self.0.name, &households, self.until()).await?;
                say_again = Instant::now() + Duration::from_millis(WATCH_MS.unsigned_abs() / 3);
            }
            match timeout(LOOK_AGAIN, changes.next()).await {
                Ok(Ok(Change::Household(id, revision))) => {
                    if let Some(sender) = self.watched().get(&HouseholdId(id)) {
                        tell(sender, revision);
                    }
                }
                Ok(Err(error)) => return Err(error),
                Ok(Ok(Change::Something)) | Err(_) => {
                    let found = live::revisions(&self.0.state, &households).await?;
                    let watched = self.watched();
                    for (household, revision) in found {
                        if let Some(sender) = watched.get(&household) {
                            tell(sender, revision);
                        }
                    }
                }
            }
        }
    }

    /// The households that somebody looks at; the others are let go.
    fn looked_at(&self) -> Vec<HouseholdId> {
        let mut watched = self.watched();
        watched.retain(|_, sender| sender.receiver_count() > 0);
        watched.keys().cloned().collect()
    }
}

/// A revision only grows: word that was overtaken on its way is nothing new.
fn tell(sender: &watch::Sender<i64>, revision: i64) {
    sender.send_if_modified(|known| {
        let newer = revision > *known;
        if newer {
            *known = revision;
        }
        newer
    });
}

/// What a page has seen.
#[derive(Deserialize)]
struct Seen {
    since: Option<i64>,
}

/// The addresses of word.
pub fn routes() -> Router<Web> {
    Router::new()
        .route("/api/live", axum::routing::get(events))
        .route("/api/live/now", axum::routing::get(now))
}

/// Whose household it is, for those who may see what changes in it.
fn household(session: Option<Extension<Arc<Session>>>) -> Result<HouseholdId, StatusCode> {
    let Some(Extension(session)) = session else {
        return Err(StatusCode::UNAUTHORIZED);
    };
    let actor = session.household(&[Power::View, Power::File]).map_err(|_| StatusCode::FORBIDDEN)?;
    Ok(actor.household)
}

async fn events(
    State(web): State<Web>,
    session: Option<Extension<Arc<Session>>>,
    Query(seen): Query<Seen>,
    headers: HeaderMap,
) -> Result<Response, StatusCode> {
    let household = household(session)?;
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok()?.parse().ok());
    let looking = web.live().look_at(&household).await.map_err(|error| {
        tracing::warn!("A page cannot be told of changes: {error}");
        StatusCode::SERVICE_UNAVAILABLE
    })?;
    // No content: the browser does not try again by itself.
    let Some(looking) = looking else {
        return Ok(StatusCode::NO_CONTENT.into_response());
    };
    let told = Told {
        looking,
        seen: last.or(seen.since).unwrap_or(i64::MAX),
        ends: Instant::now() + LASTS,
    };
    let headers = [("x-accel-buffering", "no")];
    Ok((headers, Sse::new(told.events())).into_response())
}

async fn now(State(web): State<Web>, session: Option<Extension<Arc<Session>>>) -> Result<String, StatusCode> {
    let household = household(session)?;
    match live::revision(web.app(), &household).await {
        Ok(revision) => Ok(revision.unwrap_or_default().to_string()),
        Err(_) => Err(StatusCode::SERVICE_UNAVAILABLE),
    }
}

/// One connection: what it has been told.
struct Told {
    looking: watch::Receiver<i64>,
    seen: i64,
    ends: Instant,
}

impl Told {
    fn events(self) -> impl Stream<Item = Result<Event, Infallible>> {
        unfold(self, |mut told| async move { told.next().await.map(|event| (Ok(event), told)) })
    }

    async fn next(&mut self) -> Option<Event> {
        let now = *self.looking.borrow_and_update();
        if now > self.seen {
            return Some(self.say(now));
        }
        self.seen = now;
        if Instant::now() >= self.ends {
            return None;
        }
        match timeout(BEAT, self.looking.changed()).await {
            Ok(Ok(())) => {
                let now = *self.looking.borrow_and_update();
                Some(self.say(now))
            }
            // The server stops.
            Ok(Err(_)) => None,
            Err(_) => Some(Event::default().event("beat").data("here")),
        }
    }

    fn say(&mut self, now: i64) -> Event {
        self.seen = now;
        // Without any data a browser takes no notice (WHATWG HTML, 9.2.6).
        Event::default().id(now.to_string()).data("changed")
    }
}
