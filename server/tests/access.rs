//! Who may reach what: every server function, page and file as everyone, in one table that is committed as docs/security/access-matrix.md.
//!
//! After a wanted change: `PAWTAL_RENEW_MATRIX=1 cargo test -p server --features server/demo --test access`, and read what differs.

mod common;

use std::collections::BTreeMap;
use std::path::PathBuf;

use app::auth::Role;
use app::ids::PersonId;
use app::on_both_engines;
use app::routes::App;
use app::state::AppState;
use app::testing::people::{Scope, agency, grant, somebody, token_of};
use axum::body::Body;
use axum::http::Method;
use axum::http::header::CONTENT_TYPE;
use common::book::{Book, book};
use common::functions::{Access, FUNCTIONS, Function, borrowed, fill};
use common::{Answer, Part, TestApp, multipart};

/// The columns: who asks. All name the things of one household and one agency; "another" has a household, "another agency admin" an agency elsewhere.
const WHO: [&str; 13] = [
    "nobody",
    "policyholder",
    "another",
    "member view",
    "member file",
    "member pay",
    "agent",
    "agency admin",
    "another agency admin",
    "adjuster",
    "support",
    "underwriter",
    "ops",
];
/// What is fetched and is no page.
const FILES: [&str; 18] = [
    "/files/{blob}",
    "/claims/{claim}/eob.json",
    "/notices/{notice}",
    "/desk/claims/{claim}/pages/{claim_page}",
    "/desk/attachments/{attachment}",
    "/desk/audit.csv",
    "/desk/audit.jsonl",
    "/claims/new/pages",
    "/sign-in/oidc",
    "/sign-in/oidc/back",
    "/favicon.svg",
    "/passkeys.js",
    "/push.js",
    "/pay.js",
    "/sw.js",
    "/health/live",
    "/payments/{invoice}/invoice.pdf",
    "/payments/receipts/{payment}/receipt.pdf",
];
const SENT: [&str; 11] = [
    "/claims/new/pages",
    "/pets/{pet}/photo",
    "/pets/{pet}/estimate/photo",
    "/unsubscribe/{token}",
    "/hooks/sms",
    "/webhooks/stripe",
    "/claims/{claim}/asked/{requirement}",
    "/claims/{claim}/message-files",
    "/claims/{claim}/appeal-files/{line}",
    "/desk/claims/{claim}/message-files",
    "/vet/{token}/files/{requirement}",
];
/// Addresses that are written in the router and stand in no table: the functions, each by its own name; what anyone fetches, by names that come from
/// its content; and the floor that the benchmarks compare with.
const BESIDE: [&str; 2] = ["/api/{*function}", "/texts/{file}"];
/// Who stands behind each group of columns.
const STAFF: [&str; 4] = ["adjuster", "support", "underwriter", "ops"];
const OWNER: [&str; 1] = ["policyholder"];
/// Where their own things answer to another policyholder: nothing of the first household is named.
const OWNERS: [&str; 2] = ["policyholder", "another"];

/// Somebody of a circle, and an invitation to it that waits.
struct Ring {
    of: &'static str,
    role: &'static str,
    member: PersonId,
    invitation: String,
}

/// Who asks, and whose things they name. Each has a household and an agency of its own, so that what one did does not stand in the way of the next.
struct Case {
    book: Book,
    rings: [Ring; 2],
    person: Option<PersonId>,
}

async fn ring(state: &AppState, of: &'static str, role: Role, scope: Scope<'_>, place: &str) -> Ring {
    let invitation = state.new_id();
    let member = somebody(state, &format!("Lee{invitation}")).await.id;
    grant(state, &member, role, scope).await;
    app::insert!(
        state,
        "INSERT INTO invitation (id, token_hash, email, name, roles, scope_kind, scope_id, invited_by, created_at, expires_at)
         VALUES ($1, $1, 'lee@else.example', 'Lee', $2, $3, $4, $5, $6, $7)",
        &invitation,
        role,
        of,
        place,
        &member,
        state.clock.now(),
        state.clock.now() + 1_000_000
    );
    let role = role.as_str();
    Ring { of, role, member, invitation }
}

