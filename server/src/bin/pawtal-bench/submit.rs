//! Submitting claims, many at once: drafts that lack nothing but "Submit claim". Half of them are for a person to decide; the others are clear, their
//! invoices read and confirmed, and are decided in the request that submits them.

use std::time::{Duration, Instant};

use app::auth::store::session;
use app::claims::intake::submission;
use app::claims::reading::model::{Fields, Found, ReadLine, Reading, Spot};
use app::claims::reading::offer;
use app::execute;
use app::fetch_one;
use app::ids::{BlobId, DraftId, PageId};
use app::state::{AppState, Random};
use app::texts::Lang;
use server::trial::{Failure, Filer, Server, filers, open, visit_day};
use sqlx::types::Json;

use crate::Measure;
use crate::book::{Book, Engine};
use crate::load::{Planned, send};
use crate::report::{milliseconds, report};

/// Claims of each kind that are submitted, at most.
const CLAIMS: u32 = 3_000;
/// Clear claims that are submitted one after the other in this process, to see where their time goes.
const ALONE: usize = 200;
/// However many are left after this time.
const TIME: Duration = Duration::from_secs(20);

/// What a draft comes to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Nothing was read: somebody has to look.
    ForAPerson,
    /// Read, confirmed, and worth paying: the rules decide.
    Clear,
}

/// Prints the figures of submitting.
pub async fn measure(book: &Book, server: &Server, measure: &Measure) -> Result<(), Failure> {
    let state = open(&book.launch.database_url, Random::seeded(3)).await?;
    let each = usize::try_from((book.policyholders / 8).min(CLAIMS))?;
    let mut people = filers(&state, 2 * each + ALONE).await?;
    let alone = people.split_off(2 * each);
    let clear = people.split_off(each);
    many(
        book,
        server,
        measure,
        &state,
        write_drafts(&state, people, Kind::ForAPerson).await?,
        Kind::ForAPerson,
    )
    .await?;
    many(book, server, measure, &state, write_drafts(&state, clear, Kind::Clear).await?, Kind::Clear).await?;
    one_by_one(book.engine, &state, write_drafts(&state, alone, Kind::Clear).await?).await?;
    state.store.close().await;
    Ok(())
}

async fn many(book: &Book, server: &Server, measure: &Measure, state: &AppState, drafts: Vec<(Filer, DraftId)>, kind: Kind) -> Result<(), Failure> {
    let plan: Vec<Planned> = drafts
        .into_iter()
        .map(|(filer, draft)| Planned {
            path: "/api/claims/submit".into(),
            session: Some(filer.who.token),
            form: Some(format!("draft={draft}")),
            leads_to: Some("/claims/0".into()),
        })
        .collect();
    let (before, used) = (written(state).await?, server.usage()?.cpu);
    let counted = send(book.launch.address, &plan, measure.connections, TIME, true).await?;
    let cpu = server.usage()?.cpu.saturating_sub(used);
    let now = written(state).await?;

    let what = match kind {
        Kind::ForAPerson => "submit",
        Kind::Clear => "submit-decide",
    };
    let name = book.engine.name();
    report(&format!("{what}-throughput-{name}"), format!("{:.0}", counted.throughput()), "claims/s");
    report(&format!("{what}-p50-{name}"), milliseconds(counted.p50), "ms");
    report(&format!("{what}-p99-{name}"), milliseconds(counted.p99), "ms");
    report(
        &format!("{what}-cpu-{name}"),
        format!("{:.6}", cpu.as_secs_f64() / f64::from(counted.answered.max(1))),
        "s/claim",
    );
    report(&format!("{what}-errors-{name}"), counted.failed, "errors");
    let (claims, decided) = (now.0 - before.0, now.1 - before.1);
    if i64::from(counted.answered) != claims {
        return Err(format!("{} claims were acknowledged and {claims} written", counted.answered).into());
    }
    if kind == Kind::Clear {
        report(&format!("{what}-share-{name}"), format!("{:.1}", percent(decided, claims)), "% decided at once");
    }
    Ok(())
}

/// Submits in this process, where a thread of its own does all but the database: when it is not on a processor, it waits for that.
async fn one_by_one(engine: Engine, state: &AppState, drafts: Vec<(Filer, DraftId)>) -> Result<(), Failure> {
    let mut actors = Vec::with_capacity(drafts.len());
    for (filer, draft) in drafts {
        let found = session(state, &filer.who.token).await?.and_then(|session| session.household);
        actors.push((found.ok_or("a session without a household")?, draft));
    }
    let (begun, computed) = (Instant::now(), on_processor()?);
    for (actor, draft) in &actors {
        submission::submit(state, actor, draft, Lang::En)
            .await
            .map_err(|error| format!("a claim was not taken: {error}"))?;
    }
    let (took, computed) = (begun.elapsed(), on_processor()?.saturating_sub(computed));
    let name = engine.name();
    let each = u32::try_from(actors.len())?.max(1);
    report(&format!("submit-decide-alone-{name}"), milliseconds(took / each), "ms");
    let share = took.saturating_sub(computed).as_secs_f64() / took.as_secs_f64();
    report(&format!("submit-decide-database-{name}"), format!("{:.1}", share * 100.0), "% of it");
    Ok(())
}

