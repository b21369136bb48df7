//! The worked examples of docs/adjudication.md, to the cent.

use super::*;
use crate::claims::conditions;
use crate::claims::model::LineReason;
use crate::policies::model::{Allowance, DeductibleKind, Order};

const DOCUMENT: &str = include_str!("../../../../../docs/adjudication.md");

/// An amount as the document writes it: `$1,234.56`, `−$2.00`, and in arithmetic without the sign.
fn cents(text: &str) -> i64 {
    let text = text.trim().trim_matches('*').replace(['$', ','], "");
    let (sign, digits) = text.strip_prefix('−').map_or((1, text.as_str()), |rest| (-1, rest));
    let (whole, part) = digits.split_once('.').unwrap_or_else(|| panic!("no amount: {text}"));
    assert_eq!(part.len(), 2, "{text}");
    sign * (whole.parse::<i64>().expect("dollars") * 100 + part.parse::<i64>().expect("cents"))
}

fn cells(row: &str) -> Vec<&str> {
    row.trim_matches('|').split('|').map(str::trim).collect()
}

/// The rows of the first table whose head begins with a word.
fn table<'t>(text: &'t str, head: &str) -> Vec<Vec<&'t str>> {
    let rows = text.lines().skip_while(|line| !line.starts_with(head)).take_while(|line| line.starts_with('|'));
    rows.skip(2).map(cells).collect()
}

fn list<T>(text: &str, parse: impl Fn(&str) -> Option<T>) -> Vec<T> {
    text.split(',')
        .map(|word| parse(word.trim()).unwrap_or_else(|| panic!("unknown: {word}")))
        .collect()
}

fn used<'u>(inputs: &'u mut Inputs, code: &str) -> &'u mut ConditionUse {
    inputs.used.conditions.push(ConditionUse {
        condition: code.into(),
        ..ConditionUse::default()
    });
    inputs.used.conditions.last_mut().expect("just added")
}

/// Reads one row of what is given into the inputs.
fn given(inputs: &mut Inputs, what: &str, value: &str) {
    let (what, of) = what.split_once(": ").unwrap_or((what, ""));
    match what {
        "visit" => inputs.visit_on = day(value),
        "filed" => inputs.filed_on = day(value),
        "cover from" => inputs.cover.cover_from = day(value),
        "term" => {
            let (from, until) = value.split_once(" to ").expect("two dates");
            (inputs.cover.starts_on, inputs.cover.ends_on) = (day(from), day(until));
        }
        "no cover" => inputs.cover.gaps = vec![(day(value.strip_prefix("from ").expect("a first day")), None)],
        "annual limit" => inputs.cover.annual_limit_cents = cents(value),
        "annual limit used" => inputs.used.limit_cents = cents(value),
        "limit for life" => inputs.cover.plan.lifetime_limit_cents = Some(cents(value)),
        "limit for life used" => inputs.used.lifetime_cents = cents(value),
        "limit for each condition" => inputs.cover.plan.condition_limit_cents = Some(cents(value)),
        "limit used" => used(inputs, of).limit_cents = cents(value),
        "deductible" => inputs.cover.deductible_cents = cents(value),
        "deductible met" if of.is_empty() => inputs.used.deductible_cents = cents(value),
        "deductible met" => used(inputs, of).deductible_cents = cents(value),
        "deductible counts" => inputs.cover.plan.deductible = DeductibleKind::parse(value).expect("a kind"),
        "rate" => inputs.cover.rate_percent = value.trim_end_matches('%').parse().expect("percent"),
        "order" => inputs.cover.plan.order = Order::parse(value).expect("an order"),
        "bilateral clause" => inputs.cover.plan.bilateral = value == "yes",
        "benefits" => inputs.cover.plan.benefits = list(value, Benefit::parse),
        "exclusions" => inputs.cover.plan.exclusions = list(value, Exclusion::parse),
        "allowance" => inputs.cover.plan.schedule.push(Allowance {
            category: LineCategory::parse(of).expect("a category"),
            cents: cents(value),
        }),
        "allowance used" => inputs.used.schedule.push(ScheduleUse {
            category: LineCategory::parse(of).expect("a category"),
            cents: cents(value),
        }),
        "known" => {
            let (code, side) = of.split_once('/').expect("a side");
            inputs.pet.known.push(Known {
                condition: code.into(),
                side: Side::parse(side),
                noted_on: day(value),
            });
        }
        "excluded" => inputs.pet.excluded.push(value.into()),
        "total given" => inputs.total_cents = cents(value),
        "waiting periods" => {
            let (waiting, days) = (inputs.cover.plan.waiting, [0, 14, 30, 14]);
            assert_eq!(
                [waiting.accident_days, waiting.illness_days, waiting.orthopaedic_days, waiting.dental_days],
                days
            );
            assert_eq!(value, "accidents 0, illnesses 14, knees, hips and spine 30, teeth 14 days");
        }
        "filing window" => assert_eq!(value, format!("{} days", inputs.cover.plan.filing_window_days)),
        _ => panic!("not known what {what:?} is"),
    }
}

