//! The people one signs in as: three households made by hand to show the product.

use app::claims::conditions;
use app::claims::model::EventKind;
use app::day::Day;
use app::pets::model::Sex;
use app::workflow::model::{Owner as Owes, What};

use super::claims::{self, Filing};
use super::cover::{self, Ending, Order};
use super::facts::{Item, Line, PLACES, Place, VISITS};
use super::homes::{Animal, Home, Owner, breed};
use super::plans::{COMPLETE, ESSENTIAL};
use super::rows::Task;
use super::story::{Course, Story};
use super::world::{Bill, DAY_MS, Making, business_day};
use super::{billing, plans};

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

/// Positions in [`bills`].
const NAIL: usize = 0;
const EAR: usize = 1;
const BLADDER: usize = 2;
const VOMITING: usize = 3;

/// The invoices of the hand-made households.
pub(super) fn bills() -> Vec<Bill> {
    use Item::{Diagnostics, Exam, Medicine, Treatment};
    let bill = |code: &str, lines: &[(Item, &'static str, i64)]| {
        let visit = VISITS.iter().find(|visit| visit.condition.code == code).unwrap_or(&VISITS[0]);
        Bill {
            visit,
            condition: conditions::find(code).unwrap_or(visit.condition),
            lines: lines
                .iter()
                .map(|(item, description, cents)| Line {
                    item: *item,
                    description,
                    cents: *cents,
                })
                .collect(),
            pages: Vec::new(),
        }
    };
    vec![
        bill(
            "skin-broken-nail",
            &[(Exam, "Exam", 62_00), (Treatment, "Nail removal", 44_00), (Medicine, "Bandage", 24_00)],
        ),
        bill(
            "ear-otitis-externa",
            &[
                (Exam, "Consultation", 68_00),
                (Diagnostics, "Otoscopy", 92_40),
                (Diagnostics, "Cytology", 118_00),
                (Medicine, "Ear drops", 54_00),
                (Treatment, "Sedation", 154_00),
            ],
        ),
        bill(
            "uro-feline-cystitis",
            &[
                (Exam, "Exam", 72_00),
                (Diagnostics, "Blood chemistry and count", 186_50),
                (Diagnostics, "Urinalysis", 64_25),
                (Diagnostics, "Bladder ultrasound", 245_00),
                (Medicine, "Pain relief", 73_00),
            ],
        ),
        bill(
            "gi-vomiting",
            &[
                (Exam, "Exam, ill pet", 74_00),
                (Diagnostics, "Abdominal X-rays, 2 views", 212_00),
                (Medicine, "Fluids under the skin", 46_50),
                (Medicine, "Anti-nausea injection", 58_40),
            ],
        ),
    ]
}

/// Writes the `index`-th household of the cast.
pub(super) fn household(m: &mut Making, index: usize, secret: &str) {
    match index {
        0 => robin(m, secret),
        1 => sam(m, secret),
        _ => alex(m, secret),
    }
}

fn open(m: &mut Making, index: usize, names: (&'static str, &'static str), city: &str, since: Day, secret: &str) -> Home {
    let place: &'static Place = PLACES.iter().find(|place| place.city == city).unwrap_or(&PLACES[0]);
    m.home(Owner {
        given_name: names.0,
        family_name: names.1,
        email: SIGN_INS[index].email.to_owned(),
        place,
        since,
        secret: Some(secret.to_owned()),
    })
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
fn robin(m: &mut Making, secret: &str) {
    let as_of = m.world.as_of;
    let first = Day::new(as_of.year(), as_of.month(), 1).unwrap_or(as_of);
    let since = first.plus_months(-30);
    let mut home = open(m, 0, ("Robin", "Okafor"), "Brooklyn", since.plus_days(-6), secret);
    home.method = "Visa ending 4242".into();
    home.account = "bank ending 6021".into();
    let zone = home.place.time_zone;
    let cast = &m.world.cast;
    let maya = m.world.staff[0];

    let biscuit = Animal {
        name: "Biscuit",
        breed: breed("Beagle"),
        birth_on: Day::new(as_of.year() - 5, 3, 12).unwrap_or(as_of),
        sex: Sex::Male,
        died_on: None,
    };
    let photo = m.portrait(biscuit.breed.look);
    let pet = m.pet(&home, &biscuit, since, photo);
    // $42.10 a month in the third year.
    let biscuit_cover = cover::insure(m, &home, pet, &order(since, 37_48));
    billing::bill(m, &home, &biscuit_cover);
    let nail = Story::told(
        maya,
        zone,
        as_of,
        &[(101, 19, EventKind::Submitted), (101, 20, EventKind::Routed), (99, 10, EventKind::ReviewBegun)],
        Some((98, 11)),
    );
    let ear = Story::told(
        maya,
        zone,
        as_of,
        &[(2, 9, EventKind::Submitted), (2, 10, EventKind::Routed), (1, 11, EventKind::ReviewBegun)],
        None,
    );
    let mut filings = earlier(m, &["gi-gastroenteritis", "trauma-cut-paw"], as_of.plus_days(-330), zone);
    filings.push(Filing {
        bill: &cast[NAIL],
        visit_on: as_of.plus_days(-102),
        notes: "He caught it on the stairs.",
        story: nail,
    });
    filings.push(Filing {
        bill: &cast[EAR],
        visit_on: as_of.plus_days(-3),
        notes: "",
        story: ear,
    });
    claims::file(m, &home, pet, &biscuit_cover, filings);

    let mochi = Animal {
        name: "Mochi",
        breed: breed("Domestic Shorthair"),
        birth_on: Day::new(as_of.year() - 3, 6, 2).unwrap_or(as_of),
        sex: Sex::Female,
        died_on: None,
    };
    let since = first.plus_months(-18);
    let photo = m.portrait(mochi.breed.look);
    let pet = m.pet(&home, &mochi, since, photo);
    let mochi_cover = cover::insure(m, &home, pet, &order(since, 22_00));
    billing::bill(m, &home, &mochi_cover);
    let bladder = Story::told(
        maya,
        zone,
        as_of,
        &[(15, 18, EventKind::Submitted), (15, 19, EventKind::Routed), (13, 10, EventKind::ReviewBegun)],
        Some((10, 15)),
    );
    let mut vomiting = Story::told(
        maya,
        zone,
        as_of,
        &[
            (5, 12, EventKind::Submitted),
            (5, 13, EventKind::Routed),
            (3, 10, EventKind::ReviewBegun),
            (3, 11, EventKind::AskedYou),
        ],
        None,
    );
    vomiting.missing = Some((What::InvoicePage, Owes::Policyholder));
    // The Friday of this week or, late in the week, of the next.
    vomiting.due_on = (3..10).map(|days| as_of.plus_days(days)).find(|day| day.weekday() == 5);
    let filings = vec![
        Filing {
            bill: &cast[BLADDER],
            visit_on: as_of.plus_days(-16),
            notes: "She went to the box every ten minutes.",
            story: bladder,
        },
        Filing {
            bill: &cast[VOMITING],
            visit_on: as_of.plus_days(-6),
            notes: "",
            story: vomiting,
        },
    ];
    claims::file(m, &home, pet, &mochi_cover, filings);
}

/// One cat, insured lately, nothing ever claimed.
fn sam(m: &mut Making, secret: &str) {
    let since = m.world.as_of.plus_days(-68);
    let home = open(m, 1, ("Sam", "Thibodeaux"), "Burlington", since.plus_days(-3), secret);
    let juno = Animal {
        name: "Juno",
        breed: breed("Tuxedo Shorthair"),
        birth_on: since.plus_days(-200),
        sex: Sex::Female,
        died_on: None,
    };
    let photo = m.portrait(juno.breed.look);
    let pet = m.pet(&home, &juno, since, photo);
    let wanted = Order {
        plan: ESSENTIAL,
        limit: 500_000,
        ..order(since, 18_40)
    };
    let cover = cover::insure(m, &home, pet, &wanted);
    billing::bill(m, &home, &cover);
}

/// Five animals: one died, one is not insured, one payment is late, one policy renews soon.
fn alex(m: &mut Making, secret: &str) {
    let as_of = m.world.as_of;
    let home = open(m, 2, ("Alex", "Navarro"), "Austin", as_of.plus_months(-40), secret);
    let late = Order {
        ending: Ending::Delinquent,
        ..order(as_of.plus_days(-9).plus_months(-14), 51_20)
    };
    let renewing = Order {
        plan: plans::COMPLETE_WELLNESS,
        ..order(as_of.plus_days(12).plus_months(-24), 38_60)
    };
    let gone = Order {
        ending: Ending::Cancelled(as_of.plus_days(-47)),
        ..order(as_of.plus_months(-39), 62_30)
    };
    let small = Order {
        plan: ESSENTIAL,
        limit: 500_000,
        installments: 4,
        ..order(as_of.plus_days(-40).plus_months(-5), 9_80)
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
        let photo = m.portrait(animal.breed.look);
        let pet = m.pet(&home, &animal, since, photo);
        match wanted {
            Some(order) => {
                let cover = cover::insure(m, &home, pet, &order);
                billing::bill(m, &home, &cover);
                let filings = claims::happen(m, &home, &animal, &cover);
                claims::file(m, &home, pet, &cover, filings);
            }
            None => m.batch.tasks.push(Task {
                id: m.dice.id(),
                subject_kind: "pet",
                subject_id: pet,
                reason: "cover_wanted",
                blocking: false,
                state: "open",
                due_on: business_day(as_of.plus_days(3)),
                opened_at: m.world.now - 2 * DAY_MS,
                closed_at: None,
            }),
        }
    }
}

/// Claims of years past, a month apart, paid by the rules.
fn earlier<'w>(m: &mut Making<'w>, codes: &[&str], first: Day, zone: &str) -> Vec<Filing<'w>> {
    let world = m.world;
    (0..)
        .zip(codes)
        .filter_map(|(nth, code)| {
            let bill = world.bills.iter().find(|bill| bill.condition.code == *code)?;
            let visit_on = first.plus_months(nth);
            let submitted_at = visit_on.plus_days(1).at(20, 14, zone);
            let story = Story::with(m, submitted_at, zone, Course::Rules);
            Some(Filing {
                bill,
                visit_on,
                notes: "",
                story,
            })
        })
        .collect()
}