/// How long this thread has been on a processor (proc(5), schedstat).
fn on_processor() -> Result<Duration, Failure> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanoseconds = text.split_whitespace().next().ok_or("an empty schedstat")?;
    Ok(Duration::from_nanos(nanoseconds.parse()?))
}

fn percent(of: i64, all: i64) -> f64 {
    of as f64 * 100.0 / all.max(1) as f64
}

/// How many claims there are, and how many the rules decided.
async fn written(state: &AppState) -> Result<(i64, i64), sqlx::Error> {
    let sql = "SELECT (SELECT COUNT(*) FROM claim), (SELECT COUNT(*) FROM decision WHERE decided_by IS NULL)";
    fetch_one!(state.store.read(), (i64, i64), sql)
}

/// A draft for each, as the wizard keeps it before its last screen.
async fn write_drafts(state: &AppState, filers: Vec<Filer>, kind: Kind) -> Result<Vec<(Filer, DraftId)>, Failure> {
    let (now, visit) = (state.clock.now(), visit_day(state));
    let mut tx = state.store.begin().await?;
    let mut written = Vec::with_capacity(filers.len());
    for (filer, nth) in filers.into_iter().zip(0_i64..) {
        let (draft, blob, page) = (DraftId(state.new_id()), BlobId(state.new_id()), PageId(state.new_id()));
        let mut answers = serde_json::json!({ "pet": filer.pet.as_str(), "date": visit.to_string(), "notes": "" });
        // Each amount once: two bills of one day and amount would be looked at by a person.
        let reading = (kind == Kind::Clear).then(|| invoice(visit, 90_000 + nth));
        match &reading {
            Some(reading) => {
                let offered = offer::together(std::slice::from_ref(reading), false);
                answers["condition"] = "ear-otitis-externa".into();
                answers["total"] = format!("{}.{:02}", offered.lines_cents() / 100, offered.lines_cents() % 100).into();
                answers["lines"] = offered.mark.into();
            }
            None => {
                answers["condition"] = "other".into();
                answers["condition_text"] = "ate a sock".into();
                answers["total"] = "512.40".into();
            }
        }
        let sql = "INSERT INTO draft (id, household_id, person_id, answers, created_at, changed_at) VALUES ($1, $2, $3, $4, $5, $5)";
        execute!(tx.run(), sql, &draft, &filer.who.household, &filer.who.person, Json(answers), now)?;
        let sql = "INSERT INTO blob (id, household_id, sha256, size, content_type, state, created_at) VALUES ($1, $2, $3, 1, 'image/jpeg', 'checked', $4)";
        execute!(tx.run(), sql, &blob, &filer.who.household, "0".repeat(64), now)?;
        let sql = "INSERT INTO claim_page (id, draft_id, position, blob_id, upload_key, file_name, page_count, created_at)
            VALUES ($1, $2, 1, $3, $4, 'invoice.jpg', 1, $5)";
        execute!(tx.run(), sql, &page, &draft, &blob, state.new_id(), now)?;
        if let Some(reading) = &reading {
            let sql = "INSERT INTO reading (page_id, state, result, created_at, finished_at) VALUES ($1, 'read', $2, $3, $3)";
            execute!(tx.run(), sql, &page, Json(reading), now)?;
        }
        written.push((filer, draft));
    }
    tx.commit().await?;
    Ok(written)
}

/// An invoice as it was read: an exam, an X-ray of so many cents, ear drops.
fn invoice(on: app::day::Day, cents: i64) -> Reading {
    fn found<T>(value: T) -> Found<T> {
        Found { value, spot: Spot::default() }
    }
    let lines = [("Exam", 6_800), ("X-rays", cents), ("Ear drops", 5_400)];
    Reading {
        fields: Fields {
            date: Some(found(on)),
            total: Some(found(lines.iter().map(|(_, cents)| cents).sum())),
            clinic: Some(found("Harbor Animal Hospital".to_owned())),
            lines: lines
                .iter()
                .map(|(description, cents)| {
                    found(ReadLine {
                        description: (*description).to_owned(),
                        cents: *cents,
                    })
                })
                .collect(),
            ..Fields::default()
        },
        pictures: Vec::new(),
    }
}
