//! What happens to a claim, as the legal clocks see it.

use super::signs;
use crate::claims::model::EventKind;
use crate::db::Tx;
use crate::error::AppError;
use crate::ids::ClaimId;
use crate::notify::{Letter, jobs as letters};
use crate::state::AppState;
use crate::texts::Lang;
use crate::ui::day_full;
use crate::workflow::clocks::Duty;
use crate::workflow::model::SubjectKind;
use crate::workflow::watch::{self, Owed};
use crate::{execute, fetch_all, fetch_one};

crate::queries! {
    PLACE = "SELECT h.state, h.time_zone FROM claim c JOIN household h ON h.id = c.household_id WHERE c.id = $1";
    ANSWER_BY = "UPDATE claim SET answer_by = $1 WHERE id = $2";
    // Claims from before the clocks were kept.
    WITHOUT = "SELECT c.id FROM claim c WHERE c.state IN ('received', 'in_review', 'waiting_for_you', 'waiting_for_vet')
        AND NOT EXISTS (SELECT 1 FROM clock k WHERE k.subject_kind = 'claim' AND k.subject_id = c.id) ORDER BY c.answer_by, c.id LIMIT 500";
    EVENTS = "SELECT kind, at FROM claim_event WHERE claim_id = $1 ORDER BY at, id";
    LETTERS_DUE = "SELECT k.subject_id, p.email, p.language, c.number, c.answer_by FROM clock k JOIN claim c ON c.id = k.subject_id
        JOIN policy y ON y.id = c.policy_id JOIN person p ON p.id = y.policyholder_id
        WHERE k.subject_kind = 'claim' AND k.duty = 'status_letter' AND k.met_at IS NULL AND k.stopped_at IS NULL AND k.due_at <= $1 ORDER BY k.due_at LIMIT 500";
}

/// How long before its last day a status letter is written, in milliseconds: three days.
const LETTER_AHEAD_MS: i64 = 3 * 24 * 60 * 60 * 1000;

/// What an event does to the clocks of its claim.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Effects {
    /// Duties that are done by it.
    pub meets: &'static [Duty],
    /// Duties that are no longer owed, or rest until something comes.
    pub stops: &'static [Duty],
    /// Duties that begin.
    pub starts: &'static [Duty],
}

/// What an event does to the clocks of its claim. While something is owed to us the decision is not; once it has come, its time begins anew.
pub fn effects(kind: EventKind) -> Effects {
    use Duty::{Acknowledge, Begin, Decide, Pay, StatusLetter};
    let none = Effects::default();
    match kind {
        EventKind::Submitted => Effects {
            starts: &[Acknowledge, Begin, StatusLetter, Decide],
            ..none
        },
        EventKind::Routed => Effects { meets: &[Acknowledge], ..none },
        EventKind::ReviewBegun => Effects {
            meets: &[Acknowledge, Begin],
            ..none
        },
        EventKind::AskedYou | EventKind::AskedVet => Effects {
            meets: &[Acknowledge, Begin],
            stops: &[Decide],
            ..none
        },
        EventKind::SentBack => Effects { stops: &[Decide], ..none },
        // It waits for the household to say that it is right.
        EventKind::VetSent => none,
        EventKind::Supplied | EventKind::NotNeeded => Effects { starts: &[Decide], ..none },
        EventKind::AppealTakenBack => Effects {
            stops: &[StatusLetter, Decide],
            ..none
        },
        EventKind::Decided | EventKind::Upheld => Effects {
            meets: &[Acknowledge, Begin, Decide],
            stops: &[StatusLetter],
            ..none
        },
        EventKind::Reopened | EventKind::Appealed => Effects {
            starts: &[StatusLetter, Decide],
            ..none
        },
        EventKind::PayoutSent | EventKind::PayoutArrived => Effects { meets: &[Pay], ..none },
        EventKind::PayoutReturned => Effects { starts: &[Pay], ..none },
        EventKind::Withdrawn => Effects { stops: &Duty::ALL, ..none },
    }
}

