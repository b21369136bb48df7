//! What a policy's terms and flags mean, as sentences.

use crate::claims::model::ConditionKind;
use crate::day::Day;
use crate::policies::model::{Benefit, Exclusion, Flag, PolicyView, Standing, Wait};
use crate::texts::Lang;
use crate::ui::{Tone, day_full};

/// A flag in a word or two, and what it means for the person.
pub struct StandingWords {
    /// How much it wants to be seen.
    pub tone: Tone,
    /// The flag.
    pub name: &'static str,
    /// What it means.
    pub sentence: String,
}

/// What a flag that is up says.
pub fn standing(l: Lang, up: &Standing, page: &PolicyView) -> StandingWords {
    let (pet, year) = (&page.pet_name, &page.year);
    let last_day = |day: Option<Day>| day_full(l, day.unwrap_or(year.until));
    let ended = day_full(l, up.from);
    let (tone, name, sentence) = match up.flag {
        Flag::InForce => (Tone::Calm, l.policies_in_force(), l.policies_in_force_says(last_day(up.until), pet)),
        Flag::Pending => (Tone::Calm, l.policies_pending(), l.policies_pending_says(day_full(l, year.from))),
        Flag::CancelPending => (Tone::Soon, l.policies_cancel_pending(), l.policies_cancel_pending_says(last_day(up.until), pet)),
        Flag::Delinquent => (Tone::Now, l.policies_delinquent(), l.policies_delinquent_says(pet)),
        Flag::Lapsed => (Tone::Now, l.policies_lapsed(), l.policies_lapsed_says(ended)),
        Flag::Cancelled => (Tone::Quiet, l.policies_cancelled(), l.policies_cancelled_says(ended)),
    };
    StandingWords { tone, name, sentence }
}

/// What a plan pays for, in a sentence.
pub fn benefit(l: Lang, benefit: Benefit) -> &'static str {
    match benefit {
        Benefit::Accidents => l.policies_pays_accidents(),
        Benefit::Illnesses => l.policies_pays_illnesses(),
        Benefit::Surgery => l.policies_pays_surgery(),
        Benefit::Diagnostics => l.policies_pays_diagnostics(),
        Benefit::Medicines => l.policies_pays_medicines(),
        Benefit::Dental => l.policies_pays_dental(),
        Benefit::ExamFees => l.policies_pays_exam_fees(),
        Benefit::Wellness => l.policies_pays_wellness(),
    }
}

/// What a plan does not pay for, in a sentence.
pub fn exclusion(l: Lang, exclusion: Exclusion) -> &'static str {
    match exclusion {
        Exclusion::PreExisting => l.policies_not_pre_existing(),
        Exclusion::Cosmetic => l.policies_not_cosmetic(),
        Exclusion::Breeding => l.policies_not_breeding(),
        Exclusion::Wellness => l.policies_not_wellness(),
        Exclusion::Illnesses => l.policies_not_illnesses(),
        Exclusion::Food => l.policies_not_food(),
    }
}

/// A kind of condition, and since or from when it is covered.
pub fn wait(l: Lang, wait: Wait, today: Day) -> (&'static str, String) {
    let kind = match wait.kind {
        ConditionKind::Accident => l.policies_kind_accident(),
        ConditionKind::Illness => l.policies_kind_illness(),
        ConditionKind::Orthopaedic => l.policies_kind_orthopaedic(),
        ConditionKind::Dental => l.policies_kind_dental(),
        ConditionKind::Wellness => l.policies_kind_wellness(),
    };
    let from = day_full(l, wait.from);
    (kind, if wait.from <= today { l.policies_since(from) } else { l.policies_from(from) })
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_wait_that_is_over_reads_since_and_one_to_come_reads_from() {
        let day = Day::new(2025, 5, 15).expect("a date");
        let illness = Wait {
            kind: ConditionKind::Illness,
            from: day,
        };
        assert_eq!(wait(Lang::En, illness, day), ("Illness", "covered since May 15, 2025".to_owned()));
        assert_eq!(wait(Lang::En, illness, day.plus_days(-1)).1, "covered from May 15, 2025");
        assert_eq!(wait(Lang::Es, illness, day).1, "con cobertura desde el 15 de mayo de 2025");
    }
}
