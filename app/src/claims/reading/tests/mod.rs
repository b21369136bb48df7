//! A page from its arrival to what is offered, on both databases.

use super::model::{Doubt, Offered};
use super::ports::{Print, ReadError, Sheet};
use super::store;
use crate::claims::intake::model::{Answers, Submitted};
use crate::claims::intake::pages::{self, NewPage, Outcome};
use crate::claims::intake::rules::Question;
use crate::claims::intake::{store as drafts, submission};
use crate::claims::model::{ClaimState, LineCategory};
use crate::day::Day;
use crate::documents::inspect::Judged;
use crate::documents::store as documents;
use crate::ids::{BlobId, DraftId, PageId};
use crate::jobs::{Lane, work_one};
use crate::state::AppState;
use crate::testing::{self, Home, home, with_reader};
use crate::texts::Lang;
use crate::{execute, fetch_all, fetch_one, on_both_engines};

mod late;

fn sheet(rows: &[&str], drawn: bool) -> Sheet {
    let prints = (0..).zip(rows).flat_map(|(row, text)| {
        (0..).zip(text.split('|')).map(move |(column, text)| Print {
            text: text.trim().to_owned(),
            left: (50 + 500 * column, 100 + 50 * row),
            right: (50 + 500 * column + 300, 100 + 50 * row),
            height: 30,
        })
    });
    Sheet {
        width: 1_000,
        height: 1_400,
        turned: 0,
        prints: prints.collect(),
        drawn: drawn.then(|| b"a picture".to_vec()),
    }
}

fn invoice(drawn: bool) -> Sheet {
    sheet(
        &[
            "Harbor Animal Hospital",
            "Date | 11/18/2026",
            "Exam | 68.00",
            "Ear drops | 54.00",
            "Total | $122.00",
        ],
        drawn,
    )
}

/// An invoice that leaves something to pay above the deductible.
fn large() -> Sheet {
    sheet(
        &[
            "Harbor Animal Hospital",
            "Date | 11/18/2026",
            "X-rays x4 | 600.00",
            "Ear drops | 54.00",
            "Total | $654.00",
        ],
        false,
    )
}

/// [`invoice`] with the clinic's number.
fn numbered() -> Sheet {
    sheet(
        &[
            "Harbor Animal Hospital",
            "Invoice # 88213-a | Date 11/18/2026",
            "Exam | 68.00",
            "Ear drops | 54.00",
            "Total | $122.00",
        ],
        false,
    )
}

async fn add_page(state: &AppState, home: &Home, content_type: &'static str) -> (DraftId, PageId) {
    let draft = drafts::open(state, &home.actor).await.expect("a draft").id;
    let file = Judged {
        bytes: b"bytes".to_vec(),
        content_type,
        sheets: 1,
        print: None,
    };
    let blob = documents::keep(state, &home.actor, &file).await.expect("kept");
    let key = state.new_id();
    let page = NewPage {
        upload_key: &key,
        file_name: "invoice",
        blob: &blob,
        sheets: 1,
    };
    match pages::add_page(state, &home.actor, &draft, &page).await.expect("added") {
        Outcome::Done(page) => (draft, page.id),
        other => panic!("{other:?}"),
    }
}

async fn work(state: &AppState) {
    while work_one(state, Lane::Reading).await.expect("worked") {}
}

async fn offered(state: &AppState, home: &Home, draft: &DraftId) -> Offered {
    store::of_draft(state, &home.actor, draft).await.expect("look")
}

fn text(words: &str) -> Option<String> {
    Some(words.to_owned())
}

/// Every question answered; the total and the confirmed lines as given.
async fn answer(state: &AppState, home: &Home, draft: &DraftId, total: &str, lines: Option<String>) {
    let answers = Answers {
        pet: text(home.pets[0].id.as_str()),
        date: text("2026-11-18"),
        condition: text("ear-otitis-externa"),
        total: text(total),
        lines,
        notes: text(""),
        ..Answers::default()
    };
    for question in Question::ALL {
        drafts::keep(state, &home.actor, draft, question, answers.clone()).await.expect("kept");
    }
}

