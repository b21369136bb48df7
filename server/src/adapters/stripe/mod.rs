//! Stripe, behind the port of the gateway (docs/decisions/0025).
//!
//! Requests are written in the types of async-stripe and carry its API version; answers are read leniently. Every write has a key that stays the same however
//! often it is tried, here or by the job that asks again.
//!
//! The calls, all under `/v1`: `customers`; `setup_intents` and `setup_intents/{id}`; `payment_methods/{id}` and `…/detach`; `payment_intents`,
//! `payment_intents/{id}`, `…/confirm`, `…/cancel` and `payment_intents/search`; `checkout/sessions`, `checkout/sessions/{id}` and `…/expire`; `refunds` and
//! `refunds/{id}`; `disputes` and `disputes/{id}`; `accounts` and `accounts/{id}`; `account_links`; `transfers`, `transfers/{id}` and `…/reversals`; and, at
//! a connected account (`Stripe-Account`), `payouts` and `balance_transactions`.

mod codes;
mod progress;
mod read;
mod requests;
mod signature;
mod wire;

use app::billing::ports::{
    AccountState, Begun, Charge, DisputeState, GatewayError, Hosted, Intent, IntentState, Key, Method, Moved, Page, PaymentGateway, PayoutProgress,
    RefundState, Setup, Told,
};
use app::money::Money;
use app::seal::hex;
use app::state::Random;
use async_trait::async_trait;
use reqwest::Url;
use serde_json::Value;
use stripe_checkout::checkout_session::{ExpireCheckoutSession, RetrieveCheckoutSession};
use stripe_client_core::StripeRequest as _;
use stripe_connect::account::RetrieveAccount;
use stripe_connect::transfer_reversal::CreateIdTransferReversal;
use stripe_core::dispute::{ListDispute, RetrieveDispute};
use stripe_core::payment_intent::{CancelPaymentIntent, RetrievePaymentIntent, SearchPaymentIntent};
use stripe_core::refund::RetrieveRefund;
use stripe_core::setup_intent::RetrieveSetupIntent;
use stripe_payment::payment_method::{DetachPaymentMethod, RetrievePaymentMethod};

use read::{id_at, id_of, list, must, number, text};
use requests::{WITH_INTENT, with};
use wire::{Failed, Wire};

/// What a deployment says of its account at Stripe.
#[derive(Clone)]
pub struct Settings {
    /// The secret key: `sk_…`, or better a restricted `rk_…`.
    pub secret_key: String,
    /// The publishable key, for pages.
    pub public_key: String,
    /// What webhooks are signed with: one for each endpoint at Stripe, and two while one is rolled.
    pub webhook_secrets: Vec<String>,
    /// Where the API is: `https://api.stripe.com`.
    pub url: String,
    /// Where the script of the pages is.
    pub js_url: String,
}

/// Our account at Stripe.
pub struct Stripe {
    wire: Wire,
    page: Page,
    webhook_secrets: Vec<String>,
    random: Random,
}

impl Stripe {
    /// For an account; nothing is asked of Stripe yet.
    ///
    /// # Errors
    /// With a sentence when an address is none or no TLS can be had.
    pub fn new(settings: &Settings, random: Random) -> Result<Stripe, String> {
        let page = Page {
            public_key: settings.public_key.clone(),
            origins: origins(&settings.js_url, &settings.url)?,
            script: settings.js_url.clone(),
        };
        Ok(Stripe {
            wire: Wire::new(&settings.url, &settings.secret_key)?,
            page,
            webhook_secrets: settings.webhook_secrets.clone(),
            random,
        })
    }

