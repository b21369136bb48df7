//! Claims, as they cross the wire.

use serde::{Deserialize, Serialize};

use super::intake::pages_model::Page;
use crate::billing::model::PayoutState;
use crate::claims::rules::StepDone;
use crate::day::{Day, Moment};
use crate::ids::{BlobId, ClaimId, PetId, PolicyId};
use crate::money::Money;
use crate::pets::model::Species;
use crate::text_enum;
use crate::workflow::model::{Requirement, What};

/// A claim as cards and lists show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimSummary {
    /// Which.
    pub id: ClaimId,
    /// Its number, stored form.
    pub number: String,
    /// Whose visit.
    pub pet_id: PetId,
    /// What the pet is called.
    pub pet_name: String,
    /// What it was for, in words of the page's language.
    pub what: String,
    /// The day of the visit.
    pub visit_on: Day,
    /// What was asked back.
    pub total: Money,
    /// Where it stands.
    pub state: ClaimState,
    /// The day by which it is decided.
    pub answer_by: Day,
    /// The day it was filed.
    pub submitted_on: Day,
    /// The day of the last decision.
    pub decided_on: Option<Day>,
    /// What the last decision pays; nothing while there is none.
    pub payable: Option<Money>,
    /// Where the money is, when any was approved.
    pub payout: Option<Payout>,
    /// Given name of the person who reads it.
    pub reader: Option<String>,
    /// What is missing: first what the person has to do, then what is due first.
    pub missing: Option<Missing>,
    /// How many messages of ours whoever looks has not seen.
    pub unread: i64,
}

/// Money on its way to the policyholder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payout {
    /// How much.
    pub amount: Money,
    /// Where it is.
    pub state: PayoutState,
    /// The last digits of the account it goes to, when known; never more than four.
    pub account_ending: String,
    /// The day it is promised for.
    pub arrives_by: Day,
    /// The day it came.
    pub arrived_on: Option<Day>,
}

/// The first thing a claim waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missing {
    /// What.
    pub what: What,
    /// By when.
    pub due_on: Day,
    /// A clinic sent it: what waits is the household's word that it is theirs.
    pub confirm: bool,
}

/// The claims page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimsOverview {
    /// Claims that still move, those that wait for the person first; none on later pages of the history.
    pub current: Vec<ClaimSummary>,
    /// One page of those that are over, newest first.
    pub past: Vec<ClaimSummary>,
    /// The last claim of `past`, when there are more after it.
    pub more_after: Option<ClaimId>,
    /// When the unfinished claim with answers in it was begun.
    pub draft: Option<Moment>,
    /// Today's date in the household.
    pub today: Day,
}

/// Everything about one claim that its household may see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimDetail {
    /// What its card shows.
    pub summary: ClaimSummary,
    /// What the pet is, for its drawing.
    pub species: Species,
    /// The pet's photo.
    pub photo: Option<BlobId>,
    /// The policy it was filed under.
    pub policy_id: PolicyId,
    /// Its number, stored form.
    pub policy_number: String,
    /// What the person added in their own words; empty when nothing.
    pub notes: String,
    /// When it was filed.
    pub submitted_at: Moment,
    /// What has happened, oldest first.
    pub events: Vec<Event>,
    /// What is or was missing, in the order in which it was asked.
    pub requirements: Vec<Requirement>,
    /// The files of the invoice, in order.
    pub pages: Vec<Page>,
    /// The lines of the invoice, in order.
    pub lines: Vec<Line>,
    /// The last decision.
    pub decision: Option<Decision>,
    /// Where to write about it.
    pub contact_email: String,
    /// Whether who looks may take it back.
    pub may_withdraw: bool,
    /// Whether who looks may send what is missing, share it with a clinic, and appeal.
    pub may_change: bool,
    /// Today's date in the household.
    pub today: Day,
}

/// A row of the timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// What happened.
    pub kind: EventKind,
    /// When, on the household's clock.
    pub at: Moment,
    /// Who did it.
    pub by: Actor,
    /// Given name of whoever did it, when it was one of the insurer's people.
    pub name: Option<String>,
}