async fn claimed(state: &AppState) -> (bool, Vec<(String, i64)>) {
    let (confirmed,) = fetch_one!(state.store.read(), (bool,), "SELECT lines_confirmed FROM claim").expect("a claim");
    let lines = fetch_all!(
        state.store.read(),
        (String, i64),
        "SELECT description, amount_cents FROM claim_line ORDER BY position"
    )
    .expect("lines");
    (confirmed, lines)
}

/// Where the one claim stands, and what it says was read.
async fn stands(state: &AppState) -> (ClaimState, Option<Day>, Option<i64>) {
    fetch_one!(
        state.store.read(),
        (ClaimState, Option<Day>, Option<i64>),
        "SELECT state, read_on, read_total_cents FROM claim"
    )
    .expect("a claim")
}

/// What the claims say of their invoices: clinic and number.
async fn names(state: &AppState) -> Vec<(Option<String>, Option<String>)> {
    let sql = "SELECT clinic, invoice_number FROM claim ORDER BY submitted_at, id";
    fetch_all!(state.store.read(), (Option<String>, Option<String>), sql).expect("claims")
}

async fn open_tasks(state: &AppState) -> i64 {
    let (open,) = fetch_one!(state.store.read(), (i64,), "SELECT COUNT(*) FROM task WHERE state = 'open'").expect("a count");
    open
}

async fn submit(state: &AppState, home: &Home, draft: &DraftId) {
    let submitted = submission::submit(state, &home.actor, draft, Lang::En).await;
    assert!(matches!(submitted, Ok(Submitted::Claim(_))), "{submitted:?}");
}

/// The day on the invoices of these tests.
fn visit() -> Option<Day> {
    Day::parse_iso("2026-11-18")
}

