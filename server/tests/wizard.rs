//! The claim wizard by its addresses: as plain forms, without WebAssembly.

mod common;

use app::claims::reading::model::{Found, Picture, ReadLine, Reading, Spot};
use app::day::Day;
use app::ids::{BlobId, DraftId};
use app::state::AppState;
use app::testing::{Home, home};
use app::{execute, fetch_one, on_both_engines};
use common::{Answer, TestApp};

/// A signed-in browser of a household with two pets.
async fn begin(state: AppState) -> (TestApp, Home) {
    let home = home(&state, "Robin", &["Biscuit", "Mochi"]).await;
    let app = TestApp::new(state);
    app.sign_in(&home).await;
    (app, home)
}

async fn draft(app: &TestApp) -> DraftId {
    fetch_one!(
        app.state.store.read(),
        (DraftId,),
        "SELECT id FROM draft WHERE submitted_at IS NULL AND discarded_at IS NULL"
    )
    .expect("a draft")
    .0
}

async fn add_page(app: &TestApp, home: &Home, draft: &DraftId) {
    let (blob, mut tx) = (BlobId(app.state.new_id()), app.state.store.begin().await.expect("tx"));
    execute!(
        tx.run(),
        "INSERT INTO blob (id, household_id, sha256, size, content_type, state, created_at) VALUES ($1, $2, 'x', 1, 'image/jpeg', 'checked', 0)",
        &blob,
        &home.actor.household
    )
    .expect("a blob");
    execute!(
        tx.run(),
        "INSERT INTO claim_page (id, draft_id, position, blob_id, upload_key, file_name, page_count, created_at) VALUES ($1, $2, 1, $1, 'k', 'invoice.jpg', 1, 0)",
        &blob,
        draft
    )
    .expect("a page");
    tx.commit().await.expect("commit");
}

/// What was read from the page of [`add_page`]: a day, a total, one line.
async fn read_page(app: &TestApp) {
    let (page,): (BlobId,) = fetch_one!(app.state.store.read(), (BlobId,), "SELECT id FROM claim_page").expect("a page");
    let spot = Spot {
        sheet: 0,
        x: 120,
        y: 340,
        width: 560,
        height: 48,
    };
    let mut reading = Reading::default();
    reading.fields.date = Day::parse_iso("2026-11-17").map(|value| Found { value, spot });
    reading.fields.total = Some(Found { value: 24_432, spot });
    let value = ReadLine {
        description: "Ear cytology".into(),
        cents: 24_432,
    };
    reading.fields.lines = vec![Found { value, spot }];
    reading.fields.clinic = Some(Found {
        value: "Harbor Animal Hospital".to_owned(),
        spot,
    });
    reading.fields.number = Some(Found {
        value: "88213-a".to_owned(),
        spot,
    });
    let picture = Picture {
        blob: page.clone(),
        width: 1_500,
        height: 2_000,
        turned: 180,
    };
    reading.pictures = vec![(0, picture)];
    let mut tx = app.state.store.begin().await.expect("tx");
    let sql = "INSERT INTO reading (page_id, state, result, created_at, finished_at) VALUES ($1, 'read', $2, 0, $3)";
    execute!(tx.run(), sql, &page, sqlx::types::Json(reading), app.state.clock.now()).expect("a reading");
    tx.commit().await.expect("commit");
}

/// Sends the form of a question's screen.
async fn answer(app: &TestApp, draft: &DraftId, question: &str, then: &str, fields: &[(&str, &str)]) -> Answer {
    let mut all = vec![("draft", draft.as_str()), ("question", question), ("then", then)];
    all.extend_from_slice(fields);
    app.form_from(&format!("/claims/new/{question}"), "/api/claims/answer", &all).await
}

/// Continues with an answer, and says where that leads.
async fn go_on(app: &TestApp, draft: &DraftId, question: &str, fields: &[(&str, &str)]) -> String {
    let answer = answer(app, draft, question, "continue", fields).await;
    assert!(answer.status.is_redirection(), "{answer:?}");
    answer.location().expect("an address").to_owned()
}

