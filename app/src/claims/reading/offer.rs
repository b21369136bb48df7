//! The files of a draft together: what they offer.

use super::model::{Cutting, Doubt, Fields, Found, Offered, Picture, Piece, ReadLine, Reading, Spot};
use crate::documents::store::sha256;

/// What the readings of the files, in their order, offer together.
pub fn together(readings: &[Reading], under_way: bool) -> Offered {
    let readings = each_sheet_once(readings);
    let totals: Vec<i64> = readings
        .iter()
        .filter_map(|reading| reading.fields.total.as_ref().map(|total| total.value))
        .collect();
    let several = readings.iter().any(|reading| reading.fields.several) || totals.windows(2).any(|pair| pair[0] != pair[1]);
    let foreign = readings.iter().find_map(|reading| reading.fields.foreign.clone());
    let nothing = !under_way && !readings.is_empty() && readings.iter().all(|reading| reading.fields.is_empty());
    let doubt = if several { Some(Doubt::Several) } else { foreign.map(Doubt::Foreign) };
    let doubt = doubt.or(nothing.then_some(Doubt::Nothing));
    let mut offered = Offered {
        date: readings.iter().find_map(|reading| piece(reading, reading.fields.date.as_ref())),
        clinic: readings.iter().find_map(|reading| piece(reading, reading.fields.clinic.as_ref())),
        number: readings.iter().find_map(|reading| piece(reading, reading.fields.number.as_ref())),
        under_way,
        ..Offered::default()
    };
    if doubt.is_some() {
        // Of several invoices nobody knows which number is meant.
        offered.number = offered.number.filter(|_| !several);
        offered.doubt = doubt;
        return offered;
    }
    // The total stands on the last of several sheets.
    offered.total = readings.iter().rev().find_map(|reading| piece(reading, reading.fields.total.as_ref()));
    // While a file is being read, nobody can confirm that these are all.
    if !under_way {
        offered.lines = readings
            .iter()
            .flat_map(|reading| reading.fields.lines.iter().filter_map(|line| piece(reading, Some(line))))
            .collect();
        offered.mark = mark(&offered.lines);
    }
    offered
}

/// The readings without those that say the same as one before them: a sheet that was photographed twice.
fn each_sheet_once(readings: &[Reading]) -> Vec<&Reading> {
    let says = |reading: &Reading| {
        let Fields { date, total, lines, .. } = &reading.fields;
        let lines: Vec<ReadLine> = lines.iter().map(|line| line.value.clone()).collect();
        (date.as_ref().map(|date| date.value), total.as_ref().map(|total| total.value), lines)
    };
    let mut once: Vec<&Reading> = Vec::new();
    for reading in readings {
        let again = !reading.fields.lines.is_empty() && once.iter().any(|known| says(known) == says(reading));
        if !again {
            once.push(reading);
        }
    }
    once
}

fn piece<T: Clone>(reading: &Reading, found: Option<&Found<T>>) -> Option<Piece<T>> {
    let found = found?;
    let picture = reading.pictures.iter().find(|(sheet, _)| *sheet == found.spot.sheet);
    Some(Piece {
        value: found.value.clone(),
        cutting: picture.map(|(_, picture)| cutting(picture, found.spot)),
    })
}

/// The piece, no larger than the picture.
fn cutting(picture: &Picture, spot: Spot) -> Cutting {
    let (width, height) = if picture.turned % 180 == 0 {
        (picture.width, picture.height)
    } else {
        (picture.height, picture.width)
    };
    let (width, height) = (width.max(1), height.max(1));
    let (x, y) = (spot.x.clamp(0, width - 1), spot.y.clamp(0, height - 1));
    Cutting {
        picture: picture.clone(),
        spot: Spot {
            x,
            y,
            width: (spot.x + spot.width).clamp(x + 1, width) - x,
            height: (spot.y + spot.height).clamp(y + 1, height) - y,
            ..spot
        },
    }
}

