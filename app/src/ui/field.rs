use leptos::prelude::*;

use super::error_summary::{FormErrors, field_problem};
use super::{Icon, IconView};

fn describe(name: &'static str, hint: bool, errors: FormErrors) -> impl Fn() -> Option<String> + Copy + Send + Sync + 'static {
    move || match (hint, field_problem(errors, name).is_some()) {
        (true, true) => Some(format!("{name}-hint {name}-problem")),
        (true, false) => Some(format!("{name}-hint")),
        (false, true) => Some(format!("{name}-problem")),
        (false, false) => None,
    }
}

#[component]
fn Around(name: &'static str, #[prop(into)] label: String, hint: Option<String>, errors: FormErrors, children: Children) -> impl IntoView {
    view! {
        <div class="field">
            <label for=name>{label}</label>
            {hint.map(|hint| view! { <p class="hint" id=format!("{name}-hint")>{hint}</p> })}
            {move || {
                field_problem(errors, name)
                    .map(|problem| view! { <p class="problem" id=format!("{name}-problem")><IconView icon=Icon::CircleAlert/>{problem}</p> })
            }}
            {children()}
        </div>
    }
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
    let described = describe(name, hint.is_some(), errors);
    view! {
        <Around name=name label=label hint=hint errors=errors>
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
                aria-invalid=move || field_problem(errors, name).is_some().then_some("true")
            />
        </Around>
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
    let described = describe(name, hint.is_some(), errors);
    view! {
        <Around name=name label=label hint=hint errors=errors>
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
                    aria-invalid=move || field_problem(errors, name).is_some().then_some("true")
                />
            </div>
        </Around>
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
    let described = describe(name, hint.is_some(), errors);
    view! {
        <Around name=name label=label hint=hint errors=errors>
            <textarea
                class="input"
                id=name
                name=name
                maxlength=maxlength.to_string()
                aria-describedby=described
                aria-invalid=move || field_problem(errors, name).is_some().then_some("true")
            >
                {value}
            </textarea>
        </Around>
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
    let described = describe(name, false, errors);
    view! {
        <Around name=name label=label hint=None errors=errors>
            <select class="input" id=name name=name aria-describedby=described aria-invalid=move || field_problem(errors, name).is_some().then_some("true")>
                {options
                    .into_iter()
                    .map(|(option, words)| {
                        let selected = option == value;
                        view! { <option value=option selected=selected>{words}</option> }
                    })
                    .collect_view()}
            </select>
        </Around>
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
    view! {
        <label class="choice">
            <input type="radio" id=id name=name value=value checked=checked/>
            {children()}
        </label>
    }
}
