//! `pawtal admin …`: what the people who run the deployment do from a terminal.

use std::io::Read as _;

use app::auth::passwords::Hasher;
use app::db::Store;
use app::state::Random;
use clap::{Args, Subcommand};

use crate::config::{DatabaseConfig, PasswordConfig};

/// Look after the deployment.
#[derive(Args)]
pub struct Admin {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Set the password of a sign-in; it is read from standard input.
    SetPassword {
        /// E-mail address of the sign-in.
        email: String,
        #[command(flatten)]
        database: DatabaseConfig,
        #[command(flatten)]
        passwords: PasswordConfig,
    },
}

/// Fewest characters of a password that stands alone (NIST SP 800-63B-4).
const FEWEST_CHARACTERS: usize = 15;

impl Admin {
    /// Does the task.
    ///
    /// # Errors
    /// With a sentence that says what to change.
    pub async fn run(self) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        match self.task {
            Task::SetPassword { email, database, passwords } => {
                let mut password = String::new();
                std::io::stdin().read_to_string(&mut password)?;
                let password = password.trim_end_matches(['\r', '\n']);
                if password.chars().count() < FEWEST_CHARACTERS {
                    return Err(format!("the password needs at least {FEWEST_CHARACTERS} characters; nothing was changed").into());
                }
                let random = Random::system();
                let secret = Hasher::new(passwords.argon2_memory_kib, passwords.argon2_passes, &random)
                    .map_err(|e| e.to_string())?
                    .hash(password, &random)
                    .await?;
                let store = Store::open(&database.database_url, 1).await?;
                if !app::auth::store::set_password(&store, &email.to_lowercase(), &secret).await? {
                    return Err("no sign-in has this e-mail address; nothing was changed".into());
                }
                println!("The password is set.");
                Ok(())
            }
        }
    }
}
