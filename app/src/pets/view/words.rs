//! Pets in words.

use crate::claims::model::ClaimState;
use crate::pets::model::{CoverState, PetEntry, Species};
use crate::pets::rules::Age;
use crate::texts::Lang;
use crate::ui::{Icon, Tone, day_medium};

/// The species in a word or two.
pub fn species_words(l: Lang, species: Species) -> &'static str {
    match species {
        Species::Dog => l.pets_species_dog(),
        Species::Cat => l.pets_species_cat(),
        Species::Rabbit => l.pets_species_rabbit(),
        Species::Bird => l.pets_species_bird(),
        Species::SmallMammal => l.pets_species_small_mammal(),
    }
}

/// Its line drawing.
pub fn species_icon(species: Species) -> Icon {
    match species {
        Species::Dog => Icon::Dog,
        Species::Cat => Icon::Cat,
        Species::Rabbit => Icon::Rabbit,
        Species::Bird => Icon::Bird,
        Species::SmallMammal => Icon::Rat,
    }
}

/// "3 weeks", "7 months", "1 year, 3 months", "5 years", never broken at the end of a line.
pub fn age_words(l: Lang, age: Age) -> String {
    let words = match age {
        Age::Weeks(0) => l.pets_age_newborn().to_owned(),
        Age::Weeks(weeks) => l.pets_age_weeks(weeks.into()),
        Age::Months(months) => l.pets_age_months(months.into()),
        Age::Years(1, months) if months > 0 => l.pets_age_year_and_months(months.into()),
        Age::Years(years, _) => l.pets_age_years(years.into()),
    };
    words.replace(' ', "\u{a0}")
}

/// Where a claim stands, in a word or two.
pub fn state_words(l: Lang, state: ClaimState) -> &'static str {
    match state {
        ClaimState::Received => l.claims_state_received(),
        ClaimState::InReview => l.claims_state_in_review(),
        ClaimState::WaitingForYou => l.claims_state_waiting_for_you(),
        ClaimState::WaitingForVet => l.claims_state_waiting_for_vet(),
        ClaimState::Decided => l.claims_state_decided(),
        ClaimState::Paid => l.claims_state_paid(),
        ClaimState::Withdrawn => l.claims_state_withdrawn(),
    }
}

/// How a pet's cover stands, for a badge.
pub fn cover_badge(l: Lang, entry: &PetEntry) -> (Tone, Icon, String) {
    if entry.pet.died_on.is_some() {
        return (Tone::Quiet, Icon::Heart, l.pets_remembered().to_owned());
    }
    match entry.cover.as_ref().map(|cover| (cover.state, cover)) {
        Some((CoverState::InForce, cover)) => (Tone::Calm, Icon::ShieldCheck, l.pets_cover_by(&cover.plan)),
        Some((CoverState::Begins, cover)) => (Tone::Calm, Icon::Calendar, l.pets_cover_begins(day_medium(l, cover.from))),
        Some((CoverState::Ended, cover)) => (Tone::Soon, Icon::TriangleAlert, l.pets_cover_ended(day_medium(l, cover.until))),
        None => (Tone::Quiet, Icon::Info, l.pets_cover_none().to_owned()),
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_said_in_both_languages() {
        for (age, english, spanish) in [
            (Age::Weeks(0), "less than a week old", "menos de una semana"),
            (Age::Weeks(1), "1 week", "1 semana"),
            (Age::Weeks(3), "3 weeks", "3 semanas"),
            (Age::Months(1), "1 month", "1 mes"),
            (Age::Months(11), "11 months", "11 meses"),
            (Age::Years(1, 0), "1 year", "1 año"),
            (Age::Years(1, 1), "1 year, 1 month", "1 año y 1 mes"),
            (Age::Years(1, 8), "1 year, 8 months", "1 año y 8 meses"),
            (Age::Years(2, 0), "2 years", "2 años"),
        ] {
            assert_eq!(age_words(Lang::En, age).replace('\u{a0}', " "), english);
            assert_eq!(age_words(Lang::Es, age).replace('\u{a0}', " "), spanish);
        }
    }
}
