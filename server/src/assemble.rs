//! Puts a server's state together from its configuration.

use std::sync::Arc;

use app::auth::oidc::ports::OidcProvider;
use app::auth::passwords::Hasher;
use app::seal::Keys;
use app::state::{AppState, Clock, Random, Services};

use crate::adapters::{self, DiskBlobs};
use crate::config::Config;

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Opens everything a server needs, with the database brought up to date.
///
/// # Errors
/// With a sentence that names the variable.
pub async fn open(config: &Config) -> Result<AppState, Failure> {
    let store = config.database.open().await?;
    store.migrate().await?;
    let random = Random::system();
    let blobs = DiskBlobs::new(config.files.data_dir.join("blobs"))
        .map_err(|error| format!("PAWTAL_DATA_DIR: {} cannot be used: {error}", config.files.data_dir.display()))?;
    let hasher = Hasher::new(config.passwords.argon2_memory_kib, config.passwords.argon2_passes, &random)
        .map_err(|error| format!("PAWTAL_ARGON2_MEMORY_KIB, PAWTAL_ARGON2_PASSES: {error}"))?;
    let keys = Keys::open(&config.files.keys(), &random).map_err(|error| format!("PAWTAL_KEY_FILE: {}: {error}", config.files.keys().display()))?;
    let gateway = adapters::gateway(&config.stripe, &random)?;
    let services = Services {
        store,
        clock: Clock::System,
        random,
        blobs: Arc::new(blobs),
        scanner: adapters::scanner(&config.files),
        hasher,
        reader: adapters::reader(&config.reader)?,
        date_order: config.reader.date_order,
        instant_up_to_cents: config.claims.instant_up_to * 100,
        second_above_cents: config.claims.second_above * 100,
        brand: Arc::new(config.brand.clone().into()),
        keys,
        mailer: adapters::mailer(config)?,
        sms: adapters::sms(config)?,
        pusher: adapters::pusher(config)?,
        sms_hook_secret: config.sms.sms_hook_secret.as_deref().map(Into::into),
        billing: Arc::new(config.billing.terms()),
        gateway,
        oidc: config
            .oidc
            .provider(&config.http.public_url)?
            .map(|provider| Arc::new(provider) as Arc<dyn OidcProvider>),
        public_url: config.http.public_url.as_str().into(),
        behind_proxy: config.http.trusted_proxy,
    };
    let state: AppState = services.into();
    app::notify::store::own::make(&state).await?;
    Ok(state)
}
