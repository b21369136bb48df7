use super::browser::Browser;
use super::devices;
use super::store::{self, IDLE_MS, NOTE_MS, STAFF_MS, Started, WHOLE_MS};
use super::typed::{self, Found};
use crate::auth::model::Strength;
use crate::auth::tickets::TICKET_MS;
use crate::ids::{PersonId, SessionId};
use crate::state::AppState;
use crate::testing::{Home, home, with_letters, work};
use crate::texts::Lang;
use crate::{fetch_one, insert, on_both_engines};

const PHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Mobile/15E148 Safari/604.1";

async fn begin(state: &AppState, person: &PersonId, browser: &Browser) -> Started {
    let mut tx = state.store.begin().await.expect("tx");
    let started = store::start(&mut tx, state, person, Strength::One, browser).await.expect("a session");
    tx.commit().await.expect("commit");
    started
}

async fn alive(state: &AppState, started: &Started) -> bool {
    crate::auth::store::session(state, &started.token).await.expect("a look").is_some()
}

async fn used_at(state: &AppState, id: &SessionId) -> Option<i64> {
    let (used,): (Option<i64>,) = fetch_one!(state.store.read(), (Option<i64>,), "SELECT used_at FROM session WHERE id = $1", id).expect("a session");
    used
}

async fn robin(state: &AppState) -> Home {
    home(state, "Robin", &["Biscuit"]).await
}