/// A line of the invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// As it stands on the invoice.
    pub description: String,
    /// What the clinic asked for it.
    pub billed: Money,
    /// What of it is covered; nothing while undecided.
    pub covered: Option<Money>,
    /// Why not all of it is covered; nothing where all is, or while undecided.
    pub reason: Option<LineReason>,
}

/// A decision, with everything it takes to work it out again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// What of the invoice is covered.
    pub covered: Money,
    /// What of the deductible it used up.
    pub deductible: Money,
    /// What the plan pays of the rest, in percent.
    pub rate_percent: i64,
    /// What is paid.
    pub payable: Money,
    /// What of it the wellness schedule pays, without any of the steps.
    pub scheduled: Money,
    /// How the rest became what is paid, in the plan's order.
    pub steps: [StepDone; 3],
    /// When it was decided.
    pub at: Moment,
    /// Given name of the adjuster; `None`: the rules of the plan decided.
    pub by: Option<String>,
    /// Seconds from filing to the decision (at least one), when it was less than a minute.
    pub seconds: Option<i64>,
}

text_enum! {
    /// Why a line is not covered, or not all of it.
    pub enum LineReason {
        /// The plan has no such benefit.
        NotInPlan = "not_in_plan",
        /// Cover for this kind of condition had not begun.
        WaitingPeriod = "waiting_period",
        /// This policy excludes the condition.
        ExcludedCondition = "excluded_condition",
        /// Signs that were there before cover began.
        PreExisting = "pre_existing",
        /// Grooming, nail trims, cosmetic surgery.
        Cosmetic = "cosmetic",
        /// Pregnancy, breeding.
        Breeding = "breeding",
        /// Prevention, without the benefit for it.
        Wellness = "wellness",
        /// Food, supplements and boarding.
        Food = "food",
        /// There was no cover on the day of the visit.
        NoCover = "no_cover",
        /// The plan does not pay the fee for the visit itself.
        ExamFee = "exam_fee",
        /// The other side had it before cover began.
        Bilateral = "bilateral",
        /// The wellness schedule does not list it.
        NotInSchedule = "not_in_schedule",
        /// The year's allowance of the wellness schedule is used up.
        WellnessAllowance = "wellness_allowance",
        /// It is not clear what the line is: a person finds out.
        Unclear = "unclear",
        /// Any other; the person who decided says which.
        Other = "other",
    }
}

impl LineReason {
    /// The clause of the policy that says so, as docs/adjudication.md numbers them.
    pub fn clause(self) -> &'static str {
        match self {
            LineReason::NoCover => "1.1",
            LineReason::WaitingPeriod => "1.2",
            LineReason::NotInPlan => "2.1",
            LineReason::ExamFee => "2.2",
            LineReason::NotInSchedule => "2.3",
            LineReason::WellnessAllowance => "2.4",
            LineReason::PreExisting => "3.1",
            LineReason::Bilateral => "3.2",
            LineReason::ExcludedCondition => "3.3",
            LineReason::Cosmetic => "3.4",
            LineReason::Breeding => "3.5",
            LineReason::Wellness => "3.6",
            LineReason::Food => "3.7",
            LineReason::Unclear => "5.1",
            LineReason::Other => "5.2",
        }
    }
}

text_enum! {
    /// What a line of an invoice is, as far as cover goes.
    pub enum LineCategory {
        /// The fee for the visit itself.
        Exam = "exam",
        /// Laboratory tests, X-rays and scans.
        Diagnostics = "diagnostics",
        /// Medicines and what goes with them.
        Medicine = "medicine",
        /// An operation, with its anaesthesia.
        Surgery = "surgery",
        /// Any other treatment, and stays.
        Treatment = "treatment",
        /// Teeth, when ill or hurt.
        Dental = "dental",
        /// Sales tax on what was sold.
        Tax = "tax",
        /// A check-up.
        WellnessExam = "wellness_exam",
        /// Vaccines.
        Vaccination = "vaccination",
        /// Routine tests: heartworm, stool, blood.
        WellnessTest = "wellness_test",
        /// Against fleas, ticks, heartworm and worms.
        Prevention = "prevention",
        /// Routine cleaning of teeth.
        DentalCleaning = "dental_cleaning",
        /// Spay and neuter.
        Neuter = "neuter",
        /// Microchips.
        Microchip = "microchip",
        /// Grooming, nail trims, cosmetic surgery.
        Cosmetic = "cosmetic",
        /// Food, supplements and boarding.
        Food = "food",
        /// Pregnancy and breeding.
        Breeding = "breeding",
        /// Nobody has said yet.
        Unclear = "unclear",
    }
}

