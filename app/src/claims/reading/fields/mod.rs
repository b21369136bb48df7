//! From print to fields: rules of our own, pure, in whole numbers. What they are worth is measured by `make bench`.

mod amounts;
mod clinic;
mod dates;
mod lines;
mod number;
mod rows;
#[cfg(test)]
mod tests;
mod total;

use self::rows::{Row, rows};
use super::model::{DateOrder, Fields, Spot};
use super::ports::Sheet;
use crate::day::Day;

/// Reads the fields of a file. `today` is the last day a visit can have been on.
pub fn read(sheets: &[Sheet], order: DateOrder, today: Day) -> Fields {
    let rows: Vec<Row> = sheets.iter().enumerate().flat_map(|(nth, sheet)| rows(nth, sheet)).collect();
    let mut fields = Fields {
        date: dates::read(&rows, order, today),
        clinic: clinic::read(&rows),
        number: number::read(&rows, order),
        foreign: amounts::foreign(&rows),
        ..Fields::default()
    };
    let table = lines::read(&rows);
    fields.total = total::read(&rows, &table);
    fields.lines = table.adding_up_to(fields.total.as_ref().map(|total| total.value));
    fields.several = total::several(&rows);
    if fields.several {
        fields = Fields {
            several: true,
            ..Fields::default()
        };
    }
    fields
}

/// The first day that a text names.
pub fn day(text: &str, order: DateOrder) -> Option<Day> {
    dates::dates(text, order).first().map(|(_, day, _)| *day)
}

/// The least rectangle around places, with some air.
fn around(spots: impl IntoIterator<Item = Spot>) -> Option<Spot> {
    spots.into_iter().reduce(|a, b| {
        let (x, y) = (a.x.min(b.x), a.y.min(b.y));
        let (right, bottom) = ((a.x + a.width).max(b.x + b.width), (a.y + a.height).max(b.y + b.height));
        Spot {
            sheet: a.sheet,
            x,
            y,
            width: right - x,
            height: bottom - y,
        }
    })
}
