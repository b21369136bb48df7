//! Our adapter speaks with the double of Stripe over HTTP, as it does with Stripe.
#![cfg(feature = "demo")]

use app::billing::model::{Failure, MethodKind};
use app::billing::ports::{
    AccountState, Charge, GatewayError, Intent, IntentState, Key, MovedKind, PaymentGateway, PayoutProgress, RefundState, Setup as Stands,
};
use app::money::Money;
use app::state::{Clock, Random};
use app::testing::NOW;
use serde_json::Value;
use server::adapters::stripe::{Settings, Stripe};
use server::double::{Ask, Fault, Running, Setup, Trouble, signature, start};

const HOOK_SECRET: &str = "whsec_of_the_tests";
const DAY: i64 = 24 * 60 * 60;

/// A double and the adapter that speaks with it.
struct Bank {
    double: Running,
    gateway: Stripe,
    http: reqwest::Client,
}

fn key(name: &str) -> Key {
    Key(name.to_owned())
}

impl Bank {
    async fn open() -> Bank {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let setup = Setup {
            clock: Clock::fixed(NOW),
            ..Setup::default()
        };
        let settings = Settings {
            secret_key: setup.keys.secret.clone(),
            public_key: setup.keys.public.clone(),
            webhook_secrets: vec!["whsec_of_before".into(), HOOK_SECRET.into()],
            url: String::new(),
            js_url: String::new(),
        };
        let double = start(setup).await.expect("a double");
        let settings = Settings {
            url: double.url(),
            js_url: format!("{}/v3/", double.url()),
            ..settings
        };
        Bank {
            gateway: Stripe::new(&settings, Random::seeded(7)).expect("an adapter"),
            double,
            http: reqwest::Client::builder()
                .redirect(reqwest::redirect::Policy::none())
                .build()
                .expect("a browser"),
        }
    }

    fn ask(&self, ask: Ask) -> Value {
        self.double.ask(ask).expect("the double does it")
    }

    fn trouble(&self, path: &str, trouble: Trouble, after: bool, times: u32) {
        self.ask(Ask::Fault(Fault {
            path: path.into(),
            method: Some("POST".into()),
            skip: 0,
            times,
            trouble,
            after,
        }));
    }

    /// What Stripe.js does on a page: confirms something with a method.
    async fn on_the_page(&self, path: &str, fields: &[(&str, &str)]) -> Value {
        let url = format!("{}/v1/{path}", self.double.url());
        let call = self.http.post(url).bearer_auth("sk_test_double").form(fields);
        call.send().await.expect("an answer").json().await.expect("JSON")
    }

    /// A customer with a card or bank account that was set up on the page. Gives both.
    async fn customer(&self, name: &str, token: &str) -> (String, String) {
        let customer = self.gateway.customer(&key(&format!("customer-{name}")), name).await.expect("a customer");
        let begun = self
            .gateway
            .begin_setup(&key(&format!("setup-{name}-{token}")), &customer)
            .await
            .expect("a setup");
        assert_eq!(self.gateway.setup(&begun.id).await, Ok(Stands::Open));
        let fields = [
            ("payment_method", token),
            ("mandate_data[customer_acceptance][type]", "online"),
            ("mandate_data[customer_acceptance][online][ip_address]", "127.0.0.1"),
            ("mandate_data[customer_acceptance][online][user_agent]", "a browser"),
            ("return_url", "https://portal.test.example/back"),
        ];
        let done = self.on_the_page(&format!("setup_intents/{}/confirm", begun.id), &fields).await;
        match self.gateway.setup(&begun.id).await {
            Ok(Stands::Ready(method)) => {
                assert_eq!(method.customer.as_deref(), Some(customer.as_str()));
                (customer, method.id)
            }
            other => panic!("{other:?} after {done}"),
        }
    }

    async fn pay(&self, name: &str, customer: Option<&str>, method: &str, off_session: bool) -> Result<Intent, GatewayError> {
        self.gateway
            .charge(&key(&format!("charge-{name}")), &charge(name, customer, Some(method), off_session))
            .await
    }

    /// How many charges of this payment succeeded.
    fn charges(&self, payment: &str) -> i64 {
        self.ask(Ask::Charges { by: "payment".into() })[payment]["charges"].as_i64().unwrap_or_default()
    }
}

fn charge<'a>(payment: &'a str, customer: Option<&'a str>, method: Option<&'a str>, off_session: bool) -> Charge<'a> {
    Charge {
        customer,
        amount: Money::usd(4_210),
        method,
        off_session,
        payment,
        number: "3100015",
        back: "https://portal.test.example/payments",
    }
}

