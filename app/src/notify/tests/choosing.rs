use super::delivering::browser;
use super::*;
use crate::error::AppError;
use crate::notify::model::{Cell, Texts};
use crate::notify::store::own;
use crate::on_both_engines;
use crate::testing::book::file_claim;
use crate::testing::{home, work};

on_both_engines! {
    async fn what_is_switched_off_does_not_go_not_even_what_waits_already(state: AppState) {
        let (state, letters) = lettered(&state);
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let person = &home.actor.person;
        let claim = file_claim(&state, &home, 0, 56_000).await;
        told(&state, &Tidings::ClaimReceived(&claim)).await;
        wants(&state, person, Topic::Progress, Channel::Email, false).await;
        told(&state, &Tidings::ClaimWithdrawn(&claim)).await;
        work(&state).await;
        assert!(letters.mail().is_empty());
        assert_eq!(deliveries(&state, person).await, [("email".into(), "dropped".into(), Some("unwanted".into()), 1)]);
        wants(&state, person, Topic::Progress, Channel::Email, true).await;
        let claim = file_claim(&state, &home, 0, 56_000).await;
        told(&state, &Tidings::ClaimReceived(&claim)).await;
        work(&state).await;
        assert_eq!(letters.mail().len(), 1, "undone");
    }

    async fn what_the_law_wants_cannot_be_switched_off(state: AppState) {
        let home = home(&state, "Robin", &[]).await;
        for topic in [Topic::Decisions, Topic::Trouble, Topic::Cover, Topic::Security] {
            let refused = preferences::choose(&state, &home.actor.person, topic, Channel::Email, false).await;
            assert_eq!(refused, Err(AppError::Conflict), "{topic}");
        }
        // Nor by writing it into the database.
        crate::insert!(&state, "INSERT INTO preference (person_id, topic, channel, wanted, changed_at) VALUES ($1, 'security', 'email', $2, 1)", &home.actor.person, false);
        let seen = preferences::load(&state, &home.actor.person, Lang::En).await.expect("preferences");
        let security = seen.topics.iter().find(|line| line.topic == Topic::Security).expect("a line");
        assert_eq!(security.cells[0], Cell::Always);
    }

    async fn a_letter_ends_by_its_link_whoever_has_it_and_only_letters_of_its_kind(state: AppState) {
        let (state, letters) = lettered(&state);
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let claim = file_claim(&state, &home, 0, 56_000).await;
        told(&state, &Tidings::ClaimReceived(&claim)).await;
        work(&state).await;
        let link = letters.mail().pop().expect("a letter").unsubscribe.expect("a link");
        let token = link.strip_prefix("https://portal.test.example/unsubscribe/").expect("ours").to_owned();
        let look = preferences::look_at_link(&state, &token).await.expect("a look");
        assert_eq!((look.topic, look.on), (Some(Topic::Progress), true), "looking changes nothing");
        preferences::by_link(&state, &token, false).await.expect("ended");
        preferences::by_link(&state, &token, false).await.expect("ended twice");
        assert!(!preferences::look_at_link(&state, &token).await.expect("a look").on);
        told(&state, &Tidings::ClaimWithdrawn(&claim)).await;
        let message = state.new_id();
        told(&state, &Tidings::Message { claim: &claim, message: &message }).await;
        work(&state).await;
        let mail = letters.mail();
        assert!(mail.len() == 2 && mail[1].subject == "A message about Biscuit's claim", "{mail:?}");
        // It works after the keys were turned and the old one is gone, and nobody can make one up.
        for forged in ["", "00", "zz", &token[2..], &format!("{}{}", if token.starts_with("00") { "01" } else { "00" }, &token[2..]), &"0".repeat(120)] {
            assert_eq!(preferences::look_at_link(&state, forged).await.expect("a look").topic, None, "{forged}");
            assert_eq!(preferences::by_link(&state, forged, false).await, Err(AppError::NotFound), "{forged}");
        }
    }

    async fn hashes_and_keys_of_our_own_outlive_a_turn_of_the_keys(state: AppState) {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("keys");
        let keys = crate::seal::Keys::open(&file, &state.random).expect("keys");
        let state: AppState = crate::state::Services { keys: keys.clone(), ..crate::state::Services::clone(&state) }.into();
        let (hash, public) = (own::hash(&state, "sms", "+15185550134").await.expect("a hash"), own::signer(&state).await.expect("a key").public());
        assert!(!hash.contains("5550134"));
        keys.turn(&state.random).expect("turned");
        let done = crate::rotation::reseal(&state.store, &keys, &state.random).await.expect("sealed anew");
        assert_eq!(done.anew, 2);
        let text = std::fs::read_to_string(&file).expect("keys");
        std::fs::write(&file, text.lines().last().expect("the newest")).expect("the old key is gone");
        let keys = crate::seal::Keys::open(&file, &state.random).expect("keys");
        let later: AppState = crate::state::Services { keys, ..crate::state::Services::clone(&state) }.into();
        assert_eq!(own::hash(&later, "sms", "+15185550134").await.expect("a hash"), hash);
        assert_eq!(own::signer(&later).await.expect("a key").public(), public);
    }

    async fn a_new_push_key_forgets_every_browser_and_nothing_else(state: AppState) {
        let home = home(&state, "Robin", &[]).await;
        let person = &home.actor.person;
        let (hash, before) = (own::hash(&state, "sms", "+15185550134").await.expect("a hash"), own::signer(&state).await.expect("a key").public());
        browser(&state, person, "https://push.test.example/1").await;
        assert_eq!(preferences::load(&state, person, Lang::En).await.expect("preferences").devices.len(), 1);

        let dropped = own::renew_push(&state.store, &state.keys, &state.random).await.expect("renewed");
        let asked = preferences::ask_again(&state, Lang::En).await.expect("a look").expect("words");
        assert_eq!((dropped, asked.question.as_str()), (1, Lang::En.notice_push_again()));
        assert!(asked.key != before && asked.key == own::signer(&state).await.expect("a key").public());
        assert_eq!(own::hash(&state, "sms", "+15185550134").await.expect("a hash"), hash, "links of letters still work");
        assert!(preferences::load(&state, person, Lang::En).await.expect("preferences").devices.is_empty());

        browser(&state, person, "https://push.test.example/1").await;
        assert_eq!(preferences::load(&state, person, Lang::En).await.expect("preferences").devices.len(), 1);
    }

    async fn a_push_key_can_be_renewed_before_there_is_one(state: AppState) {
        assert_eq!(own::renew_push(&state.store, &state.keys, &state.random).await, Ok(0));
        let first = own::signer(&state).await.expect("a key").public();
        own::make(&state).await.expect("made");
        assert_eq!(own::signer(&state).await.expect("a key").public(), first, "it is kept");
    }

    async fn the_page_says_what_reaches_whom(state: AppState) {
        let home = home(&state, "Robin", &[]).await;
        let person = &home.actor.person;
        let before = preferences::load(&state, person, Lang::En).await.expect("preferences");
        assert_eq!((before.texts, before.zone.as_str(), before.email), (Texts::NoNumber, "America/New_York", home.email.clone()));
        phone(&state, person, "+15185550134").await;
        let after = preferences::load(&state, person, Lang::En).await.expect("preferences");
        assert_eq!(after.texts, Texts::To("0134".into()));
        assert_eq!(after.push_key.map(|key| key.len()), Some(87), "65 bytes in base64url");
    }
}
