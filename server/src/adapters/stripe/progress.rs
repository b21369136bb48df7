//! Where money is that was sent to a person, and what moved in a period.
//!
//! We transfer to a connected account, and Stripe pays its balance out to the bank by itself, once a day. So a transfer is followed in three steps: the payment
//! that it became there, the payout whose balance transactions list that payment, and how that payout stands.

use app::billing::ports::{GatewayError, Moved, MovedKind, PayoutProgress};
use serde_json::Value;
use stripe_client_core::{RequestBuilder, StripeRequest as _};
use stripe_connect::transfer::{ListTransfer, RetrieveTransfer};
use stripe_core::balance_transaction::ListBalanceTransaction;
use stripe_core::payment_intent::ListPaymentIntent;
use stripe_core::payout::ListPayout;
use stripe_core::refund::ListRefund;
use stripe_types::{RangeBoundsTs, RangeQueryTs};

use super::codes::of_code;
use super::read::{self, day, id_at, id_of, list, must, number, text};
use super::wire::Wire;

/// The most that one page of a list holds.
const PAGE: i64 = 100;
/// Payouts of one account that are looked through, newest first: a household has a few in a year.
const PAYOUTS: i64 = 20;

/// A transfer.
pub(super) async fn transfer(wire: &Wire, id: &str) -> Result<Value, GatewayError> {
    Ok(wire.read("look at a transfer", RetrieveTransfer::new(id).build(), None).await?)
}

/// How money that was sent stands.
pub(super) async fn of(wire: &Wire, account: &str, id: &str) -> Result<PayoutProgress, GatewayError> {
    let sent = transfer(wire, id).await?;
    if sent.pointer("/reversed").and_then(Value::as_bool) == Some(true) {
        // Taken back, by us or at Stripe: it reached no bank.
        return Ok(PayoutProgress::Returned(of_code("could_not_process")));
    }
    let on_its_way = PayoutProgress::Sent {
        payout: None,
        arrives_by: None,
    };
    let Some(arrived_there) = id_at(&sent, "/destination_payment") else {
        return Ok(on_its_way);
    };
    let since = must(number(&sent, "/created"), "date")?;
    let request = ListPayout::new().created(RangeQueryTs::gte(since)).limit(PAYOUTS).build();
    let payouts = wire.read("list payouts", request, Some(account)).await?;
    for payout in list(&payouts).0 {
        let Some(id) = id_of(payout) else { continue };
        if !holds(wire, account, &id, &arrived_there).await? {
            continue;
        }
        return Ok(match text(payout, "/status") {
            Some("paid") => PayoutProgress::Arrived,
            Some("failed" | "canceled") => PayoutProgress::Returned(of_code(text(payout, "/failure_code").unwrap_or("could_not_process"))),
            _ => PayoutProgress::Sent {
                payout: Some(id),
                arrives_by: number(payout, "/arrival_date").map(day),
            },
        });
    }
    Ok(on_its_way)
}

/// Whether a payout carries the payment that a transfer became.
async fn holds(wire: &Wire, account: &str, payout: &str, payment: &str) -> Result<bool, GatewayError> {
    let mut after: Option<String> = None;
    loop {
        let mut request = ListBalanceTransaction::new().payout(payout).limit(PAGE);
        if let Some(after) = &after {
            request = request.starting_after(after.as_str());
        }
        let page = wire.read("list what a payout carries", request.build(), Some(account)).await?;
        let (rows, more) = list(&page);
        if rows.iter().any(|row| id_at(row, "/source").as_deref() == Some(payment)) {
            return Ok(true);
        }
        after = rows.last().and_then(id_of).filter(|_| more);
        if after.is_none() {
            return Ok(false);
        }
    }
}

/// The lists of the comparison, one after the other.
const LISTS: [MovedKind; 3] = [MovedKind::Payment, MovedKind::Refund, MovedKind::Payout];

/// Which list something of the books stands in, by what Stripe's ids begin with.
fn list_of(id: &str) -> Option<usize> {
    let begins = [&["pi_"][..], &["re_", "pyr_"], &["tr_"]];
    begins.iter().position(|begins| begins.iter().any(|begin| id.starts_with(begin)))
}

/// What moved in a period, a page at a time.
pub(super) async fn moved(wire: &Wire, from: i64, to: i64, after: Option<&str>) -> Result<Vec<Moved>, GatewayError> {
    let created = RangeQueryTs::Bounds(RangeBoundsTs {
        gte: Some(from.div_euclid(1000)),
        lt: Some(to.div_euclid(1000)),
        ..RangeBoundsTs::default()
    });
    let first = match after {
        Some(id) => list_of(id).ok_or_else(|| GatewayError::Refused("no place in the books".to_owned()))?,
        None => 0,
    };
    let mut after = after.map(str::to_owned);
    for what in LISTS.into_iter().skip(first) {
        loop {
            let page = wire.read("list what moved", page(what, created, after.as_deref()), None).await?;
            let (rows, more) = list(&page);
            let found: Vec<Moved> = rows.iter().filter_map(|row| read::moved(row, what)).collect();
            if !found.is_empty() {
                return Ok(found);
            }
            after = rows.last().and_then(id_of).filter(|_| more);
            if after.is_none() {
                break;
            }
        }
    }
    Ok(Vec::new())
}

fn page(what: MovedKind, created: RangeQueryTs, after: Option<&str>) -> RequestBuilder {
    macro_rules! list {
        ($list:ty) => {{
            let request = <$list>::new().created(created).limit(PAGE);
            match after {
                Some(after) => request.starting_after(after).build(),
                None => request.build(),
            }
        }};
    }
    match what {
        MovedKind::Payment => list!(ListPaymentIntent),
        MovedKind::Refund => list!(ListRefund),
        MovedKind::Payout => list!(ListTransfer),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_the_books_is_known_by_its_id() {
        for (id, place) in [
            ("pi_1", Some(0)),
            ("re_1", Some(1)),
            ("pyr_1", Some(1)),
            ("tr_1", Some(2)),
            ("ch_1", None),
            ("", None),
        ] {
            assert_eq!(list_of(id), place, "{id}");
        }
    }
}
