//! Paying by plain forms, as a browser without scripts does; and the papers of it.

mod common;

use app::billing::model::InvoiceState;
use app::ids::MethodId;
use app::insert;
use app::on_both_engines;
use app::state::AppState;
use app::testing::book::bill;
use app::testing::gateway::{Outcome, with_gateway};
use app::testing::{Home, home};
use common::TestApp;

/// Somebody who owes $42.10 and has a card; signed in. Gives the bill and the card.
async fn owing(state: &AppState) -> (Home, String, MethodId) {
    let robin = home(state, "Robin", &["Biscuit"]).await;
    let today = state.clock.today(&robin.actor.zone);
    let invoice = bill(state, &robin, 0, 4_210, today.plus_days(11), InvoiceState::Open).await;
    let method = MethodId(state.new_id());
    insert!(
        state,
        "INSERT INTO payment_method (id, household_id, gateway_method, kind, brand, last_four, state, added_by, added_at)
         VALUES ($1, $2, 'card-1', 'card', 'Visa', '4242', 'ready', $3, $4)",
        &method,
        &robin.actor.household,
        &robin.actor.person,
        state.clock.now()
    );
    let sql = "INSERT INTO billing_account (household_id, gateway_customer, method_id) VALUES ($1, 'customer', $2)";
    insert!(state, sql, &robin.actor.household, &method);
    (robin, invoice, method)
}

on_both_engines! {
    async fn a_bill_is_paid_by_a_plain_form_and_its_papers_are_files(state: AppState) {
        let (state, _) = with_gateway(&state);
        let (robin, invoice, method) = owing(&state).await;
        let app = TestApp::new(state);
        app.sign_in(&robin).await;
        let page = app.get(&format!("/payments/{invoice}/pay")).await;
        assert!(page.text().contains("Visa ending 4242") && page.text().contains("42.10"));
        let sent = app.form("/api/bill/pay", &[("invoice", &invoice), ("amount", "42.10"), ("method", method.as_str())]).await;
        let to = sent.location().expect("a way on").to_owned();
        assert!(to.starts_with("/payments/back?payment="), "{to}");
        assert!(app.get(&to).await.text().contains("$42.10 is paid"));
        let payment = to.rsplit('=').next().expect("a payment");
        for paper in [format!("/payments/{invoice}/invoice.pdf"), format!("/payments/receipts/{payment}/receipt.pdf")] {
            let file = app.get(&paper).await;
            assert_eq!((file.status.as_u16(), file.header("content-type")), (200, Some("application/pdf")), "{paper}");
            assert!(file.body.starts_with(b"%PDF-"), "{paper}");
        }
        assert!(app.get("/payments").await.text().contains("receipt.pdf"));
    }

    async fn paid_is_never_said_of_what_is_on_its_way(state: AppState) {
        let (state, gateway) = with_gateway(&state);
        gateway.outcome("card-1", Outcome::Takes);
        let (robin, invoice, method) = owing(&state).await;
        let app = TestApp::new(state);
        app.sign_in(&robin).await;
        let sent = app.form("/api/bill/pay", &[("invoice", &invoice), ("amount", "42.10"), ("method", method.as_str())]).await;
        for page in [sent.location().expect("a way on"), "/payments", &format!("/payments/{invoice}")] {
            let text = app.get(page).await.text();
            assert!(text.to_lowercase().contains("on its way"), "{page}");
            assert!(!text.contains("is paid"), "{page}");
        }
    }

    async fn something_new_leads_to_the_gateways_page_without_a_script(state: AppState) {
        let (state, gateway) = with_gateway(&state);
        let (robin, invoice, _) = owing(&state).await;
        let app = TestApp::new(state);
        app.sign_in(&robin).await;
        let chosen = app.form("/api/bill/pay", &[("invoice", &invoice), ("amount", "10"), ("method", "")]).await;
        let page = app.get(chosen.location().expect("a way on")).await;
        assert!(page.text().contains("data-pay-hosted") && page.text().contains("$10.00"), "the form below the gateway's");
        let sent = app.form("/api/bill/pay_there", &[("invoice", &invoice), ("amount", "10.00")]).await;
        assert!(sent.location().is_some_and(|to| to.starts_with("https://gateway.test.example/")), "{sent:?}");
        assert_eq!(gateway.open_pages().len(), 1);
    }
}