async fn case(state: &AppState, who: &str) -> Case {
    let name = format!("Robin{}", who.replace(' ', ""));
    let book = book(state, &name).await;
    let place = agency(state, "Paws & Partners").await;
    let rings = [
        ring(state, "agency", Role::Agent, Scope::Agency(&place), place.as_str()).await,
        ring(state, "book", Role::Support, Scope::Book, "book").await,
    ];
    let person = match who {
        "nobody" => None,
        "policyholder" => Some(book.home.actor.person.clone()),
        "another" => Some(common::book::book(state, "Sam").await.home.actor.person),
        _ => {
            let person = somebody(state, &format!("{name}Asks")).await.id;
            let elsewhere = agency(state, "Tails Inc").await;
            let role = Role::parse(&who.replace("another ", "").replace(' ', "_")).expect("a role");
            let scope = match role {
                _ if Role::MEMBER.contains(&role) => Scope::Home(&book.home.actor),
                _ if who.starts_with("another ") => Scope::Agency(&elsewhere),
                _ if Role::AGENCY.contains(&role) => Scope::Agency(&place),
                _ => Scope::Book,
            };
            grant(state, &person, role, scope).await;
            Some(person)
        }
    };
    Case { book, rings, person }
}

/// A browser of this person, with a session of its own: signing out ends no other.
async fn browser(app: &TestApp, person: Option<&PersonId>) -> TestApp {
    let browser = app.stranger();
    if let Some(person) = person {
        browser.set_cookie("session", &token_of(&app.state, person).await);
    }
    browser
}

/// What an answer means. What is let through and then found wanting (a form, a state) was let through.
fn verdict(answer: &Answer) -> &'static str {
    match (answer.status.as_u16(), answer.location()) {
        (_, Some(to)) if to.starts_with("/sign-in") => "sign in",
        (401, _) => "sign in",
        (403, _) => "no",
        (404, _) => "not found",
        (status, _) if status >= 500 => "broken",
        _ => "yes",
    }
}

/// As [`verdict`], and the whole answer where the server broke.
fn told(address: &str, answer: &Answer) -> &'static str {
    let verdict = verdict(answer);
    assert_ne!(verdict, "broken", "{address}: {answer:?}");
    verdict
}

async fn called(app: &TestApp, function: &Function, book: &Book, person: Option<&PersonId>) -> &'static str {
    let fields = function.naming(book);
    told(function.path, &browser(app, person).await.call(function.path, &borrowed(&fields)).await)
}

/// As [`called`], about the people of another circle; `None` for a function that is not about a circle.
async fn called_in(app: &TestApp, function: &Function, ring: &Ring, person: Option<&PersonId>) -> Option<&'static str> {
    function.fields.iter().find(|field| **field == ("of", "household"))?;
    let naming = |(name, value): &(&'static str, &str)| {
        let value = match (*name, *value) {
            ("of", _) => ring.of.to_owned(),
            ("roles[]", _) => ring.role.to_owned(),
            (_, value) => value.replace("{member}", ring.member.as_str()).replace("{invitation}", &ring.invitation),
        };
        (*name, value)
    };
    let fields: Vec<(&str, String)> = function.fields.iter().map(naming).collect();
    Some(told(function.path, &browser(app, person).await.call(function.path, &borrowed(&fields)).await))
}

async fn sent(app: &TestApp, path: &str, book: &Book, person: Option<&PersonId>) -> &'static str {
    let (boundary, body) = multipart(&[Part::file("files", "a.png", "image/png", &common::book::png())]);
    let browser = browser(app, person).await;
    let request = browser
        .request(Method::POST, &fill(path, book))
        .header(CONTENT_TYPE, format!("multipart/form-data; boundary={boundary}"));
    told(path, &browser.send(request.body(Body::from(body)).expect("a request")).await)
}

