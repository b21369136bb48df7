use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::documents::model::Refusal;
use crate::pets::model::Pet;
use crate::texts::{Lang, use_lang};
use crate::ui::{Icon, IconView, Notice, Tone};

/// Changes a pet's photo: a plain form, so that it works everywhere. What was refused comes back as a code in the address.
#[component]
pub fn PhotoForm(
    /// Whose photo.
    pet: Pet,
) -> impl IntoView {
    let l = use_lang();
    let refused = use_query_map().with_untracked(|query| query.get("refused"));
    let open = refused.is_some();
    let words = if pet.photo_blob_id.is_some() {
        l.pets_photo_change()
    } else {
        l.pets_photo_add()
    };
    view! {
        {refused.map(|code| view! { <Notice tone=Tone::Now title=l.pets_photo_refused_title()>{sentence(l, &code)}</Notice> })}
        <details class="details photo-form" open=open>
            <summary><IconView icon=Icon::Camera/>{words}<IconView icon=Icon::ChevronRight/></summary>
            <form class="stack-tight" method="post" enctype="multipart/form-data" action=format!("/pets/{}/photo", pet.id)>
                <div class="field">
                    <label for="file">{l.pets_photo_label(&pet.name)}</label>
                    <p class="hint" id="file-hint">{l.pets_photo_hint()}</p>
                    <input class="input" type="file" id="file" name="file" accept="image/jpeg,image/png,image/webp" required aria-describedby="file-hint"/>
                </div>
                <div><button type="submit" class="button button-second">{l.pets_photo_save()}</button></div>
            </form>
        </details>
    }
    .into_any()
}

/// Why a photo was refused, and what to do.
fn sentence(l: Lang, code: &str) -> &'static str {
    Refusal::parse(code).map_or_else(|| l.pets_photo_refused(), |refusal| refusal.sentence(l))
}
