//! Home as it was made last, for as long as nothing of it has changed.
//!
//! Everyone opens Home most often, and making it costs several times what all the rest of a request does. Each household counts its changes
//! (`household.revision`, kept by triggers of the database, so that no way of writing can forget it); the session's one statement reads that number
//! with everything else. A page that was made at this number, in this hour, for this person is what would be made again, but for the nonce of its
//! scripts. What is not a household's own, the names of plans and of the insurer's people, may be an hour old.

use std::sync::{Arc, OnceLock};

use app::auth::{Roles, Session};
use app::day::Moment;
use app::ids::{HouseholdId, PersonId};
use app::sessions::typed::Again;
use app::shell::Theme;
use app::texts::Lang;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use leptos::nonce::Nonce;
use lz4_flex::block::{compress_with_dict, decompress_with_dict};
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use crate::router::Web;

/// Memory for pages, in bytes. Those of the people who came last stay.
const CAPACITY: u64 = 12 * 1024 * 1024;
/// Pages that may be kept at once; small ones fill no more.
const PAGES: usize = 5_000;
/// The largest page that is worth it, in bytes.
const LARGEST: usize = 256 * 1024;

/// Who reads a page, and how it speaks and looks.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Reader {
    person: PersonId,
    household: HouseholdId,
    lang: Lang,
    theme: Theme,
}

/// All that a page of a reader was made from.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stand {
    revision: i64,
    /// Greetings and "tomorrow" change with the local hour; the minutes stay 0.
    hour: Moment,
    roles: Roles,
    given_name: String,
}

/// A page that was made.
struct Page {
    stand: Stand,
    /// Pages are much alike: each is compressed with the first one as its dictionary.
    packed: Box<[u8]>,
    bytes: usize,
    /// Where the nonce stands.
    nonces: Box<[usize]>,
}

#[derive(Clone)]
struct ByBytes;

impl Weighter<Reader, Arc<Page>> for ByBytes {
    fn weight(&self, _: &Reader, page: &Arc<Page>) -> u64 {
        // Beside the page itself: the ids and the places in the cache.
        (page.packed.len() + 8 * page.nonces.len() + 400) as u64
    }
}

/// The pages of this server. Others have their own: what one of them changes, the database counts for all.
pub struct PageCache {
    pages: Cache<Reader, Arc<Page>, ByBytes>,
    dictionary: OnceLock<Bytes>,
}

impl Default for PageCache {
    fn default() -> PageCache {
        PageCache {
            pages: Cache::with_weighter(PAGES, CAPACITY, ByBytes),
            dictionary: OnceLock::new(),
        }
    }
}

impl PageCache {
    /// The page, with this nonce, if nothing has changed.
    fn find(&self, reader: &Reader, stand: &Stand, nonce: &str) -> Option<Vec<u8>> {
        let page = self.pages.get(reader).filter(|page| page.stand == *stand)?;
        let mut html = decompress_with_dict(&page.packed, page.bytes, self.dictionary.get()?).ok()?;
        for at in &page.nonces {
            html.get_mut(*at..*at + nonce.len())?.copy_from_slice(nonce.as_bytes());
        }
        Some(html)
    }

    fn keep(&self, reader: Reader, stand: Stand, html: &Bytes, nonce: &str) {
        let nonces = memchr::memmem::find_iter(html, nonce).collect();
        let dictionary = self.dictionary.get_or_init(|| html.clone());
        let packed = compress_with_dict(html, dictionary).into();
        let bytes = html.len();
        self.pages.insert(reader, Arc::new(Page { stand, packed, bytes, nonces }));
    }
}

/// Answers for Home with the page that was made last, if it would be the same; else has it made, and keeps it.
pub async fn home(State(web): State<Web>, request: Request, next: Next) -> Response {
    let Some((reader, stand)) = asked(&web, &request) else {
        return next.run(request).await;
    };
    let nonce = Nonce::new();
    if let Some(html) = web.pages().find(&reader, &stand, &nonce)
        && let Some(policy) = web.policy(&nonce)
    {
        let headers = [
            (CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
            (CONTENT_SECURITY_POLICY, policy),
            (CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
        ];
        return (headers, html).into_response();
    }
    let (parts, body) = next.run(request).await.into_parts();
    // The page comes in one piece, of known length.
    let Ok(html) = to_bytes(body, usize::MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let policy = parts.headers.get(CONTENT_SECURITY_POLICY).and_then(|policy| policy.to_str().ok());
    let nonce = policy
        .and_then(|policy| policy.split_once("'nonce-")?.1.split_once('\''))
        .map(|(nonce, _)| nonce);
    if let Some(nonce) = nonce.filter(|_| parts.status == StatusCode::OK && html.len() <= LARGEST) {
        web.pages().keep(reader, stand, &html, nonce);
    }
    Response::from_parts(parts, Body::from(html))
}

/// Whose Home is asked for, and how it stands; `None` for everything else.
fn asked(web: &Web, request: &Request) -> Option<(Reader, Stand)> {
    let extensions = request.extensions();
    let home = *request.method() == Method::GET && request.uri().path() == "/" && request.uri().query().is_none();
    if !home || extensions.get::<Arc<Again>>().is_some() {
        return None;
    }
    let session = extensions.get::<Arc<Session>>()?;
    let actor = session.household.as_ref()?;
    let reader = Reader {
        person: actor.person.clone(),
        household: actor.household.clone(),
        lang: *extensions.get()?,
        theme: *extensions.get()?,
    };
    let hour = Moment {
        minute: 0,
        ..Moment::local(web.app().clock.now(), &actor.zone)
    };
    let stand = Stand {
        revision: session.revision,
        hour,
        roles: session.roles(),
        given_name: actor.given_name.clone(),
    };
    Some((reader, stand))
}
