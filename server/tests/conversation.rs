//! What is asked and said about claims, through the whole server: uploads by plain forms and scripts, links for clinics, messages with markup, the desk.

mod common;

use app::auth::Role;
use app::ids::RequirementId;
use app::on_both_engines;
use app::testing::people::{Scope, grant, somebody, token_of};
use app::testing::talk::{adjuster, asks, png};
use app::workflow::model::{Owner, What};
use axum::http::StatusCode;
use common::book::{Book, book};
use common::{Answer, Part, TestApp};

/// Robin's household, whose claim waits for an itemised invoice, and a browser in which Robin is signed in.
async fn signed_in(state: app::state::AppState) -> (TestApp, Book) {
    let book = book(&state, "Robin").await;
    let app = TestApp::new(state);
    app.sign_in(&book.home).await;
    (app, book)
}

/// A browser of one of the insurer's people.
async fn desk(app: &TestApp, role: Role) -> TestApp {
    let person = somebody(&app.state, &format!("Desk{role}")).await.id;
    grant(&app.state, &person, role, Scope::Book).await;
    let browser = app.stranger();
    browser.set_cookie("session", &token_of(&app.state, &person).await);
    browser
}

fn part(bytes: &[u8]) -> Part<'_> {
    Part::file("file", "invoice.png", "image/png", bytes)
}

fn moved(answer: &Answer) -> &str {
    answer.location().unwrap_or_else(|| panic!("{answer:?}"))
}

/// The link's path of the claim, as its household reads it.
async fn link(app: &TestApp, claim: &str) -> String {
    let page = app.get(&format!("/claims/{claim}/vet")).await.text();
    let found = page
        .split("/vet/")
        .skip(1)
        .map(|rest| rest.chars().take_while(char::is_ascii_hexdigit).collect::<String>());
    let token = found.filter(|token| token.len() == 64).last().expect("a link on the page");
    format!("/vet/{token}")
}

