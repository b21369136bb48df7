//! The rules on sheets that are written down here: each row is `x text`, pieces apart by `|`.

use proptest::prelude::*;

use super::super::ports::Print;
use super::*;

const TODAY: &str = "2026-11-20";

fn day(text: &str) -> Day {
    Day::parse_iso(text).expect("a day")
}

/// A sheet of rows; pieces are apart by `|`, a row lies `slope` pixels lower for each 1,000 to the right.
fn sheet(rows: &[&str], slope: i32) -> Sheet {
    let mut prints = Vec::new();
    for (y, row) in (0..).map(|nth| 60 + nth * 40).zip(rows) {
        let pieces: Vec<&str> = row.split('|').map(str::trim).collect();
        for (nth, text) in pieces.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
            let width = i32::try_from(text.chars().count()).expect("short") * 12;
            // The last piece ends at the right edge, as amounts do.
            let left = if nth > 0 && nth + 1 == pieces.len() {
                1_160 - width
            } else {
                60 + i32::try_from(nth).expect("few") * 420
            };
            let at = |x: i32| (x, y + x * slope / 1_000);
            prints.push(Print {
                text: (*text).to_owned(),
                left: at(left),
                right: at(left + width),
                height: 24,
            });
        }
    }
    Sheet {
        width: 1_200,
        height: 80 + 40 * i32::try_from(rows.len()).expect("few"),
        turned: 0,
        prints,
        drawn: None,
    }
}

fn fields(rows: &[&str]) -> Fields {
    read(&[sheet(rows, 0)], DateOrder::MonthFirst, day(TODAY))
}

fn date(rows: &[&str]) -> Option<String> {
    fields(rows).date.map(|date| date.value.to_string())
}

fn total(rows: &[&str]) -> Option<i64> {
    fields(rows).total.map(|total| total.value)
}

fn lines(rows: &[&str]) -> Vec<(String, i64)> {
    fields(rows).lines.into_iter().map(|line| (line.value.description, line.value.cents)).collect()
}

const INVOICE: [&str; 12] = [
    "Harbor Animal Hospital",
    "12 Pine Street, Albany, NY 12207",
    "Invoice # 204817 | Date: 11/18/2026",
    "Date of birth: 05/04/2021 | Patient: Biscuit",
    "Description | Qty | Amount",
    "Exam | 1 | 68.00",
    "Ear cytology | 1 | 118.00",
    "Ear drops, 10 ml | 1 | 54.00",
    "Subtotal | 240.00",
    "Tax | 4.32",
    "Total | $244.32",
    "Visa ****4242 | $244.32",
];

#[test]
fn an_invoice_gives_its_date_total_clinic_and_lines() {
    let fields = fields(&INVOICE);
    assert_eq!(fields.date.as_ref().map(|date| date.value), Some(day("2026-11-18")));
    assert_eq!(fields.total.as_ref().map(|total| total.value), Some(24_432));
    assert_eq!(fields.clinic.as_ref().map(|clinic| clinic.value.as_str()), Some("Harbor Animal Hospital"));
    assert_eq!(fields.number.as_ref().map(|number| number.value.as_str()), Some("204817"));
    assert_eq!(
        fields
            .lines
            .iter()
            .map(|line| (line.value.description.as_str(), line.value.cents))
            .collect::<Vec<_>>(),
        [("Exam", 6_800), ("Ear cytology", 11_800), ("Ear drops, 10 ml", 5_400), ("Tax", 432)]
    );
    assert!(fields.adds_up());
}

#[test]
fn everything_found_says_where_it_stands() {
    let fields = fields(&INVOICE);
    let at = |spot: Option<Spot>, row: i32| {
        let spot = spot.expect("a spot");
        let middle = 60 + 40 * row;
        assert!(spot.y < middle && middle < spot.y + spot.height && spot.height < 80, "{spot:?} for row {row}");
    };
    at(fields.date.map(|date| date.spot), 2);
    at(fields.total.map(|total| total.spot), 10);
    at(fields.clinic.map(|clinic| clinic.spot), 0);
    at(fields.number.map(|number| number.spot), 2);
    at(fields.lines.first().map(|line| line.spot), 5);
}

