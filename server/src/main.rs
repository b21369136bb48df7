//! `pawtal`: serves the portal, works its jobs, migrates and administers its database.

use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use server::adapters;
use server::config::{Config, DatabaseConfig};
use server::live::Live;
use server::{admin, assemble, router, serve, worker};
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
            let state = assemble::open(&config).await?;
            worker::run(state, stop_signal()).await;
            Ok(())
        }
        What::Migrate(Database { database }) => {
            database.open().await?.migrate().await?;
            println!("The database is up to date.");
            Ok(())
        }
        What::Admin(admin) => admin.run().await,
        What::ReadSheets(read) => read.run(),
        #[cfg(feature = "demo")]
        What::Seed(seed) => seed.run().await,
        #[cfg(feature = "demo")]
        What::DrawInvoices(draw) => draw.run(),
    }
}

async fn serve(config: Config) -> Result<(), Failure> {
    let state = assemble::open(&config).await?;
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
