//! What stands in the way of a claim, and what may come back, said before it is submitted: the very rules that decide, on the answers as they stand.

use super::model::{Facts, Obstacle, Preflight};
use super::questions::condition::Reason;
use super::questions::{self, Filled};
use super::screen::claim_path;
use super::{model::Answers, rules::Question};
use crate::auth::HouseholdActor;
use crate::claims::model::{ConditionKind, LineCategory, LineReason};
use crate::claims::reading::model::Doubt;
use crate::claims::rules::{Flag, Inputs, LineCondition, LineIn, Outcome, RuleVersion, adjudicate, first_day};
use crate::claims::store::cover;
use crate::claims::view::reason_words;
use crate::claims::{categories, conditions};
use crate::fetch_optional;
use crate::ids::{ClaimId, Series, show_number};
use crate::money::Money;
use crate::state::AppState;
use crate::texts::Lang;
use crate::ui::day_full;

crate::queries! {
    SAME_DAY = "SELECT id, number FROM claim WHERE household_id = $1 AND pet_id = $2 AND visit_on = $3 AND state <> 'withdrawn'
        AND (CAST($4 AS TEXT) IS NULL OR submitted_by = $4) ORDER BY submitted_at DESC LIMIT 1";
}

/// Looks at the answers of a draft as a decision would; `None` while one of them is missing.
pub async fn look(state: &AppState, actor: &HouseholdActor, answers: &Answers, facts: &Facts, l: Lang) -> Result<Option<Preflight>, sqlx::Error> {
    let Ok(filled) = questions::all(answers, facts, l) else {
        return Ok(None);
    };
    let mut db = state.store.reading().await?;
    let Some(ground) = cover::ground(&mut db, &filled.visit.term, filled.visit.on, None).await? else {
        return Ok(None);
    };
    drop(db);
    let (pet, on) = (&filled.pet, filled.visit.on);
    let same_day = fetch_optional!(
        state.store.read(),
        (ClaimId, String),
        SAME_DAY,
        &actor.household,
        pet,
        on,
        actor.sees_filed_by()
    )?;
    let inputs = Inputs {
        version: RuleVersion::CURRENT,
        visit_on: on,
        filed_on: facts.today,
        total_cents: filled.total.cents,
        cover: ground.cover,
        used: ground.used,
        pet: ground.pet,
        lines: lines(&filled),
    };
    let outcome = adjudicate(&inputs);
    let mut obstacles: Vec<Obstacle> = same_day.map(|(claim, number)| filed_before(&claim, &number, l)).into_iter().collect();
    if facts.offered.doubt == Some(Doubt::Nothing) {
        obstacles.push(Obstacle {
            words: l.preflight_unreadable().to_owned(),
            link: Some((Question::Invoice.path(), l.preflight_unreadable_link().to_owned())),
        });
    }
    obstacles.extend(by_rules(&inputs, &outcome, l).into_iter().map(|words| Obstacle { words, link: None }));
    Ok(Some(Preflight {
        obstacles,
        back: back(&filled, &outcome, l),
    }))
}

/// The lines that a decision would see; where none were read, the total as one that is covered.
fn lines(filled: &Filled) -> Vec<LineIn> {
    let condition = match &filled.reason {
        Reason::Listed(condition) => conditions::find(&condition.code),
        Reason::Typed(_) => None,
    };
    let condition = LineCondition {
        code: condition.map(|condition| condition.code.to_owned()),
        kind: condition.map_or(ConditionKind::Illness, |condition| condition.kind),
        side: filled.side,
    };
    let line = |category, cents| LineIn {
        category,
        condition: condition.clone(),
        cents,
        ruled: None,
    };
    if filled.lines.is_empty() {
        return vec![line(LineCategory::Treatment, filled.total.cents)];
    }
    filled.lines.iter().map(|read| line(categories::of(&read.description), read.cents)).collect()
}

fn filed_before(claim: &ClaimId, number: &str, l: Lang) -> Obstacle {
    let number = show_number(Series::Claim, number);
    Obstacle {
        words: l.preflight_twice(&number),
        link: Some((claim_path(claim), l.preflight_twice_link(number))),
    }
}

/// What the rules find, each once, in the order of the lines.
fn by_rules(inputs: &Inputs, outcome: &Outcome, l: Lang) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut say = |sentence: String| {
        if !words.contains(&sentence) {
            words.push(sentence);
        }
    };
    for (line, out) in inputs.lines.iter().zip(&outcome.lines) {
        match out.reason {
            None => {}
            Some(LineReason::WaitingPeriod) => say(l.preflight_waiting(day_full(l, first_day(line.condition.kind, inputs)))),
            Some(LineReason::Unclear) => say(l.preflight_unclear().to_owned()),
            Some(reason) => say(l.preflight_not_covered(reason_words(reason, l))),
        }
    }
    let money = |cents: i64| Money::usd(cents);
    if outcome.cut.annual_cents > 0 {
        say(match outcome.payable_cents {
            0 => l.preflight_limit_used().to_owned(),
            left => l.preflight_limit_left(money(left)),
        });
    }
    if outcome.flags.contains(&Flag::FiledLate) {
        say(l.preflight_late(inputs.cover.plan.filing_window_days));
    }
    if outcome.flags.contains(&Flag::TotalsDiffer) {
        say(l.preflight_differ(money(inputs.lines_cents()), money(inputs.total_cents)));
    }
    words
}