    /// An intent as it stands. A bank debit that settled and was disputed is looked at once more: what a bank takes back late, or its customer does not
    /// recognise, Stripe books as a dispute that is lost already, and to us it has returned. Disputes of cards are told by themselves.
    async fn whole(&self, value: &Value) -> Result<Intent, GatewayError> {
        let mut intent = read::intent(value)?;
        if intent.state == IntentState::Settled && read::is_disputed_debit(value) {
            let request = ListDispute::new().payment_intent(intent.id.as_str()).limit(10).build();
            let disputes = self.wire.read("list disputes", request, None).await?;
            if let Some(why) = read::lost_in_full(list(&disputes).0, intent.amount.cents) {
                intent.state = IntentState::Returned(why);
            }
        }
        Ok(intent)
    }

    /// The intent that came out of asking for one, also where the bank said no: a declined charge is an error to Stripe and an answer to us.
    async fn asked(&self, done: Result<Value, Failed>) -> Result<Intent, GatewayError> {
        match done {
            Ok(value) => self.whole(&value).await,
            Err(Failed::Said(status, error)) => match error.get("payment_intent").filter(|intent| intent.is_object()) {
                Some(intent) => {
                    let mut intent = read::intent(intent)?;
                    if intent.state == IntentState::Open {
                        intent.state = IntentState::Failed(codes::of_error(&error));
                    }
                    Ok(intent)
                }
                None => Err(Failed::Said(status, error).into()),
            },
            Err(failed) => Err(failed.into()),
        }
    }

    async fn session(&self, id: &str, expand: &[&str]) -> Result<Value, GatewayError> {
        let request = RetrieveCheckoutSession::new(id).expand(with(expand)).build();
        Ok(self.wire.read("look at a hosted page", request, None).await?)
    }
}

/// What the pages may load from, frame and connect to.
fn origins(script: &str, api: &str) -> Result<Vec<String>, String> {
    let origin = |address: &str| {
        Url::parse(address)
            .map(|url| url.origin().ascii_serialization())
            .map_err(|error| error.to_string())
    };
    let mut origins = vec![origin(script)?];
    let api = origin(api)?;
    if !origins.contains(&api) {
        origins.push(api);
    }
    if origins[0] == "https://js.stripe.com" {
        // As Stripe lists them for Stripe.js: its frames, and what a bank shows for 3-D Secure.
        origins.extend(["https://*.js.stripe.com", "https://hooks.stripe.com"].map(str::to_owned));
    }
    Ok(origins)
}

fn hosted(value: &Value) -> Result<Hosted, GatewayError> {
    Ok(Hosted {
        id: must(id_of(value), "id")?,
        url: must(text(value, "/url"), "address")?.to_owned(),
    })
}

#[async_trait]
impl PaymentGateway for Stripe {
    fn page(&self) -> Page {
        self.page.clone()
    }

    fn ways(&self) -> Vec<String> {
        // The double serves its own pages itself.
        if self.page.origins.iter().any(|origin| origin == "https://js.stripe.com") {
            ["https://checkout.stripe.com", "https://connect.stripe.com", "https://hooks.stripe.com"]
                .map(str::to_owned)
                .to_vec()
        } else {
            self.page.origins.clone()
        }
    }

    async fn customer(&self, key: &Key, household: &str) -> Result<String, GatewayError> {
        let made = self.wire.write("make a customer", key, requests::customer(household)).await?;
        must(id_of(&made), "id")
    }

    async fn begin_setup(&self, key: &Key, customer: &str) -> Result<Begun, GatewayError> {
        let begun = self.wire.write("begin a setup", key, requests::setup(customer)).await?;
        Ok(Begun {
            id: must(id_of(&begun), "id")?,
            client_secret: must(text(&begun, "/client_secret"), "secret")?.to_owned(),
        })
    }

    async fn hosted_setup(&self, key: &Key, customer: &str, back: &str) -> Result<Hosted, GatewayError> {
        hosted(&self.wire.write("begin a hosted setup", key, requests::hosted_setup(customer, back)).await?)
    }

    async fn setup(&self, id: &str) -> Result<Setup, GatewayError> {
        if !id.starts_with("cs_") {
            let request = RetrieveSetupIntent::new(id).expand(with(&["payment_method"])).build();
            return read::setup(&self.wire.read("look at a setup", request, None).await?);
        }
        let session = self.session(id, &["setup_intent.payment_method"]).await?;
        match text(&session, "/status") {
            Some("expired") => Ok(Setup::Ended),
            Some("complete") => read::setup(must(session.pointer("/setup_intent"), "setup")?),
            _ => Ok(Setup::Open),
        }
    }

