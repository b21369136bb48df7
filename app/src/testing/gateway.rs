//! A gateway in memory, as the port promises one: the same key does nothing twice, and what it is told to do wrong it does.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;

use super::Home;
use crate::billing::model::{Failure, MethodKind};
use crate::billing::ports::{
    AccountState, Begun, Charge, DisputeState, GatewayError, Hosted, Intent, IntentState, Key, Method, Moved, Page, PaymentGateway, PayoutProgress,
    RefundState, Setup, Told,
};
use crate::day::Day;
use crate::ids::MethodId;
use crate::insert;
use crate::money::Money;
use crate::state::{AppState, Services};

/// What is to go wrong with a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It never reaches the gateway.
    Before,
    /// It is done, and the answer is lost.
    After,
    /// It is refused: our request does not fit.
    Refused,
}

/// What comes of a charge by a method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It settles at once.
    Settles,
    /// A bank takes its time.
    Takes,
    /// It fails.
    Fails(Failure),
    /// The person must confirm.
    Asks,
}

#[derive(Clone)]
struct Charged {
    intent: Intent,
    payment: String,
    words: String,
    off_session: bool,
}

struct HostedPage {
    payment: String,
    amount: Money,
    intent: Option<String>,
    closed: bool,
}

#[derive(Default)]
struct Inner {
    pages: BTreeMap<String, HostedPage>,
    faults: VecDeque<Option<Fault>>,
    outcomes: HashMap<String, Outcome>,
    charges: BTreeMap<String, Charged>,
    keys: HashMap<String, String>,
    serial: u64,
    settled: HashMap<String, i64>,
    calls: u64,
    mixed_keys: u64,
}

impl Inner {
    /// Whether somebody can still pay on a page: the first card may have been declined.
    fn is_open(&self, page: &HostedPage) -> bool {
        let tried = page.intent.as_ref().and_then(|intent| self.charges.get(intent));
        !page.closed && tried.is_none_or(|charged| matches!(charged.intent.state, IntentState::Failed(_)))
    }
}

/// The gateway.
#[derive(Default)]
pub struct FakeGateway(Mutex<Inner>);

