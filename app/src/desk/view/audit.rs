//! `/desk/audit`

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::desk::api::load_audit;
use crate::desk::model::{self, AuditFilter, AuditLine};
use crate::texts::use_lang;
use crate::ui::{Button, ButtonLink, FormErrors, Heading, Icon, IconView, Loaded, Look, TextField, TopBar, answer, moment_long};

/// Names of the filter's fields, in the address and in the form.
const FIELDS: [&str; 5] = ["actor", "action", "subject", "from", "to"];

fn value(field: &str) -> String {
    use_query_map().with_untracked(|query| query.get(field).unwrap_or_default())
}

/// The filter as the address has it, for links.
fn query_string() -> String {
    let pairs = FIELDS.into_iter().map(|field| (field, value(field))).filter(|(_, value)| !value.is_empty());
    pairs.map(|(field, value)| format!("{field}={}", escaped(&value))).collect::<Vec<_>>().join("&")
}

fn escaped(value: &str) -> String {
    value.bytes().fold(String::new(), |mut text, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.@".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
        text
    })
}

/// Who did what, when, to whom: filtered, a page at a time, and to take away.
#[component]
pub fn AuditPage() -> impl IntoView {
    let l = use_lang();
    let query = use_query_map();
    let asked = move || {
        let query = query.read();
        let field = |name: &str| query.get(name).unwrap_or_default();
        let filter = AuditFilter {
            actor: field("actor"),
            action: field("action"),
            subject: field("subject"),
            from: field("from"),
            to: field("to"),
        };
        (query.get("before").and_then(|seq| seq.parse().ok()), filter)
    };
    let page = answer(asked, |(before, filter)| load_audit(before, filter));
    let none = FormErrors::default();
    view! {
        <TopBar><Heading words=l.desk_audit()/></TopBar>
        <div class="stack">
            <form method="get" action="/desk/audit" class="card stack">
                <div class="filters">
                    <TextField name="actor" label=l.desk_audit_actor() hint=l.desk_audit_who() value=value("actor") autocomplete="off" errors=none/>
                    <TextField name="action" label=l.desk_audit_action() hint=l.desk_audit_begins() value=value("action") autocomplete="off" errors=none/>
                    <TextField name="subject" label=l.desk_audit_subject() hint=l.desk_audit_who() value=value("subject") autocomplete="off" errors=none/>
                    <TextField name="from" label=l.desk_audit_from() kind="date" value=value("from") errors=none/>
                    <TextField name="to" label=l.desk_audit_to() kind="date" value=value("to") errors=none/>
                </div>
                <div><Button icon=Icon::Search>{l.desk_audit_filter()}</Button></div>
            </form>
            <Loaded from=page view=|page| view! { <Page page=page/> }/>
        </div>
    }
}

#[component]
fn Page(page: model::AuditPage) -> impl IntoView {
    let l = use_lang();
    let model::AuditPage { lines, older, today } = page;
    let filter = query_string();
    let none = lines.is_empty();
    view! {
        {if none {
            view! { <p role="status">{l.desk_audit_none()}</p> }.into_any()
        } else {
            view! {
                <p class="form-actions">
                    <a class="button button-second" href=format!("/desk/audit.csv?{filter}") rel="external" download="audit.csv"><IconView icon=Icon::Files/>"CSV"</a>
                    <a class="button button-second" href=format!("/desk/audit.jsonl?{filter}") rel="external" download="audit.jsonl"><IconView icon=Icon::Files/>"JSON Lines"</a>
                </p>
                <ul class="card rows">
                    {lines.into_iter().map(|line| view! { <li class="entry"><Line line=line today=today/></li> }).collect_view()}
                </ul>
            }
            .into_any()
        }}
        {older.map(|seq| view! { <ButtonLink href=format!("/desk/audit?before={seq}&{filter}") look=Look::Second>{l.desk_audit_older()}</ButtonLink> })}
    }
    .into_any()
}

#[component]
fn Line(line: AuditLine, today: crate::day::Day) -> impl IntoView {
    let l = use_lang();
    view! {
        <p class="between"><strong>{line.act}</strong><span class="soft small number">{line.seq}</span></p>
        <p>
            {line.who}
            {line.to.map(|to| format!(" → {to}"))}
            {line.household.map(|household| view! { " → " <a href=format!("/desk/customers/{household}")>{l.desk_audit_customer()}</a> })}
        </p>
        <p class="soft small">{moment_long(l, line.at, today)}{(!line.detail.is_empty()).then(|| format!(" · {}", line.detail))}</p>
        <details class="details small"><summary>{l.desk_audit_record()}<IconView icon=Icon::ChevronRight/></summary><p class="soft wrap-anywhere">{line.record}</p></details>
    }
    .into_any()
}
