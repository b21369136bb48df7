//! A decision in plain words.

use crate::claims::eob::model::Eob;
use crate::claims::rules::Outcome;
use crate::policies::model::Step;
use crate::texts::Lang;

/// What happened with the money, in a few sentences and in the plan's order.
pub fn plainly(eob: &Eob, outcome: &Outcome, l: Lang) -> Vec<String> {
    let money = |cents: i64| eob.money(cents);
    let (asked, covered) = (money(outcome.submitted_cents), money(outcome.eligible_cents));
    if covered.cents <= 0 {
        return vec![l.eob_plain_nothing_covered(asked)];
    }
    let mut sentences = vec![if covered == asked {
        l.eob_plain_all_covered(asked)
    } else {
        l.eob_plain_part_covered(asked, covered)
    }];
    if outcome.scheduled_cents > 0 {
        sentences.push(l.eob_plain_scheduled(money(outcome.scheduled_cents)));
    }
    for done in outcome.steps {
        let after = money(done.after_cents);
        match done.step {
            _ if done.before_cents == 0 => {}
            Step::Deductible if after.cents == 0 => sentences.push(l.eob_plain_all_deductible(money(outcome.deductible_cents))),
            Step::Deductible if outcome.deductible_cents > 0 => sentences.push(l.eob_plain_deductible(money(outcome.deductible_cents), after)),
            Step::Deductible => sentences.push(l.eob_plain_deductible_met().to_owned()),
            Step::Rate => sentences.push(l.eob_plain_rate(after, outcome.rate_percent)),
            Step::Limit if outcome.cut.cents() > 0 => sentences.push(l.eob_plain_limit(after)),
            Step::Limit => {}
        }
    }
    sentences
}

/// A step in a word or two.
pub fn step_words(step: Step, l: Lang) -> &'static str {
    match step {
        Step::Deductible => l.eob_step_deductible(),
        Step::Rate => l.eob_step_rate(),
        Step::Limit => l.eob_step_limit(),
    }
}
