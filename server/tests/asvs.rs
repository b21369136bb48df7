//! The checklist of docs/security/asvs.md names tests that exist.

use std::fs;
use std::path::Path;

#[test]
fn every_test_that_the_checklist_names_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let checklist = fs::read_to_string(root.join("docs/security/asvs.md")).expect("the checklist");
    let named: Vec<(&str, &str)> = checklist
        .split('`')
        .skip(1)
        .step_by(2)
        .filter_map(|code| code.split_once("::"))
        .filter(|(file, _)| file.contains('.'))
        .collect();
    assert!(named.len() > 60, "{}", named.len());
    for (file, name) in named {
        let source = fs::read_to_string(root.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
        let found = source.contains(&format!("fn {name}(")) || source.contains(&format!("test(\"{name}\""));
        assert!(found, "{file} holds no test {name}");
    }
}
