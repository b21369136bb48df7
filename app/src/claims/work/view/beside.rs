use leptos::prelude::*;

use super::acts::NameForm;
use crate::claims::intake::pages_model::Page;
use crate::claims::rules::signs::{may_be_one_clinic, number_as_kept};
use crate::claims::work::model::Work;
use crate::ids::ClaimId;
use crate::texts::use_lang;
use crate::ui::{Badge, Icon, IconView, Tone, day_medium};

/// The pages of a claim, as large as their column; each opens in full. Fetching one is a look that is recorded.
#[component]
pub fn Pages(
    /// Of which claim.
    claim: ClaimId,
    /// In order.
    pages: Vec<Page>,
) -> impl IntoView {
    let l = use_lang();
    let none = pages.is_empty();
    let sheets = pages.into_iter().zip(1_i64..).map(move |(page, nth)| {
        let href = format!("/desk/claims/{claim}/pages/{}", page.id);
        let inner = if page.is_picture() {
            view! { <img src=href.clone() alt=l.desk_page_alt(nth) decoding="async"/> }.into_any()
        } else {
            view! { <span class="paper"><IconView icon=Icon::FileText/><span class="paper-name">{page.file_name}</span><span class="soft small">{l.claims_invoice_file_pages(page.page_count)}</span></span> }.into_any()
        };
        view! { <li><a class="work-sheet" href=href rel="external">{inner}</a></li> }
    });
    view! {
        <section class="stack-tight" aria-labelledby="pages">
            <h2 id="pages" class="visually-hidden">{l.claims_invoice_title()}</h2>
            {none.then(|| view! { <p class="card soft">{l.desk_no_pages()}</p> })}
            <ul class="work-sheets">{sheets.collect_view()}</ul>
        </section>
    }
    .into_any()
}

/// What was read from the invoice against what was answered.
#[component]
pub fn Read(
    /// The claim.
    work: Work,
) -> impl IntoView {
    let l = use_lang();
    let money = |cents: i64| work.money(cents).to_string();
    let none = || l.desk_read_nothing().to_owned();
    let rows = [
        (
            l.desk_read_date(),
            work.read_on.map_or_else(none, |day| day_medium(l, day)),
            day_medium(l, work.inputs.visit_on),
            work.read_on.map(|day| day == work.inputs.visit_on),
        ),
        (
            l.desk_read_total(),
            work.read_total_cents.map_or_else(none, money),
            money(work.inputs.total_cents),
            work.read_total_cents.map(|cents| cents == work.inputs.total_cents),
        ),
        (
            l.desk_read_clinic(),
            work.read_clinic.clone().unwrap_or_else(none),
            work.clinic.clone().unwrap_or_else(none),
            work.read_clinic
                .as_ref()
                .map(|clinic| work.clinic.is_some() && may_be_one_clinic(Some(clinic), work.clinic.as_deref())),
        ),
        (
            l.desk_read_number(),
            work.read_number.clone().unwrap_or_else(none),
            work.invoice_number.clone().unwrap_or_else(none),
            work.read_number.as_ref().map(|number| number_as_kept(number) == work.invoice_number),
        ),
        (
            l.desk_read_lines(),
            if work.confirmed { l.desk_read_confirmed().to_owned() } else { none() },
            money(work.inputs.lines_cents()),
            Some(work.inputs.lines_cents() == work.inputs.total_cents),
        ),
    ];
    let rows = rows.into_iter().map(|(name, read, said, agrees)| {
        let mark = match agrees {
            Some(true) => {
                view! { <span class="mark mark-good"><IconView icon=Icon::CircleCheck/><span class="visually-hidden">{l.desk_read_agrees()}</span></span> }
                    .into_any()
            }
            Some(false) => view! { <Badge tone=Tone::Now icon=Icon::CircleAlert>{l.desk_read_differs()}</Badge> }.into_any(),
            None => ().into_any(),
        };
        view! { <tr><th scope="row">{name}</th><td>{read}</td><td class="number">{said}</td><td>{mark}</td></tr> }
    });
    view! {
        <section class="card stack-tight" aria-labelledby="read">
            <h2 id="read">{l.desk_read_title()}</h2>
            <table class="desk-table">
                <thead><tr>
                    <td></td><th scope="col">{l.desk_read_read()}</th><th scope="col">{l.desk_read_said()}</th><td></td>
                </tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
            {work.may_act.then(|| view! { <NameForm work=work.clone()/> })}
        </section>
    }
    .into_any()
}
