//! What all households of a book share.

use app::claims::categories;
use app::claims::model::LineCategory;
use app::day::Day;
use app::ids::spoken_number;
use app::pets::model::Species;
use uuid::Uuid;

use super::dice::Dice;
use super::facts::{BREEDS, Item, Line, PET_NAMES, PLACES, VISITS, Visit};
use super::plans::{self, Plan};
use super::pool::Pool;
use super::rows::{Batch, Person};

/// The currency of everything in the book.
pub(super) const USD: &str = "USD";
/// A day in milliseconds.
pub(super) const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// The same for every household.
pub(super) struct World {
    pub seed: u64,
    /// The day the book is made for.
    pub as_of: Day,
    /// The newest instant in it: the beginning of that day (UTC), so that nothing in the book lies ahead.
    pub now: i64,
    pub plans: Vec<Plan>,
    pub pool: Pool,
    /// The adjusters.
    pub staff: Vec<Uuid>,
    /// The hash of a password nobody knows.
    pub locked: String,
}

/// An invoice of a clinic, with its picture where it was drawn.
#[derive(Clone)]
pub(super) struct Bill {
    pub visit: &'static Visit,
    pub lines: Vec<Line>,
    pub pages: Vec<Uuid>,
}

impl Bill {
    /// Sum of its lines, in cents.
    pub fn total(&self) -> i64 {
        self.lines.iter().map(|line| line.cents).sum()
    }
}

/// The next number of each kind that people say aloud.
pub(super) struct Numbers {
    pub policy: i64,
    pub claim: i64,
    pub invoice: i64,
}

impl Numbers {
    pub fn policy(&mut self) -> String {
        self.policy += 1;
        spoken_number(self.policy)
    }

    pub fn claim(&mut self) -> String {
        self.claim += 1;
        spoken_number(self.claim)
    }

    pub fn invoice(&mut self) -> String {
        self.invoice += 1;
        spoken_number(self.invoice)
    }
}

/// The making of one household.
pub(super) struct Making<'w> {
    pub world: &'w World,
    pub dice: Dice,
    pub batch: &'w mut Batch,
    pub numbers: &'w mut Numbers,
}

/// Adjusters: those who decide claims.
const STAFF: [(&str, &str); 8] = [
    ("Maya", "Lindqvist"),
    ("Daniel", "Reyes"),
    ("Priya", "Nair"),
    ("Tomas", "Novak"),
    ("Grace", "Osei"),
    ("Hannah", "Weiss"),
    ("Luis", "Cordova"),
    ("Keiko", "Tanaka"),
];

impl World {
    /// The world of a seed on a day; what it needs in the database goes into the batch.
    pub fn new(seed: u64, as_of: Day, locked: String, mut pool: Pool, batch: &mut Batch) -> World {
        let now = as_of.at(0, 0, "UTC");
        let mut dice = Dice::new(seed, 0, ids_from(now));
        let plans = plans::all(as_of, &mut dice, batch);
        batch.blobs.append(&mut pool.blobs);
        let staff = STAFF.map(|(given_name, family_name)| {
            let id = dice.id();
            batch.persons.push(Person {
                id,
                given_name,
                family_name,
                email: format!("{}@pawtal.example", given_name.to_lowercase()),
                birth_on: None,
                language: None,
                created_at: now - 1500 * DAY_MS,
                second_factor_asked_at: None,
            });
            id
        });
        World {
            seed,
            as_of,
            now,
            plans,
            pool,
            staff: staff.into(),
            locked,
        }
    }
}

/// Where the ids of a book begin: long enough before its last instant for a second each for 100,000 households.
pub(super) fn ids_from(now: i64) -> i64 {
    now - 3 * DAY_MS
}

/// What a line is, as far as cover goes.
pub(super) fn category(line: &Line) -> LineCategory {
    match line.item {
        Item::Exam => LineCategory::Exam,
        Item::Diagnostics => LineCategory::Diagnostics,
        Item::Medicine => LineCategory::Medicine,
        Item::Tax => LineCategory::Tax,
        Item::Surgery => LineCategory::Surgery,
        Item::Dental => LineCategory::Dental,
        Item::Wellness => categories::of(line.description),
        Item::Treatment => LineCategory::Treatment,
        Item::Cosmetic => LineCategory::Cosmetic,
        Item::Food => LineCategory::Food,
    }
}

/// The day itself or the next that is no Saturday or Sunday.
pub(super) fn business_day(day: Day) -> Day {
    match day.weekday() {
        6 => day.plus_days(2),
        0 => day.plus_days(1),
        _ => day,
    }
}

/// `count` business days later.
pub(super) fn business_days_later(day: Day, count: i32) -> Day {
    (0..count).fold(day, |day, _| business_day(day.plus_days(1)))
}

/// A bill for every visit of the list, and a second, dearer or cheaper one for the more common.
pub(super) fn bills(dice: &mut Dice) -> Vec<Bill> {
    VISITS
        .iter()
        .flat_map(|visit| std::iter::repeat_n(visit, if visit.weight > 4 { 2 } else { 1 }))
        .map(|visit| Bill {
            visit,
            lines: lines_of(visit, dice),
            pages: Vec::new(),
        })
        .collect()
}

/// What a visit costs at one clinic.
pub(super) fn lines_of(visit: &Visit, dice: &mut Dice) -> Vec<Line> {
    let lines = visit.lines.iter().map(|line| vary(*line, dice)).collect();
    taxed(lines, dice)
}

/// The line at another clinic: up to a seventh dearer or cheaper, to five cents.
fn vary(line: Line, dice: &mut Dice) -> Line {
    let cents = line.cents * dice.between(86, 114) / 100 / 5 * 5;
    Line { cents, ..line }
}

/// Two clinics in five add sales tax on what they sell.
fn taxed(mut lines: Vec<Line>, dice: &mut Dice) -> Vec<Line> {
    let sold = lines.iter().filter(|line| matches!(line.item, Item::Medicine | Item::Food));
    let sold: i64 = sold.map(|line| line.cents).sum();
    if sold > 0 && dice.percent(40) {
        lines.push(Line {
            item: Item::Tax,
            description: "Sales tax",
            cents: sold * dice.between(60, 88) / 1000,
        });
    }
    lines
}

impl Making<'_> {
    /// A town.
    pub fn place(&mut self) -> &'static super::facts::Place {
        self.dice.weighted(&PLACES, |place| place.weight)
    }

    /// A breed of any species.
    pub fn breed(&mut self) -> &'static super::facts::Breed {
        self.dice.weighted(&BREEDS, |breed| breed.weight)
    }

    /// A name for an animal of a species, other than those given.
    pub fn pet_name(&mut self, species: Species, taken: &[&str]) -> &'static str {
        loop {
            let (of, name) = *self.dice.pick(&PET_NAMES);
            if of == species && !taken.contains(&name) {
                return name;
            }
        }
    }

    /// An adjuster.
    pub fn adjuster(&mut self) -> Uuid {
        *self.dice.pick(&self.world.staff)
    }
}