#[tokio::test]
async fn a_card_is_kept_pays_once_and_is_forgotten() {
    let bank = Bank::open().await;
    let (customer, method) = bank.customer("h1", "pm_card_visa").await;
    assert_eq!(bank.gateway.customer(&key("customer-h1"), "h1").await.as_ref(), Ok(&customer));
    let kept = bank.gateway.method(&method).await.expect("a method");
    assert_eq!((kept.kind, kept.brand.as_str(), kept.last_four.as_str()), (MethodKind::Card, "Visa", "4242"));
    assert!(kept.expires_on.is_some());

    let paid = bank.pay("p1", Some(&customer), &method, true).await.expect("paid");
    assert_eq!(
        (paid.state.clone(), paid.amount, paid.refunded),
        (IntentState::Settled, Money::usd(4_210), Money::usd(0))
    );
    assert_eq!(paid.method.as_ref().map(|method| method.last_four.as_str()), Some("4242"));
    let again = bank.pay("p1", Some(&customer), &method, true).await.expect("the same");
    assert_eq!((again.id.clone(), bank.charges("p1")), (paid.id.clone(), 1));
    assert_eq!(bank.gateway.intent_of("p1").await.expect("found").map(|found| found.id), Some(paid.id.clone()));
    assert_eq!(bank.gateway.intent_of("p2").await, Ok(None));
    assert!(matches!(bank.gateway.intent_of("p' OR 1").await, Err(GatewayError::Refused(_))));
    // The same key for something else is our mistake, and nothing is charged.
    let other = bank
        .gateway
        .charge(&key("charge-p1"), &charge("p3", Some(&customer), Some(&method), true))
        .await;
    assert!(matches!(other, Err(GatewayError::Refused(_))), "{other:?}");

    for n in 0..2 {
        bank.gateway.forget_method(&key(&format!("forget-{n}")), &method).await.expect("forgotten");
    }
    assert_eq!(bank.gateway.method(&method).await.expect("a method").customer, None);
    assert_eq!(bank.gateway.method("pm_none").await, Err(GatewayError::NotFound));
    assert_eq!(bank.gateway.intent("pi_none").await, Err(GatewayError::NotFound));
}

#[tokio::test]
async fn each_card_that_says_no_says_why() {
    let bank = Bank::open().await;
    for (token, why) in [
        ("pm_card_visa_chargeDeclined", Failure::Declined),
        ("pm_card_visa_chargeDeclinedInsufficientFunds", Failure::NoFunds),
        ("pm_card_visa_chargeDeclinedLostCard", Failure::DeclinedForGood),
        ("pm_card_visa_chargeDeclinedStolenCard", Failure::DeclinedForGood),
        ("pm_card_chargeDeclinedExpiredCard", Failure::Expired),
        ("pm_card_chargeDeclinedIncorrectCvc", Failure::Mistyped),
        ("pm_card_chargeDeclinedProcessingError", Failure::Trouble),
        ("pm_card_authenticationRequired", Failure::NotConfirmed),
    ] {
        let intent = bank.pay(token, None, token, true).await.expect("an intent");
        assert_eq!(intent.state, IntentState::Failed(why), "{token}");
        let looked_at = bank.gateway.intent(&intent.id).await.expect("the same");
        assert_eq!(looked_at.state, intent.state, "{token}: told by an error or looked at");
        assert!(looked_at.method.is_some(), "{token}");
        let other = bank
            .gateway
            .confirm(&key(&format!("again-{token}")), &intent.id, "pm_card_visa", true, "")
            .await;
        assert_eq!(other.expect("by another card").state, IntentState::Settled, "{token}");
    }
}

#[tokio::test]
async fn who_must_confirm_is_sent_to_the_bank_and_may_be_given_up() {
    let bank = Bank::open().await;
    let asked = bank.pay("p1", None, "pm_card_authenticationRequired", false).await.expect("an intent");
    let IntentState::Action { url: Some(url) } = &asked.state else {
        panic!("{asked:?}")
    };
    assert!(url.starts_with(&bank.double.url()), "{url}");
    assert!(asked.client_secret.is_some());
    let ended = bank.gateway.give_up(&key("give-up-p1"), &asked.id).await.expect("given up");
    assert_eq!(ended.state, IntentState::Ended);
    assert_eq!(
        bank.gateway.give_up(&key("give-up-p1-again"), &asked.id).await.expect("still").state,
        IntentState::Ended
    );
    let paid = bank.pay("p2", None, "pm_card_visa", true).await.expect("paid");
    let stays = bank.gateway.give_up(&key("give-up-p2"), &paid.id).await.expect("it stays");
    assert_eq!((stays.state, bank.charges("p1"), bank.charges("p2")), (IntentState::Settled, 0, 1));
}

