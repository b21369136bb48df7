//! From typed lines to what they would come to.

use super::model::{Ground, Insured, Line};
use crate::claims::categories;
use crate::claims::rules::{Inputs, LineIn, Outcome, RuleVersion, adjudicate};

/// What the rules are asked: as if the claim were filed on the day of the visit, or today if that is past.
pub fn inputs(ground: &Ground, insured: &Insured, lines: &[Line]) -> Inputs {
    Inputs {
        version: RuleVersion::CURRENT,
        visit_on: ground.visit_on,
        filed_on: ground.visit_on.max(ground.today),
        total_cents: lines.iter().map(|line| line.cents).sum(),
        cover: insured.cover.clone(),
        used: insured.used.clone(),
        pet: insured.history.clone(),
        lines: lines
            .iter()
            .map(|line| LineIn {
                category: categories::of(&line.words),
                condition: ground.condition.clone(),
                cents: line.cents,
                ruled: None,
            })
            .collect(),
    }
}

/// What lines would come to.
pub fn estimate(ground: &Ground, insured: &Insured, lines: &[Line]) -> Outcome {
    adjudicate(&inputs(ground, insured, lines))
}
