use leptos::prelude::*;

use super::Group;
use crate::error::{AppError, FieldError};
use crate::ui::*;

/// Names of the fields: each look has its own, since an `id` may stand on a page once.
#[derive(Clone, Copy, Debug)]
pub struct Names {
    text: &'static str,
    hint: &'static str,
    wrong: &'static str,
    date: &'static str,
    money: &'static str,
    money_wrong: &'static str,
    area: &'static str,
    select: &'static str,
    choice: &'static str,
    other: &'static str,
}

/// Names in the light look.
pub const LIGHT: Names = Names {
    text: "light-text",
    hint: "light-hint",
    wrong: "light-wrong",
    date: "light-date",
    money: "light-money",
    money_wrong: "light-money-wrong",
    area: "light-area",
    select: "light-select",
    choice: "light-choice",
    other: "light-other",
};

/// Names in the dark look.
pub const DARK: Names = Names {
    text: "dark-text",
    hint: "dark-hint",
    wrong: "dark-wrong",
    date: "dark-date",
    money: "dark-money",
    money_wrong: "dark-money-wrong",
    area: "dark-area",
    select: "dark-select",
    choice: "dark-choice",
    other: "dark-other",
};

/// Everything that is filled in.
#[component]
pub fn Fields(
    /// Names of the fields.
    names: Names,
) -> impl IntoView {
    let errors = Signal::stored(Some(AppError::Invalid(vec![
        FieldError::new(names.wrong, "Enter your email address, like name@example.com."),
        FieldError::new(names.money_wrong, "Enter the total with a point: 12.50."),
    ])));
    let conflict = Signal::stored(Some(AppError::Conflict));
    view! {
        <Group title="ErrorSummary">
            <ErrorSummary errors=errors/>
            <ErrorSummary errors=conflict/>
        </Group>
        <Group title="Fields">
            <div class="stack">
                <TextField name=names.text label="One line of text"/>
                <TextField name=names.hint label="With a hint" hint="A sentence of help between label and field." value="Filled in"/>
                <TextField name=names.wrong label="With a problem" kind="email" hint="The hint stays." value="robin@" errors=errors/>
                <TextField name=names.date label="A date" kind="date" value="2026-11-20"/>
                <MoneyField name=names.money label="An amount" value="486.40"/>
                <MoneyField name=names.money_wrong label="An amount with a problem" value="12,50" errors=errors/>
                <TextArea name=names.area label="Several lines"/>
                <SelectField name=names.select label="One of a few" options=vec![("a".to_owned(), "Female".to_owned()), ("b".to_owned(), "Male".to_owned())] value="b"/>
                <fieldset class="stack-tight">
                    <legend class="soft">"Choices"</legend>
                    <Choice name=names.choice id=names.choice value="today" checked=true>"Today"<span class="aside">"Fri, Nov 20"</span></Choice>
                    <Choice name=names.choice id=names.other value="yesterday">"Yesterday"<span class="aside">"Thu, Nov 19"</span></Choice>
                </fieldset>
            </div>
        </Group>
    }
}