fn number(rows: &[&str]) -> Option<String> {
    fields(rows).number.map(|number| number.value)
}

#[test]
fn the_number_is_read_however_the_invoice_calls_itself() {
    for (row, says) in [
        ("Invoice # 204817", "204817"),
        ("Invoice no. | 204817", "204817"),
        ("INVOICE NUMBER: INV-2026/0917", "INV-2026/0917"),
        ("Inv  204817", "204817"),
        ("Inv. No.: 88213-A", "88213-A"),
        ("Receipt No : CS00012013", "CS00012013"),
        ("Bill# 4471", "4471"),
        ("FACTURA N° 001-234", "001-234"),
        ("Invoice # | 204817", "204817"),
        ("Invoice 204817 | 11/18/2026", "204817"),
    ] {
        assert_eq!(
            number(&["Harbor Animal Hospital", row, "Exam | 68.00", "Total | 68.00"]).as_deref(),
            Some(says),
            "{row}"
        );
    }
}

#[test]
fn a_number_may_stand_below_its_name() {
    let rows = [
        "Harbor Animal Hospital",
        "INVOICE",
        "204817",
        "VISIT",
        "Nov 18, 2026",
        "Exam | 68.00",
        "Total | 68.00",
    ];
    assert_eq!(number(&rows).as_deref(), Some("204817"));
}

#[test]
fn the_number_that_is_marked_as_one_goes_before_what_only_follows_a_title() {
    let rows = ["INVOICE | Date", "Receipt 77", "Invoice # | 204817", "Exam | 68.00", "Total | 68.00"];
    assert_eq!(number(&rows).as_deref(), Some("204817"));
}

#[test]
fn what_else_stands_beside_the_name_is_no_number() {
    for row in [
        "Invoice date | 11/18/2026",
        "Invoice | 11/18/2026",
        "Invoice | Nov 18, 2026",
        "INVOICE TOTAL | 68.00",
        "Invoice | 68.00",
        "Invoice #",
        "Invoice to | 12207",
        "Invoices | 204817",
        "Visit no | 3",
        "Patient ID | 204817",
        "Invoice | 120 Pine Street",
    ] {
        assert_eq!(number(&["Harbor Animal Hospital", row, "Exam | 68.00", "Total | 68.00"]), None, "{row}");
    }
}

#[test]
fn a_sheet_that_lies_askew_reads_as_one_that_lies_straight() {
    let straight = fields(&INVOICE);
    for slope in [-90, -30, 45, 90] {
        let askew = read(&[sheet(&INVOICE, slope)], DateOrder::MonthFirst, day(TODAY));
        assert_eq!(
            askew.total.map(|total| total.value),
            straight.total.as_ref().map(|total| total.value),
            "{slope}"
        );
        assert_eq!(askew.lines.len(), straight.lines.len(), "{slope}");
    }
}

#[test]
fn dates_are_read_as_people_print_them() {
    for printed in [
        "11/18/2026",
        "11-18-2026",
        "11.18.2026",
        "11/18/26",
        "Nov 18, 2026",
        "NOV18,2026",
        "November 18th, 2026",
        "18 November 2026",
        "18-Nov-2026",
        "18NOV26",
        "2026-11-18",
        "18/NOV/2026",
        "11/18/202610:33",
        "11/18/26 10:33 AM",
        "18 de noviembre de 2026",
        "18/dov/2026",
        "11:18/2026",
    ] {
        assert_eq!(date(&[printed]), Some("2026-11-18".to_owned()), "{printed}");
    }
}

#[test]
fn the_order_of_day_and_month_follows_the_setting_unless_it_cannot_be() {
    let read = |printed: &str, order| super::dates::dates(printed, order).first().map(|(_, day, _)| day.to_string());
    assert_eq!(read("03/04/2026", DateOrder::MonthFirst), Some("2026-03-04".into()));
    assert_eq!(read("03/04/2026", DateOrder::DayFirst), Some("2026-04-03".into()));
    for order in [DateOrder::MonthFirst, DateOrder::DayFirst] {
        assert_eq!(read("18/11/2026", order), Some("2026-11-18".into()));
        assert_eq!(read("11/18/2026", order), Some("2026-11-18".into()));
    }
}

