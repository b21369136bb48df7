//! The form of a pet: as typed, and what it becomes. The same in browser and server.

use serde::{Deserialize, Serialize};

use super::model::{Pet, Sex};
use crate::day::Day;
use crate::error::FieldError;
use crate::texts::Lang;

/// The form as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PetForm {
    /// What it is called.
    pub name: String,
    /// Its breed, in words.
    pub breed: String,
    /// Its birth date, `YYYY-MM-DD`.
    pub birth_on: String,
    /// `female`, `male` or `unknown`.
    pub sex: String,
    /// `yes`, `no` or `unknown`.
    pub neutered: String,
    /// Number of its microchip; may be empty.
    pub microchip: String,
}

/// A form that can be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PetFacts {
    /// 1 to 40 characters on one line.
    pub name: String,
    /// 1 to 60 characters on one line.
    pub breed: String,
    /// Not in the future.
    pub birth_on: Day,
    /// Its sex.
    pub sex: Sex,
    /// `None`: not known.
    pub neutered: Option<bool>,
    /// Without spaces and hyphens.
    pub microchip: Option<String>,
}

/// The longest name, in characters.
pub const LONGEST_NAME: u16 = 40;
/// The longest breed, in characters.
pub const LONGEST_BREED: u16 = 60;
/// Parrots and tortoises grow old; nothing that we keep grows older.
const OLDEST_YEARS: i16 = 60;

impl PetForm {
    /// What may be kept, or what to do at each field. `today` is the household's date.
    pub fn parse(&self, l: Lang, today: Day) -> Result<PetFacts, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut problem = |field: &str, message: &str| errors.push(FieldError::new(field, message));
        let (name, breed) = (one_line(&self.name), one_line(&self.breed));
        match name.chars().count() {
            0 => problem("name", l.pets_name_missing()),
            count if count > usize::from(LONGEST_NAME) => problem("name", l.pets_name_too_long()),
            _ => {}
        }
        match breed.chars().count() {
            0 => problem("breed", l.pets_breed_missing()),
            count if count > usize::from(LONGEST_BREED) => problem("breed", l.pets_breed_too_long()),
            _ => {}
        }
        let birth_on = match Day::parse_iso(self.birth_on.trim()) {
            Some(day) if day > today => Err(l.pets_birth_future()),
            Some(day) if day.full_years_until(today) >= OLDEST_YEARS => Err(l.pets_birth_too_long_ago()),
            Some(day) => Ok(day),
            None if self.birth_on.trim().is_empty() => Err(l.pets_birth_missing()),
            None => Err(l.pets_birth_no_date()),
        };
        let birth_on = birth_on.map_err(|message| problem("birth_on", message)).ok();
        let sex = Sex::parse(&self.sex);
        if sex.is_none() {
            problem("sex", l.pets_sex_missing());
        }
        let neutered = match self.neutered.as_str() {
            "yes" => Some(Some(true)),
            "no" => Some(Some(false)),
            "unknown" => Some(None),
            _ => None,
        };
        if neutered.is_none() {
            problem("neutered", l.pets_neutered_missing());
        }
        let microchip = parse_microchip(&self.microchip);
        if microchip.is_none() {
            problem("microchip", l.pets_microchip_wrong());
        }
        match (birth_on, sex, neutered, microchip) {
            (Some(birth_on), Some(sex), Some(neutered), Some(microchip)) if errors.is_empty() => Ok(PetFacts {
                name,
                breed,
                birth_on,
                sex,
                neutered,
                microchip,
            }),
            _ => Err(errors),
        }
    }
}

impl From<&Pet> for PetForm {
    fn from(pet: &Pet) -> PetForm {
        let neutered = match pet.neutered {
            Some(true) => "yes",
            Some(false) => "no",
            None => "unknown",
        };
        PetForm {
            name: pet.name.clone(),
            breed: pet.breed.clone(),
            birth_on: pet.birth_on.to_string(),
            sex: pet.sex.to_string(),
            neutered: neutered.to_owned(),
            microchip: pet.microchip.as_deref().map(show_microchip).unwrap_or_default(),
        }
    }
}

/// One line without surrounding or doubled space; control characters count as space.
fn one_line(typed: &str) -> String {
    let words: Vec<&str> = typed
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ")
}

/// The number of a microchip as stored: 15 digits (ISO 11784/11785), or 9 or 10 letters and digits of chips from before. `Some(None)`: none
/// was typed; `None`: it is no such number.
fn parse_microchip(typed: &str) -> Option<Option<String>> {
    let bare: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '.' | '\u{2010}'..='\u{2015}'))
        .map(|c| c.to_ascii_uppercase())
        .collect();
    let known = match bare.len() {
        0 => return Some(None),
        15 => bare.bytes().all(|b| b.is_ascii_digit()),
        9 | 10 => bare.bytes().all(|b| b.is_ascii_alphanumeric()),
        _ => false,
    };
    known.then_some(Some(bare))
}