async fn opened(app: &TestApp, page: &str, book: &Book, person: Option<&PersonId>) -> String {
    let path = fill(page, book)
        .replace("{question}", "check")
        .replace("{token}", "none")
        .replace("{factor}", "none")
        .replace("{notice}", "none");
    let answer = browser(app, person).await.get(&path).await;
    match answer.location() {
        Some(to) if page == "/" && !to.starts_with("/sign-in") => format!("goes to {to}"),
        _ => told(page, &answer).to_owned(),
    }
}

/// The whole table: address, and what it says to each who asks.
async fn table(state: &AppState) -> BTreeMap<String, Vec<String>> {
    let app = TestApp::new(state.clone());
    let mut pages: Vec<String> = leptos_axum::generate_route_list(App).iter().map(|route| route.path().to_owned()).collect();
    pages.retain(|page| !page.contains('*'));
    let mut table: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for who in WHO {
        let Case { book, rings, person } = case(state, who).await;
        let person = person.as_ref();
        for page in pages.iter().map(String::as_str).chain(FILES) {
            let cell = opened(&app, page, &book, person).await;
            table.entry(format!("GET {page}")).or_default().push(cell);
        }
        for path in SENT {
            let cell = sent(&app, path, &book, person).await;
            table.entry(format!("POST {path}")).or_default().push(cell.to_owned());
        }
        for function in FUNCTIONS {
            let cell = called(&app, function, &book, person).await;
            table.entry(format!("POST {}", function.path)).or_default().push(cell.to_owned());
            for ring in &rings {
                if let Some(cell) = called_in(&app, function, ring, person).await {
                    let row = format!("POST {}, {}", function.path, ring.of);
                    table.entry(row).or_default().push(cell.to_owned());
                }
            }
        }
    }
    table
}

fn written(table: &BTreeMap<String, Vec<String>>) -> String {
    let mut text = String::from(
        "# Who may reach what\n\nMade by `server/tests/access.rs`, which fails when this table is not what the server does: every server function, page and file, \
         called as everyone with real ids of one household, and of the people of one \
         agency and of the insurer in the rows that end so. \"another\" is the policyholder of another household. \"yes\": let through (a form may \
         still be found wanting); \"no\": 403; \"not found\": 404, which is also what somebody else's things are; \"sign in\": 401 or the sign-in page.\n\n",
    );
    let row = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let head: Vec<String> = std::iter::once("address").chain(WHO).map(str::to_owned).collect();
    text += &row(&head);
    text += &row(&vec!["---".to_owned(); head.len()]);
    for (address, cells) in table {
        let cells: Vec<String> = std::iter::once(format!("`{address}`")).chain(cells.iter().cloned()).collect();
        text += &row(&cells);
    }
    text
}

/// As [`may`], for the people of an agency and of the insurer. What names nobody answers from the asker's own circle.
fn may_in(circle: &str, path: &str, who: &str) -> bool {
    match circle {
        "agency" => who == "agency admin" || (who == "another agency admin" && matches!(path, "/api/people/circle" | "/api/people/invite")),
        _ => who == "ops",
    }
}

