use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use web_push_native::p256::SecretKey;
use web_push_native::p256::elliptic_curve::sec1::ToEncodedPoint as _;
use web_push_native::{Auth, decrypt};

use super::*;
use crate::day::Day;
use crate::notify::model::Quiet;
use crate::notify::ports::SendError;
use crate::notify::push::{Listener, Shown};
use crate::notify::store::{centre, deliveries::deliver_one};
use crate::notify::{Letter, jobs};
use crate::on_both_engines;
use crate::testing::book::file_claim;
use crate::testing::{home, work};

const MINUTE: i64 = 60_000;
const SECRET: [u8; 32] = [7; 32];
const AUTH: [u8; 16] = [9; 16];

fn down() -> SendError {
    SendError::Passing("the mail server cannot be reached".into())
}

fn gone() -> SendError {
    SendError::Gone("the mail server answered 550".into())
}

/// Lets a person's notices be shown on a browser.
pub(super) async fn browser(state: &AppState, person: &PersonId, endpoint: &str) {
    let key = SecretKey::from_slice(&SECRET).expect("a key").public_key();
    let listener = Listener {
        endpoint: endpoint.into(),
        p256dh: URL_SAFE_NO_PAD.encode(key.to_encoded_point(false).as_bytes()),
        auth: URL_SAFE_NO_PAD.encode(AUTH),
    };
    preferences::listen(state, person, &listener, "Firefox on Linux").await.expect("listens");
}

async fn browsers(state: &AppState, person: &PersonId) -> usize {
    preferences::load(state, person, Lang::En).await.expect("preferences").devices.len()
}

