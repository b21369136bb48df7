//! Turns the catalogue (`locales/*.toml`) into methods of `Lang`, so that the compiler checks every key and every argument.
//!
//! A key is its path joined by `_`; `{name}` in a text is an argument; a table of `one` and `other` is a plural chosen by `{count}`.
//! Texts become indexes: the server holds them all, the browser loads two files per language (see `texts.rs`): what the frame and signing in say comes first,
//! the rest with the first page beyond Home. What only the server says is in none of them.

#![expect(clippy::unwrap_used, reason = "a build script stops the build by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::{env, fs, path::Path};

const LANGUAGES: [&str; 2] = ["en", "es"];
/// What the frame around the pages and signing in say: how such keys begin. A test in `texts.rs` compares it with their code.
const FIRST: [&str; 18] = [
    "account.title",
    "agency.title",
    "auth.",
    "brand",
    "desk.audit",
    "desk.search",
    "desk.staff",
    "desk.title",
    "error.",
    "more.language",
    "nav.",
    "notice.bell",
    "notice.deliveries_title",
    "passkey.",
    "register.link",
    "reset.link",
    "sessions.",
    "ui.",
];
/// Sections that only the server says: letters, text messages, lines of the audit log, what it says of a claim before that is submitted, and Home, which it draws. The browser does not load them. They come last.
const SERVER_ONLY: [&str; 6] = ["audit.", "home.", "mail.", "notify.", "preflight.", "sms."];

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=locales");
    println!("cargo:rerun-if-changed=migrations");

    let catalogues: Vec<BTreeMap<String, String>> = LANGUAGES.iter().map(|language| read(language)).collect();
    let english = &catalogues[0];
    for (language, texts) in LANGUAGES.iter().zip(&catalogues).skip(1) {
        compare(english, language, texts);
    }

    let mut code = String::new();
    for (language, texts) in LANGUAGES.iter().zip(&catalogues) {
        let (order, counts) = in_order(texts);
        let texts: Vec<&str> = order.iter().map(|key| texts[*key].as_str()).collect();
        let constant = language.to_uppercase();
        writeln!(code, "#[cfg(feature = \"ssr\")]\nstatic {constant}: [&str; {}] = {texts:?};", texts.len()).unwrap();
        let (first, rest) = texts[..counts[0] + counts[1]].split_at(counts[0]);
        let names = [first, rest].map(|texts| format!("{language}-{:016x}.txt", fnv(&texts.join("\u{1f}"))));
        writeln!(
            code,
            "/// Names of the files the browser loads, the first one first: they change with their content.\npub const {constant}_FILES: [&str; 2] = {names:?};"
        )
        .unwrap();
    }
    let (order, counts) = in_order(english);
    writeln!(
        code,
        "/// How many texts the browser loads first, and how many with the first page beyond.\nconst FIRST: usize = {};\n#[cfg(feature = \"ssr\")]\nconst REST: usize = {};",
        counts[0], counts[1]
    )
    .unwrap();
    code.push_str("impl Lang {\n");
    let index: BTreeMap<&String, usize> = order.into_iter().enumerate().map(|(i, key)| (key, i)).collect();
    let mut done = BTreeSet::new();
    for (key, text) in english {
        let (name, plural) = match key.strip_suffix(".one").or_else(|| key.strip_suffix(".other")) {
            Some(stem) => (stem.to_owned(), true),
            None => (key.clone(), false),
        };
        if !done.insert(name.clone()) {
            continue;
        }
        let method = name.replace('.', "_");
        if server_only(key) {
            code.push_str("    #[cfg(feature = \"ssr\")]\n");
        }
        if plural {
            let (one, other) = (index[&format!("{name}.one")], index[&format!("{name}.other")]);
            let mut arguments = arguments(&english[&format!("{name}.other")]);
            arguments.remove("count");
            let parameters: String = arguments.iter().map(|a| format!(", {a}: impl std::fmt::Display")).collect();
            let pairs: String = arguments.iter().map(|a| format!(", (\"{a}\", &{a})")).collect();
            writeln!(code, "    /// {}\n    pub fn {method}(self, count: i64{parameters}) -> String {{ fill(self.text(if count == 1 {{ {one} }} else {{ {other} }}), &[(\"count\", &count){pairs}]) }}", doc(text)).unwrap();
        } else {
            let arguments = arguments(text);
            let i = index[key];
            if arguments.is_empty() {
                writeln!(code, "    /// {}\n    pub fn {method}(self) -> &'static str {{ self.text({i}) }}", doc(text)).unwrap();
            } else {
                let parameters: String = arguments.iter().map(|a| format!(", {a}: impl std::fmt::Display")).collect();
                let pairs: Vec<String> = arguments.iter().map(|a| format!("(\"{a}\", &{a})")).collect();
                writeln!(
                    code,
                    "    /// {}\n    pub fn {method}(self{parameters}) -> String {{ fill(self.text({i}), &[{}]) }}",
                    doc(text),
                    pairs.join(", ")
                )
                .unwrap();
            }
        }
    }
    code.push_str("}\n");
    fs::write(Path::new(&env::var("OUT_DIR").unwrap()).join("texts.rs"), code).unwrap();
}

/// The keys as they are numbered: first file, second file, those of the server alone; and how many of each.
fn in_order(texts: &BTreeMap<String, String>) -> (Vec<&String>, [usize; 3]) {
    let (ours, shown): (Vec<_>, Vec<_>) = texts.keys().partition(|key| server_only(key));
    let (first, rest): (Vec<_>, Vec<_>) = shown.into_iter().partition(|key| FIRST.iter().any(|begin| key.starts_with(begin)));
    let counts = [first.len(), rest.len(), ours.len()];
    (first.into_iter().chain(rest).chain(ours).collect(), counts)
}

fn server_only(key: &str) -> bool {
    SERVER_ONLY.iter().any(|section| key.starts_with(section))
}

fn read(language: &str) -> BTreeMap<String, String> {
    let path = format!("locales/{language}.toml");
    let source = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
    let table: toml::Table = source.parse().unwrap_or_else(|e| panic!("{path}: {e}"));
    let mut texts = BTreeMap::new();
    flatten(&path, "", &table, &mut texts);
    texts
}

fn flatten(path: &str, prefix: &str, table: &toml::Table, texts: &mut BTreeMap<String, String>) {
    for (key, value) in table {
        let key = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
        match value {
            toml::Value::String(text) => drop(texts.insert(key, text.clone())),
            toml::Value::Table(inner) => flatten(path, &key, inner, texts),
            other => panic!("{path}: {key} is {other}, not a text"),
        }
    }
}

fn compare(english: &BTreeMap<String, String>, language: &str, texts: &BTreeMap<String, String>) {
    let missing: Vec<_> = english.keys().filter(|key| !texts.contains_key(*key)).collect();
    let surplus: Vec<_> = texts.keys().filter(|key| !english.contains_key(*key)).collect();
    assert!(
        missing.is_empty() && surplus.is_empty(),
        "locales/{language}.toml: not translated {missing:?}, not in English {surplus:?}"
    );
    for (key, text) in english {
        assert_eq!(
            arguments(text),
            arguments(&texts[key]),
            "locales/{language}.toml: {key} has other arguments than English"
        );
    }
}

fn arguments(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).map(|rest| rest.split('}').next().unwrap()).collect()
}

fn doc(text: &str) -> String {
    text.replace('\n', " ").replace(['[', ']'], "")
}

/// FNV-1a: names a file by its content; nothing depends on it being hard to forge.
fn fnv(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
