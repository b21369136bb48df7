//! Finding a condition by what people type: in either language, with or without accents, with one slip of the finger.

use std::sync::LazyLock;

use super::{Condition, all};
use crate::texts::Lang;

/// The most conditions that are shown at once.
pub const MOST: usize = 8;
/// What is typed beyond this many characters is not looked at.
const LONGEST: usize = 80;

/// How well a condition fits; the first is best. Without a slip all words must be there.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// The name begins with what was typed.
    NameBegins,
    /// A word of the name does.
    NameWord,
    /// A word of a synonym does.
    Synonym,
    /// Each word that was typed begins some word of name or synonyms.
    EveryWord,
    /// It stands somewhere inside.
    Inside,
    /// Each word does so but for one letter: in the name.
    NearlyName,
    /// In name and synonyms.
    NearlyEveryWord,
}

/// Name and synonyms of a condition in one language, folded: lower case, no accents, single spaces.
struct Folded {
    name: String,
    synonyms: Vec<String>,
}

static FOLDED: LazyLock<Vec<[Folded; 2]>> = LazyLock::new(|| {
    let folded = |condition: &Condition, l: Lang| Folded {
        name: fold(condition.name(l)),
        synonyms: condition.synonyms(l).map(fold).filter(|synonym| !synonym.is_empty()).collect(),
    };
    all().iter().map(|condition| Lang::ALL.map(|l| folded(condition, l))).collect()
});

/// The conditions that fit best, at most [`MOST`]. The language of the page comes first where both fit equally well.
pub fn search(typed: &str, l: Lang) -> Vec<&'static Condition> {
    let typed: String = typed.chars().take(LONGEST).collect();
    let typed = fold(&typed);
    if typed.is_empty() {
        return Vec::new();
    }
    let best = |slips: bool| {
        let mut found: Vec<((Fit, bool, usize), &Condition)> = all()
            .iter()
            .zip(FOLDED.iter())
            .filter_map(|(condition, folded)| {
                let fits = Lang::ALL.into_iter().filter_map(|other| {
                    let folded = &folded[other as usize];
                    let fit = if slips { nearly(folded, &typed) } else { exactly(folded, &typed) };
                    Some((fit?, other != l, condition.name(l).len()))
                });
                Some((fits.min()?, condition))
            })
            .collect();
        found.sort_by_key(|(fit, _)| *fit);
        found.into_iter().map(|(_, condition)| condition).take(MOST).collect::<Vec<_>>()
    };
    let found = best(false);
    if found.is_empty() { best(true) } else { found }
}

fn exactly(folded: &Folded, typed: &str) -> Option<Fit> {
    if folded.name.starts_with(typed) {
        return Some(Fit::NameBegins);
    }
    if begins_a_word(&folded.name, typed) {
        return Some(Fit::NameWord);
    }
    if folded.synonyms.iter().any(|synonym| begins_a_word(synonym, typed)) {
        return Some(Fit::Synonym);
    }
    if typed.contains(' ') && typed.split(' ').all(|word| words(folded).any(|other| other.starts_with(word))) {
        return Some(Fit::EveryWord);
    }
    // Two letters stand inside nearly every word: that helps nobody.
    (typed.len() > 2 && (folded.name.contains(typed) || folded.synonyms.iter().any(|synonym| synonym.contains(typed)))).then_some(Fit::Inside)
}

fn nearly(folded: &Folded, typed: &str) -> Option<Fit> {
    let fits = |other: &str, word: &str| other.starts_with(word) || (word.len() > 3 && begins_but_for_one_letter(other, word));
    if typed.split(' ').all(|word| folded.name.split(' ').any(|other| fits(other, word))) {
        return Some(Fit::NearlyName);
    }
    let all = typed.split(' ').all(|word| words(folded).any(|other| fits(other, word)));
    all.then_some(Fit::NearlyEveryWord)
}

fn words(folded: &Folded) -> impl Iterator<Item = &str> {
    folded.name.split(' ').chain(folded.synonyms.iter().flat_map(|synonym| synonym.split(' ')))
}

fn begins_a_word(text: &str, typed: &str) -> bool {
    text.starts_with(typed) || text.match_indices(typed).any(|(i, _)| text[..i].ends_with(' '))
}

