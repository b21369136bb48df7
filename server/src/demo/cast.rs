//! The people one signs in as: three households made by hand to show the product.

use app::claims::model::EventKind::{AskedYou, ReviewBegun, Routed, Submitted};
use app::day::Day;
use app::pets::model::Sex;
use app::workflow::model::{Owner as Owes, What};
use uuid::Uuid;

use super::billing;
use super::cast_bills::{BLADDER, EAR, NAIL, VOMITING};
use super::claims::{self, Filing};
use super::cover::{self, Ending, Order};
use super::facts::{BREEDS, Breed, PLACES};
use super::homes::{Animal, Home, Owner};
use super::plans::{COMPLETE, COMPLETE_WELLNESS, ESSENTIAL};
use super::rows::Task;
use super::story::{Course, Story};
use super::world::{DAY_MS, Making, business_day};

/// A demo sign-in.
pub(super) struct SignIn {
    pub email: &'static str,
    pub password: &'static str,
}

/// In the order of the households.
pub(super) const SIGN_INS: [SignIn; 3] = [
    SignIn {
        email: "robin@example.com",
        password: "biscuit-naps-on-warm-stones",
    },
    SignIn {
        email: "sam@example.com",
        password: "juno-watches-the-first-snow",
    },
    SignIn {
        email: "alex@example.com",
        password: "five-bowls-by-the-back-door",
    },
];

/// Writes the `index`-th household of the cast.
pub(super) fn household(m: &mut Making, index: usize, secret: String) {
    match index {
        0 => robin(m, secret),
        1 => sam(m, secret),
        _ => alex(m, secret),
    }
}

fn open(m: &mut Making, index: usize, names: (&'static str, &'static str), city: &str, since: Day, secret: String) -> Home {
    m.home(Owner {
        given_name: names.0,
        family_name: names.1,
        email: SIGN_INS[index].email.to_owned(),
        place: PLACES.iter().find(|place| place.city == city).unwrap_or(&PLACES[0]),
        since,
        secret: Some(secret),
    })
}

/// An animal with a photo.
fn pet(m: &mut Making, home: &Home, animal: &Animal, since: Day) -> Uuid {
    let photo = m.world.pool.portraits.get(animal.breed.look).and_then(|portraits| portraits.first().copied());
    m.pet(home, animal, since, photo)
}

fn breed(name: &str) -> &'static Breed {
    BREEDS.iter().find(|breed| breed.name == name).unwrap_or(&BREEDS[0])
}

/// What the hand-made households buy, unless they say otherwise.
fn order(cover_from: Day, month: i64) -> Order {
    Order {
        cover_from,
        plan: COMPLETE,
        limit: 1_000_000,
        deductible: 25_000,
        rate: 80,
        month,
        installments: 12,
        ending: Ending::InForce,
        excluded: None,
    }
}

/// Two pets: one claim in review, one that waits for a page, money that arrived, a payment on the first.
fn robin(m: &mut Making, secret: String) {
    let as_of = m.world.as_of;
    let first = Day::new(as_of.year(), as_of.month(), 1).unwrap_or(as_of);
    let since = first.plus_months(-30);
    let mut home = open(m, 0, ("Robin", "Okafor"), "Brooklyn", since.plus_days(-6), secret);
    home.method = "Visa ending 4242".into();
    home.account = "bank ending 6021".into();

    let biscuit = Animal {
        name: "Biscuit",
        breed: breed("Beagle"),
        birth_on: Day::new(as_of.year() - 5, 3, 12).unwrap_or(as_of),
        sex: Sex::Male,
        died_on: None,
    };
    let biscuit_id = pet(m, &home, &biscuit, since);
    // $42.10 a month in the third year.
    let cover = cover::insure(m, &home, biscuit_id, &order(since, 3_748));
    billing::bill(m, &home, &cover);
    let filings = biscuits_claims(m, &home);
    claims::file(m, &home, biscuit_id, &cover, filings);

    let mochi = Animal {
        name: "Mochi",
        breed: breed("Orange Tabby"),
        birth_on: Day::new(as_of.year() - 3, 6, 2).unwrap_or(as_of),
        sex: Sex::Female,
        died_on: None,
    };
    let since = first.plus_months(-18);
    let mochi_id = pet(m, &home, &mochi, since);
    let cover = cover::insure(m, &home, mochi_id, &order(since, 2_200));
    billing::bill(m, &home, &cover);
    let filings = mochis_claims(m, &home);
    claims::file(m, &home, mochi_id, &cover, filings);
}

/// Two of last year, a small one that only used up deductible, and an ear infection in review.
fn biscuits_claims<'w>(m: &mut Making<'w>, home: &Home) -> Vec<Filing<'w>> {
    let (world, zone) = (m.world, home.place.time_zone);
    let (as_of, maya) = (world.as_of, world.staff[0]);
    let mut filings = earlier(m, &["gi-gastroenteritis", "trauma-cut-paw"], as_of.plus_days(-330), zone);
    let nail = [(101, 19, 2, Submitted), (101, 19, 2, Routed), (99, 10, 41, ReviewBegun)];
    filings.push(Filing {
        bill: &world.pool.cast[NAIL],
        visit_on: as_of.plus_days(-102),
        typed: None,
        notes: "He caught it on the stairs.",
        story: Story::told(maya, zone, as_of, &nail, Some((98, 11, 20))),
    });
    let ear = [(2, 9, 41, Submitted), (2, 9, 41, Routed), (1, 11, 8, ReviewBegun)];
    filings.push(Filing {
        bill: &world.pool.cast[EAR],
        visit_on: as_of.plus_days(-3),
        typed: None,
        notes: "",
        story: Story::told(maya, zone, as_of, &ear, None),
    });
    filings
}