impl FakeGateway {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().expect("a lock")
    }

    /// What goes wrong with the calls to come, in order; `None`: nothing. After the last, nothing.
    pub fn faults(&self, faults: impl IntoIterator<Item = Option<Fault>>) {
        self.inner().faults = faults.into_iter().collect();
    }

    /// What comes of charges by a method (the gateway's id) from now on; else they settle.
    pub fn outcome(&self, method: &str, outcome: Outcome) {
        self.inner().outcomes.insert(method.to_owned(), outcome);
    }

    /// Every intent so far, the first one first.
    pub fn intents(&self) -> Vec<Intent> {
        self.inner().charges.values().map(|charged| charged.intent.clone()).collect()
    }

    /// The payment of ours that an intent is for.
    pub fn payment_of(&self, intent: &str) -> Option<String> {
        self.inner().charges.get(intent).map(|charged| charged.payment.clone())
    }

    /// How often each payment of ours has moved money to us: more than once must never be.
    pub fn times_settled(&self) -> HashMap<String, i64> {
        self.inner().settled.clone()
    }

    /// How often it was called.
    pub fn calls(&self) -> u64 {
        self.inner().calls
    }

    /// How often a key came again with other words.
    pub fn mixed_keys(&self) -> u64 {
        self.inner().mixed_keys
    }

    /// Forgets every key, as the real one does after a day.
    pub fn forget_keys(&self) {
        self.inner().keys.clear();
    }

    /// What a person, a bank or time does to an intent, where that is possible. Gives whether it was.
    pub fn move_on(&self, intent: &str, to: IntentState) -> bool {
        let mut inner = self.inner();
        let Some(charged) = inner.charges.get_mut(intent) else { return false };
        // Where nobody is there, nobody can go on with it.
        let waits = matches!(charged.intent.state, IntentState::Open | IntentState::Action { .. } | IntentState::Failed(_));
        let open = waits && !charged.off_session;
        let may = match (&charged.intent.state, &to) {
            (IntentState::Settled, IntentState::Returned(_)) => true,
            (IntentState::Pending, IntentState::Settled | IntentState::Failed(_)) => true,
            (_, IntentState::Returned(_) | IntentState::Ended) => false,
            _ => open,
        };
        if may {
            let payment = charged.payment.clone();
            let settles = to == IntentState::Settled;
            charged.intent.state = to;
            if settles {
                *inner.settled.entry(payment).or_default() += 1;
            }
        }
        may
    }

    /// Pages of the gateway so far on which somebody can still pay.
    pub fn open_pages(&self) -> Vec<String> {
        let inner = self.inner();
        let open = inner.pages.iter().filter(|(_, page)| inner.is_open(page));
        open.map(|(id, _)| id.clone()).collect()
    }

    /// Somebody pays on a page of the gateway's. Gives whether they could.
    pub fn pay_on(&self, page: &str) -> bool {
        self.try_on(page, IntentState::Settled)
    }

    /// Somebody's card is declined on a page of the gateway's, which stays open. Gives whether it could be tried.
    pub fn decline_on(&self, page: &str, why: Failure) -> bool {
        self.try_on(page, IntentState::Failed(why))
    }

    fn try_on(&self, page: &str, state: IntentState) -> bool {
        let mut inner = self.inner();
        let Some(open) = inner.pages.get(page).filter(|page| inner.is_open(page)) else {
            return false;
        };
        let (payment, amount, known) = (open.payment.clone(), open.amount, open.intent.clone());
        if state == IntentState::Settled {
            *inner.settled.entry(payment.clone()).or_default() += 1;
        }
        inner.serial += 1;
        let id = known.unwrap_or_else(|| format!("intent-{:06}", inner.serial));
        if let Some(open) = inner.pages.get_mut(page) {
            open.intent = Some(id.clone());
        }
        let intent = Intent {
            id: id.clone(),
            client_secret: None,
            amount,
            state,
            method: Some(method("card-there", None)),
            refunded: Money { cents: 0, ..amount },
        };
        let charged = Charged {
            intent,
            payment,
            words: String::new(),
            off_session: false,
        };
        inner.charges.insert(id, charged);
        true
    }

    /// Runs a call with what is to go wrong with it.
    fn faulty<T>(&self, call: impl FnOnce(&mut Inner) -> Result<T, GatewayError>) -> Result<T, GatewayError> {
        let mut inner = self.inner();
        inner.calls += 1;
        match inner.faults.pop_front().flatten() {
            None => call(&mut inner),
            Some(Fault::Before) => Err(GatewayError::Unknown("nothing arrived".into())),
            Some(Fault::Refused) => Err(GatewayError::Refused("it does not fit".into())),
            Some(Fault::After) => call(&mut inner).and_then(|_| Err(GatewayError::Unknown("the answer was lost".into()))),
        }
    }
}

fn method(id: &str, customer: Option<&str>) -> Method {
    Method {
        id: id.to_owned(),
        customer: customer.map(str::to_owned),
        kind: if id.contains("bank") { MethodKind::Bank } else { MethodKind::Card },
        brand: if id.contains("bank") { "Test Bank" } else { "Visa" }.to_owned(),
        last_four: "4242".to_owned(),
        expires_on: None,
    }
}

fn state_of(outcome: Option<&Outcome>) -> IntentState {
    match outcome {
        None | Some(Outcome::Settles) => IntentState::Settled,
        Some(Outcome::Takes) => IntentState::Pending,
        Some(Outcome::Fails(why)) => IntentState::Failed(*why),
        Some(Outcome::Asks) => IntentState::Action { url: None },
    }
}

fn not_here() -> GatewayError {
    GatewayError::Refused("the gateway of the tests does not do that".into())
}

#[async_trait]
impl PaymentGateway for FakeGateway {
    fn page(&self) -> Page {
        Page {
            public_key: "public".into(),
            script: "https://gateway.test.example/script.js".into(),
            origins: vec!["https://gateway.test.example".into()],
        }
    }

    async fn customer(&self, key: &Key, household: &str) -> Result<String, GatewayError> {
        let _ = key;
        self.faulty(|_| Ok(format!("customer-{household}")))
    }

    async fn begin_setup(&self, _: &Key, _: &str) -> Result<Begun, GatewayError> {
        Err(not_here())
    }

    async fn hosted_setup(&self, _: &Key, _: &str, _: &str) -> Result<Hosted, GatewayError> {
        Err(not_here())
    }

