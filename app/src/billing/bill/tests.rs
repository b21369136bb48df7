use super::store::{begin_form, begin_page, done, find, move_due, part, pay, plan, receipt};
use crate::auth::Role;
use crate::billing::model::{BillStanding, Failure, InvoiceState, PaymentState};
use crate::billing::paying::pages;
use crate::billing::paying::store::{Effort, Origin, sweep};
use crate::billing::store::payments;
use crate::error::AppError;
use crate::ids::{InvoiceId, MethodId, PaymentId};
use crate::money::Money;
use crate::state::AppState;
use crate::testing::book::bill;
use crate::testing::gateway::{FakeGateway, Outcome, with_gateway};
use crate::testing::people::member;
use crate::testing::{Home, home};
use crate::texts::Lang;
use crate::{fetch_all, insert, on_both_engines};
use std::sync::Arc;

const DUE: Money = Money {
    cents: 4_210,
    currency: crate::money::Currency::Usd,
};

/// A household with a bill of $42.10 that is due in eleven days, and a card.
async fn owing(state: &AppState) -> (AppState, Arc<FakeGateway>, Home, InvoiceId, MethodId) {
    let robin = home(state, "Robin", &["Biscuit"]).await;
    let (state, gateway) = with_gateway(state);
    let today = state.clock.today(&robin.actor.zone);
    let invoice = InvoiceId(bill(&state, &robin, 0, DUE.cents, today.plus_days(11), InvoiceState::Open).await);
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
    (state, gateway, robin, invoice, method)
}

fn payment_in(path: &str) -> PaymentId {
    PaymentId(path.rsplit('=').next().expect("a payment").to_owned())
}

