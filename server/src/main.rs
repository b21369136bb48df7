//! `pawtal`: serves the portal, works its jobs, migrates and administers its database.

use std::process::ExitCode;
use std::sync::Arc;

use app::auth::oidc::ports::OidcProvider;
use app::auth::passwords::Hasher;
use app::seal::Keys;
use app::state::{AppState, Clock, Random, Services};
use clap::{Args, Parser, Subcommand};
use server::adapters::{self, DiskBlobs};
use server::config::{Config, DatabaseConfig};
use server::live::Live;
use server::{admin, router, serve, worker};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tracing_subscriber::EnvFilter;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The place where people who insure a pet look after that insurance.
#[derive(Parser)]
#[command(name = "pawtal", version, max_term_width = 120)]
struct Command {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Serve the portal, and work background jobs unless told otherwise. Every variable is listed by --help.
    Serve(Config),
    /// Work background jobs only.
    Work(Config),
    /// Bring the database up to date and stop.
    Migrate(Database),
    /// Look after the deployment.
    Admin(admin::Admin),
    /// Read files from standard input: the server starts this itself.
    #[command(hide = true)]
    ReadSheets(adapters::ocr::ReadSheets),
    /// Fill an empty database with a demo book.
    #[cfg(feature = "demo")]
    Seed(server::demo::SeedCommand),
    /// Draw veterinary invoices as JPEG, each with a JSON file of what is on it.
    #[cfg(feature = "demo")]
    DrawInvoices(server::demo::DrawInvoicesCommand),
}

#[derive(Args)]
struct Database {
    #[command(flatten)]
    database: DatabaseConfig,
}

type Failure = Box<dyn std::error::Error + Send + Sync>;

fn main() -> ExitCode {
    let filter = EnvFilter::try_from_env("PAWTAL_LOG").unwrap_or_else(|_| EnvFilter::new("info,oar_ocr=warn,ort=warn,sqlx=warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let command = Command::parse();
    // One TLS for every call to others. It fails only where it is done already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&error.into()),
    };
    match runtime.block_on(run(command.what)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error),
    }
}

fn fail(error: &Failure) -> ExitCode {
    eprintln!("pawtal: {error}");
    ExitCode::FAILURE
}

async fn run(what: What) -> Result<(), Failure> {
    match what {
        What::Serve(config) => serve(config).await,
        What::Work(config) => {
            let state = open(&config).await?;
            worker::run(state, stop_signal()).await;
            Ok(())
        }
        What::Migrate(Database { database }) => {
            database.open().await?.migrate().await?;
            println!("The database is up to date.");
            Ok(())
        }
        What::Admin(admin) => admin.run(open).await,
        What::ReadSheets(read) => read.run(),
        #[cfg(feature = "demo")]
        What::Seed(seed) => seed.run().await,
        #[cfg(feature = "demo")]
        What::DrawInvoices(draw) => draw.run(),
    }
}

async fn serve(config: Config) -> Result<(), Failure> {
    let state = open(&config).await?;
    let listener = TcpListener::bind(config.http.listen)
        .await
        .map_err(|error| format!("PAWTAL_LISTEN: {} cannot be had: {error}", config.http.listen))?;
    let stop = stop_signal();
    let worker = (!config.http.no_worker).then(|| tokio::spawn(worker::run(state.clone(), stop.clone())));
    let live = Live::begin(state.clone(), stop.clone());
    let app = router::router(state.clone(), &config.files.site_root, &config.http.public_url, live);
    tracing::info!("Serving on http://{}", config.http.listen);
    serve::serve(listener, app, serve::HEAD_LIMIT, stop).await;
    if let Some(worker) = worker {
        worker.await?;
    }
    state.store.close().await;
    Ok(())
}

/// Opens everything a server needs, with the database brought up to date.
async fn open(config: &Config) -> Result<AppState, Failure> {
    let store = config.database.open().await?;
    store.migrate().await?;
    let random = Random::system();
    let blobs = DiskBlobs::new(config.files.data_dir.join("blobs"))
        .map_err(|error| format!("PAWTAL_DATA_DIR: {} cannot be used: {error}", config.files.data_dir.display()))?;
    let hasher = Hasher::new(config.passwords.argon2_memory_kib, config.passwords.argon2_passes, &random)
        .map_err(|error| format!("PAWTAL_ARGON2_MEMORY_KIB, PAWTAL_ARGON2_PASSES: {error}"))?;
    let keys = Keys::open(&config.files.keys(), &random).map_err(|error| format!("PAWTAL_KEY_FILE: {}: {error}", config.files.keys().display()))?;
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
        gateway: None,
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

/// Cancelled at Ctrl-C or SIGTERM: what is under way is finished, nothing new begun.
fn stop_signal() -> CancellationToken {
    let token = CancellationToken::new();
    let stop = token.clone();
    tokio::spawn(async move {
        let mut terminate = match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(signal) => signal,
            Err(_) => return,
        };
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
        tracing::info!("Stopping");
        stop.cancel();
    });
    token
}
