//! Home comes from memory while nothing of it has changed, and never a moment longer.

mod common;

use app::auth::Role;
use app::billing::model::{InvoiceState, PaymentState, PayoutState};
use app::claims::model::ClaimState;
use app::on_both_engines;
use app::policies::model::Flag;
use app::state::AppState;
use app::testing::book::{bill, decide, file_claim, pay, pay_out, raise, set_claim_state};
use app::testing::people::{Scope, grant};
use app::testing::{Home, home};
use axum::http::StatusCode;
use common::TestApp;

/// Home and the nonce of its scripts, which is taken out.
async fn look(app: &TestApp) -> (String, String) {
    let page = app.get("/").await;
    assert_eq!(page.status, StatusCode::OK, "{page:?}");
    assert_eq!(page.header("cache-control"), Some("private, no-store"));
    let policy = page.header("content-security-policy").expect("a policy");
    let (_, rest) = policy.split_once("'nonce-").expect("a nonce");
    let nonce = rest.split('\'').next().expect("its end").to_owned();
    let html = String::from_utf8(page.body.to_vec()).expect("text");
    assert!(html.matches(&nonce).count() > 1, "the scripts have it");
    (html.replace(&nonce, "NONCE"), nonce)
}

/// The same browser at a server that has just begun.
fn at_a_new_server(app: &TestApp) -> TestApp {
    let new = TestApp::new(app.state.clone());
    for name in ["session", "lang", "theme"] {
        if let Some(value) = app.cookie(name) {
            new.set_cookie(name, &value);
        }
    }
    new
}

async fn signed_in(state: AppState) -> (TestApp, Home) {
    let home = home(&state, "Robin", &["Biscuit", "Mochi"]).await;
    let app = TestApp::new(state);
    app.sign_in(&home).await;
    (app, home)
}

/// Changes something behind everyone's back.
async fn change(state: &AppState, sql: &'static str, id: &str) {
    let mut tx = state.store.begin().await.expect("tx");
    let done = app::execute!(tx.run(), sql, id).expect(sql);
    assert!(done > 0, "{sql}");
    tx.commit().await.expect("commit");
}

/// What the page says must differ from before, and be what a server says that has just begun.
async fn shown_at_once(app: &TestApp, before: &mut String, what: &str) {
    let (now, _) = look(app).await;
    assert!(now != *before, "{what} is not seen");
    assert!(now == look(&at_a_new_server(app)).await.0, "{what} is not seen as it is");
    assert!(now == look(app).await.0, "{what} stays");
    *before = now;
}

on_both_engines! {
    async fn a_page_of_an_unchanged_household_is_not_made_again(state: AppState) {
        let (app, home) = signed_in(state).await;
        let (first, one) = look(&app).await;
        let (again, two) = look(&app).await;
        assert!(first == again, "the same page");
        assert_ne!(one, two, "but for the nonce");
        // What no household owns is what tells a page that was kept.
        change(&app.state, "UPDATE plan SET name = 'Another name' WHERE id <> $1", "").await;
        assert!(!look(&app).await.0.contains("Another name"), "from memory");
        app.state.clock.advance(60 * 60 * 1000);
        // The session has ended meanwhile.
        app.sign_in(&home).await;
        assert!(look(&app).await.0.contains("Another name"), "an hour later");
    }

    async fn every_change_of_what_home_shows_is_seen_at_once(state: AppState) {
        let (app, home) = signed_in(state).await;
        let (state, today) = (&app.state, app.state.clock.today(&home.actor.zone));
        let seen = &mut look(&app).await.0;
        let open = bill(state, &home, 0, 4_210, today.plus_days(11), InvoiceState::Open).await;
        shown_at_once(&app, seen, "a bill").await;
        change(state, "UPDATE invoice SET due_on = '2026-10-01' WHERE id = $1", &open).await;
        shown_at_once(&app, seen, "a late bill").await;
        pay(state, &home, &open, 4_210, PaymentState::Pending).await;
        shown_at_once(&app, seen, "a payment on its way").await;
        let claim = file_claim(state, &home, 0, 48_640).await;
        shown_at_once(&app, seen, "a claim").await;
        set_claim_state(state, &claim, ClaimState::InReview).await;
        shown_at_once(&app, seen, "a claim that is read").await;
        let paid = file_claim(state, &home, 1, 50_000).await;
        shown_at_once(&app, seen, "another claim").await;
        decide(state, &paid, 13_000, 18_600).await;
        shown_at_once(&app, seen, "a decision").await;
        pay_out(state, &home, &paid, 18_600, PayoutState::Arrived).await;
        shown_at_once(&app, seen, "a payout").await;
        raise(state, &home, 1, Flag::Lapsed).await;
        shown_at_once(&app, seen, "a lapsed policy").await;
        change(state, "UPDATE pet SET name = 'Juno' WHERE id = $1", home.pets[0].id.as_str()).await;
        shown_at_once(&app, seen, "a name").await;
        change(state, "UPDATE term SET annual_limit_cents = 700000 WHERE policy_id = $1", home.pets[0].policy.as_str()).await;
        shown_at_once(&app, seen, "another limit").await;
        change(state, "INSERT INTO draft (id, household_id, person_id, answers, created_at, changed_at)
            SELECT 'draft', g.scope_id, g.person_id, '{}', 1, 1 FROM \"grant\" g WHERE g.person_id = $1", home.actor.person.as_str()).await;
        change(state, "UPDATE draft SET answers = '{\"date\":\"2026-11-19\"}' WHERE id = $1", "draft").await;
        shown_at_once(&app, seen, "a claim that was begun").await;
        change(state, "INSERT INTO notice (id, person_id, kind, detail, created_at) VALUES ('notice', $1, 'new_device', '{\"device\":\"Safari on iPhone\"}', 1)",
            home.actor.person.as_str()).await;
        shown_at_once(&app, seen, "a new browser").await;
        change(state, "UPDATE notice SET read_at = 2 WHERE id = $1", "notice").await;
        shown_at_once(&app, seen, "an answered notice").await;
        change(state, "UPDATE person SET given_name = 'Robyn' WHERE id = $1", home.actor.person.as_str()).await;
        shown_at_once(&app, seen, "one's own name").await;
        grant(state, &home.actor.person, Role::Support, Scope::Book).await;
        app.set_cookie("lang", "es");
        shown_at_once(&app, seen, "another language").await;
        app.set_cookie("theme", "dark");
        shown_at_once(&app, seen, "another look").await;
    }

    async fn nobody_sees_the_page_of_another(state: AppState) {
        let (app, _) = signed_in(state).await;
        let sam = home(&app.state, "Sam", &["Otis"]).await;
        let other = app.stranger();
        other.sign_in(&sam).await;
        for _ in 0..2 {
            let (robins, sams) = (look(&app).await.0, look(&other).await.0);
            assert!(robins.contains("Biscuit") && !robins.contains("Otis"));
            assert!(sams.contains("Otis") && !sams.contains("Biscuit"));
        }
        let answer = app.stranger().get("/").await;
        assert!(answer.status.is_redirection(), "{answer:?}");
    }
}
