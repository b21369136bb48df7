//! Plans, policies and what they cover.

use serde::{Deserialize, Serialize};

use crate::claims::model::{ConditionKind, LineCategory};
use crate::day::Day;
use crate::ids::{BlobId, PetId, PolicyId};
use crate::money::Money;
use crate::pets::model::Species;
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
    /// Whether the deductible is met once in a term or once for each condition.
    #[serde(default)]
    pub deductible: DeductibleKind,
    /// In which order deductible, rate and limits apply.
    #[serde(default)]
    pub order: Order,
    /// The most that is paid for one condition in a term, in cents.
    #[serde(default)]
    pub condition_limit_cents: Option<i64>,
    /// The most that is ever paid on a policy, in cents.
    #[serde(default)]
    pub lifetime_limit_cents: Option<i64>,
    /// Whether what one side of the body had before cover began counts for the other side.
    #[serde(default)]
    pub bilateral: bool,
    /// What prevention is paid for, each up to an amount in a term, without deductible or rate. Empty: prevention is paid like everything else, where
    /// it is a benefit.
    #[serde(default)]
    pub schedule: Vec<Allowance>,
}

/// One item of a wellness schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allowance {
    /// What is paid.
    pub category: LineCategory,
    /// Up to how much in a term, in cents.
    pub cents: i64,
}

text_enum! {
    /// How often a deductible is met.
    #[derive(Default)]
    pub enum DeductibleKind {
        /// Once in a term.
        #[default]
        Annual = "annual",
        /// Once for each condition, for as long as the policy runs. It is always taken first.
        PerCondition = "per_condition",
    }
}

text_enum! {
    /// A step from what is covered to what is paid.
    pub enum Step {
        /// The deductible is taken off.
        Deductible = "deductible",
        /// The rate is taken.
        Rate = "rate",
        /// The limits cut what is more.
        Limit = "limit",
    }
}

text_enum! {
    /// The order of the steps.
    #[derive(Default)]
    pub enum Order {
        /// Deductible, rate, limits: what most policies say.
        #[default]
        DeductibleRateLimit = "deductible_rate_limit",
        /// Deductible, limits, rate.
        DeductibleLimitRate = "deductible_limit_rate",
        /// Rate, deductible, limits.
        RateDeductibleLimit = "rate_deductible_limit",
        /// Rate, limits, deductible.
        RateLimitDeductible = "rate_limit_deductible",
        /// Limits, deductible, rate.
        LimitDeductibleRate = "limit_deductible_rate",
        /// Limits, rate, deductible.
        LimitRateDeductible = "limit_rate_deductible",
    }
}

impl PlanTerms {
    /// The steps in order. A deductible for each condition is taken first, and the other two keep their order.
    pub fn steps(&self) -> [Step; 3] {
        use Step::{Deductible, Limit, Rate};
        match (self.deductible, self.order) {
            (_, Order::DeductibleRateLimit) => [Deductible, Rate, Limit],
            (_, Order::DeductibleLimitRate) => [Deductible, Limit, Rate],
            (DeductibleKind::PerCondition, Order::RateDeductibleLimit | Order::RateLimitDeductible) => [Deductible, Rate, Limit],
            (DeductibleKind::PerCondition, Order::LimitDeductibleRate | Order::LimitRateDeductible) => [Deductible, Limit, Rate],
            (DeductibleKind::Annual, Order::RateDeductibleLimit) => [Rate, Deductible, Limit],
            (DeductibleKind::Annual, Order::RateLimitDeductible) => [Rate, Limit, Deductible],
            (DeductibleKind::Annual, Order::LimitDeductibleRate) => [Limit, Deductible, Rate],
            (DeductibleKind::Annual, Order::LimitRateDeductible) => [Limit, Rate, Deductible],
        }
    }

    /// Whether something is counted for each condition on its own.
    pub fn counts_by_condition(&self) -> bool {
        self.deductible == DeductibleKind::PerCondition || self.condition_limit_cents.is_some()
    }
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

/// The money of one policy year: what was agreed and what is used of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearMoney {
    /// The most that is paid back in the year.
    pub limit: Money,
    /// Paid back so far, or about to be.
    pub paid: Money,
    /// What the policyholder pays before anything is paid back.
    pub deductible: Money,
    /// How much of the deductible is met.
    pub met: Money,
}

/// One flag of a policy and the days on which it is up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct Standing {
    /// The flag.
    pub flag: Flag,
    /// Its first day.
    #[cfg_attr(feature = "ssr", sqlx(rename = "from_on"))]
    pub from: Day,
    /// Its last day; `None`: until somebody takes it down.
    #[cfg_attr(feature = "ssr", sqlx(rename = "to_on"))]
    pub until: Option<Day>,
}

/// One policy year, as the list of years shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Year {
    /// First day of cover.
    pub from: Day,
    /// Last day of cover.
    pub until: Day,
    /// The plan's name.
    pub plan: String,
    /// Its money.
    pub money: YearMoney,
    /// What is paid back of each covered dollar once the deductible is met, in percent.
    pub rate_percent: i64,
    /// The price of the whole year.
    pub premium: Money,
    /// In how many payments the premium is paid: 1, 4 or 12.
    pub installments: i64,
}

/// The first covered day of a kind of condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wait {
    /// Accidents, illnesses and so on.
    pub kind: ConditionKind,
    /// Visits of this day and later are covered.
    pub from: Day,
}

/// A condition that this policy does not cover, though its plan would.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excluded {
    /// The condition, in the page's language.
    pub what: String,
    /// Since when.
    pub from: Day,
    /// Until when; `None`: for good.
    pub until: Option<Day>,
}

/// Everything on the page of a policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyView {
    /// Which.
    pub id: PolicyId,
    /// Its number, stored form.
    pub number: String,
    /// The insured pet.
    pub pet: PetId,
    /// What the pet is called.
    pub pet_name: String,
    /// What it is.
    pub species: Species,
    /// Its photo.
    pub photo: Option<BlobId>,
    /// The day it died.
    pub died_on: Option<Day>,
    /// First day of the first year.
    pub cover_from: Day,
    /// The flags that are up today, in the order in which they matter.
    pub standing: Vec<Standing>,
    /// The year that counts today: the current one, else the next, else the last.
    pub year: Year,
    /// What its plan pays for and what not.
    pub terms: PlanTerms,
    /// First covered days by kind of condition.
    pub waits: Vec<Wait>,
    /// Conditions this policy does not cover.
    pub excluded: Vec<Excluded>,
    /// All other years, newest first.
    pub other_years: Vec<Year>,
    /// The next bill that is not paid.
    pub next_bill: Option<crate::billing::model::Bill>,
    /// Today in the household.
    pub today: Day,
}