#[test]
fn what_looks_like_a_date_is_none() {
    for printed in [
        "555-010-0123",
        "12.50-3.20",
        "1.2.3",
        "99/99/2026",
        "Ratio 1/2",
        "11/2026",
        "Visit 3 of 4",
        "13/13/26",
    ] {
        assert_eq!(date(&[printed]), None, "{printed}");
    }
}

#[test]
fn the_day_of_the_visit_is_none_of_the_other_dates() {
    for other in [
        "Date of birth: 11/02/2021",
        "DOB 11/02/2021",
        "Payment due by 11/19/2026",
        "Due date: 11/19/2026",
        "Rabies expires 11/01/2026",
        "Next visit 11/19/2026",
        "Client since 11/02/2011",
        "Last visit: 11/02/2026",
        "Valid until 11/19/2026",
        "Print date 11/19/2026",
    ] {
        assert_eq!(date(&[other, "Date of service | 11/18/2026"]), Some("2026-11-18".to_owned()), "{other}");
        assert_eq!(date(&["Invoice date | 11/18/2026", other]), Some("2026-11-18".to_owned()), "{other}");
    }
}

#[test]
fn a_day_that_is_still_to_come_was_no_visit() {
    assert_eq!(date(&["Date 11/21/2026"]), None);
    assert_eq!(date(&["Date 11/21/2026", "Paid 11/17/2026"]), Some("2026-11-17".to_owned()));
}

#[test]
fn a_label_above_its_date_counts() {
    assert_eq!(
        date(&["11/02/2026", "Patient | Visit date", "Biscuit | 11/18/2026"]),
        Some("2026-11-18".to_owned())
    );
}

#[test]
fn the_total_is_none_of_the_other_sums() {
    for other in [
        "Subtotal | 240.00",
        "Sub-total | 240.00",
        "Tax total | 4.32",
        "Total tax | 4.32",
        "Total discount | 20.00",
        "You saved | 20.00",
        "Total items | 3.00",
        "Previous balance | 999.00",
        "Cash | 300.00",
        "Change | 55.68",
        "Deposit | 100.00",
        "Year to date total | 1,244.32",
        "Balance | 0.00",
    ] {
        assert_eq!(total(&[other, "Total | 244.32"]), Some(24_432), "{other}");
        assert_eq!(total(&["Total | 244.32", other]), Some(24_432), "{other}");
    }
}

#[test]
fn the_total_goes_by_many_names() {
    for name in [
        "TOTAL",
        "Grand Total",
        "Invoice total",
        "Amount due",
        "Total charges",
        "Total paid",
        "Total for this visit",
        "Importe total",
        "Total a pagar",
        "Tota/ amount",
    ] {
        assert_eq!(total(&["Exam | 68.00", &format!("{name} | $1,244.32")]), Some(124_432), "{name}");
    }
}

#[test]
fn what_was_given_less_what_came_back_is_the_total() {
    assert_eq!(total(&["Total | 26.00", "Total | 27.55", "Cash | 50.00", "Change | 22.45"]), Some(2_755));
}

#[test]
fn a_total_rounded_to_five_cents_is_the_one_that_is_paid() {
    assert_eq!(total(&["Total | 37.44", "Rounding | 0.01", "Rounded | 37.45"]), Some(3_745));
}

#[test]
fn an_amount_without_a_word_for_it_is_no_total() {
    assert_eq!(total(&["Exam | 68.00", "Ear drops | 54.00"]), None);
}

#[test]
fn discounts_are_lines_below_zero() {
    let rows = [
        "Description | Amount",
        "Exam | 68.00",
        "Senior discount | -6.80",
        "Ear drops | 54.00",
        "Courtesy discount | 5.00",
        "Subtotal | 110.20",
        "Total | 110.20",
    ];
    let amounts: Vec<i64> = lines(&rows).into_iter().map(|(_, cents)| cents).collect();
    assert_eq!(amounts, [6_800, -680, 5_400, -500]);
    assert!(fields(&rows).adds_up());
    for printed in ["-6.80", "(6.80)", "6.80-", "-$6.80", "\u{2212}6.80"] {
        assert_eq!(super::amounts::amounts(printed).first().map(|amount| amount.cents), Some(-680), "{printed}");
    }
}

