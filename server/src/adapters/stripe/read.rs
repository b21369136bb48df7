//! What Stripe's objects say to us. Of each no more is read than is used, so that a field or a word of tomorrow breaks nothing.

use app::billing::model::{Failure, MethodKind};
use app::billing::ports::{AccountState, DisputeState, GatewayError, Intent, IntentState, Method, Moved, MovedKind, RefundState, Setup};
use app::day::{Day, Moment};
use app::money::{Currency, Money};
use serde_json::Value;

use super::codes::{of_code, of_error};

/// The text at a place.
pub(super) fn text<'a>(value: &'a Value, path: &str) -> Option<&'a str> {
    value.pointer(path).and_then(Value::as_str)
}

/// The whole number at a place.
pub(super) fn number(value: &Value, path: &str) -> Option<i64> {
    value.pointer(path).and_then(Value::as_i64)
}

/// The id of something that is there in full or by its id alone.
pub(super) fn id_of(value: &Value) -> Option<String> {
    value.as_str().or_else(|| text(value, "/id")).map(str::to_owned)
}

/// The id at a place.
pub(super) fn id_at(value: &Value, path: &str) -> Option<String> {
    value.pointer(path).and_then(id_of)
}

/// Something that must be there.
pub(super) fn must<T>(found: Option<T>, what: &str) -> Result<T, GatewayError> {
    found.ok_or_else(|| GatewayError::Unknown(format!("its answer has no {what}")))
}

fn money(value: &Value, path: &str) -> Result<Money, GatewayError> {
    let cents = must(number(value, path), path)?;
    let currency = must(text(value, "/currency"), "currency")?.to_ascii_uppercase();
    let currency = must(Currency::parse(&currency), "currency that we know")?;
    Ok(Money { cents, currency })
}

/// The day of an instant in seconds: what Stripe says of days it says in UTC.
pub(super) fn day(seconds: i64) -> Day {
    Moment::local(seconds.saturating_mul(1000), "UTC").day
}

/// The last day of a month.
fn last_of_month(year: i64, month: i64) -> Option<Day> {
    let first = Day::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, 1)?;
    Some(first.plus_months(1).plus_days(-1))
}

/// A card's brand as people write it.
fn brand(word: &str) -> String {
    let known = [
        ("amex", "American Express"),
        ("american_express", "American Express"),
        ("diners", "Diners Club"),
        ("diners_club", "Diners Club"),
        ("jcb", "JCB"),
        ("mastercard", "Mastercard"),
        ("unionpay", "UnionPay"),
        ("visa", "Visa"),
        ("discover", "Discover"),
    ];
    if let Some((_, name)) = known.iter().find(|(code, _)| *code == word) {
        return (*name).to_owned();
    }
    let mut letters = word.replace('_', " ").chars().collect::<Vec<_>>();
    if let Some(first) = letters.first_mut() {
        *first = first.to_ascii_uppercase();
    }
    letters.into_iter().collect()
}

/// A payment method. What is neither card nor bank account is Link, or a wallet that behaves like it.
pub(super) fn method(value: &Value) -> Result<Method, GatewayError> {
    let kind = must(text(value, "/type"), "type of a method")?;
    let owned = |path: &str| text(value, path).unwrap_or_default().to_owned();
    let (kind, brand, last_four, expires_on) = match kind {
        "card" => {
            let word = text(value, "/card/display_brand").or(text(value, "/card/brand")).unwrap_or("card");
            let month = number(value, "/card/exp_year").zip(number(value, "/card/exp_month"));
            let expires_on = month.and_then(|(year, month)| last_of_month(year, month));
            (MethodKind::Card, brand(word), owned("/card/last4"), expires_on)
        }
        "us_bank_account" => {
            let bank = text(value, "/us_bank_account/bank_name").unwrap_or("Bank");
            (MethodKind::Bank, bank.to_owned(), owned("/us_bank_account/last4"), None)
        }
        other => (MethodKind::Link, brand(other), String::new(), None),
    };
    Ok(Method {
        id: must(id_of(value), "id")?,
        customer: id_at(value, "/customer"),
        kind,
        brand,
        last_four,
        expires_on,
    })
}

/// A method where it is there in full.
fn method_at(value: &Value, path: &str) -> Option<Method> {
    value.pointer(path).filter(|found| found.is_object()).and_then(|found| method(found).ok())
}