    async fn method(&self, id: &str) -> Result<Method, GatewayError> {
        let request = RetrievePaymentMethod::new(id).build();
        read::method(&self.wire.read("look at a method", request, None).await?)
    }

    async fn forget_method(&self, key: &Key, id: &str) -> Result<(), GatewayError> {
        let done = self.wire.write("forget a method", key, DetachPaymentMethod::new(id).build()).await;
        match done.map_err(GatewayError::from) {
            Ok(_) | Err(GatewayError::NotFound) => Ok(()),
            // Refused when it was nobody's already.
            Err(refused @ GatewayError::Refused(_)) => match self.method(id).await {
                Ok(Method { customer: None, .. }) | Err(GatewayError::NotFound) => Ok(()),
                _ => Err(refused),
            },
            Err(error) => Err(error),
        }
    }

    async fn charge(&self, key: &Key, charge: &Charge<'_>) -> Result<Intent, GatewayError> {
        self.asked(self.wire.write("charge", key, requests::charge(charge)).await).await
    }

    async fn confirm(&self, key: &Key, intent: &str, method: &str, off_session: bool, back: &str) -> Result<Intent, GatewayError> {
        let request = requests::confirm(intent, method, off_session, back);
        self.asked(self.wire.write("charge again", key, request).await).await
    }

    async fn hosted_charge(&self, key: &Key, charge: &Charge<'_>) -> Result<Hosted, GatewayError> {
        hosted(&self.wire.write("begin a hosted charge", key, requests::hosted_charge(charge)).await?)
    }

    async fn close_page(&self, key: &Key, id: &str) -> Result<(), GatewayError> {
        match self
            .wire
            .write("close a hosted page", key, ExpireCheckoutSession::new(id).build())
            .await
            .map_err(GatewayError::from)
        {
            Ok(_) => Ok(()),
            // Refused when it is closed already, or was paid.
            Err(refused @ GatewayError::Refused(_)) => match text(&self.session(id, &[]).await?, "/status") {
                Some("open") | None => Err(refused),
                Some(_) => Ok(()),
            },
            Err(error) => Err(error),
        }
    }

    async fn hosted_intent(&self, id: &str) -> Result<Option<String>, GatewayError> {
        Ok(id_at(&self.session(id, &[]).await?, "/payment_intent"))
    }

    async fn intent(&self, id: &str) -> Result<Intent, GatewayError> {
        let request = RetrievePaymentIntent::new(id).expand(with(&WITH_INTENT)).build();
        self.whole(&self.wire.read("look at an intent", request, None).await?).await
    }

    async fn give_up(&self, key: &Key, intent: &str) -> Result<Intent, GatewayError> {
        let request = CancelPaymentIntent::new(intent).expand(with(&WITH_INTENT)).build();
        match self.wire.write("give an intent up", key, request).await.map_err(GatewayError::from) {
            Ok(value) => self.whole(&value).await,
            // What has settled, is pending or was given up before stays as it is.
            Err(GatewayError::Refused(_)) => self.intent(intent).await,
            Err(error) => Err(error),
        }
    }