impl LineCategory {
    /// Whether it is prevention, whatever the visit was for.
    pub fn is_wellness(self) -> bool {
        use LineCategory::{DentalCleaning, Microchip, Neuter, Prevention, Vaccination, WellnessExam, WellnessTest};
        matches!(
            self,
            WellnessExam | Vaccination | WellnessTest | Prevention | DentalCleaning | Neuter | Microchip
        )
    }

    /// The item of a wellness schedule that it is at a visit for prevention: an exam there is a check-up, a test a routine test.
    #[must_use]
    pub fn on_schedule(self) -> LineCategory {
        match self {
            LineCategory::Exam => LineCategory::WellnessExam,
            LineCategory::Diagnostics => LineCategory::WellnessTest,
            LineCategory::Medicine => LineCategory::Prevention,
            other => other,
        }
    }
}

text_enum! {
    /// Who did something to a claim.
    pub enum Actor {
        /// Somebody of the household.
        Policyholder = "policyholder",
        /// One of the insurer's people.
        Staff = "staff",
        /// The rules of the plan.
        Rules = "rules",
        /// The portal itself.
        System = "system",
    }
}

text_enum! {
    /// Where a claim stands. Each state says who acts next.
    pub enum ClaimState {
        /// It is with us; nobody has opened it yet.
        Received = "received",
        /// An adjuster reads it.
        InReview = "in_review",
        /// Something is missing that the policyholder must supply.
        WaitingForYou = "waiting_for_you",
        /// Something is missing that the clinic must supply.
        WaitingForVet = "waiting_for_vet",
        /// There is a decision; money may be on its way.
        Decided = "decided",
        /// The money has arrived.
        Paid = "paid",
        /// Taken back by the policyholder.
        Withdrawn = "withdrawn",
    }
}

impl ClaimState {
    /// Whether somebody still has to do something.
    pub fn is_open(self) -> bool {
        matches!(
            self,
            ClaimState::Received | ClaimState::InReview | ClaimState::WaitingForYou | ClaimState::WaitingForVet
        )
    }
}

text_enum! {
    /// Which waiting period and which benefit a condition falls under.
    pub enum ConditionKind {
        /// An injury.
        Accident = "accident",
        /// An illness.
        Illness = "illness",
        /// Knees, hips, spine.
        Orthopaedic = "orthopaedic",
        /// Teeth.
        Dental = "dental",
        /// Prevention.
        Wellness = "wellness",
    }
}

text_enum! {
    /// What happened to a claim: the rows of its timeline.
    pub enum EventKind {
        /// The policyholder sent it.
        Submitted = "submitted",
        /// It lies in an adjuster's queue.
        Routed = "routed",
        /// An adjuster began to read it.
        ReviewBegun = "review_begun",
        /// Something is asked of the policyholder.
        AskedYou = "asked_you",
        /// Something is asked of the clinic.
        AskedVet = "asked_vet",
        /// What was asked has come.
        Supplied = "supplied",
        /// There is a decision.
        Decided = "decided",
        /// Money was sent.
        PayoutSent = "payout_sent",
        /// Money has arrived.
        PayoutArrived = "payout_arrived",
        /// The bank sent it back.
        PayoutReturned = "payout_returned",
        /// The policyholder took it back.
        Withdrawn = "withdrawn",
        /// An adjuster took a decided claim up again.
        Reopened = "reopened",
        /// An appeal was answered: the decision stands.
        Upheld = "upheld",
        /// A clinic sent what was asked of it; the household is to confirm it.
        VetSent = "vet_sent",
        /// What came cannot be used and is asked for again.
        SentBack = "sent_back",
        /// What was asked for is no longer wanted.
        NotNeeded = "not_needed",
        /// The policyholder wants a line looked at again.
        Appealed = "appealed",
        /// And no longer.
        AppealTakenBack = "appeal_taken_back",
    }
}