on_both_engines! {
    async fn a_mail_server_that_is_down_for_an_hour_loses_and_doubles_nothing(state: AppState) {
        let (state, letters) = lettered(&state);
        let home = home(&state, "Robin", &["Biscuit"]).await;
        letters.fail(Some(down));
        for _ in 0..5 {
            let claim = file_claim(&state, &home, 0, 56_000).await;
            told(&state, &Tidings::ClaimReceived(&claim)).await;
        }
        let mut tx = state.store.begin().await.expect("tx");
        jobs::write(&mut tx, &state, &home.email, Lang::En, Letter::EmailChanged).await.expect("left");
        tx.commit().await.expect("commit");
        for _ in 0..60 {
            work(&state).await;
            state.clock.advance(MINUTE);
        }
        assert!(letters.mail().is_empty());
        assert!(deliveries(&state, &home.actor.person).await.iter().all(|(_, stand, why, tries)| (stand.as_str(), why.as_deref()) == ("waiting", Some("unreachable")) && *tries > 4));
        letters.fail(None);
        for _ in 0..150 {
            work(&state).await;
            state.clock.advance(MINUTE);
        }
        let mail = letters.mail();
        assert_eq!(mail.len(), 6, "{mail:?}");
        let ids: std::collections::BTreeSet<&str> = mail.iter().map(|mail| mail.id.as_str()).collect();
        assert_eq!(ids.len(), 6, "each its own");
    }

    async fn what_was_sent_and_not_noted_goes_again_as_the_same_letter(state: AppState) {
        let (state, letters) = lettered(&state);
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let claim = file_claim(&state, &home, 0, 56_000).await;
        phone(&state, &home.actor.person, "+15185550134").await;
        wants(&state, &home.actor.person, Topic::Progress, Channel::Sms, true).await;
        told(&state, &Tidings::ClaimReceived(&claim)).await;
        work(&state).await;
        // The worker died before it could say so.
        crate::insert!(&state, "UPDATE delivery SET state = 'waiting', ended_at = NULL");
        state.clock.advance(2 * MINUTE);
        work(&state).await;
        let (mail, keys) = (letters.mail(), letters.text_keys());
        assert!(mail.len() == 2 && mail[0].id == mail[1].id && !mail[0].id.is_empty(), "{mail:?}");
        assert!(keys.len() == 2 && keys[0] == keys[1], "{keys:?}");
    }

    async fn two_workers_take_each_delivery_once(state: AppState) {
        let (state, letters) = lettered(&state);
        let home = home(&state, "Robin", &["Biscuit"]).await;
        for _ in 0..10 {
            let claim = file_claim(&state, &home, 0, 56_000).await;
            told(&state, &Tidings::ClaimReceived(&claim)).await;
        }
        let worker = async || while deliver_one(&state).await.expect("works") {};
        futures::join!(worker(), worker(), worker());
        assert_eq!(letters.mail().len(), 10);
    }

    async fn what_no_provider_takes_has_failed_after_a_day(state: AppState) {
        let (state, letters) = lettered(&state);
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let claim = file_claim(&state, &home, 0, 56_000).await;
        letters.fail(Some(down));
        told(&state, &Tidings::ClaimReceived(&claim)).await;
        for _ in 0..20 * 4 {
            work(&state).await;
            state.clock.advance(15 * MINUTE);
        }
        assert_eq!(deliveries(&state, &home.actor.person).await[0].1, "waiting", "20 hours are not the end");
        for _ in 0..8 * 4 {
            work(&state).await;
            state.clock.advance(15 * MINUTE);
        }
        let (_, stand, why, _) = deliveries(&state, &home.actor.person).await.remove(0);
        assert_eq!((stand.as_str(), why.as_deref()), ("failed", Some("unreachable")));
    }

    async fn an_address_that_is_not_there_gets_no_more_mail_and_the_portal_says_so(state: AppState) {
        let (state, letters) = lettered(&state);
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let person = &home.actor.person;
        let claim = file_claim(&state, &home, 0, 56_000).await;
        letters.fail(Some(gone));
        told(&state, &Tidings::ClaimReceived(&claim)).await;
        work(&state).await;
        letters.fail(None);
        told(&state, &Tidings::ClaimWithdrawn(&claim)).await;
        work(&state).await;
        assert!(letters.mail().is_empty());
        let page = centre::page(&state, person, None, Lang::En).await.expect("a page");
        assert!(page.lines.iter().any(|line| line.title == "Our email does not reach you"), "{page:?}");
        assert!(preferences::load(&state, person, Lang::En).await.expect("preferences").refused.is_some());
        // Another letter that comes back says it no second time.
        assert_eq!(page.lines.len(), 3);
        preferences::email_works(&state, person).await.expect("lifted");
        told(&state, &Tidings::ClaimDecided(&claim)).await;
        work(&state).await;
        assert_eq!(letters.mail().len(), 1);
    }

    async fn quiet_hours_hold_back_what_can_wait_and_nothing_else(state: AppState) {
        let (state, letters) = lettered(&state);
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let person = &home.actor.person;
        preferences::keep_quiet(&state, person, Some(Quiet { from: 21, to: 8 })).await.expect("quiet");
        let night = Day::parse_iso("2026-11-20").expect("a date").at(22, 30, "America/New_York");
        state.clock.advance(night - state.clock.now());
        let claim = file_claim(&state, &home, 0, 56_000).await;
        let device = state.new_id();
        told(&state, &Tidings::ClaimReceived(&claim)).await;
        told(&state, &Tidings::ClaimDecided(&claim)).await;
        told(&state, &Tidings::NewDevice { person, device: &device, name: "Safari on iPhone" }).await;
        work(&state).await;
        let subjects = |letters: &Letters| letters.mail().into_iter().map(|mail| mail.subject).collect::<Vec<_>>();
        assert_eq!(subjects(&letters).len(), 2, "the decision and the sign-in: {:?}", subjects(&letters));
        state.clock.advance((9 * 60 + 29) * MINUTE);
        work(&state).await;
        assert_eq!(subjects(&letters).len(), 2, "a minute before eight");
        state.clock.advance(MINUTE);
        work(&state).await;
        assert_eq!(subjects(&letters).pop().as_deref(), Some("We have your claim for Biscuit"));
        assert!(deliveries(&state, person).await.iter().all(|(_, stand, _, tries)| stand == "sent" && *tries == 1), "waiting is no try");
    }

    async fn a_browser_reads_the_push_in_its_owners_language_and_nothing_of_it_is_private(state: AppState) {
        let (state, letters) = lettered(&state);
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let person = &home.actor.person;
        browser(&state, person, "https://push.test.example/1").await;
        for (l, body) in [(Lang::En, "Your claim is decided."), (Lang::Es, "Su reclamo está decidido.")] {
            speaks(&state, person, l).await;
            let claim = file_claim(&state, &home, 0, 56_000).await;
            told(&state, &Tidings::ClaimDecided(&claim)).await;
            work(&state).await;
            let parcel = letters.pushes().pop().expect("a push");
            let secret = SecretKey::from_slice(&SECRET).expect("a key");
            let opened = decrypt(parcel.body, &secret, &Auth::from(AUTH)).expect("opened");
            let shown: Shown = serde_json::from_slice(&opened).expect("read");
            assert_eq!((shown.title.as_str(), shown.body.as_str(), shown.url.as_str()), ("Test Mutual", body, format!("/claims/{claim}").as_str()));
            let text = String::from_utf8(opened).expect("text");
            assert!(!text.contains("Biscuit") && !text.contains('$') && !text.contains("Robin"), "{text}");
        }
    }

    async fn a_browser_that_is_gone_is_forgotten_and_the_others_still_hear(state: AppState) {
        let (state, letters) = lettered(&state);
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let person = &home.actor.person;
        browser(&state, person, "https://push.test.example/gone").await;
        browser(&state, person, "https://push.test.example/2").await;
        let claim = file_claim(&state, &home, 0, 56_000).await;
        told(&state, &Tidings::ClaimDecided(&claim)).await;
        work(&state).await;
        assert_eq!((letters.pushes().len(), browsers(&state, person).await), (1, 1));
        crate::insert!(&state, "DELETE FROM subscription");
        browser(&state, person, "https://push.test.example/gone").await;
        let claim = file_claim(&state, &home, 0, 56_000).await;
        told(&state, &Tidings::ClaimDecided(&claim)).await;
        work(&state).await;
        assert_eq!(browsers(&state, person).await, 0);
        assert!(deliveries(&state, person).await.iter().any(|(way, stand, why, _)| way == "push" && stand == "dropped" && why.as_deref() == Some("no_address")));
    }

    async fn a_browser_shows_the_notices_of_who_uses_it_now(state: AppState) {
        let (robin, sam) = (home(&state, "Robin", &[]).await, home(&state, "Sam", &[]).await);
        browser(&state, &robin.actor.person, "https://push.test.example/1").await;
        browser(&state, &sam.actor.person, "https://push.test.example/1").await;
        assert_eq!((browsers(&state, &robin.actor.person).await, browsers(&state, &sam.actor.person).await), (0, 1));
        let elsewhere = Listener { endpoint: "https://evil.example/x".into(), p256dh: "x".into(), auth: "x".into() };
        assert!(preferences::listen(&state, &sam.actor.person, &elsewhere, "x").await.is_err());
    }
}
