//! What our letters and text messages say. The words stand in the catalogue; here is what each needs.

use serde::{Deserialize, Serialize};

use super::paper::Sheet;
use crate::auth::factors::model::Kind;
use crate::brand::Brand;
use crate::ids::{Series, show_number};
use crate::money::Money;
use crate::people::model::Circle;
use crate::texts::Lang;

/// A letter: what happened, and the one thing to do about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "letter", rename_all = "snake_case")]
pub enum Letter {
    /// Somebody is asked to act in a household, for an agency or at the desk.
    Invitation {
        /// Where.
        of: Circle,
        /// Given name of who asks.
        from: String,
        /// Address of the page that takes the answer.
        link: String,
    },
    /// Somebody signed in from a browser we had not seen.
    NewDevice {
        /// "Safari on iPhone".
        device: String,
        /// When, in the person's time zone, in words.
        when: String,
        /// Address of the page that lists sessions.
        link: String,
    },
    /// A policyholder may open their account.
    Register {
        /// What to call them.
        name: String,
        /// Address of the page that does it, once.
        link: String,
    },
    /// Somebody who has an account asked to open one.
    RegisteredAlready {
        /// Address of the sign-in page.
        link: String,
    },
    /// A lost password may be set anew.
    Reset {
        /// Address of the page that does it, once.
        link: String,
    },
    /// A new address is to answer.
    ConfirmEmail {
        /// Address of the page that keeps it, once.
        link: String,
    },
    /// To the address before: mail goes to another now.
    EmailChanged,
    /// A password was changed.
    PasswordChanged {
        /// Address of the page where one says that it was somebody else.
        link: String,
    },
    /// Something to prove oneself with was added.
    FactorAdded {
        /// What.
        kind: Kind,
        /// Address of the page that lists them.
        link: String,
    },
    /// It has another name.
    FactorRenamed {
        /// What.
        kind: Kind,
        /// Address of the page that lists them.
        link: String,
    },
    /// It was given up.
    FactorRemoved {
        /// What.
        kind: Kind,
        /// Address of the page that lists them.
        link: String,
    },
    /// A recovery code was used.
    RecoveryUsed {
        /// How many are left.
        left: i64,
        /// Address of the page where new ones are made.
        link: String,
    },
    /// Bills are paid by themselves from now on: a copy of what was agreed to.
    AutopayOn {
        /// The words, a paragraph each.
        words: Vec<String>,
        /// Address of the page where it is switched off.
        link: String,
    },
    /// They are not any more.
    AutopayOff {
        /// Address of the page where it is switched on.
        link: String,
    },
    /// A bill can be paid by a link, without signing in.
    PayLink {
        /// What the pet is called.
        pet: String,
        /// How much.
        amount: Money,
        /// How many days the link works.
        days: i64,
        /// Its address.
        link: String,
    },
    /// A claim is undecided still: what the law wants said every so often.
    ClaimStands {
        /// Its number, stored form.
        number: String,
        /// The day by which it is decided, in words.
        answer_by: String,
        /// Address of its page.
        link: String,
    },
}

/// A text message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "text", rename_all = "snake_case")]
pub enum Text {
    /// A code that is typed once.
    Code {
        /// Six digits.
        code: String,
    },
    /// A bill can be paid by a link.
    PayLink {
        /// What the pet is called.
        pet: String,
        /// How much.
        amount: Money,
        /// Its address.
        link: String,
    },
    /// No more text messages come.
    Stopped {
        /// The language of the words that asked for it, where they say one.
        said: Option<Lang>,
    },
    /// They come again.
    Resumed {
        /// As above.
        said: Option<Lang>,
    },
    /// Who writes, and how it is ended.
    Help {
        /// As above.
        said: Option<Lang>,
    },
}