/// What may come back.
fn back(filled: &Filled, outcome: &Outcome, l: Lang) -> String {
    let (back, asked) = (Money::usd(outcome.payable_cents), filled.total);
    match (outcome.payable_cents, outcome.eligible_cents) {
        (0, 0) => l.preflight_back_nothing().to_owned(),
        (0, covered) if outcome.deductible_cents >= covered => l.preflight_back_deductible(asked),
        (0, _) => l.preflight_back_nothing().to_owned(),
        _ if filled.lines.is_empty() => l.preflight_back_up_to(back, asked),
        _ => l.preflight_back(back, asked),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::intake::{facts, store};
    use crate::on_both_engines;
    use crate::testing::{Home, home};

    /// A draft with every answer, for a visit some days ago.
    async fn answered(state: &AppState, home: &Home, change: impl FnOnce(&mut Answers)) -> Option<Preflight> {
        let draft = store::open(state, &home.actor).await.expect("a draft");
        let facts = facts::of(state, &home.actor, &draft, Lang::En).await.expect("facts");
        let facts = Facts {
            pages: 1,
            conditions: ["gi-vomiting", "well-checkup"]
                .iter()
                .filter_map(|code| conditions::find(code))
                .map(|condition| condition.listed(Lang::En))
                .collect(),
            ..facts
        };
        let visit = facts.today.plus_days(-2).to_string();
        let mut answers = Answers {
            pet: Some(home.pets[0].id.0.clone()),
            date: Some(visit),
            condition: Some("gi-vomiting".into()),
            total: Some("1000.00".into()),
            ..questions::examples::answers()
        };
        change(&mut answers);
        look(state, &home.actor, &answers, &facts, Lang::En).await.expect("a look")
    }

    fn says(preflight: &Preflight, words: &str) -> bool {
        preflight.obstacles.iter().any(|obstacle| obstacle.words.contains(words))
    }

    on_both_engines! {
        async fn a_clear_visit_has_nothing_in_its_way_and_something_to_come_back(state: AppState) {
            let robin = home(&state, "Robin", &["Biscuit"]).await;
            let preflight = answered(&state, &robin, |_| ()).await.expect("all is answered");
            assert_eq!(preflight.obstacles, []);
            assert!(preflight.back.contains("up to $") && preflight.back.contains("$1,000.00"), "{}", preflight.back);
        }

        async fn less_than_the_deductible_says_so(state: AppState) {
            let robin = home(&state, "Robin", &["Biscuit"]).await;
            let preflight = answered(&state, &robin, |answers| answers.total = Some("20".into())).await.expect("all is answered");
            assert!(preflight.back.contains("deductible"), "{}", preflight.back);
        }

        async fn a_visit_that_was_filed_already_is_named_to_who_may_see_it(state: AppState) {
            let robin = home(&state, "Robin", &["Biscuit"]).await;
            let claim = crate::testing::book::file_claim(&state, &robin, 0, 50_000).await;
            let sql = "UPDATE claim SET visit_on = $1 WHERE id = $2";
            let visit = state.clock.today(&robin.actor.zone).plus_days(-2);
            crate::insert!(&state, sql, visit, &claim);
            let preflight = answered(&state, &robin, |_| ()).await.expect("all is answered");
            assert_eq!(preflight.obstacles.first().and_then(|first| first.link.clone()).map(|(to, _)| to), Some(claim_path(&claim)));
            let sam = home(&state, "Sam", &["Pepper"]).await;
            assert_eq!(answered(&state, &sam, |_| ()).await.expect("all is answered").obstacles, []);
        }

        async fn a_used_up_limit_and_a_waiting_period_are_said_with_amount_and_day(state: AppState) {
            let robin = home(&state, "Robin", &["Biscuit"]).await;
            crate::insert!(&state, "UPDATE term SET annual_limit_cents = 10000 WHERE id = $1", &robin.pets[0].term);
            let preflight = answered(&state, &robin, |_| ()).await.expect("all is answered");
            assert!(says(&preflight, "leaves $100.00"), "{preflight:?}");
            let begun = state.clock.today(&robin.actor.zone).plus_days(-5);
            crate::insert!(&state, "UPDATE policy SET cover_from = $1 WHERE id = $2", begun, &robin.pets[0].policy);
            let preflight = answered(&state, &robin, |_| ()).await.expect("all is answered");
            assert!(says(&preflight, &day_full(Lang::En, begun.plus_days(14))), "{preflight:?}");
            assert_eq!(preflight.back, Lang::En.preflight_back_nothing());
        }

        async fn while_an_answer_is_missing_nothing_is_said(state: AppState) {
            let robin = home(&state, "Robin", &["Biscuit"]).await;
            assert_eq!(answered(&state, &robin, |answers| answers.total = None).await, None);
        }
    }
}
