//! The database is gone for a moment: a sentence, nothing half-written, and then it works again.

mod common;

use std::sync::Arc;
use std::time::{Duration, Instant};

use app::db::Store;
use app::error::AppError;
use app::on_both_engines;
use app::testing::{PASSWORD, home, postgres, state};
use axum::http::StatusCode;
use common::{Answer, TestApp};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// A wire to PostgreSQL that can be cut.
struct Wire {
    whole: watch::Sender<bool>,
    port: u16,
}

impl Wire {
    /// A wire to `host:port`.
    async fn to(server: String) -> Wire {
        let (whole, state) = watch::channel(true);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        tokio::spawn(async move {
            while let Ok((mut client, _)) = listener.accept().await {
                let (mut state, server) = (state.clone(), server.clone());
                tokio::spawn(async move {
                    if !*state.borrow() {
                        return;
                    }
                    let Ok(mut upstream) = TcpStream::connect(&server).await else { return };
                    tokio::select! {
                        _ = copy_bidirectional(&mut client, &mut upstream) => {}
                        _ = state.wait_for(|whole| !whole) => {}
                    }
                });
            }
        });
        Wire { whole, port }
    }

    fn cut(&self) {
        self.whole.send_replace(false);
    }

    fn mend(&self) {
        self.whole.send_replace(true);
    }
}

/// A sentence, in a page or for the running app, that says to try again.
fn says_try_again(answer: &Answer, page: bool) {
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{answer:?}");
    assert!(answer.header("retry-after").is_some(), "{answer:?}");
    if page {
        assert!(answer.text().contains(app::texts::Lang::En.error_unavailable()), "{answer:?}");
    } else {
        assert_eq!(answer.error(), AppError::Unavailable);
    }
}

#[tokio::test]
async fn a_cut_wire_to_postgresql_is_survived() {
    let Some(url) = postgres().await else {
        eprintln!("skipped: PAWTAL_TEST_POSTGRES does not name a PostgreSQL server");
        return;
    };
    let (user, place) = url.rsplit_once('@').expect("user@host:port/name");
    let (server, name) = place.split_once('/').expect("host:port/name");
    let wire = Wire::to(server.to_owned()).await;
    let state = state(&format!("{user}@127.0.0.1:{}/{name}", wire.port)).await;
    let home = home(&state, "Robin", &["Biscuit"]).await;
    let app = Arc::new(TestApp::new(state));
    app.sign_in(&home).await;
    assert_eq!(app.get("/pets").await.status, 200);

    // Connections that were just used fail at once.
    wire.cut();
    says_try_again(&app.get("/pets").await, true);
    says_try_again(
        &app.call("/api/auth/choose_appearance", &[("lang", "en"), ("theme", "dark"), ("next", "/")])
            .await,
        false,
    );

    // Who asks while it is gone for a second waits and is served.
    let asked = tokio::spawn({
        let app = app.clone();
        async move { until_served(&app).await }
    });
    tokio::time::sleep(Duration::from_secs(1)).await;
    wire.mend();
    let (answers, last) = asked.await.expect("an answer");
    assert!(answers.iter().all(|status| *status == 503), "{answers:?}");
    assert_eq!(last.status, 200, "{last:?}");
    assert!(last.text().contains("data-theme"), "still signed in");
}

/// Opens a page until it comes, as the page of the outage does by itself; the answers before it.
async fn until_served(app: &TestApp) -> (Vec<u16>, Answer) {
    let (from, mut before) = (Instant::now(), Vec::new());
    loop {
        let answer = app.get("/pets").await;
        if answer.status == 200 || from.elapsed() > Duration::from_secs(15) {
            return (before, answer);
        }
        before.push(answer.status.as_u16());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test]
async fn connections_that_postgresql_ended_are_replaced() {
    let Some(url) = postgres().await else {
        eprintln!("skipped: PAWTAL_TEST_POSTGRES does not name a PostgreSQL server");
        return;
    };
    let state = state(&url).await;
    let home = home(&state, "Robin", &["Biscuit"]).await;
    let app = TestApp::new(state);
    app.sign_in(&home).await;
    let admin = sqlx::PgPool::connect(&url).await.expect("a connection");
    sqlx::query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
        .execute(&admin)
        .await
        .expect("ended");
    let (before, last) = until_served(&app).await;
    assert!(before.iter().all(|status| *status == 503), "{before:?}");
    assert!(before.len() <= 4, "no more than there were connections: {before:?}");
    assert_eq!(last.status, 200);
}

#[tokio::test]
async fn a_locked_sqlite_file_refuses_writes_with_a_sentence_and_goes_on_reading() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}", folder.path().join("test.db").display());
    let state = state(&url).await;
    let home = home(&state, "Robin", &["Biscuit"]).await;
    let app = TestApp::new(state);
    app.sign_in(&home).await;
    let other = Store::open(&url, 1).await.expect("another process");
    let lock = other.begin().await.expect("the lock");
    let fields = [("email", home.email.as_str()), ("password", PASSWORD), ("next", "/")];
    let (refused, read) = tokio::join!(app.call("/api/auth/sign_in", &fields), app.get("/pets"));
    assert_eq!(refused.error(), AppError::Unavailable, "{refused:?}");
    assert_eq!(read.status, 200);
    drop(lock);
    other.close().await;
    assert!(app.call("/api/auth/sign_in", &fields).await.location().is_some());
}

on_both_engines! {
    async fn without_a_database_every_address_says_so(state: AppState) {
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let app = TestApp::new(state.clone());
        app.sign_in(&home).await;
        state.store.close().await;
        for page in ["/", "/pets", "/claims/new/total"] {
            let answer = app.get(page).await;
            says_try_again(&answer, true);
            assert_eq!(answer.header("refresh"), Some("3"), "the page tries again by itself");
        }
        app.set_cookie("lang", "es");
        assert!(app.get("/").await.text().contains(app::texts::Lang::Es.error_unavailable()));
        app.set_cookie("lang", "en");
        let form = app.form("/api/auth/sign_out", &[]).await;
        says_try_again(&form, true);
        assert_eq!(form.header("refresh"), None, "a form is not sent anew by itself");
        says_try_again(&app.call("/api/auth/sign_out", &[]).await, false);
        // Pages that need no database still come.
        assert_eq!(app.stranger().get("/help").await.status, 200);
        assert_eq!(app.get("/health/live").await.status, 200);
    }
}
