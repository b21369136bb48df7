//! `/desk/claims/{claim}/record`

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::acts::{On, Refused};
use super::beside::Pages;
use super::case::back_to;
use super::words::sides;
use crate::claims::work::api::{AddRecord, load_record};
use crate::claims::work::model::RecordToAdd;
use crate::ids::ClaimId;
use crate::texts::use_lang;
use crate::ui::{Button, Heading, Loaded, SelectField, TextField, TopBar, answer, use_checked_form};

/// The form that records what a record of the animal shows.
#[component]
pub fn RecordPage() -> impl IntoView {
    let l = use_lang();
    let params = use_params_map();
    let claim = move || ClaimId(params.read().get("claim").unwrap_or_default());
    let record = answer(claim, load_record);
    view! {
        <TopBar back=(format!("/desk/claims/{}", params.read_untracked().get("claim").unwrap_or_default()), l.desk_back_to_claim().to_owned())/>
        <Loaded from=record view=|record| view! { <Form record=record/> }/>
    }
}

#[component]
fn Form(record: RecordToAdd) -> impl IntoView {
    let l = use_lang();
    let action = ServerAction::<AddRecord>::new();
    let today = record.today;
    let (errors, check) = use_checked_form(action, move |sent: &AddRecord| sent.form.parse(today, l).err().unwrap_or_default());
    let conditions = std::iter::once((String::new(), l.desk_record_condition_choose().to_owned()));
    let conditions: Vec<_> = conditions.chain(record.conditions.into_iter().map(|one| (one.code, one.name))).collect();
    let pages = std::iter::once((String::new(), l.desk_record_page_none().to_owned()));
    let pages = pages.chain(
        record
            .pages
            .iter()
            .zip(1_i64..)
            .map(|(page, nth)| (page.id.0.clone(), l.desk_evidence_page(nth))),
    );
    let form = record.form;
    let pages: Vec<_> = pages.collect();
    view! {
        <div class="desk stack">
            <Heading words=l.desk_record_title(record.pet)/>
            <div class="work">
                <div class="stack work-left"><Pages claim=record.claim.clone() pages=record.pages/></div>
                <ActionForm action=action attr:class="card stack" attr:novalidate=true on:submit:capture=check>
                    <p class="soft">{l.desk_record_says()}</p>
                    <Refused errors=errors claim=record.claim.clone()/>
                    <On claim=record.claim.clone() version=record.version/>
                    <SelectField name="condition" label=l.desk_line_condition() options=conditions value=form.condition errors=errors/>
                    <SelectField name="side" label=l.desk_side() options=sides(l) value=form.side errors=errors/>
                    <TextField name="noted_on" label=l.desk_record_day() hint=l.desk_record_day_hint() kind="date" value=form.noted_on max=today.to_string() errors=errors/>
                    <TextField name="source" label=l.desk_record_source() hint=l.desk_record_source_hint() value=form.source autocomplete="off" errors=errors/>
                    <SelectField name="page" label=l.desk_record_page() options=pages value=form.page errors=errors/>
                    <div class="form-actions">
                        <Button pending=action.pending()>{l.desk_save()}</Button>
                        {back_to(&record.claim, &record.number)}
                    </div>
                </ActionForm>
            </div>
        </div>
    }
    .into_any()
}
