//! What the demo insurer sells.

use app::claims::model::LineCategory;
use app::day::Day;
use app::policies::model::{Allowance, Benefit, DeductibleKind, Exclusion, Order, PlanTerms, WaitingPeriods};
use uuid::Uuid;

use super::dice::Dice;
use super::rows::{Batch, PlanRow, PlanVersionRow};

/// A plan with its versions and what a customer may choose.
pub(super) struct Plan {
    pub weight: usize,
    /// Premium in percent of Essential's.
    pub price: i64,
    /// Annual limits in cents.
    pub limits: &'static [i64],
    /// Newest last.
    versions: Vec<PlanVersion>,
}

/// The terms of a plan from a date.
pub(super) struct PlanVersion {
    pub id: Uuid,
    from: Day,
    pub terms: PlanTerms,
}

/// Annual deductibles in cents.
pub(super) const DEDUCTIBLES: [i64; 4] = [10_000, 25_000, 25_000, 50_000];
/// Reimbursement rates in percent.
pub(super) const RATES: [i64; 4] = [70, 80, 80, 90];

/// Position of each plan in what [`all`] gives.
pub(super) const COMPLETE: usize = 0;
pub(super) const ESSENTIAL: usize = 1;
pub(super) const COMPLETE_WELLNESS: usize = 3;

impl Plan {
    /// The version for a term that begins on a day.
    pub fn on(&self, day: Day) -> &PlanVersion {
        let newest = self.versions.iter().rev().find(|version| version.from <= day);
        newest.unwrap_or(&self.versions[0])
    }
}

/// Code, name, weight, price, annual limits and benefits of a plan.
type Sold = (&'static str, &'static str, usize, i64, &'static [i64], Vec<Benefit>);

/// All plans, in the order of the constants above; their rows go into the batch.
pub(super) fn all(as_of: Day, dice: &mut Dice, batch: &mut Batch) -> Vec<Plan> {
    use Benefit::{Accidents, Dental, Diagnostics, ExamFees, Illnesses, Medicines, Surgery, Wellness};
    let medical = [Accidents, Illnesses, Surgery, Diagnostics, Medicines];
    let sold: [Sold; 4] = [
        (
            "complete",
            "Complete",
            48,
            118,
            &[1_000_000, 1_000_000, 1_500_000, 2_000_000],
            [&medical[..], &[Dental, ExamFees]].concat(),
        ),
        (
            "essential",
            "Essential",
            30,
            92,
            &[500_000, 500_000, 750_000],
            [&medical[..], &[Dental]].concat(),
        ),
        (
            "accident",
            "Accident only",
            10,
            46,
            &[500_000, 1_000_000],
            vec![Accidents, Surgery, Diagnostics, Medicines],
        ),
        (
            "complete-wellness",
            "Complete with Wellness",
            12,
            156,
            &[1_000_000, 1_500_000],
            [&medical[..], &[Dental, ExamFees, Wellness]].concat(),
        ),
    ];
    let second = Day::new(as_of.year() - 1, 1, 1).unwrap_or(as_of);
    sold.into_iter()
        .map(|(code, name, weight, price, limits, benefits)| {
            let id = dice.id();
            batch.plans.push(PlanRow { id, code, name });
            // The first version paid claims for half as long and knew no exam fees.
            let first = benefits.iter().copied().filter(|benefit| *benefit != ExamFees).collect();
            let versions = [(1, second.plus_months(-120), 180, first), (2, second, 270, benefits)].map(|(version, from, window, benefits)| {
                let terms = terms(window, benefits);
                let row = PlanVersionRow {
                    id: dice.id(),
                    plan_id: id,
                    version,
                    effective_from: from,
                    terms: serde_json::json!(terms).to_string(),
                };
                let made = PlanVersion { id: row.id, from, terms };
                batch.plan_versions.push(row);
                made
            });
            Plan {
                weight,
                price,
                limits,
                versions: versions.into(),
            }
        })
        .collect()
}

/// What the plans with wellness pay for prevention in a year.
fn schedule() -> Vec<Allowance> {
    use LineCategory::{DentalCleaning, Microchip, Neuter, Prevention, Vaccination, WellnessExam, WellnessTest};
    let items = [
        (WellnessExam, 7_500),
        (Vaccination, 12_500),
        (WellnessTest, 10_000),
        (Prevention, 12_000),
        (DentalCleaning, 30_000),
        (Neuter, 20_000),
        (Microchip, 5_000),
    ];
    items.map(|(category, cents)| Allowance { category, cents }).into()
}

fn terms(filing_window_days: i32, benefits: Vec<Benefit>) -> PlanTerms {
    let mut exclusions = vec![Exclusion::PreExisting, Exclusion::Cosmetic, Exclusion::Breeding, Exclusion::Food];
    if !benefits.contains(&Benefit::Wellness) {
        exclusions.push(Exclusion::Wellness);
    }
    if !benefits.contains(&Benefit::Illnesses) {
        exclusions.push(Exclusion::Illnesses);
    }
    PlanTerms {
        // Within every limit we know of: Vermont, Louisiana and California allow 30 days, and none for accidents.
        waiting: WaitingPeriods {
            accident_days: 0,
            illness_days: 14,
            orthopaedic_days: 30,
            dental_days: 14,
        },
        filing_window_days,
        exclusions,
        deductible: DeductibleKind::Annual,
        order: Order::DeductibleRateLimit,
        condition_limit_cents: None,
        lifetime_limit_cents: None,
        bilateral: true,
        schedule: if benefits.contains(&Benefit::Wellness) { schedule() } else { Vec::new() },
        benefits,
    }
}
