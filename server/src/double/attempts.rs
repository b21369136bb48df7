//! What becomes of a payment intent when a method is tried: cards answer at once or ask for 3-D Secure, debits take their days.

use serde_json::{Value, json};

use super::banks::{Debit, SETTLES_AFTER, business_days};
use super::cards::{Card, Decline, Purpose, Script, UNPROVEN_PAYMENT, Verdict};
use super::charges::{self, Made};
use super::clock::month;
use super::due::Due;
use super::mandates::{self, Acceptance};
use super::refusal::Refusal;
use super::world::{Instrument, World};
use super::{checkout, disputes, methods, proof};

/// How a method is tried.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct How {
    /// Where the person goes after confirming.
    pub back: Option<String>,
    /// Nobody is there.
    pub off_session: bool,
    /// Rather decline than have the person confirm.
    pub refuse_action: bool,
    /// The word of an account's holder.
    pub acceptance: Option<Acceptance>,
}

/// Tries a method.
pub fn attempt(world: &mut World, id: &str, method: &str, how: &How) -> Result<(), Refusal> {
    let Some(instrument) = world.instruments.get(method).cloned() else {
        return Err(Refusal::missing("PaymentMethod", method, "payment_method"));
    };
    let kind = world.text(method, "type");
    if !world.object(id)["payment_method_types"]
        .as_array()
        .is_some_and(|kinds| kinds.iter().any(|known| *known == kind))
    {
        let words = format!("The payment method type \"{kind}\" is not allowed for this PaymentIntent.");
        return Err(Refusal::parameter("payment_intent_invalid_parameter", "payment_method", &words));
    }
    match instrument {
        Instrument::Bank(bank) => {
            if !bank.verified {
                let words = "This bank account has not been verified.";
                return Err(Refusal::state(Some("payment_method_bank_account_not_verified"), words));
            }
            debit(world, id, method, how.acceptance.as_ref())
        }
        Instrument::Card(card) => {
            let purpose = if how.off_session { Purpose::OffSession } else { Purpose::Payment };
            match card.verdict(purpose, month(world.now())) {
                Verdict::Yes => pay(world, id, method, &card),
                Verdict::No(decline) => return Err(fail(world, id, method, &decline)),
                Verdict::Ask if how.refuse_action => return Err(fail(world, id, method, &super::cards::ASKS)),
                Verdict::Ask => {
                    let action = proof::ask(world, id, how.back.as_deref());
                    world.change(
                        id,
                        json!({"status": "requires_action", "payment_method": method, "next_action": action, "last_payment_error": null}),
                    );
                    world.tell("payment_intent.requires_action", id);
                }
            }
            Ok(())
        }
    }
}

/// The card has paid.
fn pay(world: &mut World, id: &str, method: &str, card: &Card) {
    world.change(id, json!({"payment_method": method, "next_action": null}));
    let charge = charges::make(world, id, method, &Made::Paid);
    settle(world, id, &charge);
    if let Script::Disputes(reason) = card.test.script {
        disputes::open(world, &charge, reason);
    }
}

/// The money is there.
fn settle(world: &mut World, id: &str, charge: &str) {
    charges::settle(world, charge);
    let amount = world.number(id, "amount");
    world.change(
        id,
        json!({
            "status": "succeeded", "amount_received": amount, "latest_charge": charge, "processing": null, "next_action": null,
            "last_payment_error": null,
        }),
    );
    keep_method(world, id);
    world.tell("charge.succeeded", charge);
    world.tell("payment_intent.succeeded", id);
    checkout::follow(world, id);
}

/// A method that is to be used again becomes the customer's.
fn keep_method(world: &mut World, id: &str) {
    let (method, customer) = (world.text(id, "payment_method"), world.text(id, "customer"));
    if world.text(&method, "customer").is_empty() {
        if customer.is_empty() || world.text(id, "setup_future_usage").is_empty() {
            world.spent.insert(method);
        } else {
            if let Some(Instrument::Card(card)) = world.instruments.get_mut(&method) {
                card.proven = true;
            }
            methods::belong(world, &method, &customer);
        }
    }
}

/// The method said no: another may be tried.
fn fail(world: &mut World, id: &str, method: &str, decline: &Decline) -> Refusal {
    let charge = charges::make(world, id, method, &Made::Failed(decline.code, decline.decline_code, decline.message));
    unpaid(world, id, method, Refusal::declined(decline), Some(&charge))
}

