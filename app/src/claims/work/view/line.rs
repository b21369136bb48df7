//! `/desk/claims/{claim}/lines/{line}`

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::acts::{On, Refused};
use super::beside::Pages;
use super::case::back_to;
use super::words::{CATEGORIES, category_words, sides};
use crate::claims::work::api::{ChangeLine, load_line};
use crate::claims::work::model::LineToChange;
use crate::ids::ClaimId;
use crate::texts::use_lang;
use crate::ui::{Button, Heading, Loaded, SelectField, TextArea, TextField, TopBar, answer, use_checked_form};

/// The form that puts a line right.
#[component]
pub fn LinePage() -> impl IntoView {
    let l = use_lang();
    let params = use_params_map();
    let asked = move || {
        let params = params.read();
        (ClaimId(params.get("claim").unwrap_or_default()), params.get("line").unwrap_or_default())
    };
    let line = answer(asked, |(claim, line)| load_line(claim, line));
    view! {
        <TopBar back=(format!("/desk/claims/{}", params.read_untracked().get("claim").unwrap_or_default()), l.desk_back_to_claim().to_owned())/>
        <Loaded from=line view=|line| view! { <Form line=line/> }/>
    }
}

#[component]
fn Form(line: LineToChange) -> impl IntoView {
    let l = use_lang();
    let action = ServerAction::<ChangeLine>::new();
    let (errors, check) = use_checked_form(action, move |sent: &ChangeLine| sent.form.parse(l).err().unwrap_or_default());
    let categories: Vec<_> = CATEGORIES
        .iter()
        .map(|category| (category.as_str().to_owned(), category_words(*category, l).to_owned()))
        .collect();
    let conditions = std::iter::once((String::new(), l.desk_line_condition_own().to_owned()));
    let conditions: Vec<_> = conditions.chain(line.conditions.into_iter().map(|one| (one.code, one.name))).collect();
    let form = line.form;
    view! {
        <div class="desk stack">
            <Heading words=l.desk_line_title()/>
            <div class="work">
                <div class="stack work-left"><Pages claim=line.claim.clone() pages=line.pages/></div>
                <ActionForm action=action attr:class="card stack" attr:novalidate=true on:submit:capture=check>
                    <Refused errors=errors claim=line.claim.clone()/>
                    <On claim=line.claim.clone() version=line.version/>
                    <input type="hidden" name="line" value=line.line/>
                    <TextField name="description" label=l.desk_line_description() value=form.description autocomplete="off" errors=errors/>
                    <TextField name="amount" label=l.desk_line_amount() hint=l.desk_line_amount_hint() value=form.amount inputmode="decimal" autocomplete="off" maxlength=30 errors=errors/>
                    <SelectField name="category" label=l.desk_line_category() options=categories value=form.category errors=errors/>
                    <SelectField name="condition" label=l.desk_line_condition() options=conditions value=form.condition errors=errors/>
                    <SelectField name="side" label=l.desk_side() options=sides(l) value=form.side errors=errors/>
                    <label class="choice"><input type="checkbox" name="all" value="1" checked={form.all == "1"}/>{l.desk_line_all()}</label>
                    <TextArea name="why" label=l.desk_line_why() hint=l.desk_line_why_hint() value=form.why errors=errors/>
                    <div class="form-actions">
                        <Button pending=action.pending()>{l.desk_save()}</Button>
                        {back_to(&line.claim, &line.number)}
                    </div>
                </ActionForm>
            </div>
        </div>
    }
    .into_any()
}
