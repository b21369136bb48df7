//! What happened, as it is kept with a notice, and the words for it: the same facts in whatever language and on whatever way they are told.

use serde::{Deserialize, Serialize};

use super::Letter;
use super::model::Kind;
use super::paper::Sheet;
use crate::auth::factors::model::Kind as Factor;
use crate::brand::Brand;
use crate::claims::view::what_is_missing;
use crate::day::{Day, Moment};
use crate::ids::{Series, show_number};
use crate::money::Money;
use crate::state::AppState;
use crate::texts::Lang;
use crate::ui::{day_long, day_soon, moment_long};
use crate::workflow::model::What;

/// What changed in how somebody signs in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum SecurityChange {
    /// Another password.
    Password,
    /// Something to prove oneself with was added.
    FactorAdded {
        /// What.
        factor: Factor,
    },
    /// It has another name.
    FactorRenamed {
        /// What.
        factor: Factor,
    },
    /// It was given up.
    FactorRemoved {
        /// What.
        factor: Factor,
    },
    /// A recovery code was used.
    RecoveryUsed {
        /// How many are left.
        left: i64,
    },
}

/// What changed in who may act in a household.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HouseholdChange {
    /// Somebody accepted an invitation.
    Joined,
    /// Somebody may do other things.
    Changed,
    /// Somebody may do nothing more.
    Left,
}

/// What happened. The facts are those of that moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is told by super::model::Kind, and its facts by their types")]
pub enum News {
    ClaimReceived {
        pet: String,
        number: String,
        answer_by: Day,
    },
    ClaimDecided {
        pet: String,
        number: String,
        pays: Money,
        total: Money,
        arrives_by: Option<Day>,
    },
    ClaimWithdrawn {
        pet: String,
        number: String,
    },
    MoneySent {
        pet: String,
        amount: Money,
        arrives_by: Day,
    },
    MoneyArrived {
        pet: String,
        amount: Money,
    },
    MoneyReturned {
        pet: String,
        amount: Money,
    },
    Asked {
        pet: String,
        what: What,
        due_on: Day,
    },
    AskedVet {
        pet: String,
        what: What,
        due_on: Day,
    },
    VetSent {
        pet: String,
        what: What,
    },
    Reminder {
        pet: String,
        what: What,
        due_on: Day,
    },
    SentBack {
        pet: String,
        what: What,
        due_on: Day,
    },
    Message {
        pet: String,
        number: String,
    },
    AppealAnswered {
        pet: String,
        number: String,
        changed: bool,
    },
    NewDevice {
        device: String,
    },
    Security(SecurityChange),
    Household {
        who: String,
        change: HouseholdChange,
    },
    PaymentDue {
        pet: String,
        amount: Money,
        due_on: Day,
    },
    PaymentFailed {
        pet: String,
        amount: Money,
    },
    PaymentReceived {
        pet: String,
        amount: Money,
        number: String,
    },
    PaymentReturned {
        pet: String,
        amount: Money,
    },
    PaymentLate {
        pet: String,
        amount: Money,
        due_on: Day,
    },
    CoverEnds {
        pet: String,
        amount: Money,
        on: Day,
    },
    Lapsed {
        pet: String,
        amount: Money,
        until: Day,
    },
    Reinstated {
        pet: String,
    },
    CardExpires {
        brand: String,
        last_four: String,
        on: Day,
    },
    AutopayOn {
        words: String,
    },
    Renewal {
        pet: String,
        on: Day,
        premium: Money,
    },
    AddressRefused {},
}

/// What a notice is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// As a table's name; empty for the person alone.
    pub kind: String,
    /// Its id.
    pub id: String,
}

/// When something happened and where its reader lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// What it is about.
    pub about: Subject,
    /// UTC milliseconds.
    pub at: i64,
    /// IANA name of the reader's time zone.
    pub zone: String,
}

impl News {
    /// What a notice keeps. `None`: a server of before or after this one wrote it, and knew another kind.
    pub fn read(kind: &str, mut detail: serde_json::Value) -> Option<News> {
        detail.as_object_mut()?.insert("kind".into(), kind.into());
        serde_json::from_value(detail).ok()
    }