/// Why an intent's money is gone, if one of its disputes was lost in full.
pub(super) fn lost_in_full(disputes: &[Value], amount: i64) -> Option<Failure> {
    let lost = disputes
        .iter()
        .find(|dispute| text(dispute, "/status") == Some("lost") && number(dispute, "/amount").is_some_and(|cents| cents >= amount))?;
    Some(of_code(text(lost, "/reason").unwrap_or_default()))
}

/// Whether an intent was a bank's debit that is disputed: what became of that is asked for by itself.
pub(super) fn is_disputed_debit(value: &Value) -> bool {
    let disputed = value.pointer("/latest_charge/disputed").and_then(Value::as_bool) == Some(true);
    disputed && text(value, "/latest_charge/payment_method_details/type") == Some("us_bank_account")
}

/// A payment intent, with its charge and method in full where they were asked for.
pub(super) fn intent(value: &Value) -> Result<Intent, GatewayError> {
    let amount = money(value, "/amount")?;
    let error = value.pointer("/last_payment_error").filter(|error| error.is_object());
    let next = |path: &str| text(value, path).map(str::to_owned);
    let state = match must(text(value, "/status"), "status of an intent")? {
        "requires_payment_method" => error.map_or(IntentState::Open, |error| IntentState::Failed(of_error(error))),
        "requires_confirmation" => IntentState::Open,
        "requires_action" => IntentState::Action {
            url: next("/next_action/redirect_to_url/url").or_else(|| next("/next_action/verify_with_microdeposits/hosted_verification_url")),
        },
        "processing" | "requires_capture" => IntentState::Pending,
        "succeeded" => IntentState::Settled,
        "canceled" => IntentState::Ended,
        other => return Err(GatewayError::Unknown(format!("an intent is {other}, and we do not know what that is"))),
    };
    Ok(Intent {
        id: must(id_of(value), "id")?,
        client_secret: text(value, "/client_secret").map(str::to_owned),
        amount,
        state,
        method: method_at(value, "/payment_method")
            .or_else(|| method_at(value, "/latest_charge/payment_method"))
            .or_else(|| method_at(value, "/last_payment_error/payment_method")),
        refunded: Money {
            cents: number(value, "/latest_charge/amount_refunded").unwrap_or_default(),
            ..amount
        },
    })
}

/// A setup intent, with its method in full.
pub(super) fn setup(value: &Value) -> Result<Setup, GatewayError> {
    Ok(match must(text(value, "/status"), "status of a setup")? {
        "succeeded" => Setup::Ready(method(must(value.pointer("/payment_method"), "method")?)?),
        "canceled" => Setup::Ended,
        "requires_action" => {
            let url = text(value, "/next_action/verify_with_microdeposits/hosted_verification_url");
            match url.zip(method_at(value, "/payment_method")) {
                Some((url, method)) => Setup::Unverified {
                    method,
                    verify_url: url.to_owned(),
                },
                None => Setup::Open,
            }
        }
        "requires_payment_method" => match value.pointer("/last_setup_error").filter(|error| error.is_object()) {
            Some(error) => Setup::Refused(of_error(error)),
            None => Setup::Open,
        },
        _ => Setup::Open,
    })
}

/// A refund.
pub(super) fn refund(value: &Value) -> RefundState {
    match text(value, "/status") {
        Some("succeeded") => RefundState::Arrived,
        Some("failed" | "canceled") => RefundState::Failed,
        _ => RefundState::Pending,
    }
}

/// A dispute.
pub(super) fn dispute(value: &Value) -> Result<DisputeState, GatewayError> {
    Ok(DisputeState {
        intent: must(id_at(value, "/payment_intent"), "intent of a dispute")?,
        amount: money(value, "/amount")?,
        reason: text(value, "/reason").unwrap_or("general").to_owned(),
        took: text(value, "/status").is_none_or(|status| !status.starts_with("warning_") && status != "prevented"),
        won: match text(value, "/status") {
            // A warning that was closed took nothing; a prevented one ended before it began.
            Some("won" | "warning_closed" | "prevented") => Some(true),
            Some("lost") => Some(false),
            _ => None,
        },
        answer_by: number(value, "/evidence_details/due_by").filter(|at| *at > 0).map(day),
    })
}