on_both_engines! {
    async fn a_session_ends_after_fifteen_minutes_without_use(state: AppState) {
        let home = robin(&state).await;
        let started = begin(&state, &home.actor.person, &Browser::default()).await;
        state.clock.advance(IDLE_MS - 1);
        assert!(alive(&state, &started).await);
        state.clock.advance(1);
        assert!(!alive(&state, &started).await);
        assert_eq!(IDLE_MS, 15 * 60 * 1000);
    }

    async fn use_keeps_it_alive_for_a_day_and_no_longer(state: AppState) {
        let home = robin(&state).await;
        let (began, started) = (state.clock.now(), begin(&state, &home.actor.person, &Browser::default()).await);
        while state.clock.now() + 10 * NOTE_MS < began + WHOLE_MS {
            state.clock.advance(10 * NOTE_MS);
            assert!(alive(&state, &started).await);
            store::note_use(&state, &started.id).await.expect("noted");
        }
        state.clock.advance(began + WHOLE_MS - 1 - state.clock.now());
        assert!(alive(&state, &started).await);
        state.clock.advance(1);
        assert!(!alive(&state, &started).await, "24 hours are over");
        assert_eq!(WHOLE_MS, 24 * 60 * 60 * 1000);
    }

    async fn the_insurers_own_people_have_twelve_hours(state: AppState) {
        let home = robin(&state).await;
        let sql = "INSERT INTO \"grant\" (id, person_id, role, scope_kind, scope_id, from_at) VALUES ($1, $2, 'adjuster', 'book', 'book', $3)";
        insert!(state, sql, state.new_id(), &home.actor.person, state.clock.now());
        let (began, started) = (state.clock.now(), begin(&state, &home.actor.person, &Browser::default()).await);
        assert_eq!((started.lasts_ms, STAFF_MS), (STAFF_MS, 12 * 60 * 60 * 1000));
        while state.clock.now() + 10 * NOTE_MS < began + STAFF_MS {
            state.clock.advance(10 * NOTE_MS);
            store::note_use(&state, &started.id).await.expect("noted");
        }
        state.clock.advance(began + STAFF_MS - 1 - state.clock.now());
        assert!(alive(&state, &started).await);
        state.clock.advance(1);
        assert!(!alive(&state, &started).await);
    }

    async fn use_is_written_down_once_a_minute_at_most(state: AppState) {
        let home = robin(&state).await;
        let started = begin(&state, &home.actor.person, &Browser::default()).await;
        state.clock.advance(NOTE_MS - 1);
        store::note_use(&state, &started.id).await.expect("noted");
        assert_eq!(used_at(&state, &started.id).await, None);
        state.clock.advance(1);
        store::note_use(&state, &started.id).await.expect("noted");
        let first = state.clock.now();
        assert_eq!(used_at(&state, &started.id).await, Some(first));
        state.clock.advance(NOTE_MS - 1);
        store::note_use(&state, &started.id).await.expect("noted");
        assert_eq!(used_at(&state, &started.id).await, Some(first));
    }

    async fn a_new_browser_is_told_once_and_never_at_the_very_first_sign_in(state: AppState) {
        let (state, letters) = with_letters(&state);
        let home = robin(&state).await;
        let person = &home.actor.person;
        let phone = Browser { agent: PHONE.into(), address: "192.0.2.7".into(), device: None };
        let first = begin(&state, person, &phone).await;
        let known = Browser { device: Some(first.device.clone()), ..phone.clone() };
        assert_eq!(begin(&state, person, &known).await.device, first.device, "known again");
        work(&state).await;
        assert!(letters.mail().is_empty());

        let second = begin(&state, person, &Browser { agent: "Firefox/140.0 Windows".into(), ..Browser::default() }).await;
        assert_ne!(second.device, first.device);
        work(&state).await;
        let mail = letters.mail();
        assert_eq!(mail.len(), 1);
        assert_eq!(mail[0].to, home.email);
        assert!(mail[0].text.contains("Firefox on Windows") && mail[0].text.contains("/account/sessions"), "{}", mail[0].text);
        let again = Browser { agent: "Firefox/140.0 Windows".into(), device: Some(second.device.clone()), ..Browser::default() };
        begin(&state, person, &again).await;
        work(&state).await;
        assert_eq!(letters.mail().len(), 1, "told once");

        let page = store::list(&state, person, &second.id, Lang::En).await.expect("a list");
        assert_eq!(page.news.iter().map(|new| new.device.as_str()).collect::<Vec<_>>(), ["Firefox on Windows"]);
        assert_eq!((page.list.len(), page.list[0].this, page.list[0].id == second.id), (4, true, true));
        assert!(page.list.iter().any(|line| line.device == "Safari on iPhone" && line.address == "192.0.2.7"));

        let sam = crate::testing::home(&state, "Sam", &[]).await;
        assert!(!devices::that_was_me(&state, &sam.actor.person, &page.news[0].id).await.expect("asked"), "somebody else's");
        assert!(devices::that_was_me(&state, person, &page.news[0].id).await.expect("asked"));
        assert!(store::list(&state, person, &second.id, Lang::En).await.expect("a list").news.is_empty());
        // Browsers of one name are told together, and answered together but for those that came since.
        for times in 1..=25 {
            state.clock.advance(1);
            begin(&state, person, &Browser { agent: "Firefox/140.0 Windows".into(), ..Browser::default() }).await;
            let page = store::list(&state, person, &second.id, Lang::En).await.expect("a list");
            assert_eq!(page.news.iter().map(|new| (new.device.as_str(), new.times)).collect::<Vec<_>>(), [("Firefox on Windows", times)]);
        }
        let shown = store::list(&state, person, &second.id, Lang::En).await.expect("a list").news.remove(0);
        state.clock.advance(1);
        begin(&state, person, &Browser { agent: "Firefox/140.0 Windows".into(), ..Browser::default() }).await;
        assert!(devices::that_was_me(&state, person, &shown.id).await.expect("asked"));
        assert_eq!(store::list(&state, person, &second.id, Lang::En).await.expect("a list").news[0].times, 1);
        work(&state).await;
        assert_eq!(letters.mail().len(), 27);
        // The same browser is new to another person, whose first it is.
        begin(&state, &sam.actor.person, &known).await;
        work(&state).await;
        assert_eq!(letters.mail().len(), 27);
    }

    async fn sessions_are_ended_by_their_owner_alone(state: AppState) {
        let (robin, sam) = (robin(&state).await, home(&state, "Sam", &[]).await);
        let mine = begin(&state, &robin.actor.person, &Browser::default()).await;
        let other = begin(&state, &robin.actor.person, &Browser::default()).await;
        let foreign = begin(&state, &sam.actor.person, &Browser::default()).await;
        let mut tx = state.store.begin().await.expect("tx");
        assert_eq!(store::end(&mut tx, &state, &sam.actor.person, store::End::One(&mine.id)).await.expect("asked"), 0);
        assert_eq!(store::end(&mut tx, &state, &robin.actor.person, store::End::Others(&mine.id)).await.expect("ended"), 1);
        tx.commit().await.expect("commit");
        assert!(alive(&state, &mine).await && !alive(&state, &other).await && alive(&state, &foreign).await);
    }

    async fn what_was_typed_comes_back_to_the_same_person_on_the_same_page_once(state: AppState) {
        let (robin, sam) = (robin(&state).await, home(&state, "Sam", &[]).await);
        let fields = || vec![("name".to_owned(), "Juno".to_owned()), ("new_password".to_owned(), "secret".to_owned())];
        let keep = async || typed::keep(&state, &robin.actor.person, "/pets/new?x=1", fields()).await.expect("kept").expect("a token");
        let take = async |person: &PersonId, token: &str, page: &str| typed::take(&state, person, token, page).await.expect("looked");

        let token = keep().await;
        assert!(matches!(take(&robin.actor.person, &token, "/pets").await, Found::Waits));
        assert!(matches!(take(&robin.actor.person, &token, "/pets/new").await, Found::Again(_)));
        assert!(matches!(take(&robin.actor.person, &token, "/pets/new").await, Found::Nothing), "once");

        let token = keep().await;
        assert!(matches!(take(&sam.actor.person, &token, "/pets/new").await, Found::Nothing), "somebody else");
        assert!(matches!(take(&robin.actor.person, &token, "/pets/new").await, Found::Nothing), "thrown away then");

        let token = keep().await;
        state.clock.advance(TICKET_MS);
        assert!(matches!(take(&robin.actor.person, &token, "/pets/new").await, Found::Nothing), "too late");
        let only_secrets = vec![("password".to_owned(), "secret".to_owned())];
        assert_eq!(typed::keep(&state, &robin.actor.person, "/pets/new", only_secrets).await.expect("asked"), None);
    }
}
