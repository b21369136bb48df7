//! Submitting claims, many at once: drafts that lack nothing but "Submit claim".

use std::time::Duration;

use app::execute;
use app::fetch_one;
use app::ids::{BlobId, DraftId};
use app::state::{AppState, Random};
use server::trial::{Failure, Filer, Server, filers, open, visit_day};
use sqlx::types::Json;

use crate::Measure;
use crate::book::Book;
use crate::load::{Planned, send};
use crate::report::{milliseconds, report};

/// Claims that are submitted, at most.
const CLAIMS: u32 = 6_000;
/// However many are left after this time.
const TIME: Duration = Duration::from_secs(20);

/// Prints the figures of submitting.
pub async fn measure(book: &Book, server: &Server, measure: &Measure) -> Result<(), Failure> {
    let state = open(&book.launch.database_url, Random::seeded(3)).await?;
    let how_many = usize::try_from((book.policyholders / 4).min(CLAIMS))?;
    let mut plan = Vec::with_capacity(how_many);
    for (filer, draft) in write_drafts(&state, filers(&state, how_many).await?).await? {
        plan.push(Planned {
            path: "/api/claims/submit".into(),
            session: Some(filer.who.token),
            form: Some(format!("draft={draft}")),
            leads_to: Some("/claims/0".into()),
        });
    }
    let (claims, before) = (claims(&state).await?, server.usage()?.cpu);
    let counted = send(book.launch.address, &plan, measure.connections, TIME, true).await?;
    let cpu = server.usage()?.cpu.saturating_sub(before);
    let written = self::claims(&state).await? - claims;
    state.store.close().await;

    let name = book.engine.name();
    report(&format!("submit-throughput-{name}"), format!("{:.0}", counted.throughput()), "claims/s");
    report(&format!("submit-p50-{name}"), milliseconds(counted.p50), "ms");
    report(&format!("submit-p99-{name}"), milliseconds(counted.p99), "ms");
    report(
        &format!("submit-cpu-{name}"),
        format!("{:.6}", cpu.as_secs_f64() / f64::from(counted.answered.max(1))),
        "s/claim",
    );
    report(&format!("submit-errors-{name}"), counted.failed, "errors");
    if i64::from(counted.answered) != written {
        return Err(format!("{} claims were acknowledged and {written} written", counted.answered).into());
    }
    Ok(())
}

async fn claims(state: &AppState) -> Result<i64, sqlx::Error> {
    let (count,): (i64,) = fetch_one!(state.store.read(), (i64,), "SELECT COUNT(*) FROM claim")?;
    Ok(count)
}

/// A draft for each, as the wizard keeps it before its last screen.
async fn write_drafts(state: &AppState, filers: Vec<Filer>) -> Result<Vec<(Filer, DraftId)>, Failure> {
    let (now, visit) = (state.clock.now(), visit_day(state));
    let mut tx = state.store.begin().await?;
    let mut written = Vec::with_capacity(filers.len());
    for filer in filers {
        let (draft, blob) = (DraftId(state.new_id()), BlobId(state.new_id()));
        let answers = serde_json::json!({
            "pet": filer.pet.as_str(), "date": visit.to_string(), "condition": "other", "condition_text": "ate a sock", "total": "512.40", "notes": "",
        });
        let sql = "INSERT INTO draft (id, household_id, person_id, answers, created_at, changed_at) VALUES ($1, $2, $3, $4, $5, $5)";
        execute!(tx.run(), sql, &draft, &filer.who.household, &filer.who.person, Json(answers), now)?;
        let sql = "INSERT INTO blob (id, household_id, sha256, size, content_type, state, created_at) VALUES ($1, $2, $3, 1, 'image/jpeg', 'checked', $4)";
        execute!(tx.run(), sql, &blob, &filer.who.household, "0".repeat(64), now)?;
        let sql = "INSERT INTO claim_page (id, draft_id, position, blob_id, upload_key, file_name, page_count, created_at)
            VALUES ($1, $2, 1, $3, $4, 'invoice.jpg', 1, $5)";
        execute!(tx.run(), sql, state.new_id(), &draft, &blob, state.new_id(), now)?;
        written.push((filer, draft));
    }
    tx.commit().await?;
    Ok(written)
}