on_both_engines! {
    async fn a_plain_form_adds_a_file_to_what_was_asked_and_the_claim_goes_on(state: AppState) {
        let (app, book) = signed_in(state).await;
        let page = format!("/claims/{}", book.claim);
        app.state.clock.advance(1000);
        let shown = app.get(&page).await.text();
        let to = format!("{page}/asked/{}", book.requirement);
        assert!(shown.contains(&format!("action=\"{to}\"")), "the form stands at the item");
        let answer = app.multipart_from(&page, &to, &[part(&png(9))]).await;
        assert_eq!(moved(&answer), page);
        let shown = app.get(&page).await.text();
        assert!(shown.contains("Received and checked") && shown.contains("invoice.png"), "{shown}");
        assert!(shown.contains("What we asked for came in"));
        let answer = app.multipart_from(&page, &to, &[part(b"no picture")]).await;
        assert_eq!(moved(&answer), format!("{page}?refused=unknown-kind"));
        let shown = app.get(moved(&answer)).await.text();
        assert!(shown.contains("Not added") && shown.contains("Could not be used"), "it is said at once, and stays to be read");
    }

    async fn a_script_is_told_what_became_of_a_file(state: AppState) {
        let (app, book) = signed_in(state).await;
        let to = format!("/claims/{}/asked/{}", book.claim, book.requirement);
        let answer = app.multipart(&to, &[Part::value("upload_key", "key-0001"), part(&png(4))]).await;
        assert_eq!((answer.status, answer.text().contains("key-0001")), (StatusCode::OK, true));
        let elsewhere = format!("/claims/{}/asked/{}", book.paid_claim, book.requirement);
        assert_eq!(app.multipart(&elsewhere, &[part(&png(4))]).await.status, StatusCode::NOT_FOUND, "of another claim");
        let none = format!("/claims/{}/asked/none", book.claim);
        assert_eq!(app.multipart(&none, &[part(&png(4))]).await.status, StatusCode::NOT_FOUND);
    }

    async fn a_clinic_sends_by_the_link_without_an_account_and_the_owner_confirms(state: AppState) {
        let (app, book) = signed_in(state).await;
        app.state.clock.advance(1000);
        let link = link(&app, book.claim.as_str()).await;
        let clinic = app.stranger();
        let seen = clinic.get(&link).await;
        assert_eq!(seen.status, StatusCode::OK);
        let text = seen.text();
        assert!(text.contains("Documents for Biscuit") && text.contains("An invoice that lists each item"));
        for secret in book.secrets.iter().filter(|secret| **secret != book.requirement.0) {
            assert!(!text.contains(secret.as_str()), "{secret}");
        }
        let to = format!("{link}/files/{}", book.requirement);
        assert_eq!(moved(&clinic.multipart_from(&link, &to, &[part(&png(2))]).await), link);
        let page = format!("/claims/{}", book.claim);
        assert!(app.get(&page).await.text().contains("Your clinic sent this. Is it for your pet, and right?"));
        assert!(app.get("/").await.text().contains("clinic sent something"), "Home says so, too");
        let fields = [("requirement", book.requirement.as_str()), ("theirs", "true")];
        assert_eq!(moved(&app.form_from(&page, "/api/asked/confirm", &fields).await), page);
        assert!(clinic.get(&link).await.text().contains("Everything for Biscuit is here"));
        let late = clinic.multipart(&to, &[part(&png(3))]).await;
        assert_eq!(late.status, StatusCode::NOT_FOUND, "nothing more is asked by it");
    }

    async fn a_link_that_is_over_says_so_in_a_sentence(state: AppState) {
        let (app, book) = signed_in(state).await;
        let link = link(&app, book.claim.as_str()).await;
        let clinic = app.stranger();
        assert!(clinic.get("/vet/none").await.text().contains("It may not be whole."));
        let fields = [("link", book.talk.vet_link.as_str())];
        assert!(moved(&app.form("/api/vet/withdraw", &fields).await).ends_with("/vet"));
        assert!(clinic.get(&link).await.text().contains("took it back"));
        let made = app.form("/api/vet/make", &[("kind", "claim"), ("subject", book.claim.as_str())]).await;
        assert!(!moved(&made).contains("__err"), "{made:?}");
        let second = self::link(&app, book.claim.as_str()).await;
        assert_ne!(second, link);
        app.state.clock.advance(15 * 24 * 60 * 60 * 1000);
        assert!(clinic.get(&second).await.text().contains("Its time is over."));
    }

    async fn markup_in_a_message_is_text_on_both_sides(state: AppState) {
        const WORDS: &str = "<script>alert(1)</script> & <img src=x onerror=alert(2)>";
        let (app, book) = signed_in(state).await;
        let maya = desk(&app, Role::Adjuster).await;
        let page = format!("/claims/{}", book.claim);
        let fields = [("claim", book.claim.as_str()), ("key", "form-1"), ("words", WORDS)];
        assert_eq!(moved(&app.form_from(&page, "/api/messages/write", &fields).await), format!("{page}#messages"));
        let there = format!("/desk/claims/{}/conversation", book.claim);
        let note = [("claim", book.claim.as_str()), ("key", "note-1"), ("note", WORDS)];
        assert_eq!(moved(&maya.form_from(&there, "/api/desk/write_note", &note).await), there);
        for shown in [app.get(&page).await, maya.get(&there).await] {
            assert_eq!(shown.status, StatusCode::OK);
            let text = shown.text();
            assert!(text.contains("&lt;script&gt;alert(1)") && !text.contains("<img src=x"), "{text}");
            assert!(!text.contains("<script>alert(1)"));
        }
    }

    async fn an_empty_message_gets_a_sentence_and_a_long_one_is_kept_for_another_look(state: AppState) {
        let (app, book) = signed_in(state).await;
        let page = format!("/claims/{}", book.claim);
        let answer = app.form_from(&page, "/api/messages/write", &[("claim", book.claim.as_str()), ("key", "form-1"), ("words", "  ")]).await;
        assert!(app.follow(moved(&answer)).await.text().contains("Write a message before you send it."));
        let answer = app.call("/api/messages/write", &[("claim", book.claim.as_str()), ("key", "form-1"), ("words", &"x".repeat(4001))]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    }

    async fn an_internal_note_is_on_no_page_and_in_no_answer_of_its_household(state: AppState) {
        const SECRET: &str = "resembles-an-invoice-of-last-year";
        let (app, book) = signed_in(state).await;
        let maya = desk(&app, Role::Support).await;
        let note = [("claim", book.claim.as_str()), ("key", "note-1"), ("note", SECRET)];
        maya.form("/api/desk/write_note", &note).await;
        assert!(maya.get(&format!("/desk/claims/{}/conversation", book.claim)).await.text().contains(SECRET));
        for page in ["/", "/claims", &format!("/claims/{}", book.claim), &format!("/claims/{}/vet", book.claim)] {
            assert!(!app.get(page).await.text().contains(SECRET), "{page}");
        }
        for function in common::functions::FUNCTIONS {
            let fields = function.naming(&book);
            let answer = app.call(function.path, &common::functions::borrowed(&fields)).await;
            assert!(!answer.text().contains(SECRET), "{}", function.path);
        }
    }

    async fn the_desk_asks_accepts_and_opens_what_came_and_each_look_is_recorded(state: AppState) {
        let (app, book) = signed_in(state).await;
        app.state.clock.advance(1000);
        let (maya, daniel, ops) = (desk(&app, Role::Adjuster).await, desk(&app, Role::Support).await, desk(&app, Role::Ops).await);
        let there = format!("/desk/claims/{}/conversation", book.claim);
        let fields = [("claim", book.claim.as_str()), ("what", "medical_record"), ("owner", "vet"), ("due_on", "2026-12-01"), ("reason", "When did it begin?")];
        assert_eq!(daniel.call("/api/desk/ask", &fields).await.status, StatusCode::FORBIDDEN, "support writes and asks for nothing");
        assert_eq!(moved(&maya.form_from(&there, "/api/desk/ask", &fields).await), there);
        assert!(app.get(&format!("/claims/{}", book.claim)).await.text().contains("When did it begin?"));
        let unfit = maya.form_from(&there, "/api/desk/ask", &[("claim", book.claim.as_str())]).await;
        assert!(maya.follow(moved(&unfit)).await.text().contains("Choose what is needed."));
        let file = format!("/desk/attachments/{}", book.talk.attachment);
        assert_eq!(daniel.get(&file).await.status, StatusCode::OK);
        assert_eq!(ops.get(&file).await.status, StatusCode::FORBIDDEN);
        assert_eq!(ops.get(&there).await.status, StatusCode::FORBIDDEN);
        assert_eq!(app.get(&file).await.status, StatusCode::FORBIDDEN, "its own household has another way to it");
        let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM audit_entry WHERE subject_id = $1 AND action IN ('desk.view_conversation', 'desk.view_file')";
        let (looks,): (i64,) = app::fetch_one!(app.state.store.read(), (i64,), sql, &book.home.actor.household).expect("a count");
        assert_eq!(looks, 2, "one page, one file");
    }

    async fn what_is_appealed_by_a_plain_form_is_on_the_claims_page(state: AppState) {
        let (app, book) = signed_in(state).await;
        let page = format!("/claims/{}/appeal/1", book.paid_claim);
        assert!(app.get(&page).await.text().contains("You appealed this line already"));
        let back = app.form_from(&format!("/claims/{}", book.paid_claim), "/api/appeal/take_back", &[("appeal", book.talk.appeal.as_str())]).await;
        assert_eq!(moved(&back), format!("/claims/{}#appeals", book.paid_claim));
        let fields = [("claim", book.paid_claim.as_str()), ("line", "1"), ("words", "")];
        let empty = app.form_from(&page, "/api/appeal/make", &fields).await;
        assert!(app.follow(moved(&empty)).await.text().contains("Write what you see differently."));
        let fields = [("claim", book.paid_claim.as_str()), ("line", "1"), ("words", "The record says <b>otherwise</b>.")];
        let made = app.form_from(&page, "/api/appeal/make", &fields).await;
        assert_eq!(moved(&made), format!("/claims/{}#appeals", book.paid_claim));
        let shown = app.get(&format!("/claims/{}", book.paid_claim)).await.text();
        assert!(shown.contains("The record says &lt;b&gt;otherwise") && shown.contains("Being looked at"), "{shown}");
    }

    async fn nobody_sends_files_to_what_is_not_theirs(state: AppState) {
        let (app, robin) = signed_in(state).await;
        let sam = book(&app.state, "Sam").await;
        let maya = adjuster(&app.state, "Maya").await;
        let record: RequirementId = asks(&app.state, &maya, &sam.claim, What::MedicalRecord, Owner::Vet).await;
        for to in [
            format!("/claims/{}/asked/{record}", sam.claim),
            format!("/claims/{}/asked/{record}", robin.claim),
            format!("/claims/{}/message-files", sam.claim),
            format!("/claims/{}/appeal-files/1", sam.paid_claim),
            format!("/vet/{}/files/{record}", "0".repeat(64)),
        ] {
            assert_eq!(app.multipart(&to, &[part(&png(1))]).await.status, StatusCode::NOT_FOUND, "{to}");
        }
        let desk = format!("/desk/claims/{}/message-files", robin.claim);
        assert_eq!(app.multipart(&desk, &[part(&png(1))]).await.status, StatusCode::FORBIDDEN);
        let nobody = app.stranger();
        let to = format!("/claims/{}/asked/{}", robin.claim, robin.requirement);
        assert_eq!(nobody.multipart(&to, &[part(&png(1))]).await.status, StatusCode::UNAUTHORIZED);
    }
}