    async fn setup(&self, _: &str) -> Result<Setup, GatewayError> {
        Err(not_here())
    }

    async fn method(&self, id: &str) -> Result<Method, GatewayError> {
        self.faulty(|_| Ok(method(id, None)))
    }

    async fn forget_method(&self, _: &Key, _: &str) -> Result<(), GatewayError> {
        self.faulty(|_| Ok(()))
    }

    async fn charge(&self, key: &Key, charge: &Charge<'_>) -> Result<Intent, GatewayError> {
        self.faulty(|inner| {
            let words = format!("{charge:?}");
            if let Some(id) = inner.keys.get(&key.0) {
                let charged = inner.charges[id].clone();
                if charged.words != words {
                    inner.mixed_keys += 1;
                    return Err(GatewayError::Refused("the key came with other words".into()));
                }
                return Ok(charged.intent);
            }
            inner.serial += 1;
            let id = format!("intent-{:06}-{}", inner.serial, charge.payment);
            let state = match charge.method {
                None => IntentState::Open,
                Some(method) => state_of(inner.outcomes.get(method)),
            };
            if state == IntentState::Settled {
                *inner.settled.entry(charge.payment.to_owned()).or_default() += 1;
            }
            let intent = Intent {
                id: id.clone(),
                client_secret: Some(format!("{id}-secret")),
                amount: charge.amount,
                state,
                method: charge.method.map(|id| method(id, charge.customer)),
                refunded: Money { cents: 0, ..charge.amount },
            };
            let charged = Charged {
                intent: intent.clone(),
                payment: charge.payment.to_owned(),
                words,
                off_session: charge.off_session,
            };
            inner.charges.insert(id.clone(), charged);
            inner.keys.insert(key.0.clone(), id);
            Ok(intent)
        })
    }

    async fn confirm(&self, _: &Key, _: &str, _: &str, _: bool, _: &str) -> Result<Intent, GatewayError> {
        Err(not_here())
    }

    async fn hosted_charge(&self, key: &Key, charge: &Charge<'_>) -> Result<Hosted, GatewayError> {
        self.faulty(|inner| {
            let id = format!("page-{}", key.0);
            let page = HostedPage {
                payment: charge.payment.to_owned(),
                amount: charge.amount,
                intent: None,
                closed: false,
            };
            inner.pages.entry(id.clone()).or_insert(page);
            Ok(Hosted {
                url: format!("https://gateway.test.example/{id}"),
                id,
            })
        })
    }

    async fn close_page(&self, _: &Key, id: &str) -> Result<(), GatewayError> {
        self.faulty(|inner| {
            let page = inner.pages.get_mut(id).ok_or(GatewayError::NotFound)?;
            page.closed = true;
            let intent = page.intent.clone();
            if let Some(charged) = intent.and_then(|intent| inner.charges.get_mut(&intent))
                && matches!(charged.intent.state, IntentState::Failed(_))
            {
                charged.intent.state = IntentState::Ended;
            }
            Ok(())
        })
    }

    async fn hosted_intent(&self, id: &str) -> Result<Option<String>, GatewayError> {
        self.faulty(|inner| inner.pages.get(id).map(|page| page.intent.clone()).ok_or(GatewayError::NotFound))
    }

    async fn intent(&self, id: &str) -> Result<Intent, GatewayError> {
        self.faulty(|inner| inner.charges.get(id).map(|charged| charged.intent.clone()).ok_or(GatewayError::NotFound))
    }

    async fn give_up(&self, _: &Key, intent: &str) -> Result<Intent, GatewayError> {
        self.faulty(|inner| {
            // What belongs to a page ends with the page, and in no other way.
            let of_page = inner.pages.values().any(|page| page.intent.as_deref() == Some(intent));
            let charged = inner.charges.get_mut(intent).ok_or(GatewayError::NotFound)?;
            if !of_page && matches!(charged.intent.state, IntentState::Open | IntentState::Action { .. } | IntentState::Failed(_)) {
                charged.intent.state = IntentState::Ended;
            }
            Ok(charged.intent.clone())
        })
    }

    async fn intent_of(&self, payment: &str) -> Result<Option<Intent>, GatewayError> {
        self.faulty(|inner| {
            let found = inner.charges.values().find(|charged| charged.payment == payment);
            Ok(found.map(|charged| charged.intent.clone()))
        })
    }

