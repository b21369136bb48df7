//! Pages that play Stripe's own: plain HTML that works without scripts, and the stand-in for Stripe.js.

mod bank;
mod html;
mod pay;
mod script;

use axum::Router;
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use http::StatusCode;
use serde_json::Value;

use super::Double;
use super::world::World;

/// Their addresses.
pub fn routes() -> Router<Double> {
    Router::new().merge(pay::routes()).merge(bank::routes()).merge(script::routes())
}

fn page(title: &str, body: &str) -> Response {
    Html(html::document(title, body)).into_response()
}

fn not_found() -> Response {
    let body = "<p>This page is not there, or its time is over.</p>";
    (StatusCode::NOT_FOUND, Html(html::document("Nothing here", body))).into_response()
}

fn to(url: &str) -> Response {
    Redirect::to(url).into_response()
}

/// An intent, for whoever knows its secret.
fn intent_of<'a>(world: &'a World, id: &str, secret: &str) -> Option<&'a Value> {
    let intent = world.object(id);
    (!secret.is_empty() && intent["client_secret"] == secret).then_some(intent)
}