/// A connected account.
pub(super) fn account(value: &Value) -> AccountState {
    let said = |path: &str| value.pointer(path).and_then(Value::as_bool) == Some(true);
    let rejected = text(value, "/requirements/disabled_reason").is_some_and(|why| why.starts_with("rejected"));
    if rejected || said("/deleted") {
        return AccountState::Refused;
    }
    let to = value.pointer("/external_accounts/data/0").and_then(|to| {
        let last_four = text(to, "/last4")?;
        let name = match text(to, "/object") {
            Some("card") => brand(text(to, "/brand").unwrap_or("card").to_ascii_lowercase().as_str()),
            _ => "bank".to_owned(),
        };
        // A bank that sent money back is not tried again until the person has named another.
        (text(to, "/status") != Some("errored")).then(|| format!("{name} ending {last_four}"))
    });
    let open = said("/payouts_enabled") && text(value, "/capabilities/transfers") == Some("active");
    match to.filter(|_| open) {
        Some(bank) => AccountState::Ready { bank },
        None => AccountState::Started,
    }
}

/// The rows of a list, and whether there are more.
pub(super) fn list(value: &Value) -> (&[Value], bool) {
    let rows = value.pointer("/data").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    (rows, value.pointer("/has_more").and_then(Value::as_bool) == Some(true))
}

