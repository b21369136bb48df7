//! Tasks: what the insurer's people have to look at.

use super::model::{Reason, SubjectKind};
use crate::auth::HouseholdActor;
use crate::day::Day;
use crate::db::Tx;
use crate::execute;
use crate::state::AppState;

crate::queries! {
    // The unique index on open tasks makes a second one of the same reason impossible.
    OPEN_TASK = "INSERT INTO task (id, subject_kind, subject_id, reason, blocking, state, due_on, opened_at)
        VALUES ($1, $2, $3, $4, $5, 'open', $6, $7) ON CONFLICT DO NOTHING";
    CANCEL_TASKS = "UPDATE task SET state = 'cancelled', closed_at = $1 WHERE subject_kind = $2 AND subject_id = $3 AND state = 'open'";
    FINISH_TASKS = "UPDATE task SET state = 'done', closed_at = $1 WHERE subject_kind = $2 AND subject_id = $3 AND state = 'open'";
    BRING_FORWARD = "UPDATE task SET due_on = $1 WHERE subject_kind = $2 AND subject_id = $3 AND reason = $4 AND state = 'open' AND due_on > $1";
    WAIVE = "UPDATE requirement SET state = 'waived' WHERE subject_kind = $1 AND subject_id = $2 AND household_id = $3 AND state IN ('open', 'to_confirm', 'sent_back')";
}

/// What a task is about and why, and the day by which it should be done.
#[derive(Clone, Copy, Debug)]
pub struct NewTask<'a> {
    /// The kind of thing.
    pub kind: SubjectKind,
    /// Its id.
    pub subject: &'a str,
    /// Why somebody must look at it.
    pub reason: Reason,
    /// Whether nothing else can happen to it before.
    pub blocking: bool,
    /// By when.
    pub due_on: Day,
}

/// Opens a task for the insurer's people. `false`: one of the same reason is open already.
pub async fn open_task(tx: &mut Tx, state: &AppState, task: NewTask<'_>) -> Result<bool, sqlx::Error> {
    let opened = execute!(
        tx.run(),
        OPEN_TASK,
        state.new_id(),
        task.kind,
        task.subject,
        task.reason,
        task.blocking,
        task.due_on,
        state.clock.now()
    )?;
    Ok(opened == 1)
}

/// Opens a task that is due today, or brings the open one of the same reason forward.
pub async fn want_now(tx: &mut Tx, state: &AppState, task: NewTask<'_>) -> Result<(), sqlx::Error> {
    if !open_task(tx, state, task).await? {
        execute!(tx.run(), BRING_FORWARD, task.due_on, task.kind, task.subject, task.reason)?;
    }
    Ok(())
}

/// Closes the open tasks about something: they are done.
pub async fn finish(tx: &mut Tx, state: &AppState, kind: SubjectKind, subject: &str) -> Result<(), sqlx::Error> {
    execute!(tx.run(), FINISH_TASKS, state.clock.now(), kind, subject).map(drop)
}

/// Drops whatever is still to do about something: its open tasks, and what its household or clinic still owed.
pub async fn let_go(tx: &mut Tx, state: &AppState, actor: &HouseholdActor, kind: SubjectKind, subject: &str) -> Result<(), sqlx::Error> {
    execute!(tx.run(), CANCEL_TASKS, state.clock.now(), kind, subject)?;
    execute!(tx.run(), WAIVE, kind, subject, &actor.household)?;
    Ok(())
}
