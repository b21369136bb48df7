//! A household with something of everything: pets with photos, a draft, claims, bills.

use app::auth::Role;
use app::billing::model::{InvoiceState, PaymentState, PayoutState};
use app::claims::model::ClaimState;
use app::ids::{AppealId, AttachmentId, BlobId, ClaimId, DraftId, InvitationId, InvoiceId, MethodId, PageId, PaymentId, PersonId, RequirementId, VetLinkId};
use app::messages::model::Said;
use app::state::AppState;
use app::testing::people::member;
use app::testing::{Home, TODAY, book as write, home};
use app::texts::Lang;
use app::workflow::model::SubjectKind;
use app::{fetch_one, insert};
use sqlx::types::Json;

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
    /// That claim's page.
    pub claim_page: PageId,
    /// That claim's line.
    pub line: String,
    /// A claim that was decided, and for which money was sent.
    pub paid_claim: ClaimId,
    /// Somebody who was let in, to see everything.
    pub member: PersonId,
    /// An invitation that waits.
    pub invitation: InvitationId,
    /// What the claim waits for.
    pub requirement: RequirementId,
    /// What is owed and was paid.
    pub money: Money,
    /// What is asked and said about its claims.
    pub talk: Talk,
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
    let photo = keep_blob(state, &home).await;
    insert!(state, "UPDATE pet SET photo_blob_id = $1 WHERE id = $2", &photo, &home.pets[0].id);
    let draft = begin_draft(state, &home).await;
    let (page, blob) = add_page(state, &home, &draft, None).await;
    let claim = file_claim(state, &home).await;
    write::set_claim_state(state, &claim, ClaimState::WaitingForYou).await;
    let requirement = RequirementId(state.new_id());
    insert!(
        state,
        "INSERT INTO requirement (id, subject_kind, subject_id, household_id, what, owner, due_on, state, opened_at)
         VALUES ($1, 'claim', $2, $3, 'itemised_invoice', 'policyholder', '2026-12-01', 'open', $4)",
        &requirement,
        &claim,
        &home.actor.household,
        state.clock.now()
    );
    let paid_claim = file_claim(state, &home).await;
    write::decide(state, &paid_claim, 25_000, 20_960).await;
    write::pay_out(state, &home, &paid_claim, 20_960, PayoutState::Sent).await;
    let money = bills(state, &home).await;
    let (claim_page,): (PageId,) = fetch_one!(state.store.read(), (PageId,), "SELECT id FROM claim_page WHERE claim_id = $1", &claim).expect("a page");
    let (line,): (String,) = fetch_one!(state.store.read(), (String,), "SELECT id FROM claim_line WHERE claim_id = $1", &claim).expect("a line");
    let member = member(state, &home.actor, &format!("{given_name}sMember"), &[Role::MemberView]).await.person;
    let invitation = invite(state, &home).await;

    let talk = talk(state, &home, &claim, &paid_claim, &requirement).await;

    let mut secrets = vec![home.actor.household.0.clone(), home.actor.person.0.clone(), home.email.clone()];
    for pet in &home.pets {
        secrets.extend([pet.id.0.clone(), pet.policy.0.clone(), pet.policy_number.clone(), pet.term.0.clone()]);
    }
    secrets.extend([money.invoice.0.clone(), money.payment.0.clone(), money.method.0.clone()]);
    secrets.extend([member.0.clone(), invitation.0.clone()]);
    secrets.extend([requirement.0.clone(), talk.attachment.0.clone(), talk.vet_link.0.clone(), talk.appeal.0.clone()]);
    secrets.extend([photo.0, draft.0.clone(), page.0.clone(), blob.0.clone(), claim.0.clone(), paid_claim.0.clone()]);
    Book {
        home,
        draft,
        page,
        blob,
        claim,
        claim_page,
        line,
        paid_claim,
        member,
        invitation,
        requirement,
        money,
        talk,
        secrets,
    }
}

/// What is asked and said about the household's claims.
pub struct Talk {
    /// A file that the household sent for what was asked.
    pub attachment: AttachmentId,
    /// A link for its clinic.
    pub vet_link: VetLinkId,
    /// An open appeal.
    pub appeal: AppealId,
}

async fn talk(state: &AppState, home: &Home, claim: &ClaimId, decided: &ClaimId, requirement: &RequirementId) -> Talk {
    let (attachment, appeal) = (AttachmentId(state.new_id()), AppealId(state.new_id()));
    let (blob, now) = (keep_blob(state, home).await, state.clock.now());
    insert!(
        state,
        "INSERT INTO attachment (id, subject_kind, subject_id, household_id, claim_id, upload_key, file_name, page_count, blob_id, state, sender, sent_by, created_at)
         VALUES ($1, 'requirement', $2, $3, $4, 'key-key-key', 'page.png', 1, $5, 'checked', 'household', $6, $7)",
        &attachment,
        requirement,
        &home.actor.household,
        claim,
        &blob,
        &home.actor.person,
        now
    );
    insert!(
        state,
        "INSERT INTO appeal (id, claim_id, decision_id, claim_line_id, words, made_at, made_by, state)
         SELECT $1, c.id, d.id, l.id, 'The record says otherwise.', $2, c.submitted_by, 'open' FROM claim c
         JOIN decision d ON d.claim_id = c.id JOIN claim_line l ON l.claim_id = c.id WHERE c.id = $3",
        &appeal,
        now,
        decided
    );
    let said = Said::parse("When will you decide?", Lang::En).expect("words");
    app::messages::store::write(state, &home.actor, claim, "key", &said).await.expect("written");
    let vet_link = app::claims::vet::store::make(state, &home.actor, SubjectKind::Claim, claim.as_str(), &[])
        .await
        .expect("a link");
    Talk { attachment, vet_link, appeal }
}

