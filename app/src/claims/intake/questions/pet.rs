//! Which pet is this for?

use super::problem;
use crate::claims::intake::model::{Answers, Facts, InsuredPet};
use crate::error::FieldError;
use crate::texts::Lang;

/// The pet of the claim: the one that was chosen, or the only one there is.
pub fn parse<'a>(answers: &Answers, facts: &'a Facts, l: Lang) -> Result<&'a InsuredPet, Vec<FieldError>> {
    match (answers.pet.as_deref(), facts.pets.as_slice()) {
        (_, []) => problem("pet", l.intake_pet_none()),
        (None, [only]) => Ok(only),
        (None, _) => problem("pet", l.intake_pet_missing()),
        (Some(id), pets) => match pets.iter().find(|pet| pet.id.as_str() == id) {
            Some(pet) => Ok(pet),
            None => problem("pet", l.intake_pet_missing()),
        },
    }
}

/// Whether there is nothing to ask: one pet only, and no other was chosen before (it may have been a pet whose cover has ended since).
pub fn goes_without_asking(answers: &Answers, facts: &Facts) -> bool {
    match facts.pets.as_slice() {
        [only] => answers.pet.as_deref().is_none_or(|id| id == only.id.as_str()),
        _ => false,
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::super::examples::{facts, sentence};
    use super::*;

    fn chosen(id: Option<&str>) -> Answers {
        Answers {
            pet: id.map(str::to_owned),
            ..Answers::default()
        }
    }

    #[test]
    fn one_of_the_households_pets_is_chosen() {
        let facts = facts();
        assert_eq!(parse(&chosen(Some("mochi")), &facts, Lang::En).expect("a pet").name, "Mochi");
        for wrong in [None, Some(""), Some("somebody else's pet")] {
            assert_eq!(sentence(parse(&chosen(wrong), &facts, Lang::En)).0, "pet", "{wrong:?}");
        }
    }

    #[test]
    fn the_only_pet_goes_without_asking() {
        let mut facts = facts();
        assert!(!goes_without_asking(&chosen(None), &facts));
        facts.pets.truncate(1);
        assert!(goes_without_asking(&chosen(None), &facts));
        assert_eq!(parse(&chosen(None), &facts, Lang::En).expect("a pet").name, "Biscuit");
    }

    #[test]
    fn a_claim_begun_for_a_pet_that_left_is_not_moved_to_another() {
        let mut facts = facts();
        facts.pets.truncate(1);
        assert!(!goes_without_asking(&chosen(Some("mochi")), &facts));
        assert!(parse(&chosen(Some("mochi")), &facts, Lang::En).is_err());
    }

    #[test]
    fn without_an_insured_pet_the_sentence_says_so() {
        let mut facts = facts();
        facts.pets.clear();
        assert_eq!(sentence(parse(&chosen(None), &facts, Lang::En)).1, Lang::En.intake_pet_none());
    }
}
