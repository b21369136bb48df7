use leptos::prelude::*;

use crate::auth::Power;
use crate::claims::intake::pages_model::Page;
use crate::claims::model::{ClaimDetail, Line};
use crate::claims::rules::Side;
use crate::ids::{Series, show_number};
use crate::shell::use_roles;
use crate::texts::use_lang;
use crate::ui::{Icon, IconView, SummaryList, SummaryRow, day_full, moment_long};

/// The files of the invoice, small; each opens in full.
#[component]
pub fn Pages(
    /// The files in order.
    pages: Vec<Page>,
) -> impl IntoView {
    let l = use_lang();
    (!pages.is_empty()).then(|| {
        view! {
            <section class="card stack-tight" aria-labelledby="invoice">
                <h2 id="invoice">{l.claims_invoice_title()}</h2>
                <ul class="thumbs">
                    {pages
                        .into_iter()
                        .zip(1_i64..)
                        .map(|(page, n)| {
                            let href = page.address();
                            view! {
                                <li>
                                    <a href=href.clone() rel="external">
                                        {if page.is_picture() {
                                            view! { <img src=href.clone() alt=l.claims_invoice_page_alt(n) loading="lazy" decoding="async"/> }.into_any()
                                        } else {
                                            view! {
                                                <span class="file"><IconView icon=Icon::FileText/>{l.claims_invoice_file_pages(page.page_count)}</span>
                                            }
                                                .into_any()
                                        }}
                                        <span class="name">{if page.is_picture() { l.claims_invoice_page(n) } else { page.file_name }}</span>
                                    </a>
                                </li>
                            }
                        })
                        .collect_view()}
                </ul>
            </section>
        }
    })
}

/// Everything that was answered when the claim was filed, and the lines when there are several.
#[component]
pub fn Answers(
    /// The claim.
    detail: ClaimDetail,
) -> impl IntoView {
    let l = use_lang();
    let filed = moment_long(l, detail.submitted_at, detail.today);
    let claim = detail.summary;
    let notes = if detail.notes.is_empty() {
        l.claims_told_no_notes().to_owned()
    } else {
        detail.notes
    };
    let side = detail.side.map(|side| match side {
        Side::Left => l.claims_told_side_left(),
        Side::Right => l.claims_told_side_right(),
    });
    let lines = (detail.lines.len() > 1 && detail.decision.is_none()).then_some(detail.lines);
    view! {
        <section class="card stack-tight" aria-labelledby="told">
            <h2 id="told">{l.claims_told_title()}</h2>
            <SummaryList>
                <SummaryRow name=l.claims_told_pet()>{where_allowed(format!("/pets/{}", claim.pet_id), claim.pet_name)}</SummaryRow>
                <SummaryRow name=l.claims_told_visit()>{day_full(l, claim.visit_on)}</SummaryRow>
                <SummaryRow name=l.claims_told_what()>{claim.what}</SummaryRow>
                {side.map(|side| view! { <SummaryRow name=l.claims_told_side()>{side}</SummaryRow> })}
                <SummaryRow name=l.claims_told_total()><span class="number">{claim.total.to_string()}</span></SummaryRow>
                {detail.clinic.map(|clinic| view! { <SummaryRow name=l.reading_found_clinic()>{clinic}</SummaryRow> })}
                {detail.invoice_number.map(|number| view! { <SummaryRow name=l.reading_found_number()><span class="number">{number}</span></SummaryRow> })}
                <SummaryRow name=l.claims_told_notes()><span class="whitespace-pre-line">{notes}</span></SummaryRow>
                <SummaryRow name=l.claims_told_policy()>
                    <span class="number">{where_allowed(format!("/policies/{}", detail.policy_id), show_number(Series::Policy, &detail.policy_number))}</span>
                </SummaryRow>
                <SummaryRow name=l.claims_told_filed()>{filed}</SummaryRow>
            </SummaryList>
        </section>
        {lines.map(|lines| view! { <Lines lines=lines/> })}
    }
}

/// Words that lead to a page of the household; only the words for who may not see it.
fn where_allowed(href: String, words: String) -> AnyView {
    if use_roles().may(Power::View) {
        view! { <a href=href>{words}</a> }.into_any()
    } else {
        words.into_any()
    }
}

#[component]
fn Lines(lines: Vec<Line>) -> impl IntoView {
    let l = use_lang();
    view! {
        <section class="card stack-tight" aria-labelledby="lines">
            <h2 id="lines">{l.claims_lines_title()}</h2>
            <table class="sums">
                <thead class="visually-hidden"><tr><th scope="col">{l.claims_sums_line()}</th><th scope="col">{l.claims_sums_billed()}</th></tr></thead>
                <tbody>
                    {lines
                        .into_iter()
                        .map(|line| view! { <tr><th scope="row">{line.description}</th><td>{line.billed.to_string()}</td></tr> })
                        .collect_view()}
                </tbody>
            </table>
        </section>
    }
}
