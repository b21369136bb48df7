//! What the people who run the deployment do to sessions, from a terminal.

use crate::auth::audit::{By, record_at};
use crate::db::Store;
use crate::state::Clock;
use crate::{execute, fetch_all};

crate::queries! {
    PEOPLE = "SELECT p.id FROM person p WHERE p.email = $1 UNION SELECT c.person_id FROM credential c WHERE c.email = $1";
    END_OF = "UPDATE session SET ended_at = $1 WHERE ended_at IS NULL AND expires_at > $1 AND person_id = $2";
    END_ALL = "UPDATE session SET ended_at = $1 WHERE ended_at IS NULL AND expires_at > $1";
}

/// Whose sessions are ended.
#[derive(Clone, Copy, Debug)]
pub enum Whose<'a> {
    /// Those of whoever has this address, in lower case.
    Of(&'a str),
    /// Everybody's.
    Everybodys,
}

/// Ends sessions at once, on every server, and records it. Gives how many there were.
///
/// # Errors
/// When the database does not answer.
pub async fn end(store: &Store, clock: &Clock, whose: Whose<'_>) -> Result<u64, sqlx::Error> {
    let now = clock.now();
    let mut tx = store.begin().await?;
    let mut whole = 0;
    match whose {
        Whose::Everybodys => {
            whole = execute!(tx.run(), END_ALL, now)?;
            record_at(
                &mut tx,
                now,
                By::System,
                "session.end",
                ("session", "all"),
                serde_json::json!({ "ended": whole }),
            )
            .await?;
        }
        Whose::Of(email) => {
            let people: Vec<(String,)> = fetch_all!(tx.run(), (String,), PEOPLE, email)?;
            for (person,) in people {
                let ended = execute!(tx.run(), END_OF, now, &person)?;
                record_at(
                    &mut tx,
                    now,
                    By::System,
                    "session.end",
                    ("person", &person),
                    serde_json::json!({ "ended": ended }),
                )
                .await?;
                whole += ended;
            }
        }
    }
    tx.commit().await?;
    Ok(whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::audit::{self, Verdict};
    use crate::auth::store::session;
    use crate::on_both_engines;
    use crate::testing::home;
    use crate::testing::people::token_of;

    on_both_engines! {
        async fn an_operator_ends_the_sessions_of_one_or_of_all(state: AppState) {
            let (robin, sam) = (home(&state, "Robin", &[]).await, home(&state, "Sam", &[]).await);
            let tokens = [token_of(&state, &robin.actor.person).await, token_of(&state, &robin.actor.person).await, token_of(&state, &sam.actor.person).await];
            let live = async || {
                let mut live = 0;
                for token in &tokens {
                    live += u64::from(session(&state, token).await.expect("look").is_some());
                }
                live
            };
            assert_eq!(live().await, 3);
            assert_eq!(end(&state.store, &state.clock, Whose::Of("nobody@test.example")).await.expect("ended"), 0);
            assert_eq!(end(&state.store, &state.clock, Whose::Of(&robin.email)).await.expect("ended"), 2);
            assert_eq!(live().await, 1, "Sam's");
            assert_eq!(end(&state.store, &state.clock, Whose::Everybodys).await.expect("ended"), 1);
            assert_eq!(live().await, 0);
            assert!(matches!(audit::verify(&state.store).await, Ok(Verdict::Whole(2))), "each time is recorded");
        }
    }
}
