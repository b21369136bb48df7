//! Households: who lives where, with which animals, insured how.

use app::day::Day;
use app::pets::model::{Sex, Species};
use uuid::Uuid;

use super::cover::{self, Ending, Order};
use super::facts::{Breed, FAMILY_NAMES, GIVEN_NAMES, Place, STREETS, VISITS};
use super::plans::{DEDUCTIBLES, RATES};
use super::rows::{Credential, Grant, Household, Person, Pet};
use super::world::{DAY_MS, Making};
use super::{billing, claims};

/// A household that stands, with how it pays and is paid.
pub(super) struct Home {
    pub id: Uuid,
    pub person: Uuid,
    pub place: &'static Place,
    /// "Visa ending 4242"
    pub method: String,
    /// "bank ending 6021"
    pub account: String,
}

/// Who moves in.
pub(super) struct Owner {
    pub given_name: &'static str,
    pub family_name: &'static str,
    pub email: String,
    pub place: &'static Place,
    pub since: Day,
    /// The password's hash; `None`: not registered.
    pub secret: Option<String>,
}

/// An animal that has no id yet.
pub(super) struct Animal {
    pub name: &'static str,
    pub breed: &'static Breed,
    pub birth_on: Day,
    pub sex: Sex,
    pub died_on: Option<Day>,
}

/// Longest tenure in a book, in days.
const TENURE_DAYS: i64 = 1_500;

