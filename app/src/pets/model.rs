//! Animals, as they cross the wire.

use serde::{Deserialize, Serialize};

use super::rules::Age;
use crate::day::Day;
use crate::ids::{BlobId, ClaimId, PetId, PolicyId};
use crate::money::Money;
use crate::policies::model::YearMoney;
use crate::text_enum;

text_enum! {
    /// What kind of animal.
    pub enum Species {
        /// Dog.
        Dog = "dog",
        /// Cat.
        Cat = "cat",
        /// Rabbit.
        Rabbit = "rabbit",
        /// Bird.
        Bird = "bird",
        /// Guinea pig, hamster, rat and the like.
        SmallMammal = "small_mammal",
    }
}

text_enum! {
    /// As the policy records it.
    pub enum Sex {
        /// Female.
        Female = "female",
        /// Male.
        Male = "male",
        /// Not known.
        Unknown = "unknown",
    }
}

/// An animal of the household, as every page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct Pet {
    /// Which.
    pub id: PetId,
    /// What it is called.
    pub name: String,
    /// What it is.
    pub species: Species,
    /// Its breed, in words.
    pub breed: String,
    /// Its birth date.
    pub birth_on: Day,
    /// Its sex.
    pub sex: Sex,
    /// Whether it is neutered; `None`: not known.
    pub neutered: Option<bool>,
    /// Number of its microchip (15 digits by ISO 11784, or an older one).
    pub microchip: Option<String>,
    /// Its photo, at `/files/{id}`.
    pub photo_blob_id: Option<BlobId>,
    /// The day it died.
    pub died_on: Option<Day>,
}

text_enum! {
    /// How the cover of a policy stands today.
    pub enum CoverState {
        /// From a later day.
        Begins = "begins",
        /// Visits of today are covered (a waiting period may still run).
        InForce = "in_force",
        /// No longer; visits of before may still be claimed.
        Ended = "ended",
    }
}

/// The cover of one pet, by its policy that counts today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cover {
    /// The policy.
    pub policy: PolicyId,
    /// Its number, stored form.
    pub number: String,
    /// The plan's name.
    pub plan: String,
    /// How it stands today.
    pub state: CoverState,
    /// First day of the term.
    pub from: Day,
    /// Last day of the term; when cover ended before, the day it ended.
    pub until: Day,
}

/// A pet in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PetEntry {
    /// The animal.
    pub pet: Pet,
    /// How old it is, or became.
    pub age: Age,
    /// Its cover, if it ever had any.
    pub cover: Option<Cover>,
}

/// A claim in a few words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecentClaim {
    /// Which.
    pub id: ClaimId,
    /// What it was for, in the page's language.
    pub what: String,
    /// The day of the visit.
    pub visit_on: Day,
    /// Where it stands.
    pub state: crate::claims::model::ClaimState,
    /// What was asked back.
    pub total: Money,
}

/// Cover was asked for and nobody has answered yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverAsked {
    /// The day it was asked.
    pub on: Day,
    /// The day by which it is answered.
    pub answer_by: Day,
}

/// Everything on a pet's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// The pet, its age and its cover.
    pub entry: PetEntry,
    /// The policy year, while cover is in force.
    pub year: Option<YearMoney>,
    /// Its last claims, newest first: three at most.
    pub claims: Vec<RecentClaim>,
    /// Whether cover was asked for.
    pub asked: Option<CoverAsked>,
    /// Today in the household.
    pub today: Day,
}

/// What the form to change a pet begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PetToChange {
    /// Which.
    pub id: PetId,
    /// What it is called now.
    pub name: String,
    /// What it is: not changed here, since cover and price depend on it.
    pub species: Species,
    /// When it was last changed, UTC ms: a change made from an older state is refused.
    pub changed_at: i64,
    /// What stands in the fields: as stored, or as typed when the last try needs another look.
    pub form: super::form::PetForm,
    /// Today in the household: the latest birth date.
    pub today: Day,
}

/// What the form for a new pet begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPet {
    /// The id it will have: the same form sent twice makes one pet.
    pub id: PetId,
    /// What stands in the fields.
    pub form: super::form::PetForm,
    /// Today in the household: the latest birth date.
    pub today: Day,
}
