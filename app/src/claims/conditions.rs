//! The list of veterinary conditions: a versioned list in code, with our own stable codes, in both languages.
//!
//! A code is never reused and never removed: claims keep it for good. `conditions.tsv` beside this file is the list.

mod search;

use std::collections::HashMap;
use std::sync::LazyLock;

use super::intake::model::Listed;
use super::model::ConditionKind;
use crate::texts::Lang;

pub use search::search;

/// One condition or reason for a visit.
#[derive(Debug)]
pub struct Condition {
    /// Our stable code.
    pub code: &'static str,
    /// Which waiting period and benefit it falls under.
    pub kind: ConditionKind,
    names: [&'static str; 2],
    synonyms: [&'static str; 2],
}

impl Condition {
    /// What it is called, plain words first.
    pub fn name(&self, l: Lang) -> &'static str {
        self.names[l as usize]
    }

    /// As the browser shows it among others.
    pub fn listed(&self, l: Lang) -> Listed {
        Listed {
            code: self.code.to_owned(),
            name: self.name(l).to_owned(),
        }
    }

    /// What people also type for it.
    pub fn synonyms(&self, l: Lang) -> impl Iterator<Item = &'static str> {
        self.synonyms[l as usize].split('|')
    }
}

static LIST: LazyLock<Vec<Condition>> = LazyLock::new(|| include_str!("conditions.tsv").lines().skip(1).filter_map(read).collect());

static BY_CODE: LazyLock<HashMap<&'static str, usize>> = LazyLock::new(|| LIST.iter().enumerate().map(|(i, condition)| (condition.code, i)).collect());

fn read(line: &'static str) -> Option<Condition> {
    let mut columns = line.split('\t');
    let mut next = || columns.next();
    let (code, kind) = (next()?, ConditionKind::parse(next()?)?);
    Some(Condition {
        code,
        kind,
        names: [next()?, next()?],
        synonyms: [next()?, next()?],
    })
}

/// All conditions, by code.
pub fn all() -> &'static [Condition] {
    &LIST
}

/// The condition of a code.
pub fn find(code: &str) -> Option<&'static Condition> {
    BY_CODE.get(code).map(|i| &LIST[*i])
}

/// What animals see a vet for most often, in the order in which they are offered before anything is typed.
pub const COMMON: [&str; 6] = [
    "ear-otitis-externa",
    "gi-vomiting",
    "gi-diarrhea",
    "skin-atopic-dermatitis",
    "musc-limping",
    "well-checkup",
];

/// What a claim was for: the name of its code, or what was typed when it was not listed.
pub fn words(code: Option<&str>, text: Option<&str>, l: Lang) -> String {
    code.and_then(find)
        .map(|condition| condition.name(l).to_owned())
        .or(text.map(str::to_owned))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_list_is_read() {
        assert_eq!(all().len(), include_str!("conditions.tsv").lines().count() - 1);
        assert!(all().len() >= 300);
        assert_eq!(BY_CODE.len(), LIST.len(), "codes are unique");
    }

    #[test]
    fn what_is_common_is_in_the_list() {
        assert!(COMMON.iter().all(|code| find(code).is_some()));
    }

    #[test]
    fn a_condition_has_a_name_in_each_language() {
        for condition in all() {
            assert!(Lang::ALL.iter().all(|l| !condition.name(*l).is_empty()), "{}", condition.code);
        }
    }
}