#[test]
fn amounts_are_read_as_people_print_them() {
    let read = |text: &str| super::amounts::amounts(text).into_iter().map(|amount| amount.cents).collect::<Vec<_>>();
    for (printed, cents) in [
        ("$1,234.56", 123_456),
        ("1234.56", 123_456),
        ("1.234,56", 123_456),
        ("USD 12.30", 1_230),
        ("12,30", 1_230),
        ("14. 65", 1_465),
        ("14 .65", 1_465),
    ] {
        assert_eq!(read(printed), [cents], "{printed}");
    }
    for printed in ["6.25%", "12.50 kg", "10.15.26", "12345678.90", "5.555", "11:30.00/x", "Version 2"] {
        assert_eq!(read(printed), Vec::<i64>::new(), "{printed}");
    }
}

#[test]
fn a_bandage_is_changed_and_change_is_no_line() {
    let rows = [
        "Item | Amount",
        "Bandage change | 31.30",
        "Change | 8.70",
        "Balance due | 31.30",
        "Page 1 | 2.00",
        "Total | 31.30",
    ];
    assert_eq!(lines(&rows), [("Bandage change".to_owned(), 3_130)]);
}

#[test]
fn a_quantity_and_a_price_belong_to_no_description() {
    let rows = [
        "Description | Qty | Price | Amount",
        "Ear drops, 10 ml | 2 | 27.00 | 54.00",
        "Exam | 1 | 68.00 | 68.00",
        "Total | 122.00",
    ];
    assert_eq!(lines(&rows), [("Ear drops, 10 ml".to_owned(), 5_400), ("Exam".to_owned(), 6_800)]);
}

#[test]
fn a_number_that_belongs_to_a_description_stays() {
    let rows = [
        "Description | Qty | Amount",
        "Extractions x3 | 1.00 ea | 300.00",
        "Chemotherapy, session 4 of 16 | 1 | 500.00",
        "Ear drops 2 x 27.00 | 54.00",
        "Pain relief @ 20.00 | 20.00",
        "Total | 874.00",
    ];
    let words: Vec<String> = lines(&rows).into_iter().map(|(words, _)| words).collect();
    assert_eq!(words, ["Extractions x3", "Chemotherapy, session 4 of 16", "Ear drops", "Pain relief"]);
}

#[test]
fn a_description_may_stand_above_its_amount() {
    let rows = ["Item | Amount", "Ear cytology, both sides", "1 x 118.00 | 118.00", "Total | 118.00"];
    assert_eq!(lines(&rows), [("Ear cytology, both sides".to_owned(), 11_800)]);
}

#[test]
fn four_hundred_lines_are_too_many_to_confirm() {
    let rows: Vec<String> = (0..400)
        .map(|nth| format!("Treatment {nth} of many | 10.00"))
        .chain(["Total | 4,000.00".to_owned()])
        .collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let fields = fields(&rows);
    assert_eq!((fields.total.map(|total| total.value), fields.lines.len()), (Some(400_000), 0));
}

#[test]
fn amounts_of_another_currency_are_told() {
    assert_eq!(fields(&["Konsultation | € 68,00", "Total | € 68,00"]).foreign.as_deref(), Some("€"));
    assert_eq!(fields(&["Consultation | £68.00", "Total | £68.00"]).foreign.as_deref(), Some("£"));
    assert_eq!(fields(&["Total | RM 68.00"]).foreign.as_deref(), Some("RM"));
    for dollars in ["Total | $68.00", "Total | 68.00", "Total | USD 68.00", "Pharmacy form 3 | 68.00"] {
        assert_eq!(fields(&[dollars]).foreign, None, "{dollars}");
    }
}