    async fn intent_of(&self, payment: &str) -> Result<Option<Intent>, GatewayError> {
        if !payment.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            return Err(GatewayError::Refused("no id of ours".to_owned()));
        }
        let query = format!("metadata['payment']:'{payment}'");
        let request = SearchPaymentIntent::new(query).limit(1).build();
        let found = self.wire.read("search an intent", request, None).await?;
        // What was found is looked at anew: the search may be a minute behind.
        match list(&found).0.first().and_then(id_of) {
            Some(id) => self.intent(&id).await.map(Some),
            None => Ok(None),
        }
    }

    async fn refund(&self, key: &Key, intent: &str, amount: Money, refund: &str) -> Result<(String, RefundState), GatewayError> {
        let sent = self.wire.write("refund", key, requests::refund(intent, amount, refund)).await?;
        Ok((must(id_of(&sent), "id")?, read::refund(&sent)))
    }

    async fn refund_state(&self, id: &str) -> Result<RefundState, GatewayError> {
        let request = RetrieveRefund::new(id).build();
        Ok(read::refund(&self.wire.read("look at a refund", request, None).await?))
    }

    async fn dispute(&self, id: &str) -> Result<DisputeState, GatewayError> {
        let request = RetrieveDispute::new(id).build();
        read::dispute(&self.wire.read("look at a dispute", request, None).await?)
    }

    async fn payout_account(&self, key: &Key, household: &str) -> Result<String, GatewayError> {
        let made = self.wire.write("open a payout account", key, requests::account(household)).await?;
        must(id_of(&made), "id")
    }

    async fn payout_account_page(&self, account: &str, back: &str, again: &str) -> Result<Hosted, GatewayError> {
        // Each address opens once, so each call wants its own.
        let key = Key(format!("page-{}", hex(&self.random.bytes::<16>())));
        let made = self
            .wire
            .write("link to a payout account", &key, requests::account_page(account, back, again))
            .await?;
        Ok(Hosted {
            id: account.to_owned(),
            url: must(text(&made, "/url"), "address")?.to_owned(),
        })
    }

    async fn payout_account_state(&self, account: &str) -> Result<AccountState, GatewayError> {
        let request = RetrieveAccount::new(account).build();
        Ok(read::account(&self.wire.read("look at a payout account", request, None).await?))
    }

    async fn pay_out(&self, key: &Key, account: &str, amount: Money, payout: &str) -> Result<String, GatewayError> {
        let sent = self.wire.write("pay out", key, requests::transfer(account, amount, payout)).await;
        match sent {
            // Our own balance is short: tomorrow it may not be.
            Err(Failed::Said(_, error)) if text(&error, "/code") == Some("balance_insufficient") => {
                Err(GatewayError::Unknown("our balance is short".to_owned()))
            }
            sent => must(id_of(&sent?), "id"),
        }
    }

    async fn payout_progress(&self, account: &str, transfer: &str) -> Result<PayoutProgress, GatewayError> {
        progress::of(&self.wire, account, transfer).await
    }

    async fn take_back(&self, key: &Key, transfer: &str) -> Result<(), GatewayError> {
        let back = self
            .wire
            .write("take a payout back", key, CreateIdTransferReversal::new(transfer).build())
            .await;
        match back.map_err(GatewayError::from) {
            Ok(_) => Ok(()),
            Err(refused @ GatewayError::Refused(_)) => {
                // Refused when it is back already.
                let now = progress::transfer(&self.wire, transfer).await?;
                let whole = number(&now, "/amount_reversed") == number(&now, "/amount");
                if whole { Ok(()) } else { Err(refused) }
            }
            Err(error) => Err(error),
        }
    }

    fn told(&self, body: &[u8], signature: &str, now: i64) -> Option<Told> {
        signature::told(&self.webhook_secrets, body, signature, now)
    }

    async fn moved(&self, from: i64, to: i64, after: Option<&str>) -> Result<Vec<Moved>, GatewayError> {
        progress::moved(&self.wire, from, to, after).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_may_speak_with_stripe_and_with_nobody_else() {
        let found = origins("https://js.stripe.com/v3/", "https://api.stripe.com").expect("addresses");
        let expected = [
            "https://js.stripe.com",
            "https://api.stripe.com",
            "https://*.js.stripe.com",
            "https://hooks.stripe.com",
        ];
        assert_eq!(found, expected);
        let double = origins("http://127.0.0.1:4242/stripe.js", "http://127.0.0.1:4242").expect("addresses");
        assert_eq!(double, ["http://127.0.0.1:4242"]);
    }
}
