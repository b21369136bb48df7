//! The language a page speaks and the theme it wears.

mod common;

use app::on_both_engines;
use app::testing::home;
use axum::body::Body;
use axum::http::Method;
use axum::http::header::{ACCEPT, ACCEPT_LANGUAGE};
use common::{HTML, TestApp};

/// The opening tag of a page's document.
async fn document(app: &TestApp, page: &str, languages: &str) -> String {
    let request = app.request(Method::GET, page).header(ACCEPT, HTML).header(ACCEPT_LANGUAGE, languages);
    let text = app.send(request.body(Body::empty()).expect("a request")).await.text();
    let from = text.find("<html").expect("a document");
    text[from..].split('>').next().expect("a tag").to_owned()
}

on_both_engines! {
    async fn a_page_speaks_the_browsers_language_until_the_person_chooses(state: AppState) {
        let (home, app) = (home(&state, "Robin", &["Biscuit"]).await, TestApp::new(state));
        assert!(document(&app, "/sign-in", "es-MX,es;q=0.9").await.contains(r#"lang="es""#));
        assert!(document(&app, "/sign-in", "fr-FR").await.contains(r#"lang="en""#));
        app.sign_in(&home).await;
        let choice = [("lang", "es"), ("theme", "dark"), ("next", "/pets")];
        let answer = app.form_from("/more", "/api/auth/choose_appearance", &choice).await;
        assert_eq!(answer.location(), Some("/pets"), "{answer:?}");
        for cookie in answer.set_cookies() {
            assert!(cookie.contains("SameSite=Lax") && cookie.contains("Path=/"), "{cookie}");
        }
        let page = document(&app, "/pets", "en").await;
        assert!(page.contains(r#"lang="es""#) && page.contains(r#"data-theme="dark""#), "{page}");

        // Another device of the same person speaks it too; the theme is the device's own.
        let tablet = app.stranger();
        tablet.sign_in(&home).await;
        let page = document(&tablet, "/pets", "en").await;
        assert!(page.contains(r#"lang="es""#) && page.contains(r#"data-theme="system""#), "{page}");
    }

    async fn the_language_may_be_chosen_alone(state: AppState) {
        let app = TestApp::new(state);
        app.set_cookie("theme", "dark");
        app.form_from("/sign-in", "/api/auth/choose_appearance", &[("lang", "es"), ("next", "/sign-in")]).await;
        assert!(document(&app, "/sign-in", "en").await.contains(r#"lang="es" data-theme="dark""#));
    }

    async fn anyone_may_choose_before_signing_in(state: AppState) {
        let app = TestApp::new(state);
        let answer = app.form_from("/sign-in", "/api/auth/choose_appearance", &[("lang", "es"), ("theme", "light"), ("next", "//evil.example")]).await;
        assert_eq!(answer.location(), Some("/"));
        assert!(document(&app, "/sign-in", "en").await.contains(r#"lang="es" data-theme="light""#));
    }

    async fn a_choice_that_does_not_exist_changes_nothing(state: AppState) {
        let app = TestApp::new(state);
        for (lang, theme) in [("fr", "dark"), ("es", "sepia"), ("", ""), ("es\"><script>", "dark")] {
            let answer = app.call("/api/auth/choose_appearance", &[("lang", lang), ("theme", theme), ("next", "/")]).await;
            assert_eq!(answer.status, 422, "{answer:?}");
        }
        assert!(app.cookie("lang").is_none());
        for (lang, theme) in [("fr", "sepia"), ("\"><script>", "\"><script>"), ("", "")] {
            app.set_cookie("lang", lang);
            app.set_cookie("theme", theme);
            let page = document(&app, "/sign-in", "en").await;
            assert!(page.contains(r#"lang="en" data-theme="system""#), "{page}");
        }
    }
}