/// Who may be let through, said a second time and by hand: the table must not say "yes" to anyone else.
fn may(address: &str, who: &str) -> bool {
    let path = address.split(' ').nth(1).unwrap_or_default();
    if let Some((path, circle)) = address.trim_start_matches("POST ").split_once(", ") {
        return may_in(circle, path, who);
    }
    let signed_in = who != "nobody";
    let one_of = |groups: &[&[&str]]| groups.iter().any(|group| group.contains(&who));
    let (view, file, pay) = (["member view"], ["member file"], ["member pay"]);
    let access = FUNCTIONS.iter().find(|function| function.path == path).map(|function| function.access);
    match (access, path) {
        // Leads to a page that asks for itself.
        _ if address == "GET /claims/new/pages" => signed_in,
        (Some(Access::Anyone), _) => true,
        (Some(Access::Person), _) => signed_in,
        (
            _,
            "/sign-in"
            | "/help"
            | "/offline"
            | "/styleguide"
            | "/register"
            | "/register/{token}"
            | "/reset"
            | "/reset/{token}"
            | "/invitation/{token}"
            | "/vet/{token}"
            | "/unsubscribe/{token}"
            | "/pay/{token}"
            | "/pay/back"
            | "/sign-in/check"
            | "/sign-in/code"
            | "/favicon.svg"
            | "/passkeys.js"
            | "/push.js"
            | "/pay.js"
            | "/sw.js"
            | "/health/live",
        ) => true,
        (_, "/more" | "/notices" | "/prove" | "/sign-in/second" | "/sign-in/recovered" | "/set-up" | "/set-up/app" | "/set-up/phone" | "/set-up/codes") => {
            signed_in
        }
        (None, path) if path == "/account" || path.starts_with("/account/") => signed_in,
        (_, "/desk/clocks" | "/api/desk/clocks") => matches!(who, "adjuster" | "ops"),
        (
            _,
            "/desk/claims"
            | "/desk/claims/{claim}"
            | "/desk/claims/{claim}/decide"
            | "/desk/claims/{claim}/pages/{claim_page}"
            | "/api/desk/claims/list"
            | "/api/desk/claims/find",
        ) => matches!(who, "adjuster" | "support"),
        (
            _,
            "/desk/claims/{claim}/conversation"
            | "/desk/claims/{claim}/message-files"
            | "/desk/attachments/{attachment}"
            | "/api/desk/conversation"
            | "/api/desk/write_message"
            | "/api/desk/write_note",
        ) => matches!(who, "adjuster" | "support"),
        (_, "/api/desk/ask" | "/api/desk/answer_asked") => who == "adjuster",
        (_, path) if path.starts_with("/desk/claims/") || path.starts_with("/api/desk/claims/") => who == "adjuster",
        (_, "/desk/audit" | "/desk/staff" | "/desk/audit.csv" | "/desk/audit.jsonl" | "/api/desk/audit" | "/desk/deliveries" | "/api/desk/delivery_counts") => {
            who == "ops"
        }
        (_, "/api/desk/deliveries") => matches!(who, "support" | "ops"),
        // Whoever sends it must have signed it.
        (_, "/hooks/sms" | "/webhooks/stripe") => false,
        (_, "/desk/money" | "/desk/payments/{payment}") => matches!(who, "support" | "ops"),
        (_, path) if path.starts_with("/api/desk/refunds/") || path.starts_with("/api/desk/disputes/") => matches!(who, "support" | "ops"),
        (_, path) if path.starts_with("/api/desk/gateway/") => who == "ops",
        (_, "/api/desk/send_pay_link") => who == "support",
        (_, path) if path.starts_with("/desk") || path.starts_with("/api/desk/") => STAFF.contains(&who),
        (_, "/agency" | "/api/agency/profile") => matches!(who, "agent" | "agency admin" | "another agency admin"),
        (_, "/" | "/pets" | "/documents" | "/api/home/read" | "/api/pets/list" | "/api/documents/list") => one_of(&[&OWNERS, &view]),
        (_, "/pets/{pet}/estimate" | "/pets/{pet}/estimate/photo" | "/api/claims/estimate") => one_of(&[&OWNER, &view]),
        (_, "/pets/{pet}" | "/policies/{policy}" | "/documents/id-card/{pet}" | "/api/pets/profile" | "/api/policies/policy" | "/api/documents/id_card") => {
            one_of(&[&OWNER, &view])
        }
        (_, "/payments" | "/api/billing/payments" | "/api/refunds/list" | "/api/disputes/list") => one_of(&[&OWNERS, &view, &pay]),
        (
            _,
            "/payments/{invoice}"
            | "/payments/{invoice}/pay"
            | "/payments/receipts/{payment}"
            | "/payments/{invoice}/invoice.pdf"
            | "/payments/receipts/{payment}/receipt.pdf"
            | "/api/bill/find"
            | "/api/bill/done"
            | "/api/bill/receipt",
        ) => one_of(&[&OWNER, &view, &pay]),
        (_, "/api/bill/pay" | "/api/bill/begin" | "/api/bill/pay_there" | "/api/bill/move_due") => one_of(&[&OWNER, &pay]),
        (
            _,
            "/payments/methods"
            | "/payments/methods/new"
            | "/payments/methods/added"
            | "/payments/autopay"
            | "/payments/payouts"
            | "/api/methods/list"
            | "/api/methods/added"
            | "/api/autopay/look"
            | "/api/autopay/on"
            | "/api/autopay/off"
            | "/api/payouts/account"
            | "/api/payouts/begin"
            | "/api/payouts/back",
        ) => OWNERS.contains(&who),
        (_, "/claims" | "/api/claims/list") => one_of(&[&OWNERS, &view, &file]),
        (_, "/claims/{claim}/appeal/{line}" | "/api/appeal/line" | "/api/appeal/list" | "/api/messages/read") => one_of(&[&OWNER, &view]),
        (_, "/claims/{claim}" | "/claims/{claim}/eob" | "/claims/{claim}/eob.json" | "/api/claims/find" | "/api/claims/explain" | "/files/{blob}") => {
            one_of(&[&OWNER, &view])
        }
        (
            _,
            "/claims/new"
            | "/claims/new/{question}"
            | "/claims/new/pages"
            | "/api/claims/start"
            | "/api/claims/look"
            | "/api/claims/search_conditions"
            | "/api/claims/pages",
        ) => one_of(&[&OWNERS, &file]),
        (_, "/pets/new" | "/api/pets/new" | "/api/pets/add" | "/api/people/circle" | "/api/people/invite") => OWNERS.contains(&who),
        // What is not named here is for the policyholder whose things it is about.
        _ => OWNER.contains(&who),
    }
}

