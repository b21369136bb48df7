use super::*;
use crate::notify::model::Texts;
use crate::notify::reply::Wish;
use crate::on_both_engines;
use crate::testing::book::file_claim;
use crate::testing::{home, work};

const NUMBER: &str = "+15185550134";

async fn wishes(state: &AppState, wish: Wish) {
    preferences::answer(state, NUMBER, wish).await.expect("answered");
    work(state).await;
}

on_both_engines! {
    async fn stop_ends_texts_and_is_confirmed_once_and_start_lets_them_come_again(state: AppState) {
        let (state, letters) = lettered(&state);
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let person = &home.actor.person;
        phone(&state, person, NUMBER).await;
        wants(&state, person, Topic::Progress, Channel::Sms, true).await;
        let claim = file_claim(&state, &home, 0, 56_000).await;
        told(&state, &Tidings::ClaimReceived(&claim)).await;
        work(&state).await;
        assert_eq!(letters.texts().len(), 1);
        wishes(&state, Wish::Stop(Some(Lang::Es))).await;
        wishes(&state, Wish::Stop(None)).await;
        let texts = letters.texts();
        assert_eq!(texts.len(), 2, "confirmed once: {texts:?}");
        assert_eq!(texts[1].1, "Test Mutual: ya no recibe mensajes de texto. Responda START para recibirlos de nuevo.");
        told(&state, &Tidings::ClaimWithdrawn(&claim)).await;
        work(&state).await;
        assert_eq!(letters.texts().len(), 2);
        assert!(deliveries(&state, person).await.iter().any(|(way, stand, why, _)| way == "sms" && stand == "dropped" && why.as_deref() == Some("stopped")));
        assert_eq!(preferences::load(&state, person, Lang::En).await.expect("preferences").texts, Texts::Stopped("0134".into()));
        wishes(&state, Wish::Start(None)).await;
        assert!(letters.texts()[2].1.contains("texts come to this number again") && letters.texts()[2].1.contains("vuelven a llegar"), "in both languages");
        let claim = file_claim(&state, &home, 0, 56_000).await;
        told(&state, &Tidings::ClaimReceived(&claim)).await;
        work(&state).await;
        assert_eq!(letters.texts().len(), 4);
    }

    async fn a_confirmation_goes_within_five_minutes_or_never(state: AppState) {
        let (state, letters) = lettered(&state);
        letters.fail(Some(|| crate::notify::ports::SendError::Passing("down".into())));
        wishes(&state, Wish::Stop(None)).await;
        letters.fail(None);
        state.clock.advance(preferences::CONFIRM_MS + 1);
        work(&state).await;
        assert!(letters.texts().is_empty(), "{:?}", letters.texts());
    }

    async fn help_says_who_writes_however_often_it_is_asked(state: AppState) {
        let (state, letters) = lettered(&state);
        for _ in 0..2 {
            wishes(&state, Wish::Help(Some(Lang::En))).await;
        }
        let texts = letters.texts();
        assert!(texts.len() == 2 && texts[0].1.contains("+1 555 010 0100"), "{texts:?}");
    }
}