#[tokio::test]
async fn a_bank_takes_days_and_may_take_back_what_had_settled() {
    let bank = Bank::open().await;
    let (customer, method) = bank.customer("h1", "pm_usBankAccount_success").await;
    assert_eq!(bank.gateway.method(&method).await.expect("a method").kind, MethodKind::Bank);
    let pending = bank.pay("p1", Some(&customer), &method, true).await.expect("begun");
    assert_eq!(pending.state, IntentState::Pending);
    bank.ask(Ask::Advance { seconds: 7 * DAY });
    assert_eq!(bank.gateway.intent(&pending.id).await.expect("settled").state, IntentState::Settled);
    bank.ask(Ask::Advance { seconds: 30 * DAY });
    bank.ask(Ask::Return {
        intent: pending.id.clone(),
        code: "insufficient_funds".into(),
    });
    assert_eq!(
        bank.gateway.intent(&pending.id).await.expect("returned").state,
        IntentState::Returned(Failure::NoFunds)
    );
    // Within the first days it fails like a card.
    let other = bank.pay("p2", Some(&customer), &method, true).await.expect("begun");
    bank.ask(Ask::Return {
        intent: other.id.clone(),
        code: "account_closed".into(),
    });
    assert_eq!(
        bank.gateway.intent(&other.id).await.expect("failed").state,
        IntentState::Failed(Failure::NoAccount)
    );
}

#[tokio::test]
async fn whatever_goes_wrong_on_the_way_nothing_is_charged_twice() {
    let bank = Bank::open().await;
    let (customer, method) = bank.customer("h1", "pm_card_visa").await;
    // What is refused for its pace or its key was not begun; a 500 and half an answer come before the work or after it.
    let troubles = [
        (Trouble::Status(429), &[false][..]),
        (Trouble::Status(409), &[false]),
        (Trouble::Status(500), &[false, true]),
        (Trouble::HalfABody, &[true]),
    ];
    for (n, (trouble, times)) in troubles.into_iter().enumerate() {
        for after in times.iter().copied() {
            let payment = format!("p{n}-{after}");
            bank.trouble("/v1/payment_intents", trouble, after, 1);
            let answer = bank.pay(&payment, Some(&customer), &method, true).await;
            bank.ask(Ask::Heal);
            match &answer {
                Ok(intent) => assert_eq!(intent.state, IntentState::Settled, "{payment}"),
                // Stripe gives a 500 again for the same key: whether it was done is looked up.
                Err(error) => assert!(matches!(error, GatewayError::Unknown(_)), "{payment}: {error:?}"),
            }
            let found = bank.gateway.intent_of(&payment).await.expect("looked up");
            assert_eq!(found.is_some(), bank.charges(&payment) == 1, "{payment}: what was charged is found");
            assert!(answer.is_err() || bank.charges(&payment) == 1, "{payment}");
        }
    }
}

#[tokio::test]
async fn a_gateway_that_says_nothing_is_not_waited_for_and_the_same_is_asked_again() {
    let bank = Bank::open().await;
    // Whoever waits for it waits for an hour.
    bank.trouble("/v1/payment_intents", Trouble::Hang(3_600), true, 1);
    let answer = bank.pay("p1", None, "pm_card_visa", true).await.expect("the second try");
    assert_eq!((answer.state, bank.charges("p1")), (IntentState::Settled, 1));
}

#[tokio::test]
async fn pages_of_the_gateway_open_and_say_nothing_until_somebody_is_done() {
    let bank = Bank::open().await;
    let customer = bank.gateway.customer(&key("customer"), "h1").await.expect("a customer");
    let back = "https://portal.test.example/payments/methods";
    let setup = bank.gateway.hosted_setup(&key("page-1"), &customer, back).await.expect("a page");
    assert!(setup.url.starts_with(&bank.double.url()));
    assert_eq!(bank.gateway.setup(&setup.id).await, Ok(Stands::Open));
    let page = bank
        .gateway
        .hosted_charge(&key("page-2"), &charge("p1", None, None, false))
        .await
        .expect("a page");
    assert_eq!(bank.gateway.hosted_intent(&page.id).await, Ok(None));
    assert_eq!(bank.http.get(&page.url).send().await.expect("the page").status(), 200);
    let open = bank
        .gateway
        .charge(&key("page-3"), &charge("p2", Some(&customer), None, false))
        .await
        .expect("an intent");
    assert_eq!((open.state, open.client_secret.is_some()), (IntentState::Open, true));
}

