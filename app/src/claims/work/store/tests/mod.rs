//! Builders of claims that lie before adjusters, and the tests of what these may do.

use super::*;
use crate::auth::{Adjuster, Role, Staff};
use crate::claims::model::{ClaimState, LineReason};
use crate::claims::rules::Ruling;
use crate::claims::work::model::{Evidence, LineVerdict, Verdict, Work};
use crate::ids::PageId;
use crate::insert;
use crate::testing::Home;
use crate::testing::book::file_claim;
use crate::testing::people::{Scope, grant, session_of, somebody};
use crate::texts::Lang;

mod clocks;
mod deciding;
mod holding;
mod signs;

/// Somebody who decides claims: as who acts, and as who looks.
struct Desk {
    acts: Adjuster,
    looks: Staff,
}

async fn desk(state: &AppState, given_name: &str) -> Desk {
    let person = somebody(state, given_name).await;
    grant(state, &person.id, Role::Adjuster, Scope::Book).await;
    let session = session_of(state, &person.id).await;
    Desk {
        acts: session.adjuster().expect("an adjuster"),
        looks: session.staff(&[Role::Adjuster]).expect("staff"),
    }
}

/// A claim in review for an ear infection of the household's first pet, with these lines.
async fn in_review(state: &AppState, home: &Home, lines: &[(&str, i64)]) -> ClaimId {
    let claim = file_claim(state, home, 0, lines.iter().map(|(_, cents)| cents).sum()).await;
    insert!(
        state,
        "UPDATE claim SET condition_code = 'ear-otitis-externa', condition_text = NULL, state = 'in_review' WHERE id = $1",
        &claim
    );
    for ((description, cents), position) in lines.iter().zip(1_i64..) {
        insert!(
            state,
            "INSERT INTO claim_line (id, claim_id, position, description, amount_cents) VALUES ($1, $2, $3, $4, $5)",
            state.new_id(),
            &claim,
            position,
            *description,
            *cents
        );
    }
    claim
}

/// A page of a claim.
async fn page(state: &AppState, home: &Home, claim: &ClaimId) -> PageId {
    let (page, blob) = (PageId(state.new_id()), state.new_id());
    insert!(
        state,
        "INSERT INTO blob (id, household_id, sha256, size, content_type, state, created_at) VALUES ($1, $2, 'none', 1, 'image/jpeg', 'checked', $3)",
        &blob,
        &home.actor.household,
        state.clock.now()
    );
    insert!(
        state,
        "INSERT INTO claim_page (id, claim_id, position, blob_id, upload_key, file_name, page_count, created_at) VALUES ($1, $2, 1, $3, $1, 'invoice.jpg', 1, $4)",
        &page,
        claim,
        &blob,
        state.clock.now()
    );
    page
}

async fn shown(state: &AppState, who: &Desk, claim: &ClaimId) -> Work {
    case::find(state, &who.looks, claim, Lang::En).await.expect("a look").expect("found")
}

/// How often the claim has changed, as who looks sees it.
async fn version(state: &AppState, claim: &ClaimId) -> i64 {
    let (version,): (i64,) = crate::fetch_one!(state.store.read(), (i64,), "SELECT version FROM claim WHERE id = $1", claim).expect("a claim");
    version
}

/// Each line as these say.
fn verdict(lines: Vec<LineVerdict>) -> Verdict {
    Verdict { lines, answer: None }
}

fn refused(reason: LineReason, evidence: Option<Evidence>) -> LineVerdict {
    LineVerdict {
        ruling: Some(Ruling {
            eligible_cents: 0,
            reason: Some(reason),
        }),
        why: Some("As the record says.".into()),
        evidence,
    }
}

async fn count(state: &AppState, sql: &'static str, claim: &ClaimId) -> i64 {
    let (count,): (i64,) = crate::fetch_one!(state.store.read(), (i64,), sql, claim).expect("a count");
    count
}
