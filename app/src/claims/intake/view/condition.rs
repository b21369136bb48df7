//! What was it for?

use leptos::prelude::*;

use super::answering::Answering;
use super::combobox::Combobox;
use crate::claims::intake::model::{Listed, OTHER, Screen, Then};
use crate::claims::intake::questions::condition::{LONGEST_TEXT, Reason, parse};
use crate::claims::intake::questions::side;
use crate::claims::rules::{Side, has_sides};
use crate::texts::{Lang, use_lang};
use crate::ui::{Button, Choice, HelpBlock, Look, TextField};

/// A search that answers while one types, what it found as cards, and a place for what is not listed.
pub fn body(form: Answering) -> AnyView {
    let l = use_lang();
    let typed = form.kept(|answers| &answers.condition_search);
    let own_words = form.kept(|answers| &answers.condition_text);
    let is_other = form.kept(|answers| &answers.condition) == OTHER;
    let (title, cards, chosen) = form.screen.with_value(|screen| offered(screen, l));
    let (title, cards, chosen) = (RwSignal::new(title), RwSignal::new(cards), RwSignal::new(chosen));
    let pick = Callback::new(move |condition: Listed| {
        title.set(None);
        chosen.set(Some(condition.code.clone()));
        cards.set(vec![condition]);
        // The card must stand in the form before the form is read.
        request_animation_frame(move || form.keep());
    });
    let said = form.screen.with_value(|screen| {
        let reason = parse(&screen.answers, &screen.facts, l).ok();
        reason.and_then(|reason| side::of(&screen.answers, &reason))
    });
    let common = form.screen.with_value(|screen| screen.suggested.clone());
    view! {
        <Combobox
            name="condition_search"
            common=common
            found=Callback::new(move |found: Vec<Listed>| form.learn(&found))
            label=l.intake_condition_label()
            hint=l.intake_condition_hint()
            value=typed
            errors=form.errors()
            pick=pick
        >
            <Button look=Look::Second name="then" value=Then::Search.as_str()>{l.intake_condition_search()}</Button>
        </Combobox>
        <fieldset class="stack-tight">
            <legend class="group-title">{move || title.get().unwrap_or_default()}</legend>
            {move || {
                let chosen = chosen.get();
                cards
                    .get()
                    .into_iter()
                    .map(|condition| {
                        let checked = chosen.as_ref() == Some(&condition.code);
                        let id = format!("condition-{}", condition.code);
                        let sides = has_sides(&condition.code).then(|| view! { <Sides code=condition.code.clone() said=said/> });
                        view! {
                            <Choice name="condition" value=condition.code id=id checked=checked>{condition.name}</Choice>
                            {sides}
                        }
                    })
                    .collect_view()
            }}
            <Choice name="condition" value=OTHER id="condition" checked=is_other>{l.intake_condition_other()}</Choice>
            <div class="reveal">
                <TextField name="condition_text" label=l.intake_condition_text_label() value=own_words maxlength=LONGEST_TEXT errors=form.errors()/>
            </div>
        </fieldset>
        <HelpBlock title=l.intake_condition_help_title()><p>{l.intake_condition_help()}</p></HelpBlock>
    }
    .into_any()
}

/// On which side, below the card of a condition that has sides: shown while that card is chosen, by the style sheet alone.
#[component]
fn Sides(code: String, said: Option<Side>) -> impl IntoView {
    let l = use_lang();
    let hint = format!("sides-{code}");
    let described = hint.clone();
    let one = |side: Side, words: &'static str| {
        let (value, id) = (side::word(&code, side), format!("side-{code}-{side}"));
        view! { <Choice name="side" value=value id=id checked=said == Some(side)>{words}</Choice> }
    };
    view! {
        <div class="reveal">
            <fieldset class="stack-tight" aria-describedby=described>
                <legend class="group-title">{l.intake_side_title()}</legend>
                <p class="hint" id=hint>{l.intake_side_hint()}</p>
                {one(Side::Left, l.intake_side_left())}
                {one(Side::Right, l.intake_side_right())}
                <Choice name="side" value="" id=format!("side-{code}-unknown")>{l.intake_side_unknown()}</Choice>
            </fieldset>
        </div>
    }
}

/// The side in words, after the condition's own.
pub fn with_side(reason: &Reason, side: Option<Side>, l: Lang) -> String {
    match side {
        None => reason.words().to_owned(),
        Some(Side::Left) => l.intake_side_of_left(reason.words()),
        Some(Side::Right) => l.intake_side_of_right(reason.words()),
    }
}

/// The words above the cards, the cards, and the code of the one that is chosen: first what was chosen before, then what fits the search, or
/// what is often chosen when nothing was searched for.
fn offered(screen: &Screen, l: Lang) -> (Option<&'static str>, Vec<Listed>, Option<String>) {
    let chosen = match parse(&screen.answers, &screen.facts, l) {
        Ok(Reason::Listed(condition)) => Some(condition),
        _ => None,
    };
    let typed = screen.answers.condition_search.as_deref().unwrap_or_default().trim();
    let (title, others) = match (typed, &screen.found[..], &chosen) {
        (typed, _, Some(chosen)) if typed == chosen.name => (None, &[][..]),
        ("", _, _) => (Some(l.intake_condition_suggested()), &screen.suggested[..]),
        (_, [], _) => (Some(l.intake_condition_none()), &screen.suggested[..]),
        (_, found, _) => (Some(l.intake_condition_found()), found),
    };
    let code = chosen.as_ref().map(|condition| condition.code.clone());
    let others = others.iter().filter(|other| Some(&other.code) != code.as_ref()).cloned();
    (title, chosen.clone().into_iter().chain(others).collect(), code)
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::claims::intake::model::Answers;
    use crate::claims::intake::questions::examples::{answers, facts};
    use crate::claims::intake::rules::Question;
    use crate::ids::DraftId;

    fn listed(code: &str) -> Listed {
        Listed {
            code: code.to_owned(),
            name: code.to_owned(),
        }
    }

    fn screen(condition: Option<&str>, search: &str, found: &[&str]) -> Screen {
        let facts = facts();
        Screen {
            draft: DraftId(String::new()),
            question: Question::Condition,
            back: None,
            answers: Answers {
                condition: condition.map(str::to_owned),
                condition_search: Some(search.to_owned()),
                ..answers()
            },
            started_on: facts.today,
            answer_by: facts.today,
            preflight: None,
            facts,
            set_aside: None,
            pages: Vec::new(),
            found: found.iter().map(|code| listed(code)).collect(),
            suggested: vec![listed("often")],
        }
    }

    fn codes(screen: &Screen) -> Vec<String> {
        offered(screen, Lang::En).1.into_iter().map(|condition| condition.code).collect()
    }

    #[test]
    fn before_a_search_what_is_common_is_offered() {
        assert_eq!(codes(&screen(None, "", &[])), ["often"]);
    }

    #[test]
    fn a_search_shows_what_fits_or_says_that_nothing_does() {
        assert_eq!(codes(&screen(None, "ear", &["a", "b"])), ["a", "b"]);
        let nothing = screen(None, "xyzzy", &[]);
        assert_eq!(offered(&nothing, Lang::En).0, Some(Lang::En.intake_condition_none()));
    }

    #[test]
    fn what_was_chosen_stays_first_whatever_is_searched_for() {
        assert_eq!(codes(&screen(Some("ear-infection"), "ear", &["a", "ear-infection"])), ["ear-infection", "a"]);
        assert_eq!(codes(&screen(Some("ear-infection"), "Ear infection", &["a"])), ["ear-infection"]);
    }
}
