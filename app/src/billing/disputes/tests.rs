use super::model::DisputeStands;
use super::store;
use crate::billing::ledger::{self, Account};
use crate::billing::model::{InvoiceState, PaymentState};
use crate::billing::ports::{DisputeState, Intent, IntentState};
use crate::billing::scripted::{Scripted, with_gateway};
use crate::day::Day;
use crate::money::Money;
use crate::state::AppState;
use crate::testing::book::{bill, pay};
use crate::testing::{Home, home};
use crate::{insert, on_both_engines};

async fn disputed(state: &AppState, gateway: &Scripted) -> Home {
    let home = home(state, "Robin", &["Biscuit"]).await;
    let bill = bill(state, &home, 0, 4_210, state.clock.today(&home.actor.zone), InvoiceState::Paid).await;
    pay(state, &home, &bill, 4_210, PaymentState::Settled).await;
    insert!(state, "UPDATE payment SET gateway_intent = 'pi_1' WHERE invoice_id = $1", &bill);
    let intent = Intent {
        id: "pi_1".into(),
        client_secret: None,
        amount: Money::usd(4_210),
        state: IntentState::Settled,
        method: None,
        refunded: Money::usd(0),
    };
    gateway.world().intents.insert("pi_1".into(), intent);
    says(gateway, None);
    home
}

fn says(gateway: &Scripted, won: Option<bool>) {
    warns(gateway, true, won);
}

fn warns(gateway: &Scripted, took: bool, won: Option<bool>) {
    let dispute = DisputeState {
        intent: "pi_1".into(),
        amount: Money::usd(4_210),
        reason: "fraudulent".into(),
        took,
        won,
        answer_by: Day::parse_iso("2026-12-04"),
    };
    gateway.world().disputes.insert("dp_1".into(), dispute);
}

async fn holds(state: &AppState, home: &Home) -> [i64; 3] {
    let balances = ledger::balances(state, &home.actor.household).await.expect("balances");
    [Account::Gateway, Account::Disputed, Account::Premium].map(|account| balances.iter().find(|(of, _)| *of == account).map_or(0, |(_, money)| money.cents))
}

on_both_engines! {
    async fn a_disputed_payment_is_held_back_until_the_bank_has_decided(state: AppState) {
        for (won, stands, held) in [(true, DisputeStands::Won, [0, 0, 0]), (false, DisputeStands::Lost, [-4_210, 0, 4_210])] {
            let folder = tempfile::tempdir().expect("a folder");
            let (state, gateway) = match won {
                true => with_gateway(&state),
                false => with_gateway(&crate::testing::state(&format!("sqlite://{}", folder.path().join("other.db").display())).await),
            };
            let robin = disputed(&state, &gateway).await;
            for _ in 0..2 {
                assert!(store::told(&state, "dp_1").await.expect("told"));
            }
            assert_eq!(holds(&state, &robin).await, [-4_210, 4_210, 0]);
            let seen = store::own(&state, &robin.actor).await.expect("a look");
            assert_eq!((seen.len(), seen[0].stands, seen[0].answer_by), (1, DisputeStands::Open, Day::parse_iso("2026-12-04")));
            says(&gateway, Some(won));
            for _ in 0..2 {
                assert!(store::told(&state, "dp_1").await.expect("told"));
            }
            // What came first may be told again last.
            says(&gateway, None);
            store::told(&state, "dp_1").await.expect("told");
            assert_eq!(store::own(&state, &robin.actor).await.expect("a look")[0].stands, stands);
            assert_eq!(holds(&state, &robin).await, held);
        }
    }

    async fn a_warning_takes_nothing_until_it_becomes_a_dispute(state: AppState) {
        for becomes in [false, true] {
            let folder = tempfile::tempdir().expect("a folder");
            let (state, gateway) = match becomes {
                false => with_gateway(&state),
                true => with_gateway(&crate::testing::state(&format!("sqlite://{}", folder.path().join("other.db").display())).await),
            };
            let robin = disputed(&state, &gateway).await;
            warns(&gateway, false, None);
            store::told(&state, "dp_1").await.expect("told");
            assert_eq!(holds(&state, &robin).await, [0, 0, 0]);
            assert_eq!(store::own(&state, &robin.actor).await.expect("a look")[0].stands, DisputeStands::Open);
            if becomes {
                says(&gateway, None);
                store::told(&state, "dp_1").await.expect("told");
                assert_eq!(holds(&state, &robin).await, [-4_210, 4_210, 0]);
            }
            warns(&gateway, becomes, Some(true));
            store::told(&state, "dp_1").await.expect("told");
            assert_eq!(holds(&state, &robin).await, [0, 0, 0]);
            assert_eq!(store::own(&state, &robin.actor).await.expect("a look")[0].stands, DisputeStands::Won);
        }
    }

    async fn a_dispute_of_nothing_of_ours_is_nothing_to_us(state: AppState) {
        let (state, gateway) = with_gateway(&state);
        says(&gateway, None);
        assert!(!store::told(&state, "dp_1").await.expect("told"));
        let sam = home(&state, "Sam", &["Mochi"]).await;
        assert!(store::own(&state, &sam.actor).await.expect("a look").is_empty());
    }
}