on_both_engines! {
    async fn a_bill_is_paid_in_two_parts_with_a_receipt_for_each(state: AppState) {
        let (state, _, robin, invoice, method) = owing(&state).await;
        let ten = part(&state, &robin.actor, &invoice, "10", Lang::En).await.expect("a part");
        let path = pay(&state, &robin.actor, &invoice, ten, &method).await.expect("paid");
        let seen = done(&state, &robin.actor, &payment_in(&path)).await.expect("look").expect("found");
        assert_eq!((seen.effort.state, seen.effort.amount), (PaymentState::Settled, Money::usd(1_000)));
        let now = find(&state, &robin.actor, &invoice).await.expect("look").expect("found");
        assert_eq!((now.left(), now.standing), (Money::usd(3_210), Some(BillStanding::Due)));
        assert!(part(&state, &robin.actor, &invoice, "42.10", Lang::En).await.is_err(), "more than is left");
        let path = pay(&state, &robin.actor, &invoice, now.left(), &method).await.expect("paid");
        let proof = receipt(&state, &robin.actor, &payment_in(&path)).await.expect("look").expect("found");
        assert_eq!((proof.effort.amount, proof.effort.by.as_str()), (Money::usd(3_210), "Visa ending 4242"));
        assert_eq!(find(&state, &robin.actor, &invoice).await.expect("look").expect("found").standing, None);
        assert_eq!(part(&state, &robin.actor, &invoice, "1", Lang::En).await, Err(AppError::Conflict), "it is paid");
    }

    async fn a_bank_debit_is_on_its_way_and_never_said_to_be_paid(state: AppState) {
        let (state, gateway, robin, invoice, method) = owing(&state).await;
        gateway.outcome("card-1", Outcome::Takes);
        let payment = payment_in(&pay(&state, &robin.actor, &invoice, DUE, &method).await.expect("asked"));
        let seen = done(&state, &robin.actor, &payment).await.expect("look").expect("found");
        assert_eq!(seen.effort.state, PaymentState::Pending);
        assert!(receipt(&state, &robin.actor, &payment).await.expect("look").is_none());
        let now = find(&state, &robin.actor, &invoice).await.expect("look").expect("found");
        assert_eq!((now.standing, now.payable()), (Some(BillStanding::OnItsWay), false));
    }

    async fn what_failed_says_why_and_another_method_is_there(state: AppState) {
        let (state, gateway, robin, invoice, method) = owing(&state).await;
        gateway.outcome("card-1", Outcome::Fails(Failure::NoFunds));
        let payment = payment_in(&pay(&state, &robin.actor, &invoice, DUE, &method).await.expect("asked"));
        let seen = done(&state, &robin.actor, &payment).await.expect("look").expect("found");
        assert_eq!(seen.effort.failure, Some(Failure::NoFunds));
        let now = find(&state, &robin.actor, &invoice).await.expect("look").expect("found");
        assert!(now.payable() && now.methods.len() == 1);
    }

    async fn the_form_and_the_gateways_page_cannot_both_take_the_money(state: AppState) {
        let (state, gateway, robin, invoice, _) = owing(&state).await;
        let there = begin_page(&state, &robin.actor, &invoice, DUE).await.expect("a page");
        assert_eq!(begin_page(&state, &robin.actor, &invoice, DUE).await, Ok(there), "the same page again");
        let pages = gateway.open_pages();
        assert_eq!(pages.len(), 1);
        begin_form(&state, &robin.actor, &invoice, DUE).await.expect("a form");
        assert!(gateway.open_pages().is_empty() && !gateway.pay_on(&pages[0]), "it was closed first");
        begin_page(&state, &robin.actor, &invoice, DUE).await.expect("a page");
        let (open, pages) = (gateway.intents(), gateway.open_pages());
        assert!(open.iter().all(|intent| intent.state == crate::billing::ports::IntentState::Ended), "the form's intent is given up");
        assert!(gateway.pay_on(&pages[0]));
        let payments = fetch_all!(state.store.read(), (PaymentId,), "SELECT id FROM payment WHERE state = 'started'").expect("payments");
        let seen = done(&state, &robin.actor, &payments[0].0).await.expect("look").expect("found");
        assert_eq!(seen.effort.state, PaymentState::Settled);
        assert!(begin_form(&state, &robin.actor, &invoice, DUE).await.is_err(), "it is paid");
        assert!(gateway.times_settled().values().all(|times| *times == 1));
    }

    async fn a_page_on_which_a_card_was_declined_is_closed_before_anything_else_is_begun(state: AppState) {
        let (state, gateway, robin, invoice, method) = owing(&state).await;
        let there = begin_page(&state, &robin.actor, &invoice, DUE).await.expect("a page");
        let page = gateway.open_pages().remove(0);
        assert!(gateway.decline_on(&page, Failure::NoFunds));
        let payments = fetch_all!(state.store.read(), (PaymentId,), "SELECT id FROM payment WHERE state = 'started'").expect("payments");
        let seen = done(&state, &robin.actor, &payments[0].0).await.expect("look").expect("found");
        assert_eq!((seen.effort.state, seen.effort.failure, seen.confirm), (PaymentState::Started, Some(Failure::NoFunds), None));
        assert_eq!(begin_page(&state, &robin.actor, &invoice, DUE).await, Ok(there), "another card can be tried there");
        pay(&state, &robin.actor, &invoice, DUE, &method).await.expect("paid");
        assert!(!gateway.pay_on(&page), "it was closed first");
        assert_eq!(gateway.times_settled().values().sum::<i64>(), 1);
        let seen = done(&state, &robin.actor, &payments[0].0).await.expect("look").expect("found");
        assert_eq!((seen.effort.state, seen.effort.failure), (PaymentState::Failed, Some(Failure::NoFunds)));
    }

    async fn a_page_to_pay_on_that_somebody_only_looked_at_is_no_payment_that_failed(state: AppState) {
        let (state, gateway, robin, invoice, method) = owing(&state).await;
        begin_page(&state, &robin.actor, &invoice, DUE).await.expect("a page");
        begin_form(&state, &robin.actor, &invoice, DUE).await.expect("a form");
        state.clock.advance(2 * 60 * 60 * 1000);
        sweep(&state).await.expect("given up");
        let seen = find(&state, &robin.actor, &invoice).await.expect("look").expect("found");
        assert!(seen.efforts.is_empty() && seen.trouble.is_none(), "{:?} {:?}", seen.efforts, seen.trouble);
        let page = payments(&state, &robin.actor, None, "").await.expect("look");
        assert!(page.history.is_empty() && !page.bills[0].failed, "{:?}", page.history);
        gateway.outcome("card-1", Outcome::Fails(Failure::NoFunds));
        pay(&state, &robin.actor, &invoice, DUE, &method).await.expect("asked");
        state.clock.advance(2 * 60 * 60 * 1000);
        sweep(&state).await.expect("given up");
        let seen = find(&state, &robin.actor, &invoice).await.expect("look").expect("found");
        assert!(seen.efforts.len() == 1 && seen.trouble.is_some(), "a card that was declined is one");
        assert!(payments(&state, &robin.actor, None, "").await.expect("look").bills[0].failed);
    }

    async fn whoever_has_a_link_is_not_shown_the_page_that_the_household_pays_on(state: AppState) {
        let (state, gateway, robin, invoice, _) = owing(&state).await;
        let theirs = begin_page(&state, &robin.actor, &invoice, DUE).await.expect("a page");
        let kim = member(&state, &robin.actor, "Kim", &[Role::MemberPay]).await;
        let kims = begin_page(&state, &kim, &invoice, DUE).await.expect("a page");
        assert_ne!(kims, theirs);
        let by_link = Effort { invoice: &invoice, amount: DUE, origin: Origin::Link, person: None, method: None };
        let (_, links) = pages::open_page(&state, &by_link, true).await.expect("a page");
        assert!(links != theirs && links != kims);
        assert_eq!(pages::open_page(&state, &by_link, true).await.expect("a page").1, links, "the same page again");
        assert_ne!(begin_page(&state, &robin.actor, &invoice, DUE).await.expect("a page"), links);
        assert_eq!(gateway.open_pages().len(), 1, "one at a time");
    }

    async fn whoever_paid_on_the_page_before_it_was_closed_has_paid(state: AppState) {
        let (state, gateway, robin, invoice, method) = owing(&state).await;
        begin_page(&state, &robin.actor, &invoice, DUE).await.expect("a page");
        assert!(gateway.pay_on(&gateway.open_pages()[0]));
        assert_eq!(pay(&state, &robin.actor, &invoice, DUE, &method).await, Err(AppError::Conflict));
        assert_eq!(find(&state, &robin.actor, &invoice).await.expect("look").expect("found").standing, None);
    }

    async fn a_day_is_planned_and_taken_back_and_put_off_once(state: AppState) {
        let (state, _, robin, invoice, _) = owing(&state).await;
        let today = state.clock.today(&robin.actor.zone);
        let day = today.plus_days(3);
        assert_eq!(plan(&state, &robin.actor, &invoice, &day.to_string(), Lang::En).await, Ok(Some(day)));
        let planned = find(&state, &robin.actor, &invoice).await.expect("look").expect("found");
        assert_eq!((planned.pay_on, planned.collected_by().map(|method| method.last_four.as_str())), (Some(day), Some("4242")));
        assert_eq!(plan(&state, &robin.actor, &invoice, "", Lang::En).await, Ok(None));
        for typed in ["", "yesterday", "2020-01-01"] {
            assert!(matches!(move_due(&state, &robin.actor, &invoice, typed, Lang::En).await, Err(AppError::Invalid(_))), "{typed}");
        }
        move_due(&state, &robin.actor, &invoice, &today.plus_days(16).to_string(), Lang::En).await.expect("five days");
        assert_eq!(move_due(&state, &robin.actor, &invoice, &today.plus_days(17).to_string(), Lang::En).await, Err(AppError::Conflict), "once");
    }

    async fn a_helper_pays_and_does_not_see_what_the_household_pays_with(state: AppState) {
        let (state, _, robin, invoice, method) = owing(&state).await;
        let kim = member(&state, &robin.actor, "Kim", &[Role::MemberPay]).await;
        let seen = find(&state, &kim, &invoice).await.expect("look").expect("found");
        assert!(seen.methods.is_empty() && seen.payable());
        assert_eq!(pay(&state, &kim, &invoice, DUE, &method).await, Err(AppError::NotFound));
        begin_form(&state, &kim, &invoice, DUE).await.expect("by something of their own");
    }

    async fn nobody_sees_or_pays_another_households_bill(state: AppState) {
        let (state, _, robin, invoice, method) = owing(&state).await;
        let payment = payment_in(&pay(&state, &robin.actor, &invoice, Money::usd(100), &method).await.expect("paid"));
        let sam = home(&state, "Sam", &[]).await;
        assert!(find(&state, &sam.actor, &invoice).await.expect("look").is_none());
        assert!(done(&state, &sam.actor, &payment).await.expect("look").is_none());
        assert!(receipt(&state, &sam.actor, &payment).await.expect("look").is_none());
        assert_eq!(pay(&state, &sam.actor, &invoice, DUE, &method).await, Err(AppError::NotFound));
        assert_eq!(plan(&state, &sam.actor, &invoice, "", Lang::En).await, Err(AppError::NotFound));
        assert_eq!(move_due(&state, &sam.actor, &invoice, "", Lang::En).await, Err(AppError::NotFound));
    }
}
