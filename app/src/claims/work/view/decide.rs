//! `/desk/claims/{claim}/decide`: what is paid of each line, with the figures that come out before anything is sent.

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::acts::{On, Refused};
use super::beside::Pages;
use super::case::back_to;
use super::figures::Figures;
use super::recommend::clause_words;
use super::words::category_words;
use crate::claims::model::ClaimState;
use crate::claims::rules::{adjudicate, may_move};
use crate::claims::view::reason_words;
use crate::claims::work::api::{Decide, find_work};
use crate::claims::work::form::{DecisionForm, LineChoice, lack_words, line_field};
use crate::claims::work::model::{Evidence, REASONS, Work};
use crate::claims::work::rules::{ready, ruled, wants_second};
use crate::error::AppError;
use crate::ids::ClaimId;
use crate::texts::use_lang;
use crate::ui::{Badge, Button, FormErrors, Heading, Icon, IconView, Loaded, Tone, TopBar, answer, day_medium, use_form_errors};

/// The form of a decision.
#[component]
pub fn DecidePage() -> impl IntoView {
    let l = use_lang();
    let params = use_params_map();
    let claim = move || ClaimId(params.read().get("claim").unwrap_or_default());
    let work = answer(claim, find_work);
    view! {
        <TopBar back=(format!("/desk/claims/{}", params.read_untracked().get("claim").unwrap_or_default()), l.desk_back_to_claim().to_owned())/>
        <Loaded from=work view=|work| view! { <Page work=work/> }/>
    }
}

#[component]
fn Page(work: Work) -> impl IntoView {
    let l = use_lang();
    let open = work.may_act && work.proposal.is_none() && may_move(work.state, ClaimState::Decided);
    view! {
        <div class="desk stack">
            <header>
                <Heading words=l.desk_decide_title(work.pet.clone())/>
                <p class="soft">{format!("{} · {} · {}", work.what, work.customer, day_medium(l, work.inputs.visit_on))}</p>
            </header>
            <div class="work">
                <div class="stack work-left"><Pages claim=work.id.clone() pages=work.pages.clone()/></div>
                {if open {
                    view! { <Decision work=work/> }.into_any()
                } else {
                    view! { <div class="stack"><p class="card">{l.desk_decide_closed()}</p>{back_to(&work.id, &work.number)}</div> }.into_any()
                }}
            </div>
        </div>
    }
    .into_any()
}

/// What is being chosen, as the running app follows it.
#[derive(Clone, Copy)]
struct Chosen(RwSignal<DecisionForm>);

impl Chosen {
    /// Takes over what was typed into a field of a line.
    fn set(self, nth: usize, change: impl FnOnce(&mut LineChoice)) {
        self.0.update(|form| {
            while form.lines.len() <= nth {
                form.lines.push(LineChoice::default());
            }
            change(&mut form.lines[nth]);
        });
    }
}

#[component]
fn Decision(work: Work) -> impl IntoView {
    let l = use_lang();
    let action = ServerAction::<Decide>::new();
    let errors = use_form_errors(action);
    let form = work.form.clone().unwrap_or_default();
    let chosen = Chosen(RwSignal::new(form.clone()));
    let by_rules = adjudicate(&work.inputs);
    let fields = (0..work.lines.len())
        .map(|nth| {
            let choice = form.lines.get(nth).cloned().unwrap_or_default();
            view! { <Line nth=nth work=work.clone() choice=choice chosen=chosen refused=by_rules.lines[nth].reason.is_some() errors=errors/> }
        })
        .collect_view();
    let appealed = work.appealed();
    let answer = form.answer.clone();
    view! {
        <ActionForm action=action attr:class="stack" attr:novalidate=true>
            <Refused errors=errors claim=work.id.clone()/>
            <On claim=work.id.clone() version=work.version/>
            {fields}
            {appealed.then(|| view! {
                <label class="field card" id="answer"><strong>{l.desk_decide_answer()}</strong><span class="hint">{l.desk_decide_answer_hint()}</span>
                    <textarea class="input" name="form[answer]" rows="3" maxlength="2000">{answer}</textarea></label>
            })}
            <Preview work=work chosen=chosen/>
            <div class="form-actions">
                <Button name="form[then]" value="send" pending=action.pending()>{l.desk_decide_send()}</Button>
                <button type="submit" class="button button-second without-script" name="form[then]" value="look">{l.desk_decide_look()}</button>
            </div>
        </ActionForm>
    }
    .into_any()
}

/// The figures that come out of what is chosen, before it is sent: the same function as the decision's.
#[component]
fn Preview(work: Work, chosen: Chosen) -> impl IntoView {
    let l = use_lang();
    let currency = work.currency;
    let above = work.second_above_cents;
    let records: Vec<_> = work.records.iter().map(|record| (record.id.clone(), record.noted_on)).collect();
    let shown = Memo::new(move |_| {
        let verdict = chosen.0.with(|form| form.parse(&work.inputs, l)).ok()?;
        let lacks = ready(&work.inputs, &verdict, &records).err().unwrap_or_default();
        let lines: Vec<String> = lacks
            .into_iter()
            .map(|(nth, lack)| format!("{}: {}", work.lines.get(nth).map_or("", |line| &line.description), lack_words(lack, l)))
            .collect();
        Some((adjudicate(&ruled(&work.inputs, &verdict)), lines))
    });
    let figures = move || match shown.get() {
        Some((outcome, lacks)) => {
            let second = wants_second(&outcome, above).then(|| view! { <p><Badge tone=Tone::Soon icon=Icon::Hourglass>{l.desk_second_will()}</Badge></p> });
            view! {
                <Figures outcome=outcome currency=currency/>
                {second}
                {(!lacks.is_empty()).then(|| view! { <p class="small">{l.desk_decide_lacks()}</p><ul class="ticks small">{lacks.into_iter().map(|words| view! { <li><IconView icon=Icon::CircleAlert/><span>{words}</span></li> }).collect_view()}</ul> })}
            }
            .into_any()
        }
        None => view! { <p class="soft">{l.desk_decide_no_figures()}</p> }.into_any(),
    };
    view! {
        <section class="card card-mint stack-tight" aria-labelledby="preview">
            <h2 id="preview">{l.desk_decide_preview()}</h2>
            <div aria-live="polite" class="stack-tight">{figures}</div>
        </section>
    }
    .into_any()
}

