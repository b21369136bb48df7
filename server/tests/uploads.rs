//! Sending and fetching files: pages of an invoice, photos of pets, and every file that is none.

mod common;

use app::documents::model::Refusal;
use app::error::AppError;
use app::ids::{BlobId, DraftId};
use app::state::AppState;
use app::testing::{Home, MemoryBlobs, home, with_blobs, with_scanner};
use app::texts::Lang;
use app::{execute, fetch_one, on_both_engines};
use axum::body::Body;
use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::http::{Method, StatusCode};
use common::book::book;
use common::tables::{changes, contents};
use common::{Answer, Part, TestApp, multipart};
use serde_json::Value;
use server::adapters::{At, Clamd};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

const PAGES: &str = "/claims/new/pages";

fn picture(format: image::ImageFormat) -> Vec<u8> {
    let mut file = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_fn(64, 48, |x, y| image::Rgb([x as u8 * 4, y as u8 * 5, 90]))
        .write_to(&mut file, format)
        .expect("a picture");
    file.into_inner()
}

fn jpeg() -> Vec<u8> {
    picture(image::ImageFormat::Jpeg)
}

/// Another picture for each number.
fn photo(number: u8) -> Vec<u8> {
    [jpeg(), vec![number]].concat()
}

fn pdf(pages: usize, extra: &str) -> Vec<u8> {
    let kids: String = (0..pages).map(|page| format!("{} 0 R ", page + 3)).collect();
    let mut file = format!("%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R{extra}>>endobj\n2 0 obj<</Type/Pages/Kids[{kids}]/Count {pages}>>endobj\n");
    for page in 0..pages {
        file += &format!("{} 0 obj<</Type/Page/Parent 2 0 R>>endobj\n", page + 3);
    }
    (file + "trailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n").into_bytes()
}

/// A double of ClamAV's clamd, on a port of its own: it knows what has "EICAR" in it. Speaks INSTREAM as clamd(8) says.
async fn clamd() -> At {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let at = At::Port(listener.local_addr().expect("an address"));
    tokio::spawn(async move {
        while let Ok((mut asked, _)) = listener.accept().await {
            let mut command = [0; 10];
            asked.read_exact(&mut command).await.expect("a command");
            assert_eq!(&command, b"zINSTREAM\0");
            let mut file = Vec::new();
            while let size @ 1.. = asked.read_u32().await.expect("a size") {
                let mut chunk = vec![0; size as usize];
                asked.read_exact(&mut chunk).await.expect("a chunk");
                file.extend(chunk);
            }
            let known = file.windows(5).any(|five| five == b"EICAR");
            let answer: &[u8] = if known { b"stream: Eicar-Signature FOUND\0" } else { b"stream: OK\0" };
            asked.write_all(answer).await.expect("an answer");
        }
    });
    at
}

