//! Payment methods in words.

use crate::billing::methods::model::MethodLine;
use crate::billing::model::{Failure, MethodKind};
use crate::texts::Lang;
use crate::ui::Icon;

/// `Visa ending 4242`
pub fn named(l: Lang, method: &MethodLine) -> String {
    l.billing_card(&method.brand, &method.last_four)
}

/// Its drawing.
pub fn icon(kind: MethodKind) -> Icon {
    match kind {
        MethodKind::Card => Icon::CreditCard,
        MethodKind::Bank => Icon::Landmark,
        MethodKind::Link => Icon::Wallet,
    }
}

/// Why money did not move, in a sentence of its own.
pub fn failure(l: Lang, why: Failure) -> &'static str {
    match why {
        Failure::NoFunds => l.paying_why_no_funds(),
        Failure::Expired => l.paying_why_expired(),
        Failure::Mistyped => l.paying_why_mistyped(),
        Failure::Declined => l.paying_why_declined(),
        Failure::DeclinedForGood => l.paying_why_declined_for_good(),
        Failure::NotConfirmed => l.paying_why_not_confirmed(),
        Failure::NoAccount => l.paying_why_no_account(),
        Failure::NotAllowed => l.paying_why_not_allowed(),
        Failure::Trouble => l.paying_why_trouble(),
    }
}
