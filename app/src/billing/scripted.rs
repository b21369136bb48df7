//! A gateway for tests of stores: it holds what it is given, knows its keys, and fails when it is told to. What it cannot do no test here needs.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;

use super::ports::{
    AccountState, Begun, Charge, DisputeState, GatewayError, Hosted, Intent, Key, Method, Moved, Page, PaymentGateway, PayoutProgress, RefundState, Setup, Told,
};
use crate::money::Money;
use crate::state::{AppState, Services};

/// What the gateway holds.
#[derive(Default)]
pub(super) struct World {
    /// Every call ends with this.
    pub trouble: Option<GatewayError>,
    pub setups: HashMap<String, Setup>,
    pub forgotten: Vec<String>,
    pub intents: HashMap<String, Intent>,
    pub refunds: HashMap<String, (Money, RefundState)>,
    pub accounts: HashMap<String, AccountState>,
    /// Transfers: to which account, how much, and how each stands.
    pub transfers: HashMap<String, (String, Money, PayoutProgress)>,
    pub taken_back: Vec<String>,
    /// Payouts of ours that it will not send.
    pub refused: HashSet<String>,
    pub disputes: HashMap<String, DisputeState>,
    pub moved: Vec<Moved>,
    keys: HashMap<String, String>,
}

impl World {
    /// What a key made, or a new id.
    fn once(&mut self, key: &Key, begin: &str) -> (String, bool) {
        let next = format!("{begin}_{}", self.keys.len() + 1);
        let id = self.keys.entry(key.0.clone()).or_insert_with(|| next.clone()).clone();
        let new = id == next;
        (id, new)
    }
}

/// See the module.
#[derive(Default)]
pub(super) struct Scripted(Mutex<World>);

impl Scripted {
    /// What it holds, to look at or change.
    pub fn world(&self) -> MutexGuard<'_, World> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ask(&self) -> Result<MutexGuard<'_, World>, GatewayError> {
        let world = self.world();
        match &world.trouble {
            Some(trouble) => Err(trouble.clone()),
            None => Ok(world),
        }
    }
}

/// The same state with a gateway.
pub(super) fn with_gateway(state: &AppState) -> (AppState, Arc<Scripted>) {
    let gateway = Arc::new(Scripted::default());
    let services = Services {
        gateway: Some(gateway.clone()),
        ..Services::clone(state)
    };
    (services.into(), gateway)
}

fn never<T>() -> Result<T, GatewayError> {
    Err(GatewayError::Refused("not in these tests".into()))
}

