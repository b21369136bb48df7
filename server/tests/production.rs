//! What a production build must not hold: the demo, its passwords, and whatever plays a part of the outside world.

use std::path::{Path, PathBuf};

/// Words that stand in the demo's and the tests' code only.
const DEMO_WORDS: [&str; 9] = [
    "biscuit-naps-on-warm-stones",
    "juno-watches-the-first-snow",
    "five-bowls-by-the-back-door",
    "a long test password",
    "Fill an empty database with a demo book",
    "Every component of app/src/ui in every state",
    "bm9ib2R5LWtub3dzLWl0",
    "test.example",
    "no real card or bank account works here",
];

/// Modules that only the demo and tests may hold, by the file that names them.
const GATED: [(&str, &[&str]); 4] = [
    ("server/src/lib.rs", &["pub mod demo;", "pub mod double;", "pub mod trial;"]),
    ("server/src/adapters/mod.rs", &["mod letterbox;", "pub use letterbox::Letterbox;"]),
    ("app/src/lib.rs", &["pub mod testing;"]),
    ("app/src/ui/styleguide/mod.rs", &["mod fields;", "mod parts;"]),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_owned()
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn what_only_the_demo_needs_stands_behind_its_feature() {
    for (file, modules) in GATED {
        let source = read(file);
        let lines: Vec<&str> = source.lines().map(str::trim).collect();
        for module in modules {
            let at = lines
                .iter()
                .position(|line| line == module)
                .unwrap_or_else(|| panic!("{module} is not in {file}"));
            let gate = lines[at - 1];
            assert!(
                gate.starts_with("#[cfg(") && gate.contains("feature = \"demo\"") && !gate.contains("not("),
                "{module} in {file} stands behind {gate}"
            );
        }
    }
}

#[test]
fn no_feature_is_on_by_itself() {
    for package in ["app", "server"] {
        let manifest: toml::Table = read(&format!("{package}/Cargo.toml")).parse().expect("a manifest");
        assert_eq!(manifest["features"]["default"].as_array().map(Vec::len), Some(0), "{package}");
        let needed = manifest["dependencies"].as_table().expect("dependencies");
        for (name, dependency) in needed {
            let features = dependency.get("features").and_then(toml::Value::as_array);
            assert!(
                features.is_none_or(|features| features.iter().all(|feature| feature.as_str() != Some("demo"))),
                "{package} needs {name} with the demo"
            );
        }
    }
    for line in read("Cargo.toml")
        .lines()
        .filter(|line| line.contains("-features = ["))
        .filter(|line| line.starts_with("bin-") || line.starts_with("lib-"))
    {
        assert!(!line.contains("demo"), "{line}");
    }
}

/// Looks into the binary that `scripts/production-test.sh` builds. Without one it says so and passes.
#[test]
fn a_production_binary_holds_no_word_of_the_demo() {
    let Some(path) = std::env::var_os("PAWTAL_PRODUCTION_BINARY") else {
        eprintln!("skipped: PAWTAL_PRODUCTION_BINARY does not name a binary");
        return;
    };
    let binary = std::fs::read(&path).expect("the binary");
    let holds = |words: &str| memchr::memmem::find(&binary, words.as_bytes()).is_some();
    assert!(holds("PAWTAL_SMTP_URL"), "this is a pawtal");
    let found: Vec<&str> = DEMO_WORDS.into_iter().filter(|words| holds(words)).collect();
    assert_eq!(found, Vec::<&str>::new());
}

/// The words are right: the demo's build holds them.
#[test]
fn the_demos_own_sources_hold_these_words() {
    let mut sources = String::new();
    let mut folders = vec![root().join("app/src"), root().join("server/src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            match entry.path() {
                path if path.is_dir() => folders.push(path),
                path => sources.push_str(&std::fs::read_to_string(path).unwrap_or_default()),
            }
        }
    }
    let missing: Vec<&str> = DEMO_WORDS.into_iter().filter(|words| !sources.contains(words)).collect();
    assert_eq!(missing, Vec::<&str>::new());
}
