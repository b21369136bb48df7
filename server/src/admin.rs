//! `pawtal admin …`: what the people who run the deployment do from a terminal.

use std::io::Read as _;

use app::auth::new_password::{FEWEST_ALONE, judge};
use app::auth::passwords::Hasher;
use app::db::Store;
use app::seal::{KeyError, Keys};
use app::state::Random;
use app::texts::Lang;
use clap::{Args, Subcommand};

use crate::config::{DatabaseConfig, FilesConfig, PasswordConfig};

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
    /// Make a new key and seal every secret anew under it. Servers may run meanwhile; stopped half-way, run it again.
    RotateKeys {
        #[command(flatten)]
        database: DatabaseConfig,
        #[command(flatten)]
        files: FilesConfig,
    },
}

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
                judge(password, std::slice::from_ref(&email), FEWEST_ALONE).map_err(|unfit| format!("{} Nothing was changed.", unfit.sentence(Lang::En)))?;
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
            Task::RotateKeys { database, files } => rotate_keys(database, &files).await,
        }
    }
}

async fn rotate_keys(database: DatabaseConfig, files: &FilesConfig) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let (random, file) = (Random::system(), files.keys());
    let named = |error: KeyError| format!("PAWTAL_KEY_FILE: {}: {error}", file.display());
    if !file.exists() {
        return Err(format!("PAWTAL_KEY_FILE: there is no {}; nothing was changed", file.display()).into());
    }
    let keys = Keys::open(&file, &random).map_err(named)?;
    let store = Store::open(&database.database_url, 2).await?;
    let newest = keys.turn(&random).map_err(named)?;
    println!("Key {newest} seals from now on.");
    let done = app::rotation::reseal(&store, &keys, &random).await?;
    println!("{} secrets are sealed anew under it.", done.anew);
    if done.unreadable > 0 {
        return Err(format!(
            "{} secrets are sealed under keys that the file does not hold; keep it as it is and look for the older one",
            done.unreadable
        )
        .into());
    }
    println!("Older keys are needed no more once every server has read this file.");
    Ok(())
}
