//! What each kind of event makes us look at again.

use serde_json::Value;

use super::model::Outcome;
use crate::billing::asking::{gateway, trouble};
use crate::billing::ports::GatewayError;
use crate::billing::{disputes, methods, paying, payouts, refunds};
use crate::error::AppError;
use crate::fetch_optional;
use crate::ids::PaymentId;
use crate::state::AppState;

crate::queries! {
    // An answer of the gateway that we have not written yet: its word may be here first.
    BY_ID = "SELECT id FROM payment WHERE id = $1 AND gateway_intent IS NULL";
}

/// An event, with the little of its body that says where to look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Event {
    pub kind: String,
    pub object: String,
    pub account: Option<String>,
    /// The intent that the object belongs to, where it is none itself.
    pub intent: Option<String>,
    /// Our own ids, as they came along.
    pub payment: Option<String>,
    pub refund: Option<String>,
    pub payout: Option<String>,
}

impl Event {
    pub(super) fn read(kind: String, object: String, account: Option<String>, body: &str) -> Event {
        let body: Value = serde_json::from_str(body).unwrap_or_default();
        let text = |path: &str| body.pointer(path).and_then(Value::as_str).map(str::to_owned);
        Event {
            kind,
            object,
            account,
            intent: text("/data/object/payment_intent").or_else(|| text("/data/object/payment_intent/id")),
            payment: text("/data/object/metadata/payment"),
            refund: text("/data/object/metadata/refund"),
            payout: text("/data/object/metadata/payout"),
        }
    }
}

/// What an event is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum About {
    Intent,
    Charge,
    Refund,
    Dispute,
    Setup,
    HostedPage,
    Transfer,
    Payout,
    Account,
    /// Known, and nothing to us.
    Nothing,
    Unknown,
}

/// By the first words of a kind that fit, the longer ones first.
const KINDS: &[(&str, About)] = &[
    ("payment_intent.", About::Intent),
    ("charge.dispute.", About::Dispute),
    ("charge.refund.", About::Refund),
    ("charge.", About::Charge),
    ("refund.", About::Refund),
    ("setup_intent.", About::Setup),
    ("checkout.session.", About::HostedPage),
    ("transfer.", About::Transfer),
    ("payout.", About::Payout),
    ("account.application.", About::Nothing),
    ("account.", About::Account),
    ("capability.", About::Account),
    ("person.", About::Nothing),
    ("customer.", About::Nothing),
    ("payment_method.", About::Nothing),
    ("mandate.", About::Nothing),
    ("balance.", About::Nothing),
    ("review.", About::Nothing),
    ("radar.", About::Nothing),
    ("financial_connections.", About::Nothing),
    ("reporting.", About::Nothing),
];

fn about(kind: &str) -> About {
    KINDS
        .iter()
        .find(|(begin, _)| kind.starts_with(begin))
        .map_or(About::Unknown, |(_, about)| *about)
}

/// Looks again at what an event is about.
///
/// # Errors
/// `Unavailable` when the gateway did not answer.
pub(super) async fn apply(state: &AppState, event: &Event) -> Result<Outcome, AppError> {
    let ours = match about(&event.kind) {
        About::Unknown => return Ok(Outcome::Unknown),
        About::Nothing => false,
        About::Intent => intent(state, &event.object, event.payment.as_deref()).await?,
        About::Charge => charge(state, event).await?,
        About::Refund => refund(state, event).await?,
        About::Dispute => disputes::store::told(state, &event.object).await?,
        About::Setup => methods::store::settle(state, &event.object).await.map(|()| true)?,
        About::HostedPage => hosted(state, event).await?,
        About::Transfer => payouts::store::told(state, &event.object, event.payout.as_deref()).await?,
        About::Payout => match &event.account {
            Some(account) => payouts::store::told_account(state, account).await?,
            // What the gateway pays out to us.
            None => false,
        },
        About::Account => payouts::account::told(state, event.account.as_deref().unwrap_or(&event.object)).await?,
    };
    Ok(if ours { Outcome::Done } else { Outcome::Nothing })
}

