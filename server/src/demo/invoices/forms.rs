//! More ways in which clinics print their invoices: one form, filled in as each clinic's program does it.

use app::day::Day;

use super::layouts::{BLACK, GRAY, address, bold, brand, gray, month, plain, short};
use super::paper::{Paper, Style};
use super::{Sheet, amount};

/// Where the clinic's head stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Head {
    Left,
    Middle,
    /// A bar of color across the sheet.
    Bar,
}

/// How dates are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Dates {
    /// `11/05/2026`
    Digits,
    /// `11/5/26`
    Short,
    /// `Nov 5, 2026`
    Named,
    /// `05-Nov-2026`
    DayFirst,
    /// `2026-11-05`
    Iso,
}

impl Dates {
    fn print(self, day: Day) -> String {
        let name = &month(day)[..3];
        match self {
            Dates::Digits => short(day),
            Dates::Short => format!("{}/{}/{:02}", day.month(), day.day(), day.year() % 100),
            Dates::Named => format!("{name} {}, {}", day.day(), day.year()),
            Dates::DayFirst => format!("{:02}-{name}-{}", day.day(), day.year()),
            Dates::Iso => day.to_string(),
        }
    }
}

/// What stands between description and amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Columns {
    /// Nothing.
    None,
    /// How many, and the price of one.
    QuantityAndPrice,
    /// The day of each line before it, and how many.
    DayAndQuantity,
    /// A code before it.
    Code,
}

/// One clinic's way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Form {
    /// Its name in the ground truth.
    pub name: &'static str,
    head: Head,
    title: &'static str,
    date_label: &'static str,
    dates: Dates,
    columns: Columns,
    /// Label of the sum before tax; empty: it is not printed.
    subtotal: &'static str,
    tax: &'static str,
    total: &'static str,
    /// Prints the sign with every amount.
    signs: bool,
    /// In the till's face.
    till: bool,
    /// The pet's birthday, when the next visit is due, when the invoice is to be paid: other dates that are not the visit's.
    other_dates: bool,
    /// What was paid and what is left.
    paid: bool,
    /// The total also at the head.
    total_above: bool,
    /// In points.
    width: u16,
}

impl Form {
    /// A style in the form's face.
    fn face(&self, style: Style) -> Style {
        if self.till {
            Style {
                till: true,
                size: style.size * 0.9,
                ..style
            }
        } else {
            style
        }
    }
}

const USUAL: Form = Form {
    name: "usual",
    head: Head::Left,
    title: "INVOICE",
    date_label: "Date:",
    dates: Dates::Digits,
    columns: Columns::None,
    subtotal: "Subtotal",
    tax: "Tax",
    total: "Total",
    signs: true,
    till: false,
    other_dates: false,
    paid: false,
    total_above: false,
    width: 620,
};