/// Every address that somebody writes into the router stands in the table: its source says which there are.
#[test]
fn every_address_of_the_router_is_in_the_table() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut missing = Vec::new();
    for file in ["../app/src/routes.rs", "src/router.rs"] {
        let source = std::fs::read_to_string(root.join(file)).expect("a source");
        for address in source.split(".route(\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            if !FILES.iter().chain(&SENT).chain(&BESIDE).any(|known| fitting(known) == fitting(address)) {
                missing.push(address.to_owned());
            }
        }
    }
    assert!(missing.is_empty(), "{missing:?}");
}

/// An address whatever its parts are called.
fn fitting(address: &str) -> String {
    address
        .split('/')
        .map(|part| if part.starts_with('{') { "{}" } else { part })
        .collect::<Vec<_>>()
        .join("/")
}

on_both_engines! {
    async fn the_table_of_who_may_reach_what_is_as_committed(state: AppState) {
        let table = table(&state).await;
        for (address, cells) in &table {
            assert_eq!(cells.len(), WHO.len(), "{address} stands twice in the table");
            for (who, cell) in WHO.iter().zip(cells) {
                assert!(cell != "yes" || may(address, who), "{address} let {who} through");
            }
        }
        let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/security/access-matrix.md");
        let written = written(&table);
        if std::env::var_os("PAWTAL_RENEW_MATRIX").is_some() {
            std::fs::write(&file, &written).expect("written");
        }
        let committed = std::fs::read_to_string(&file).unwrap_or_default();
        for (now, before) in written.lines().zip(committed.lines()) {
            assert_eq!(now, before, "docs/security/access-matrix.md says otherwise; see the head of this test");
        }
        assert_eq!(written, committed, "docs/security/access-matrix.md has other rows; see the head of this test");
    }
}