impl Letter {
    /// What it says.
    pub(super) fn sheet(&self, l: Lang) -> Sheet {
        match self {
            Letter::Invitation { of, from, link } => Sheet {
                subject: l.mail_invitation_subject(from),
                paragraphs: vec![
                    match of {
                        Circle::Household => l.mail_invitation_household(from),
                        Circle::Agency => l.mail_invitation_agency(from),
                        Circle::Book => l.mail_invitation_book(from),
                    },
                    l.mail_invitation_do().to_owned(),
                ],
                button: Some((l.mail_invitation_button().to_owned(), link.clone())),
                ..Sheet::default()
            },
            Letter::NewDevice { device, when, link } => Sheet {
                subject: l.mail_new_device_subject().to_owned(),
                paragraphs: vec![l.mail_new_device_what(device, when), l.mail_new_device_do().to_owned()],
                button: Some((l.mail_new_device_button().to_owned(), link.clone())),
                ..Sheet::default()
            },
            Letter::Register { name, link } => Sheet {
                subject: l.mail_register_subject().to_owned(),
                paragraphs: vec![l.mail_register_what(name), l.mail_register_do().to_owned()],
                button: Some((l.mail_register_button().to_owned(), link.clone())),
                ..Sheet::default()
            },
            Letter::RegisteredAlready { link } => Sheet {
                subject: l.mail_registered_subject().to_owned(),
                paragraphs: vec![l.mail_registered_what().to_owned(), l.mail_registered_do().to_owned()],
                button: Some((l.mail_registered_button().to_owned(), link.clone())),
                ..Sheet::default()
            },
            Letter::Reset { link } => Sheet {
                subject: l.mail_reset_subject().to_owned(),
                paragraphs: vec![l.mail_reset_what().to_owned(), l.mail_reset_do().to_owned()],
                button: Some((l.mail_reset_button().to_owned(), link.clone())),
                ..Sheet::default()
            },
            Letter::ConfirmEmail { link } => Sheet {
                subject: l.mail_confirm_email_subject().to_owned(),
                paragraphs: vec![l.mail_confirm_email_what().to_owned(), l.mail_confirm_email_do().to_owned()],
                button: Some((l.mail_confirm_email_button().to_owned(), link.clone())),
                ..Sheet::default()
            },
            Letter::EmailChanged => Sheet {
                subject: l.mail_email_changed_subject().to_owned(),
                paragraphs: vec![l.mail_email_changed_what().to_owned(), l.mail_email_changed_do().to_owned()],
                ..Sheet::default()
            },
            Letter::PasswordChanged { link } => Sheet {
                subject: l.mail_password_changed_subject().to_owned(),
                paragraphs: vec![l.mail_password_changed_what().to_owned(), l.mail_password_changed_do().to_owned()],
                button: Some((l.mail_password_changed_button().to_owned(), link.clone())),
                ..Sheet::default()
            },
            Letter::FactorAdded { kind, link } => factor(l, l.mail_factor_added_subject(), l.mail_factor_added(factor_words(l, *kind)), link),
            Letter::FactorRenamed { kind, link } => factor(l, l.mail_factor_renamed_subject(), l.mail_factor_renamed(factor_words(l, *kind)), link),
            Letter::FactorRemoved { kind, link } => factor(l, l.mail_factor_removed_subject(), l.mail_factor_removed(factor_words(l, *kind)), link),
            Letter::RecoveryUsed { left, link } => factor(l, l.mail_recovery_used_subject(), l.mail_recovery_used(*left), link),
            Letter::AutopayOn { words, link } => Sheet {
                subject: l.mail_autopay_on_subject().to_owned(),
                paragraphs: std::iter::once(l.mail_autopay_on_what().to_owned()).chain(words.iter().cloned()).collect(),
                button: Some((l.mail_autopay_button().to_owned(), link.clone())),
                ..Sheet::default()
            },
            Letter::AutopayOff { link } => Sheet {
                subject: l.mail_autopay_off_subject().to_owned(),
                paragraphs: vec![l.mail_autopay_off_what().to_owned()],
                button: Some((l.mail_autopay_button().to_owned(), link.clone())),
                ..Sheet::default()
            },
            Letter::PayLink { pet, amount, days, link } => Sheet {
                subject: l.mail_pay_link_subject(amount, pet),
                paragraphs: vec![l.mail_pay_link_what(amount, pet), l.mail_pay_link_do(*days)],
                button: Some((l.mail_pay_link_button(amount), link.clone())),
                ..Sheet::default()
            },
            Letter::ClaimStands { number, answer_by, link } => {
                let number = show_number(Series::Claim, number);
                Sheet {
                    subject: l.mail_claim_stands_subject(&number),
                    paragraphs: vec![l.mail_claim_stands_what(answer_by, &number), l.mail_claim_stands_do().to_owned()],
                    button: Some((l.mail_claim_stands_button().to_owned(), link.clone())),
                    ..Sheet::default()
                }
            }
        }
    }
}

/// A letter about what somebody proves themselves with: what happened, and what to do if it was not them.
fn factor(l: Lang, subject: &str, what: String, link: &str) -> Sheet {
    Sheet {
        subject: subject.to_owned(),
        paragraphs: vec![what, l.mail_factor_do().to_owned()],
        button: Some((l.mail_factor_button().to_owned(), link.to_owned())),
        ..Sheet::default()
    }
}

fn factor_words(l: Lang, kind: Kind) -> &'static str {
    match kind {
        Kind::Passkey => l.mail_factor_kind_passkey(),
        Kind::Totp => l.mail_factor_kind_totp(),
        Kind::Sms => l.mail_factor_kind_sms(),
        Kind::Recovery => l.mail_factor_kind_recovery(),
        Kind::Oidc => l.mail_factor_kind_oidc(),
    }
}

impl Text {
    /// The message as it is sent.
    pub fn words(&self, l: Lang, brand: &Brand) -> String {
        match self {
            Text::Code { code } => l.sms_code(code),
            Text::PayLink { pet, amount, link } => l.sms_pay_link(amount, &brand.name, link, pet),
            Text::Stopped { said } => in_their_language(*said, |l| l.sms_stopped(&brand.name)),
            Text::Resumed { said } => in_their_language(*said, |l| l.sms_resumed(&brand.name)),
            Text::Help { said } => in_their_language(*said, |l| l.sms_help(&brand.name, &brand.phone)),
        }
    }
}

/// Nobody knows the language of a number that wrote "STOP": then both.
fn in_their_language(said: Option<Lang>, words: impl Fn(Lang) -> String) -> String {
    said.map_or_else(|| Lang::ALL.map(&words).join(" / "), &words)
}