/// One row of the gateway's books; `None`: nothing moved by it.
pub(super) fn moved(value: &Value, what: MovedKind) -> Option<Moved> {
    let (counts, ours) = match what {
        MovedKind::Payment => (text(value, "/status") == Some("succeeded"), "/metadata/payment"),
        MovedKind::Refund => (!matches!(text(value, "/status"), Some("failed" | "canceled")), "/metadata/refund"),
        MovedKind::Payout => (value.pointer("/reversed").and_then(Value::as_bool) != Some(true), "/metadata/payout"),
    };
    counts.then_some(())?;
    Some(Moved {
        id: id_of(value)?,
        ours: text(value, ours).map(str::to_owned),
        what,
        amount: money(value, "/amount").ok()?,
        at: number(value, "/created")?.saturating_mul(1000),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn pi(status: &str) -> Value {
        json!({ "id": "pi_1", "object": "payment_intent", "amount": 4_210, "currency": "usd", "status": status, "of_tomorrow": { "a": [null] } })
    }

    #[test]
    fn an_intent_stands_where_its_status_says() {
        for (status, state) in [
            ("requires_payment_method", IntentState::Open),
            ("requires_confirmation", IntentState::Open),
            ("requires_action", IntentState::Action { url: None }),
            ("processing", IntentState::Pending),
            ("succeeded", IntentState::Settled),
            ("canceled", IntentState::Ended),
        ] {
            assert_eq!(intent(&pi(status)).expect("an intent").state, state, "{status}");
        }
        assert!(
            matches!(intent(&pi("waxing")), Err(GatewayError::Unknown(_))),
            "what we do not know is not guessed"
        );
    }

    #[test]
    fn a_failed_intent_says_why_and_by_which_method() {
        let mut failed = pi("requires_payment_method");
        failed["last_payment_error"] = json!({
            "type": "card_error", "code": "card_declined", "decline_code": "insufficient_funds",
            "payment_method": { "id": "pm_1", "type": "card", "card": { "brand": "visa", "last4": "9995", "exp_month": 2, "exp_year": 2028 } },
        });
        let failed = intent(&failed).expect("an intent");
        assert_eq!(failed.state, IntentState::Failed(Failure::NoFunds));
        let method = failed.method.expect("a method");
        assert_eq!((method.brand.as_str(), method.last_four.as_str()), ("Visa", "9995"));
        assert_eq!(method.expires_on, Day::new(2028, 2, 29), "the last day of a leap February");
    }

    #[test]
    fn what_went_back_is_read_from_the_charge() {
        let mut settled = pi("succeeded");
        settled["latest_charge"] = json!({ "id": "ch_1", "amount_refunded": 1_000, "disputed": true, "payment_method_details": { "type": "us_bank_account" } });
        assert_eq!(intent(&settled).expect("an intent").refunded, Money::usd(1_000));
        assert!(is_disputed_debit(&settled));
        settled["latest_charge"]["payment_method_details"]["type"] = json!("card");
        assert!(!is_disputed_debit(&settled), "a card's dispute is told by itself");
        settled["latest_charge"] = json!("ch_1");
        assert_eq!(intent(&settled).expect("an intent").refunded, Money::usd(0));
        for (status, took, won) in [
            ("warning_needs_response", false, None),
            ("warning_closed", false, Some(true)),
            ("prevented", false, Some(true)),
            ("needs_response", true, None),
            ("won", true, Some(true)),
            ("lost", true, Some(false)),
        ] {
            let said = json!({ "payment_intent": "pi_1", "amount": 4_210, "currency": "usd", "status": status });
            let read = dispute(&said).expect("a dispute");
            assert_eq!((read.took, read.won), (took, won), "{status}");
        }
        let lost = json!({ "status": "lost", "amount": 4_210, "reason": "insufficient_funds" });
        assert_eq!(lost_in_full(std::slice::from_ref(&lost), 4_210), Some(Failure::NoFunds));
        assert_eq!(lost_in_full(&[lost], 4_211), None, "in part is not in full");
        assert_eq!(lost_in_full(&[json!({ "status": "needs_response", "amount": 4_210 })], 4_210), None);
    }

    #[test]
    fn banks_and_wallets_are_named_and_never_in_full() {
        let bank = json!({ "id": "pm_2", "type": "us_bank_account", "us_bank_account": { "bank_name": "STRIPE TEST BANK", "last4": "6789" } });
        let bank = method(&bank).expect("a bank");
        assert_eq!((bank.kind, bank.last_four.as_str(), bank.expires_on), (MethodKind::Bank, "6789", None));
        let link = method(&json!({ "id": "pm_3", "type": "link", "link": { "email": "robin@example.com" } })).expect("a wallet");
        assert_eq!((link.kind, link.brand.as_str(), link.last_four.as_str()), (MethodKind::Link, "Link", ""));
        assert_eq!(brand("cartes_bancaires"), "Cartes bancaires");
    }

    #[test]
    fn a_setup_waits_for_small_deposits_at_the_gateways_own_page() {
        let method = json!({ "id": "pm_2", "type": "us_bank_account", "us_bank_account": { "bank_name": "A Bank", "last4": "6789" } });
        let waits = json!({ "id": "seti_1", "status": "requires_action", "payment_method": method,
            "next_action": { "type": "verify_with_microdeposits", "verify_with_microdeposits": { "hosted_verification_url": "https://gateway.example/v" } } });
        assert!(matches!(setup(&waits), Ok(Setup::Unverified { verify_url, .. }) if verify_url == "https://gateway.example/v"));
        let secure = json!({ "id": "seti_1", "status": "requires_action", "payment_method": method, "next_action": { "type": "use_stripe_sdk" } });
        assert_eq!(setup(&secure), Ok(Setup::Open));
        let refused = json!({ "id": "seti_1", "status": "requires_payment_method", "last_setup_error": { "type": "card_error", "code": "expired_card" } });
        assert_eq!(setup(&refused), Ok(Setup::Refused(Failure::Expired)));
    }

    #[test]
    fn an_account_is_ready_only_with_a_bank_that_works() {
        let mut ready = json!({ "id": "acct_1", "payouts_enabled": true, "capabilities": { "transfers": "active" },
            "external_accounts": { "data": [{ "object": "bank_account", "last4": "6021", "status": "new" }] } });
        assert_eq!(
            account(&ready),
            AccountState::Ready {
                bank: "bank ending 6021".into()
            }
        );
        ready["external_accounts"]["data"][0]["status"] = json!("errored");
        assert_eq!(account(&ready), AccountState::Started);
        ready["requirements"] = json!({ "disabled_reason": "rejected.fraud" });
        assert_eq!(account(&ready), AccountState::Refused);
        assert_eq!(account(&json!({ "id": "acct_1" })), AccountState::Started);
    }

    #[test]
    fn the_books_hold_what_moved_and_nothing_else() {
        let row = |status: &str| json!({ "id": "pi_1", "amount": 10, "currency": "usd", "created": 7, "status": status, "metadata": { "payment": "p1" } });
        let found = moved(&row("succeeded"), MovedKind::Payment).expect("it moved");
        assert_eq!((found.ours.as_deref(), found.at), (Some("p1"), 7_000));
        assert!(moved(&row("processing"), MovedKind::Payment).is_none());
        assert!(moved(&row("failed"), MovedKind::Refund).is_none());
    }
}
