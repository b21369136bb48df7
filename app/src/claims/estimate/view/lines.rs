use leptos::prelude::*;

use super::Typed;
use crate::claims::estimate::model::{LONGEST_WORDS, MOST_LINES, TypedLine};
use crate::money::AmountError;
use crate::texts::{Lang, use_lang};
use crate::ui::{Icon, IconView};

/// The lines of the clinic's estimate.
#[component]
pub fn Lines() -> impl IntoView {
    let l = use_lang();
    let Typed(typed) = expect_context();
    let count = Memo::new(move |_| typed.with(Vec::len));
    let add = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        typed.update(|lines| lines.push(TypedLine::default()));
    };
    let full = move || count.get() >= MOST_LINES;
    view! {
        <fieldset class="card stack">
            <legend class="group-title">{l.estimate_lines()}</legend>
            <p class="soft small" id="lines-hint">{l.estimate_lines_hint()}</p>
            <ol class="estimate-lines">
                <For each=move || 0..count.get() key=|i| *i children=move |i| view! { <Row i=i/> }/>
            </ol>
            <div hidden=full>
                // Without WebAssembly the form comes back with more rows.
                <button type="submit" class="button button-plain" name="rows" value=move || (count.get() + 3).to_string() on:click=add>
                    <IconView icon=Icon::Plus/>
                    {l.estimate_add_line()}
                </button>
            </div>
        </fieldset>
    }
}

#[component]
fn Row(i: usize) -> impl IntoView {
    let l = use_lang();
    let Typed(typed) = expect_context();
    let (what, amount) = (format!("what_{}", i + 1), format!("amount_{}", i + 1));
    let line = typed.with_untracked(|lines| lines.get(i).cloned().unwrap_or_default());
    // A slip is said once the person leaves the field, not while they type.
    let slip = RwSignal::new(said(&line));
    let set = move |change: &dyn Fn(&mut TypedLine)| {
        typed.update(|lines| {
            if let Some(line) = lines.get_mut(i) {
                change(line);
            }
        });
    };
    let look_again = move |_| slip.set(typed.with_untracked(|lines| lines.get(i).and_then(said)));
    let number = i64::try_from(i + 1).unwrap_or_default();
    let problem = format!("{amount}-problem");
    let (problem_id, described) = (problem.clone(), problem);
    view! {
        <li class="estimate-line">
            <div class="field">
                <label for=what.clone()>{l.estimate_line_what(number)}</label>
                <input
                    class="input"
                    name=what.clone()
                    id=what
                    type="text"
                    maxlength=LONGEST_WORDS.to_string()
                    autocomplete="off"
                    placeholder=if i == 0 { l.estimate_line_example() } else { "" }
                    value=line.words
                    on:input=move |event| set(&|line| line.words = event_target_value(&event))
                    on:change=look_again
                />
            </div>
            <div class="field">
                <label for=amount.clone()>{l.estimate_line_amount()}<span class="visually-hidden">{l.estimate_line_of(number)}</span></label>
                <div class="input-money">
                    <span aria-hidden="true">"$"</span>
                    <input
                        class="input"
                        name=amount.clone()
                        id=amount
                        type="text"
                        inputmode="decimal"
                        autocomplete="off"
                        maxlength="30"
                        value=line.amount
                        aria-invalid=move || slip.get().is_some().then_some("true")
                        aria-describedby=move || slip.get().is_some().then(|| described.clone())
                        on:input=move |event| set(&|line| line.amount = event_target_value(&event))
                        on:change=look_again
                    />
                </div>
            </div>
            {move || {
                let id = problem_id.clone();
                slip.get().map(|error| view! { <p class="problem" id=id><IconView icon=Icon::CircleAlert/>{sentence(error, l)}</p> })
            }}
        </li>
    }
}

/// What is wrong with a line.
fn said(line: &TypedLine) -> Option<AmountError> {
    line.parse().err()
}

fn sentence(error: AmountError, l: Lang) -> &'static str {
    match error {
        AmountError::Missing => l.estimate_amount_missing(),
        AmountError::NotAnAmount => l.intake_total_not_an_amount(),
        AmountError::CommaAsPoint => l.intake_total_comma(),
        AmountError::TooPrecise => l.intake_total_too_precise(),
        AmountError::NotPositive => l.estimate_amount_not_positive(),
        AmountError::TooLarge => l.intake_total_too_large(),
    }
}
