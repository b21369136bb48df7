use leptos::prelude::*;

use super::words::{ahead, happened};
use crate::claims::model::ClaimDetail;
use crate::texts::use_lang;
use crate::ui::{Sentence, moment_long};

/// What has happened to a claim and when, and what comes next.
#[component]
pub fn Timeline(
    /// The claim.
    detail: ClaimDetail,
) -> impl IntoView {
    let l = use_lang();
    let today = detail.today;
    let next = ahead(&detail.summary, today, l);
    view! {
        <section class="stack-tight" aria-labelledby="timeline">
            <h2 id="timeline">{l.claims_timeline()}</h2>
            <ol class="timeline">
                {detail
                    .events
                    .into_iter()
                    .map(|event| {
                        let words = happened(&event, l);
                        view! { <li><span class="font-semibold">{words}</span><span class="block soft small">{moment_long(l, event.at, today)}</span></li> }
                    })
                    .collect_view()}
                {next.map(|words| view! { <li class="ahead"><span class="block soft small">{l.claims_ahead()}</span><Sentence words=words/></li> })}
            </ol>
        </section>
    }
}