async fn invite(state: &AppState, home: &Home) -> InvitationId {
    let invitation = InvitationId(state.new_id());
    insert!(
        state,
        "INSERT INTO invitation (id, token_hash, email, name, roles, scope_kind, scope_id, invited_by, created_at, expires_at)
         VALUES ($1, $1, 'lee@else.example', 'Lee', 'member_pay', 'household', $2, $3, $4, $5)",
        &invitation,
        &home.actor.household,
        &home.actor.person,
        state.clock.now(),
        state.clock.now() + 1_000_000
    );
    invitation
}

async fn keep_blob(state: &AppState, home: &Home) -> BlobId {
    let (blob, picture) = (BlobId(state.new_id()), png());
    state.blobs.put(&blob, &picture).await.expect("room");
    insert!(
        state,
        "INSERT INTO blob (id, household_id, sha256, size, content_type, state, created_at) VALUES ($1, $2, $3, $4, 'image/png', 'checked', $5)",
        &blob,
        &home.actor.household,
        "0".repeat(64),
        i64::try_from(picture.len()).expect("small"),
        state.clock.now()
    );
    blob
}

async fn begin_draft(state: &AppState, home: &Home) -> DraftId {
    let draft = DraftId(state.new_id());
    let answers = serde_json::json!({
        "pet": home.pets[0].id, "date": TODAY, "condition": "other", "condition_text": "ate a sock", "total": "$512.00", "notes": "He is fine now."
    });
    insert!(
        state,
        "INSERT INTO draft (id, household_id, person_id, answers, created_at, changed_at) VALUES ($1, $2, $3, $4, $5, $5)",
        &draft,
        &home.actor.household,
        &home.actor.person,
        Json(answers),
        state.clock.now()
    );
    draft
}

async fn add_page(state: &AppState, home: &Home, draft: &DraftId, claim: Option<&ClaimId>) -> (PageId, BlobId) {
    let (page, blob) = (PageId(state.new_id()), keep_blob(state, home).await);
    insert!(
        state,
        "INSERT INTO claim_page (id, draft_id, claim_id, position, blob_id, upload_key, file_name, page_count, created_at)
         VALUES ($1, $2, $3, 1, $4, $5, 'invoice.png', 1, $6)",
        &page,
        draft,
        claim,
        &blob,
        state.new_id(),
        state.clock.now()
    );
    (page, blob)
}

/// A claim of the first pet with the draft it came from, a page, a line and an event.
async fn file_claim(state: &AppState, home: &Home) -> ClaimId {
    let claim = write::file_claim(state, home, 0, 51_200).await;
    let (draft, now) = (DraftId(state.new_id()), state.clock.now());
    insert!(
        state,
        "INSERT INTO draft (id, household_id, person_id, answers, created_at, changed_at, submitted_at) VALUES ($1, $2, $3, $4, $5, $5, $5)",
        &draft,
        &home.actor.household,
        &home.actor.person,
        Json(serde_json::json!({})),
        now
    );
    insert!(state, "UPDATE claim SET draft_id = $1 WHERE id = $2", &draft, &claim);
    add_page(state, home, &draft, Some(&claim)).await;
    insert!(
        state,
        "INSERT INTO claim_line (id, claim_id, position, description, amount_cents) VALUES ($1, $2, 1, 'Invoice total', 51200)",
        state.new_id(),
        &claim
    );
    insert!(
        state,
        "INSERT INTO claim_event (id, claim_id, at, kind, actor_kind, actor_id) VALUES ($1, $2, $3, 'submitted', 'policyholder', $4)",
        state.new_id(),
        &claim,
        now,
        &home.actor.person
    );
    claim
}

/// Bills of the first policy: one paid, one past due, one open.
/// What is owed and was paid.
pub struct Money {
    /// A bill that is to be paid.
    pub invoice: InvoiceId,
    /// A payment that has settled.
    pub payment: PaymentId,
    /// A card.
    pub method: MethodId,
}

async fn bills(state: &AppState, home: &Home) -> Money {
    let today = state.clock.today(&home.actor.zone);
    let paid = write::bill(state, home, 0, 4_210, today.plus_days(-50), InvoiceState::Paid).await;
    write::pay(state, home, &paid, 4_210, PaymentState::Settled).await;
    write::bill(state, home, 0, 4_210, today.plus_days(-20), InvoiceState::PastDue).await;
    let invoice = InvoiceId(write::bill(state, home, 0, 4_210, today.plus_days(11), InvoiceState::Open).await);
    let (payment,): (PaymentId,) = fetch_one!(state.store.read(), (PaymentId,), "SELECT id FROM payment WHERE invoice_id = $1", &paid).expect("a payment");
    let method = MethodId(state.new_id());
    insert!(
        state,
        "INSERT INTO payment_method (id, household_id, gateway_method, kind, brand, last_four, state, added_by, added_at)
         VALUES ($1, $2, $1, 'card', 'Visa', '4242', 'ready', $3, $4)",
        &method,
        &home.actor.household,
        &home.actor.person,
        state.clock.now()
    );
    Money { invoice, payment, method }
}
