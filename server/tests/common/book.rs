//! A household with something of everything: pets with photos, a draft, claims, bills. Written with SQL, so that it does not lean on what is tested.

use app::execute;
use app::ids::{BlobId, ClaimId, DraftId, PageId, Series};
use app::state::AppState;
use app::testing::{Home, home};

/// The household and the ids of what it owns.
pub struct Book {
    /// The policyholder and two insured pets.
    pub home: Home,
    /// The open draft, with one page.
    pub draft: DraftId,
    /// The draft's page.
    pub page: PageId,
    /// The bytes of the draft's page.
    pub blob: BlobId,
    /// A claim that waits for a document.
    pub claim: ClaimId,
    /// A claim that was decided and paid.
    pub paid_claim: ClaimId,
    /// Every id and number of this household.
    pub secrets: Vec<String>,
}

/// A picture of one black pixel.
pub fn png() -> Vec<u8> {
    let mut file = std::io::Cursor::new(Vec::new());
    image::GrayImage::new(1, 1).write_to(&mut file, image::ImageFormat::Png).expect("a picture");
    file.into_inner()
}

/// Fills the database with one household; its policyholder signs in as `home.email`.
pub async fn book(state: &AppState, given_name: &str) -> Book {
    let home = home(state, given_name, &["Biscuit", "Olive"]).await;
    let now = state.clock.now();
    let mut secrets: Vec<String> = vec![home.actor.household.0.clone(), home.actor.person.0.clone(), home.email.clone()];
    for pet in &home.pets {
        secrets.extend([pet.id.0.clone(), pet.policy.0.clone(), pet.policy_number.clone(), pet.term.0.clone()]);
    }
    let photo = keep_blob(state, &home).await;
    let mut tx = state.store.begin().await.expect("a transaction");
    execute!(tx.run(), "UPDATE pet SET photo_blob_id = $1 WHERE id = $2", &photo, &home.pets[0].id).expect("photo");
    tx.commit().await.expect("commit");

    let (draft, page, blob) = (DraftId(state.new_id()), PageId(state.new_id()), keep_blob(state, &home).await);
    let mut tx = state.store.begin().await.expect("a transaction");
    execute!(
        tx.run(),
        "INSERT INTO draft (id, household_id, person_id, answers, created_at, changed_at) VALUES ($1, $2, $3, $4, $5, $5)",
        &draft,
        &home.actor.household,
        &home.actor.person,
        sqlx::types::Json(serde_json::json!({})),
        now
    )
    .expect("draft");
    execute!(
        tx.run(),
        "INSERT INTO claim_page (id, draft_id, position, blob_id, upload_key, file_name, page_count, created_at) VALUES ($1, $2, 1, $3, $4, 'invoice.png', 1, $5)",
        &page,
        &draft,
        &blob,
        state.new_id(),
        now
    )
    .expect("page");
    tx.commit().await.expect("commit");

    let claim = file_claim(state, &home, "waiting_for_you").await;
    let paid_claim = file_claim(state, &home, "paid").await;
    pay(state, &home, &paid_claim).await;
    secrets.extend([photo.0, draft.0.clone(), page.0.clone(), blob.0.clone(), claim.0.clone(), paid_claim.0.clone()]);
    Book {
        home,
        draft,
        page,
        blob,
        claim,
        paid_claim,
        secrets,
    }
}

async fn keep_blob(state: &AppState, home: &Home) -> BlobId {
    let (blob, picture) = (BlobId(state.new_id()), png());
    state.blobs.put(&blob, &picture).await.expect("room");
    let mut tx = state.store.begin().await.expect("a transaction");
    execute!(
        tx.run(),
        "INSERT INTO blob (id, household_id, sha256, size, content_type, state, created_at) VALUES ($1, $2, $3, $4, 'image/png', 'checked', $5)",
        &blob,
        &home.actor.household,
        "0".repeat(64),
        i64::try_from(picture.len()).expect("small"),
        state.clock.now()
    )
    .expect("blob");
    tx.commit().await.expect("commit");
    blob
}

