//! Pages about bank accounts: telling the small deposits, and naming the account that payouts go to.

use axum::Router;
use axum::extract::{Form, Path, Query, State};
use axum::response::Response;
use axum::routing::get;
use http::Method;
use serde::Deserialize;

use super::super::banks::{self, ROUTING};
use super::super::call::{Call, Caller};
use super::super::form::Params;
use super::super::world::World;
use super::super::{Double, accounts, lock, proof};
use super::html::{alert, bank_fields, escape, field, hidden};
use super::{intent_of, not_found, page, to};

/// Addresses of these pages.
pub fn routes() -> Router<Double> {
    Router::new()
        .route("/deposits/{intent}", get(show_deposits).post(tell_deposits))
        .route("/setup/{account}/{link}", get(show_account).post(name_account))
}

/// What somebody says of the small deposits; at first only the secret.
#[derive(Deserialize)]
struct Deposits {
    secret: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    first: String,
    #[serde(default)]
    second: String,
}

fn deposits_page(secret: &str, error: Option<&str>) -> Response {
    let code = field(
        "Code on the statement (SM and four more)",
        "code",
        "autocapitalize=\"characters\" autocomplete=\"off\"",
    );
    let first = field("Or the first amount, in cents", "first", "inputmode=\"numeric\"");
    let second = field("And the second amount, in cents", "second", "inputmode=\"numeric\"");
    let fields = format!("{code}{first}{second}{}", hidden("secret", secret));
    page(
        "Confirm your bank account",
        &format!("{}<form method=\"post\">{fields}<button>Verify</button></form>", alert(error)),
    )
}

fn verified_page(world: &World, intent: &str) -> Response {
    let link = match world.backs.get(intent) {
        Some(back) => format!("<p><a href=\"{}\">Go back</a></p>", escape(&proof::way_back(world, intent, back))),
        None => String::new(),
    };
    page("Your bank account is verified", &format!("<p>You can close this page.</p>{link}"))
}

async fn show_deposits(State(double): State<Double>, Path(intent): Path<String>, Query(query): Query<Deposits>) -> Response {
    let world = lock(&double.world);
    match intent_of(&world, &intent, &query.secret).map(|intent| intent["status"].as_str().unwrap_or_default()) {
        Some("requires_action") => deposits_page(&query.secret, None),
        Some("succeeded") => verified_page(&world, &intent),
        _ => not_found(),
    }
}

async fn tell_deposits(State(double): State<Double>, Path(intent): Path<String>, Form(told): Form<Deposits>) -> Response {
    let mut world = lock(&double.world);
    let Some(object) = intent_of(&world, &intent, &told.secret) else {
        return not_found();
    };
    let said = match told.code.trim() {
        "" => format!("amounts[]={}&amounts[]={}", told.first.trim(), told.second.trim()),
        code => format!("descriptor_code={code}"),
    };
    let params = Params::parse(&format!("client_secret={}&{said}", object["client_secret"].as_str().unwrap_or_default()));
    let account = world.thing(&intent).and_then(|thing| thing.account.clone());
    let call = Call {
        method: Method::POST,
        path: String::new(),
        params,
        caller: Caller::Page,
        account,
        key: None,
        request: world.id("req"),
    };
    match proof::verify(&mut world, &call, &intent) {
        Ok(_) => verified_page(&world, &intent),
        Err(refusal) => deposits_page(&told.secret, Some(&refusal.message)),
    }
}

/// The bank account that payouts go to.
#[derive(Deserialize)]
struct Payee {
    routing: String,
    account: String,
}

fn account_page(back: &str, error: Option<&str>) -> Response {
    let (fields, words) = (bank_fields(), alert(error));
    let later = format!("<p><a href=\"{}\">Not now</a></p>", escape(back));
    page(
        "Where shall we send your money?",
        &format!("{words}<form method=\"post\">{fields}<button>Save</button></form>{later}"),
    )
}

async fn show_account(State(double): State<Double>, Path((account, link)): Path<(String, String)>) -> Response {
    let world = lock(&double.world);
    match world.links.get(&link).filter(|link| link.account == account) {
        None => not_found(),
        Some(link) if link.used || link.until < world.now() => to(&link.again),
        Some(link) => account_page(&link.back, None),
    }
}

async fn name_account(State(double): State<Double>, Path((account, name)): Path<(String, String)>, Form(payee): Form<Payee>) -> Response {
    let mut world = lock(&double.world);
    let now = world.now();
    let Some(link) = world.links.get_mut(&name).filter(|link| link.account == account) else {
        return not_found();
    };
    if link.used || link.until < now {
        return to(&link.again);
    }
    match banks::by_number(&payee.account).filter(|_| payee.routing.trim() == ROUTING) {
        None => account_page(&link.back, Some("Use the test routing number 110000000 and a test account number.")),
        Some(test) => {
            link.used = true;
            let back = link.back.clone();
            accounts::pay_to(&mut world, &account, test);
            to(&back)
        }
    }
}
