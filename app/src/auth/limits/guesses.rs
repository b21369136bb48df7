//! Guessing at sign-ins: slowed from one place, slowed from everywhere, and never at the price of the rightful owner.

use super::{Limit, count, forgive, take_back};
use crate::auth::address::{self, network};
use crate::auth::api::cookies;
use crate::auth::factors::attempt;
use crate::auth::model::Credentials;
use crate::auth::store::{self, token_hash};
use crate::error::AppError;
use crate::fetch_optional;
use crate::ids::PersonId;
use crate::state::AppState;

/// One e-mail address from one network.
const PER_PLACE: Limit = Limit::new("sign_in.place", 10, 15);
/// Any e-mail address from one network.
const PER_NETWORK: Limit = Limit::new("sign_in.network", 100, 15);
/// One e-mail address from anywhere: NIST SP 800-63B-4 allows at most 100 failures in a row.
const PER_EMAIL: Limit = Limit::new("sign_in.email", 100, 60);
/// One e-mail address from one browser that its owner has used before, or that opened a link in their mail.
const PER_BROWSER: Limit = Limit::new("sign_in.browser", 10, 15);

crate::queries! {
    KNOWN = "SELECT 1 FROM device d JOIN credential c ON c.person_id = d.person_id WHERE d.token_hash = $1 AND c.email = $2 LIMIT 1";
}

/// A try to sign in, before the password is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Guess<'a> {
    /// Lower-case e-mail address as typed, of somebody or nobody.
    pub email: &'a str,
    /// Network address; empty when unknown.
    pub address: &'a str,
    /// Token of the browser's own cookie, if it has one.
    pub device: Option<&'a str>,
}

impl Guess<'_> {
    fn place(&self) -> String {
        format!("{} {}", self.email, network(self.address))
    }

    fn browser(&self) -> String {
        format!("{} {}", self.email, self.device.unwrap_or_default())
    }
}

/// Counts a try. Whether the address belongs to anyone makes no difference. Somebody else's guesses, from however many places, do not stop a
/// browser that the owner has used before: it is counted by itself. Gives whether it was such a browser.
///
/// # Errors
/// `TooMany` with the minutes to wait.
pub async fn try_sign_in(state: &AppState, guess: Guess<'_>) -> Result<bool, AppError> {
    if is_known(state, guess).await? {
        count(state, PER_BROWSER, &guess.browser()).await?;
        return Ok(true);
    }
    count(state, PER_NETWORK, &network(guess.address)).await?;
    count(state, PER_PLACE, &guess.place()).await?;
    count(state, PER_EMAIL, guess.email).await?;
    Ok(false)
}

/// Forgets the tries of somebody who turned out to be who they say. What others tried from elsewhere stays counted.
pub async fn signed_in(state: &AppState, guess: Guess<'_>) -> Result<(), sqlx::Error> {
    take_back(state, PER_NETWORK, &network(guess.address)).await?;
    take_back(state, PER_EMAIL, guess.email).await?;
    forgive(state, PER_PLACE, &guess.place()).await?;
    forgive(state, PER_BROWSER, &guess.browser()).await
}

/// The person whose address and password these are, if they are right and were not tried too often from here.
///
/// # Errors
/// `TooMany` with the minutes to wait.
pub async fn person_of(state: &AppState, credentials: &Credentials) -> Result<Option<PersonId>, AppError> {
    let (address, device) = (address::here(state), cookies::known_device());
    let guess = Guess {
        email: &credentials.email,
        address: &address,
        device: device.as_deref(),
    };
    let _in_line = match try_sign_in(state, guess).await? {
        true => None,
        false => Some(state.hasher.stand_in_line().ok_or(AppError::TooMany(1))?),
    };
    let known = store::credential(state, &credentials.email).await?;
    let secret = known.as_ref().map(|(_, secret)| secret.as_str());
    if !state.hasher.verify(&credentials.password, secret).await? {
        attempt::note_refusal(state, known.as_ref().map(|(person, _)| person), "password").await?;
        return Ok(None);
    }
    signed_in(state, guess).await?;
    Ok(known.map(|(person, _)| person))
}

async fn is_known(state: &AppState, guess: Guess<'_>) -> Result<bool, sqlx::Error> {
    let Some(device) = guess.device else { return Ok(false) };
    let known: Option<(i32,)> = fetch_optional!(state.store.read(), (i32,), KNOWN, token_hash(device), guess.email)?;
    Ok(known.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::home;
    use crate::{execute, on_both_engines};

    async fn know(state: &AppState, person: &crate::ids::PersonId, device: &str) {
        let mut tx = state.store.begin().await.expect("tx");
        let sql = "INSERT INTO device (id, person_id, token_hash, name, first_at, last_at) VALUES ($1, $2, $3, 'a phone', 0, 0)";
        execute!(tx.run(), sql, state.new_id(), person, token_hash(device)).expect("a device");
        tx.commit().await.expect("commit");
    }

    fn guess<'a>(email: &'a str, address: &'a str) -> Guess<'a> {
        Guess { email, address, device: None }
    }

    on_both_engines! {
        async fn a_place_has_ten_tries_and_is_told_when_the_next_is_worth_it(state: AppState) {
            for _ in 0..PER_PLACE.tries {
                try_sign_in(&state, guess("robin@test.example", "203.0.113.9")).await.expect("let through");
            }
            state.clock.advance(5 * 60_000 + 1);
            assert_eq!(try_sign_in(&state, guess("robin@test.example", "203.0.113.9")).await, Err(AppError::TooMany(10)));
            try_sign_in(&state, guess("robin@test.example", "203.0.113.10")).await.expect("another place");
            try_sign_in(&state, guess("blue@test.example", "203.0.113.9")).await.expect("another person");
            state.clock.advance(10 * 60_000);
            try_sign_in(&state, guess("robin@test.example", "203.0.113.9")).await.expect("after the wait");
        }

        async fn a_storm_from_everywhere_is_stopped_and_the_owners_browser_is_not(state: AppState) {
            let (home, other) = (home(&state, "Robin", &[]).await, home(&state, "Blue", &[]).await);
            know(&state, &home.actor.person, "the owner's browser").await;
            know(&state, &other.actor.person, "somebody else's browser").await;
            let mut let_through = 0;
            for n in 0..PER_EMAIL.tries + 50 {
                let address = format!("198.51.{}.{}", n / 250, n % 250);
                let_through += i64::from(try_sign_in(&state, guess(&home.email, &address)).await.is_ok());
            }
            assert_eq!(let_through, PER_EMAIL.tries);
            let from = |device| Guess { device, ..guess(&home.email, "203.0.113.9") };
            assert!(try_sign_in(&state, from(Some("somebody else's browser"))).await.is_err());
            assert!(try_sign_in(&state, from(Some("made up"))).await.is_err());
            try_sign_in(&state, from(Some("the owner's browser"))).await.expect("the owner is let through");
        }

        async fn even_a_known_browser_may_not_guess_for_ever(state: AppState) {
            let home = home(&state, "Robin", &[]).await;
            know(&state, &home.actor.person, "stolen").await;
            let guess = Guess { device: Some("stolen"), ..guess(&home.email, "203.0.113.9") };
            for _ in 0..PER_BROWSER.tries {
                try_sign_in(&state, guess).await.expect("let through");
            }
            assert!(try_sign_in(&state, guess).await.is_err());
            signed_in(&state, guess).await.expect("forgiven");
            try_sign_in(&state, guess).await.expect("after a success");
        }
    }
}
