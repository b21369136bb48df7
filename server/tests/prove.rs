//! A fresh proof before what is hard to undo.

mod common;

use app::error::AppError;
use app::on_both_engines;
use app::testing::{PASSWORD, home};
use common::TestApp;

const BY_PASSWORD: &str = "/api/factors/prove_by_password";

on_both_engines! {
    async fn a_proof_is_noted_leads_back_and_turns_the_token(state: AppState) {
        let (home, app) = (home(&state, "Robin", &[]).await, TestApp::new(state));
        app.sign_in(&home).await;
        let before = app.cookie("session").expect("a session");
        let page = app.get("/prove?next=/pets").await;
        assert!(page.status == 200 && page.text().contains(r#"value="/pets""#), "{page:?}");
        let answer = app.form(BY_PASSWORD, &[("password", PASSWORD), ("next", "/pets")]).await;
        assert_eq!(answer.location(), Some("/pets"), "{answer:?}");
        let after = app.cookie("session").expect("a session");
        assert_ne!(before, after);
        let old = app.stranger();
        old.set_cookie("session", &before);
        assert!(old.get("/pets").await.status.is_redirection(), "the token before opens nothing");
        assert_eq!(app.get("/pets").await.status, 200);
        let answer = app.form(BY_PASSWORD, &[("password", PASSWORD), ("next", "https://evil.example")]).await;
        assert_eq!(answer.location(), Some("/"), "only to our own pages");
    }

    async fn wrong_passwords_prove_nothing_and_are_counted(state: AppState) {
        let (home, app) = (home(&state, "Robin", &[]).await, TestApp::new(state));
        app.sign_in(&home).await;
        let token = app.cookie("session");
        for _ in 0..10 {
            let answer = app.call(BY_PASSWORD, &[("password", "not the password"), ("next", "/")]).await;
            assert!(matches!(answer.error(), AppError::Invalid(_)), "{answer:?}");
        }
        let answer = app.call(BY_PASSWORD, &[("password", PASSWORD), ("next", "/")]).await;
        assert_eq!(answer.error(), AppError::TooMany(60));
        assert_eq!(app.cookie("session"), token);
        for _ in 0..6 {
            app.state.clock.advance(10 * 60 * 1000);
            app.get("/help").await;
        }
        assert!(app.call(BY_PASSWORD, &[("password", PASSWORD), ("next", "/")]).await.status.is_redirection() || app.cookie("session") != token);
    }
}