/// The forms, in the order in which they take turns.
pub(in super::super) const FORMS: [Form; 11] = [
    Form {
        name: "ledger",
        date_label: "Invoice Date",
        columns: Columns::QuantityAndPrice,
        total: "Invoice Total",
        paid: true,
        ..USUAL
    },
    Form {
        name: "history",
        head: Head::Bar,
        title: "Patient Invoice",
        date_label: "Date of service:",
        columns: Columns::DayAndQuantity,
        subtotal: "",
        total: "TOTAL CHARGES",
        other_dates: true,
        ..USUAL
    },
    Form {
        name: "coded",
        head: Head::Middle,
        title: "Tax Invoice",
        dates: Dates::DayFirst,
        columns: Columns::Code,
        total: "Grand Total",
        signs: false,
        ..USUAL
    },
    Form {
        name: "till",
        title: "SALES RECEIPT",
        till: true,
        head: Head::Middle,
        date_label: "DATE",
        dates: Dates::Short,
        subtotal: "SUBTOTAL",
        tax: "SALES TAX",
        total: "TOTAL DUE",
        signs: false,
        paid: true,
        width: 420,
        ..USUAL
    },
    Form {
        name: "due",
        date_label: "Visit date",
        dates: Dates::Named,
        other_dates: true,
        total: "Amount due",
        total_above: true,
        ..USUAL
    },
    Form {
        name: "plain",
        head: Head::Middle,
        title: "Receipt",
        dates: Dates::Named,
        subtotal: "",
        columns: Columns::None,
        total: "Total paid",
        ..USUAL
    },
    Form {
        name: "emergency",
        head: Head::Bar,
        title: "Emergency visit",
        date_label: "Seen on",
        dates: Dates::Digits,
        columns: Columns::QuantityAndPrice,
        total: "TOTAL",
        other_dates: true,
        paid: true,
        ..USUAL
    },
    Form {
        name: "chain",
        head: Head::Bar,
        title: "Your visit",
        date_label: "Visit",
        dates: Dates::Named,
        columns: Columns::None,
        tax: "Sales tax",
        total: "Total for this visit",
        total_above: true,
        ..USUAL
    },
    Form {
        name: "statement",
        title: "STATEMENT OF SERVICES",
        date_label: "Date:",
        dates: Dates::Iso,
        columns: Columns::Code,
        total: "Total amount",
        other_dates: true,
        ..USUAL
    },
    Form {
        name: "narrow",
        till: true,
        head: Head::Left,
        title: "INVOICE",
        date_label: "Date",
        dates: Dates::Digits,
        total: "Total",
        width: 460,
        columns: Columns::None,
        paid: true,
        ..USUAL
    },
    Form {
        name: "factura",
        head: Head::Middle,
        title: "FACTURA",
        date_label: "Fecha",
        dates: Dates::Digits,
        tax: "Impuesto (tax)",
        total: "Importe total",
        ..USUAL
    },
];

/// Prints a sheet on a form.
pub(super) fn print<'f>(sheet: &Sheet, form: &Form, fonts: &'f super::Fonts, scale: f32) -> Option<Paper<'f>> {
    let (width, height) = (f32::from(form.width), 560.0 + 30.0 * sheet.lines.len() as f32);
    let mut paper = Paper::new(fonts, scale, width, height)?;
    let (left, right, middle) = (40.0, width - 40.0, width / 2.0);
    let face = |style: Style| form.face(style);
    let money = |cents: i64| {
        format!(
            "{}{}{}",
            if cents < 0 { "-" } else { "" },
            if form.signs { "$" } else { "" },
            amount(cents.abs())
        )
    };

    let mut y = head(sheet, form, &mut paper);
    if form.total_above {
        paper.text_to(right, y, face(gray(13.0)), form.total);
        paper.text_to(right, y + 28.0, face(bold(24.0)), &money(sheet.total()));
    }
    paper.text(left, y, face(bold(19.0)), form.title);
    y += 30.0;
    for (what, fact) in facts(sheet, form) {
        paper.text(left, y, face(gray(14.0)), &what);
        paper.text(left + 132.0, y, face(plain(15.0)), &fact);
        y += 22.0;
    }
    y += 12.0;
    let line = |y: f32, paper: &mut Paper<'f>| paper.rect(left, y, right - left, 1.0, GRAY);
    line(y - 18.0, &mut paper);
    let wide = |what: &str| if form.width < 500 { what.chars().take(24).collect() } else { what.to_owned() };
    let start = match form.columns {
        Columns::DayAndQuantity => left + 86.0,
        Columns::Code => left + 70.0,
        Columns::None | Columns::QuantityAndPrice => left,
    };
    paper.text(start, y, face(bold(14.0)), "Description");
    paper.text_to(right, y, face(bold(14.0)), "Amount");
    match form.columns {
        Columns::QuantityAndPrice => {
            paper.text_to(right - 180.0, y, face(bold(14.0)), "Qty");
            paper.text_to(right - 92.0, y, face(bold(14.0)), "Price");
        }
        Columns::DayAndQuantity => {
            paper.text(left, y, face(bold(14.0)), "Date");
            paper.text_to(right - 110.0, y, face(bold(14.0)), "Qty");
        }
        Columns::Code => paper.text(left, y, face(bold(14.0)), "Code"),
        Columns::None => {}
    }
    y += 26.0;
    for (nth, one) in sheet.printed().into_iter().enumerate() {
        paper.text(start, y, face(plain(15.0)), &wide(one.description));
        paper.text_to(right, y, face(plain(15.0)), &money(one.cents));
        match form.columns {
            Columns::QuantityAndPrice => {
                paper.text_to(right - 184.0, y, face(plain(15.0)), "1");
                paper.text_to(right - 92.0, y, face(plain(15.0)), &money(one.cents));
            }
            Columns::DayAndQuantity => {
                if let Some(day) = sheet.date {
                    paper.text(left, y, face(plain(13.0)), &form.dates.print(day));
                }
                paper.text_to(right - 114.0, y, face(plain(15.0)), "1.00 ea");
            }
            Columns::Code => paper.text(left, y, face(gray(14.0)), &format!("V{:03}", 107 + 31 * nth)),
            Columns::None => {}
        }
        y += 28.0;
    }
    line(y - 16.0, &mut paper);
    y += 8.0;
    let mut sums = Vec::new();
    if !form.subtotal.is_empty() {
        sums.push((form.subtotal, money(sheet.total() - sheet.tax()), plain(15.0)));
    }
    if sheet.tax() != 0 || !form.subtotal.is_empty() {
        sums.push((form.tax, money(sheet.tax()), plain(15.0)));
    }
    sums.push((form.total, money(sheet.total()), bold(18.0)));
    if form.paid {
        sums.push(("Visa ****4242", money(-sheet.total()), plain(15.0)));
        sums.push(("Balance", money(0), plain(15.0)));
    }
    let label = if form.width < 500 { left } else { right - 250.0 };
    for (what, value, style) in sums {
        paper.text(label, y, face(style), what);
        paper.text_to(right, y, face(style), &value);
        y += 26.0;
    }
    y += 16.0;
    if form.other_dates
        && let Some(day) = sheet.date
    {
        paper.text(
            left,
            y,
            face(gray(13.0)),
            &format!("Next vaccination due: {}", form.dates.print(day.plus_months(11))),
        );
        y += 20.0;
        paper.text(left, y, face(gray(13.0)), &format!("Payment due by {}", form.dates.print(day.plus_days(14))));
        y += 20.0;
    }
    paper.text_at_middle(
        middle,
        y.max(paper.height - 40.0),
        face(gray(12.5)),
        "Thank you for your visit. Please keep this for your records.",
    );
    Some(paper)
}

