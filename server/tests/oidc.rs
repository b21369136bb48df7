//! Signing in at an OpenID provider: one of our own in this process, which signs with a key of its own and errs on request.

mod common;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use app::auth::Role;
use app::auth::factors::model::{Kind, Security};
use app::auth::factors::totp::code_at;
use app::auth::model::Strength;
use app::auth::oidc::ports::OidcProvider;
use app::error::AppError;
use app::on_both_engines;
use app::state::{AppState, Services};
use app::testing::people::{Scope, grant};
use app::testing::{Home, PASSWORD, home, with_letters, work};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use common::{Answer, TestApp};
use openidconnect::core::{CoreEdDsaPrivateSigningKey, CoreJwsSigningAlgorithm};
use openidconnect::{JsonWebKeyId, PrivateSigningKey as _};
use serde_json::{Value, json};
use server::adapters::oidc::{OpenId, Settings};
use sha2::{Digest as _, Sha256};

const CLIENT: &str = "the portal";

fn base64(bytes: &[u8], alphabet: &[u8; 2]) -> String {
    let digits: Vec<u8> = (b'A'..=b'Z').chain(b'a'..=b'z').chain(b'0'..=b'9').chain(*alphabet).collect();
    let mut text = String::new();
    for part in bytes.chunks(3) {
        let n = part.iter().fold(0_u32, |n, byte| n << 8 | u32::from(*byte)) << (8 * (3 - part.len()));
        for i in 0..=part.len() {
            text.push(char::from(digits[(n >> (18 - 6 * i) & 63) as usize]));
        }
    }
    text
}

fn base64url(bytes: &[u8]) -> String {
    base64(bytes, b"-_")
}

/// What the provider does wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wrong {
    Nothing,
    Audience,
    Nonce,
    Issuer,
    /// Signs with a key it does not publish, under the name of the one it does.
    Signature,
    /// No signature at all.
    Unsigned,
    NoEmail,
    /// Says of itself that it is another.
    Named,
    /// Sends whoever asks what it is elsewhere.
    Moved,
}

struct Fake {
    issuer: String,
    seed: [u8; 32],
    key_id: String,
    now: i64,
    skew_ms: i64,
    wrong: Wrong,
    email: String,
    subject: String,
    /// How it says that it was proved.
    amr: &'static [&'static str],
    acr: &'static str,
    /// How long before the token it says that the person proved it, in milliseconds; `None`: it does not say.
    proved_ago_ms: Option<i64>,
    /// Codes that were given, with nonce and challenge.
    codes: HashMap<String, (String, String)>,
    asked_for_keys: usize,
}

type Shared = Arc<Mutex<Fake>>;

impl Fake {
    fn key(&self, seed: [u8; 32]) -> CoreEdDsaPrivateSigningKey {
        // PKCS #8 of an Ed25519 key (RFC 8410): a fixed head, then the seed.
        let mut der = vec![0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];
        der.extend(seed);
        let pem = format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", base64(&der, b"+/"));
        CoreEdDsaPrivateSigningKey::from_ed25519_pem(&pem, Some(JsonWebKeyId::new(self.key_id.clone()))).expect("a key")
    }

    fn id_token(&self, nonce: &str) -> String {
        let wrong = |what: Wrong, other: &str, right: &str| if self.wrong == what { other.to_owned() } else { right.to_owned() };
        let at = (self.now + self.skew_ms) / 1000;
        let claims = json!({
            "iss": wrong(Wrong::Issuer, "http://evil.example", &self.issuer),
            "aud": wrong(Wrong::Audience, "somebody else", CLIENT),
            "sub": self.subject,
            "nonce": wrong(Wrong::Nonce, "another", nonce),
            "iat": at,
            "exp": at + 300,
            "amr": self.amr,
            "acr": self.acr,
            "auth_time": self.proved_ago_ms.map(|ago| at - ago / 1000),
        });
        let claims: Value = claims
            .as_object()
            .expect("claims")
            .clone()
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .collect();
        let algorithm = if self.wrong == Wrong::Unsigned { "none" } else { "EdDSA" };
        let head = json!({ "alg": algorithm, "kid": self.key_id });
        let signed = format!("{}.{}", base64url(head.to_string().as_bytes()), base64url(claims.to_string().as_bytes()));
        if self.wrong == Wrong::Unsigned {
            return format!("{signed}.");
        }
        let key = self.key(if self.wrong == Wrong::Signature { [9; 32] } else { self.seed });
        let signature = key.sign(&CoreJwsSigningAlgorithm::EdDsa, signed.as_bytes()).expect("a signature");
        format!("{signed}.{}", base64url(&signature))
    }
}

