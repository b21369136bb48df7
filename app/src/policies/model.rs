//! Plans, policies and what they cover.

use serde::{Deserialize, Serialize};

use crate::day::Day;
use crate::text_enum;

text_enum! {
    /// One of the flags a policy carries; several may be up at once.
    pub enum Flag {
        /// Covered.
        InForce = "in_force",
        /// Begins later.
        Pending = "pending",
        /// Will end; still covered.
        CancelPending = "cancel_pending",
        /// A payment is late; still covered.
        Delinquent = "delinquent",
        /// Ended because it was not paid.
        Lapsed = "lapsed",
        /// Ended because somebody ended it.
        Cancelled = "cancelled",
    }
}

text_enum! {
    /// What a plan pays for.
    pub enum Benefit {
        /// Injuries and accidents.
        Accidents = "accidents",
        /// Illnesses.
        Illnesses = "illnesses",
        /// Surgery and hospital stays.
        Surgery = "surgery",
        /// Laboratory tests, X-rays and scans.
        Diagnostics = "diagnostics",
        /// Medicines on prescription.
        Medicines = "medicines",
        /// Teeth, when ill or hurt.
        Dental = "dental",
        /// The fee for the visit itself.
        ExamFees = "exam_fees",
        /// Vaccinations, check-ups and prevention; priced apart.
        Wellness = "wellness",
    }
}

text_enum! {
    /// What a plan does not pay for.
    pub enum Exclusion {
        /// Signs that were there before cover began.
        PreExisting = "pre_existing",
        /// Grooming, nail trims, cosmetic surgery.
        Cosmetic = "cosmetic",
        /// Pregnancy, breeding.
        Breeding = "breeding",
        /// Vaccinations and check-ups (unless wellness was bought).
        Wellness = "wellness",
        /// Illnesses (accident plans).
        Illnesses = "illnesses",
        /// Food, supplements and boarding.
        Food = "food",
    }
}

/// Days from the first day of cover until a kind of condition is covered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingPeriods {
    /// Accidents.
    pub accident_days: i32,
    /// Illnesses.
    pub illness_days: i32,
    /// Knees, hips, spine.
    pub orthopaedic_days: i32,
    /// Teeth.
    pub dental_days: i32,
}

/// The terms of one version of a plan. Stored as one document and never edited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanTerms {
    /// When cover begins, by kind of condition.
    pub waiting: WaitingPeriods,
    /// Days after a visit within which a claim must be filed.
    pub filing_window_days: i32,
    /// What is paid for.
    pub benefits: Vec<Benefit>,
    /// What is not.
    pub exclusions: Vec<Exclusion>,
}

/// When each kind of condition is covered from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoveredFrom {
    /// Accidents.
    pub accident: Day,
    /// Illnesses.
    pub illness: Day,
    /// Knees, hips, spine.
    pub orthopaedic: Day,
    /// Teeth.
    pub dental: Day,
}

impl WaitingPeriods {
    /// The first covered days of a policy whose cover began on `cover_from`.
    pub fn from(self, cover_from: Day) -> CoveredFrom {
        CoveredFrom {
            accident: cover_from.plus_days(self.accident_days),
            illness: cover_from.plus_days(self.illness_days),
            orthopaedic: cover_from.plus_days(self.orthopaedic_days),
            dental: cover_from.plus_days(self.dental_days),
        }
    }
}
