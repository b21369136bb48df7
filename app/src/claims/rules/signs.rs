//! Signs that a person should look at: a claim that is like another, a total that is not the one on the invoice, a visit as soon as cover began.
//! They are shown to staff with what they rest on. None of them is an answer, and no customer's function knows them.

use super::inputs::Inputs;
use super::instant::Why;
use super::judge::first_day;
use crate::text_enum;

text_enum! {
    /// What is odd about a claim.
    pub enum SignKind {
        /// Another claim is for an invoice of the same number, of the same clinic.
        SameInvoice = "same_invoice",
        /// Another claim for another animal is for the same amount on the same day, and of no other clinic as far as is known.
        SameBill = "same_bill",
        /// Another claim has a picture that looks the same.
        SamePicture = "same_picture",
        /// The total that was read is not the one that was answered.
        EditedTotal = "edited_total",
        /// The visit was in the first days after a waiting period.
        AfterWaiting = "after_waiting",
    }
}

impl SignKind {
    /// Why a claim with this sign goes to a person.
    pub fn why(self) -> Why {
        match self {
            SignKind::SameInvoice => Why::SameInvoice,
            SignKind::SameBill => Why::SameBill,
            SignKind::SamePicture => Why::SamePicture,
            SignKind::EditedTotal => Why::ReadOtherwise,
            SignKind::AfterWaiting => Why::AfterWaiting,
        }
    }
}

/// Days after a waiting period in which a visit is looked at.
pub const SOON_DAYS: i32 = 7;
/// The most bits in which two pictures that look the same may differ: of four parts one is equal then, and an index finds it.
const MOST_BITS: u32 = 3;

/// Whether the visit was in the first days after the waiting period of something that it was for. Cover without a waiting period has none.
pub fn soon_after_waiting(inputs: &Inputs) -> bool {
    inputs.lines.iter().any(|line| {
        let first = first_day(line.condition.kind, inputs);
        first > inputs.cover.cover_from && (0..SOON_DAYS).contains(&first.days_until(inputs.visit_on))
    })
}

/// Whether two pictures look the same.
pub fn looks_alike(one: u64, other: u64) -> bool {
    (one ^ other).count_ones() <= MOST_BITS
}

/// The four parts of a picture's print, by which others like it are found.
pub fn parts(print: u64) -> [i64; 4] {
    [48, 32, 16, 0].map(|shift| i64::try_from((print >> shift) & 0xffff).unwrap_or_default())
}

/// An invoice's number as it is kept, so that two of one invoice are equal: in capitals and without space; `None` when there is nothing to it.
pub fn number_as_kept(number: &str) -> Option<String> {
    let kept: String = number.split_whitespace().collect::<String>().to_uppercase();
    (!kept.is_empty()).then_some(kept)
}

/// Whether two invoices may be of one clinic: the same name whatever its case and marks, or unknown.
pub fn may_be_one_clinic(one: Option<&str>, other: Option<&str>) -> bool {
    let letters = |name: &str| -> String { name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect() };
    one.zip(other).is_none_or(|(one, other)| letters(one) == letters(other))
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::claims::model::{ConditionKind, LineCategory};
    use crate::claims::rules::tests::{line, with_lines};

    #[test]
    fn only_the_first_days_after_a_waiting_period_are_a_sign() {
        let mut inputs = with_lines(vec![line(LineCategory::Treatment, 10_000)]);
        inputs.cover.plan.waiting.illness_days = 14;
        inputs.cover.plan.waiting.accident_days = 0;
        inputs.lines[0].condition.kind = ConditionKind::Illness;
        let first = inputs.cover.cover_from.plus_days(14);
        for (days, is) in [(-1, false), (0, true), (SOON_DAYS - 1, true), (SOON_DAYS, false)] {
            inputs.visit_on = first.plus_days(days);
            assert_eq!(soon_after_waiting(&inputs), is, "{days}");
        }
        inputs.lines[0].condition.kind = ConditionKind::Accident;
        inputs.visit_on = inputs.cover.cover_from;
        assert!(!soon_after_waiting(&inputs), "accidents have no waiting period here");
    }

    #[test]
    fn a_number_is_the_same_whatever_its_case_and_space() {
        assert_eq!(number_as_kept(" 88213 - a\t").as_deref(), Some("88213-A"));
        assert_eq!(number_as_kept(" \n"), None);
    }

    #[test]
    fn a_clinics_name_is_the_same_whatever_its_marks() {
        assert!(may_be_one_clinic(Some("Harbour Animal Hospital"), Some("HARBOUR ANIMAL HOSPITAL.")));
        assert!(may_be_one_clinic(None, Some("Harbour")));
        assert!(!may_be_one_clinic(Some("Harbour"), Some("Hillside")));
    }

    proptest::proptest! {
        #[test]
        fn pictures_that_look_alike_agree_in_one_of_four_parts(print: u64, bits in proptest::collection::vec(0_u32..64, 0..6)) {
            let other = bits.iter().fold(print, |print, bit| print ^ (1 << bit));
            let shared = parts(print).iter().zip(parts(other)).any(|(one, other)| *one == other);
            if looks_alike(print, other) {
                proptest::prop_assert!(shared);
            }
            proptest::prop_assert_eq!(looks_alike(print, other), looks_alike(other, print));
            let whole = parts(print).iter().fold(0_u64, |whole, part| whole << 16 | u64::try_from(*part).expect("16 bits"));
            proptest::prop_assert_eq!(whole, print);
        }
    }
}