fn line_of(row: &[&str]) -> LineIn {
    let (code, side) = row[2].split_once('/').map_or((row[2], None), |(code, side)| (code, Side::parse(side)));
    let condition = (code != "typed").then(|| conditions::find(code).unwrap_or_else(|| panic!("no condition {code}")));
    LineIn {
        category: LineCategory::parse(row[1]).unwrap_or_else(|| panic!("no category {}", row[1])),
        condition: LineCondition {
            code: condition.map(|condition| condition.code.to_owned()),
            kind: condition.map_or(ConditionKind::Illness, |condition| condition.kind),
            side,
        },
        cents: cents(row[3]),
        ruled: None,
    }
}

/// Checks a line of arithmetic by itself, and gives its result.
fn check_sum(written: &str, title: &str) -> i64 {
    let sum = written.split_once(": ").map_or(written, |(_, sum)| sum);
    let (left, right) = sum.rsplit_once(" = ").unwrap_or_else(|| panic!("{title}: no result in {written}"));
    let result = if let Some((one, other)) = left.strip_prefix("smaller of ").and_then(|both| both.split_once(" and ")) {
        cents(one).min(cents(other))
    } else if let Some((amount, percent)) = left.split_once(" × ") {
        (cents(amount) * percent.trim_end_matches('%').parse::<i64>().expect("percent") + 50) / 100
    } else {
        let mut words = left.split(' ');
        let mut result = cents(words.next().expect("an amount"));
        while let (Some(sign), Some(amount)) = (words.next(), words.next()) {
            result += if sign == "+" { cents(amount) } else { -cents(amount) };
        }
        result
    };
    assert_eq!(result, cents(right), "{title}: {written}");
    result
}

#[test]
fn every_worked_example_comes_out_to_the_cent() {
    let (policy, examples) = DOCUMENT.split_once("\n## Examples\n").expect("examples");
    let policy = policy.split_once("## The policy of the examples").expect("a policy").1;
    let mut seen = 0;
    for example in examples.split("\n### ").skip(1) {
        let title = example.lines().next().expect("a title");
        let mut inputs = inputs();
        for row in table(policy, "| Given").into_iter().chain(table(example, "| Given")) {
            given(&mut inputs, row[0], row[1]);
        }
        let rows = table(example, "| Line");
        let (together, rows) = rows.split_last().expect("lines");
        inputs.lines = rows.iter().map(|row| line_of(row)).collect();
        if inputs.total_cents == 0 {
            inputs.total_cents = inputs.lines_cents();
        }
        let outcome = adjudicate(&inputs);
        for (row, line) in rows.iter().zip(&outcome.lines) {
            let why = line
                .reason
                .map(|reason: LineReason| format!("{reason} ({})", reason.clause()))
                .unwrap_or_default();
            let worked = (
                line.submitted_cents,
                line.eligible_cents,
                why.as_str(),
                line.deductible_cents,
                line.cut_cents,
                line.payable_cents,
            );
            assert_eq!(
                worked,
                (cents(row[3]), cents(row[4]), row[5], cents(row[6]), cents(row[7]), cents(row[8])),
                "{title}: {}",
                row[0]
            );
        }
        let all = [
            outcome.submitted_cents,
            outcome.eligible_cents,
            outcome.deductible_cents,
            outcome.cut.cents(),
            outcome.payable_cents,
        ];
        assert_eq!(all, [3, 4, 6, 7, 8].map(|column| cents(together[column])), "{title}");
        let arithmetic = example.split("```").nth(1).expect("arithmetic").trim();
        let results: Vec<i64> = arithmetic.lines().map(|line| check_sum(line, title)).collect();
        let last = results.last().copied();
        let scheduled_only = outcome.payable_cents == outcome.scheduled_cents;
        assert!(
            last == Some(outcome.payable_cents) || scheduled_only,
            "{title}: the arithmetic ends in {last:?}"
        );
        let flags: Vec<&str> = outcome.flags.iter().map(|flag| flag.as_str()).collect();
        let ends = format!(
            "Paid {} · deductible used {} · annual limit used {} · flags: {}",
            crate::money::Money::usd(outcome.payable_cents),
            crate::money::Money::usd(outcome.taken.deductible_cents),
            crate::money::Money::usd(outcome.taken.limit_cents),
            if flags.is_empty() { "none".to_owned() } else { flags.join(", ") }
        );
        assert!(example.lines().any(|line| line == ends), "{title}: expected {ends}");
        seen += 1;
    }
    assert!(seen >= 25, "{seen} examples");
}

#[test]
fn the_documents_clauses_are_those_of_the_reasons() {
    let rules = DOCUMENT.split("## The policy of the examples").next().expect("rules");
    let rows = rules.lines().map(str::trim).filter(|row| row.starts_with("| ")).map(cells);
    let clauses: Vec<(&str, LineReason)> = rows
        .filter_map(|row| Some((row[0], LineReason::parse(row.get(1)?.trim_matches('`'))?)))
        .collect();
    assert_eq!(clauses.len(), 15);
    assert!(clauses.iter().all(|(clause, reason)| *clause == reason.clause()), "{clauses:?}");
}
