use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::documents::model::Refusal;
use crate::texts::{Lang, use_lang};
use crate::ui::{Icon, IconView, Notice, Tone};

/// Reads the clinic's written estimate from a picture: a plain form, so that it works everywhere.
#[component]
pub fn PhotoForm() -> impl IntoView {
    let l = use_lang();
    let (params, query) = (use_params_map(), use_query_map());
    let here = move || format!("/pets/{}/estimate/photo", params.with(|params| params.get("pet").unwrap_or_default()));
    let (refused, read) = query.with_untracked(|query| (query.get("refused"), query.get("read")));
    let open = refused.is_some();
    view! {
        {said(refused.as_deref(), read.as_deref(), l)}
        <details class="details card" open=open>
            <summary><IconView icon=Icon::Camera/>{l.estimate_photo_open()}<IconView icon=Icon::ChevronRight/></summary>
            <form class="stack-tight" method="post" enctype="multipart/form-data" action=here>
                <div class="field">
                    <label for="file">{l.estimate_photo_label()}</label>
                    <p class="hint" id="file-hint">{l.estimate_photo_hint()}</p>
                    <input class="input" type="file" id="file" name="file" accept="image/jpeg,image/png,image/webp,application/pdf" required aria-describedby="file-hint"/>
                </div>
                <div><button type="submit" class="button button-second">{l.estimate_photo_read()}</button></div>
            </form>
        </details>
    }
}

/// What became of the picture that was sent.
fn said(refused: Option<&str>, read: Option<&str>, l: Lang) -> Option<AnyView> {
    let (tone, title, words) = match (refused, read) {
        (Some(code), _) => (
            Tone::Now,
            l.estimate_photo_refused_title(),
            Refusal::parse(code).map_or_else(|| l.estimate_photo_not_now(), |refusal| refusal.sentence(l)),
        ),
        (None, Some("nothing")) => (Tone::Soon, l.estimate_photo_nothing_title(), l.estimate_photo_nothing()),
        (None, Some("not-now")) => (Tone::Soon, l.estimate_photo_nothing_title(), l.estimate_photo_not_now()),
        (None, Some(_)) => (Tone::Calm, l.estimate_photo_done_title(), l.estimate_photo_done()),
        (None, None) => return None,
    };
    Some(view! { <Notice tone=tone title=title>{words}</Notice> }.into_any())
}
