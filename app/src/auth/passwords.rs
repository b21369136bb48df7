//! Password hashing: argon2id, never on more than half the cores at once, and behind everything else that wants a core.

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use rayon::{ThreadPool, ThreadPoolBuilder};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use unicode_normalization::UnicodeNormalization as _;

use crate::error::{AppError, internal};
use crate::state::Random;

/// A password as it is judged, hashed and checked: in Unicode's composed form (NFC), whatever keyboard it was typed on.
pub fn composed(password: &str) -> String {
    password.nfc().collect()
}

/// Strangers that wait at a time: about a second or two of hashing.
const LINE: usize = 32;

/// How far the hashing threads stand back, as `nice` counts: pages take about ten times their share while both want a core.
const NICE: i32 = 10;

/// Hashes and checks passwords on a bounded number of threads of its own.
#[derive(Clone)]
pub struct Hasher {
    argon2: Argon2<'static>,
    threads: Arc<ThreadPool>,
    /// Where strangers wait for a place.
    line: Arc<Semaphore>,
    /// The hash of a password nobody knows: checked when there is no such account, so that both answers take the same time.
    decoy: Arc<str>,
}

/// Why passwords cannot be hashed.
#[derive(Debug, thiserror::Error)]
pub enum HasherError {
    /// argon2 does not take its parameters.
    #[error(transparent)]
    Parameters(argon2::Error),
    /// The system gives no thread.
    #[error(transparent)]
    Threads(rayon::ThreadPoolBuildError),
}

impl Hasher {
    /// With `memory_kib` KiB and `passes` passes (OWASP's least is 19,456 KiB and 2), on half the machine's cores.
    ///
    /// # Errors
    /// When argon2 does not take these parameters, or no thread can be had.
    pub fn new(memory_kib: u32, passes: u32, random: &Random) -> Result<Hasher, HasherError> {
        let argon2 = Argon2::new(
            Algorithm::Argon2id,
            Version::V0x13,
            Params::new(memory_kib, passes, 1, None).map_err(HasherError::Parameters)?,
        );
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let decoy = hash(&argon2, &random.bytes::<32>(), random).map_err(|_| HasherError::Parameters(argon2::Error::OutputTooShort))?;
        let threads = ThreadPoolBuilder::new()
            .num_threads((cores / 2).max(1))
            .thread_name(|_| "passwords".into())
            // Whoever waits is told: what would have answered is gone.
            .panic_handler(|_| ())
            // Where it cannot be had, the bound on the threads remains.
            .start_handler(|_| {
                let _ = rustix::process::nice(NICE);
            })
            .build()
            .map_err(HasherError::Threads)?;
        Ok(Hasher {
            argon2,
            threads: Arc::new(threads),
            line: Arc::new(Semaphore::new(LINE)),
            decoy: decoy.into(),
        })
    }

    /// A place in the line of strangers who want a password checked, for as long as it is held; `None` when the line is full. Who is known does
    /// not stand in it, so that a flood of strangers costs them a second or two and not their sign-in.
    pub fn stand_in_line(&self) -> Option<OwnedSemaphorePermit> {
        self.line.clone().try_acquire_owned().ok()
    }

    /// The PHC string of a new password.
    ///
    /// # Errors
    /// `Internal` when hashing fails.
    pub async fn hash(&self, password: &str, random: &Random) -> Result<String, AppError> {
        let (argon2, password, random) = (self.argon2.clone(), composed(password), random.clone());
        self.run(move || hash(&argon2, password.as_bytes(), &random)).await?.map_err(|e| internal(&e))
    }

    /// Whether the password is the one that was hashed; `None` (no such account) takes as long and is never right.
    ///
    /// # Errors
    /// `Internal` when the stored hash cannot be read.
    pub async fn verify(&self, password: &str, stored: Option<&str>) -> Result<bool, AppError> {
        let known = stored.is_some();
        let (argon2, password, stored) = (self.argon2.clone(), composed(password), stored.unwrap_or(&self.decoy).to_owned());
        let right = self
            .run(move || PasswordHash::new(&stored).map(|hash| argon2.verify_password(password.as_bytes(), &hash).is_ok()))
            .await?
            .map_err(|e| internal(&e))?;
        Ok(right && known)
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, AppError> {
        let (done, result) = oneshot::channel();
        self.threads.spawn(move || drop(done.send(work())));
        result.await.map_err(|e| internal(&e))
    }
}

fn hash(argon2: &Argon2<'_>, password: &[u8], random: &Random) -> argon2::password_hash::Result<String> {
    let salt = random.bytes::<16>();
    let hash: PasswordHash = argon2.hash_password_with_salt(password, &salt)?;
    Ok(hash.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_of_a_known_account_is_right() {
        let random = Random::seeded(1);
        let hasher = Hasher::new(64, 1, &random).expect("parameters");
        let stored = hasher.hash("correct horse battery", &random).await.expect("hash");
        assert!(stored.starts_with("$argon2id$v=19$m=64,t=1,p=1$"));
        assert!(hasher.verify("correct horse battery", Some(&stored)).await.expect("verify"));
        assert!(!hasher.verify("Correct horse battery", Some(&stored)).await.expect("verify"));
        assert!(!hasher.verify("correct horse battery", None).await.expect("verify"));
    }

    #[tokio::test]
    async fn a_password_is_the_same_on_every_keyboard() {
        let random = Random::seeded(1);
        let hasher = Hasher::new(64, 1, &random).expect("parameters");
        let stored = hasher.hash("caf\u{e9} au lait at seven", &random).await.expect("hash");
        assert!(hasher.verify("cafe\u{301} au lait at seven", Some(&stored)).await.expect("verify"));
    }
}