fn unpaid(world: &mut World, id: &str, method: &str, refusal: Refusal, charge: Option<&str>) -> Refusal {
    let refusal = refusal.with("payment_method", world.object(method));
    let mut error = refusal.error();
    if let Some(charge) = charge {
        error["charge"] = charge.into();
        world.change(id, json!({ "latest_charge": charge }));
    }
    world.change(
        id,
        json!({"status": "requires_payment_method", "payment_method": null, "next_action": null, "processing": null, "last_payment_error": error}),
    );
    if let Some(charge) = charge {
        world.tell("charge.failed", charge);
    }
    world.tell("payment_intent.payment_failed", id);
    checkout::follow(world, id);
    let refusal = refusal.with("payment_intent", world.object(id));
    match charge {
        Some(charge) => refusal.with("charge", &Value::from(charge)),
        None => refusal,
    }
}

/// 3-D Secure went well, or not.
pub fn proven(world: &mut World, id: &str, well: bool) {
    let method = world.text(id, "payment_method");
    let Some(Instrument::Card(card)) = world.instruments.get(&method).cloned() else {
        return;
    };
    if !well {
        unpaid(world, id, &method, Refusal::declined(&UNPROVEN_PAYMENT), None);
        return;
    }
    match card.verdict_when_proven() {
        Verdict::No(decline) => {
            fail(world, id, &method, &decline);
        }
        Verdict::Yes | Verdict::Ask => pay(world, id, &method, &card),
    }
}

/// A debit sets out.
fn debit(world: &mut World, id: &str, method: &str, acceptance: Option<&Acceptance>) -> Result<(), Refusal> {
    let account = world.thing(id).and_then(|thing| thing.account.clone());
    let known = mandates::of(world, method);
    let Some(mandate) = known.or_else(|| Some(mandates::make(world, account.as_deref(), method, acceptance?))) else {
        let words = "This PaymentIntent requires a mandate, but no existing mandate was found. Collect mandate acceptance from the customer \
                     and retry the request, providing acceptance data in the mandate_data parameter.";
        return Err(Refusal::parameter("parameter_missing", "mandate_data", words));
    };
    world.change(
        id,
        json!({"payment_method": method, "status": "processing", "processing": null, "next_action": null, "last_payment_error": null}),
    );
    let charge = charges::make(world, id, method, &Made::Pending(mandate));
    world.change(id, json!({ "latest_charge": charge }));
    if let Some(Instrument::Bank(bank)) = world.instruments.get(method)
        && bank.test.debit != Debit::Silent
    {
        let at = business_days(world.now(), SETTLES_AFTER);
        world.later(at, Due::DebitEnds(id.to_owned()));
    }
    world.tell("charge.pending", &charge);
    world.tell("payment_intent.processing", id);
    checkout::follow(world, id);
    Ok(())
}

/// A debit has taken its days.
pub fn debit_ends(world: &mut World, id: &str) {
    let method = world.text(id, "payment_method");
    let Some(Instrument::Bank(bank)) = world.instruments.get(&method).cloned() else {
        return;
    };
    match bank.test.debit {
        Debit::Returns(code, words) => {
            debit_returned(world, id, code, words);
        }
        Debit::Settles | Debit::Disputed | Debit::Silent => {
            let charge = world.text(id, "latest_charge");
            settle(world, id, &charge);
            if bank.test.debit == Debit::Disputed {
                let at = business_days(world.now(), SETTLES_AFTER);
                world.later(at, Due::DebitDisputed(charge));
            }
        }
    }
}

/// The bank returns a debit that had not settled. False: it had, or there is none.
pub fn debit_returned(world: &mut World, id: &str, code: &'static str, words: &'static str) -> bool {
    if world.object(id)["status"] != "processing" {
        return false;
    }
    world.forget_due(|due| *due == Due::DebitEnds(id.to_owned()));
    let (method, charge) = (world.text(id, "payment_method"), world.text(id, "latest_charge"));
    charges::fail(world, &charge, code, words);
    let decline = Decline {
        code,
        decline_code: None,
        message: words,
    };
    unpaid(world, id, &method, Refusal::declined(&decline), Some(&charge));
    true
}