/// One that was paid lately, and one of which a page is missing.
fn mochis_claims<'w>(m: &Making<'w>, home: &Home) -> Vec<Filing<'w>> {
    let (world, zone) = (m.world, home.place.time_zone);
    let (as_of, maya) = (world.as_of, world.staff[0]);
    let bladder = [(15, 18, 30, Submitted), (15, 18, 30, Routed), (13, 10, 5, ReviewBegun)];
    let vomiting = [(5, 12, 16, Submitted), (5, 12, 16, Routed), (3, 10, 2, ReviewBegun), (3, 10, 14, AskedYou)];
    let mut waiting = Story::told(maya, zone, as_of, &vomiting, None);
    waiting.missing = Some((What::InvoicePage, Owes::Policyholder));
    // The Friday of this week or, late in the week, of the next.
    waiting.due_on = (3..10).map(|days| as_of.plus_days(days)).find(|day| day.weekday() == 5);
    vec![
        Filing {
            bill: &world.pool.cast[BLADDER],
            visit_on: as_of.plus_days(-16),
            typed: None,
            notes: "She went to the box every ten minutes.",
            story: Story::told(maya, zone, as_of, &bladder, Some((10, 15, 12))),
        },
        Filing {
            bill: &world.pool.cast[VOMITING],
            visit_on: as_of.plus_days(-6),
            typed: None,
            notes: "",
            story: waiting,
        },
    ]
}

/// One cat, insured lately, nothing ever claimed.
fn sam(m: &mut Making, secret: String) {
    let since = m.world.as_of.plus_days(-68);
    let home = open(m, 1, ("Sam", "Thibodeaux"), "Burlington", since.plus_days(-3), secret);
    let juno = Animal {
        name: "Juno",
        breed: breed("Tuxedo Shorthair"),
        birth_on: since.plus_days(-200),
        sex: Sex::Female,
        died_on: None,
    };
    let id = pet(m, &home, &juno, since);
    let wanted = Order {
        plan: ESSENTIAL,
        limit: 500_000,
        ..order(since, 1_840)
    };
    let cover = cover::insure(m, &home, id, &wanted);
    billing::bill(m, &home, &cover);
}

/// Five animals: one died, one is not insured, one payment is late, one policy renews soon.
fn alex(m: &mut Making, secret: String) {
    let as_of = m.world.as_of;
    let home = open(m, 2, ("Alex", "Navarro"), "Austin", as_of.plus_months(-40), secret);
    let late = Order {
        ending: Ending::Delinquent,
        ..order(as_of.plus_days(-9).plus_months(-14), 5_120)
    };
    let renewing = Order {
        plan: COMPLETE_WELLNESS,
        excluded: Some("dent-tooth-resorption"),
        ..order(as_of.plus_days(12).plus_months(-24), 3_860)
    };
    let gone = Order {
        ending: Ending::Cancelled(as_of.plus_days(-47)),
        ..order(as_of.plus_months(-39), 6_230)
    };
    let small = Order {
        plan: ESSENTIAL,
        limit: 500_000,
        installments: 4,
        ..order(as_of.plus_days(-40).plus_months(-5), 980)
    };
    let animals = [
        ("Waffles", "Corgi", 4, Sex::Male, Some(late)),
        ("Pepper", "Calico Shorthair", 6, Sex::Female, Some(renewing)),
        ("Otis", "Labrador Retriever", 13, Sex::Male, Some(gone)),
        ("Peanut", "Guinea Pig", 2, Sex::Female, Some(small)),
        ("Clover", "Holland Lop", 1, Sex::Female, None),
    ];
    for (name, kind, years, sex, wanted) in animals {
        let died_on = wanted.as_ref().and_then(|order| match order.ending {
            Ending::Cancelled(day) => Some(day),
            _ => None,
        });
        let animal = Animal {
            name,
            breed: breed(kind),
            birth_on: as_of.plus_months(-12 * years - 4).plus_days(11),
            sex,
            died_on,
        };
        let since = wanted.as_ref().map_or(as_of.plus_days(-20), |order| order.cover_from.plus_days(-2));
        let id = pet(m, &home, &animal, since);
        let Some(order) = wanted else {
            ask_for_cover(m, id);
            continue;
        };
        let cover = cover::insure(m, &home, id, &order);
        billing::bill(m, &home, &cover);
        let filings = claims::happen(m, &home, &animal, &cover);
        claims::file(m, &home, id, &cover, filings);
    }
}

fn ask_for_cover(m: &mut Making, pet: Uuid) {
    m.batch.tasks.push(Task {
        id: m.dice.id(),
        subject_kind: "pet",
        subject_id: pet,
        reason: "cover_wanted",
        blocking: false,
        state: "open",
        due_on: business_day(m.world.as_of.plus_days(3)),
        opened_at: m.world.now - 2 * DAY_MS,
        closed_at: None,
    });
}

/// Claims of last year, a month apart, paid by the rules.
fn earlier<'w>(m: &mut Making<'w>, codes: &[&str], first: Day, zone: &str) -> Vec<Filing<'w>> {
    let world = m.world;
    let mut filings = Vec::new();
    for (nth, code) in (0..).zip(codes) {
        if let Some(bill) = world.pool.bills.iter().find(|bill| bill.visit.condition.code == *code) {
            let visit_on = first.plus_months(nth);
            let submitted_at = visit_on.plus_days(1).at(20, 14, zone);
            filings.push(Filing {
                bill,
                visit_on,
                typed: None,
                notes: "",
                story: Story::with(m, submitted_at, zone, Course::Rules),
            });
        }
    }
    filings
}
