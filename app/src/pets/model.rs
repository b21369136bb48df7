//! Animals, as they cross the wire.

use serde::{Deserialize, Serialize};

use crate::day::Day;
use crate::ids::{BlobId, PetId};
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