#[tokio::test]
async fn an_intent_of_a_page_ends_with_its_page_and_in_no_other_way() {
    let bank = Bank::open().await;
    let page = bank
        .gateway
        .hosted_charge(&key("page"), &charge("p1", None, None, false))
        .await
        .expect("a page");
    let typed = [("number", "4000000000009995"), ("expiry", "12/34"), ("cvc", "123")];
    bank.http.post(&page.url).form(&typed).send().await.expect("the page");
    let intent = bank.gateway.hosted_intent(&page.id).await.expect("a look").expect("the page names it");
    let declined = IntentState::Failed(Failure::NoFunds);
    assert_eq!(bank.gateway.intent(&intent).await.expect("an intent").state, declined);
    let kept = bank.gateway.give_up(&key("end"), &intent).await.expect("an answer");
    assert_eq!(kept.state, declined, "the page is open still");
    bank.gateway.close_page(&key("close"), &page.id).await.expect("closed");
    assert_eq!(bank.gateway.intent(&intent).await.expect("an intent").state, IntentState::Ended);
}

#[tokio::test]
async fn refunds_go_back_as_far_as_the_charge_goes() {
    let bank = Bank::open().await;
    let paid = bank.pay("p1", None, "pm_card_visa", true).await.expect("paid");
    let (id, stands) = bank.gateway.refund(&key("r1"), &paid.id, Money::usd(1_000), "r1").await.expect("sent");
    assert_eq!(stands, RefundState::Arrived);
    assert_eq!(
        bank.gateway.refund(&key("r1"), &paid.id, Money::usd(1_000), "r1").await.expect("the same").0,
        id
    );
    assert_eq!(bank.gateway.intent(&paid.id).await.expect("an intent").refunded, Money::usd(1_000));
    let above = bank.gateway.refund(&key("r2"), &paid.id, Money::usd(3_211), "r2").await;
    assert!(matches!(above, Err(GatewayError::Refused(_))), "{above:?}");
    let late = bank.pay("p2", None, "pm_card_refundFail", true).await.expect("paid");
    let (id, _) = bank.gateway.refund(&key("r3"), &late.id, Money::usd(10), "r3").await.expect("sent");
    bank.ask(Ask::Advance { seconds: 10 * DAY });
    assert_eq!(bank.gateway.refund_state(&id).await, Ok(RefundState::Failed));
}

#[tokio::test]
async fn a_dispute_is_open_until_it_is_decided() {
    let bank = Bank::open().await;
    let paid = bank.pay("p1", None, "pm_card_visa", true).await.expect("paid");
    let opened = bank.ask(Ask::Dispute {
        intent: paid.id.clone(),
        reason: "fraudulent".into(),
    });
    let id = opened["dispute"].as_str().expect("an id").to_owned();
    let dispute = bank.gateway.dispute(&id).await.expect("a dispute");
    assert_eq!(
        (dispute.intent.as_str(), dispute.reason.as_str(), dispute.won),
        (paid.id.as_str(), "fraudulent", None)
    );
    assert!(dispute.answer_by.is_some());
    bank.ask(Ask::Decide {
        dispute: id.clone(),
        won: false,
    });
    assert_eq!(bank.gateway.dispute(&id).await.expect("a dispute").won, Some(false));
    assert_eq!(
        bank.gateway.intent(&paid.id).await.expect("an intent").state,
        IntentState::Settled,
        "a card's dispute is told by itself"
    );
}