#[test]
fn several_receipts_side_by_side_are_told_and_nothing_is_offered() {
    let fields = fields(&["Exam 68.00 | Ear drops 54.00", "Total 68.00 | Total 54.00"]);
    assert!(fields.several && fields.total.is_none() && fields.lines.is_empty());
    assert!(!self::fields(&["Total saving 0.00 | Total 41.50"]).several);
    assert!(!self::fields(&["Total 41.50 | Total 41.50"]).several, "the same twice");
}

#[test]
fn receipts_that_lie_one_lower_than_the_other_are_told_too() {
    let fields = fields(&["Exam 68.00 |", "Total 68.00 | Exam 54.00", "Change 2.00 | Total 54.00"]);
    assert!(fields.several && fields.total.is_none());
    for one in [
        ["Total due 41.50 |", "| Total tax 4.15"],
        ["Total charges 41.50 |", "| Total payments 21.50"],
        ["Total 45.00 |", "Total 47.70 |"],
    ] {
        assert!(!self::fields(&one).several, "{one:?}");
    }
}

#[test]
fn an_amount_that_perspective_pulled_above_its_words_keeps_them() {
    let mut sheet = sheet(&["Description | Amount", "Exam | 68.00", "Ear drops | 54.00", "Total | 122.00"], 0);
    for print in sheet.prints.iter_mut().filter(|print| ["Exam", "Ear drops"].contains(&print.text.as_str())) {
        (print.left.1, print.right.1) = (print.left.1 + 15, print.right.1 + 15);
    }
    let fields = read(&[sheet], DateOrder::MonthFirst, day(TODAY));
    let lines: Vec<_> = fields.lines.iter().map(|line| (line.value.description.as_str(), line.value.cents)).collect();
    assert_eq!(lines, [("Exam", 6_800), ("Ear drops", 5_400)]);
    let apart = ["Description | Amount", "| 122.00", "Exam | 68.00", "Ear drops | 54.00", "Total | 122.00"];
    assert_eq!(self::lines(&apart).len(), 2, "a sum above the table is no line");
}

#[test]
fn a_clinic_whose_name_stands_in_three_lines_keeps_all_of_it() {
    let rows = [
        "Greenfield",
        "Vet",
        "Clinic",
        "183 Rose Street",
        "Date 11/18/2026",
        "Exam | 68.00",
        "Total | 68.00",
    ];
    let rows: Vec<&str> = rows.into_iter().chain([""; 12]).collect();
    assert_eq!(fields(&rows).clinic.map(|clinic| clinic.value).as_deref(), Some("Greenfield Vet Clinic"));
}

#[test]
fn a_picture_without_print_gives_nothing() {
    assert_eq!(read(&[Sheet::default()], DateOrder::MonthFirst, day(TODAY)), Fields::default());
    assert_eq!(read(&[], DateOrder::MonthFirst, day(TODAY)), Fields::default());
}

proptest! {
    #[test]
    fn no_print_breaks_the_rules(
        rows in prop::collection::vec("[ -~€£é|0-9./,:-]{0,40}", 0..20),
        places in prop::collection::vec((-3_000..3_000_i32, -3_000..3_000_i32, 0..4_000_i32, -40..40_i32, 0..90_i32), 20),
    ) {
        let prints = rows.iter().zip(&places).map(|(text, (x, y, width, rise, height))| Print {
            text: text.clone(),
            left: (*x, *y),
            right: (x + width, y + rise),
            height: *height,
        });
        let sheet = Sheet { width: 1_000, height: 1_000, turned: 90, prints: prints.collect(), drawn: None };
        let fields = read(&[sheet.clone(), sheet], DateOrder::DayFirst, day(TODAY));
        prop_assert!(fields.total.is_none_or(|total| total.value > 0));
        prop_assert!(fields.date.is_none_or(|date| date.value <= day(TODAY)));
        prop_assert!(fields.lines.len() <= super::lines::MOST_LINES);
    }

    #[test]
    fn a_total_is_read_back_to_the_cent(cents in 1_i64..1_000_000_000) {
        let printed = crate::money::Money::usd(cents).to_string();
        prop_assert_eq!(total(&["Exam | 68.00", &format!("Total | {printed}")]), Some(cents));
    }
}