async fn discovery(State(fake): State<Shared>) -> Response {
    let (issuer, wrong) = {
        let fake = fake.lock().expect("a lock");
        (fake.issuer.clone(), fake.wrong)
    };
    if wrong == Wrong::Moved {
        return axum::response::Redirect::temporary("/elsewhere").into_response();
    }
    metadata(&issuer, if wrong == Wrong::Named { "http://another.example" } else { &issuer }).into_response()
}

async fn elsewhere(State(fake): State<Shared>) -> Json<Value> {
    let issuer = fake.lock().expect("a lock").issuer.clone();
    metadata(&issuer, &issuer)
}

fn metadata(issuer: &str, named: &str) -> Json<Value> {
    Json(json!({
        "issuer": named,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "userinfo_endpoint": format!("{issuer}/me"),
        "jwks_uri": format!("{issuer}/keys"),
        "end_session_endpoint": format!("{issuer}/out"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA", "none"],
    }))
}

async fn keys(State(fake): State<Shared>) -> Json<Value> {
    let mut fake = fake.lock().expect("a lock");
    fake.asked_for_keys += 1;
    let key = fake.key(fake.seed).as_verification_key();
    Json(json!({ "keys": [key] }))
}

async fn token(State(fake): State<Shared>, Form(sent): Form<HashMap<String, String>>) -> Response {
    let mut fake = fake.lock().expect("a lock");
    let (nonce, challenge) = fake.codes.remove(sent.get("code").map_or("", String::as_str)).unwrap_or_default();
    let verifier = sent.get("code_verifier").map_or("", String::as_str);
    if challenge.is_empty() || base64url(&Sha256::digest(verifier.as_bytes())) != challenge {
        return (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" }))).into_response();
    }
    let id_token = fake.id_token(&nonce);
    Json(json!({ "access_token": "access", "token_type": "Bearer", "expires_in": 300, "id_token": id_token })).into_response()
}

async fn me(State(fake): State<Shared>) -> Json<Value> {
    let fake = fake.lock().expect("a lock");
    Json(json!({ "sub": fake.subject, "email": fake.email, "email_verified": fake.wrong != Wrong::NoEmail }))
}

/// A provider on a port of its own.
async fn provider(now: i64, email: &str) -> Shared {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let fake = Fake {
        issuer: format!("http://{}", listener.local_addr().expect("an address")),
        seed: [7; 32],
        key_id: "first".into(),
        now,
        skew_ms: 0,
        wrong: Wrong::Nothing,
        email: email.into(),
        subject: "robin at the provider".into(),
        amr: &["pwd"],
        acr: "1",
        proved_ago_ms: Some(0),
        codes: HashMap::new(),
        asked_for_keys: 0,
    };
    let fake = Arc::new(Mutex::new(fake));
    let router = Router::new()
        .route("/.well-known/openid-configuration", get(discovery))
        .route("/elsewhere", get(elsewhere))
        .route("/keys", get(keys))
        .route("/token", post(token))
        .route("/me", get(me))
        .with_state(fake.clone());
    tokio::spawn(async move { axum::serve(listener, router).await });
    fake
}

fn at(state: &AppState, issuer: &str, staff_only: bool) -> TestApp {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let settings = Settings {
        issuer: issuer.to_owned(),
        client_id: CLIENT.into(),
        client_secret: Some("secret".into()),
        name: "Test & Co".into(),
        staff_only,
        public_url: state.public_url.to_string(),
    };
    let provider: Arc<dyn OidcProvider> = Arc::new(OpenId::new(settings).expect("a provider"));
    let services = Services {
        oidc: Some(provider),
        ..Services::clone(state)
    };
    TestApp::new(services.into())
}

fn issuer(fake: &Shared) -> String {
    fake.lock().expect("a lock").issuer.clone()
}

/// The query of an address.
fn query(url: &str) -> HashMap<String, String> {
    let url = openidconnect::url::Url::parse(url).expect("a URL");
    url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
}

/// Goes to the provider, where somebody signs in; the address they come back to.
async fn away(app: &TestApp, fake: &Shared, next: &str) -> String {
    returned(app, fake, &app.get(&format!("/sign-in/oidc?next={next}")).await)
}

/// Signs in there, where an answer of ours leads; the address they come back to.
fn returned(app: &TestApp, fake: &Shared, answer: &Answer) -> String {
    let to = answer.location().unwrap_or_else(|| panic!("{answer:?}")).to_owned();
    let asked = query(&to);
    assert_eq!(
        (
            asked["response_type"].as_str(),
            asked["code_challenge_method"].as_str(),
            asked["client_id"].as_str()
        ),
        ("code", "S256", CLIENT),
        "{to}"
    );
    assert!(asked["scope"].contains("openid") && asked["scope"].contains("email"), "{to}");
    assert!(asked["nonce"].len() == 64 && asked["state"].len() == 64);
    assert!(!to.contains(&app.cookie("oidc").expect("a cookie")), "the address does not tell the cookie");
    let code = format!("code-{}", &asked["nonce"][..8]);
    let given = (asked["nonce"].clone(), asked["code_challenge"].clone());
    fake.lock().expect("a lock").codes.insert(code.clone(), given);
    format!("/sign-in/oidc/back?code={code}&state={}", asked["state"])
}

async fn trip(app: &TestApp, fake: &Shared) -> Answer {
    app.get(&away(app, fake, "/pets").await).await
}

/// As [`trip`], by the button that links the account of this browser. Where it ends.
async fn link(app: &TestApp, fake: &Shared) -> String {
    let begun = app.form_from("/account/security", "/api/oidc/link", &[]).await;
    let answer = app.get(&returned(app, fake, &begun)).await;
    answer.location().unwrap_or_else(|| panic!("{answer:?}")).to_owned()
}

/// Lets the last proof grow old.
fn later(state: &AppState, fake: &Shared) {
    state.clock.advance(6 * 60_000);
    fake.lock().expect("a lock").now = state.clock.now();
}

/// By the button of the page that asks for a fresh proof.
async fn prove(app: &TestApp) -> Answer {
    app.form_from("/prove?next=/account/security", "/api/oidc/prove", &[("next", "/account/security")])
        .await
}

/// What `/account/security` shows of whoever uses this browser.
async fn kinds(app: &TestApp) -> Vec<Kind> {
    let security: Security = app.call("/api/factors/list", &[]).await.read();
    security.factors.iter().map(|factor| factor.kind).collect()
}

/// How strongly whoever uses this browser proved who they are.
async fn strength(app: &TestApp) -> Strength {
    let token = app.cookie("session").expect("a session");
    app::auth::store::session(&app.state, &token).await.expect("look").expect("a session").strength
}

async fn recorded(state: &AppState, what: &str) -> usize {
    common::tables::contents(state).await["audit_entry"]
        .iter()
        .filter(|row| row.contains(what))
        .count()
}

/// A policyholder of the book who has no sign-in yet, with what stands on their policy.
async fn newcomer(state: &AppState) -> Home {
    let robin = home(state, "Robin", &["Biscuit"]).await;
    let mut tx = state.store.begin().await.expect("tx");
    app::execute!(tx.run(), "DELETE FROM credential WHERE person_id = $1", &robin.actor.person).expect("no credential");
    app::execute!(tx.run(), "UPDATE person SET birth_on = '1980-01-31' WHERE id = $1", &robin.actor.person).expect("a birth date");
    tx.commit().await.expect("commit");
    robin
}

fn facts(home: &Home) -> [(&'static str, String); 3] {
    [
        ("policy_number", home.pets[0].policy_number.clone()),
        ("birth_on", "01/31/1980".into()),
        ("postcode", "12207".into()),
    ]
}

async fn check(app: &TestApp, facts: &[(&'static str, String)]) -> Answer {
    let fields: Vec<(&str, &str)> = facts.iter().map(|(name, value)| (*name, value.as_str())).collect();
    app.form_from("/sign-in/check", "/api/oidc/check", &fields).await
}

fn says(app_answer: &Answer, trouble: &str) {
    assert_eq!(app_answer.location(), Some(format!("/sign-in?oidc={trouble}").as_str()), "{app_answer:?}");
    assert!(!app_answer.set_cookies().iter().any(|cookie| cookie.starts_with("session=")), "no session");
}

on_both_engines! {
    async fn the_first_sign_in_is_bound_by_the_identity_check_and_the_next_need_none(state: AppState) {
        let robin = newcomer(&state).await;
        let fake = provider(state.clock.now(), &robin.email).await;
        let app = at(&state, &issuer(&fake), false);
        let page = app.get("/sign-in?next=/pets").await.text();
        assert!(page.contains("Sign in with Test &amp; Co") && page.contains("href=\"/sign-in/oidc?next=/pets\""), "{page}");

        let back = trip(&app, &fake).await;
        assert_eq!(back.location(), Some("/sign-in/check"));
        assert!(app.cookie("session").is_none());
        assert_eq!(app.get("/sign-in/check").await.status, 200);
        let mut wrong = facts(&robin);
        wrong[1].1 = "02/01/1980".into();
        assert!(check(&app, &wrong).await.location().is_some_and(|to| to.contains("__err=")));
        let bound = check(&app, &facts(&robin)).await;
        assert_eq!(bound.location(), Some("/sign-in/oidc?next=/pets"), "{bound:?}");
        let arrived = trip(&app, &fake).await;
        assert_eq!(arrived.location(), Some("/pets"), "{arrived:?}");
        assert_eq!(app.get("/pets").await.status, 200);

        let (kept,): (Option<String>,) = app::fetch_one!(state.store.read(), (Option<String>,), "SELECT oidc_id_token FROM session WHERE ended_at IS NULL").expect("a session");
        assert!(kept.is_some_and(|kept| !kept.contains("eyJ")), "sealed");
        let out = app.form("/api/auth/sign_out", &[]).await;
        let to = out.location().expect("a way").to_owned();
        assert!(to.starts_with(&format!("{}/out?", issuer(&fake))), "{to}");
        let asked = query(&to);
        assert!(asked["id_token_hint"].starts_with("eyJ"));
        assert_eq!(asked["post_logout_redirect_uri"], format!("{}/sign-in", state.public_url));
        assert!(app.get("/pets").await.status.is_redirection());
        assert!(matches!(app::auth::audit::verify(&state.store).await, Ok(app::auth::audit::Verdict::Whole(_))));
    }

    async fn the_way_out_is_allowed_by_the_policy(state: AppState) {
        let fake = provider(state.clock.now(), "x@test.example").await;
        let app = at(&state, &issuer(&fake), false);
        let policy = app.get("/sign-in").await.header("content-security-policy").expect("a policy").to_owned();
        assert!(policy.contains(&format!("form-action 'self' {};", issuer(&fake))), "{policy}");
    }

    async fn an_address_that_is_not_on_the_policy_is_not_bound(state: AppState) {
        let robin = newcomer(&state).await;
        for (email, wrong) in [("somebody@else.example", Wrong::Nothing), (robin.email.as_str(), Wrong::NoEmail)] {
            let fake = provider(state.clock.now(), email).await;
            fake.lock().expect("a lock").wrong = wrong;
            let app = at(&state, &issuer(&fake), false);
            assert_eq!(trip(&app, &fake).await.location(), Some("/sign-in/check"));
            assert!(check(&app, &facts(&robin)).await.location().is_some_and(|to| to.contains("__err=")), "{email}");
            assert!(app.cookie("session").is_none());
        }
    }

    async fn an_account_that_exists_is_not_taken_over(state: AppState) {
        let robin = newcomer(&state).await;
        let mut tx = state.store.begin().await.expect("tx");
        let sql = "INSERT INTO credential (id, person_id, kind, email, secret, created_at) VALUES ($1, $2, 'password', $3, 'x', 0)";
        app::execute!(tx.run(), sql, state.new_id(), &robin.actor.person, &robin.email).expect("a credential");
        tx.commit().await.expect("commit");
        let fake = provider(state.clock.now(), &robin.email).await;
        let app = at(&state, &issuer(&fake), false);
        trip(&app, &fake).await;
        assert!(check(&app, &facts(&robin)).await.location().is_some_and(|to| to.contains("__err=")));
    }

    async fn what_does_not_hold_opens_nothing(state: AppState) {
        let fake = provider(state.clock.now(), "robin@test.example").await;
        let app = at(&state, &issuer(&fake), false);
        for wrong in [Wrong::Audience, Wrong::Nonce, Wrong::Issuer, Wrong::Signature, Wrong::Unsigned] {
            fake.lock().expect("a lock").wrong = wrong;
            let answer = trip(&app, &fake).await;
            says(&answer, "refused");
            assert!(app.get("/sign-in?oidc=refused").await.text().contains("Test &amp; Co"), "{wrong:?}");
        }
        fake.lock().expect("a lock").wrong = Wrong::Nothing;
        let back = away(&app, &fake, "/").await;
        let state_part = back.split("state=").nth(1).expect("a state").to_owned();
        says(&app.get(&format!("/sign-in/oidc/back?error=access_denied&state={state_part}")).await, "refused");
    }

    async fn clocks_may_differ_by_a_minute_and_no_more(state: AppState) {
        let fake = provider(state.clock.now(), "robin@test.example").await;
        let app = at(&state, &issuer(&fake), false);
        // A token lives for 300 seconds.
        for (skew, fine) in [(59_000, true), (-359_000, true), (62_000, false), (-361_000, false)] {
            fake.lock().expect("a lock").skew_ms = skew;
            let answer = trip(&app, &fake).await;
            match fine {
                true => assert_eq!(answer.location(), Some("/sign-in/check"), "{skew}"),
                false => says(&answer, "clock"),
            }
        }
    }

    async fn keys_are_asked_for_once_and_again_when_they_were_turned(state: AppState) {
        let fake = provider(state.clock.now(), "robin@test.example").await;
        let app = at(&state, &issuer(&fake), false);
        for _ in 0..3 {
            assert_eq!(trip(&app, &fake).await.location(), Some("/sign-in/check"));
        }
        assert_eq!(fake.lock().expect("a lock").asked_for_keys, 1);
        {
            let mut fake = fake.lock().expect("a lock");
            (fake.seed, fake.key_id) = ([8; 32], "second".into());
        }
        assert_eq!(trip(&app, &fake).await.location(), Some("/sign-in/check"));
        assert_eq!(fake.lock().expect("a lock").asked_for_keys, 2);
    }

    async fn a_code_that_comes_again_or_to_another_browser_opens_nothing(state: AppState) {
        let fake = provider(state.clock.now(), "robin@test.example").await;
        let app = at(&state, &issuer(&fake), false);
        let back = away(&app, &fake, "/").await;
        let cookie = app.cookie("oidc").expect("a cookie");
        says(&app.stranger().get(&back).await, "late");
        let other = app.stranger();
        away(&other, &fake, "/").await;
        says(&other.get(&back).await, "late");
        assert_eq!(app.get(&back).await.location(), Some("/sign-in/check"));
        app.set_cookie("oidc", &cookie);
        says(&app.get(&back).await, "late");

        let back = away(&app, &fake, "/").await;
        says(&app.get(&back.replace("state=", "state=f")).await, "late");
        let back = away(&app, &fake, "/").await;
        app.state.clock.advance(10 * 60_000);
        says(&app.get(&back).await, "late");
    }

    async fn a_provider_that_does_not_answer_is_named(state: AppState) {
        let app = at(&state, "http://127.0.0.1:9", false);
        says(&app.get("/sign-in/oidc").await, "down");
        assert!(app.get("/sign-in?oidc=down").await.text().contains("Test &amp; Co"));
        assert_eq!(TestApp::new(state).get("/sign-in/oidc").await.location(), Some("/sign-in"), "where there is no provider");
    }

    async fn a_provider_that_calls_itself_another_or_sends_us_elsewhere_is_not_believed(state: AppState) {
        let fake = provider(state.clock.now(), "robin@test.example").await;
        for wrong in [Wrong::Named, Wrong::Moved] {
            fake.lock().expect("a lock").wrong = wrong;
            says(&at(&state, &issuer(&fake), false).get("/sign-in/oidc").await, "down");
        }
        fake.lock().expect("a lock").wrong = Wrong::Nothing;
        assert_eq!(trip(&at(&state, &issuer(&fake), false), &fake).await.location(), Some("/sign-in/check"));
    }

    async fn nobody_is_sent_to_another_site(state: AppState) {
        let robin = newcomer(&state).await;
        let fake = provider(state.clock.now(), &robin.email).await;
        let app = at(&state, &issuer(&fake), false);
        trip(&app, &fake).await;
        check(&app, &facts(&robin)).await;
        let back = away(&app, &fake, "//evil.example").await;
        assert_eq!(app.get(&back).await.location(), Some("/"));
    }

    async fn the_insurers_own_people_can_be_held_to_the_provider(state: AppState) {
        let casey = home(&state, "Casey", &[]).await;
        let robin = home(&state, "Robin", &[]).await;
        grant(&state, &casey.actor.person, Role::Adjuster, Scope::Book).await;
        let fake = provider(state.clock.now(), &casey.email).await;
        let app = at(&state, &issuer(&fake), true);
        let refused = app.form_from("/sign-in", "/api/auth/sign_in", &[("email", &casey.email), ("password", PASSWORD), ("next", "/")]).await;
        assert!(refused.location().is_some_and(|to| to.contains("__err=")), "{refused:?}");
        assert!(app.cookie("session").is_none());
        let half = trip(&app, &fake).await;
        assert_eq!(half.location(), Some("/set-up"), "bound by the address; without a second factor nothing opens: {half:?}");
        assert!(app.cookie("session").is_none());
        let other = app.stranger();
        fake.lock().expect("a lock").amr = &["pwd", "otp"];
        let arrived = trip(&other, &fake).await;
        assert_eq!(arrived.location(), Some("/pets"), "the provider vouches for two: {arrived:?}");
        assert_eq!(strength(&other).await, Strength::Two);
        app.set_up_app().await;
        assert!(app.cookie("session").is_some(), "the provider held them, so setting up lets them in");
        app.stranger().sign_in(&robin).await;
    }

    async fn whoever_has_a_second_factor_is_asked_for_it_unless_the_provider_vouches(state: AppState) {
        let robin = home(&state, "Robin", &["Biscuit"]).await;
        let fake = provider(state.clock.now(), &robin.email).await;
        let own = at(&state, &issuer(&fake), false);
        own.sign_in(&robin).await;
        assert_eq!(link(&own, &fake).await, "/account/security?oidc=linked");
        let secret = own.set_up_app().await;
        state.clock.advance(60_000);
        fake.lock().expect("a lock").now = state.clock.now();

        let app = own.stranger();
        let half = trip(&app, &fake).await;
        assert_eq!(half.location(), Some("/sign-in/code"), "{half:?}");
        assert!(app.cookie("session").is_none() && app.get("/pets").await.location() == Some("/sign-in?next=/pets"), "nothing opens");
        assert_eq!(app.call("/api/factors/answer_code", &[("code", "000000")]).await.status, 422);
        let done = app.form("/api/factors/answer_code", &[("code", &code_at(&secret, state.clock.now()))]).await;
        assert_eq!(done.location(), Some("/pets"), "{done:?}");
        assert_eq!(strength(&app).await, Strength::Two);
        assert_eq!(recorded(&state, "oidc and totp").await, 1);
        let out = app.form("/api/auth/sign_out", &[]).await;
        assert!(out.location().is_some_and(|to| to.starts_with(&issuer(&fake))), "the session ends at the provider, too: {out:?}");

        for (amr, acr) in [(&["pwd", "otp"][..], "1"), (&["mfa"], "1"), (&[], "https://refeds.org/profile/mfa")] {
            (fake.lock().expect("a lock").amr, fake.lock().expect("a lock").acr) = (amr, acr);
            let app = own.stranger();
            assert_eq!(trip(&app, &fake).await.location(), Some("/pets"), "{amr:?} {acr}");
            assert_eq!(strength(&app).await, Strength::Two);
        }
        (fake.lock().expect("a lock").amr, fake.lock().expect("a lock").acr) = (&["otp"], "2");
        assert_eq!(trip(&own.stranger(), &fake).await.location(), Some("/sign-in/code"), "one factor of another kind is one");
    }

    async fn an_account_is_linked_and_the_link_given_up_by_its_owner_with_a_fresh_proof(state: AppState) {
        let (state, letters) = with_letters(&state);
        let robin = home(&state, "Robin", &["Biscuit"]).await;
        let fake = provider(state.clock.now(), "another@address.example").await;
        let app = at(&state, &issuer(&fake), false);
        assert_eq!(app.call("/api/oidc/link", &[]).await.error(), AppError::SignIn);
        app.sign_in(&robin).await;
        let page = app.get("/account/security").await.text();
        assert!(page.contains("Link with Test &amp; Co") && page.contains("action=\"/api/oidc/link\""), "{page}");
        state.clock.advance(6 * 60_000);
        assert_eq!(app.call("/api/oidc/link", &[]).await.error(), AppError::ProveAgain);
        let asked = app.form_from("/account/security", "/api/oidc/link", &[]).await;
        assert_eq!(asked.location(), Some("/prove?next=/account/security"));
        app.form("/api/factors/prove_by_password", &[("password", PASSWORD), ("next", "/")]).await;

        fake.lock().expect("a lock").now = state.clock.now();
        assert_eq!(link(&app, &fake).await, "/account/security?oidc=linked");
        let page = app.get("/account/security?oidc=linked").await.text();
        assert!(page.contains("Your account is linked with Test &amp; Co") && !page.contains("Link with Test &amp; Co"), "{page}");
        assert_eq!(kinds(&app).await, [Kind::Oidc]);
        let other = app.stranger();
        assert_eq!(trip(&other, &fake).await.location(), Some("/pets"), "it signs in");
        assert_eq!(strength(&other).await, Strength::One);

        let security: Security = app.call("/api/factors/list", &[]).await.read();
        let fields = [("factor", security.factors[0].id.as_str())];
        assert!(app.get(&format!("/account/security/{}", security.factors[0].id)).await.text().contains("Test &amp; Co"));
        state.clock.advance(6 * 60_000);
        assert_eq!(app.call("/api/factors/remove", &fields).await.error(), AppError::ProveAgain);
        app.form("/api/factors/prove_by_password", &[("password", PASSWORD), ("next", "/")]).await;
        assert_eq!(app.form("/api/factors/remove", &fields).await.location(), Some("/account/security"));
        assert!(kinds(&app).await.is_empty());
        fake.lock().expect("a lock").now = state.clock.now();
        assert_eq!(trip(&app.stranger(), &fake).await.location(), Some("/sign-in/check"), "it signs nobody in any more");
        assert_eq!(link(&app, &fake).await, "/account/security?oidc=linked", "and can be linked again");

        work(&state).await;
        let l = app::texts::Lang::En;
        let told = |subject: &str| letters.mail().iter().filter(|mail| mail.to == robin.email && mail.subject == subject).count();
        assert_eq!((told(l.mail_factor_added_subject()), told(l.mail_factor_removed_subject())), (2, 1));
        assert_eq!((recorded(&state, "factor.add").await, recorded(&state, "factor.remove").await), (2, 1));
    }

    async fn a_link_is_for_one_account_on_each_side_and_for_the_session_that_asked(state: AppState) {
        let (robin, sam) = (home(&state, "Robin", &[]).await, home(&state, "Sam", &[]).await);
        let fake = provider(state.clock.now(), &robin.email).await;
        let app = at(&state, &issuer(&fake), false);
        app.sign_in(&robin).await;
        assert_eq!(link(&app, &fake).await, "/account/security?oidc=linked");
        fake.lock().expect("a lock").subject = "robin there, too".into();
        assert_eq!(link(&app, &fake).await, "/account/security?oidc=taken", "one there for one here");

        fake.lock().expect("a lock").subject = "robin at the provider".into();
        let other = app.stranger();
        other.sign_in(&sam).await;
        assert_eq!(link(&other, &fake).await, "/account/security?oidc=taken", "nobody else's");
        assert!(other.get("/account/security?oidc=taken").await.text().contains("is linked already"));
        assert!(kinds(&other).await.is_empty());

        fake.lock().expect("a lock").subject = "sam at the provider".into();
        let begun = other.form("/api/oidc/link", &[]).await;
        let back = returned(&other, &fake, &begun);
        other.form("/api/auth/sign_out", &[]).await;
        other.sign_in(&robin).await;
        assert_eq!(other.get(&back).await.location(), Some("/account/security?oidc=late"), "another session took its place");
        let refused = other.form("/api/oidc/link", &[]).await;
        let state_part = returned(&other, &fake, &refused).split("state=").nth(1).expect("a state").to_owned();
        let answer = other.get(&format!("/sign-in/oidc/back?error=access_denied&state={state_part}")).await;
        assert_eq!(answer.location(), Some("/account/security?oidc=refused"));
        let factors = common::tables::contents(&state).await["factor"].len();
        assert_eq!(factors, 1, "Robin's");
    }

    async fn whoever_has_nothing_but_the_provider_proves_it_there_anew(state: AppState) {
        let robin = newcomer(&state).await;
        let fake = provider(state.clock.now(), &robin.email).await;
        let app = at(&state, &issuer(&fake), false);
        assert_eq!(app.call("/api/oidc/prove", &[("next", "/pets")]).await.error(), AppError::SignIn);
        trip(&app, &fake).await;
        check(&app, &facts(&robin)).await;
        trip(&app, &fake).await;
        later(&state, &fake);
        assert_eq!(app.form_from("/account/security", "/api/oidc/link", &[]).await.location(), Some("/prove?next=/account/security"));
        let page = app.get("/prove?next=/account/security").await.text();
        assert!(page.contains("Confirm with Test &amp; Co") && page.contains("action=\"/api/oidc/prove\""), "{page}");

        let before = app.cookie("session").expect("a session");
        let begun = prove(&app).await;
        let asked = query(begun.location().expect("a way"));
        assert_eq!((asked["prompt"].as_str(), asked["max_age"].as_str()), ("login", "0"), "it is to ask anew");
        let answer = app.get(&returned(&app, &fake, &begun)).await;
        assert_eq!(answer.location(), Some("/account/security"), "{answer:?}");
        assert_ne!(app.cookie("session").expect("a session"), before, "the token has turned");
        let linking = app.form_from("/account/security", "/api/oidc/link", &[]).await;
        assert!(linking.location().is_some_and(|to| to.starts_with(&issuer(&fake))), "the proof is fresh: {linking:?}");
        assert_eq!(recorded(&state, "prove").await, 1);
    }

    async fn a_provider_that_did_not_ask_anew_proves_nothing(state: AppState) {
        let robin = newcomer(&state).await;
        let fake = provider(state.clock.now(), &robin.email).await;
        let app = at(&state, &issuer(&fake), false);
        trip(&app, &fake).await;
        check(&app, &facts(&robin)).await;
        trip(&app, &fake).await;
        later(&state, &fake);
        let before = app.cookie("session");
        for ago in [None, Some(6 * 60_000), Some(61_000), Some(-62_000)] {
            fake.lock().expect("a lock").proved_ago_ms = ago;
            let begun = prove(&app).await;
            let answer = app.get(&returned(&app, &fake, &begun)).await;
            assert_eq!(answer.location(), Some("/prove?next=/account/security&oidc=refused"), "{ago:?}");
        }
        assert!(app.get("/prove?next=/account/security&oidc=refused").await.text().contains("did not sign you in"));
        assert_eq!(app.cookie("session"), before);
        assert_eq!(app.call("/api/oidc/link", &[]).await.error(), AppError::ProveAgain);
        assert_eq!(recorded(&state, "prove.refuse").await, 4);
    }

    async fn a_proof_is_of_the_person_and_the_session_that_asked_for_it(state: AppState) {
        let (robin, sam) = (newcomer(&state).await, home(&state, "Sam", &[]).await);
        let fake = provider(state.clock.now(), &robin.email).await;
        let app = at(&state, &issuer(&fake), false);
        trip(&app, &fake).await;
        check(&app, &facts(&robin)).await;
        trip(&app, &fake).await;
        later(&state, &fake);
        fake.lock().expect("a lock").subject = "somebody else there".into();
        let begun = prove(&app).await;
        let answer = app.get(&returned(&app, &fake, &begun)).await;
        assert_eq!(answer.location(), Some("/prove?next=/account/security&oidc=another"));
        assert_eq!(app.call("/api/oidc/link", &[]).await.error(), AppError::ProveAgain);

        fake.lock().expect("a lock").subject = "robin at the provider".into();
        let begun = prove(&app).await;
        let back = returned(&app, &fake, &begun);
        app.form("/api/auth/sign_out", &[]).await;
        app.sign_in(&sam).await;
        assert_eq!(app.get(&back).await.location(), Some("/prove?next=/account/security&oidc=late"), "another session took its place");
        assert!(!app.get("/prove").await.text().contains("Confirm with Test"), "Sam is not linked");
    }

    async fn one_network_begins_only_so_many_round_trips(state: AppState) {
        let fake = provider(state.clock.now(), "x@test.example").await;
        let app = at(&state, &issuer(&fake), false);
        let from = async |address: &str| {
            let request = app.request(axum::http::Method::GET, "/sign-in/oidc").header("x-forwarded-for", address);
            app.send(request.body(axum::body::Body::empty()).expect("a request")).await
        };
        for _ in 0..120 {
            assert!(from("203.0.113.9").await.location().is_some_and(|to| to.starts_with(&issuer(&fake))));
        }
        says(&from("203.0.113.9").await, "often");
        assert!(app.get("/sign-in?oidc=often").await.text().contains("Too many sign-ins began in your network"));
        assert!(from("203.0.113.10").await.location().is_some_and(|to| to.starts_with(&issuer(&fake))), "others may");
        app.state.clock.advance(60 * 60_000);
        assert!(from("203.0.113.9").await.location().is_some_and(|to| to.starts_with(&issuer(&fake))), "it passes");
    }
}