/// Names lines by what they say, whatever picture they are on.
fn mark(lines: &[Piece<ReadLine>]) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let said: String = lines
        .iter()
        .map(|line| format!("{}\u{1f}{}\u{1e}", line.value.description, line.value.cents))
        .collect();
    sha256(said.as_bytes())[..16].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::BlobId;

    fn found<T>(value: T) -> Found<T> {
        Found {
            value,
            spot: Spot {
                sheet: 0,
                x: 10,
                y: 20,
                width: 300,
                height: 40,
            },
        }
    }

    fn reading(total: Option<i64>, lines: &[(&str, i64)]) -> Reading {
        let mut reading = Reading::default();
        reading.fields.total = total.map(found);
        reading.fields.lines = lines
            .iter()
            .map(|(description, cents)| {
                found(ReadLine {
                    description: (*description).to_owned(),
                    cents: *cents,
                })
            })
            .collect();
        let picture = Picture {
            blob: BlobId("b".into()),
            width: 200,
            height: 100,
            turned: 0,
        };
        reading.pictures = vec![(0, picture)];
        reading
    }

    #[test]
    fn lines_of_two_pages_stand_together_and_the_total_on_the_last() {
        let offered = together(&[reading(None, &[("Exam", 6_800)]), reading(Some(12_200), &[("Ear drops", 5_400)])], false);
        assert_eq!(offered.total.map(|total| total.value), Some(12_200));
        assert_eq!(offered.lines.iter().map(|line| line.value.cents).collect::<Vec<_>>(), [6_800, 5_400]);
    }

    #[test]
    fn pages_with_totals_of_their_own_are_several_invoices() {
        let offered = together(
            &[reading(Some(6_800), &[("Exam", 6_800)]), reading(Some(5_400), &[("Ear drops", 5_400)])],
            false,
        );
        assert_eq!((offered.doubt, offered.total, offered.lines.len()), (Some(Doubt::Several), None, 0));
        let twice = together(&[reading(Some(6_800), &[]), reading(Some(6_800), &[])], false);
        assert_eq!(twice.total.map(|total| total.value), Some(6_800), "the same page photographed twice");
    }

    #[test]
    fn a_sheet_photographed_twice_counts_once() {
        let page = reading(Some(6_800), &[("Exam", 6_800)]);
        assert_eq!(together(&[page.clone(), page], false).lines_cents(), 6_800);
    }

    #[test]
    fn files_without_a_date_or_an_amount_say_so() {
        let cat = Reading::default();
        assert_eq!(together(std::slice::from_ref(&cat), false).doubt, Some(Doubt::Nothing));
        assert_eq!(together(std::slice::from_ref(&cat), true).doubt, None, "the next file may say more");
        assert_eq!(together(&[cat, reading(Some(6_800), &[])], false).doubt, None);
        assert_eq!(together(&[], false).doubt, None, "no file was read");
    }

    #[test]
    fn a_total_that_the_lines_do_not_come_to_is_told() {
        let misread = together(&[reading(Some(72_200), &[("Exam", 6_800), ("Ear drops", 5_400)])], false);
        assert_eq!(misread.lines_differ(), Some(12_200));
        assert_eq!(
            together(&[reading(Some(12_200), &[("Exam", 6_800), ("Ear drops", 5_400)])], false).lines_differ(),
            None
        );
        assert_eq!(together(&[reading(Some(12_200), &[])], false).lines_differ(), None);
    }

    #[test]
    fn amounts_of_another_currency_are_not_offered() {
        let mut euros = reading(Some(6_800), &[("Konsultation", 6_800)]);
        euros.fields.foreign = Some("€".into());
        let offered = together(&[euros], false);
        assert_eq!((offered.doubt, offered.total, offered.lines.len()), (Some(Doubt::Foreign("€".into())), None, 0));
    }

    #[test]
    fn lines_wait_until_every_file_is_read() {
        let offered = together(&[reading(Some(6_800), &[("Exam", 6_800)])], true);
        assert!(offered.lines.is_empty() && offered.under_way);
        assert_eq!(offered.total.map(|total| total.value), Some(6_800));
    }

    #[test]
    fn only_the_mark_of_these_very_lines_confirms_them() {
        let first = together(&[reading(None, &[("Exam", 6_800)])], false);
        let second = together(&[reading(None, &[("Exam", 6_900)])], false);
        assert!(first.confirmed(Some(&first.mark)).is_some());
        assert!(second.confirmed(Some(&first.mark)).is_none(), "another amount");
        let none = together(&[], false);
        assert!(none.confirmed(Some(&none.mark)).is_none(), "no lines cannot be confirmed");
    }

    #[test]
    fn a_piece_never_reaches_over_the_edge_of_its_picture() {
        let offered = together(&[reading(Some(1), &[])], false);
        let spot = offered.total.and_then(|total| total.cutting).map(|cutting| cutting.spot);
        assert_eq!(spot.map(|spot| (spot.x, spot.y, spot.width, spot.height)), Some((10, 20, 190, 40)));
    }
}