/// Whether `word` begins with `typed` after one letter is put in, left out, replaced, or two neighbours are swapped.
fn begins_but_for_one_letter(word: &str, typed: &str) -> bool {
    let (word, typed) = (word.as_bytes(), typed.as_bytes());
    let same = word.iter().zip(typed).take_while(|(a, b)| a == b).count();
    let (word, typed) = (&word[same..], &typed[same..]);
    let rest =
        |skip_word: usize, skip_typed: usize| word.len() >= skip_word && typed.len() >= skip_typed && word[skip_word..].starts_with(&typed[skip_typed..]);
    rest(0, 1) || rest(1, 0) || rest(1, 1) || (word.len() > 1 && typed.len() > 1 && word[0] == typed[1] && word[1] == typed[0] && rest(2, 2))
}

/// Lower case, without accents; everything that is no letter or digit becomes one space.
fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        let c = match c {
            'á' | 'à' | 'ä' | 'â' | 'ã' => 'a',
            'é' | 'è' | 'ë' | 'ê' => 'e',
            'í' | 'ì' | 'ï' | 'î' => 'i',
            'ó' | 'ò' | 'ö' | 'ô' | 'õ' => 'o',
            'ú' | 'ù' | 'ü' | 'û' => 'u',
            'ñ' => 'n',
            'ç' => 'c',
            // An accent that was typed apart from its letter, and the apostrophe of "won't".
            '\u{300}'..='\u{36f}' | '\'' | '\u{2019}' => continue,
            c if c.is_alphanumeric() => c,
            _ => ' ',
        };
        if c != ' ' || !(folded.is_empty() || folded.ends_with(' ')) {
            folded.push(c);
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn first(typed: &str, l: Lang) -> &'static str {
        search(typed, l).first().map_or("nothing", |condition| condition.code)
    }

    #[test]
    fn the_beginning_of_the_name_comes_first() {
        assert_eq!(first("ear inf", Lang::En), "ear-otitis-externa");
        assert_eq!(first("Vomiting", Lang::En), "gi-vomiting");
        assert_eq!(first("cojera", Lang::Es), "musc-limping");
    }

    #[test]
    fn a_synonym_leads_to_its_condition() {
        assert!(search("bufo", Lang::En).iter().any(|c| c.code == "toxic-toad"));
        assert!(search("yorkie shunt", Lang::En).iter().any(|c| c.code == "gi-liver-shunt"));
    }

    #[test]
    fn both_languages_are_understood_with_and_without_accents() {
        for typed in ["infeccion de oido", "infección de oído", "INFECCIÓN DE OÍDO", "infeccio\u{301}n de oi\u{301}do"] {
            for l in Lang::ALL {
                assert!(search(typed, l).iter().any(|c| c.code.starts_with("ear-")), "{typed} {l}");
            }
        }
        assert!(search("liver shunt", Lang::Es).iter().any(|c| c.code == "gi-liver-shunt"));
    }

    #[test]
    fn one_slip_of_the_finger_is_forgiven() {
        for typed in ["vomitting", "vomting", "vomitnig", "vonitin"] {
            assert!(search(typed, Lang::En).iter().any(|c| c.code == "gi-vomiting"), "{typed}");
        }
        assert_eq!(first("vomitt", Lang::En), "gi-vomiting");
        assert!(search("diarhea", Lang::En).iter().any(|c| c.code == "gi-diarrhea"));
        assert!(search("xyzzy", Lang::En).is_empty());
    }

    #[test]
    fn words_are_found_in_any_order() {
        assert!(search("infection ear", Lang::En).iter().any(|c| c.code == "ear-otitis-externa"));
    }

    #[test]
    fn every_condition_is_found_by_its_own_name() {
        for condition in all() {
            for l in Lang::ALL {
                assert!(search(condition.name(l), l).iter().any(|c| c.code == condition.code), "{} {l}", condition.code);
            }
        }
    }

    proptest! {
        #[test]
        fn nothing_that_is_typed_breaks_the_search(typed in ".{0,100}") {
            prop_assert!(search(&typed, Lang::En).len() <= MOST);
        }
    }
}
