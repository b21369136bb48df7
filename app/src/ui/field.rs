use leptos::prelude::*;

use super::error_summary::{FormErrors, field_problem};
use super::{Icon, IconView};

/// For `aria-describedby`: the hint and the problem that stand beside an input.
pub fn described_by(name: &'static str, hint: bool, errors: FormErrors) -> impl Fn() -> Option<String> + Copy + Send + Sync + 'static {
    move || match (hint, field_problem(errors, name).is_some()) {
        (true, true) => Some(format!("{name}-hint {name}-problem")),
        (true, false) => Some(format!("{name}-hint")),
        (false, true) => Some(format!("{name}-problem")),
        (false, false) => None,
    }
}

/// Whether a field needs another look, for `aria-invalid`.
pub fn is_unfit(name: &'static str, errors: FormErrors) -> impl Fn() -> Option<&'static str> + Copy + Send + Sync + 'static {
    move || field_problem(errors, name).is_some().then_some("true")
}

/// What was typed before the session ended, in place of what would stand in a field. Only the server knows it; the browser takes the field as it comes.
#[cfg(feature = "ssr")]
fn again(name: &str, value: String) -> String {
    crate::sessions::typed::value(name).unwrap_or(value)
}

#[cfg(not(feature = "ssr"))]
fn again(_: &str, value: String) -> String {
    value
}

/// Label, help and problem around any input whose `id` is `name`.
#[component]
pub fn Field(
    /// `name` and `id` of the input.
    name: &'static str,
    /// Its label.
    #[prop(into)]
    label: String,
    /// A sentence of help between label and input.
    hint: Option<String>,
    /// What went wrong with the form.
    errors: FormErrors,
    /// The input.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="field">
            <label for=name>{label}</label>
            {hint.map(|hint| view! { <p class="hint" id=format!("{name}-hint")>{hint}</p> })}
            <FieldProblem name=name errors=errors/>
            {children()}
        </div>
    }
}

/// What a field, or a group of choices, needs another look for.
#[component]
pub fn FieldProblem(
    /// Its name.
    name: &'static str,
    /// What went wrong with the form.
    errors: FormErrors,
) -> impl IntoView {
    move || field_problem(errors, name).map(|problem| view! { <p class="problem" id=format!("{name}-problem")><IconView icon=Icon::CircleAlert/>{problem}</p> })
}

/// One line of text.
#[component]
pub fn TextField(
    /// `name` and `id` of the input.
    name: &'static str,
    /// Its label.
    #[prop(into)]
    label: String,
    /// A sentence of help between label and input.
    #[prop(optional, into)]
    hint: Option<String>,
    /// The input's `type`.
    #[prop(default = "text")]
    kind: &'static str,
    /// What the browser may fill in.
    #[prop(optional)]
    autocomplete: Option<&'static str>,
    /// Which keyboard a phone shows.
    #[prop(optional)]
    inputmode: Option<&'static str>,
    /// What stands in it at first.
    #[prop(optional, into)]
    value: String,
    /// The most characters it takes.
    #[prop(default = 200)]
    maxlength: u16,
    /// The latest date, for dates.
    #[prop(optional, into)]
    max: Option<String>,
    /// `id` of a `<datalist>` with what is often typed.
    #[prop(optional)]
    list: Option<&'static str>,
    /// What went wrong with the form.
    #[prop(optional, into)]
    errors: FormErrors,
) -> impl IntoView {
    let (described, value) = (described_by(name, hint.is_some(), errors), again(name, value));
    view! {
        <Field name=name label=label hint=hint errors=errors>
            <input
                class="input"
                id=name
                name=name
                type=kind
                value=value
                autocomplete=autocomplete
                inputmode=inputmode
                maxlength=(kind != "date").then(|| maxlength.to_string())
                max=max
                list=list
                autocapitalize=matches!(kind, "email" | "password").then_some("none")
                spellcheck=matches!(kind, "email" | "password").then_some("false")
                aria-describedby=described
                aria-invalid=is_unfit(name, errors)
            />
        </Field>
    }
}

/// An amount of money, with its sign before it.
#[component]
pub fn MoneyField(
    /// `name` and `id` of the input.
    name: &'static str,
    /// Its label.
    #[prop(into)]
    label: String,
    /// A sentence of help between label and input.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What stands in it at first.
    #[prop(optional, into)]
    value: String,
    /// What went wrong with the form.
    #[prop(optional, into)]
    errors: FormErrors,
) -> impl IntoView {
    let (described, value) = (described_by(name, hint.is_some(), errors), again(name, value));
    view! {
        <Field name=name label=label hint=hint errors=errors>
            <div class="input-money">
                <span aria-hidden="true">"$"</span>
                <input
                    class="input"
                    id=name
                    name=name
                    type="text"
                    inputmode="decimal"
                    autocomplete="off"
                    maxlength="30"
                    value=value
                    aria-describedby=described
                    aria-invalid=is_unfit(name, errors)
                />
            </div>
        </Field>
    }
}

/// Several lines of text.
#[component]
pub fn TextArea(
    /// `name` and `id` of the field.
    name: &'static str,
    /// Its label.
    #[prop(into)]
    label: String,
    /// A sentence of help between label and field.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What stands in it at first.
    #[prop(optional, into)]
    value: String,
    /// The most characters it takes.
    #[prop(default = 2000)]
    maxlength: u16,
    /// What went wrong with the form.
    #[prop(optional, into)]
    errors: FormErrors,
) -> impl IntoView {
    let (described, value) = (described_by(name, hint.is_some(), errors), again(name, value));
    view! {
        <Field name=name label=label hint=hint errors=errors>
            <textarea
                class="input"
                id=name
                name=name
                maxlength=maxlength.to_string()
                aria-describedby=described
                aria-invalid=is_unfit(name, errors)
            >
                {value}
            </textarea>
        </Field>
    }
}

/// One of a few words.
#[component]
pub fn SelectField(
    /// `name` and `id` of the field.
    name: &'static str,
    /// Its label.
    #[prop(into)]
    label: String,
    /// (value, words) in order.
    options: Vec<(String, String)>,
    /// The value chosen at first.
    #[prop(optional, into)]
    value: String,
    /// What went wrong with the form.
    #[prop(optional, into)]
    errors: FormErrors,
) -> impl IntoView {
    let (described, value) = (described_by(name, false, errors), again(name, value));
    view! {
        <Field name=name label=label hint=None errors=errors>
            <select class="input" id=name name=name aria-describedby=described aria-invalid=is_unfit(name, errors)>
                {options
                    .into_iter()
                    .map(|(option, words)| {
                        let selected = option == value;
                        view! { <option value=option selected=selected>{words}</option> }
                    })
                    .collect_view()}
            </select>
        </Field>
    }
}

/// A radio button as a card: a big target with words, and something beside them.
#[component]
pub fn Choice(
    /// `name` shared by the choices of one question.
    name: &'static str,
    /// What is sent when this one is chosen.
    #[prop(into)]
    value: String,
    /// Whether it is chosen at first.
    #[prop(optional)]
    checked: bool,
    /// `id`; the first choice of a question carries the question's name, so that an error can lead to it.
    #[prop(into)]
    id: String,
    /// The words.
    children: Children,
) -> impl IntoView {
    #[cfg(feature = "ssr")]
    let checked = crate::sessions::typed::value(name).map_or(checked, |typed| typed == value);
    view! {
        <label class="choice">
            <input type="radio" id=id name=name value=value checked=checked/>
            {children()}
        </label>
    }
}
