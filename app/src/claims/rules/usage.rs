//! What decisions take of a cover, and what is left of it for the next.

use serde::{Deserialize, Serialize};

use crate::claims::model::LineCategory;

/// What earlier decisions took of the cover that a claim falls under, in cents.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Used {
    /// Of the annual limit, in this term.
    pub limit_cents: i64,
    /// Of the limit for the policy's whole life.
    pub lifetime_cents: i64,
    /// Of the annual deductible, in this term.
    pub deductible_cents: i64,
    /// By condition.
    pub conditions: Vec<ConditionUse>,
    /// Of the wellness schedule, in this term.
    pub schedule: Vec<ScheduleUse>,
}

/// What one decision takes of its cover, in cents. It is kept with the decision: a decision that replaces it gives all of it back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Taken {
    /// Of the annual limit, and of the one for life.
    pub limit_cents: i64,
    /// Of the deductible.
    pub deductible_cents: i64,
    /// By condition; only where the plan counts by condition.
    pub conditions: Vec<ConditionUse>,
    /// Of the wellness schedule.
    pub schedule: Vec<ScheduleUse>,
}

/// The use of one condition, in cents.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConditionUse {
    /// Its code; empty for all that are not in the list.
    pub condition: String,
    /// Of the condition's limit, in this term.
    pub limit_cents: i64,
    /// Of the condition's deductible, ever.
    pub deductible_cents: i64,
}

/// The use of one item of the wellness schedule, in cents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScheduleUse {
    /// The item.
    pub category: LineCategory,
    /// What was paid for it in this term.
    pub cents: i64,
}

impl Used {
    /// What is used before a claim, given what each decision that stands took and whether it fell into the same term.
    pub fn by<'a>(decisions: impl IntoIterator<Item = (bool, &'a Taken)>) -> Used {
        let mut used = Used::default();
        for (same_term, taken) in decisions {
            used.add(same_term, taken);
        }
        used
    }

    fn add(&mut self, same_term: bool, taken: &Taken) {
        let here = |cents: i64| if same_term { cents } else { 0 };
        self.limit_cents += here(taken.limit_cents);
        self.lifetime_cents += taken.limit_cents;
        self.deductible_cents += here(taken.deductible_cents);
        for one in &taken.conditions {
            let used = entry(
                &mut self.conditions,
                |used| used.condition == one.condition,
                || ConditionUse {
                    condition: one.condition.clone(),
                    ..ConditionUse::default()
                },
            );
            used.limit_cents += here(one.limit_cents);
            used.deductible_cents += one.deductible_cents;
        }
        for one in taken.schedule.iter().filter(|_| same_term) {
            let used = entry(
                &mut self.schedule,
                |used| used.category == one.category,
                || ScheduleUse {
                    category: one.category,
                    cents: 0,
                },
            );
            used.cents += one.cents;
        }
    }

    /// The use of a condition: limit in this term, deductible ever.
    pub fn of_condition(&self, condition: &str) -> (i64, i64) {
        let found = self.conditions.iter().find(|one| one.condition == condition);
        found.map_or((0, 0), |one| (one.limit_cents, one.deductible_cents))
    }

    /// What was paid for an item of the schedule in this term.
    pub fn of_schedule(&self, category: LineCategory) -> i64 {
        self.schedule.iter().find(|one| one.category == category).map_or(0, |one| one.cents)
    }
}

fn entry<T>(of: &mut Vec<T>, is: impl Fn(&T) -> bool, new: impl FnOnce() -> T) -> &mut T {
    let at = of.iter().position(is).unwrap_or_else(|| {
        of.push(new());
        of.len() - 1
    });
    &mut of[at]
}
