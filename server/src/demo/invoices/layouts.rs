//! Three ways in which clinics print their invoices.

use app::day::Day;

use super::paper::{Paper, Style};
use super::{Sheet, amount};

pub(super) const BLACK: u32 = 0x26242a;
pub(super) const GRAY: u32 = 0x6d6a70;

/// The brand colors of clinics.
const BRANDS: [u32; 5] = [0x1f6f6b, 0x2f5d8c, 0x8a3f4f, 0x4d6b2f, 0x5a4a8a];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

pub(super) fn plain(size: f32) -> Style {
    Style {
        size,
        bold: false,
        till: false,
        ink: BLACK,
    }
}

pub(super) fn bold(size: f32) -> Style {
    Style { bold: true, ..plain(size) }
}

pub(super) fn gray(size: f32) -> Style {
    Style { ink: GRAY, ..plain(size) }
}

pub(super) fn brand(sheet: &Sheet) -> u32 {
    BRANDS[sheet.clinic.name.len() % BRANDS.len()]
}

pub(super) fn month(day: Day) -> &'static str {
    MONTHS[usize::from(day.month().unsigned_abs()).saturating_sub(1) % 12]
}

/// `11/19/2026`
pub(super) fn short(day: Day) -> String {
    format!("{:02}/{:02}/{}", day.month(), day.day(), day.year())
}

/// Name, address and telephone.
pub(super) fn address(sheet: &Sheet) -> [String; 3] {
    let place = sheet.clinic.place;
    [
        sheet.clinic.street.clone(),
        format!("{}, {} {}", place.city, place.state, place.postcode),
        sheet.clinic.phone.clone(),
    ]
}

/// A letter with the clinic's head and a table.
pub(super) fn letterhead<'f>(sheet: &Sheet, mut paper: Paper<'f>) -> Paper<'f> {
    let (left, right) = (48.0, paper.width - 48.0);
    let ink = brand(sheet);
    paper.rect(0.0, 0.0, paper.width, 10.0, ink);
    paper.paw(left + 24.0, 66.0, 54.0, ink);
    paper.text(left + 64.0, 64.0, Style { ink, ..bold(27.0) }, sheet.clinic.name);
    paper.text(left + 64.0, 86.0, gray(13.5), &address(sheet).join("  ·  "));
    paper.text(left, 146.0, bold(25.0), "INVOICE");
    let mut y = 136.0;
    let facts = [
        ("Invoice no.", Some(sheet.number.clone())),
        ("Date", sheet.date.map(|day| format!("{} {}, {}", month(day), day.day(), day.year()))),
        ("Client", sheet.client.clone()),
        ("Patient", sheet.pet.map(str::to_owned)),
    ];
    for (what, fact) in facts {
        if let Some(fact) = fact {
            paper.text(right - 220.0, y, gray(14.5), what);
            paper.text_to(right, y, plain(15.5), &fact);
            y += 23.0;
        }
    }
    y = y.max(190.0) + 14.0;
    paper.rect(left, y, right - left, 30.0, 0xeceae5);
    paper.text(left + 12.0, y + 20.0, bold(14.5), "Description");
    paper.text_to(right - 132.0, y + 20.0, bold(14.5), "Qty");
    paper.text_to(right - 12.0, y + 20.0, bold(14.5), "Amount");
    y += 56.0;
    for line in sheet.printed() {
        paper.text(left + 12.0, y, plain(16.5), line.description);
        paper.text_to(right - 136.0, y, plain(16.5), "1");
        paper.text_to(right - 12.0, y, plain(16.5), &amount(line.cents));
        paper.rect(left, y + 11.0, right - left, 1.0, 0xe2dfd8);
        y += 33.0;
    }
    if sheet.first_of_two {
        paper.text_to(right - 12.0, y + 14.0, gray(15.0), "Continued on page 2");
        paper.text_at_middle(paper.width / 2.0, paper.height - 36.0, gray(13.0), "Page 1 of 2");
        return paper;
    }
    y += 6.0;
    for (what, cents) in [("Subtotal", sheet.total() - sheet.tax()), ("Sales tax", sheet.tax())] {
        paper.text(right - 220.0, y, gray(15.5), what);
        paper.text_to(right - 12.0, y, plain(16.0), &amount(cents));
        y += 25.0;
    }
    paper.rect(right - 232.0, y - 8.0, 232.0, 40.0, ink);
    paper.text(right - 220.0, y + 18.0, Style { ink: 0xffffff, ..bold(19.0) }, "TOTAL");
    paper.text_to(
        right - 12.0,
        y + 18.0,
        Style { ink: 0xffffff, ..bold(20.0) },
        &format!("${}", amount(sheet.total())),
    );
    y += 62.0;
    paper.text(left, y, gray(14.0), "Paid in full by card. Thank you for trusting us with your pet.");
    paper.text_at_middle(
        paper.width / 2.0,
        paper.height - 36.0,
        gray(13.0),
        "Please keep this invoice for your insurance.",
    );
    paper
}