impl Making<'_> {
    /// Writes a household and its policyholder.
    pub fn home(&mut self, owner: Owner) -> Home {
        let (id, person) = (self.dice.id(), self.dice.id());
        let place = owner.place;
        let created_at = (owner.since.at(9, 0, place.time_zone) + self.dice.between(0, 8 * 60 * 60 * 1000)).min(self.world.now - 1);
        let street = format!("{} {}", self.dice.between(3, 2400), self.dice.pick(&STREETS));
        self.batch.households.push(Household {
            id,
            street,
            city: place.city,
            state: place.state,
            postcode: place.postcode,
            time_zone: place.time_zone,
            created_at,
        });
        let birth_on = self.world.as_of.plus_days(-self.dice.days(22 * 365, 78 * 365));
        self.batch.persons.push(Person {
            id: person,
            given_name: owner.given_name,
            family_name: owner.family_name,
            email: owner.email.clone(),
            birth_on: Some(birth_on),
            language: None,
            created_at,
            // Whoever looks around in the demo has just said "not now".
            second_factor_asked_at: Some(self.world.now),
        });
        self.batch.grants.push(Grant {
            id: self.dice.id(),
            person_id: person,
            role: "policyholder",
            scope_kind: "household",
            scope_id: id,
            from_at: created_at,
        });
        if let Some(secret) = owner.secret {
            self.batch.credentials.push(Credential {
                id: self.dice.id(),
                person_id: person,
                kind: "password",
                email: owner.email,
                secret,
                created_at: created_at + 60_000,
            });
        }
        let brand = *self.dice.pick(&["Visa", "Visa", "Mastercard", "Amex", "bank account"]);
        Home {
            id,
            person,
            place,
            method: format!("{brand} ending {}", self.dice.digits(4)),
            account: format!("bank ending {}", self.dice.digits(4)),
        }
    }

    /// Writes an animal; the photo is one that shows its breed.
    pub fn pet(&mut self, home: &Home, animal: &Animal, since: Day, photo: Option<Uuid>) -> Uuid {
        let id = self.dice.id();
        let created_at = since.at(10, 0, home.place.time_zone).min(self.world.now - DAY_MS);
        let chipped = matches!(animal.breed.species, Species::Dog | Species::Cat) && self.dice.percent(72);
        self.batch.pets.push(Pet {
            id,
            household_id: home.id,
            name: animal.name,
            species: animal.breed.species,
            breed: animal.breed.name,
            birth_on: animal.birth_on,
            sex: animal.sex,
            neutered: match self.dice.below(20) {
                0 => None,
                1..4 => Some(false),
                _ => Some(true),
            },
            microchip: chipped.then(|| format!("98102{}", self.dice.digits(10))),
            photo_blob_id: photo,
            died_on: animal.died_on,
            created_at,
            changed_at: created_at,
        });
        id
    }

    /// Writes the `index`-th household with everything that hangs on it.
    pub fn random_household(&mut self, index: usize) {
        let world = self.world;
        let (given_name, family_name) = (*self.dice.pick(&GIVEN_NAMES), *self.dice.pick(&FAMILY_NAMES));
        let domain = *self.dice.pick(&["example.com", "example.org", "example.net"]);
        // Three in a hundred begin in the weeks to come; the others are spread over the years, more of them lately.
        let cover_from = if self.dice.percent(3) {
            world.as_of.plus_days(self.dice.days(1, 21))
        } else {
            let days = self.dice.between(0, TENURE_DAYS).min(self.dice.between(0, TENURE_DAYS + 900));
            world.as_of.plus_days(-i32::try_from(days).unwrap_or_default())
        };
        let since = cover_from.min(world.as_of).plus_days(-self.dice.days(1, 14));
        let place = self.place();
        let registered = self.dice.percent(95);
        let home = self.home(Owner {
            given_name,
            family_name,
            email: format!("{}.{}{index}@{domain}", given_name.to_lowercase(), family_name.to_lowercase()),
            place,
            since,
            secret: registered.then(|| world.locked.clone()),
        });
        let count = match self.dice.below(1000) {
            0..620 => 1,
            620..870 => 2,
            870..950 => 3,
            950..985 => 4,
            _ => 5,
        };
        let mut names = Vec::new();
        for nth in 0..count {
            let breed = self.breed();
            let name = self.pet_name(breed.species, &names);
            names.push(name);
            let later = if nth == 0 { 0 } else { self.dice.days(0, 420) };
            let from = if cover_from.plus_days(later) < world.as_of {
                cover_from.plus_days(later)
            } else {
                cover_from
            };
            let animal = self.animal(name, breed, from);
            let photo = self.portrait(breed.look);
            let pet = self.pet(&home, &animal, from.plus_days(-3).min(world.as_of), photo);
            if nth == 0 || self.dice.percent(80) {
                let order = self.order(&animal, from);
                let cover = cover::insure(self, &home, pet, &order);
                billing::bill(self, &home, &cover);
                let stories = claims::happen(self, &home, &animal, &cover);
                claims::file(self, &home, pet, &cover, stories);
            }
        }
    }

    /// An animal that was young enough to be insured from a day.
    fn animal(&mut self, name: &'static str, breed: &'static Breed, from: Day) -> Animal {
        let as_of = self.world.as_of;
        let lifespan = breed.years * 365;
        let birth_on = from
            .min(as_of)
            .plus_days(-self.dice.days(60, lifespan * 3 / 4).min(self.dice.days(60, lifespan)));
        let age = birth_on.days_until(as_of);
        let covered = from.days_until(as_of);
        let dies = covered > 60 && (age > lifespan * 6 / 5 || (age > lifespan && self.dice.percent(40)) || self.dice.per_mille(12));
        Animal {
            name,
            breed,
            birth_on,
            sex: match self.dice.below(40) {
                0 if breed.species != Species::Dog => Sex::Unknown,
                0..20 => Sex::Female,
                _ => Sex::Male,
            },
            died_on: dies.then(|| as_of.plus_days(-self.dice.days(2, covered - 40))),
        }
    }

    /// What is bought for an animal, and how it ends.
    fn order(&mut self, animal: &Animal, cover_from: Day) -> Order {
        let plans = &self.world.plans;
        let plan = *self.dice.weighted(&[0, 1, 2, 3], |plan: &usize| plans[*plan].weight);
        let installments = *self.dice.weighted(&[12, 4, 1], |count: &i64| match count {
            12 => 62,
            4 => 14,
            _ => 24,
        });
        let deductible = *self.dice.pick(&DEDUCTIBLES);
        let rate = *self.dice.pick(&RATES);
        let years = i64::from(animal.birth_on.full_years_until(cover_from.min(self.world.as_of)));
        // About $45 a month for a young dog, 7% more with each year of its life.
        let month = 4_500 * animal.breed.price / 100 * plans[plan].price / 100 * (100 + 7 * years) / 100 * (rate + 20) / 100
            * (if deductible > 25_000 { 88 } else { 100 })
            / 100
            + self.dice.between(0, 300);
        let covered = cover_from.days_until(self.world.as_of);
        let ending = match (animal.died_on, self.dice.below(1000)) {
            (Some(day), _) => Ending::Cancelled(day),
            _ if covered < 0 => Ending::Pending,
            (None, 0..30) => Ending::Delinquent,
            (None, 30..45) => Ending::CancelPending,
            (None, 45..85) if covered > 120 => Ending::Lapsed,
            (None, 85..145) if covered > 60 => Ending::Cancelled(cover_from.plus_days(self.dice.days(30, covered - 2))),
            _ => Ending::InForce,
        };
        Order {
            cover_from,
            plan,
            limit: *self.dice.pick(plans[plan].limits),
            deductible,
            rate,
            month,
            installments,
            ending,
            excluded: if self.dice.percent(6) { self.excluded(animal.breed.species) } else { None },
        }
    }

    /// A lasting condition that an animal of a species had before it was insured.
    fn excluded(&mut self, species: Species) -> Option<&'static str> {
        let lasting = ["musc-", "skin-atopic", "dent-", "uro-", "card-", "endo-", "ear-"];
        let visits = VISITS.iter().filter(|visit| visit.happens_to(species));
        let codes: Vec<_> = visits
            .map(|visit| visit.condition.code)
            .filter(|code| lasting.iter().any(|prefix| code.starts_with(prefix)))
            .collect();
        if codes.is_empty() { None } else { Some(*self.dice.pick(&codes)) }
    }

    /// A picture of an animal that looks so; one in six has none.
    fn portrait(&mut self, look: &str) -> Option<Uuid> {
        let fitting = self.world.pool.portraits.get(look)?;
        let chosen = *self.dice.pick(fitting);
        (!self.dice.percent(16)).then_some(chosen)
    }
}