async fn intent(state: &AppState, id: &str, ours: Option<&str>) -> Result<bool, AppError> {
    if let Some(payment) = paying::store::of_intent(state, id).await? {
        paying::store::refresh(state, &payment).await?;
        return Ok(true);
    }
    let Some((payment,)) = fetch_optional!(state.store.read(), (PaymentId,), BY_ID, ours.unwrap_or_default())? else {
        return Ok(false);
    };
    let found = match gateway(state)?.intent(id).await {
        Ok(found) => found,
        Err(GatewayError::NotFound) => return Ok(false),
        Err(error) => return Err(trouble(&error)),
    };
    let mut tx = state.store.begin().await?;
    paying::store::apply(&mut tx, state, &payment, &found).await?;
    tx.commit().await?;
    Ok(true)
}

async fn charge(state: &AppState, event: &Event) -> Result<bool, AppError> {
    let Some(id) = &event.intent else { return Ok(false) };
    let ours = intent(state, id, event.payment.as_deref()).await?;
    if ours && event.kind.starts_with("charge.refund") {
        refunds::store::refresh_of(state, id).await?;
    }
    Ok(ours)
}

async fn refund(state: &AppState, event: &Event) -> Result<bool, AppError> {
    let ours = refunds::store::told(state, &event.object, event.refund.as_deref()).await?;
    // One that somebody made at the gateway itself changes the payment all the same.
    match &event.intent {
        Some(id) => Ok(intent(state, id, None).await? || ours),
        None => Ok(ours),
    }
}

async fn hosted(state: &AppState, event: &Event) -> Result<bool, AppError> {
    match &event.intent {
        Some(id) => intent(state, id, event.payment.as_deref()).await,
        // Without money it was for adding a method; a payment's page that nobody finished has no intent and is over by itself.
        None if event.payment.is_some() => Ok(false),
        None => methods::store::settle(state, &event.object).await.map(|()| true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_about_one_thing() {
        for (kind, thing) in [
            ("payment_intent.succeeded", About::Intent),
            ("payment_intent.of_tomorrow", About::Intent),
            ("charge.succeeded", About::Charge),
            ("charge.refunded", About::Charge),
            ("charge.refund.updated", About::Refund),
            ("charge.dispute.closed", About::Dispute),
            ("refund.failed", About::Refund),
            ("setup_intent.setup_failed", About::Setup),
            ("checkout.session.completed", About::HostedPage),
            ("transfer.reversed", About::Transfer),
            ("payout.paid", About::Payout),
            ("account.updated", About::Account),
            ("account.external_account.deleted", About::Account),
            ("capability.updated", About::Account),
            ("customer.created", About::Nothing),
            ("v2.money.moved", About::Unknown),
            ("", About::Unknown),
            ("payment_intents", About::Unknown),
        ] {
            assert_eq!(about(kind), thing, "{kind}");
        }
    }

    #[test]
    fn no_kind_hides_behind_a_shorter_one() {
        for (i, (longer, _)) in KINDS.iter().enumerate() {
            let hidden = KINDS[..i].iter().find(|(before, _)| longer.starts_with(before));
            assert_eq!(hidden, None, "{longer}");
        }
    }

    #[test]
    fn of_a_body_only_the_way_is_read() {
        let body = r#"{"data": {"object": {"id": "ch_1", "payment_intent": {"id": "pi_1"}, "metadata": {"payment": "p1", "x": 1}}}}"#;
        let event = Event::read("charge.succeeded".into(), "ch_1".into(), None, body);
        assert_eq!(
            (event.intent.as_deref(), event.payment.as_deref(), event.refund),
            (Some("pi_1"), Some("p1"), None)
        );
        let broken = Event::read("x".into(), String::new(), None, "{");
        assert_eq!(broken.intent, None);
    }
}