    /// What it is.
    pub fn kind(&self) -> Kind {
        match self {
            News::ClaimReceived { .. } => Kind::ClaimReceived,
            News::ClaimDecided { .. } => Kind::ClaimDecided,
            News::ClaimWithdrawn { .. } => Kind::ClaimWithdrawn,
            News::MoneySent { .. } => Kind::MoneySent,
            News::MoneyArrived { .. } => Kind::MoneyArrived,
            News::MoneyReturned { .. } => Kind::MoneyReturned,
            News::Asked { .. } => Kind::Asked,
            News::Reminder { .. } => Kind::Reminder,
            News::AskedVet { .. } => Kind::AskedVet,
            News::VetSent { .. } => Kind::VetSent,
            News::SentBack { .. } => Kind::SentBack,
            News::Message { .. } => Kind::Message,
            News::AppealAnswered { .. } => Kind::AppealAnswered,
            News::NewDevice { .. } => Kind::NewDevice,
            News::Security(_) => Kind::Security,
            News::Household { .. } => Kind::Household,
            News::PaymentDue { .. } => Kind::PaymentDue,
            News::PaymentFailed { .. } => Kind::PaymentFailed,
            News::PaymentReceived { .. } => Kind::PaymentReceived,
            News::PaymentReturned { .. } => Kind::PaymentReturned,
            News::PaymentLate { .. } => Kind::PaymentLate,
            News::CoverEnds { .. } => Kind::CoverEnds,
            News::Lapsed { .. } => Kind::Lapsed,
            News::Reinstated { .. } => Kind::Reinstated,
            News::CardExpires { .. } => Kind::CardExpires,
            News::AutopayOn { .. } => Kind::AutopayOn,
            News::Renewal { .. } => Kind::Renewal,
            News::AddressRefused {} => Kind::AddressRefused,
        }
    }

    /// The page that says more.
    pub fn path(&self, about: &Subject) -> String {
        match self {
            News::Message { .. } => format!("/claims/{}#messages", about.id),
            News::PaymentDue { .. }
            | News::PaymentFailed { .. }
            | News::PaymentReturned { .. }
            | News::PaymentLate { .. }
            | News::CoverEnds { .. }
            | News::Lapsed { .. } => "/payments#pay".to_owned(),
            News::PaymentReceived { .. } => "/payments".to_owned(),
            News::CardExpires { .. } => "/payments/methods".to_owned(),
            News::AutopayOn { .. } => "/payments/autopay".to_owned(),
            News::Renewal { .. } | News::Reinstated { .. } => format!("/policies/{}", about.id),
            News::NewDevice { .. } => "/account/sessions".to_owned(),
            News::Security(SecurityChange::Password) => "/reset".to_owned(),
            News::Security(_) => "/account/security".to_owned(),
            News::Household { .. } => "/account/household".to_owned(),
            News::AddressRefused {} => "/account/notifications".to_owned(),
            _ => format!("/claims/{}", about.id),
        }
    }

    /// The letter about it.
    pub(super) fn sheet(&self, l: Lang, told: &Told, state: &AppState) -> Sheet {
        let link = format!("{}{}", state.public_url, self.path(&told.about));
        if let Some(letter) = self.letter(l, told, state, &link) {
            return letter.sheet(l);
        }
        let (subject, text, button) = self.words(l, Moment::local(told.at, &told.zone).day);
        Sheet {
            subject,
            paragraphs: vec![text],
            button: Some((button.to_owned(), link)),
            ..Sheet::default()
        }
    }

    /// What concerns the account is told in the words of the letters that were there before.
    fn letter(&self, l: Lang, told: &Told, state: &AppState, link: &str) -> Option<Letter> {
        let link = link.to_owned();
        Some(match self {
            News::NewDevice { device } => Letter::NewDevice {
                device: device.clone(),
                when: moment_long(l, Moment::local(told.at, &told.zone), state.clock.today(&told.zone)),
                link,
            },
            News::Security(change) => match change {
                SecurityChange::Password => Letter::PasswordChanged { link },
                SecurityChange::FactorAdded { factor } => Letter::FactorAdded { kind: *factor, link },
                SecurityChange::FactorRenamed { factor } => Letter::FactorRenamed { kind: *factor, link },
                SecurityChange::FactorRemoved { factor } => Letter::FactorRemoved { kind: *factor, link },
                SecurityChange::RecoveryUsed { left } => Letter::RecoveryUsed { left: *left, link },
            },
            _ => return None,
        })
    }