/// The clinic's name and address; gives where the rest begins.
fn head(sheet: &Sheet, form: &Form, paper: &mut Paper<'_>) -> f32 {
    let face = |style: Style| form.face(style);
    let (left, middle) = (40.0, f32::from(form.width) / 2.0);
    match form.head {
        Head::Left => {
            paper.text(left, 56.0, face(bold(24.0)), sheet.clinic.name);
            for (row, y) in address(sheet).iter().zip([78.0, 95.0, 112.0]) {
                paper.text(left, y, face(gray(13.0)), row);
            }
            160.0
        }
        Head::Middle => {
            paper.text_at_middle(middle, 56.0, face(Style { ink: BLACK, ..bold(23.0) }), sheet.clinic.name);
            for (row, y) in address(sheet).iter().zip([78.0, 95.0, 112.0]) {
                paper.text_at_middle(middle, y, face(gray(13.0)), row);
            }
            156.0
        }
        Head::Bar => {
            paper.rect(0.0, 0.0, f32::from(form.width), 76.0, brand(sheet));
            paper.text(left, 46.0, face(Style { ink: 0xffffff, ..bold(25.0) }), sheet.clinic.name);
            paper.text(left, 104.0, face(gray(13.0)), &address(sheet).join("   "));
            146.0
        }
    }
}

/// What the form says of the visit.
fn facts(sheet: &Sheet, form: &Form) -> Vec<(String, String)> {
    let mut facts = vec![("Invoice #".to_owned(), sheet.number.clone())];
    if let Some(day) = sheet.date {
        facts.push((form.date_label.to_owned(), form.dates.print(day)));
        if form.other_dates && sheet.pet.is_some() {
            facts.push(("Date of birth".to_owned(), form.dates.print(day.plus_months(-41).plus_days(-7))));
        }
    }
    facts.extend(sheet.client.clone().map(|client| ("Client".to_owned(), client)));
    facts.extend(sheet.pet.map(|pet| ("Patient".to_owned(), pet.to_owned())));
    facts
}
