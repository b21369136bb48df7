//! Nothing that is about a person stands in the log, at its most talkative: names, addresses, numbers, passwords, tokens.

mod common;

use std::io::Write;
use std::sync::{Arc, Mutex, OnceLock};

use app::notify::ports::{Mail, Mailer, SendError};
use app::state::{AppState, Services};
use app::testing::with_letters;
use app::{execute, on_both_engines};
use common::TestApp;
use common::book::book;
use common::functions::FUNCTIONS;
use common::mail::{delivered, link, token};
use tracing_subscriber::EnvFilter;

const NAME: &str = "Sentinelle";
const EMAIL: &str = "sentinelle@test.example";
const PASSWORD: &str = "zebrafish plinth gravel otter";
const PHONE: &str = "(518) 555-0177";
const STREET: &str = "77 Sentinel Lane";
const ADDRESS: &str = "203.0.113.77";
const TYPED: &str = "sentinel-words-somebody-typed";

/// Everything that is logged in this process.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("a lock").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn log() -> &'static Log {
    static LOG: OnceLock<Log> = OnceLock::new();
    LOG.get_or_init(|| {
        let log = Log::default();
        let to = log.clone();
        tracing_subscriber::fmt()
            .with_env_filter(EnvFilter::new("debug,app=trace,server=trace"))
            .with_ansi(false)
            .without_time()
            .with_writer(move || to.clone())
            .init();
        log
    })
}

/// A mail server that refuses everything.
struct Refusing;

#[async_trait::async_trait]
impl Mailer for Refusing {
    async fn send(&self, _: &Mail) -> Result<(), SendError> {
        Err(SendError::Refused("the mail server answered 550".into()))
    }
}

on_both_engines! {
    async fn no_name_address_number_or_secret_is_logged(state: AppState) {
        let log = log();
        let (state, letters) = with_letters(&state);
        let (book, app, mut seen) = (book(&state, NAME).await, TestApp::new(state.clone()), 0);
        let person = book.home.actor.person.clone();
        let mut tx = state.store.begin().await.expect("tx");
        execute!(tx.run(), "DELETE FROM credential WHERE person_id = $1", &person).expect("unregistered");
        execute!(tx.run(), "UPDATE person SET birth_on = $1 WHERE id = $2", "1979-12-24", &person).expect("a birth date");
        execute!(tx.run(), "UPDATE household SET street = $1 WHERE id = $2", STREET, &book.home.actor.household).expect("a street");
        tx.commit().await.expect("commit");
        let from = |path: &'static str, fields: Vec<(&'static str, String)>| {
            let pairs: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let request = app.request(axum::http::Method::POST, path).header("x-forwarded-for", ADDRESS).header("accept", "application/json");
            let request = request.header("content-type", "application/x-www-form-urlencoded");
            app.send(request.body(common::urlencoded(&pairs).into()).expect("a request"))
        };
        let mut secrets: Vec<String> = [NAME, EMAIL,  "1979-12-24", PASSWORD, PHONE, "+15185550177", "5550177", ADDRESS, TYPED].map(str::to_owned).to_vec();
        let number = book.home.pets[0].policy_number.clone();
        secrets.extend([number.clone(), STREET.into()]);

        // Register, with mistakes on the way.
        let facts = |postcode: &str| vec![("policy_number", number.clone()), ("birth_on", "1979-12-24".into()), ("postcode", postcode.to_owned())];
        from("/api/register/ask", facts("12208")).await;
        from("/api/register/ask", facts(TYPED)).await;
        from("/api/register/ask", facts("12207")).await;
        let path = link(&delivered(&state, &letters, &mut seen).await, "register");
        secrets.push(token(&path).to_owned());
        app.get(&path).await;
        for password in ["short", "sentinelle sings at dawn", PASSWORD] {
            from("/api/register/finish", vec![("token", token(&path).to_owned()), ("password", password.into())]).await;
        }
        secrets.push(app.cookie("session").expect("signed in"));

        // Change how we reach them.
        from("/api/account/change_email", vec![("email", "sentinelle.new@test.example".into())]).await;
        let mail = delivered(&state, &letters, &mut seen).await;
        let path = link(&mail, "account/email");
        secrets.extend([token(&path).to_owned(), "sentinelle.new".into()]);
        app.get(&path).await;
        let answer = from("/api/account/change_phone", vec![("phone", PHONE.into())]).await;
        delivered(&state, &letters, &mut seen).await;
        let sent = answer.location().and_then(|to| to.rsplit('=').next()).expect("a ticket").to_owned();
        let (_, words) = letters.texts().pop().expect("a text message");
        let code: String = words.chars().filter(char::is_ascii_digit).take(6).collect();
        app.get(&format!("/account/phone?sent={sent}")).await;
        from("/api/account/confirm_phone", vec![("token", sent.clone()), ("code", code)]).await;
        secrets.push(sent);

        // Sign in and out, rightly and wrongly; a lost password; a mail server that refuses.
        for (email, password) in [(EMAIL, "not the password"), (EMAIL, PASSWORD), ("sentinelle@elsewhere.example", PASSWORD), (TYPED, TYPED)] {
            from("/api/auth/sign_in", vec![("email", email.into()), ("password", password.into()), ("next", format!("/pets?x={TYPED}"))]).await;
        }
        from("/api/reset/ask", vec![("email", EMAIL.into())]).await;
        let mail = delivered(&state, &letters, &mut seen).await;
        let path = link(&mail, "reset");
        secrets.push(token(&path).to_owned());
        app.get(&path).await;
        let refusing: AppState = Services { mailer: Arc::new(Refusing), ..Services::clone(&state) }.into();
        from("/api/reset/finish", vec![("token", token(&path).to_owned()), ("password", PASSWORD.into())]).await;
        app::testing::work(&refusing).await;
        from("/api/auth/sign_in", vec![("email", EMAIL.into()), ("password", PASSWORD.into()), ("next", "/".into())]).await;

        // Every function there is, with words of a person in each field.
        for function in FUNCTIONS {
            let good = function.naming(&book);
            for at in 0..good.len() {
                let mut fields = good.clone();
                fields[at].1 = format!("{TYPED} {EMAIL} {PHONE}");
                from(function.path, fields).await;
            }
        }
        for path in [format!("/claims/{TYPED}"), format!("/pets/{TYPED}?q={EMAIL}"), format!("/{TYPED}"), format!("/api/{TYPED}"), format!("/files/{TYPED}")] {
            app.get(&path).await;
        }

        let text = String::from_utf8_lossy(&log.0.lock().expect("a lock")).into_owned();
        assert!(text.contains("answered 200") && text.contains("A letter was refused"), "the log was heard: {} bytes", text.len());
        for secret in secrets {
            let line = text.lines().find(|line| line.contains(&secret));
            assert_eq!(line, None, "{secret} is in the log");
        }
    }
}
