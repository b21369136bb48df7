//! What our letters and text messages say. The words stand in the catalogue; here is what each needs.

use serde::{Deserialize, Serialize};

use super::ports::Mail;
use super::tell::News;
use crate::auth::factors::model::Kind;
use crate::brand::Brand;
use crate::claims::view::what_is_missing;
use crate::ids::{Series, show_number};
use crate::people::model::Circle;
use crate::texts::Lang;
use crate::ui::day_full;
use crate::workflow::model::Owner;

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
    /// A claim is undecided still: what the law wants said every so often.
    ClaimStands {
        /// Its number, stored form.
        number: String,
        /// The day by which it is decided, in words.
        answer_by: String,
        /// Address of its page.
        link: String,
    },
    /// Something happened to a claim.
    OfClaim {
        /// What.
        news: News,
        /// What the pet is called.
        pet: String,
        /// Address of the claim's page.
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
}

/// Subject, paragraphs, and the button's words and address.
struct Words {
    subject: String,
    paragraphs: Vec<String>,
    button: Option<(String, String)>,
}

impl Letter {
    fn words(&self, l: Lang) -> Words {
        match self {
            Letter::Invitation { of, from, link } => Words {
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
            },
            Letter::NewDevice { device, when, link } => Words {
                subject: l.mail_new_device_subject().to_owned(),
                paragraphs: vec![l.mail_new_device_what(device, when), l.mail_new_device_do().to_owned()],
                button: Some((l.mail_new_device_button().to_owned(), link.clone())),
            },
            Letter::Register { name, link } => Words {
                subject: l.mail_register_subject().to_owned(),
                paragraphs: vec![l.mail_register_what(name), l.mail_register_do().to_owned()],
                button: Some((l.mail_register_button().to_owned(), link.clone())),
            },
            Letter::RegisteredAlready { link } => Words {
                subject: l.mail_registered_subject().to_owned(),
                paragraphs: vec![l.mail_registered_what().to_owned(), l.mail_registered_do().to_owned()],
                button: Some((l.mail_registered_button().to_owned(), link.clone())),
            },
            Letter::Reset { link } => Words {
                subject: l.mail_reset_subject().to_owned(),
                paragraphs: vec![l.mail_reset_what().to_owned(), l.mail_reset_do().to_owned()],
                button: Some((l.mail_reset_button().to_owned(), link.clone())),
            },
            Letter::ConfirmEmail { link } => Words {
                subject: l.mail_confirm_email_subject().to_owned(),
                paragraphs: vec![l.mail_confirm_email_what().to_owned(), l.mail_confirm_email_do().to_owned()],
                button: Some((l.mail_confirm_email_button().to_owned(), link.clone())),
            },
            Letter::EmailChanged => Words {
                subject: l.mail_email_changed_subject().to_owned(),
                paragraphs: vec![l.mail_email_changed_what().to_owned(), l.mail_email_changed_do().to_owned()],
                button: None,
            },
            Letter::PasswordChanged { link } => Words {
                subject: l.mail_password_changed_subject().to_owned(),
                paragraphs: vec![l.mail_password_changed_what().to_owned(), l.mail_password_changed_do().to_owned()],
                button: Some((l.mail_password_changed_button().to_owned(), link.clone())),
            },
            Letter::FactorAdded { kind, link } => factor(l, l.mail_factor_added_subject(), l.mail_factor_added(factor_words(l, *kind)), link),
            Letter::FactorRenamed { kind, link } => factor(l, l.mail_factor_renamed_subject(), l.mail_factor_renamed(factor_words(l, *kind)), link),
            Letter::FactorRemoved { kind, link } => factor(l, l.mail_factor_removed_subject(), l.mail_factor_removed(factor_words(l, *kind)), link),
            Letter::RecoveryUsed { left, link } => factor(l, l.mail_recovery_used_subject(), l.mail_recovery_used(*left), link),
            Letter::ClaimStands { number, answer_by, link } => {
                let number = show_number(Series::Claim, number);
                Words {
                    subject: l.mail_claim_stands_subject(&number),
                    paragraphs: vec![l.mail_claim_stands_what(answer_by, &number), l.mail_claim_stands_do().to_owned()],
                    button: Some((l.mail_claim_stands_button().to_owned(), link.clone())),
                }
            }
            Letter::OfClaim { news, pet, link } => of_claim(l, *news, pet, link),
        }
    }