/// A narrow slip from a till.
pub(super) fn slip<'f>(sheet: &Sheet, mut paper: Paper<'f>) -> Paper<'f> {
    let (left, right, middle) = (26.0, paper.width - 26.0, paper.width / 2.0);
    let print = Style {
        size: 15.0,
        bold: false,
        till: true,
        ink: BLACK,
    };
    let strong = Style { bold: true, ..print };
    let rule = "-".repeat(41);
    let mut y = 44.0;
    paper.text_at_middle(middle, y, Style { size: 17.0, ..strong }, &sheet.clinic.name.to_uppercase());
    for row in address(sheet) {
        y += 19.0;
        paper.text_at_middle(middle, y, Style { size: 13.0, ..print }, &row);
    }
    y += 28.0;
    if let Some(day) = sheet.date {
        paper.text(left, y, print, &format!("Date {}", short(day)));
        y += 21.0;
    }
    paper.text(left, y, print, &format!("Inv  {}", sheet.number));
    if let Some(pet) = sheet.pet {
        y += 21.0;
        paper.text(left, y, print, &format!("Pet  {pet}"));
    }
    y += 20.0;
    paper.text_at_middle(middle, y, print, &rule);
    for line in sheet.printed() {
        y += 22.0;
        let short: String = line.description.chars().take(25).collect();
        paper.text(left, y, print, &short);
        paper.text_to(right, y, print, &amount(line.cents));
    }
    y += 20.0;
    paper.text_at_middle(middle, y, print, &rule);
    if sheet.first_of_two {
        paper.text_at_middle(middle, y + 26.0, print, "continued on next slip");
        return paper;
    }
    for (what, cents) in [("SUBTOTAL", sheet.total() - sheet.tax()), ("TAX", sheet.tax())] {
        y += 22.0;
        paper.text(left, y, print, what);
        paper.text_to(right, y, print, &amount(cents));
    }
    y += 30.0;
    let big = Style { size: 20.0, ..strong };
    paper.text(left, y, big, "TOTAL");
    paper.text_to(right, y, big, &format!("${}", amount(sheet.total())));
    y += 32.0;
    paper.text_at_middle(middle, y, Style { size: 13.0, ..print }, "APPROVED   CARD ****4242");
    y += 20.0;
    paper.text_at_middle(middle, y, Style { size: 13.0, ..print }, "THANK YOU - GET WELL SOON");
    paper
}

/// Two columns, the clinic at the side.
pub(super) fn modern<'f>(sheet: &Sheet, mut paper: Paper<'f>) -> Paper<'f> {
    let side = 190.0;
    let (left, right) = (side + 34.0, paper.width - 36.0);
    let ink = brand(sheet);
    paper.rect(0.0, 0.0, side, paper.height, ink);
    let white = |size| Style { ink: 0xffffff, ..plain(size) };
    paper.paw(48.0, 64.0, 50.0, 0xffffff);
    let mut y = 130.0;
    for word in sheet.clinic.name.split_inclusive(' ') {
        paper.text(26.0, y, Style { bold: true, ..white(21.0) }, word.trim());
        y += 26.0;
    }
    y += 12.0;
    for row in address(sheet) {
        paper.text(26.0, y, white(12.5), &row);
        y += 19.0;
    }
    y += 30.0;
    let facts = [
        ("INVOICE", Some(sheet.number.clone())),
        ("VISIT", sheet.date.map(|day| format!("{} {}, {}", &month(day)[..3], day.day(), day.year()))),
        ("PATIENT", sheet.pet.map(str::to_owned)),
        ("OWNER", sheet.client.clone()),
    ];
    for (what, fact) in facts {
        if let Some(fact) = fact {
            paper.text(26.0, y, Style { bold: true, ..white(11.0) }, what);
            paper.text(26.0, y + 20.0, white(16.0), &fact);
            y += 50.0;
        }
    }
    let mut y = 74.0;
    if !sheet.first_of_two {
        paper.text(left, y - 22.0, gray(14.0), "Total");
        paper.text(left, y + 16.0, Style { ink, ..bold(38.0) }, &format!("${}", amount(sheet.total())));
        paper.text_to(right, y + 14.0, gray(14.0), "Paid");
    }
    y += 64.0;
    for line in sheet.printed() {
        paper.rect(left, y - 24.0, right - left, 1.0, 0xdcd8d0);
        paper.text(left, y, plain(16.0), line.description);
        paper.text_to(right, y, plain(16.0), &amount(line.cents));
        y += 38.0;
    }
    paper.rect(left, y - 24.0, right - left, 2.0, ink);
    if sheet.first_of_two {
        paper.text_to(right, y + 4.0, gray(14.0), "Page 1 of 2, continued");
        return paper;
    }
    for (what, cents) in [("Services", sheet.total() - sheet.tax()), ("Tax", sheet.tax())] {
        paper.text(left, y, gray(15.0), what);
        paper.text_to(right, y, gray(15.0), &amount(cents));
        y += 26.0;
    }
    paper.text(left, y + 8.0, bold(18.0), "Total");
    paper.text_to(right, y + 8.0, bold(18.0), &format!("${}", amount(sheet.total())));
    paper
}