#[async_trait]
impl PaymentGateway for Scripted {
    fn page(&self) -> Page {
        Page {
            public_key: String::new(),
            script: String::new(),
            origins: Vec::new(),
        }
    }
    async fn customer(&self, key: &Key, _: &str) -> Result<String, GatewayError> {
        Ok(self.ask()?.once(key, "cus").0)
    }
    async fn begin_setup(&self, key: &Key, _: &str) -> Result<Begun, GatewayError> {
        let mut world = self.ask()?;
        let (id, _) = world.once(key, "seti");
        world.setups.entry(id.clone()).or_insert(Setup::Open);
        Ok(Begun {
            client_secret: format!("{id}_secret"),
            id,
        })
    }
    async fn hosted_setup(&self, key: &Key, _: &str, back: &str) -> Result<Hosted, GatewayError> {
        let mut world = self.ask()?;
        let (id, _) = world.once(key, "cs");
        world.setups.entry(id.clone()).or_insert(Setup::Open);
        Ok(Hosted {
            url: format!("https://gateway.test.example/{id}?{back}"),
            id,
        })
    }
    async fn setup(&self, id: &str) -> Result<Setup, GatewayError> {
        self.ask()?.setups.get(id).cloned().ok_or(GatewayError::NotFound)
    }
    async fn method(&self, _: &str) -> Result<Method, GatewayError> {
        never()
    }
    async fn forget_method(&self, _: &Key, id: &str) -> Result<(), GatewayError> {
        self.ask()?.forgotten.push(id.to_owned());
        Ok(())
    }
    async fn charge(&self, _: &Key, _: &Charge<'_>) -> Result<Intent, GatewayError> {
        never()
    }
    async fn confirm(&self, _: &Key, _: &str, _: &str, _: bool, _: &str) -> Result<Intent, GatewayError> {
        never()
    }
    async fn hosted_charge(&self, _: &Key, _: &Charge<'_>) -> Result<Hosted, GatewayError> {
        never()
    }
    async fn hosted_intent(&self, _: &str) -> Result<Option<String>, GatewayError> {
        never()
    }
    async fn intent(&self, id: &str) -> Result<Intent, GatewayError> {
        self.ask()?.intents.get(id).cloned().ok_or(GatewayError::NotFound)
    }
    async fn give_up(&self, _: &Key, _: &str) -> Result<Intent, GatewayError> {
        never()
    }
    async fn intent_of(&self, _: &str) -> Result<Option<Intent>, GatewayError> {
        never()
    }
    async fn refund(&self, key: &Key, _: &str, amount: Money, _: &str) -> Result<(String, RefundState), GatewayError> {
        let mut world = self.ask()?;
        let (id, new) = world.once(key, "re");
        if new {
            world.refunds.insert(id.clone(), (amount, RefundState::Pending));
        }
        let stands = world.refunds[&id].1.clone();
        Ok((id, stands))
    }
    async fn refund_state(&self, id: &str) -> Result<RefundState, GatewayError> {
        let world = self.ask()?;
        world.refunds.get(id).map(|(_, stands)| stands.clone()).ok_or(GatewayError::NotFound)
    }
    async fn dispute(&self, id: &str) -> Result<DisputeState, GatewayError> {
        self.ask()?.disputes.get(id).cloned().ok_or(GatewayError::NotFound)
    }
    async fn payout_account(&self, key: &Key, _: &str) -> Result<String, GatewayError> {
        let mut world = self.ask()?;
        let (id, _) = world.once(key, "acct");
        world.accounts.entry(id.clone()).or_insert(AccountState::Started);
        Ok(id)
    }
    async fn payout_account_page(&self, account: &str, back: &str, _: &str) -> Result<Hosted, GatewayError> {
        drop(self.ask()?);
        Ok(Hosted {
            id: account.to_owned(),
            url: format!("https://gateway.test.example/{account}?{back}"),
        })
    }
    async fn payout_account_state(&self, account: &str) -> Result<AccountState, GatewayError> {
        self.ask()?.accounts.get(account).cloned().ok_or(GatewayError::NotFound)
    }
    async fn pay_out(&self, key: &Key, account: &str, amount: Money, payout: &str) -> Result<String, GatewayError> {
        let mut world = self.ask()?;
        if world.refused.contains(payout) {
            return never();
        }
        let (id, new) = world.once(key, "tr");
        if new {
            let sent = PayoutProgress::Sent {
                payout: None,
                arrives_by: None,
            };
            world.transfers.insert(id.clone(), (account.to_owned(), amount, sent));
        }
        Ok(id)
    }
    async fn take_back(&self, _: &Key, transfer: &str) -> Result<(), GatewayError> {
        self.ask()?.taken_back.push(transfer.to_owned());
        Ok(())
    }
    async fn payout_progress(&self, _: &str, transfer: &str) -> Result<PayoutProgress, GatewayError> {
        let world = self.ask()?;
        world.transfers.get(transfer).map(|(.., stands)| stands.clone()).ok_or(GatewayError::NotFound)
    }
    fn told(&self, _: &[u8], _: &str, _: i64) -> Option<Told> {
        None
    }
    async fn moved(&self, from: i64, to: i64, after: Option<&str>) -> Result<Vec<Moved>, GatewayError> {
        let world = self.ask()?;
        let mut rest = world.moved.iter().filter(|moved| (from..to).contains(&moved.at)).cloned();
        if let Some(after) = after {
            rest.find(|moved| moved.id == after);
        }
        // Two at a time, so that pages are turned.
        Ok(rest.take(2).collect())
    }
}
