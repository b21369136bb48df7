//! The gateway that moves money: cards and banks are its business, and their numbers never reach us (PCI DSS SAQ A).
//!
//! Every write takes a [`Key`]: asked again with the same key, the gateway does nothing twice and gives the same answer. What it says by itself
//! (webhooks) is a reason to ask it, never the truth.

use async_trait::async_trait;

use super::model::Failure;
use crate::day::Day;
use crate::money::Money;

/// Names one write, for ever: 255 characters at most. The gateway may forget it after a day, so what is older is looked up before it is tried again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key(pub String);

/// Why the gateway did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GatewayError {
    /// It cannot be reached, took too long, or has trouble of its own: whether it was done is not known. The same key may be tried again.
    #[error("the gateway did not answer: {0}")]
    Unknown(String),
    /// It was not done and will not be: our request does not fit. For the log; people are told that it is our trouble.
    #[error("the gateway refused: {0}")]
    Refused(String),
    /// It knows no such thing.
    #[error("the gateway knows no such thing")]
    NotFound,
}

/// What a page needs to show the gateway's own form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Names us in the browser; no secret.
    pub public_key: String,
    /// Address of the gateway's script.
    pub script: String,
    /// Origins that the page may load from, frame and connect to, for the content security policy.
    pub origins: Vec<String>,
}

/// What a method is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Method {
    /// The gateway's id.
    pub id: String,
    /// Whose, by the gateway's id of the customer; `None`: nobody's (any more).
    pub customer: Option<String>,
    /// Card, bank account or wallet.
    pub kind: super::model::MethodKind,
    /// "Visa"; of a bank its name.
    pub brand: String,
    /// The last four digits.
    pub last_four: String,
    /// The last day on which it works.
    pub expires_on: Option<Day>,
}

/// How adding a method stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Setup {
    /// The person has not finished.
    Open,
    /// Two small deposits are on their way; this page of the gateway confirms them.
    Unverified {
        /// The method they are for.
        method: Method,
        /// Where the amounts are typed.
        verify_url: String,
    },
    /// It can be used.
    Ready(Method),
    /// It will not work; why.
    Refused(Failure),
    /// Given up.
    Ended,
}

/// Something that the gateway's script finishes on our page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begun {
    /// The gateway's id.
    pub id: String,
    /// Lets the browser, and only for this, speak with the gateway.
    pub client_secret: String,
}

/// A page at the gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hosted {
    /// The gateway's id of that page.
    pub id: String,
    /// Where to send the person.
    pub url: String,
}

/// How moving money to us stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intent {
    /// The gateway's id.
    pub id: String,
    /// For the page, while the person has something to do.
    pub client_secret: Option<String>,
    /// What it moves.
    pub amount: Money,
    /// How it stands.
    pub state: IntentState,
    /// The method it was tried with last.
    pub method: Option<Method>,
    /// What of it went back.
    pub refunded: Money,
}

/// See [`Intent`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IntentState {
    /// A method is wanted.
    Open,
    /// The person must confirm (3-D Secure).
    Action {
        /// The gateway's page for it, where it has one.
        url: Option<String>,
    },
    /// A bank takes its time.
    Pending,
    /// With us.
    Settled,
    /// Not this time; why. The intent can be tried again.
    Failed(Failure),
    /// Given up.
    Ended,
    /// It had settled and the bank took it back; why.
    Returned(Failure),
}

/// What is to be moved to us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charge<'a> {
    /// The gateway's id of the customer; `None`: whoever has a link.
    pub customer: Option<&'a str>,
    /// How much.
    pub amount: Money,
    /// By this method, now; `None`: the person chooses on the page.
    pub method: Option<&'a str>,
    /// Nobody is there to confirm anything.
    pub off_session: bool,
    /// Our id of the payment; comes back with all that the gateway says of it.
    pub payment: &'a str,
    /// The invoice's number, for the statement and the receipt.
    pub number: &'a str,
    /// Where the gateway sends the person after confirming.
    pub back: &'a str,
}

/// How a refund stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefundState {
    /// On its way.
    Pending,
    /// With the person's bank.
    Arrived,
    /// Did not go; the money is with us again.
    Failed,
}

/// How a payout account stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountState {
    /// The person has not finished.
    Started,
    /// Money can be sent; "bank ending 6021".
    Ready {
        /// Bank and last four, never more.
        bank: String,
    },
    /// The gateway will not send anything there.
    Refused,
}

/// How money to a person stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PayoutProgress {
    /// On its way to the bank.
    Sent {
        /// The gateway's id at the bank's end, once it has one.
        payout: Option<String>,
        /// When the bank should have it.
        arrives_by: Option<Day>,
    },
    /// The bank has it.
    Arrived,
    /// It came back; why.
    Returned(Failure),
}

/// A dispute as the gateway has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisputeState {
    /// The intent that is disputed.
    pub intent: String,
    /// How much.
    pub amount: Money,
    /// The gateway's word for why.
    pub reason: String,
    /// Whether the bank took the money; a question or a warning takes none, and may become a dispute that does.
    pub took: bool,
    /// `None`: open; else whether we won.
    pub won: Option<bool>,
    /// Until when we may answer.
    pub answer_by: Option<Day>,
}