#[tokio::test]
async fn a_claim_is_paid_to_a_bank_that_we_never_see() {
    let bank = Bank::open().await;
    for n in 0..5 {
        bank.pay(&format!("p{n}"), None, "pm_card_visa", true)
            .await
            .expect("something to pay claims with");
    }
    bank.ask(Ask::Advance { seconds: 7 * DAY });
    let account = bank.gateway.payout_account(&key("account-h1"), "h1").await.expect("an account");
    assert_eq!(bank.gateway.payout_account_state(&account).await, Ok(AccountState::Started));
    let back = "https://portal.test.example/payments/payouts";
    let page = bank.gateway.payout_account_page(&account, back, back).await.expect("a page");
    let other = bank.gateway.payout_account_page(&account, back, back).await.expect("another page");
    assert_ne!(page.url, other.url, "each opens once");
    let fields = [("routing", "110000000"), ("account", "000123456789")];
    let named = bank.http.post(&other.url).form(&fields).send().await.expect("an answer");
    assert_eq!(named.headers()["location"], back, "the page sends back to us");
    let ready = AccountState::Ready {
        bank: "bank ending 6789".into(),
    };
    assert_eq!(bank.gateway.payout_account_state(&account).await, Ok(ready));

    let transfer = bank.gateway.pay_out(&key("o1"), &account, Money::usd(5_000), "o1").await.expect("sent");
    assert_eq!(
        bank.gateway.pay_out(&key("o1"), &account, Money::usd(5_000), "o1").await.as_ref(),
        Ok(&transfer)
    );
    let nowhere = PayoutProgress::Sent {
        payout: None,
        arrives_by: None,
    };
    assert_eq!(bank.gateway.payout_progress(&account, &transfer).await, Ok(nowhere));
    // It is a Friday.
    bank.ask(Ask::Advance { seconds: 4 * DAY });
    let on_its_way = bank.gateway.payout_progress(&account, &transfer).await.expect("on its way");
    let PayoutProgress::Sent {
        payout: Some(payout),
        arrives_by: Some(_),
    } = on_its_way
    else {
        panic!("{on_its_way:?}")
    };
    bank.ask(Ask::Arrive { payout: payout.clone() });
    assert_eq!(bank.gateway.payout_progress(&account, &transfer).await, Ok(PayoutProgress::Arrived));
    bank.ask(Ask::Fail {
        payout,
        code: "account_closed".into(),
    });
    assert_eq!(
        bank.gateway.payout_progress(&account, &transfer).await,
        Ok(PayoutProgress::Returned(Failure::NoAccount))
    );
    assert_eq!(
        bank.gateway.payout_account_state(&account).await,
        Ok(AccountState::Started),
        "another bank is wanted"
    );
    for n in 0..2 {
        bank.gateway
            .take_back(&key(&format!("back-{n}")), &transfer)
            .await
            .expect("it is with us again");
    }
    assert_eq!(bank.gateway.payout_account_state("acct_none").await, Err(GatewayError::NotFound));
}

#[tokio::test]
async fn the_books_are_read_page_by_page_to_their_end() {
    let bank = Bank::open().await;
    for n in 0..3 {
        bank.pay(&format!("p{n}"), None, "pm_card_visa", true).await.expect("paid");
    }
    bank.pay("declined", None, "pm_card_visa_chargeDeclined", true).await.expect("an intent");
    let paid = bank.gateway.intent_of("p0").await.expect("looked up").expect("found");
    bank.gateway.refund(&key("r1"), &paid.id, Money::usd(100), "r1").await.expect("sent");
    let (mut seen, mut after) = (Vec::new(), None::<String>);
    loop {
        let page = bank.gateway.moved(NOW - 1_000, NOW + 60_000, after.as_deref()).await.expect("a page");
        let Some(last) = page.last() else { break };
        after = Some(last.id.clone());
        seen.extend(page);
    }
    let of = |what: MovedKind| {
        let mut ids: Vec<_> = seen.iter().filter(|moved| moved.what == what).filter_map(|moved| moved.ours.clone()).collect();
        ids.sort();
        ids
    };
    assert_eq!(
        (of(MovedKind::Payment), of(MovedKind::Refund)),
        (vec!["p0".into(), "p1".into(), "p2".into()], vec!["r1".to_owned()])
    );
    assert_eq!(bank.gateway.moved(NOW - 9_000_000, NOW - 8_000_000, None).await, Ok(Vec::new()));
}

#[tokio::test]
async fn what_the_double_signs_is_believed_and_nothing_else() {
    let bank = Bank::open().await;
    let body = r#"{"id": "evt_1", "type": "payment_intent.succeeded", "data": {"object": {"id": "pi_1"}}}"#;
    let told = |secret: &str, at: i64| bank.gateway.told(body.as_bytes(), &signature(secret, body, at), NOW);
    let found = told(HOOK_SECRET, NOW / 1000).expect("told");
    assert_eq!(
        (found.id.as_str(), found.kind.as_str(), found.object.as_str()),
        ("evt_1", "payment_intent.succeeded", "pi_1")
    );
    assert_eq!(told("whsec_of_another", NOW / 1000), None);
    assert_eq!(told(HOOK_SECRET, NOW / 1000 - 3_600), None);
    let page = bank.gateway.page();
    assert_eq!((page.public_key.as_str(), page.origins), ("pk_test_double", vec![bank.double.url()]));
}