async fn file_claim(state: &AppState, home: &Home, claim_state: &str) -> ClaimId {
    let (claim, draft, now) = (ClaimId(state.new_id()), DraftId(state.new_id()), state.clock.now());
    let blob = keep_blob(state, home).await;
    let mut tx = state.store.begin().await.expect("a transaction");
    let number = tx.next_number(Series::Claim).await.expect("a number");
    execute!(
        tx.run(),
        "INSERT INTO draft (id, household_id, person_id, answers, created_at, changed_at, submitted_at) VALUES ($1, $2, $3, $4, $5, $5, $5)",
        &draft,
        &home.actor.household,
        &home.actor.person,
        sqlx::types::Json(serde_json::json!({})),
        now
    )
    .expect("draft");
    execute!(
        tx.run(),
        "INSERT INTO claim (id, number, draft_id, household_id, pet_id, policy_id, term_id, visit_on, condition_text, total_cents, currency, notes, state, answer_by, submitted_at, submitted_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, '2026-11-02', 'ate a sock', 51200, 'USD', 'He is fine now.', $8, '2026-12-02', $9, $10)",
        &claim,
        number,
        &draft,
        &home.actor.household,
        &home.pets[0].id,
        &home.pets[0].policy,
        &home.pets[0].term,
        claim_state,
        now,
        &home.actor.person
    )
    .expect("claim");
    execute!(
        tx.run(),
        "INSERT INTO claim_line (id, claim_id, position, description, amount_cents) VALUES ($1, $2, 1, 'Invoice total', 51200)",
        state.new_id(),
        &claim
    )
    .expect("line");
    execute!(
        tx.run(),
        "INSERT INTO claim_event (id, claim_id, at, kind, actor_kind, actor_id) VALUES ($1, $2, $3, 'received', 'policyholder', $4)",
        state.new_id(),
        &claim,
        now,
        &home.actor.person
    )
    .expect("event");
    execute!(
        tx.run(),
        "INSERT INTO claim_page (id, draft_id, claim_id, position, blob_id, upload_key, file_name, page_count, created_at) VALUES ($1, $2, $3, 1, $4, $5, 'invoice.png', 1, $6)",
        state.new_id(),
        &draft,
        &claim,
        &blob,
        state.new_id(),
        now
    )
    .expect("page");
    if claim_state == "waiting_for_you" {
        execute!(
            tx.run(),
            "INSERT INTO requirement (id, subject_kind, subject_id, household_id, what, owner, due_on, state, opened_at)
             VALUES ($1, 'claim', $2, $3, 'itemised_invoice', 'policyholder', '2026-12-01', 'open', $4)",
            state.new_id(),
            &claim,
            &home.actor.household,
            now
        )
        .expect("requirement");
    }
    tx.commit().await.expect("commit");
    claim
}

/// A decision and a payout for a claim; bills of the first policy: one open, one past due, one paid.
async fn pay(state: &AppState, home: &Home, claim: &ClaimId) {
    let now = state.clock.now();
    let mut tx = state.store.begin().await.expect("a transaction");
    execute!(
        tx.run(),
        "INSERT INTO decision (id, claim_id, sequence, eligible_cents, deductible_cents, payable_cents, rule_version, inputs, decided_at) VALUES ($1, $2, 1, 51200, 25000, 20960, '1', $3, $4)",
        state.new_id(),
        claim,
        sqlx::types::Json(serde_json::json!({})),
        now
    )
    .expect("decision");
    execute!(
        tx.run(),
        "INSERT INTO payout (id, claim_id, household_id, amount_cents, currency, account, state, approved_at, arrives_by) VALUES ($1, $2, $3, 20960, 'USD', 'bank ending 6021', 'sent', $4, '2026-11-24')",
        state.new_id(),
        claim,
        &home.actor.household,
        now
    )
    .expect("payout");
    for (due_on, invoice_state) in [("2026-10-01", "paid"), ("2026-11-01", "past_due"), ("2026-12-01", "open")] {
        let (invoice, number) = (state.new_id(), tx.next_number(Series::Invoice).await.expect("a number"));
        execute!(
            tx.run(),
            "INSERT INTO invoice (id, number, policy_id, household_id, issued_on, due_on, amount_cents, currency, state) VALUES ($1, $2, $3, $4, '2026-09-15', $5, 4210, 'USD', $6)",
            &invoice,
            number,
            &home.pets[0].policy,
            &home.actor.household,
            due_on,
            invoice_state
        )
        .expect("invoice");
        if invoice_state == "paid" {
            execute!(
                tx.run(),
                "INSERT INTO payment (id, invoice_id, household_id, amount_cents, currency, method, state, started_at, settled_at) VALUES ($1, $2, $3, 4210, 'USD', 'Visa 4242', 'settled', $4, $4)",
                state.new_id(),
                &invoice,
                &home.actor.household,
                now
            )
            .expect("payment");
        }
    }
    tx.commit().await.expect("commit");
}
