use super::store::{agreed, look, turn_off, turn_on};
use crate::billing::methods::model::Wish;
use crate::billing::methods::store::{begin, settle};
use crate::billing::model::{InvoiceState, MethodKind};
use crate::billing::ports::{Method, Setup};
use crate::billing::scripted::with_gateway;
use crate::error::AppError;
use crate::sessions::browser::Browser;
use crate::state::AppState;
use crate::testing::book::bill;
use crate::testing::{Home, home};
use crate::texts::Lang;
use crate::{fetch_all, fetch_one, on_both_engines};

const PHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1";

fn browser() -> Browser {
    Browser {
        agent: PHONE.into(),
        address: "203.0.113.9".into(),
        device: None,
    }
}

/// A household with a card and a bill of $42.10 for its pet.
async fn ready(state: &AppState) -> (AppState, Home) {
    let robin = home(state, "Robin", &["Biscuit"]).await;
    let (state, gateway) = with_gateway(state);
    let today = state.clock.today(&robin.actor.zone);
    bill(&state, &robin, 0, 4_210, today.plus_days(11), InvoiceState::Open).await;
    begin(&state, &robin.actor, &Wish::default()).await.expect("begun");
    let (setup,) = fetch_one!(state.store.read(), (String,), "SELECT gateway_setup FROM method_setup").expect("a setup");
    let method = Method {
        id: "pm_1".into(),
        customer: None,
        kind: MethodKind::Card,
        brand: "Visa".into(),
        last_four: "4242".into(),
        expires_on: None,
    };
    gateway.world().setups.insert(setup.clone(), Setup::Ready(method));
    settle(&state, &setup).await.expect("settled");
    (state, robin)
}

#[test]
fn nothing_is_switched_on_without_the_box() {
    assert!(agreed("yes", Lang::En).is_ok());
    assert!(agreed("", Lang::Es).is_err());
}

on_both_engines! {
    async fn the_words_say_how_much_when_by_what_and_how_it_ends(state: AppState) {
        let (state, robin) = ready(&state).await;
        for l in Lang::ALL {
            let words = look(&state, &robin.actor, l).await.expect("look").offer.expect("an offer").words.join(" ");
            for part in ["$42.10", "Biscuit", "4242", "Test Mutual", "help@test.example", "+1 555 010 0100"] {
                assert!(words.contains(part), "{part} in {words}");
            }
        }
    }

    async fn what_was_read_is_kept_with_when_where_and_with_what(state: AppState) {
        let (state, robin) = ready(&state).await;
        let offer = look(&state, &robin.actor, Lang::En).await.expect("look").offer.expect("an offer");
        assert_eq!(turn_on(&state, &robin.actor, "other words", &browser(), Lang::En).await.map(drop), Err(AppError::Conflict));
        turn_on(&state, &robin.actor, &offer.seal, &browser(), Lang::En).await.expect("on");
        type Kept = (String, String, String, String, i64);
        let kept = fetch_all!(state.store.read(), Kept, "SELECT words, language, address, device, given_at FROM mandate").expect("mandates");
        assert_eq!(kept, [(offer.words.join("\n\n"), "en".to_owned(), "203.0.113.9".to_owned(), "Safari on iPhone".to_owned(), state.clock.now())]);
        let now = look(&state, &robin.actor, Lang::En).await.expect("look");
        assert_eq!((now.on.map(|mandate| mandate.words), now.offer), (Some(offer.words), None));
        let (letters,): (i64,) = fetch_one!(state.store.read(), (i64,), "SELECT COUNT(*) FROM job WHERE kind = 'send'").expect("a count");
        assert_eq!(letters, 1, "a copy goes out");
    }

    async fn it_ends_at_once_and_what_was_agreed_to_stays(state: AppState) {
        let (state, robin) = ready(&state).await;
        let sam = home(&state, "Sam", &[]).await;
        let offer = look(&state, &robin.actor, Lang::En).await.expect("look").offer.expect("an offer");
        turn_on(&state, &robin.actor, &offer.seal, &browser(), Lang::En).await.expect("on");
        turn_off(&state, &sam.actor).await.expect("nothing of Robin's");
        assert!(look(&state, &robin.actor, Lang::En).await.expect("look").on.is_some());
        for _ in 0..2 {
            turn_off(&state, &robin.actor).await.expect("off");
        }
        let ended = fetch_all!(state.store.read(), (Option<i64>,), "SELECT ended_at FROM mandate").expect("mandates");
        assert_eq!(ended, [(Some(state.clock.now()),)]);
        let offer = look(&state, &robin.actor, Lang::En).await.expect("look").offer.expect("an offer");
        turn_on(&state, &robin.actor, &offer.seal, &browser(), Lang::En).await.expect("on again");
    }
}
