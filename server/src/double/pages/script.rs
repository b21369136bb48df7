//! What plays Stripe.js: the script, and the frame of the Payment Element, which alone sees what is typed.

use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use http::header::CONTENT_TYPE;
use serde::Deserialize;

use super::super::{Double, door};
use super::html::{bank_fields, card_fields, document, verification_field};

const SCRIPT: &str = include_str!("stripe.js");
const FRAME: &str = include_str!("frame.js");

/// Addresses of scripts and frame.
pub fn routes() -> Router<Double> {
    Router::new()
        .route("/v3/", get(script))
        .route("/v3/frame", get(frame))
        .route("/v3/frame.js", get(|| async { javascript(FRAME) }))
}

fn javascript(source: &'static str) -> Response {
    ([(CONTENT_TYPE, "text/javascript; charset=utf-8")], source).into_response()
}

async fn script(State(double): State<Double>) -> Response {
    match door::page_trouble(&double.world, "GET", "/v3/").await {
        Some(response) => response,
        None => javascript(SCRIPT),
    }
}

#[derive(Deserialize)]
struct Chosen {
    #[serde(default)]
    by: String,
    #[serde(default)]
    secret: String,
}

/// The form in the frame. It has no button: the page around it does.
async fn frame(State(double): State<Double>, Query(chosen): Query<Chosen>) -> Response {
    if let Some(response) = door::page_trouble(&double.world, "GET", "/v3/frame").await {
        return response;
    }
    let setup = chosen.secret.starts_with("seti_");
    let (fields, other) = match chosen.by.as_str() {
        "bank" if setup => (bank_fields() + verification_field(), "card"),
        "bank" => (bank_fields(), "card"),
        _ => (card_fields(), "bank"),
    };
    let words = if other == "bank" {
        "Use a bank account instead"
    } else {
        "Use a card instead"
    };
    let body = format!(
        "<form><p role=\"alert\" hidden></p>{fields}</form><p><a id=\"other\" data-by=\"{other}\" href=\"#\">{words}</a></p>\
         <script src=\"/v3/frame.js\"></script>"
    );
    axum::response::Html(document("Payment method", &body)).into_response()
}
