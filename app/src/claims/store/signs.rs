//! Signs, found across the whole book in the transaction that decides or routes a claim: what it is like, and since when. No actor: nothing here is shown to
//! anyone; the desk shows what was found (claims/work).

use super::cover;
use crate::claims::rules::Inputs;
use crate::claims::rules::signs::{SignKind, looks_alike, may_be_one_clinic, soon_after_waiting};
use crate::db::Tx;
use crate::ids::ClaimId;
use crate::state::AppState;
use crate::{execute, fetch_all, fetch_one, fetch_optional};

crate::queries! {
    OWN = "SELECT clinic, invoice_number, total_cents, read_total_cents FROM claim WHERE id = $1";
    SAME_NUMBER = "SELECT o.id, o.clinic FROM claim c JOIN claim o ON o.invoice_number = c.invoice_number AND o.id <> c.id AND o.state <> 'withdrawn'
        WHERE c.id = $1 ORDER BY o.id LIMIT 50";
    // The same animal on the same day is known by other means (cover.rs, TWICE).
    SAME_BILL = "SELECT o.id, o.clinic FROM claim c JOIN claim o ON o.visit_on = c.visit_on AND o.total_cents = c.total_cents AND o.pet_id <> c.pet_id
            AND o.id <> c.id AND o.state <> 'withdrawn' WHERE c.id = $1 ORDER BY o.id LIMIT 50";
    // One index for each part; pictures that look the same agree in one of them.
    SAME_PART = "SELECT DISTINCT q.claim_id, m.print, n.print FROM claim_page p JOIN blob_print m ON m.blob_id = p.blob_id
        JOIN blob_print n ON (n.part_0 = m.part_0 OR n.part_1 = m.part_1 OR n.part_2 = m.part_2 OR n.part_3 = m.part_3)
        JOIN claim_page q ON q.blob_id = n.blob_id AND q.claim_id IS NOT NULL AND q.claim_id <> p.claim_id AND q.removed_at IS NULL
        JOIN claim o ON o.id = q.claim_id AND o.state <> 'withdrawn'
        WHERE p.claim_id = $1 AND p.removed_at IS NULL ORDER BY q.claim_id";
    KINDS = "SELECT DISTINCT kind FROM sign WHERE claim_id = $1 AND cleared_at IS NULL ORDER BY kind";
    ADD = "INSERT INTO sign (id, claim_id, kind, other_claim_id, found_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
    OPEN = "SELECT 1 FROM claim WHERE id = $1 AND state IN ('received', 'in_review', 'waiting_for_you', 'waiting_for_vet')";
}

/// As [`look`], with what a decision rests on as it stands now.
pub async fn look_again(tx: &mut Tx, state: &AppState, claim: &ClaimId) -> Result<(), sqlx::Error> {
    match cover::look(tx, state, claim).await? {
        Some(before) => look(tx, state, claim, &before.inputs).await.map(drop),
        None => Ok(()),
    }
}

/// What is odd about a claim as far as anyone has found, and nobody cleared.
pub async fn open_kinds(tx: &mut Tx, claim: &ClaimId) -> Result<Vec<SignKind>, sqlx::Error> {
    let kinds = fetch_all!(tx.run(), (SignKind,), KINDS, claim)?;
    Ok(kinds.into_iter().map(|(kind,)| kind).collect())
}

/// Looks for what is odd about a claim and keeps it; what was found before stays as it is. A claim that is like another makes the other odd as well, while
/// that is open. Gives what is odd and not cleared.
pub async fn look(tx: &mut Tx, state: &AppState, claim: &ClaimId, inputs: &Inputs) -> Result<Vec<SignKind>, sqlx::Error> {
    type Own = (Option<String>, Option<String>, i64, Option<i64>);
    let (clinic, number, total, read_total): Own = fetch_one!(tx.run(), Own, OWN, claim)?;
    if read_total.is_some_and(|read| read != total) {
        add(tx, state, claim, SignKind::EditedTotal, None).await?;
    }
    if soon_after_waiting(inputs) {
        add(tx, state, claim, SignKind::AfterWaiting, None).await?;
    }
    type Other = (ClaimId, Option<String>);
    if number.is_some() {
        for (other, their_clinic) in fetch_all!(tx.run(), Other, SAME_NUMBER, claim)? {
            if may_be_one_clinic(clinic.as_deref(), their_clinic.as_deref()) {
                both(tx, state, claim, &other, SignKind::SameInvoice).await?;
            }
        }
    }
    for (other, their_clinic) in fetch_all!(tx.run(), Other, SAME_BILL, claim)? {
        if may_be_one_clinic(clinic.as_deref(), their_clinic.as_deref()) {
            both(tx, state, claim, &other, SignKind::SameBill).await?;
        }
    }
    for (other, print, theirs) in fetch_all!(tx.run(), (ClaimId, i64, i64), SAME_PART, claim)? {
        if looks_alike(print.cast_unsigned(), theirs.cast_unsigned()) {
            both(tx, state, claim, &other, SignKind::SamePicture).await?;
        }
    }
    open_kinds(tx, claim).await
}

async fn both(tx: &mut Tx, state: &AppState, claim: &ClaimId, other: &ClaimId, kind: SignKind) -> Result<(), sqlx::Error> {
    add(tx, state, claim, kind, Some(other)).await?;
    if fetch_optional!(tx.run(), (i32,), OPEN, other)?.is_some() {
        add(tx, state, other, kind, Some(claim)).await?;
    }
    Ok(())
}

async fn add(tx: &mut Tx, state: &AppState, claim: &ClaimId, kind: SignKind, other: Option<&ClaimId>) -> Result<(), sqlx::Error> {
    execute!(tx.run(), ADD, state.new_id(), claim, kind, other, state.clock.now()).map(drop)
}
