use super::model::LinkVisit;
use super::store::{DAYS, after_failure, make, send};
use super::visit::{begin_page, open};
use crate::auth::Role;
use crate::billing::model::{InvoiceState, PaymentState};
use crate::error::AppError;
use crate::ids::InvoiceId;
use crate::state::AppState;
use crate::testing::book::{bill, pay};
use crate::testing::gateway::with_gateway;
use crate::testing::talk::staff;
use crate::testing::{Home, home, with_letters, work};
use crate::{fetch_one, insert, on_both_engines};

async fn linked(state: &AppState) -> (Home, InvoiceId, String) {
    let robin = home(state, "Robin", &["Biscuit"]).await;
    let today = state.clock.today(&robin.actor.zone);
    let invoice = InvoiceId(bill(state, &robin, 0, 4_210, today, InvoiceState::Open).await);
    let token = make_one(state, &invoice).await;
    (robin, invoice, token)
}

/// Makes a link; its token stands in the letter alone.
async fn make_one(state: &AppState, invoice: &InvoiceId) -> String {
    let (state, letters) = with_letters(state);
    let mut tx = state.store.begin().await.expect("a transaction");
    make(&mut tx, &state, invoice, None).await.expect("made").expect("owed");
    tx.commit().await.expect("a commit");
    work(&state).await;
    let sent = letters.mail();
    let (_, token) = sent.last().expect("a letter").text.split_once("/pay/").expect("an address");
    token.chars().take_while(char::is_ascii_hexdigit).collect()
}

on_both_engines! {
    async fn a_link_tells_the_amount_and_the_pets_name_and_nothing_else(state: AppState) {
        let (robin, invoice, token) = linked(&state).await;
        let seen = open(&state, &token, "203.0.113.9").await.expect("look");
        let told = serde_json::to_string(&seen).expect("told");
        assert!(told.contains("Biscuit") && told.contains("4210"));
        for secret in [robin.actor.household.as_str(), robin.actor.person.as_str(), invoice.as_str(), "Robin", &robin.email, &robin.pets[0].policy_number] {
            assert!(!told.contains(secret), "{secret}");
        }
        let (hash,) = fetch_one!(state.store.read(), (String,), "SELECT token_hash FROM pay_link").expect("a link");
        assert_ne!(hash, token, "the database keeps a hash");
    }

    async fn a_link_ends_with_its_time_with_the_bill_and_with_the_next_link(state: AppState) {
        let (robin, invoice, first) = linked(&state).await;
        let second = make_one(&state, &invoice).await;
        assert_eq!(open(&state, &first, "").await, Ok(LinkVisit::Unknown));
        pay(&state, &robin, invoice.as_str(), 4_210, PaymentState::Pending).await;
        assert_eq!(open(&state, &second, "").await, Ok(LinkVisit::OnItsWay));
        insert!(state, "UPDATE payment SET state = 'settled'");
        insert!(state, "UPDATE invoice SET state = 'paid', paid_cents = amount_cents");
        assert_eq!(open(&state, &second, "").await, Ok(LinkVisit::Paid));
        insert!(state, "UPDATE invoice SET state = 'open', paid_cents = 0");
        insert!(state, "DELETE FROM payment");
        assert!(matches!(open(&state, &second, "").await, Ok(LinkVisit::Open(_))));
        state.clock.advance(DAYS * 24 * 60 * 60 * 1000);
        assert_eq!(open(&state, &second, "").await, Ok(LinkVisit::Expired));
        assert_eq!(begin_page(&state, &second, "").await, Err(AppError::Conflict));
        assert_eq!(begin_page(&state, "no such token", "").await, Err(AppError::NotFound));
    }

    async fn a_link_is_for_one_payment_and_the_next_link_ends_it_even_while_it_is_used(state: AppState) {
        let (state, _gateway) = with_gateway(&state);
        let (_, invoice, first) = linked(&state).await;
        begin_page(&state, &first, "").await.expect("a page");
        let second = make_one(&state, &invoice).await;
        assert_eq!(open(&state, &first, "").await, Ok(LinkVisit::Unknown));
        begin_page(&state, &second, "").await.expect("a page");
        for over in ["settled", "returned"] {
            insert!(state, "UPDATE payment SET state = $1", over);
            assert_eq!(open(&state, &second, "").await, Ok(LinkVisit::Unknown), "{over}");
            assert_eq!(begin_page(&state, &second, "").await, Err(AppError::NotFound));
        }
        after_failure(&state, &invoice).await.expect("made");
        let (links,) = fetch_one!(state.store.read(), (i64,), "SELECT COUNT(*) FROM pay_link").expect("a count");
        assert_eq!(links, 3, "what cannot be used is not enough, however new");
    }

    async fn the_desk_sends_a_link_for_a_bill_of_that_customer_only(state: AppState) {
        let (robin, invoice, _) = linked(&state).await;
        let sam = home(&state, "Sam", &[]).await;
        let sue = staff(&state, "Sue", Role::Support).await;
        assert_eq!(send(&state, &sue, &sam.actor.household, &invoice).await.map(drop), Err(AppError::NotFound));
        send(&state, &sue, &robin.actor.household, &invoice).await.expect("sent");
        insert!(state, "UPDATE invoice SET state = 'paid'");
        assert_eq!(send(&state, &sue, &robin.actor.household, &invoice).await.map(drop), Err(AppError::Conflict));
    }

    async fn a_payment_that_failed_by_itself_brings_one_link(state: AppState) {
        let (_, invoice, _) = linked(&state).await;
        let (state, _) = with_gateway(&state);
        insert!(state, "UPDATE pay_link SET ended_at = made_at");
        for _ in 0..2 {
            after_failure(&state, &invoice).await.expect("made");
        }
        let (open,) = fetch_one!(state.store.read(), (i64,), "SELECT COUNT(*) FROM pay_link WHERE ended_at IS NULL").expect("a count");
        assert_eq!(open, 1);
    }

    async fn a_network_that_tries_too_often_waits(state: AppState) {
        let (_, _, token) = linked(&state).await;
        for _ in 0..60 {
            open(&state, "guess", "192.0.2.1").await.expect("let through");
        }
        assert!(matches!(open(&state, &token, "192.0.2.1").await, Err(AppError::TooMany(_))));
        assert!(open(&state, &token, "198.51.100.7").await.is_ok());
    }
}