/// One line: what the rules say, and what a person may say otherwise.
#[component]
fn Line(nth: usize, work: Work, choice: LineChoice, chosen: Chosen, refused: bool, errors: FormErrors) -> impl IntoView {
    let l = use_lang();
    let outcome = adjudicate(&work.inputs);
    let (input, out, line) = (&work.inputs.lines[nth], outcome.lines[nth], &work.lines[nth]);
    let says = match out.reason {
        Some(reason) => clause_words(reason, l),
        None => l.desk_decide_covered(category_words(input.category, l)),
    };
    let name = move |field: &str| format!("form[lines][{nth}][{field}]");
    let id = move |field: &str| format!("{}-{field}", line_field(nth));
    let ways = [
        ("rules", l.desk_way_rules()),
        ("pay", l.desk_way_pay()),
        ("part", l.desk_way_part()),
        ("refuse", l.desk_way_refuse()),
    ];
    let way = if choice.way.is_empty() { "rules".to_owned() } else { choice.way.clone() };
    let reasons = std::iter::once((String::new(), l.desk_reason_choose().to_owned())).chain(
        REASONS
            .iter()
            .map(|reason| (reason.as_str().to_owned(), format!("\u{a7}{} {}", reason.clause(), reason_words(*reason, l)))),
    );
    let options = |options: Vec<(String, String)>, value: &str| {
        options
            .into_iter()
            .map(|(option, words)| {
                let selected = option == value;
                view! { <option value=option selected=selected>{words}</option> }
            })
            .collect_view()
    };
    let evidence = std::iter::once((String::new(), l.desk_evidence_choose().to_owned()))
        .chain(
            work.pages
                .iter()
                .zip(1_i64..)
                .map(|(page, place)| (Evidence::Page(page.id.clone()).as_word(), l.desk_evidence_page(place))),
        )
        .chain(work.records.iter().map(|record| {
            let words = l.desk_evidence_record(record.condition.clone(), day_medium(l, record.noted_on));
            (Evidence::Record(record.id.clone()).as_word(), words)
        }));
    let problem = move || {
        errors.with(|error| {
            let fields = error.as_ref().map(AppError::fields).unwrap_or_default();
            let found: Vec<_> = fields
                .iter()
                .filter(|field| field.field == line_field(nth))
                .map(|field| field.message.clone())
                .collect();
            found
                .into_iter()
                .map(|words| view! { <p class="problem"><IconView icon=Icon::CircleAlert/>{words}</p> })
                .collect_view()
        })
    };
    let class = if refused { "card decide-line decide-refused" } else { "card decide-line" };
    let (reasons, evidence): (Vec<_>, Vec<_>) = (reasons.collect(), evidence.collect());
    view! {
        <fieldset class=class id=line_field(nth)>
            <legend class="between"><strong>{line.description.clone()}</strong><span class="number">{work.money(out.submitted_cents).to_string()}</span></legend>
            <p class="soft small">{says}</p>
            {problem}
            <div class="segments">
                {ways
                    .into_iter()
                    .map(|(value, words)| {
                        let checked = way == value;
                        view! {
                            <label><input type="radio" name=name("way") value=value checked=checked on:change=move |_| chosen.set(nth, |line| line.way = value.to_owned())/>{words}</label>
                        }
                    })
                    .collect_view()}
            </div>
            <div class="decide-fields">
                <label class="field when-part" for=id("amount")><strong>{l.desk_decide_amount()}</strong>
                    <input class="input number" id=id("amount") name=name("amount") inputmode="decimal" autocomplete="off" maxlength="30" value=choice.amount.clone()
                        on:input=move |event| chosen.set(nth, |line| line.amount = event_target_value(&event))/></label>
                <label class="field when-less" for=id("reason")><strong>{l.desk_decide_reason()}</strong>
                    <select class="input" id=id("reason") name=name("reason") on:change=move |event| chosen.set(nth, |line| line.reason = event_target_value(&event))>
                        {options(reasons, &choice.reason)}
                    </select></label>
                <label class="field when-shown" for=id("evidence")><strong>{l.desk_decide_evidence()}</strong>
                    <select class="input" id=id("evidence") name=name("evidence") on:change=move |event| chosen.set(nth, |line| line.evidence = event_target_value(&event))>
                        {options(evidence, &choice.evidence)}
                    </select></label>
                <label class="field when-otherwise" for=id("why")><strong>{l.desk_decide_why()}</strong>
                    <textarea class="input" id=id("why") name=name("why") rows="2" maxlength="2000" on:input=move |event| chosen.set(nth, |line| line.why = event_target_value(&event))>
                        {choice.why.clone()}
                    </textarea></label>
            </div>
        </fieldset>
    }
    .into_any()
}
