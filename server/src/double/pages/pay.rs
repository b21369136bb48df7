//! The hosted page (add a method, or pay), and 3-D Secure.

use axum::extract::{Form, Path, Query, State};
use axum::response::Response;
use axum::routing::get;
use axum::{Router, http::Method};
use serde::Deserialize;

use super::super::call::{Call, Caller};
use super::super::form::Params;
use super::super::refusal::Refusal;
use super::super::world::World;
use super::super::{Double, checkout, due, lock, payments, proof, setups};
use super::html::{alert, bank_fields, card_fields, document, escape, hidden, verification_field};
use super::{intent_of, not_found, page, to};

/// Addresses of these pages.
pub fn routes() -> Router<Double> {
    Router::new()
        .route("/pay/{session}", get(show).post(submit))
        .route("/pay/{session}/done", get(done))
        .route("/authenticate/{intent}", get(ask).post(asked))
}

/// What the person chose to see.
#[derive(Deserialize)]
struct Shown {
    #[serde(default)]
    by: String,
    secret: Option<String>,
}

/// What somebody typed.
#[derive(Deserialize)]
struct Typed {
    #[serde(default)]
    number: String,
    #[serde(default)]
    expiry: String,
    #[serde(default)]
    cvc: String,
    routing: Option<String>,
    #[serde(default)]
    account: String,
    #[serde(default)]
    verify: String,
}

impl Typed {
    /// The same as Stripe.js sends it.
    fn params(&self, secret: &str, back: &str) -> Params {
        let mut url = reqwest::Url::parse("http://form/").ok();
        if let Some(url) = &mut url {
            let mut form = url.query_pairs_mut();
            form.append_pair("client_secret", secret).append_pair("return_url", back);
            match &self.routing {
                Some(routing) => form
                    .append_pair("payment_method_data[type]", "us_bank_account")
                    .append_pair("payment_method_data[us_bank_account][routing_number]", routing.trim())
                    .append_pair("payment_method_data[us_bank_account][account_number]", &self.account)
                    .append_pair("payment_method_options[us_bank_account][verification_method]", &self.verify),
                None => {
                    let (month, year) = self.expiry.split_once('/').unwrap_or((&self.expiry, ""));
                    form.append_pair("payment_method_data[type]", "card")
                        .append_pair("payment_method_data[card][number]", &self.number)
                        .append_pair("payment_method_data[card][exp_month]", month.trim())
                        .append_pair("payment_method_data[card][exp_year]", year.trim())
                        .append_pair("payment_method_data[card][cvc]", self.cvc.trim())
                }
            };
        }
        Params::parse(url.as_ref().and_then(|url| url.query()).unwrap_or_default())
    }
}

fn dollars(cents: i64) -> String {
    format!("${}.{:02}", cents / 100, cents % 100)
}

fn form(world: &World, session: &str, by_bank: bool, error: Option<&str>) -> String {
    let object = world.object(session);
    let setup = object["mode"] == "setup";
    let (title, button) = match setup {
        true => ("Add a payment method".to_owned(), "Save"),
        false => (format!("Pay {}", dollars(world.number(session, "amount_total"))), "Pay"),
    };
    let takes = |kind: &str| {
        object["payment_method_types"]
            .as_array()
            .is_some_and(|kinds| kinds.iter().any(|known| known == kind))
    };
    let by_bank = takes("us_bank_account") && (by_bank || !takes("card"));
    let fields = match by_bank {
        true if setup => bank_fields() + verification_field(),
        true => bank_fields(),
        false => card_fields(),
    };
    let other = match by_bank {
        true if takes("card") => "<p><a href=\"?by=card\">Use a card instead</a></p>",
        false if takes("us_bank_account") => "<p><a href=\"?by=bank\">Use a bank account instead</a></p>",
        _ => "",
    };
    let name = world.plans.get(session).and_then(|plan| plan["name"].as_str()).map(escape).unwrap_or_default();
    let back = match object["cancel_url"].as_str() {
        Some(url) => format!("<p><a href=\"{}\">Back</a></p>", escape(url)),
        None => String::new(),
    };
    let words = alert(error);
    document(
        &title,
        &format!("<p>{name}</p>{words}<form method=\"post\">{fields}<button>{button}</button></form>{other}{back}"),
    )
}

