//! The time an answer takes does not say whom we know: medians over 200 tries, within 10% of each other (ASVS 5.0, 6.3.8).

mod common;

use std::time::Instant;

use app::execute;
use app::ids::spoken_number;
use app::on_both_engines;
use app::state::AppState;
use app::testing::{home, with_letters, work};
use common::TestApp;

const TRIES: usize = 200;
const HOUR_MS: i64 = 60 * 60 * 1000;

/// Microseconds of each call, by kind. The kinds take turns, so that whatever else the machine does falls on all alike; between rounds an hour
/// passes, so that no limit is met, and the jobs are worked, so that no answer waits for another's.
async fn times(state: &AppState, path: &str, calls: &[Vec<(&str, &str)>]) -> Vec<Vec<u128>> {
    let app = TestApp::new(state.clone());
    let mut times = vec![Vec::with_capacity(TRIES); calls.len()];
    for round in 0..TRIES {
        for turn in 0..calls.len() {
            let kind = (round + turn) % calls.len();
            let began = Instant::now();
            let answer = app.call(path, &calls[kind]).await;
            times[kind].push(began.elapsed().as_micros());
            assert!(matches!(answer.status.as_u16(), 200 | 422), "{answer:?}");
            work(state).await;
        }
        state.clock.advance(HOUR_MS);
    }
    times
}

fn median(times: &[u128]) -> u128 {
    let mut times = times.to_vec();
    times.sort_unstable();
    times[times.len() / 2]
}

/// Where a difference remains, more tries are added to the same sample, never put in its place: a real one stays.
async fn alike(state: &AppState, path: &str, calls: &[Vec<(&str, &str)>]) {
    let mut all: Vec<Vec<u128>> = vec![Vec::new(); calls.len()];
    let mut medians = Vec::new();
    for _ in 0..3 {
        for (all, more) in all.iter_mut().zip(times(state, path, calls).await) {
            all.extend(more);
        }
        medians = all.iter().map(|times| median(times)).collect();
        let (least, most) = (medians.iter().min().expect("calls"), medians.iter().max().expect("calls"));
        if most * 100 <= least * 110 {
            return;
        }
    }
    panic!("{path}: medians of {medians:?} microseconds");
}

on_both_engines! {
    async fn signing_in_takes_as_long_for_anybody_as_for_nobody(state: AppState) {
        let home = home(&state, "Robin", &[]).await;
        let call = |email| vec![("email", email), ("password", "not the password"), ("next", "/")];
        alike(&state, "/api/auth/sign_in", &[call(&home.email), call("nobody@test.example")]).await;
    }

    async fn a_lost_password_takes_as_long_for_anybody_as_for_nobody(state: AppState) {
        let (state, _) = with_letters(&state);
        let home = home(&state, "Robin", &[]).await;
        alike(&state, "/api/reset/ask", &[vec![("email", &home.email)], vec![("email", "nobody@test.example")]]).await;
    }

    async fn registering_takes_as_long_whether_we_know_them_or_not(state: AppState) {
        let (state, _) = with_letters(&state);
        let (registered, new) = (home(&state, "Robin", &["Biscuit"]).await, home(&state, "Blue", &["Juno"]).await);
        let mut tx = state.store.begin().await.expect("tx");
        execute!(tx.run(), "DELETE FROM credential WHERE person_id = $1", &new.actor.person).expect("unregistered");
        tx.commit().await.expect("commit");
        let unknown = spoken_number(999_999);
        let call = |number, postcode| vec![("policy_number", number), ("birth_on", "1980-01-31"), ("postcode", postcode)];
        let (known, other) = (new.pets[0].policy_number.as_str(), registered.pets[0].policy_number.as_str());
        alike(&state, "/api/register/ask", &[call(known, "12207"), call(known, "12208"), call(other, "12207"), call(&unknown, "12207")]).await;
    }
}