    /// The letter as it is sent to an address.
    pub fn mail(&self, to: &str, l: Lang, brand: &Brand) -> Mail {
        let Words { subject, paragraphs, button } = self.words(l);
        let foot = l.mail_foot(&brand.name, &brand.phone);
        let link = button.iter().map(|(_, link)| format!("{link}\n\n"));
        let text: String = paragraphs
            .iter()
            .map(|p| format!("{p}\n\n"))
            .chain(link)
            .chain([format!("-- \n{foot}\n")])
            .collect();
        let body: String = paragraphs.iter().map(|p| format!("<p>{}</p>", escaped(p))).collect();
        let button = button.map_or(String::new(), |(words, link)| {
            format!("<p><a href=\"{}\" style=\"display:inline-block;padding:12px 20px;border-radius:12px;background:#0f6b5c;color:#fff;text-decoration:none\">{}</a></p>", escaped(&link), escaped(&words))
        });
        let html = format!(
            "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\"><title>{}</title></head><body style=\"font:16px/1.5 system-ui,sans-serif;color:#1c2b28;max-width:560px;margin:24px auto;padding:0 16px\">{body}{button}<p style=\"color:#5a6b67;font-size:14px\">{}</p></body></html>",
            l.as_str(),
            escaped(&subject),
            escaped(&foot)
        );
        Mail {
            to: to.to_owned(),
            subject,
            text,
            html,
        }
    }
}

/// A letter about what somebody proves themselves with: what happened, and what to do if it was not them.
fn factor(l: Lang, subject: &str, what: String, link: &str) -> Words {
    Words {
        subject: subject.to_owned(),
        paragraphs: vec![what, l.mail_factor_do().to_owned()],
        button: Some((l.mail_factor_button().to_owned(), link.to_owned())),
    }
}

/// A letter about a claim: what happened, and what to do. Nothing of what was written or decided stands in it: mail is read by whoever has the device.
fn of_claim(l: Lang, news: News, pet: &str, link: &str) -> Words {
    let missing = |what| what_is_missing(what, l);
    let (subject, what, then) = match news {
        News::Asked {
            what,
            owner: Owner::Vet,
            due_on,
        } => (
            l.mail_asked_subject(pet),
            l.mail_asked_vet(day_full(l, due_on), pet, missing(what)),
            l.mail_asked_vet_do(),
        ),
        News::Asked { what, due_on, .. } => (
            l.mail_asked_subject(pet),
            l.mail_asked(day_full(l, due_on), pet, missing(what)),
            l.mail_asked_do(),
        ),
        News::Reminder { what, owner, due_on } => (
            l.mail_reminder_subject(pet),
            l.mail_reminder(day_full(l, due_on), pet, missing(what)),
            if owner == Owner::Vet { l.mail_asked_vet_do() } else { l.mail_asked_do() },
        ),
        News::SentBack { what } => (l.mail_sent_back_subject(pet), l.mail_sent_back(pet, missing(what)), l.mail_sent_back_do()),
        News::VetSent { what } => (l.mail_vet_sent_subject(pet), l.mail_vet_sent(pet, missing(what)), l.mail_vet_sent_do()),
        News::Message => (l.mail_message_subject(pet), l.mail_message(pet), l.mail_message_do()),
        News::AppealAnswered => (l.mail_appeal_subject(pet), l.mail_appeal(pet), l.mail_appeal_do()),
        News::Decided => (l.mail_decided_subject(pet), l.mail_decided(pet), l.mail_decided_do()),
    };
    Words {
        subject,
        paragraphs: vec![what, then.to_owned()],
        button: Some((l.mail_claim_button().to_owned(), link.to_owned())),
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
    pub fn words(&self, l: Lang) -> String {
        match self {
            Text::Code { code } => l.sms_code(code),
        }
    }
}

fn escaped(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_letter_can_become_markup() {
        let brand = Brand {
            name: "Test & Mutual".into(),
            phone: "+1 555".into(),
            hours: String::new(),
            email: "help@test.example".into(),
        };
        let letter = Letter::NewDevice {
            device: "<script>\"x\"</script>".into(),
            when: "today".into(),
            link: "https://portal.example/account\"onclick=".into(),
        };
        for l in Lang::ALL {
            let mail = letter.mail("robin@example.com", l, &brand);
            assert!(!mail.html.contains("<script>") && !mail.html.contains("\"onclick="));
            assert!(mail.text.contains("<script>"), "plain text says it as it is");
            assert!(!mail.subject.is_empty() && mail.text.contains("https://portal.example/account"));
        }
    }
}