on_both_engines! {
    async fn a_page_is_read_in_the_background_and_offered_with_its_pieces(state: AppState) {
        let state = with_reader(&state, Ok(vec![invoice(false)]));
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let (draft, _) = add_page(&state, &home, "image/jpeg").await;
        assert_eq!(offered(&state, &home, &draft).await, Offered { under_way: true, ..Offered::default() });
        assert!(!work_one(&state, Lane::Usual).await.expect("worked"), "reading holds up nothing else");
        work(&state).await;
        let offered = offered(&state, &home, &draft).await;
        assert_eq!(offered.total.as_ref().map(|total| total.value), Some(12_200));
        assert_eq!(offered.date.as_ref().map(|date| date.value.to_string()).as_deref(), Some("2026-11-18"));
        assert_eq!(offered.lines.len(), 2);
        assert!(!offered.under_way);
        let blob = offered.total.and_then(|total| total.cutting).expect("a piece").picture.blob;
        assert!(documents::shown(&state, &home.actor, &blob).await.expect("look").is_some());
    }

    async fn a_sheet_of_a_pdf_keeps_the_picture_that_was_drawn_of_it(state: AppState) {
        let state = with_reader(&state, Ok(vec![sheet(&["Terms"], true), invoice(true)]));
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let stranger = self::home(&state, "Sam", &["Mochi"]).await;
        let (draft, page) = add_page(&state, &home, "application/pdf").await;
        work(&state).await;
        let pictures = fetch_all!(state.store.read(), (BlobId,), "SELECT blob_id FROM reading_picture").expect("pictures");
        let blob = offered(&state, &home, &draft).await.total.and_then(|total| total.cutting).expect("a piece").picture.blob;
        assert!(pictures.contains(&(blob.clone(),)));
        assert!(documents::shown(&state, &home.actor, &blob).await.expect("look").is_some());
        assert!(documents::shown(&state, &stranger.actor, &blob).await.expect("look").is_none());
        state.clock.advance(2 * 24 * 60 * 60 * 1000);
        assert_eq!(documents::sweep(&state).await, Ok(0), "a picture in use stays");
        pages::remove_page(&state, &home.actor, &page).await.expect("removed");
        state.clock.advance(2 * 24 * 60 * 60 * 1000);
        assert_eq!(documents::sweep(&state).await, Ok(1 + pictures.len()), "the file goes, and the pictures with it");
    }

    async fn a_page_is_read_once_however_often_the_job_runs(state: AppState) {
        let state = with_reader(&state, Ok(vec![invoice(true)]));
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let (draft, page) = add_page(&state, &home, "application/pdf").await;
        work(&state).await;
        let first = offered(&state, &home, &draft).await;
        crate::claims::reading::jobs::read(&state, &page).await.expect("again");
        assert_eq!(offered(&state, &home, &draft).await, first);
    }

    async fn without_a_reader_nothing_is_offered_and_nothing_is_missing(state: AppState) {
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let (draft, _) = add_page(&state, &home, "image/jpeg").await;
        work(&state).await;
        assert_eq!(offered(&state, &home, &draft).await, Offered::default());
        answer(&state, &home, &draft, "122.00", None).await;
        assert!(matches!(submission::submit(&state, &home.actor, &draft, Lang::En).await, Ok(Submitted::Claim(_))));
        let (confirmed, lines) = claimed(&state).await;
        assert!(!confirmed);
        assert_eq!(lines.iter().map(|(_, cents)| *cents).collect::<Vec<_>>(), [12_200]);
    }

    async fn a_reader_that_fails_is_tried_again_and_nobody_waits_for_it_for_long(state: AppState) {
        let broken = with_reader(&state, Err(ReadError::Failed("killed".into())));
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let (draft, _) = add_page(&broken, &home, "image/jpeg").await;
        work(&broken).await;
        assert!(offered(&broken, &home, &draft).await.under_way);
        state.clock.advance(3 * 60 * 1000);
        assert!(!offered(&broken, &home, &draft).await.under_way, "given up on the screen");
        work(&with_reader(&state, Ok(vec![invoice(false)]))).await;
        assert_eq!(offered(&state, &home, &draft).await.total.map(|total| total.value), Some(12_200));
    }

    async fn confirmed_lines_become_the_lines_of_the_claim(state: AppState) {
        let state = with_reader(&state, Ok(vec![invoice(false)]));
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let (draft, _) = add_page(&state, &home, "image/jpeg").await;
        work(&state).await;
        let mark = offered(&state, &home, &draft).await.mark;
        answer(&state, &home, &draft, "122.00", Some(mark)).await;
        assert!(matches!(submission::submit(&state, &home.actor, &draft, Lang::En).await, Ok(Submitted::Claim(_))));
        assert_eq!(claimed(&state).await, (true, vec![("Exam".to_owned(), 6_800), ("Ear drops".to_owned(), 5_400)]));
    }

    async fn lines_that_nobody_confirmed_or_that_were_others_are_not_taken(state: AppState) {
        let state = with_reader(&state, Ok(vec![invoice(false)]));
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let (draft, _) = add_page(&state, &home, "image/jpeg").await;
        work(&state).await;
        answer(&state, &home, &draft, "122.00", text("0123456789abcdef")).await;
        assert!(matches!(submission::submit(&state, &home.actor, &draft, Lang::En).await, Ok(Submitted::Claim(_))));
        let (confirmed, lines) = claimed(&state).await;
        assert!(!confirmed && lines.len() == 1);
    }

    async fn a_total_that_is_not_what_the_confirmed_lines_come_to_needs_another_look(state: AppState) {
        let state = with_reader(&state, Ok(vec![invoice(false)]));
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let (draft, _) = add_page(&state, &home, "image/jpeg").await;
        work(&state).await;
        let mark = offered(&state, &home, &draft).await.mark;
        answer(&state, &home, &draft, "722.00", Some(mark)).await;
        let submitted = submission::submit(&state, &home.actor, &draft, Lang::En).await;
        assert!(matches!(submitted, Ok(Submitted::Incomplete(Question::Total))), "{submitted:?}");
        answer(&state, &home, &draft, "722.00", None).await;
        assert!(matches!(submission::submit(&state, &home.actor, &draft, Lang::En).await, Ok(Submitted::Claim(_))), "the total is the person's word");
    }

    async fn a_clear_claim_whose_lines_the_person_confirmed_is_decided_as_it_is_submitted(state: AppState) {
        let state = with_reader(&state, Ok(vec![large()]));
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let (draft, _) = add_page(&state, &home, "image/jpeg").await;
        work(&state).await;
        let mark = offered(&state, &home, &draft).await.mark;
        answer(&state, &home, &draft, "654.00", Some(mark)).await;
        submit(&state, &home, &draft).await;
        assert_eq!(stands(&state).await, (ClaimState::Decided, visit(), Some(65_400)));
        let (paid,) = fetch_one!(state.store.read(), (i64,), "SELECT payable_cents FROM decision").expect("a decision");
        assert_eq!(paid, 32_320, "80 % of what is above the deductible of $250");
        let categories = fetch_all!(state.store.read(), (Option<LineCategory>,), "SELECT category FROM claim_line ORDER BY position").expect("lines");
        assert_eq!(categories, [(Some(LineCategory::Diagnostics),), (Some(LineCategory::Medicine),)]);
    }

    async fn what_was_read_otherwise_than_it_was_answered_is_for_a_person(state: AppState) {
        let misread = sheet(&["Date | 11/18/2026", "X-rays x4 | 600.00", "Ear drops | 54.00", "Total | $854.00"], false);
        let state = with_reader(&state, Ok(vec![misread]));
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let (draft, _) = add_page(&state, &home, "image/jpeg").await;
        work(&state).await;
        let offered = offered(&state, &home, &draft).await;
        assert_eq!(offered.lines_differ(), Some(65_400), "the screen says that they differ");
        answer(&state, &home, &draft, "654.00", Some(offered.mark)).await;
        submit(&state, &home, &draft).await;
        assert_eq!(stands(&state).await, (ClaimState::Received, visit(), Some(85_400)));
        assert!(claimed(&state).await.0, "with its lines");
    }

    async fn the_clinic_and_the_number_become_the_claims_as_the_person_let_them_stand(state: AppState) {
        let state = with_reader(&state, Ok(vec![numbered()]));
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let (draft, _) = add_page(&state, &home, "image/jpeg").await;
        work(&state).await;
        let offered = offered(&state, &home, &draft).await;
        let read = (offered.clinic.map(|clinic| clinic.value), offered.number.map(|number| number.value));
        assert_eq!(read, (text("Harbor Animal Hospital"), text("88213-a")));
        let given = Answers { total: text("122.00"), clinic: text("Harbor  Animal Hospital "), invoice_number: read.1, ..Answers::default() };
        answer(&state, &home, &draft, "122.00", None).await;
        drafts::keep(&state, &home.actor, &draft, Question::Total, given).await.expect("kept");
        submit(&state, &home, &draft).await;
        assert_eq!(names(&state).await, [(text("Harbor Animal Hospital"), text("88213-A"))]);
    }

    async fn names_that_were_read_but_shown_to_nobody_are_not_taken(state: AppState) {
        let state = with_reader(&state, Ok(vec![numbered()]));
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let (draft, _) = add_page(&state, &home, "image/jpeg").await;
        work(&state).await;
        answer(&state, &home, &draft, "122.00", None).await;
        submit(&state, &home, &draft).await;
        assert_eq!(names(&state).await, [(None, None)]);
    }

    async fn one_invoice_in_two_households_is_found_by_its_number_as_it_is_submitted(state: AppState) {
        let state = with_reader(&state, Ok(vec![numbered()]));
        for (name, number) in [("Robin", "88213-a"), ("Sam", "88213 - A"), ("Kim", "88214")] {
            let home = home(&state, name, &["Biscuit"]).await;
            let (draft, _) = add_page(&state, &home, "image/jpeg").await;
            work(&state).await;
            let mark = offered(&state, &home, &draft).await.mark;
            answer(&state, &home, &draft, "122.00", Some(mark.clone())).await;
            let given = Answers { total: text("122.00"), lines: Some(mark), clinic: text("Harbor Animal Hospital"), invoice_number: text(number), ..Answers::default() };
            drafts::keep(&state, &home.actor, &draft, Question::Total, given).await.expect("kept");
            submit(&state, &home, &draft).await;
        }
        let sql = "SELECT c.invoice_number FROM sign s JOIN claim c ON c.id = s.claim_id WHERE s.kind = 'same_invoice' ORDER BY c.submitted_at";
        let found = fetch_all!(state.store.read(), (String,), sql).expect("signs");
        assert_eq!(found, [("88213-A".to_owned(),), ("88213-A".to_owned(),)], "both are open, both are odd; the third is another invoice");
    }

    async fn a_discount_is_confirmed_as_a_line_and_seen_by_a_person(state: AppState) {
        let rows = ["Date | 11/18/2026", "X-rays x4 | 600.00", "Ear drops | 54.00", "Senior discount | -60.00", "Total | $594.00"];
        let state = with_reader(&state, Ok(vec![sheet(&rows, false)]));
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let (draft, _) = add_page(&state, &home, "image/jpeg").await;
        work(&state).await;
        let mark = offered(&state, &home, &draft).await.mark;
        answer(&state, &home, &draft, "594.00", Some(mark)).await;
        submit(&state, &home, &draft).await;
        let (confirmed, lines) = claimed(&state).await;
        assert!(confirmed);
        assert_eq!(lines.last(), Some(&("Senior discount".to_owned(), -6_000)));
        assert_eq!(stands(&state).await.0, ClaimState::Received);
    }

    async fn corrected_lines_become_the_lines_of_a_claim_that_a_person_looks_at(state: AppState) {
        let state = with_reader(&state, Ok(vec![large()]));
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let (draft, _) = add_page(&state, &home, "image/jpeg").await;
        work(&state).await;
        let corrected = Answers {
            total: text("654.00"),
            lines: Some(offered(&state, &home, &draft).await.mark),
            lines_typed: text("X-rays x3 450.00\nEar drops 54.00"),
            ..Answers::default()
        };
        answer(&state, &home, &draft, "654.00", None).await;
        drafts::keep(&state, &home.actor, &draft, Question::Total, corrected.clone()).await.expect("kept");
        let submitted = submission::submit(&state, &home.actor, &draft, Lang::En).await;
        assert!(matches!(submitted, Ok(Submitted::Incomplete(Question::Total))), "{submitted:?}");
        let corrected = Answers { lines_typed: text("X-rays x4 550.00\nEar drops 54.00\nNail trim 50.00"), ..corrected };
        drafts::keep(&state, &home.actor, &draft, Question::Total, corrected).await.expect("kept");
        submit(&state, &home, &draft).await;
        let (confirmed, lines) = claimed(&state).await;
        assert_eq!((confirmed, lines.len(), stands(&state).await.0), (false, 3, ClaimState::Received));
    }

    async fn a_file_that_cannot_be_read_says_so_and_leaves_everything_to_the_person(state: AppState) {
        for answer in [Ok(vec![Sheet::default()]), Err(ReadError::Unreadable("no picture".into()))] {
            let state = with_reader(&state, answer);
            let home = home(&state, &format!("Robin{}", state.new_id()), &["Biscuit"]).await;
            let (draft, _) = add_page(&state, &home, "image/jpeg").await;
            work(&state).await;
            assert_eq!(offered(&state, &home, &draft).await, Offered { doubt: Some(Doubt::Nothing), ..Offered::default() });
        }
    }

    async fn a_removed_page_offers_nothing(state: AppState) {
        let state = with_reader(&state, Ok(vec![invoice(false)]));
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let (draft, page) = add_page(&state, &home, "image/jpeg").await;
        work(&state).await;
        pages::remove_page(&state, &home.actor, &page).await.expect("removed");
        assert_eq!(offered(&state, &home, &draft).await, Offered::default());
    }

    async fn euros_are_not_offered_as_dollars(state: AppState) {
        let state = with_reader(&state, Ok(vec![sheet(&["Tierarzt", "Untersuchung | € 68,00", "Total | € 68,00"], false)]));
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let (draft, _) = add_page(&state, &home, "image/jpeg").await;
        work(&state).await;
        let offered = offered(&state, &home, &draft).await;
        assert_eq!((offered.doubt, offered.total, offered.lines.len()), (Some(Doubt::Foreign("€".into())), None, 0));
    }

    async fn another_household_sees_nothing_of_a_reading(state: AppState) {
        let state = with_reader(&state, Ok(vec![invoice(false)]));
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let stranger = self::home(&state, "Sam", &["Mochi"]).await;
        let (draft, page) = add_page(&state, &home, "image/jpeg").await;
        work(&state).await;
        assert_eq!(offered(&state, &stranger, &draft).await, Offered::default());
        let mut tx = state.store.begin().await.expect("tx");
        assert_eq!(execute!(tx.run(), "DELETE FROM claim_page WHERE id = $1", &page).expect("gone"), 1, "its reading goes with a page");
        tx.commit().await.expect("commit");
    }
}
