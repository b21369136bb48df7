//! How animals of a breed look, read from `data/looks.tsv`.

use std::sync::LazyLock;

use super::pen::Ink;

/// A look: what is drawn, and the coats in which it comes.
pub(in super::super) struct Look {
    pub name: &'static str,
    pub kind: &'static str,
    /// Words that the drawing of the kind understands.
    pub shape: Vec<&'static str>,
    pub marking: &'static str,
    pub(super) coats: Vec<Coat>,
}

/// Colors of a coat.
#[derive(Clone, Copy)]
pub(super) struct Coat {
    pub base: Ink,
    pub light: Ink,
    pub dark: Ink,
    /// The eyes', where the kind has colored ones.
    pub eyes: Ink,
}

impl Look {
    /// How many coats it comes in.
    pub fn coat_count(&self) -> usize {
        self.coats.len()
    }

    /// Whether a word is in the shape.
    pub fn has(&self, word: &str) -> bool {
        self.shape.contains(&word)
    }
}

/// Every look.
pub(in super::super) static LOOKS: LazyLock<Vec<Look>> = LazyLock::new(|| include_str!("../data/looks.tsv").lines().skip(1).filter_map(look).collect());

fn look(line: &'static str) -> Option<Look> {
    let cells: Vec<&'static str> = line.split('\t').collect();
    let [name, kind, shape, marking, coats] = cells.try_into().ok()?;
    Some(Look {
        name,
        kind,
        shape: shape.split(' ').collect(),
        marking,
        coats: coats.split('|').map(coat).collect::<Option<_>>()?,
    })
}

fn coat(text: &str) -> Option<Coat> {
    let mut inks = text.split('/').map(|hex| u32::from_str_radix(hex, 16).ok().map(Ink));
    let mut next = || inks.next().flatten();
    Some(Coat {
        base: next()?,
        light: next()?,
        dark: next()?,
        eyes: next().unwrap_or(Ink(0x6b4226)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_look_of_the_table_is_read() {
        assert_eq!(LOOKS.len(), include_str!("../data/looks.tsv").lines().count() - 1);
    }
}
