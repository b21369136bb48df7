//! ID cards, as they cross the wire.

use serde::{Deserialize, Serialize};

use crate::brand::Brand;
use crate::money::Money;
use crate::pets::model::{Cover, Pet, PetEntry};

/// What the page of documents lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Documents {
    /// Pets with an ID card: insured now or soon, and alive.
    pub cards: Vec<PetEntry>,
    /// Names of the pets that live and have none.
    pub without: Vec<String>,
}

/// An ID card, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum IdCard {
    /// The card.
    Valid(Box<Card>),
    /// The pet has no cover now.
    None(Box<PetEntry>),
}

/// What stands on an ID card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// The pet.
    pub pet: Pet,
    /// Its cover: in force, or to begin.
    pub cover: Cover,
    /// Who owns the policy.
    pub policyholder: String,
    /// What is paid back of each covered dollar once the deductible is met, in percent.
    pub rate_percent: i64,
    /// What the policyholder pays in a policy year before anything is paid back.
    pub deductible: Money,
    /// The most that is paid back in a policy year.
    pub limit: Money,
    /// The insurer: name, telephone.
    pub insurer: Brand,
}
