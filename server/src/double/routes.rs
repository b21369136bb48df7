//! Every call that the double knows, on one screen.

use http::Method;

use super::call::{Answer, Call, Caller};
use super::refusal::Refusal;
use super::world::World;
use super::{
    accounts, balance, charges, checkout, customers, disputes, events, lists, mandates, methods, payments, payouts, proof, refunds, setups, transfers,
};

/// Answers a call.
pub fn answer(world: &mut World, call: &Call) -> Answer {
    let parts: Vec<&str> = call.path.split('/').collect();
    if call.caller == Caller::Page && !a_page_may(&call.method, &parts) {
        return Err(Refusal::unauthorized("This call needs a secret key: the publishable key is for pages."));
    }
    let found = if call.method == Method::GET {
        read(world, call, &parts)
    } else if call.method == Method::POST {
        write(world, call, &parts)
    } else {
        None
    };
    let unknown = || Err(Refusal::no_such_call(call.method.as_str(), &format!("/v1/{}", call.path)));
    lists::expand(world, call, found.unwrap_or_else(unknown)?)
}

/// What Stripe.js calls.
fn a_page_may(method: &Method, parts: &[&str]) -> bool {
    match parts {
        ["setup_intents" | "payment_intents", _] => method == Method::GET,
        ["setup_intents" | "payment_intents", _, "confirm"] | ["setup_intents", _, "verify_microdeposits"] => method == Method::POST,
        _ => false,
    }
}

fn read(world: &World, call: &Call, parts: &[&str]) -> Option<Answer> {
    Some(match *parts {
        ["accounts", id] => accounts::get(world, call, id),
        ["balance"] => balance::read(world, call),
        ["balance_transactions"] => balance::list(world, call),
        ["balance_transactions", id] => balance::get(world, call, id),
        ["charges"] => charges::list(world, call),
        ["charges", "search"] => lists::search(world, call, "charge"),
        ["charges", id] => charges::get(world, call, id),
        ["checkout", "sessions"] => checkout::list(world, call),
        ["checkout", "sessions", id] => checkout::get(world, call, id),
        ["customers"] => customers::list(world, call),
        ["customers", "search"] => lists::search(world, call, "customer"),
        ["customers", id] => customers::get(world, call, id),
        ["customers", id, "payment_methods"] => methods::list(world, call, Some(id)),
        ["disputes"] => disputes::list(world, call),
        ["disputes", id] => disputes::get(world, call, id),
        ["events"] => events::list(world, call),
        ["events", id] => events::get(world, call, id),
        ["mandates", id] => mandates::get(world, call, id),
        ["payment_intents"] => payments::list(world, call),
        ["payment_intents", "search"] => lists::search(world, call, "payment_intent"),
        ["payment_intents", id] => payments::get(world, call, id),
        ["payment_methods"] => methods::list(world, call, None),
        ["payment_methods", id] => methods::get(world, call, id),
        ["payouts"] => payouts::list(world, call),
        ["payouts", id] => payouts::get(world, call, id),
        ["refunds"] => refunds::list(world, call),
        ["refunds", id] => refunds::get(world, call, id),
        ["setup_intents"] => setups::list(world, call),
        ["setup_intents", id] => setups::get(world, call, id),
        ["transfers"] => transfers::list(world, call),
        ["transfers", id] => transfers::get(world, call, id),
        _ => return None,
    })
}

fn write(world: &mut World, call: &Call, parts: &[&str]) -> Option<Answer> {
    Some(match *parts {
        ["account_links"] => accounts::link(world, call),
        ["accounts"] => accounts::create(world, call),
        ["checkout", "sessions"] => checkout::create(world, call),
        ["checkout", "sessions", id, "expire"] => checkout::expire(world, call, id),
        ["customers"] => customers::create(world, call),
        ["customers", id] => customers::update(world, call, id),
        ["payment_intents"] => payments::create(world, call),
        ["payment_intents", id] => payments::update(world, call, id),
        ["payment_intents", id, "cancel"] => payments::cancel(world, call, id),
        ["payment_intents", id, "confirm"] => payments::confirm(world, call, id),
        ["payment_methods"] => methods::create(world, call),
        ["payment_methods", id, "attach"] => methods::attach(world, call, id),
        ["payment_methods", id, "detach"] => methods::detach(world, call, id),
        ["payouts"] => payouts::create(world, call),
        ["refunds"] => refunds::create(world, call),
        ["setup_intents"] => setups::create(world, call),
        ["setup_intents", id, "cancel"] => setups::cancel(world, call, id),
        ["setup_intents", id, "confirm"] => setups::confirm(world, call, id),
        ["setup_intents", id, "verify_microdeposits"] => proof::verify(world, call, id),
        ["transfers"] => transfers::create(world, call),
        ["transfers", id, "reversals"] => transfers::reverse(world, call, id),
        _ => return None,
    })
}
