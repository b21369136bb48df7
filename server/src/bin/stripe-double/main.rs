//! `stripe-double`: plays Stripe for the demo and for tests, on an address of this machine. Never in a production build.

use std::net::SocketAddr;
use std::process::ExitCode;

use clap::Parser;
use server::double::{Hook, Keys, Setup, start};

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
            ..Setup::default()
        }
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    match start(Command::parse().setup()).await {
        Ok(double) => {
            println!("Playing Stripe on {}", double.url());
            double.stopped().await;
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("stripe-double: {error}");
            ExitCode::FAILURE
        }
    }
}