/// Answers everything but the last screen.
async fn answer_all(app: &TestApp, home: &Home, draft: &DraftId) {
    assert_eq!(go_on(app, draft, "pet", &[("pet", home.pets[0].id.as_str())]).await, "/claims/new/date");
    assert_eq!(
        go_on(app, draft, "date", &[("date", "2026-11-19"), ("other_date", "")]).await,
        "/claims/new/invoice"
    );
    add_page(app, home, draft).await;
    assert_eq!(go_on(app, draft, "invoice", &[]).await, "/claims/new/condition");
    let found = answer(app, draft, "condition", "search", &[("condition_search", "ear infection")]).await;
    assert_eq!(found.location(), Some("/claims/new/condition"));
    assert!(app.get("/claims/new/condition").await.text().contains("otitis externa"));
    let chosen = [
        ("condition", "ear-otitis-externa"),
        ("condition_search", "ear infection"),
        ("condition_text", ""),
    ];
    assert_eq!(go_on(app, draft, "condition", &chosen).await, "/claims/new/total");
    assert_eq!(go_on(app, draft, "total", &[("total", "$1,486.40")]).await, "/claims/new/notes");
    assert_eq!(go_on(app, draft, "notes", &[("notes", "")]).await, "/claims/new/check");
}

on_both_engines! {
    async fn a_claim_is_filed_with_plain_forms(state: AppState) {
        let (app, home) = begin(state).await;
        assert_eq!(app.get("/claims/new").await.location(), Some("/claims/new/pet"));
        let draft = draft(&app).await;
        answer_all(&app, &home, &draft).await;
        let check = app.get("/claims/new/check").await.text();
        for words in ["Biscuit", "Thu, November 19, 2026", "1 file", "otitis externa", "$1,486.40", "None"] {
            assert!(check.contains(words), "{words} is not in {check}");
        }
        let sent = app.form_from("/claims/new/check", "/api/claims/submit", &[("draft", draft.as_str())]).await;
        let claim = sent.location().expect("an address").to_owned();
        assert!(claim.starts_with("/claims/") && claim.ends_with("?filed=1"), "{claim}");
        let again = app.form_from("/claims/new/check", "/api/claims/submit", &[("draft", draft.as_str())]).await;
        assert_eq!(again.location(), Some(claim.as_str()), "sent twice it is the same claim");
        assert_eq!(app.get("/claims/new/check").await.location(), claim.strip_suffix("?filed=1"), "back leads to the claim");
    }

    async fn what_was_read_is_offered_with_its_piece_of_the_picture_and_taken_only_by_the_person(state: AppState) {
        let (app, home) = begin(state).await;
        app.get("/claims/new").await;
        let draft = draft(&app).await;
        answer_all(&app, &home, &draft).await;
        read_page(&app).await;
        let kept = app.get("/claims/new/total").await.text();
        assert!(kept.contains("value=\"$1,486.40\""), "what was answered stays");
        answer(&app, &draft, "total", "later", &[("total", "")]).await;
        let page = app.get("/claims/new/total").await.text();
        for part in ["value=\"244.32\"", "viewBox=\"120 340 560 48\"", "matrix(-1 0 0 -1 1500 2000)", "Ear cytology", "says $244.32"] {
            assert!(page.contains(part), "{part} is not in {page}");
        }
        let day = app.get("/claims/new/date").await.text();
        assert!(day.contains("As on the invoice") && day.contains("value=\"2026-11-17\""), "{day}");
        assert!(!page.contains("checked"), "nobody has confirmed the lines");
        let mark = page.split("name=\"lines\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a mark").to_owned();
        let wrong = go_on(&app, &draft, "total", &[("total", "250.00"), ("lines", &mark)]).await;
        assert_eq!(wrong, "/claims/new/total?again");
        assert!(app.get("/claims/new/total?again").await.text().contains("The lines come to $244.32"));
        for field in ["name=\"clinic\" type=\"text\" value=\"Harbor Animal Hospital\"", "name=\"invoice_number\" type=\"text\" value=\"88213-a\""] {
            assert!(page.contains(field), "{field} is not in {page}");
        }
        let named = [("total", "244.32"), ("lines", &mark), ("clinic", "Harbor Animal Clinic"), ("invoice_number", "88213-a")];
        assert_eq!(go_on(&app, &draft, "total", &named).await, "/claims/new/check");
        let corrected = app.get("/claims/new/total").await.text();
        assert!(corrected.contains("value=\"Harbor Animal Clinic\""), "what was typed stays: {corrected}");
        let check = app.get("/claims/new/check").await.text();
        assert!(check.contains("Harbor Animal Clinic") && check.contains("88213-A"), "{check}");
        assert!(check.contains("1 line, confirmed") && check.contains("we decide at once") && check.contains("Your invoice says November 17, 2026"), "{check}");
    }

    async fn only_a_condition_that_has_sides_asks_for_one_and_nobody_has_to_say(state: AppState) {
        let (app, home) = begin(state).await;
        app.get("/claims/new").await;
        let draft = draft(&app).await;
        answer_all(&app, &home, &draft).await;
        let ear = app.get("/claims/new/condition").await.text();
        assert!(!ear.contains("side-ear-otitis-externa"), "{ear}");
        answer(&app, &draft, "condition", "search", &[("condition_search", "cruciate")]).await;
        let knee = app.get("/claims/new/condition").await.text();
        assert!(knee.contains("On which side is it?") && knee.contains("value=\"musc-cruciate-ligament:left\""), "{knee}");
        let chosen = |side| [("condition", "musc-cruciate-ligament"), ("condition_search", "cruciate"), ("condition_text", ""), ("side", side)];
        assert_eq!(go_on(&app, &draft, "condition", &chosen("")).await, "/claims/new/check");
        assert!(!app.get("/claims/new/check").await.text().contains("right side"));
        assert_eq!(go_on(&app, &draft, "condition", &chosen("musc-cruciate-ligament:right")).await, "/claims/new/check");
        assert!(app.get("/claims/new/check").await.text().contains("right side"));
        let again = app.get("/claims/new/condition").await.text();
        let radio = again.split("value=\"musc-cruciate-ligament:right\"").nth(1).and_then(|rest| rest.split('>').next()).expect("a choice");
        assert!(radio.contains("checked"), "{again}");
    }

    async fn what_was_read_after_filing_is_confirmed_on_the_claims_page_with_a_plain_form(state: AppState) {
        let (app, home) = begin(state).await;
        app.get("/claims/new").await;
        let draft = draft(&app).await;
        answer_all(&app, &home, &draft).await;
        go_on(&app, &draft, "total", &[("total", "244.32")]).await;
        let sent = app.form_from("/claims/new/check", "/api/claims/submit", &[("draft", draft.as_str())]).await;
        let claim = sent.location().and_then(|to| to.strip_suffix("?filed=1")).expect("a claim").to_owned();
        let before = app.get(&claim).await.text();
        assert!(!before.contains("Is this what your invoice says?"), "nothing is read yet");
        app.state.clock.advance(1_000);
        read_page(&app).await;
        let page = app.get(&claim).await.text();
        for part in ["Is this what your invoice says?", "viewBox=\"120 340 560 48\"", "Ear cytology", "November 17, 2026", "You answered November 19, 2026", "88213-a"] {
            assert!(page.contains(part), "{part} is not in {page}");
        }
        let mark = page.split("name=\"mark\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a mark").to_owned();
        let id = claim.rsplit('/').next().expect("an id");
        let said = app.form_from(&claim, "/api/claims/confirm_reading", &[("claim", id), ("mark", &mark), ("said", "right")]).await;
        assert_eq!(said.location(), Some(claim.as_str()), "{said:?}");
        let after = app.get(&claim).await.text();
        assert!(!after.contains("Is this what your invoice says?") && after.contains("You confirmed what we read on the invoice") && after.contains("88213-A"), "{after}");
        let again = app.form_from(&claim, "/api/claims/confirm_reading", &[("claim", id), ("mark", &mark), ("said", "wrong")]).await;
        assert!(again.location().is_some_and(|to| to.contains("__err=")), "{again:?}");
    }

    async fn each_screen_asks_its_question_as_the_one_heading(state: AppState) {
        let (app, home) = begin(state).await;
        app.get("/claims/new").await;
        let draft = draft(&app).await;
        answer_all(&app, &home, &draft).await;
        for (number, (slug, heading)) in [
            ("pet", "Which pet is this for?"),
            ("date", "When was the visit?"),
            ("invoice", "Add the invoice"),
            ("condition", "What was it for?"),
            ("total", "What was the total?"),
            ("notes", "Anything else we should know?"),
            ("check", "Check and submit"),
        ].into_iter().enumerate() {
            let page = app.get(&format!("/claims/new/{slug}")).await.text();
            assert_eq!(page.matches("<h1").count(), 1, "{slug}");
            assert!(page.contains(&format!(">{heading}</h1>")), "{slug}");
            assert!(page.contains(&format!("{} of 7", number + 1)), "{slug}");
            assert!(page.contains("Save and finish later"), "{slug}");
        }
    }

    async fn an_answer_that_does_not_fit_comes_back_with_its_sentence_and_is_kept(state: AppState) {
        let (app, home) = begin(state).await;
        app.get("/claims/new").await;
        let draft = draft(&app).await;
        assert_eq!(go_on(&app, &draft, "pet", &[]).await, "/claims/new/pet?again");
        assert!(app.get("/claims/new/pet?again").await.text().contains("Choose the pet"));
        answer_all(&app, &home, &draft).await;
        assert_eq!(go_on(&app, &draft, "total", &[("total", "12,50")]).await, "/claims/new/total?again");
        let page = app.get("/claims/new/total?again").await.text();
        assert!(page.contains("value=\"12,50\"") && page.contains("Write cents after a point"), "{page}");
        assert!(!app.get("/claims/new/total").await.text().contains("Write cents after a point"), "it is only said when it was tried");
        let late = [("date", "other"), ("other_date", "2025-04-30")];
        assert_eq!(go_on(&app, &draft, "date", &late).await, "/claims/new/date?again");
        assert!(app.get("/claims/new/date?again").await.text().contains("covered from May 1, 2025"));
    }

    async fn a_changed_answer_leads_back_to_the_last_screen(state: AppState) {
        let (app, home) = begin(state).await;
        app.get("/claims/new").await;
        let draft = draft(&app).await;
        answer_all(&app, &home, &draft).await;
        assert_eq!(go_on(&app, &draft, "date", &[("date", "2026-11-18")]).await, "/claims/new/check");
    }

    async fn saved_for_later_the_draft_goes_on_where_it_was(state: AppState) {
        let (app, home) = begin(state).await;
        app.get("/claims/new").await;
        let draft = draft(&app).await;
        go_on(&app, &draft, "pet", &[("pet", home.pets[1].id.as_str())]).await;
        let later = answer(&app, &draft, "date", "later", &[("date", "other"), ("other_date", "the day be")]).await;
        assert_eq!(later.location(), Some("/claims"));
        assert_eq!(app.get("/claims/new").await.location(), Some("/claims/new/date?resumed"));
        let page = app.get("/claims/new/date?resumed").await.text();
        assert!(page.contains("Start over") && page.contains("the day be"), "{page}");

        let over = app.form_from("/claims/new/date", "/api/claims/start_over", &[("draft", draft.as_str())]).await;
        assert_eq!(over.location(), Some("/claims/new"));
        assert_eq!(app.get("/claims/new").await.location(), Some("/claims/new/pet"));
        assert!(app.get("/claims/new/pet").await.text().contains("Undo"));
        app.form_from("/claims/new/pet", "/api/claims/take_up_again", &[("draft", draft.as_str())]).await;
        assert_eq!(app.get("/claims/new").await.location(), Some("/claims/new/date?resumed"));
    }

    async fn a_form_sent_after_the_session_ended_leads_to_signing_in_and_back(state: AppState) {
        let (app, home) = begin(state).await;
        app.get("/claims/new").await;
        let draft = draft(&app).await;
        go_on(&app, &draft, "pet", &[("pet", home.pets[0].id.as_str())]).await;
        let stranger = app.stranger();
        let sent = answer(&stranger, &draft, "date", "continue", &[("date", "2026-11-19")]).await;
        assert_eq!(sent.location(), Some("/sign-in?next=/claims/new/date"), "{sent:?}");
        let asked = stranger.call("/api/claims/look", &[("question", "date")]).await;
        assert_eq!((asked.status.as_u16(), asked.location()), (401, None), "the running app is told so instead");
    }

    async fn the_running_app_gets_the_sentences_and_stays(state: AppState) {
        let (app, _home) = begin(state).await;
        app.get("/claims/new").await;
        let draft = draft(&app).await;
        let sent = app.call("/api/claims/answer", &[("draft", draft.as_str()), ("question", "pet"), ("then", "continue")]).await;
        assert_eq!(sent.location(), None);
        assert_eq!(sent.error().fields()[0].field, "pet");
    }

    async fn an_address_that_is_no_question_is_not_there(state: AppState) {
        let (app, _home) = begin(state).await;
        assert_eq!(app.get("/claims/new/nonsense").await.status.as_u16(), 404);
        assert_eq!(app.get("/claims/new/check").await.location(), Some("/claims/new"));
    }
}
