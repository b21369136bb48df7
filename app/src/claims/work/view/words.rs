//! Words of the adjusters' desk.

use crate::claims::model::{ClaimState, LineCategory};
use crate::claims::rules::Side;
use crate::claims::rules::instant::Why;
use crate::claims::rules::signs::SignKind;
use crate::claims::work::model::Urgency;
use crate::texts::Lang;
use crate::ui::Tone;

/// Where a claim stands, as staff say it.
pub fn state_words(state: ClaimState, l: Lang) -> &'static str {
    match state {
        ClaimState::Received => l.desk_state_received(),
        ClaimState::InReview => l.desk_state_in_review(),
        ClaimState::WaitingForYou => l.desk_state_waiting_for_you(),
        ClaimState::WaitingForVet => l.desk_state_waiting_for_vet(),
        ClaimState::Decided => l.desk_state_decided(),
        ClaimState::Paid => l.desk_state_paid(),
        ClaimState::Withdrawn => l.desk_state_withdrawn(),
    }
}

/// What is odd, in a few words and in a sentence.
pub fn sign_words(kind: SignKind, l: Lang) -> (&'static str, &'static str) {
    match kind {
        SignKind::SameInvoice => (l.desk_sign_same_invoice(), l.desk_sign_same_invoice_says()),
        SignKind::SameBill => (l.desk_sign_same_bill(), l.desk_sign_same_bill_says()),
        SignKind::SamePicture => (l.desk_sign_same_picture(), l.desk_sign_same_picture_says()),
        SignKind::EditedTotal => (l.desk_sign_edited_total(), l.desk_sign_edited_total_says()),
        SignKind::AfterWaiting => (l.desk_sign_after_waiting(), l.desk_sign_after_waiting_says()),
    }
}

/// Why the machine handed a claim to a person.
pub fn why_words(why: Why, l: Lang) -> &'static str {
    match why {
        Why::NotRead => l.desk_because_not_read(),
        Why::ReadOtherwise => l.desk_because_read_otherwise(),
        Why::AboveAmount => l.desk_because_above_amount(),
        Why::FiledTwice => l.desk_because_filed_twice(),
        Why::TotalsDiffer => l.desk_because_totals_differ(),
        Why::FiledLate => l.desk_because_filed_late(),
        Why::Discount => l.desk_because_discount(),
        Why::UnclearLine => l.desk_because_unclear_line(),
        Why::UnlistedCondition => l.desk_because_unlisted_condition(),
        Why::NotAllCovered => l.desk_because_not_all_covered(),
        Why::LimitReached => l.desk_because_limit_reached(),
        Why::NothingToPay => l.desk_because_nothing_to_pay(),
        Why::TooLarge => l.desk_because_too_large(),
        Why::RuledBefore => l.desk_because_ruled_before(),
        Why::SameInvoice => l.desk_sign_same_invoice_says(),
        Why::SameBill => l.desk_sign_same_bill_says(),
        Why::SamePicture => l.desk_sign_same_picture_says(),
        Why::AfterWaiting => l.desk_sign_after_waiting_says(),
    }
}

/// What a line is.
pub fn category_words(category: LineCategory, l: Lang) -> &'static str {
    match category {
        LineCategory::Exam => l.desk_category_exam(),
        LineCategory::Diagnostics => l.desk_category_diagnostics(),
        LineCategory::Medicine => l.desk_category_medicine(),
        LineCategory::Surgery => l.desk_category_surgery(),
        LineCategory::Treatment => l.desk_category_treatment(),
        LineCategory::Dental => l.desk_category_dental(),
        LineCategory::Tax => l.desk_category_tax(),
        LineCategory::WellnessExam => l.desk_category_wellness_exam(),
        LineCategory::Vaccination => l.desk_category_vaccination(),
        LineCategory::WellnessTest => l.desk_category_wellness_test(),
        LineCategory::Prevention => l.desk_category_prevention(),
        LineCategory::DentalCleaning => l.desk_category_dental_cleaning(),
        LineCategory::Neuter => l.desk_category_neuter(),
        LineCategory::Microchip => l.desk_category_microchip(),
        LineCategory::Cosmetic => l.desk_category_cosmetic(),
        LineCategory::Food => l.desk_category_food(),
        LineCategory::Breeding => l.desk_category_breeding(),
        LineCategory::Unclear => l.desk_category_unclear(),
    }
}

/// Every category, to choose from.
pub const CATEGORIES: [LineCategory; 18] = [
    LineCategory::Exam,
    LineCategory::Diagnostics,
    LineCategory::Medicine,
    LineCategory::Surgery,
    LineCategory::Treatment,
    LineCategory::Dental,
    LineCategory::Tax,
    LineCategory::WellnessExam,
    LineCategory::Vaccination,
    LineCategory::WellnessTest,
    LineCategory::Prevention,
    LineCategory::DentalCleaning,
    LineCategory::Neuter,
    LineCategory::Microchip,
    LineCategory::Cosmetic,
    LineCategory::Food,
    LineCategory::Breeding,
    LineCategory::Unclear,
];

/// A side of the body.
pub fn side_words(side: Side, l: Lang) -> &'static str {
    match side {
        Side::Left => l.desk_side_left(),
        Side::Right => l.desk_side_right(),
    }
}

/// The sides as a field offers them.
pub fn sides(l: Lang) -> Vec<(String, String)> {
    let one = |side: Side| (side.as_str().to_owned(), side_words(side, l).to_owned());
    vec![(String::new(), l.desk_side_none().to_owned()), one(Side::Left), one(Side::Right)]
}

/// A duty of law, by its word.
pub fn duty_words(duty: &str, l: Lang) -> &'static str {
    match duty {
        "acknowledge" => l.desk_duty_acknowledge(),
        "begin" => l.desk_duty_begin(),
        "answer_message" => l.desk_duty_answer_message(),
        "status_letter" => l.desk_duty_status_letter(),
        "pay" => l.desk_duty_pay(),
        _ => l.desk_duty_decide(),
    }
}

/// How near a claim's day is, and how that looks.
pub fn due_words(urgency: Urgency, days_left: i32, l: Lang) -> (Tone, String) {
    match (urgency, days_left) {
        (Urgency::Rests, _) => (Tone::Quiet, l.desk_due_rests().to_owned()),
        (Urgency::Over, days) => (Tone::Now, l.desk_due_over(i64::from(-days).max(1))),
        (_, 0) => (Tone::Now, l.desk_due_today().to_owned()),
        (Urgency::Half, days) => (Tone::Soon, l.desk_due_left(i64::from(days))),
        (Urgency::Calm, days) => (Tone::Quiet, l.desk_due_left(i64::from(days))),
    }
}
