//! `/claims/{claim}/appeal/{line}`: says what somebody sees differently about one line, with evidence.

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_params_map;

use crate::claims::appeal::api::{MakeAppeal, load_line};
use crate::claims::appeal::model::{AppealPage as Page, LONGEST_APPEAL};
use crate::claims::asked::api::RemoveFile;
use crate::claims::view::reason_words;
use crate::documents::view::attach::{AddFiles, FileList, Files, Refused};
use crate::ids::ClaimId;
use crate::texts::use_lang;
use crate::ui::{
    Button, ButtonLink, ErrorSummary, Heading, HelpBlock, Loaded, Look, Notice, SummaryList, SummaryRow, TextArea, Tone, TopBar, answer, use_form_errors,
};

/// The page of one line.
#[component]
pub fn AppealPage() -> impl IntoView {
    let l = use_lang();
    let params = use_params_map();
    let claim = move || params.read().get("claim").unwrap_or_default();
    let line = move || params.read().get("line").and_then(|line| line.parse().ok()).unwrap_or(0);
    let page = answer(move || (ClaimId(claim()), line()), |(claim, line)| load_line(claim, line));
    view! {
        <TopBar back=(format!("/claims/{}", untrack(claim)), l.appeal_back().to_owned())/>
        <Refused/>
        <Loaded from=page view=|page| view! { <Shown page=page/> }/>
    }
}

#[component]
fn Shown(page: Page) -> impl IntoView {
    let l = use_lang();
    let back = format!("/claims/{}", page.claim);
    let covered = page
        .covered
        .map(|covered| view! { <SummaryRow name=l.claims_sums_covered()><span class="number">{covered.to_string()}</span></SummaryRow> });
    let reason = page
        .reason
        .map(|reason| view! { <SummaryRow name=l.appeal_reason()>{reason_words(reason, l)}</SummaryRow> });
    let way = match page.obstacle {
        Some(obstacle) => view! {
            <Notice tone=Tone::Soon title=l.appeal_not_title()>{obstacle.sentence(l)}</Notice>
            <ButtonLink href=back look=Look::Second>{l.appeal_to_claim()}</ButtonLink>
        }
        .into_any(),
        None => view! { <Form page=page.clone()/> }.into_any(),
    };
    view! {
        <div class="stack narrow">
            <Heading words=l.appeal_title()/>
            <p class="soft">{l.appeal_text()}</p>
            <div class="card">
                <SummaryList>
                    <SummaryRow name=l.appeal_line()>{page.description}</SummaryRow>
                    <SummaryRow name=l.claims_sums_billed()><span class="number">{page.billed.to_string()}</span></SummaryRow>
                    {covered}
                    {reason}
                </SummaryList>
            </div>
            {way}
            <HelpBlock title=l.appeal_help_title()><p>{l.appeal_help()}</p></HelpBlock>
        </div>
    }
    .into_any()
}

#[component]
fn Form(page: Page) -> impl IntoView {
    let l = use_lang();
    let action = ServerAction::<MakeAppeal>::new();
    let errors = use_form_errors(action);
    let (claim, line) = (page.claim, page.line);
    let ready = RwSignal::new(page.ready);
    let of = claim.clone();
    let look_again = Callback::new(move |()| {
        let claim = of.clone();
        spawn_local(async move {
            if let Ok(found) = load_line(claim, line).await {
                ready.try_set(found.ready);
            }
        });
    });
    let remove = ServerAction::<RemoveFile>::new();
    provide_context(remove);
    Effect::new(move |before: Option<usize>| {
        let now = remove.version().get();
        if before.is_some_and(|before| before != now) {
            look_again.run(());
        }
        now
    });
    let to = format!("/claims/{claim}/appeal-files/{line}");
    let next = format!("/claims/{claim}/appeal/{line}");
    let attached = move || {
        let files = ready.get();
        (!files.is_empty()).then(|| view! { <FileList files=files may=Files::OwnAndOpen next=next.clone()/> })
    };
    view! {
        <section class="stack-tight" aria-labelledby="evidence">
            <h2 id="evidence">{l.appeal_evidence()}</h2>
            <p class="soft">{l.appeal_evidence_hint()}</p>
            <ErrorSummary errors=use_form_errors(remove)/>
            {attached}
            <AddFiles to=to id="evidence-files" words=l.appeal_evidence_add() camera=true on_received=look_again/>
        </section>
        <ActionForm action=action attr:class="stack" attr:novalidate=true>
            <ErrorSummary errors=errors/>
            <input type="hidden" name="claim" value=claim.0/>
            <input type="hidden" name="line" value=line.to_string()/>
            <TextArea name="words" label=l.appeal_words() hint=l.appeal_words_hint() value=page.typed maxlength=LONGEST_APPEAL errors=errors/>
            <Button wide=true pending=action.pending()>{l.appeal_send()}</Button>
        </ActionForm>
    }
    .into_any()
}
