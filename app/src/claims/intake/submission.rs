//! A draft becomes a claim: once, whatever happens on the way.

use sqlx::types::Json;

use super::model::Submitted;
use super::questions::condition::Reason;
use super::questions::{self, Filled};
use super::rules::Navigator;
use super::store::{self, Draft};
use crate::auth::Policyholder;
use crate::claims::model::{ClaimState, EventKind};
use crate::db::{Tx, lost_a_race};
use crate::error::AppError;
use crate::ids::{ClaimId, DraftId, Series};
use crate::jobs::{self, Job};
use crate::state::AppState;
use crate::texts::Lang;
use crate::workflow::clocks;
use crate::execute;

/// How often a transaction that lost a race is tried again before the person is asked to.
const TRIES: u32 = 3;
