//! What goes on which way, what nobody can switch off, and who of a household hears of something.

use super::model::{Cell, Channel, Kind, Topic};
use crate::auth::{Power, Roles};

impl Kind {
    /// What it is switched on and off with.
    pub fn topic(self) -> Topic {
        match self {
            Kind::ClaimDecided | Kind::AppealAnswered => Topic::Decisions,
            Kind::ClaimReceived | Kind::ClaimWithdrawn => Topic::Progress,
            Kind::Asked | Kind::AskedVet | Kind::VetSent | Kind::Reminder | Kind::SentBack => Topic::Asked,
            Kind::Message => Topic::Messages,
            Kind::MoneySent | Kind::MoneyArrived | Kind::MoneyReturned => Topic::Money,
            Kind::PaymentDue | Kind::PaymentReceived => Topic::Bills,
            // A copy of what somebody allowed is owed in writing (Nacha), as is the word that cover will end.
            Kind::PaymentFailed
            | Kind::PaymentReturned
            | Kind::PaymentLate
            | Kind::CoverEnds
            | Kind::Lapsed
            | Kind::Reinstated
            | Kind::CardExpires
            | Kind::AutopayOn => Topic::Trouble,
            Kind::Renewal => Topic::Cover,
            Kind::NewDevice | Kind::Security | Kind::Household | Kind::AddressRefused => Topic::Security,
        }
    }

    /// Whether it goes on every way at once, by night too: somebody else may be in the account.
    pub fn is_urgent(self) -> bool {
        matches!(self, Kind::NewDevice | Kind::Security)
    }

    /// Whether it goes a way at all. That mail comes back is not told by mail.
    pub fn goes_by(self, channel: Channel) -> bool {
        self != Kind::AddressRefused || channel == Channel::Push
    }
}

/// Whether a way cannot be switched off: decisions and their reasons are owed in writing, cover may not end without notice, and whoever owns an account
/// must hear of what is done to it.
pub fn is_always(topic: Topic, channel: Channel) -> bool {
    channel == Channel::Email && matches!(topic, Topic::Decisions | Topic::Trouble | Topic::Cover | Topic::Security)
}

/// What goes for somebody who chose nothing. Text messages only go to who asked for them (TCPA); push goes to browsers that were let.
pub fn by_default(topic: Topic, channel: Channel) -> bool {
    match channel {
        Channel::Email => true,
        Channel::Sms => false,
        Channel::Push => !matches!(topic, Topic::Progress | Topic::Cover),
    }
}

/// How a cell of the table stands.
pub fn cell(topic: Topic, channel: Channel, chosen: Option<bool>) -> Cell {
    match (is_always(topic, channel), chosen.unwrap_or(by_default(topic, channel))) {
        (true, _) => Cell::Always,
        (false, true) => Cell::On,
        (false, false) => Cell::Off,
    }
}

/// Whether something about a household is told to somebody with these roles in it: who may see it hears of it. `filed`: the claim it is about is one that
/// this person filed.
pub fn hears(kind: Kind, roles: &Roles, filed: bool) -> bool {
    match kind.topic() {
        Topic::Bills | Topic::Trouble => roles.may(Power::View) || roles.may(Power::Pay),
        Topic::Cover => roles.may(Power::View),
        Topic::Security => roles.own(),
        _ => roles.may(Power::View) || (filed && roles.may(Power::File)),
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn what_the_law_or_safety_wants_cannot_be_switched_off_and_all_else_can() {
        for topic in Topic::ALL {
            for channel in Channel::ALL {
                let off = cell(topic, channel, Some(false));
                let owed = channel == Channel::Email && matches!(topic, Topic::Decisions | Topic::Trouble | Topic::Cover | Topic::Security);
                assert_eq!(off, if owed { Cell::Always } else { Cell::Off }, "{topic} by {channel}");
                assert_eq!(cell(topic, channel, Some(true)) == Cell::Always, owed);
            }
        }
    }

    #[test]
    fn nobody_gets_text_messages_who_did_not_ask_for_them() {
        assert!(Topic::ALL.iter().all(|topic| cell(*topic, Channel::Sms, None) == Cell::Off));
        assert!(Topic::ALL.iter().all(|topic| cell(*topic, Channel::Email, None) != Cell::Off));
    }

    #[test]
    fn who_may_see_it_hears_of_it() {
        let hear = |kind, words: &str, filed| hears(kind, &Roles::parse(words), filed);
        for kind in [Kind::ClaimDecided, Kind::Asked, Kind::Message, Kind::MoneySent, Kind::ClaimReceived] {
            assert!(hear(kind, "policyholder", false) && hear(kind, "member_view", false), "{kind}");
            assert!(hear(kind, "member_file", true) && !hear(kind, "member_file", false), "{kind}");
            assert!(!hear(kind, "member_pay", true) && !hear(kind, "", true), "{kind}");
        }
        assert!(hear(Kind::PaymentFailed, "member_pay", false) && !hear(Kind::PaymentFailed, "member_file", true));
        assert!(hear(Kind::Renewal, "member_view", false) && !hear(Kind::Renewal, "member_pay", false));
        assert!(hear(Kind::Household, "policyholder", false) && !hear(Kind::Household, "member_view", false));
    }
}
