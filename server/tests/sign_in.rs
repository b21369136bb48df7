//! Signing in, staying signed in, signing out.

mod common;

use app::on_both_engines;
use app::testing::home;
use common::TestApp;

on_both_engines! {
    async fn signing_in_opens_the_portal(state: AppState) {
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let app = TestApp::new(state);
        assert_eq!(app.get("/").await.location(), Some("/sign-in"));
        app.sign_in(&home).await;
        assert_eq!(app.get("/").await.status, 200);
    }
}
