//! Links for clinics, as they cross the wire.

use serde::{Deserialize, Serialize};

use crate::day::{Day, Moment};
use crate::documents::attachments_model::FileState;
use crate::documents::model::Refusal;
use crate::ids::{RequirementId, VetLinkId};
use crate::pets::model::Species;
use crate::text_enum;
use crate::workflow::model::{Requirement, RequirementState, SubjectKind, What};

text_enum! {
    /// Where a link stands.
    pub enum LinkState {
        /// It works.
        Open = "open",
        /// Everything that was asked has come.
        Done = "done",
        /// Its time is over.
        Expired = "expired",
        /// The household took it back.
        Withdrawn = "withdrawn",
    }
}

/// A link as its household sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Which.
    pub id: VetLinkId,
    /// Where it stands.
    pub state: LinkState,
    /// The whole address, as it is given to the clinic; nothing once the link does not work any more.
    pub address: Option<String>,
    /// Side of the QR code in modules, and the outline of its dark ones as an SVG path.
    pub qr: Option<(u32, String)>,
    /// When it ends.
    pub until: Moment,
    /// When it was opened last.
    pub opened_at: Option<Moment>,
    /// From how many places (browser and network) it was opened.
    pub places: i64,
    /// When something was sent by it last.
    pub sent_at: Option<Moment>,
}

/// Sharing with a clinic, as the household sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// Whether it is about a claim or a pet.
    pub kind: SubjectKind,
    /// The claim's or the pet's id.
    pub subject: String,
    /// What the pet is called.
    pub pet_name: String,
    /// What a clinic sees that it is asked for, and what came.
    pub asked: Vec<Requirement>,
    /// The newest link.
    pub link: Option<Link>,
    /// Whether a link can be made: for a claim, when something is missing.
    pub may_make: bool,
    /// Today's date in the household.
    pub today: Day,
}

/// What a clinic sees behind a link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Visit {
    /// There is no such link.
    Unknown,
    /// Its time is over.
    Expired,
    /// The household took it back.
    Withdrawn,
    /// Everything that was asked has come.
    Done {
        /// What the pet is called.
        pet_name: String,
    },
    /// It works.
    Open(Box<OpenVisit>),
}

/// A link that works: the pet, and what is asked. Nothing else of the household.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenVisit {
    /// What the pet is called.
    pub pet_name: String,
    /// What it is.
    pub species: Species,
    /// The day of the visit that it is about, when it is about one.
    pub visit_on: Option<Day>,
    /// What is asked.
    pub asks: Vec<VetAsk>,
    /// Whether it was opened first in another browser or from another network.
    pub elsewhere: bool,
    /// Whether somebody of the household looks at it.
    pub own: bool,
    /// The last day on which it works.
    pub until: Day,
}

/// Something a clinic is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VetAsk {
    /// Which.
    pub id: RequirementId,
    /// What.
    pub what: What,
    /// What more was said to the clinic; empty when nothing.
    pub words: String,
    /// Whether it has come: sent, confirmed, or looked at.
    pub came: bool,
    /// What came by this link, oldest first.
    pub files: Vec<VetFile>,
}

/// A file that a clinic sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VetFile {
    /// What the sender called this upload.
    pub upload_key: String,
    /// Its name.
    pub name: String,
    /// What became of it.
    pub state: FileState,
    /// Why it was not kept.
    pub refusal: Option<Refusal>,
    /// Whether the household said that it is theirs; nothing while it has not answered.
    pub confirmed: Option<bool>,
}

/// Whether a requirement is something that a clinic is shown.
pub fn is_for_the_clinic(requirement: &Requirement) -> bool {
    requirement.state != RequirementState::Waived && (requirement.owner == crate::workflow::model::Owner::Vet || requirement.what.is_the_clinics())
}