    /// What happened, what it means, and the words of the button. `told_on`: the day it happened.
    fn words(&self, l: Lang, told_on: Day) -> (String, String, &'static str) {
        let number = |number: &str| show_number(Series::Claim, number);
        let near = |day: Day| day_soon(l, day, told_on);
        let see_claim = l.notify_see_claim();
        match self {
            News::ClaimReceived { pet, number: n, answer_by } => (
                l.notify_claim_received(pet),
                l.notify_claim_received_text(near(*answer_by), number(n)),
                see_claim,
            ),
            News::ClaimDecided {
                pet,
                number: n,
                pays,
                total,
                arrives_by,
            } => {
                let text = match arrives_by {
                    _ if pays.cents <= 0 => l.notify_claim_decided_nothing_text(number(n), total),
                    Some(day) => l.notify_claim_decided_text(day_long(l, *day), number(n), pays, total),
                    None => l.notify_claim_decided_soon_text(number(n), pays, total),
                };
                let title = if pays.cents <= 0 {
                    l.notify_claim_decided_nothing(pet)
                } else {
                    l.notify_claim_decided(pays, pet)
                };
                (title, text, l.notify_see_decision())
            }
            News::ClaimWithdrawn { pet, number: n } => (l.notify_claim_withdrawn(pet), l.notify_claim_withdrawn_text(number(n)), see_claim),
            News::MoneySent { pet, amount, arrives_by } => (
                l.notify_money_sent(amount, pet),
                l.notify_money_sent_text(amount, day_long(l, *arrives_by)),
                see_claim,
            ),
            News::MoneyArrived { pet, amount } => (l.notify_money_arrived(amount, pet), l.notify_money_arrived_text(amount), see_claim),
            News::MoneyReturned { pet, amount } => (l.notify_money_returned(amount, pet), l.notify_money_returned_text(amount), see_claim),
            News::Asked { pet, what, due_on } => (
                l.notify_asked(pet, what_is_missing(*what, l)),
                l.notify_asked_text(near(*due_on)),
                l.notify_send_it(),
            ),
            News::AskedVet { pet, what, due_on } => (
                l.notify_asked_vet(pet, what_is_missing(*what, l)),
                l.notify_asked_vet_text(near(*due_on)),
                l.notify_see_claim(),
            ),
            News::VetSent { pet, what } => (l.notify_vet_sent(pet), l.notify_vet_sent_text(what_is_missing(*what, l)), l.notify_see_claim()),
            News::Reminder { pet, what, due_on } => (
                l.notify_reminder(pet, what_is_missing(*what, l)),
                l.notify_reminder_text(near(*due_on)),
                l.notify_send_it(),
            ),
            News::SentBack { pet, what, due_on } => (
                l.notify_sent_back(pet, what_is_missing(*what, l)),
                l.notify_sent_back_text(near(*due_on)),
                l.notify_send_it(),
            ),
            News::Message { pet, number: n } => (l.notify_message(pet), l.notify_message_text(number(n)), l.notify_read_message()),
            News::AppealAnswered { pet, number: n, changed: true } => {
                (l.notify_appeal_changed(pet), l.notify_appeal_changed_text(number(n)), l.notify_see_decision())
            }
            News::AppealAnswered {
                pet,
                number: n,
                changed: false,
            } => (l.notify_appeal_upheld(pet), l.notify_appeal_upheld_text(number(n)), l.notify_see_decision()),
            News::Household { who, change } => {
                let (title, text) = match change {
                    HouseholdChange::Joined => (l.notify_household_joined(who), l.notify_household_joined_text(who)),
                    HouseholdChange::Changed => (l.notify_household_changed(who), l.notify_household_changed_text(who)),
                    HouseholdChange::Left => (l.notify_household_left(who), l.notify_household_left_text(who)),
                };
                (title, text, l.notify_see_household())
            }
            News::PaymentDue { pet, amount, due_on } => (
                l.notify_payment_due(amount, pet),
                l.notify_payment_due_text(amount, near(*due_on)),
                l.notify_see_payments(),
            ),
            News::PaymentFailed { pet, amount } => (
                l.notify_payment_failed(amount, pet),
                l.notify_payment_failed_text(amount),
                l.notify_see_payments(),
            ),
            News::PaymentReceived { pet, amount, number: n } => (
                l.notify_payment_received(amount, pet),
                l.notify_payment_received_text(amount, show_number(Series::Invoice, n)),
                l.notify_see_payments(),
            ),
            News::PaymentReturned { pet, amount } => (
                l.notify_payment_returned(amount, pet),
                l.notify_payment_returned_text(amount),
                l.notify_see_payments(),
            ),
            News::PaymentLate { pet, amount, due_on } => (
                l.notify_payment_late(amount, pet),
                l.notify_payment_late_text(amount, near(*due_on)),
                l.notify_see_payments(),
            ),
            News::CoverEnds { pet, amount, on } => (
                l.notify_cover_ends(near(*on), pet),
                l.notify_cover_ends_text(amount, near(*on)),
                l.notify_see_payments(),
            ),
            News::Lapsed { pet, amount, until } => (l.notify_lapsed(pet), l.notify_lapsed_text(amount, near(*until)), l.notify_see_payments()),
            News::Reinstated { pet } => (l.notify_reinstated(pet), l.notify_reinstated_text(pet), l.notify_see_policy()),
            News::CardExpires { brand, last_four, on } => (
                l.notify_card_expires(brand, near(*on), last_four),
                l.notify_card_expires_text(near(*on)),
                l.notify_see_methods(),
            ),
            News::AutopayOn { words } => (l.notify_autopay_on().to_owned(), l.notify_autopay_on_text(words), l.notify_see_autopay()),
            News::Renewal { pet, on, premium } => (l.notify_renewal(near(*on), pet), l.notify_renewal_text(premium), l.notify_see_policy()),
            News::AddressRefused {} => (
                l.notify_address_refused().to_owned(),
                l.notify_address_refused_text().to_owned(),
                l.notify_see_notices(),
            ),
            // Told by their letters.
            News::NewDevice { .. } | News::Security(_) => (String::new(), String::new(), ""),
        }
    }

