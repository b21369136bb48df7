//! What the book is made from: names, places, breeds and visits, read from the tables in `data/`.

use std::sync::LazyLock;

use app::claims::conditions::{self, Condition};
use app::money;
use app::pets::model::Species;

/// A town, with what goes with it.
pub(super) struct Place {
    pub city: &'static str,
    pub state: &'static str,
    pub postcode: &'static str,
    pub time_zone: &'static str,
    pub weight: usize,
}

/// A breed.
pub(super) struct Breed {
    pub species: Species,
    pub name: &'static str,
    pub weight: usize,
    /// Years it is likely to live.
    pub years: i32,
    /// Premium in percent of a mixed-breed dog's.
    pub price: i64,
    /// Which portraits show it.
    pub look: &'static str,
}

/// What a line of a vet's invoice is, as far as cover goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Item {
    Exam,
    Diagnostics,
    Medicine,
    Surgery,
    Treatment,
    Dental,
    Wellness,
    Cosmetic,
    Food,
    /// Sales tax on what was sold.
    Tax,
}

/// One line of an invoice.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    pub item: Item,
    pub description: &'static str,
    pub cents: i64,
}

/// A visit to the vet as it may happen: why, to whom, and what it costs.
pub(super) struct Visit {
    pub condition: &'static Condition,
    /// One letter for each species it happens to: d, c, r, b, s.
    species: &'static str,
    pub weight: usize,
    pub lines: Vec<Line>,
}

impl Visit {
    /// Whether it happens to animals of this species.
    pub fn happens_to(&self, species: Species) -> bool {
        self.species.contains(letter(species))
    }
}

fn letter(species: Species) -> char {
    match species {
        Species::Dog => 'd',
        Species::Cat => 'c',
        Species::Rabbit => 'r',
        Species::Bird => 'b',
        Species::SmallMammal => 's',
    }
}

pub(super) static GIVEN_NAMES: LazyLock<Vec<&'static str>> = LazyLock::new(|| include_str!("data/given_names.txt").lines().collect());
pub(super) static FAMILY_NAMES: LazyLock<Vec<&'static str>> = LazyLock::new(|| include_str!("data/family_names.txt").lines().collect());
pub(super) static CLINICS: LazyLock<Vec<&'static str>> = LazyLock::new(|| include_str!("data/clinics.txt").lines().collect());
pub(super) static STREETS: LazyLock<Vec<&'static str>> = LazyLock::new(|| include_str!("data/streets.txt").lines().collect());

pub(super) static PLACES: LazyLock<Vec<Place>> = LazyLock::new(|| {
    table(include_str!("data/places.tsv"), |[city, state, postcode, time_zone, weight]| {
        Some(Place {
            city,
            state,
            postcode,
            time_zone,
            weight: weight.parse().ok()?,
        })
    })
});

pub(super) static BREEDS: LazyLock<Vec<Breed>> = LazyLock::new(|| {
    table(include_str!("data/breeds.tsv"), |[species, name, weight, years, price, look]| {
        Some(Breed {
            species: Species::parse(species)?,
            name,
            weight: weight.parse().ok()?,
            years: years.parse().ok()?,
            price: price.parse().ok()?,
            look,
        })
    })
});

pub(super) static PET_NAMES: LazyLock<Vec<(Species, &'static str)>> =
    LazyLock::new(|| table(include_str!("data/pet_names.tsv"), |[species, name]| Some((Species::parse(species)?, name))));

pub(super) static VISITS: LazyLock<Vec<Visit>> = LazyLock::new(|| {
    table(include_str!("data/visits.tsv"), |[condition, species, weight, text]| {
        Some(Visit {
            condition: conditions::find(condition)?,
            species,
            weight: weight.parse().ok()?,
            lines: lines(text)?,
        })
    })
});

/// `E Exam 74.00;M Ear drops 54.00`
pub(super) fn lines(text: &'static str) -> Option<Vec<Line>> {
    text.split(';').map(line).collect()
}

/// `E Exam, ill pet 74.00`
fn line(text: &'static str) -> Option<Line> {
    let (letter, rest) = text.split_once(' ')?;
    let (description, amount) = rest.rsplit_once(' ')?;
    let item = match letter {
        "E" => Item::Exam,
        "D" => Item::Diagnostics,
        "M" => Item::Medicine,
        "S" => Item::Surgery,
        "T" => Item::Treatment,
        "N" => Item::Dental,
        "W" => Item::Wellness,
        "C" => Item::Cosmetic,
        "F" => Item::Food,
        _ => return None,
    };
    Some(Line {
        item,
        description,
        cents: money::parse_amount(amount).ok()?,
    })
}

/// The rows of a table with tabs, without its head.
fn table<T, const N: usize>(text: &'static str, read: impl Fn([&'static str; N]) -> Option<T>) -> Vec<T> {
    text.lines()
        .skip(1)
        .filter_map(|line| {
            let cells: Vec<&'static str> = line.split('\t').collect();
            read(cells.try_into().ok()?)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_every_table_is_read() {
        let rows = |text: &str| text.lines().count() - 1;
        assert_eq!(PLACES.len(), rows(include_str!("data/places.tsv")));
        assert_eq!(BREEDS.len(), rows(include_str!("data/breeds.tsv")));
        assert_eq!(PET_NAMES.len(), rows(include_str!("data/pet_names.tsv")));
        assert_eq!(VISITS.len(), rows(include_str!("data/visits.tsv")));
    }

    #[test]
    fn every_place_has_a_known_time_zone() {
        for place in PLACES.iter() {
            assert!(jiff::tz::TimeZone::get(place.time_zone).is_ok(), "{}", place.city);
        }
    }

    #[test]
    fn every_species_has_breeds_names_and_visits() {
        for species in [Species::Dog, Species::Cat, Species::Rabbit, Species::Bird, Species::SmallMammal] {
            assert!(BREEDS.iter().any(|breed| breed.species == species));
            assert!(PET_NAMES.iter().any(|(of, _)| *of == species));
            assert!(VISITS.iter().any(|visit| visit.happens_to(species)));
        }
    }
}
