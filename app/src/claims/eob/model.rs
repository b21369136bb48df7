//! An explanation of benefits, as it crosses the wire and as it is taken away.

use serde::{Deserialize, Serialize};

use crate::claims::model::LineReason;
use crate::claims::rules::{Inputs, Outcome, adjudicate};
use crate::day::{Day, Moment};
use crate::ids::ClaimId;
use crate::money::{Currency, Money};

/// The last decision of a claim, and what it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Eob {
    /// Of which claim.
    pub claim: ClaimId,
    /// Its number, stored form.
    pub number: String,
    /// The policy's number, stored form.
    pub policy_number: String,
    /// What the pet is called.
    pub pet_name: String,
    /// What it was for, in words of the page's language.
    pub what: String,
    /// Of all amounts.
    pub currency: Currency,
    /// When it was decided.
    pub decided_at: Moment,
    /// Given name of the adjuster; `None`: the rules of the plan decided.
    pub decided_by: Option<String>,
    /// What was decided.
    pub decided: Decided,
    /// What it rests on: whoever has this can work the decision out again.
    pub inputs: Inputs,
    /// Where to write about it.
    pub contact_email: String,
    /// Today's date in the household.
    pub today: Day,
}

/// What a decision says, in cents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// What is covered.
    pub eligible_cents: i64,
    /// What of the deductible it used up.
    pub deductible_cents: i64,
    /// What is paid.
    pub payable_cents: i64,
    /// Line by line.
    pub lines: Vec<DecidedLine>,
}

/// What a decision says of a line, in cents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecidedLine {
    /// As it stands on the invoice.
    pub description: String,
    /// What the clinic asked.
    pub submitted_cents: i64,
    /// What of it is covered.
    pub eligible_cents: i64,
    /// Why not all of it.
    pub reason: Option<LineReason>,
    /// What is paid for it.
    pub payable_cents: i64,
}

/// What the download holds.
#[derive(Serialize)]
#[cfg(feature = "ssr")]
pub struct Download<'a> {
    /// The decision and what it rests on.
    #[serde(flatten)]
    pub eob: &'a Eob,
    /// The same, worked out again, with every step.
    pub worked_out: Outcome,
}

impl Eob {
    /// The decision, worked out again from what it rests on.
    pub fn work_out(&self) -> Outcome {
        adjudicate(&self.inputs)
    }

    /// Whether what was decided is what comes out, to the cent, line by line.
    pub fn agrees(&self, outcome: &Outcome) -> bool {
        let decided = &self.decided;
        let totals = (decided.eligible_cents, decided.deductible_cents, decided.payable_cents);
        let lines = decided.lines.iter().zip(&outcome.lines);
        totals == (outcome.eligible_cents, outcome.deductible_cents, outcome.payable_cents)
            && decided.lines.len() == outcome.lines.len()
            && lines.into_iter().all(|(said, out)| {
                (said.submitted_cents, said.eligible_cents, said.reason, said.payable_cents)
                    == (out.submitted_cents, out.eligible_cents, out.reason, out.payable_cents)
            })
    }

    /// Cents as money.
    pub fn money(&self, cents: i64) -> Money {
        Money {
            cents,
            currency: self.currency,
        }
    }
}
