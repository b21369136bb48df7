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

/// How many requirements each section has that are looked at: those of level 1 and 2, which come first, and in V6, V7, V9 and V10 those of level 3.
const SECTIONS: [(&str, u32); 73] = [
    ("1.1", 2),
    ("1.2", 9),
    ("1.3", 11),
    ("1.4", 3),
    ("1.5", 2),
    ("2.1", 3),
    ("2.2", 3),
    ("2.3", 4),
    ("2.4", 1),
    ("3.2", 2),
    ("3.3", 4),
    ("3.4", 6),
    ("3.5", 5),
    ("3.7", 2),
    ("4.1", 3),
    ("4.2", 1),
    ("4.3", 2),
    ("4.4", 4),
    ("5.1", 1),
    ("5.2", 3),
    ("5.3", 2),
    ("5.4", 3),
    ("6.1", 3),
    ("6.2", 12),
    ("6.3", 8),
    ("6.4", 6),
    ("6.5", 8),
    ("6.6", 4),
    ("6.7", 2),
    ("6.8", 4),
    ("7.1", 3),
    ("7.2", 4),
    ("7.3", 2),
    ("7.4", 5),
    ("7.5", 3),
    ("7.6", 2),
    ("8.1", 2),
    ("8.2", 3),
    ("8.3", 1),
    ("8.4", 1),
    ("9.1", 3),
    ("9.2", 4),
    ("10.1", 2),
    ("10.2", 3),
    ("10.3", 5),
    ("10.4", 16),
    ("10.5", 5),
    ("10.6", 2),
    ("10.7", 3),
    ("11.1", 2),
    ("11.2", 3),
    ("11.3", 3),
    ("11.4", 4),
    ("11.5", 1),
    ("11.6", 1),
    ("12.1", 3),
    ("12.2", 2),
    ("12.3", 4),
    ("13.1", 1),
    ("13.2", 5),
    ("13.3", 2),
    ("13.4", 5),
    ("14.1", 2),
    ("14.2", 4),
    ("14.3", 3),
    ("15.1", 3),
    ("15.2", 3),
    ("15.3", 7),
    ("16.1", 1),
    ("16.2", 5),
    ("16.3", 4),
    ("16.4", 3),
    ("16.5", 3),
];

/// The numbers of a row's first cell: `1.2.1, 1.2.3 – 1.2.5`.
fn numbers(cell: &str) -> Vec<String> {
    let mut numbers = Vec::new();
    for part in cell.split(',').map(str::trim) {
        let (from, to) = part.split_once('–').map_or((part, part), |(from, to)| (from.trim(), to.trim()));
        let (Some((section, first)), Some((_, last))) = (from.rsplit_once('.'), to.rsplit_once('.')) else {
            continue;
        };
        if let (Ok(first), Ok(last)) = (first.parse::<u32>(), last.parse::<u32>()) {
            numbers.extend((first..=last).map(|n| format!("{section}.{n}")));
        }
    }
    numbers
}

#[test]
fn every_requirement_has_its_row() {
    let checklist = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/security/asvs.md")).expect("the checklist");
    let rows = checklist.lines().filter_map(|line| line.strip_prefix("| ")?.split(" |").next());
    let listed: Vec<String> = rows.flat_map(numbers).collect();
    let wanted = SECTIONS.iter().flat_map(|(section, most)| (1..=*most).map(move |n| format!("{section}.{n}")));
    let missing: Vec<String> = wanted.filter(|number| !listed.contains(number)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    for word in ["no test yet", "No test yet"] {
        assert!(!checklist.contains(word));
    }
}