/// A stored microchip number in groups of three, as it is read out.
pub fn show_microchip(stored: &str) -> String {
    let mut grouped = String::new();
    for (i, c) in stored.chars().enumerate() {
        // The tenth character of an old number stays with the group before.
        if i > 0 && i.is_multiple_of(3) && (i != 9 || stored.len() > 10) {
            grouped.push('\u{a0}');
        }
        grouped.push(c);
    }
    grouped
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn good() -> PetForm {
        PetForm {
            name: " Biscuit ".into(),
            breed: "Basset \t Hound".into(),
            birth_on: "2021-03-12".into(),
            sex: "female".into(),
            neutered: "yes".into(),
            microchip: "981-020.003 415 678".into(),
        }
    }

    fn today() -> Day {
        Day::new(2026, 11, 20).expect("a date")
    }

    /// The one sentence about a form in which one field was changed.
    fn sentence(change: impl FnOnce(&mut PetForm)) -> (String, String) {
        let mut form = good();
        change(&mut form);
        let mut errors = form.parse(Lang::En, today()).expect_err("an error");
        assert_eq!(errors.len(), 1, "{errors:?}");
        let error = errors.remove(0);
        (error.field, error.message)
    }

    #[test]
    fn a_form_is_read_without_its_stray_spaces() {
        let facts = good().parse(Lang::En, today()).expect("facts");
        assert_eq!((facts.name.as_str(), facts.breed.as_str()), ("Biscuit", "Basset Hound"));
        assert_eq!(facts.microchip.as_deref(), Some("981020003415678"));
        assert_eq!((facts.sex, facts.neutered), (Sex::Female, Some(true)));
    }

    #[test]
    fn every_bad_field_gets_its_own_sentence() {
        let l = Lang::En;
        for (error, field, message) in [
            (sentence(|f| f.name = " \u{7} ".into()), "name", l.pets_name_missing()),
            (sentence(|f| f.name = "x".repeat(41)), "name", l.pets_name_too_long()),
            (sentence(|f| f.breed = String::new()), "breed", l.pets_breed_missing()),
            (sentence(|f| f.breed = "é".repeat(61)), "breed", l.pets_breed_too_long()),
            (sentence(|f| f.birth_on = "  ".into()), "birth_on", l.pets_birth_missing()),
            (sentence(|f| f.birth_on = "12 March".into()), "birth_on", l.pets_birth_no_date()),
            (sentence(|f| f.birth_on = "2025-02-29".into()), "birth_on", l.pets_birth_no_date()),
            (sentence(|f| f.birth_on = "2026-11-21".into()), "birth_on", l.pets_birth_future()),
            (sentence(|f| f.birth_on = "1966-11-20".into()), "birth_on", l.pets_birth_too_long_ago()),
            (sentence(|f| f.sex = "hen".into()), "sex", l.pets_sex_missing()),
            (sentence(|f| f.neutered = String::new()), "neutered", l.pets_neutered_missing()),
            (sentence(|f| f.microchip = "12345".into()), "microchip", l.pets_microchip_wrong()),
            (sentence(|f| f.microchip = "98102000341567A".into()), "microchip", l.pets_microchip_wrong()),
            (sentence(|f| f.microchip = "1234567890123456".into()), "microchip", l.pets_microchip_wrong()),
            (sentence(|f| f.microchip = "१२३४५६७८९".into()), "microchip", l.pets_microchip_wrong()),
        ] {
            assert_eq!(error, (field.to_owned(), message.to_owned()));
        }
    }

    #[test]
    fn the_edges_of_what_is_right_are_right() {
        let right = |change: &dyn Fn(&mut PetForm)| {
            let mut form = good();
            change(&mut form);
            form.parse(Lang::En, today()).is_ok()
        };
        assert!(right(&|f| f.birth_on = "2026-11-20".into()), "born today");
        assert!(right(&|f| f.birth_on = "1966-11-21".into()), "an old parrot");
        assert!(right(&|f| f.name = "ñ".repeat(40)));
        assert!(right(&|f| f.microchip = String::new()), "no chip");
        assert!(right(&|f| f.microchip = "123 456 789".into()), "a chip of 9 digits");
        assert!(right(&|f| f.microchip = "0a1b2c3d4e".into()), "a chip of 10 letters and digits");
        assert!(right(&|f| f.neutered = "unknown".into()));
    }

    #[test]
    fn an_empty_form_names_all_that_must_be_filled_in() {
        let errors = PetForm::default().parse(Lang::Es, today()).expect_err("errors");
        assert_eq!(
            errors.iter().map(|e| e.field.as_str()).collect::<Vec<_>>(),
            ["name", "breed", "birth_on", "sex", "neutered"]
        );
    }

    #[test]
    fn a_microchip_is_shown_in_groups() {
        for (stored, shown) in [
            ("981020003415678", "981 020 003 415 678"),
            ("123456789", "123 456 789"),
            ("0A1B2C3D4E", "0A1 B2C 3D4E"),
        ] {
            assert_eq!(show_microchip(stored).replace('\u{a0}', " "), shown);
        }
    }

    proptest! {
        #[test]
        fn no_input_panics_and_what_is_shown_is_read_back(typed in ".*", digits in "[0-9]{15}|[0-9A-Z]{9,10}") {
            let form = PetForm { name: typed.clone(), breed: typed.clone(), birth_on: typed.clone(), sex: typed.clone(), neutered: typed.clone(), microchip: typed };
            let _ = form.parse(Lang::En, today());
            prop_assert_eq!(parse_microchip(&show_microchip(&digits)), Some(Some(digits)));
        }
    }
}
