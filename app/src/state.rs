//! What the server hands to every slice: the store, the clock, ids, and the outside world behind ports.

use std::ops::Deref;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

use crate::auth::oidc::ports::OidcProvider;
use crate::auth::passwords::Hasher;
use crate::billing::ports::PaymentGateway;
use crate::billing::terms::Terms;
pub use crate::brand::Brand;
use crate::claims::reading::model::DateOrder;
use crate::claims::reading::ports::InvoiceReader;
use crate::day::{Day, Moment};
use crate::db::Store;
use crate::documents::ports::{BlobStore, Scanner};
use crate::notify::ports::{Mailer, Pusher, Sms};
use crate::seal::Keys;

/// Everything a request may use. Cloned for each of them, so it is one pointer.
#[derive(Clone)]
pub struct AppState(Arc<Services>);

/// What an [`AppState`] points to.
#[derive(Clone)]
pub struct Services {
    /// The database.
    pub store: Store,
    /// The time.
    pub clock: Clock,
    /// Randomness and new ids.
    pub random: Random,
    /// Where bytes lie.
    pub blobs: Arc<dyn BlobStore>,
    /// What knows harmful files, if the deployment has it.
    pub scanner: Option<Arc<dyn Scanner>>,
    /// Password hashing, bounded to half the cores.
    pub hasher: Hasher,
    /// What reads invoices.
    pub reader: Arc<dyn InvoiceReader>,
    /// How invoices here write dates of digits alone.
    pub date_order: DateOrder,
    /// The most that the rules pay by themselves, in cents.
    pub instant_up_to_cents: i64,
    /// The most that one person decides alone, in cents: what pays or refuses more wants a second.
    pub second_above_cents: i64,
    /// What the deployment says of itself.
    pub brand: Arc<Brand>,
    /// What seals secrets.
    pub keys: Keys,
    /// Where e-mail leaves us.
    pub mailer: Arc<dyn Mailer>,
    /// Where text messages leave us, if the deployment has a provider.
    pub sms: Option<Arc<dyn Sms>>,
    /// Where messages to browsers leave us, if the deployment lets them.
    pub pusher: Option<Arc<dyn Pusher>>,
    /// How bills are made and collected.
    pub billing: Arc<Terms>,
    /// What moves money; `None`: cards and banks are not set up, and the pages say so.
    pub gateway: Option<Arc<dyn PaymentGateway>>,
    /// What the provider of text messages signs with when it hands us an answer; `None`: none are taken.
    pub sms_hook_secret: Option<Arc<str>>,
    /// The OpenID provider, if the deployment has one.
    pub oidc: Option<Arc<dyn OidcProvider>>,
    /// Our own origin as people type it, for links in letters: `https://portal.example.com`.
    pub public_url: Arc<str>,
    /// Whether requests come through a proxy of ours, which writes down the network address it serves.
    pub behind_proxy: bool,
}

/// Where the time comes from.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// A clock that tests set by hand (UTC milliseconds).
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at an instant until it is moved.
    pub fn fixed(at: i64) -> Clock {
        Clock::Fixed(Arc::new(AtomicI64::new(at)))
    }

    /// Now, in UTC milliseconds.
    pub fn now(&self) -> i64 {
        match self {
            #[expect(clippy::disallowed_methods, reason = "the one place that asks the machine for the time")]
            Clock::System => jiff::Timestamp::now().as_millisecond(),
            Clock::Fixed(at) => at.load(Ordering::Relaxed),
        }
    }

    /// Moves a fixed clock by milliseconds; the machine's clock stays as it is.
    pub fn advance(&self, milliseconds: i64) {
        if let Clock::Fixed(at) = self {
            at.fetch_add(milliseconds, Ordering::Relaxed);
        }
    }

    /// Today's date in a time zone (IANA name).
    pub fn today(&self, zone: &str) -> Day {
        Moment::local(self.now(), zone).day
    }
}

/// Where randomness comes from.
#[derive(Clone)]
pub struct Random(Source);

#[derive(Clone)]
enum Source {
    System,
    Seeded(Arc<Mutex<ChaCha20Rng>>),
}

impl Random {
    /// The machine's own randomness.
    pub fn system() -> Random {
        Random(Source::System)
    }

    /// The same sequence for the same seed.
    pub fn seeded(seed: u64) -> Random {
        Random(Source::Seeded(Arc::new(Mutex::new(ChaCha20Rng::seed_from_u64(seed)))))
    }

    /// `N` random bytes.
    ///
    /// # Panics
    /// When the machine has no randomness to give: nothing secret may be made then.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        match &self.0 {
            #[expect(clippy::expect_used, reason = "without randomness nothing may go on")]
            Source::System => getrandom::fill(&mut bytes).expect("the machine gives randomness"),
            Source::Seeded(rng) => rng.lock().unwrap_or_else(std::sync::PoisonError::into_inner).fill_bytes(&mut bytes),
        }
        bytes
    }

    /// A new UUIDv7 (RFC 9562) for an instant: ids sort by the time they were made.
    pub fn id(&self, clock: &Clock) -> String {
        self.id_at(clock.now())
    }

    /// As [`Random::id`], for an instant in UTC milliseconds.
    pub fn id_at(&self, at: i64) -> String {
        uuid::Builder::from_unix_timestamp_millis(at.unsigned_abs(), &self.bytes())
            .into_uuid()
            .to_string()
    }
}

impl From<Services> for AppState {
    fn from(services: Services) -> AppState {
        AppState(Arc::new(services))
    }
}

impl Deref for AppState {
    type Target = Services;

    fn deref(&self) -> &Services {
        &self.0
    }
}

impl AppState {
    /// A new id for now.
    pub fn new_id(&self) -> String {
        self.random.id(&self.clock)
    }
}