    /// Title and text of the list in the portal.
    pub fn lines(&self, l: Lang, told: &Told, state: &AppState) -> (String, String) {
        let sheet = self.sheet(l, told, state);
        (sheet.subject, sheet.paragraphs.join(" "))
    }

    /// The text message about it.
    pub fn sms(&self, l: Lang, told: &Told, state: &AppState) -> String {
        l.notify_sms(&state.brand.name, self.sheet(l, told, state).subject)
    }

    /// What a browser shows about it, also on a locked screen: no names, no amounts.
    pub fn push(&self, l: Lang, brand: &Brand) -> (String, &'static str) {
        let words = match self {
            News::ClaimReceived { .. } => l.notify_push_claim_received(),
            News::ClaimDecided { .. } => l.notify_push_claim_decided(),
            News::ClaimWithdrawn { .. } => l.notify_push_claim_withdrawn(),
            News::MoneySent { .. } | News::MoneyArrived { .. } => l.notify_push_money(),
            News::MoneyReturned { .. } => l.notify_push_money_returned(),
            News::Asked { .. } | News::AskedVet { .. } | News::VetSent { .. } | News::Reminder { .. } | News::SentBack { .. } => l.notify_push_asked(),
            News::Message { .. } => l.notify_push_message(),
            News::AppealAnswered { .. } => l.notify_push_appeal(),
            News::NewDevice { .. } => l.notify_push_new_device(),
            News::Security(_) => l.notify_push_security(),
            News::Household { .. } => l.notify_push_household(),
            News::PaymentDue { .. } => l.notify_push_payment_due(),
            News::PaymentFailed { .. } => l.notify_push_payment_failed(),
            News::PaymentReceived { .. } => l.notify_push_payment_received(),
            News::PaymentReturned { .. } | News::PaymentLate { .. } => l.notify_push_payment_failed(),
            News::CoverEnds { .. } => l.notify_push_cover_ends(),
            News::Lapsed { .. } => l.notify_push_lapsed(),
            News::Reinstated { .. } => l.notify_push_reinstated(),
            News::CardExpires { .. } => l.notify_push_card_expires(),
            News::AutopayOn { .. } => l.notify_push_autopay_on(),
            News::Renewal { .. } => l.notify_push_renewal(),
            News::AddressRefused {} => l.notify_push_address_refused(),
        };
        (brand.name.clone(), words)
    }
}
