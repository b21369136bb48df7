//! How often something may be tried, counted in the database so that several servers share it.

pub mod guesses;

use sha2::{Digest, Sha256};

use crate::error::AppError;
use crate::seal::hex;
use crate::state::AppState;
use crate::{execute, fetch_one};

crate::queries! {
    // A window that has passed begins anew with this try.
    COUNT = "INSERT INTO rate_count (bucket, window_at, count) VALUES ($1, $2, 1)
        ON CONFLICT (bucket) DO UPDATE SET
            count = CASE WHEN rate_count.window_at <= $3 THEN 1 ELSE rate_count.count + 1 END,
            window_at = CASE WHEN rate_count.window_at <= $3 THEN $2 ELSE rate_count.window_at END
        RETURNING count, window_at";
    FORGIVE = "DELETE FROM rate_count WHERE bucket = $1";
    TAKE_BACK = "UPDATE rate_count SET count = count - 1 WHERE bucket = $1 AND count > 0";
    SWEEP = "DELETE FROM rate_count WHERE window_at < $1";
}

/// At most so many tries in a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// What is tried; part of the bucket's name.
    pub what: &'static str,
    /// Tries that are let through.
    pub tries: i64,
    /// Length of the window in milliseconds.
    pub window_ms: i64,
}

const MINUTE_MS: i64 = 60_000;
/// The longest window; older counts are swept.
const LONGEST_MS: i64 = 24 * 60 * MINUTE_MS;

impl Limit {
    /// So many tries in so many minutes.
    pub const fn new(what: &'static str, tries: i64, minutes: i64) -> Limit {
        Limit {
            what,
            tries,
            window_ms: minutes * MINUTE_MS,
        }
    }

    fn bucket(&self, whom: &str) -> String {
        format!("{}:{}", self.what, hex(&Sha256::digest(whom.as_bytes())))
    }
}

/// Counts a try of `whom` (an address, a number; kept only as a hash).
///
/// # Errors
/// `TooMany` when the window's tries are used up, with the minutes until it has passed.
pub async fn count(state: &AppState, limit: Limit, whom: &str) -> Result<(), AppError> {
    let now = state.clock.now();
    let mut tx = state.store.begin().await?;
    let (count, since): (i64, i64) = fetch_one!(tx.run(), (i64, i64), COUNT, limit.bucket(whom), now, now - limit.window_ms)?;
    tx.commit().await?;
    let left_ms = (since + limit.window_ms - now).max(1);
    if count > limit.tries {
        Err(AppError::TooMany((left_ms + MINUTE_MS - 1) / MINUTE_MS))
    } else {
        Ok(())
    }
}

/// Forgets the tries of `whom`: they turned out to be who they say.
pub async fn forgive(state: &AppState, limit: Limit, whom: &str) -> Result<(), sqlx::Error> {
    let mut tx = state.store.begin().await?;
    execute!(tx.run(), FORGIVE, limit.bucket(whom))?;
    tx.commit().await
}

/// Takes one try of `whom` back: it was none against us.
pub async fn take_back(state: &AppState, limit: Limit, whom: &str) -> Result<(), sqlx::Error> {
    let mut tx = state.store.begin().await?;
    execute!(tx.run(), TAKE_BACK, limit.bucket(whom))?;
    tx.commit().await
}

/// Forgets windows that have passed.
pub async fn sweep(state: &AppState) -> Result<(), sqlx::Error> {
    let mut tx = state.store.begin().await?;
    execute!(tx.run(), SWEEP, state.clock.now() - LONGEST_MS)?;
    tx.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::on_both_engines;

    const TWICE: Limit = Limit::new("test", 2, 10);

    on_both_engines! {
        async fn a_window_has_so_many_tries_and_then_passes(state: AppState) {
            for _ in 0..2 {
                count(&state, TWICE, "someone").await.expect("let through");
            }
            assert_eq!(count(&state, TWICE, "someone").await, Err(AppError::TooMany(10)));
            count(&state, TWICE, "someone else").await.expect("counted apart");
            state.clock.advance(TWICE.window_ms);
            count(&state, TWICE, "someone").await.expect("a new window");
        }

        async fn a_success_forgives(state: AppState) {
            for _ in 0..5 {
                let _ = count(&state, TWICE, "someone").await;
            }
            forgive(&state, TWICE, "someone").await.expect("forgiven");
            count(&state, TWICE, "someone").await.expect("let through");
        }
    }
}
