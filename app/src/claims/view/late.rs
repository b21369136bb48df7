use leptos::form::ActionForm;
use leptos::prelude::*;

use crate::claims::api::ConfirmReading;
use crate::claims::intake::view::{Cut, ReadLines};
use crate::claims::model::{ClaimSummary, LateReading, Said};
use crate::money::Money;
use crate::texts::use_lang;
use crate::ui::{Button, ErrorSummary, Look, SummaryList, SummaryRow, day_full, use_form_errors};

/// What was read from the invoice after filing, each with the piece that says so, to be confirmed all together or not. The page that shows it provides the
/// action, so that it fetches the claim again afterwards.
#[component]
pub fn ReadLate(
    /// What was read.
    late: LateReading,
    /// The claim, with what was answered.
    claim: ClaimSummary,
) -> impl IntoView {
    let l = use_lang();
    let action = use_context::<ServerAction<ConfirmReading>>().unwrap_or_default();
    let errors = use_form_errors(action);
    let LateReading { offered, mark } = late;
    let differs = move |given: Option<String>| given.map(|given| view! { <p class="small">{l.reading_late_total_differs(given)}</p> });
    let date = offered.date.map(|piece| {
        let (words, answered) = (day_full(l, piece.value), (piece.value != claim.visit_on).then(|| day_full(l, claim.visit_on)));
        view! { <SummaryRow name=l.reading_found_date()>{words.clone()}<Cut cutting=piece.cutting words=words/>{differs(answered)}</SummaryRow> }
    });
    let total = offered.total.map(|piece| {
        let (words, answered) = (
            Money::usd(piece.value).to_string(),
            (piece.value != claim.total.cents).then(|| claim.total.to_string()),
        );
        view! { <SummaryRow name=l.reading_found_total()>{words.clone()}<Cut cutting=piece.cutting words=words/>{differs(answered)}</SummaryRow> }
    });
    let named = [(l.reading_found_clinic(), offered.clinic), (l.reading_found_number(), offered.number)];
    let named = named.into_iter().filter_map(|(name, piece)| {
        let piece = piece?;
        Some(view! { <SummaryRow name=name>{piece.value.clone()}<Cut cutting=piece.cutting words=piece.value/></SummaryRow> })
    });
    let lines = (!offered.lines.is_empty()).then(|| view! { <h3>{l.reading_lines_title()}</h3><ReadLines lines=offered.lines/> });
    view! {
        <section class="card stack-tight" id="read" aria-labelledby="read-late">
            <h2 id="read-late">{l.reading_late_title()}</h2>
            <p class="soft">{l.reading_late_says()}</p>
            <ErrorSummary errors=errors/>
            <SummaryList>{date}{total}{named.collect_view()}</SummaryList>
            {lines}
            <ActionForm action=action attr:class="stack-tight">
                <input type="hidden" name="claim" value=claim.id.0/>
                <input type="hidden" name="mark" value=mark/>
                <Button name="said" value=Said::Right.as_str() pending=action.pending()>{l.reading_late_yes()}</Button>
                <Button look=Look::Second name="said" value=Said::Wrong.as_str() pending=action.pending()>{l.reading_late_no()}</Button>
                <p class="soft small">{l.reading_late_no_says()}</p>
            </ActionForm>
        </section>
    }
    .into_any()
}