/// The head of a PNG of 2.5 billion pixels.
fn bomb() -> Vec<u8> {
    let mut file = picture(image::ImageFormat::Png);
    file[16..24].copy_from_slice(&[0, 0, 0xc3, 0x50, 0, 0, 0xc3, 0x50]);
    let mut crc = !0_u32;
    for byte in &file[12..29] {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    file[29..33].copy_from_slice(&(!crc).to_be_bytes());
    file
}

/// What is refused, and how.
fn bad_files() -> Vec<(Refusal, Vec<u8>)> {
    let jpeg = jpeg();
    let mut sixteen_megabytes = jpeg.clone();
    sixteen_megabytes.resize(16_000_000, 0);
    vec![
        (Refusal::Empty, Vec::new()),
        (Refusal::UnknownKind, b"Dear insurer, this is my invoice.".to_vec()),
        (Refusal::PhoneFormat, b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec()),
        (Refusal::PictureDamaged, jpeg[..jpeg.len() / 2].to_vec()),
        (Refusal::PictureTooLarge, bomb()),
        (Refusal::TooLarge, sixteen_megabytes),
        (Refusal::PdfTooLong, pdf(21, "")),
        (Refusal::PdfDamaged, pdf(2, "")[..60].to_vec()),
        (Refusal::PdfPassword, pdf(1, "/Encrypt<</Filter/Standard>>")),
        (Refusal::PdfScript, pdf(1, "/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>")),
        (Refusal::PdfAction, pdf(1, "/OpenAction<</S/Launch/F(cmd.exe)>>")),
        (Refusal::PdfAttachment, pdf(1, "/Names<</EmbeddedFiles<</Names[]>>>>")),
    ]
}

async fn draft(state: &AppState, home: &Home) -> DraftId {
    let id = DraftId(state.new_id());
    let mut tx = state.store.begin().await.expect("a transaction");
    execute!(
        tx.run(),
        "INSERT INTO draft (id, household_id, person_id, answers, created_at, changed_at) VALUES ($1, $2, $3, $4, $5, $5)",
        &id,
        &home.actor.household,
        &home.actor.person,
        sqlx::types::Json(serde_json::json!({})),
        state.clock.now()
    )
    .expect("draft");
    tx.commit().await.expect("commit");
    id
}

/// Robin, signed in, with an empty draft.
async fn writing(state: AppState) -> (TestApp, Home) {
    let home = home(&state, "Robin", &["Biscuit"]).await;
    draft(&state, &home).await;
    let app = TestApp::new(state);
    app.sign_in(&home).await;
    (app, home)
}

fn file<'a>(name: &'a str, bytes: &'a [u8]) -> Part<'a> {
    Part::file("file", name, "image/jpeg", bytes)
}

async fn send(app: &TestApp, key: Option<&str>, bytes: &[u8]) -> Answer {
    let key = key.map(|key| Part::value("upload_key", key));
    app.multipart(PAGES, &key.into_iter().chain([file("invoice.jpg", bytes)]).collect::<Vec<_>>())
        .await
}

fn refused(answer: &Answer) -> Vec<String> {
    let answer: Value = answer.read();
    let refused = answer["refused"].as_array().expect("a list").clone();
    refused.iter().map(|one| one["code"].as_str().expect("a word").to_owned()).collect()
}

async fn listed(app: &TestApp) -> Vec<Value> {
    app.call("/api/claims/pages", &[]).await.read()
}

async fn count(app: &TestApp, table: &'static str) -> i64 {
    let sql = if table == "blob" {
        "SELECT COUNT(*) FROM blob"
    } else {
        "SELECT COUNT(*) FROM claim_page"
    };
    fetch_one!(app.state.store.read(), (i64,), sql).expect("a count").0
}

on_both_engines! {
    async fn a_file_that_the_scanner_knows_is_refused_and_one_it_cannot_see_waits(state: AppState) {
        let scanned = with_scanner(&state, std::sync::Arc::new(Clamd::new(clamd().await)));
        let (app, _) = writing(scanned).await;
        let before = contents(&state).await;
        let harmful = send(&app, None, &pdf(1, "/Note(EICAR)")).await;
        assert_eq!(refused(&harmful), ["harmful"], "{harmful:?}");
        assert_eq!(changes(&before, &contents(&state).await), Vec::<String>::new());
        let harmless = send(&app, None, &pdf(1, "")).await;
        assert_eq!(harmless.status, StatusCode::OK, "{harmless:?}");
        // Nobody listens there: what cannot be scanned is not kept, and may be tried again.
        let deaf = with_scanner(&state, std::sync::Arc::new(Clamd::new(At::Socket("/no/such/socket".into()))));
        let again = TestApp::new(deaf);
        again.set_cookie("session", &app.cookie("session").expect("a session"));
        let waits = send(&again, None, &pdf(2, "")).await;
        assert_eq!(refused(&waits), ["not-kept"], "{waits:?}");
        assert_eq!(listed(&app).await.len(), 1);
    }

    async fn every_kind_we_take_becomes_a_page_that_can_be_seen(state: AppState) {
        let (app, _) = writing(state).await;
        let (png, webp, invoice) = (picture(image::ImageFormat::Png), picture(image::ImageFormat::WebP), pdf(3, ""));
        let answer = app.multipart(PAGES, &[file("a.jpg", &jpeg()), file("b.png", &png), file("c", &webp), file("../d é.pdf", &invoice)]).await;
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        assert_eq!(refused(&answer), Vec::<String>::new());
        let pages = listed(&app).await;
        assert_eq!(pages, answer.read::<Value>()["pages"].as_array().expect("a list").clone());
        let kinds: Vec<_> = pages.iter().map(|page| (page["position"].as_i64(), page["content_type"].as_str(), page["page_count"].as_i64())).collect();
        let (picture, pdf) = (Some("image/jpeg"), Some("application/pdf"));
        assert_eq!(kinds, [(Some(1), picture, Some(1)), (Some(2), picture, Some(1)), (Some(3), picture, Some(1)), (Some(4), pdf, Some(3))]);
        for page in &pages {
            let file = app.get(&format!("/files/{}", page["blob_id"].as_str().expect("an id"))).await;
            assert_eq!(file.status, StatusCode::OK);
            assert_eq!(file.header("content-type"), page["content_type"].as_str());
            assert_eq!(file.header("x-content-type-options"), Some("nosniff"));
            assert!(file.header("content-security-policy").is_some_and(|policy| policy.contains("sandbox")));
            assert!(file.header("cache-control").is_some_and(|cache| cache.starts_with("private") && cache.contains("immutable")));
            let disposition = file.header("content-disposition").expect("a disposition");
            if page["content_type"] == "application/pdf" {
                assert_eq!(file.body, invoice);
                assert!(disposition.starts_with("attachment; filename=\"d _.pdf\""), "{disposition}");
            } else {
                assert!(file.body.starts_with(b"\xff\xd8\xff") && disposition == "inline");
            }
        }
    }

    async fn a_plain_form_keeps_its_files_and_goes_back_to_the_question(state: AppState) {
        let (app, _) = writing(state).await;
        // The second input was left alone.
        let answer = app.multipart_from("/claims/new/invoice", PAGES, &[file("a.jpg", &jpeg()), Part::file("file", "", "application/octet-stream", b"")]).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, Some("/claims/new/invoice")));
        assert_eq!(listed(&app).await.len(), 1);
        let answer = app.multipart_from("/claims/new/invoice", PAGES, &[file("secret name.jpg", b"no picture"), file("b", b""), file("c", b"nor this")]).await;
        assert_eq!(answer.location(), Some("/claims/new/invoice?refused=empty,unknown-kind"));
        let answer = app.multipart_from("/claims/new/invoice", PAGES, &[Part::file("file", "", "application/octet-stream", b"")]).await;
        assert_eq!(answer.location(), Some("/claims/new/invoice?refused=none-chosen"));
        assert_eq!(listed(&app).await.len(), 1);
    }

    async fn every_bad_file_gets_its_own_sentence_and_leaves_nothing(state: AppState) {
        let (app, _) = writing(state).await;
        let before = contents(&app.state).await;
        for (refusal, bytes) in bad_files() {
            for lang in Lang::ALL {
                app.set_cookie("lang", lang.as_str());
                let answer = send(&app, None, &bytes).await;
                assert_eq!(answer.status.as_u16(), refusal.status(), "{refusal}: {answer:?}");
                assert_eq!(refused(&answer), [refusal.as_str()]);
                assert_eq!(answer.read::<Value>()["refused"][0]["sentence"], refusal.sentence(lang));
            }
            let form = app.multipart_from("/claims/new/invoice", PAGES, &[file("a.jpg", &bytes)]).await;
            assert_eq!(form.location(), Some(format!("/claims/new/invoice?refused={refusal}").as_str()));
        }
        assert_eq!(changes(&before, &contents(&app.state).await), Vec::<String>::new());
    }

    async fn a_good_file_beside_a_bad_one_is_kept(state: AppState) {
        let (app, _) = writing(state).await;
        let answer = app.multipart(PAGES, &[file("a.jpg", b"text"), file("b.jpg", &jpeg())]).await;
        assert_eq!((answer.status, refused(&answer)), (StatusCode::OK, vec!["unknown-kind".to_owned()]));
        assert_eq!(listed(&app).await.len(), 1);
    }

    async fn the_same_upload_twice_is_one_page(state: AppState) {
        let (app, _) = writing(state).await;
        for key in [None, Some("upload-key-1")] {
            let first: Value = send(&app, key, &jpeg()).await.read();
            let again: Value = send(&app, key, &jpeg()).await.read();
            assert_eq!(first["pages"], again["pages"]);
        }
        assert_eq!(listed(&app).await.len(), 2);
        let (bytes, before) = (jpeg(), count(&app, "blob").await);
        let racing = futures::future::join_all((0..6).map(|_| send(&app, Some("upload-key-2"), &bytes))).await;
        let ids: std::collections::BTreeSet<String> = racing.iter().map(|answer| answer.read::<Value>()["pages"][0]["id"].to_string()).collect();
        assert_eq!(ids.len(), 1, "{ids:?}");
        assert_eq!(listed(&app).await.len(), 3);
        assert_eq!(count(&app, "blob").await, before + 1, "what lost the race is taken back");
    }

    async fn the_eleventh_file_is_refused(state: AppState) {
        let (app, _) = writing(state).await;
        for number in 0..10 {
            assert_eq!(send(&app, None, &photo(number)).await.status, StatusCode::OK);
        }
        let answer = send(&app, None, &photo(10)).await;
        assert_eq!((answer.status, refused(&answer)), (StatusCode::CONFLICT, vec!["too-many-files".to_owned()]));
        assert_eq!(send(&app, None, &photo(3)).await.status, StatusCode::OK, "one of the ten, once more");
        assert_eq!((listed(&app).await.len(), count(&app, "blob").await), (10, 10));
        // Two at once for the last place: one gets it.
        let last = listed(&app).await[9]["id"].as_str().expect("an id").to_owned();
        app.call("/api/claims/remove_page", &[("page", &last)]).await;
        let (eleven, twelve) = (photo(11), photo(12));
        let (one, other) = tokio::join!(send(&app, None, &eleven), send(&app, None, &twelve));
        assert_eq!([one.status, other.status].iter().filter(|status| status.is_success()).count(), 1);
        assert_eq!(listed(&app).await.len(), 10);
        let back = app.form("/api/claims/restore_page", &[("page", &last)]).await;
        assert_eq!(back.location(), Some("/claims/new/invoice?refused=too-many-files"));
    }

    async fn a_page_is_removed_and_brought_back(state: AppState) {
        let (app, _) = writing(state).await;
        send(&app, Some("upload-key-1"), &photo(1)).await;
        send(&app, Some("upload-key-2"), &photo(2)).await;
        let before = listed(&app).await;
        let first = before[0]["id"].as_str().expect("an id").to_owned();
        for _ in 0..2 {
            let answer = app.form("/api/claims/remove_page", &[("page", &first)]).await;
            assert_eq!(answer.location(), Some(format!("/claims/new/invoice?removed={first}").as_str()));
            assert_eq!(listed(&app).await, before[1..]);
        }
        for _ in 0..2 {
            let answer = app.form("/api/claims/restore_page", &[("page", &first)]).await;
            assert_eq!(answer.location(), Some("/claims/new/invoice"));
            assert_eq!(listed(&app).await, before, "in its old place");
        }
        app.call("/api/claims/remove_page", &[("page", &first)]).await;
        send(&app, Some("upload-key-1"), &photo(1)).await;
        assert_eq!(listed(&app).await, before, "sent again, it is back");
    }

    async fn a_full_disk_says_so_and_leaves_nothing(state: AppState) {
        let home = home(&state, "Robin", &["Biscuit"]).await;
        draft(&state, &home).await;
        let app = TestApp::new(with_blobs(&state, MemoryBlobs::full()));
        app.sign_in(&home).await;
        let before = contents(&app.state).await;
        let answer = send(&app, None, &jpeg()).await;
        assert_eq!((answer.status, refused(&answer)), (StatusCode::SERVICE_UNAVAILABLE, vec!["not-kept".to_owned()]));
        assert!(answer.read::<Value>()["refused"][0]["sentence"].as_str().is_some_and(|sentence| sentence.contains("Your answers are kept")));
        let form = app.multipart_from("/claims/new/invoice", PAGES, &[file("a.jpg", &jpeg())]).await;
        assert_eq!(form.location(), Some("/claims/new/invoice?refused=not-kept"));
        let photo = app.multipart(&format!("/pets/{}/photo", home.pets[0].id), &[file("a.jpg", &jpeg())]).await;
        assert_eq!(refused(&photo), ["not-kept"]);
        assert_eq!(changes(&before, &contents(&app.state).await), Vec::<String>::new());
    }

    async fn an_upload_that_breaks_off_leaves_nothing(state: AppState) {
        let (app, _) = writing(state).await;
        let before = contents(&app.state).await;
        let bytes = jpeg();
        let (boundary, body) = multipart(&[file("a.jpg", &bytes)]);
        let cut = body[..body.len() - 100].to_vec();
        let request = app.request(Method::POST, PAGES).header(ACCEPT, "application/json");
        let request = request.header(CONTENT_TYPE, format!("multipart/form-data; boundary={boundary}"));
        let answer = app.send(request.body(Body::from(cut)).expect("a request")).await;
        assert_eq!((answer.status, refused(&answer)), (StatusCode::REQUEST_TIMEOUT, vec!["stalled".to_owned()]));
        assert_eq!(changes(&before, &contents(&app.state).await), Vec::<String>::new());
    }

    async fn strangers_send_and_see_nothing(state: AppState) {
        let robin = book(&state, "Robin").await;
        let app = TestApp::new(state);
        let before = contents(&app.state).await;
        let pet = format!("/pets/{}/photo", robin.home.pets[0].id);
        for (path, back) in [(PAGES, "/claims/new/invoice".to_owned()), (pet.as_str(), format!("/pets/{}", robin.home.pets[0].id))] {
            let answer = app.multipart(path, &[file("a.jpg", &jpeg())]).await;
            assert_eq!((answer.status, answer.error()), (StatusCode::UNAUTHORIZED, AppError::SignIn));
            let form = app.multipart_from("/", path, &[file("a.jpg", &jpeg())]).await;
            assert_eq!(form.location(), Some(format!("/sign-in?next={back}").as_str()));
        }
        assert_eq!(app.get(&format!("/files/{}", robin.blob)).await.location(), Some(format!("/sign-in?next=/files/{}", robin.blob).as_str()));
        assert_eq!(changes(&before, &contents(&app.state).await), Vec::<String>::new());
    }

    async fn files_go_to_ones_own_draft_and_pets_only(state: AppState) {
        let (robin, sam) = (book(&state, "Robin").await, home(&state, "Sam", &["Rex"]).await);
        let app = TestApp::new(state);
        app.sign_in(&sam).await;
        let before = contents(&app.state).await;
        // Sam has no draft; naming Robin's changes nothing.
        let answer = app.multipart(PAGES, &[Part::value("draft", robin.draft.as_str()), file("a.jpg", &jpeg())]).await;
        assert_eq!(answer.error(), AppError::NotFound);
        let answer = app.multipart(&format!("/pets/{}/photo", robin.home.pets[0].id), &[file("a.jpg", &jpeg())]).await;
        assert_eq!(answer.error(), AppError::NotFound);
        for id in [robin.blob.as_str(), "no-such-file", "..%2f..%2fetc%2fpasswd"] {
            assert_eq!(app.get(&format!("/files/{id}")).await.status, StatusCode::NOT_FOUND, "{id}");
        }
        assert_eq!(changes(&before, &contents(&app.state).await), Vec::<String>::new());
    }

    async fn a_shared_picture_is_seen_by_whoever_shows_it(state: AppState) {
        let (robin, sam) = (home(&state, "Robin", &["Biscuit"]).await, home(&state, "Sam", &["Rex"]).await);
        let blob = BlobId(state.new_id());
        state.blobs.put(&blob, b"drawn").await.expect("room");
        let mut tx = state.store.begin().await.expect("a transaction");
        execute!(tx.run(), "INSERT INTO blob (id, sha256, size, content_type, state, created_at) VALUES ($1, '', 5, 'image/jpeg', 'checked', 0)", &blob).expect("blob");
        execute!(tx.run(), "UPDATE pet SET photo_blob_id = $1 WHERE household_id = $2", &blob, &robin.actor.household).expect("photo");
        tx.commit().await.expect("commit");
        let app = TestApp::new(state);
        for (who, status) in [(&robin, StatusCode::OK), (&sam, StatusCode::NOT_FOUND)] {
            let browser = app.stranger();
            browser.sign_in(who).await;
            assert_eq!(browser.get(&format!("/files/{blob}")).await.status, status, "{}", who.email);
        }
        app::jobs::sweep(&app.state).await.expect("swept");
        assert!(app.state.blobs.get(&blob).await.expect("look").is_some(), "what is shared stays");
    }

    async fn a_pets_photo_is_set_and_replaced(state: AppState) {
        let (app, home) = writing(state).await;
        let (pet, path) = (format!("/pets/{}", home.pets[0].id), format!("/pets/{}/photo", home.pets[0].id));
        let answer: Value = app.multipart(&path, &[file("a.jpg", &jpeg())]).await.read();
        let blob = answer["pages"][0]["blob_id"].as_str().expect("an id").to_owned();
        let shown = app.get(&format!("/files/{blob}")).await;
        let picture = image::load_from_memory(&shown.body).expect("a picture");
        assert_eq!((picture.width(), picture.height()), (48, 48), "the middle square");
        let form = app.multipart_from(&pet, &path, &[file("b.jpg", &jpeg())]).await;
        assert_eq!((form.status, form.location()), (StatusCode::SEE_OTHER, Some(pet.as_str())));
        let form = app.multipart_from(&pet, &path, &[file("b.pdf", &pdf(1, ""))]).await;
        assert_eq!(form.location(), Some(format!("{pet}?refused=photo-wanted").as_str()));
        app.state.clock.advance(25 * 60 * 60 * 1000);
        app::jobs::sweep(&app.state).await.expect("swept");
        assert_eq!(count(&app, "blob").await, 1, "the photo before is gone");
    }

    async fn what_was_removed_or_set_aside_is_forgotten_after_a_day_and_a_claim_keeps_its_pages(state: AppState) {
        let (app, home) = writing(state).await;
        let book = book(&app.state, "Sam").await;
        send(&app, None, &photo(1)).await;
        let page = listed(&app).await[0]["id"].as_str().expect("an id").to_owned();
        app.call("/api/claims/remove_page", &[("page", &page)]).await;
        send(&app, None, &photo(2)).await;
        let before = (count(&app, "blob").await, count(&app, "claim_page").await);
        app::jobs::sweep(&app.state).await.expect("swept");
        assert_eq!((count(&app, "blob").await, count(&app, "claim_page").await), before);
        app.state.clock.advance(25 * 60 * 60 * 1000);
        app::jobs::sweep(&app.state).await.expect("swept");
        assert_eq!((count(&app, "blob").await, count(&app, "claim_page").await), (before.0 - 1, before.1 - 1), "the removed page");
        let mut tx = app.state.store.begin().await.expect("a transaction");
        execute!(tx.run(), "UPDATE draft SET discarded_at = $1 WHERE household_id = $2", app.state.clock.now(), &home.actor.household).expect("discard");
        tx.commit().await.expect("commit");
        app.state.clock.advance(25 * 60 * 60 * 1000);
        app::jobs::sweep(&app.state).await.expect("swept");
        assert_eq!((count(&app, "blob").await, count(&app, "claim_page").await), (before.0 - 2, before.1 - 2), "the draft set aside");
        assert!(app.state.blobs.get(&book.blob).await.expect("look").is_some(), "Sam's open draft keeps its page");
    }
}
