//! Every object beside the same of Stripe's published fixtures.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value;
use server::double::{Ask, Running};

use crate::client::{Client, DAY, customer_with, double, id, off_session};

/// Where the tests' data is.
fn test_data() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    std::env::var_os("PAWTAL_TEST_DATA").map_or_else(|| root.join("../shared"), PathBuf::from)
}

/// Names in `wanted` that `given` lacks, where both are objects.
fn lacking(wanted: &Value, given: &Value, at: &str, found: &mut Vec<String>) {
    let (Value::Object(wanted), Value::Object(given)) = (wanted, given) else {
        return;
    };
    let kind = wanted.get("type");
    for (name, value) in wanted {
        // What a card has, an account at a bank has not; and these are free, or belong to another object.
        let of_another_kind = kind.is_some_and(|kind| kind == name) && kind != given.get("type");
        if of_another_kind || ["metadata", "capabilities", "object"].contains(&name.as_str()) {
            continue;
        }
        let at = format!("{at}.{name}");
        match given.get(name) {
            None => found.push(at),
            Some(given) => lacking(value, given, &at, found),
        }
    }
}

#[tokio::test]
async fn every_object_has_every_field_of_stripes_fixtures() {
    let path = test_data().join("stripe/fixtures3.json");
    let Ok(fixtures) = std::fs::read_to_string(&path) else {
        eprintln!("skipped: Stripe's fixtures are not at {}", path.display());
        return;
    };
    let fixtures: Value = serde_json::from_str(&fixtures).expect("the fixtures");
    let double = double().await;
    let client = Client::new(&double);
    let mut missing = Vec::new();
    let mut kinds = BTreeSet::new();
    for object in one_of_each(&double, &client).await {
        let kind = object["object"].as_str().expect("a kind").to_owned();
        assert!(fixtures["resources"][&kind].is_object(), "{kind}");
        lacking(&fixtures["resources"][&kind], &object, &kind, &mut missing);
        kinds.insert(kind);
    }
    assert_eq!(missing, Vec::<String>::new());
    let expected = [
        "account",
        "account_link",
        "balance",
        "balance_transaction",
        "bank_account",
        "charge",
        "checkout.session",
        "customer",
        "dispute",
        "event",
        "mandate",
        "payment_intent",
        "payment_method",
        "payout",
        "refund",
        "setup_intent",
        "transfer",
        "transfer_reversal",
    ];
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), expected);
}

/// Objects of every kind, in several states.
async fn one_of_each(double: &Running, client: &Client) -> Vec<Value> {
    let (customer, bank) = customer_with(client, "pm_usBankAccount_success").await;
    let debit = client.post("payment_intents", &off_session(&customer, &bank, "p1")).await;
    let (payer, card) = customer_with(client, "pm_card_visa").await;
    let paid = client.post("payment_intents", &off_session(&payer, &card, "p2")).await;
    let refund = client.post("refunds", &[("payment_intent", id(&paid)), ("amount", "50")]).await;
    let dispute = Ask::Dispute {
        intent: id(&paid).to_owned(),
        reason: "fraudulent".into(),
    };
    double.ask(dispute).expect("a dispute");
    let setup = [("mode", "setup"), ("currency", "usd"), ("success_url", "http://localhost/")];
    let session = client.post("checkout/sessions", &setup).await;
    let open = [("type", "express"), ("capabilities[transfers][requested]", "true")];
    let account = client.post("accounts", &open).await;
    let link = [
        ("account", id(&account)),
        ("type", "account_onboarding"),
        ("return_url", "http://localhost/"),
        ("refresh_url", "http://localhost/"),
    ];
    let link = client.post("account_links", &link).await;
    let typed = [("routing", "110000000"), ("account", "000123456789")];
    client.page(link["url"].as_str().expect("a page"), Some(&typed)).await;
    let sent = [("amount", "100"), ("currency", "usd"), ("destination", id(&account))];
    let transfer = client.post("transfers", &sent).await;
    let reversal = client.post(&format!("transfers/{}/reversals", id(&transfer)), &[("amount", "40")]).await;
    double.ask(Ask::Advance { seconds: 9 * DAY }).expect("time passes");
    let payouts = client.http.get(format!("{}/v1/payouts", double.url())).header("stripe-account", id(&account));
    let payouts = client.send(payouts).await.1;
    let account = client.get(&format!("accounts/{}", id(&account))).await;
    let mut all = vec![
        link,
        reversal,
        refund,
        session,
        payouts["data"][0].clone(),
        account["external_accounts"]["data"][0].clone(),
        account,
    ];
    let mandate = client.get(&format!("payment_intents/{}?expand[]=latest_charge", id(&debit))).await;
    let mandate = mandate["latest_charge"]["payment_method_details"]["us_bank_account"]["mandate"]
        .as_str()
        .expect("a mandate")
        .to_owned();
    all.push(client.get(&format!("mandates/{mandate}")).await);
    all.push(client.get("balance").await);
    for list in [
        "balance_transactions",
        "charges",
        "checkout/sessions",
        "customers",
        "disputes",
        "events",
        "payment_intents",
        "setup_intents",
        "transfers",
    ] {
        let page = client.get(&format!("{list}?limit=100")).await;
        all.extend(page["data"].as_array().expect("a list").iter().cloned());
    }
    for method in [&bank, &card] {
        all.push(client.get(&format!("payment_methods/{method}")).await);
    }
    all
}