    async fn refund(&self, _: &Key, _: &str, _: Money, _: &str) -> Result<(String, RefundState), GatewayError> {
        Err(not_here())
    }

    async fn refund_state(&self, _: &str) -> Result<RefundState, GatewayError> {
        Err(not_here())
    }

    async fn dispute(&self, _: &str) -> Result<DisputeState, GatewayError> {
        Err(not_here())
    }

    async fn payout_account(&self, _: &Key, _: &str) -> Result<String, GatewayError> {
        Err(not_here())
    }

    async fn payout_account_page(&self, _: &str, _: &str, _: &str) -> Result<Hosted, GatewayError> {
        Err(not_here())
    }

    async fn payout_account_state(&self, _: &str) -> Result<AccountState, GatewayError> {
        Err(not_here())
    }

    async fn pay_out(&self, _: &Key, _: &str, _: Money, _: &str) -> Result<String, GatewayError> {
        Err(not_here())
    }

    async fn take_back(&self, _: &Key, _: &str) -> Result<(), GatewayError> {
        Err(not_here())
    }

    async fn payout_progress(&self, _: &str, _: &str) -> Result<PayoutProgress, GatewayError> {
        Err(not_here())
    }

    fn told(&self, _: &[u8], _: &str, _: i64) -> Option<Told> {
        None
    }

    async fn moved(&self, _: i64, _: i64, _: Option<&str>) -> Result<Vec<Moved>, GatewayError> {
        Ok(Vec::new())
    }
}

/// The same state with a gateway in memory.
pub fn with_gateway(state: &AppState) -> (AppState, Arc<FakeGateway>) {
    let (services, gateway) = (Services::clone(state), Arc::new(FakeGateway::default()));
    let services = Services {
        gateway: Some(gateway.clone()),
        ..services
    };
    (services.into(), gateway)
}

/// A card (or, with "bank" in its name, a bank account) of a household, by the gateway's id, which it pays with from now on.
pub async fn method_of(state: &AppState, home: &Home, gateway_id: &str) -> MethodId {
    let id = MethodId(state.new_id());
    let of = method(gateway_id, None);
    insert!(
        state,
        "INSERT INTO payment_method (id, household_id, gateway_method, kind, brand, last_four, state, added_by, added_at) VALUES ($1, $2, $3, $4, $5, $6, 'ready', $7, $8)",
        &id,
        &home.actor.household,
        gateway_id,
        of.kind,
        of.brand,
        of.last_four,
        &home.actor.person,
        state.clock.now()
    );
    choose(state, home, Some(&id)).await;
    id
}

/// Lets a household pay with one of its methods from now on, or with none.
pub async fn choose(state: &AppState, home: &Home, method: Option<&MethodId>) {
    insert!(
        state,
        "INSERT INTO billing_account (household_id, gateway_customer, method_id) VALUES ($1, $2, $3) ON CONFLICT (household_id) DO UPDATE SET method_id = $3",
        &home.actor.household,
        format!("customer-{}", home.actor.household),
        method
    );
}

/// Gives or takes the permission to debit.
pub async fn autopay(state: &AppState, home: &Home, on: bool) {
    let household = &home.actor.household;
    insert!(
        state,
        "UPDATE mandate SET ended_at = $2 WHERE household_id = $1 AND ended_at IS NULL",
        household,
        state.clock.now()
    );
    if on {
        insert!(
            state,
            "INSERT INTO mandate (id, household_id, person_id, words, language, given_at, address, device) VALUES ($1, $2, $3, 'yes', 'en', $4, '127.0.0.1', 'a test')",
            state.new_id(),
            household,
            &home.actor.person,
            state.clock.now()
        );
    }
}

/// Says that so many installments of the term that holds today have bills, the next being due on a day.
pub async fn billed(state: &AppState, home: &Home, pet: usize, installments: i64, next_on: Option<Day>) {
    insert!(
        state,
        "INSERT INTO schedule (term_id, policy_id, household_id, next_on, billed) VALUES ($1, $2, $3, $4, $5)",
        &home.pets[pet].term,
        &home.pets[pet].policy,
        &home.actor.household,
        next_on,
        installments
    );
}
