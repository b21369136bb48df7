//! What decides about claims, pure, for browser and server: where a claim may go, and what a plan pays for it.
//!
//! [`adjudicate`] works a claim out from [`Inputs`] alone: the same inputs give the same cents, forever, so that anyone can work it out again
//! (docs/adjudication.md). What the machine may do with the result by itself is [`instant`]'s business: it may pay, and nothing else.

mod adjudicate;
mod bilateral;
mod inputs;
pub mod instant;
mod judge;
mod outcome;
pub mod signs;
mod states;
mod sums;
#[cfg(all(test, feature = "ssr"))]
pub(in crate::claims) mod tests;
mod usage;

pub use adjudicate::adjudicate;
pub use bilateral::has_sides;
pub use inputs::{Cover, Inputs, Known, LineCondition, LineIn, PetHistory, RuleVersion, Ruling, Side};
pub use instant::{Instant, Payment};
pub use judge::first_day;
pub use outcome::{Cut, Flag, LineOut, Outcome, StepDone};
pub use states::{Next, STAGES, can_withdraw, may_move, reimbursement, waits_for};
pub use usage::{ConditionUse, ScheduleUse, Taken, Used};
