//! Home: what is on it, and how it crosses the wire.

use leptos::server::codee::{Decoder, Encoder};
use serde::{Deserialize, Serialize};

use crate::billing::model::NextPayment;
use crate::claims::model::ClaimSummary;
use crate::day::Day;
use crate::error::AppError;
use crate::ids::{BlobId, ClaimId, PetId, PolicyId};
use crate::money::Money;
use crate::pets::model::Species;
use crate::policies::model::YearMoney;
use crate::text_enum;
use crate::ui::Wire;
use crate::workflow::model::What;

text_enum! {
    /// What to wish a person.
    pub enum PartOfDay {
        /// Good morning.
        Morning = "morning",
        /// Good afternoon.
        Afternoon = "afternoon",
        /// Good evening.
        Evening = "evening",
    }
}

/// Home, drawn: words and HTML of our own making.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawn {
    /// "Good morning, Robin".
    pub wish: String,
    /// The living pets by name; the page's heading.
    pub names: String,
    /// Their pictures; HTML.
    pub herd: String,
    /// All the rest; HTML.
    pub body: String,
}

/// How Home travels inside a page that the server made: without its pictures and its body, which stand there already.
pub struct Frame;

impl Encoder<Result<Drawn, AppError>> for Frame {
    type Error = serde_json::Error;
    type Encoded = String;

    fn encode(home: &Result<Drawn, AppError>) -> Result<String, serde_json::Error> {
        let frame = home.as_ref().map(|home| Drawn {
            wish: home.wish.clone(),
            names: home.names.clone(),
            herd: String::new(),
            body: String::new(),
        });
        serde_json::to_string(&frame)
    }
}

impl Decoder<Result<Drawn, AppError>> for Frame {
    type Error = serde_json::Error;
    type Encoded = str;

    fn decode(text: &str) -> Result<Result<Drawn, AppError>, serde_json::Error> {
        <Wire as Decoder<_>>::decode(text)
    }
}

/// Everything on the first page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dashboard {
    /// What to call the person.
    pub given_name: String,
    /// What to wish them.
    pub part_of_day: PartOfDay,
    /// The living pets, in the order in which they came.
    pub pets: Vec<HomePet>,
    /// What needs the person or is news to them, most urgent first.
    pub alerts: Vec<Alert>,
    /// A claim that was begun and not sent.
    pub unfinished: Option<Unfinished>,
    /// Undecided claims, newest first: [`super::rules::FEW`] at most.
    pub claims: Vec<ClaimSummary>,
    /// Cover that runs or begins, one for each policy, in the order of the pets.
    pub covers: Vec<Cover>,
    /// What happened last, newest first: [`super::rules::FEW`] at most.
    pub happened: Vec<Happened>,
    /// Today in the household.
    pub today: Day,
}

/// A pet of the greeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HomePet {
    /// Which.
    pub id: PetId,
    /// What it is called.
    pub name: String,
    /// What it is.
    pub species: Species,
    /// Its photo.
    pub photo: Option<BlobId>,
    /// Whether no policy covers it now or soon.
    pub uninsured: bool,
}

/// A claim that was begun and not sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfinished {
    /// The pet it is for, when that was answered (or there is only one).
    pub pet_name: Option<String>,
    /// The day of the last answer.
    pub changed_on: Day,
}

/// One policy in figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cover {
    /// Which policy.
    pub policy: PolicyId,
    /// What the pet is called.
    pub pet_name: String,
    /// The plan's name.
    pub plan: String,
    /// Its year's money.
    pub money: YearMoney,
    /// The first day of cover, while it is still to come.
    pub begins_on: Option<Day>,
    /// The first bill that is neither paid nor on its way.
    pub next_payment: Option<NextPayment>,
}

/// Something that needs the person, or that they want to know before anything else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Alert {
    /// Somebody signed in with a browser that was not known, or with several of one name.
    NewDevice {
        /// The newest notice: "that was me" answers it and the earlier ones.
        notice: String,
        /// `Safari on iPhone`.
        device: String,
        /// How many sign-ins.
        times: i64,
    },
    /// A claim waits for something that the policyholder has.
    Missing {
        /// Which claim.
        claim: ClaimId,
        /// Whose visit.
        pet_name: String,
        /// What is missing.
        what: What,
        /// By when.
        due_on: Day,
        /// A clinic sent it: what waits is the household's word that it is theirs.
        confirm: bool,
    },
    /// Money that we sent came back.
    CameBack {
        /// For which claim.
        claim: ClaimId,
        /// Whose visit.
        pet_name: String,
        /// How much.
        amount: Money,
    },
    /// Cover ended because it was not paid.
    Lapsed {
        /// Which policy.
        policy: PolicyId,
        /// Whose cover.
        pet_name: String,
    },
    /// A payment is late; cover goes on.
    PastDue {
        /// For whose cover.
        pet_name: String,
        /// How much.
        amount: Money,
        /// When it was due.
        due_on: Day,
    },
    /// A new policy year is near.
    Renews {
        /// Which policy.
        policy: PolicyId,
        /// Whose cover.
        pet_name: String,
        /// First day of the new year.
        on: Day,
        /// What the new year costs, once that is known.
        premium: Option<Money>,
    },
    /// A claim was decided lately.
    Decided {
        /// Which claim.
        claim: ClaimId,
        /// Whose visit.
        pet_name: String,
        /// What is paid; nothing when it is zero.
        pays: Money,
        /// When it arrives, once that is known.
        arrives_by: Option<Day>,
    },
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happened {
    /// What.
    pub what: Event,
    /// Whom it concerns.
    pub pet_name: String,
    /// How much money.
    pub amount: Money,
    /// When.
    pub on: Day,
}

/// What can happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Money for a claim arrived.
    PayoutArrived(ClaimId),
    /// A claim was sent.
    ClaimFiled(ClaimId),
    /// A payment to us settled.
    PaymentSettled,
}
