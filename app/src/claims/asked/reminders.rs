//! A word before something is due, and a task when its day has passed. Nothing is ever declined for being late.

use crate::day::{Day, Moment};
use crate::error::AppError;
use crate::ids::{ClaimId, RequirementId};
use crate::notify::{self, Tidings};
use crate::state::AppState;
use crate::workflow::model::{Reason, SubjectKind, What};
use crate::workflow::store::{self as workflow, NewTask};
use crate::{execute, fetch_all};

/// A reminder goes so many days before something is due.
const DAYS_BEFORE: [i32; 2] = [3, 1];
/// And from this hour of the household's day on.
const FROM_HOUR: i8 = 9;

crate::queries! {
    OWED = "SELECT r.id, r.subject_id, r.what, r.due_on, h.time_zone FROM requirement r JOIN household h ON h.id = r.household_id
        WHERE r.subject_kind = 'claim' AND r.state IN ('open', 'to_confirm', 'sent_back') AND r.due_on <= $1 AND r.overdue_at IS NULL ORDER BY r.id";
    // Nothing is told of what came, or was told, meanwhile.
    REMIND = "INSERT INTO requirement_reminder (requirement_id, on_day)
        SELECT id, $1 FROM requirement WHERE id = $2 AND state IN ('open', 'to_confirm', 'sent_back') AND due_on = $3 ON CONFLICT DO NOTHING";
    LATE = "UPDATE requirement SET overdue_at = $1 WHERE id = $2 AND overdue_at IS NULL AND due_on = $3 AND state IN ('open', 'to_confirm', 'sent_back')";
}

#[derive(sqlx::FromRow)]
struct Owed {
    id: RequirementId,
    subject_id: ClaimId,
    what: What,
    due_on: Day,
    time_zone: String,
}

/// What is to be done about something that is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Nothing,
    Remind,
    Late,
}

fn step(due_on: Day, now: Moment) -> Step {
    if due_on < now.day {
        Step::Late
    } else if now.hour >= FROM_HOUR && DAYS_BEFORE.iter().any(|days| now.day.plus_days(*days) == due_on) {
        Step::Remind
    } else {
        Step::Nothing
    }
}

/// Reminds of what is due soon, once per day and item, and opens a task for what is late. Safe to run often and by several servers.
///
/// # Errors
/// `Unavailable` when the database does not answer; the next run does what is left.
pub async fn run(state: &AppState) -> Result<(), AppError> {
    // Nowhere on Earth is it later than tomorrow.
    let soon = state.clock.today("UTC").plus_days(DAYS_BEFORE[0] + 1);
    for owed in fetch_all!(state.store.read(), Owed, OWED, soon)? {
        let now = Moment::local(state.clock.now(), &owed.time_zone);
        match step(owed.due_on, now) {
            Step::Nothing => {}
            // Nobody here can decide what only the household can name.
            Step::Late if owed.what == What::BankAccount => {}
            Step::Remind => remind(state, &owed, now.day).await?,
            Step::Late => late(state, &owed, now.day).await?,
        }
    }
    Ok(())
}

async fn remind(state: &AppState, owed: &Owed, today: Day) -> Result<(), AppError> {
    let mut tx = state.store.begin().await?;
    if execute!(tx.run(), REMIND, today, &owed.id, owed.due_on)? == 1 {
        // The day before is another occasion than three days before.
        notify::tell(
            &mut tx,
            state,
            &Tidings::Reminder {
                requirement: owed.id.as_str(),
                on: today,
            },
        )
        .await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn late(state: &AppState, owed: &Owed, today: Day) -> Result<(), AppError> {
    let mut tx = state.store.begin().await?;
    if execute!(tx.run(), LATE, state.clock.now(), &owed.id, owed.due_on)? == 1 {
        let task = NewTask {
            kind: SubjectKind::Claim,
            subject: owed.subject_id.as_str(),
            reason: Reason::ClaimToDecide,
            blocking: false,
            due_on: today,
        };
        workflow::want_now(&mut tx, state, task).await?;
        tx.commit().await?;
        tracing::info!(requirement.id = %owed.id, "Requirement {} is late", owed.id);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reminder_goes_three_days_before_and_the_day_before_from_nine_on() {
        let due = Day::parse_iso("2026-11-27").expect("a date");
        let at = |day: &str, hour| Moment {
            day: Day::parse_iso(day).expect("a date"),
            hour,
            minute: 0,
        };
        for (day, hour, wanted) in [
            ("2026-11-23", 12, Step::Nothing),
            ("2026-11-24", 8, Step::Nothing),
            ("2026-11-24", 9, Step::Remind),
            ("2026-11-25", 12, Step::Nothing),
            ("2026-11-26", 23, Step::Remind),
            ("2026-11-27", 23, Step::Nothing),
            ("2026-11-28", 0, Step::Late),
            ("2026-12-28", 0, Step::Late),
        ] {
            assert_eq!(step(due, at(day, hour)), wanted, "{day} {hour}");
        }
    }
}