fn shown(html: String) -> Response {
    axum::response::IntoResponse::into_response(axum::response::Html(html))
}

async fn show(State(double): State<Double>, Path(session): Path<String>, Query(query): Query<Shown>) -> Response {
    let mut world = lock(&double.world);
    due::catch_up(&mut world);
    match world.object(&session)["status"].as_str() {
        Some("open") => shown(form(&world, &session, query.by == "bank", None)),
        Some("complete") => finish(&world, &session),
        _ => not_found(),
    }
}

async fn submit(State(double): State<Double>, Path(session): Path<String>, Form(typed): Form<Typed>) -> Response {
    let mut world = lock(&double.world);
    due::catch_up(&mut world);
    if world.object(&session)["status"] != "open" {
        return not_found();
    }
    let intent = checkout::intent(&mut world, &session);
    let back = format!("{}/pay/{session}/done", world.url);
    let params = typed.params(&world.text(&intent, "client_secret"), &back);
    if let Err(refusal) = confirm(&mut world, &intent, params) {
        return shown(form(&world, &session, typed.routing.is_some(), Some(&refusal.message)));
    }
    match world.object(&intent)["next_action"]["redirect_to_url"]["url"].as_str() {
        Some(url) => to(url),
        None => finish(&world, &session),
    }
}

/// Confirms an intent as a page does.
fn confirm(world: &mut World, intent: &str, params: Params) -> Result<(), Refusal> {
    let account = world.thing(intent).and_then(|thing| thing.account.clone());
    let call = Call {
        method: Method::POST,
        path: String::new(),
        params,
        caller: Caller::Page,
        account,
        key: None,
        request: world.id("req"),
    };
    match world.object(intent)["object"] == "setup_intent" {
        true => setups::confirm(world, &call, intent),
        false => payments::confirm(world, &call, intent),
    }
    .map(drop)
}

/// After 3-D Secure: on to the platform, or back to the form with what went wrong.
async fn done(State(double): State<Double>, Path(session): Path<String>) -> Response {
    let world = lock(&double.world);
    match world.object(&session)["status"].as_str() {
        Some("complete") => finish(&world, &session),
        Some("open") => {
            let object = world.object(&session);
            let intent = object["setup_intent"]
                .as_str()
                .or_else(|| object["payment_intent"].as_str())
                .unwrap_or_default();
            let intent = world.object(intent);
            let message = ["last_setup_error", "last_payment_error"]
                .iter()
                .find_map(|error| intent[*error]["message"].as_str());
            shown(form(&world, &session, false, message))
        }
        _ => not_found(),
    }
}

fn finish(world: &World, session: &str) -> Response {
    let url = world.text(session, "success_url");
    to(&url.replace("{CHECKOUT_SESSION_ID}", session))
}

async fn ask(State(double): State<Double>, Path(intent): Path<String>, Query(query): Query<Shown>) -> Response {
    let world = lock(&double.world);
    let secret = query.secret.unwrap_or_default();
    if intent_of(&world, &intent, &secret).is_none_or(|intent| intent["status"] != "requires_action") {
        return not_found();
    }
    let button = |outcome: &str, words: &str| format!("<button name=\"outcome\" value=\"{outcome}\">{words}</button>");
    let buttons = button("complete", "Complete authentication") + &button("fail", "Fail authentication");
    let form = format!("<form method=\"post\">{}{buttons}</form>", hidden("secret", &secret));
    page("Your bank asks: is it you?", &form)
}

/// What the person pressed.
#[derive(Deserialize)]
struct Pressed {
    secret: String,
    outcome: String,
}

async fn asked(State(double): State<Double>, Path(intent): Path<String>, Form(pressed): Form<Pressed>) -> Response {
    let mut world = lock(&double.world);
    let Some(object) = intent_of(&world, &intent, &pressed.secret) else {
        return not_found();
    };
    let back = object["next_action"]["redirect_to_url"]["return_url"].as_str().map(str::to_owned);
    proof::confirmed(&mut world, &intent, pressed.outcome == "complete");
    match back {
        Some(back) => to(&proof::way_back(&world, &intent, &back)),
        None => page("Thank you", "<p>You can close this page.</p>"),
    }
}
