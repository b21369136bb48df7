//! When and in which language: the lower half of `/account/notifications`.

use leptos::form::ActionForm;
use leptos::prelude::*;

use super::preferences::Acts;
use crate::notify::model::Quiet;
use crate::texts::{Lang, use_lang};
use crate::ui::{Button, Choice, ErrorSummary, Look, SelectField, use_form_errors};

/// What most people choose first: nine in the evening to eight in the morning.
const USUAL: Quiet = Quiet { from: 21, to: 8 };

/// Hours in which what can wait does.
#[component]
pub(super) fn QuietHours(quiet: Option<Quiet>, zone: String) -> impl IntoView {
    let l = use_lang();
    let acts = expect_context::<Acts>();
    let errors = use_form_errors(acts.quiet);
    let hours: Vec<(String, String)> = (0..24).map(|hour: u8| (hour.to_string(), hour_words(l, hour))).collect();
    let Quiet { from, to } = quiet.unwrap_or(USUAL);
    view! {
        <section class="card stack">
            <div class="stack-tight">
                <h2>{l.notice_quiet_title()}</h2>
                <p class="soft">{l.notice_quiet_text(place(&zone))}</p>
            </div>
            <ActionForm action=acts.quiet attr:class="stack">
                <ErrorSummary errors=errors/>
                <label class="choice">
                    <input type="checkbox" name="quiet" value="on" checked=quiet.is_some()/>
                    {l.notice_quiet_want()}
                </label>
                <div class="pair">
                    <SelectField name="from" label=l.notice_quiet_from() options=hours.clone() value=from.to_string() errors=errors/>
                    <SelectField name="to" label=l.notice_quiet_to() options=hours value=to.to_string() errors=errors/>
                </div>
                <div><Button look=Look::Second pending=acts.quiet.pending()>{l.notice_quiet_save()}</Button></div>
            </ActionForm>
        </section>
    }
    .into_any()
}

/// The language of letters and messages.
#[component]
pub(super) fn Language(language: Lang) -> impl IntoView {
    let l = use_lang();
    let acts = expect_context::<Acts>();
    view! {
        <section class="card">
            <ActionForm action=acts.language attr:class="stack">
                <fieldset class="stack-tight">
                    <legend><h2>{l.notice_language_title()}</h2></legend>
                    <div class="choices">
                        {Lang::ALL
                            .into_iter()
                            .map(|lang| view! {
                                <Choice name="language" id=format!("language-{lang}") value=lang.as_str() checked=lang == language><span lang=lang.as_str()>{lang.own_name()}</span></Choice>
                            })
                            .collect_view()}
                    </div>
                </fieldset>
                <div><Button look=Look::Second pending=acts.language.pending()>{l.notice_language_save()}</Button></div>
            </ActionForm>
        </section>
    }
    .into_any()
}

/// `9:00 PM`
fn hour_words(l: Lang, hour: u8) -> String {
    let half = if hour < 12 { l.ui_morning_hours() } else { l.ui_afternoon_hours() };
    let shown = if hour.is_multiple_of(12) { 12 } else { hour % 12 };
    format!("{shown}:00\u{a0}{half}")
}

/// The place that a time zone is named after: `New York`.
fn place(zone: &str) -> String {
    zone.rsplit('/').next().unwrap_or(zone).replace('_', " ")
}