/// What the gateway told us, with its signature checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The gateway's id of what it told: the same again is the same.
    pub id: String,
    /// Its word for what happened: `payment_intent.succeeded`.
    pub kind: String,
    /// What it is about; empty: nothing that has an id.
    pub object: String,
    /// The connected account that it happened at.
    pub account: Option<String>,
}

/// One thing that moved at the gateway, for the comparison of books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The gateway's id: intent, refund or transfer.
    pub id: String,
    /// Our id that was sent along, if it has one.
    pub ours: Option<String>,
    /// What it is.
    pub what: MovedKind,
    /// How much, always positive.
    pub amount: Money,
    /// When, UTC milliseconds.
    pub at: i64,
}

/// See [`Moved`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MovedKind {
    /// To us.
    Payment,
    /// Back to the person.
    Refund,
    /// To a payout account.
    Payout,
}

/// Moves money. Amounts and our own ids go there; who people are does not.
#[async_trait]
pub trait PaymentGateway: Send + Sync {
    /// What pages need.
    fn page(&self) -> Page;
    /// Origins that forms of ours may lead to: those of the gateway's own pages.
    fn ways(&self) -> Vec<String> {
        self.page().origins
    }

    /// Makes a customer for a household (our id).
    async fn customer(&self, key: &Key, household: &str) -> Result<String, GatewayError>;

    /// Begins to add a method on our page.
    async fn begin_setup(&self, key: &Key, customer: &str) -> Result<Begun, GatewayError>;
    /// Begins to add a method on the gateway's page; `back` is where it sends the person afterwards.
    async fn hosted_setup(&self, key: &Key, customer: &str, back: &str) -> Result<Hosted, GatewayError>;
    /// How adding a method stands, by the id of [`Begun`] or [`Hosted`].
    async fn setup(&self, id: &str) -> Result<Setup, GatewayError>;
    /// What a method is now.
    async fn method(&self, id: &str) -> Result<Method, GatewayError>;
    /// Forgets a method. Forgetting twice is no error.
    async fn forget_method(&self, key: &Key, id: &str) -> Result<(), GatewayError>;

    /// Moves money to us, or begins to.
    async fn charge(&self, key: &Key, charge: &Charge<'_>) -> Result<Intent, GatewayError>;
    /// Tries an intent (again) by a method.
    async fn confirm(&self, key: &Key, intent: &str, method: &str, off_session: bool, back: &str) -> Result<Intent, GatewayError>;
    /// Begins a payment on the gateway's page. Its intent is found by [`PaymentGateway::hosted_intent`].
    async fn hosted_charge(&self, key: &Key, charge: &Charge<'_>) -> Result<Hosted, GatewayError>;
    /// Closes a page at the gateway, so that nobody can pay there any more; what was paid there stays. Closing twice is no error.
    async fn close_page(&self, _key: &Key, _id: &str) -> Result<(), GatewayError> {
        Err(GatewayError::Refused("pages cannot be closed".to_owned()))
    }
    /// The intent of a page at the gateway, once it has one.
    async fn hosted_intent(&self, id: &str) -> Result<Option<String>, GatewayError>;
    /// How an intent stands.
    async fn intent(&self, id: &str) -> Result<Intent, GatewayError>;
    /// Gives an intent up, so that it can move nothing any more. What has settled or is pending stays as it is: the answer says so.
    async fn give_up(&self, key: &Key, intent: &str) -> Result<Intent, GatewayError>;
    /// The intent that was begun for a payment of ours, if there is one: asked where the answer to [`PaymentGateway::charge`] was lost long ago.
    async fn intent_of(&self, payment: &str) -> Result<Option<Intent>, GatewayError>;

    /// Sends money of a payment back. `refund` is our id.
    async fn refund(&self, key: &Key, intent: &str, amount: Money, refund: &str) -> Result<(String, RefundState), GatewayError>;
    /// How a refund stands.
    async fn refund_state(&self, id: &str) -> Result<RefundState, GatewayError>;
    /// A dispute.
    async fn dispute(&self, id: &str) -> Result<DisputeState, GatewayError>;

    /// Opens an account at the gateway that claims are paid to.
    async fn payout_account(&self, key: &Key, household: &str) -> Result<String, GatewayError>;
    /// The gateway's page where the person names their bank account.
    async fn payout_account_page(&self, account: &str, back: &str, again: &str) -> Result<Hosted, GatewayError>;
    /// How that account stands.
    async fn payout_account_state(&self, account: &str) -> Result<AccountState, GatewayError>;
    /// Sends money to it; `payout` is our id. Gives the gateway's id of the transfer.
    async fn pay_out(&self, key: &Key, account: &str, amount: Money, payout: &str) -> Result<String, GatewayError>;
    /// Takes back what came back from the bank to the person's account at the gateway, so that it is with us again. Taking back twice is no error.
    async fn take_back(&self, key: &Key, transfer: &str) -> Result<(), GatewayError>;
    /// How money that was sent stands.
    async fn payout_progress(&self, account: &str, transfer: &str) -> Result<PayoutProgress, GatewayError>;

    /// Checks the signature and age of what came to `/webhooks/…`, and says what it is. `None`: not from the gateway. `now` in UTC milliseconds.
    fn told(&self, body: &[u8], signature: &str, now: i64) -> Option<Told>;
    /// What moved between two instants (UTC milliseconds), page by page: `after` is the id of the last one seen.
    async fn moved(&self, from: i64, to: i64, after: Option<&str>) -> Result<Vec<Moved>, GatewayError>;
}
