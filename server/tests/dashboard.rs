//! The first page, the policy page and the payments by their addresses, without WebAssembly.

mod common;

use app::billing::model::{InvoiceState, PaymentState, PayoutState};
use app::claims::model::ClaimState;
use app::on_both_engines;
use app::state::AppState;
use app::testing::book::{bill, decide, file_claim, pay, pay_out, set_claim_state};
use app::testing::{Home, home};
use axum::http::StatusCode;
use common::TestApp;

/// The most bytes of the first page of five insured pets, uncompressed; compressed it is a fifth of that.
const FIRST_PAGE_BYTES: usize = 25_000;

async fn signed_in(state: AppState, pets: &[&str]) -> (TestApp, Home) {
    let home = home(&state, "Robin", pets).await;
    let app = TestApp::new(state);
    app.sign_in(&home).await;
    (app, home)
}

/// What a person reads: the page without tags and scripts.
fn words(page: &str) -> String {
    let body = page
        .split_once("<main")
        .map_or(page, |(_, body)| body)
        .split("</main>")
        .next()
        .unwrap_or_default();
    let mut text = String::new();
    for part in body.split('<') {
        text.push_str(part.split_once('>').map_or(part, |(_, text)| text));
    }
    text.replace("&#x27;", "'").replace("&#39;", "'")
}

on_both_engines! {
    async fn the_first_page_says_what_needs_the_person_and_what_is_left(state: AppState) {
        let (app, home) = signed_in(state, &["Biscuit", "Mochi"]).await;
        let today = app.state.clock.today(&home.actor.zone);
        let claim = file_claim(&app.state, &home, 0, 48_640).await;
        set_claim_state(&app.state, &claim, ClaimState::InReview).await;
        let paid = file_claim(&app.state, &home, 0, 50_000).await;
        decide(&app.state, &paid, 13_000, 186_000).await;
        pay_out(&app.state, &home, &paid, 186_000, PayoutState::Arrived).await;
        set_claim_state(&app.state, &paid, ClaimState::Paid).await;
        bill(&app.state, &home, 0, 4_210, today.plus_days(11), InvoiceState::Open).await;
        bill(&app.state, &home, 1, 3_000, today.plus_days(-2), InvoiceState::PastDue).await;
        let page = app.get("/").await;
        assert_eq!(page.status, StatusCode::OK);
        let said = words(&page.text());
        for expected in [
            "Good afternoon, Robin",
            "File a claim",
            "View ID card",
            "Make a payment",
            "$30.00 for Mochi is past due",
            "a cough",
            "In review",
            "$8,140 of $10,000",
            "$120 of $250",
            "Next payment: Dec 1",
            "$42.10",
            "$1,860.00 for Biscuit reached your bank",
            "A claim for Biscuit was filed",
        ] {
            assert!(said.contains(expected), "{expected:?} is not in {said}");
        }
        let names = ["Biscuit and Mochi", "Mochi and Biscuit"];
        assert!(names.iter().any(|names| said.contains(names)), "{said}");
    }

    async fn the_first_page_of_a_large_household_stays_small(state: AppState) {
        let (app, home) = signed_in(state, &["Biscuit", "Mochi", "Juno", "Otis", "Pepper"]).await;
        let today = app.state.clock.today(&home.actor.zone);
        for pet in 0..5 {
            let paid = bill(&app.state, &home, pet, 4_210, today.plus_days(-20), InvoiceState::Paid).await;
            pay(&app.state, &home, &paid, 4_210, PaymentState::Settled).await;
            bill(&app.state, &home, pet, 4_210, today.plus_days(11), InvoiceState::Open).await;
            for _ in 0..3 {
                file_claim(&app.state, &home, pet, 50_000).await;
            }
        }
        let bytes = app.get("/").await.body.len();
        assert!(bytes <= FIRST_PAGE_BYTES, "{bytes} bytes");
    }

    async fn a_household_without_pets_or_policies_is_told_how_to_begin(state: AppState) {
        let (app, _) = signed_in(state, &[]).await;
        let said = words(&app.get("/").await.text());
        assert!(said.contains("No pets here yet") && said.contains("Add a pet"), "{said}");
        let said = words(&app.get("/payments").await.text());
        assert!(said.contains("Nothing to pay") && said.contains("See your pets"), "{said}");
    }

    async fn a_policy_says_in_plain_words_what_it_covers(state: AppState) {
        let (app, home) = signed_in(state, &["Biscuit"]).await;
        let page = app.get(&format!("/policies/{}", home.pets[0].policy)).await;
        let said = words(&page.text());
        for expected in [
            "Biscuit's cover",
            "Biscuit is covered until April 30, 2027.",
            "$10,000 of $10,000",
            "Illnesses, from an ear infection to cancer.",
            "Conditions that showed signs before cover began.",
            "covered since May 15, 2025",
            "On a $500 bill today",
            "80% of $250.00",
            "$200.00",
            "$505.20 a year, in 12 payments of $42.10.",
            "May 1, 2025 – April 30, 2026",
        ] {
            assert!(said.contains(expected), "{expected:?} is not in {said}");
        }
    }

    async fn a_policy_of_another_household_is_not_found(state: AppState) {
        let other = home(&state, "Sam", &["Juno"]).await;
        let (app, _) = signed_in(state, &["Biscuit"]).await;
        for id in [other.pets[0].policy.as_str(), "1", "%00", "..%2f..%2fetc"] {
            let page = app.get(&format!("/policies/{id}")).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{id}");
            assert!(!page.text().contains("Juno"), "{id}");
        }
    }

    async fn older_payments_are_reached_by_a_link(state: AppState) {
        let (app, home) = signed_in(state, &["Biscuit"]).await;
        let today = app.state.clock.today(&home.actor.zone);
        let paid = bill(&app.state, &home, 0, 1, today, InvoiceState::Paid).await;
        for cents in 1..=30 {
            app.state.clock.advance(1_000);
            pay(&app.state, &home, &paid, cents, PaymentState::Settled).await;
        }
        let (mut at, mut seen) = ("/payments".to_owned(), Vec::new());
        loop {
            let page = app.get(&at).await.text();
            seen.extend((1..=30).filter(|cents| words(&page).contains(&format!("$0.{cents:02}"))));
            let Some((_, older)) = page.split_once("href=\"/payments?before=") else { break };
            at = format!("/payments?before={}", older.split(['"', '#']).next().expect("an address"));
        }
        seen.sort_unstable();
        assert_eq!(seen, (1..=30).collect::<Vec<_>>());
    }

    async fn a_place_in_the_history_that_nobody_wrote_is_the_newest_page(state: AppState) {
        let (app, home) = signed_in(state, &["Biscuit"]).await;
        bill(&app.state, &home, 0, 4_210, app.state.clock.today(&home.actor.zone), InvoiceState::Open).await;
        for before in ["x", "1.", "%00", "-1.'", "99999999999999999999.a"] {
            let page = app.get(&format!("/payments?before={before}")).await;
            assert_eq!(page.status, StatusCode::OK, "{before}");
            assert!(words(&page.text()).contains("How to pay"), "{before}");
        }
    }
}
