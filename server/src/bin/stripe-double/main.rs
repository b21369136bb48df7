//! `stripe-double`: plays Stripe for the demo and for tests, on an address of this machine. Never in a production build.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use server::double::{Hook, Keys, Setup, start};
use tokio::signal::unix::{SignalKind, signal};

/// Play Stripe.
#[derive(Parser)]
#[command(name = "stripe-double", max_term_width = 120)]
struct Command {
    /// Where it listens.
    #[arg(long, env = "STRIPE_DOUBLE_LISTEN", default_value = "127.0.0.1:8454")]
    listen: SocketAddr,
    /// The secret key that it knows.
    #[arg(long, env = "STRIPE_DOUBLE_SECRET_KEY", default_value = "sk_test_double")]
    secret_key: String,
    /// The publishable key that it knows.
    #[arg(long, env = "STRIPE_DOUBLE_PUBLIC_KEY", default_value = "pk_test_double")]
    public_key: String,
    /// Where it posts its events.
    #[arg(long, env = "STRIPE_DOUBLE_WEBHOOK_URL", requires = "webhook_secret")]
    webhook_url: Option<String>,
    /// What it signs them with.
    #[arg(long, env = "STRIPE_DOUBLE_WEBHOOK_SECRET")]
    webhook_secret: Option<String>,
    /// Ids depend on it alone.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// A file in which it remembers everything from one start to the next.
    #[arg(long)]
    keep: Option<PathBuf>,
    /// Ends when the process with this id has ended.
    #[arg(long = "while", value_name = "PID")]
    companion: Option<u32>,
}

impl Command {
    fn setup(self) -> Setup {
        Setup {
            listen: self.listen,
            keys: Keys {
                secret: self.secret_key,
                public: self.public_key,
            },
            hook: self.webhook_url.zip(self.webhook_secret).map(|(url, secret)| Hook { url, secret }),
            seed: self.seed,
            keep: self.keep,
            ..Setup::default()
        }
    }
}

/// Returns when somebody asks it to end, or its companion has ended.
async fn over(companion: Option<u32>) {
    let asked = async {
        let mut term = signal(SignalKind::terminate())?;
        tokio::select! {
            asked = tokio::signal::ctrl_c() => asked,
            _ = term.recv() => Ok(()),
        }
    };
    let alone = async {
        match companion {
            Some(pid) => {
                while Path::new(&format!("/proc/{pid}")).exists() {
                    tokio::time::sleep(Duration::from_millis(500)).await;
                }
            }
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        // Without signals nobody can ask.
        _ = asked => {}
        () = alone => {}
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let command = Command::parse();
    let companion = command.companion;
    let ended = match start(command.setup()).await {
        Ok(double) => {
            println!("Playing Stripe on {}", double.url());
            over(companion).await;
            double.end()
        }
        Err(error) => Err(error),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("stripe-double: {error}");
            ExitCode::FAILURE
        }
    }
}