/// Lets an event of an instant (UTC milliseconds) start, meet and stop clocks. The claim's own day of answer follows the clock of the decision.
pub(super) async fn happened(tx: &mut Tx, state: &AppState, claim: &ClaimId, kind: EventKind, at: i64) -> Result<(), sqlx::Error> {
    let Effects { meets, stops, starts } = effects(kind);
    for duty in meets {
        watch::meet(tx, SubjectKind::Claim, claim.as_str(), *duty, at).await?;
    }
    for duty in stops {
        watch::stop(tx, SubjectKind::Claim, claim.as_str(), *duty, at).await?;
    }
    for duty in starts {
        let due_on = start(tx, state, claim, *duty, at).await?;
        if *duty == Duty::Decide && kind != EventKind::Submitted {
            execute!(tx.run(), ANSWER_BY, due_on, claim)?;
        }
    }
    Ok(())
}

async fn start(tx: &mut Tx, state: &AppState, claim: &ClaimId, duty: Duty, at: i64) -> Result<crate::day::Day, sqlx::Error> {
    let (us_state, zone): (String, String) = fetch_one!(tx.run(), (String, String), PLACE, claim)?;
    let owed = Owed {
        kind: SubjectKind::Claim,
        subject: claim.as_str(),
        us_state: &us_state,
        zone: &zone,
    };
    watch::start(tx, state, owed, duty, at).await
}

/// Begins the clock of money that was accepted.
pub(super) async fn pay_is_owed(tx: &mut Tx, state: &AppState, claim: &ClaimId) -> Result<(), sqlx::Error> {
    start(tx, state, claim, Duty::Pay, state.clock.now()).await.map(drop)
}

/// Begins the clock of a message that a customer wrote about a claim; one that is unanswered already runs on.
pub async fn answer_is_owed(tx: &mut Tx, state: &AppState, claim: &ClaimId) -> Result<(), sqlx::Error> {
    start(tx, state, claim, Duty::AnswerMessage, state.clock.now()).await.map(drop)
}

/// Says that a customer's message was answered.
pub async fn answered(tx: &mut Tx, state: &AppState, claim: &ClaimId) -> Result<(), sqlx::Error> {
    watch::meet(tx, SubjectKind::Claim, claim.as_str(), Duty::AnswerMessage, state.clock.now())
        .await
        .map(drop)
}

/// Gives the open claims that have no clocks, from before these were kept, those that their events began, and looks for signs; safe to run again.
pub async fn catch_up(state: &AppState) -> Result<(), sqlx::Error> {
    for (claim,) in fetch_all!(state.store.read(), (ClaimId,), WITHOUT)? {
        let mut tx = state.store.begin().await?;
        let events = fetch_all!(tx.run(), (String, i64), EVENTS, &claim)?;
        for (kind, at) in events {
            if let Some(kind) = EventKind::parse(&kind) {
                happened(&mut tx, state, &claim, kind, at).await?;
            }
        }
        signs::look_again(&mut tx, state, &claim).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Writes to those whose claims are undecided when the law wants them to hear of it, and begins the time of the next letter; safe to run again.
///
/// # Errors
/// `Unavailable` or `Internal` when a letter cannot be stored; the next run goes on.
pub async fn write_status_letters(state: &AppState) -> Result<(), AppError> {
    type Row = (ClaimId, String, Option<Lang>, String, crate::day::Day);
    let ahead = state.clock.now() + LETTER_AHEAD_MS;
    for (claim, email, language, number, answer_by) in fetch_all!(state.store.read(), Row, LETTERS_DUE, ahead)? {
        let (mut tx, lang) = (state.store.begin().await?, language.unwrap_or(Lang::En));
        if watch::meet(&mut tx, SubjectKind::Claim, claim.as_str(), Duty::StatusLetter, state.clock.now()).await? == 0 {
            continue;
        }
        start(&mut tx, state, &claim, Duty::StatusLetter, state.clock.now()).await?;
        let letter = Letter::ClaimStands {
            number,
            answer_by: day_full(lang, answer_by),
            link: format!("{}/claims/{claim}", state.public_url),
        };
        letters::write(&mut tx, state, &email, lang, letter).await?;
        tx.commit().await?;
        tracing::info!(claim.id = %claim, "Wrote how claim {claim} stands");
    }
    Ok(())
}
