//! A page of the invoice in the grid: kept, or under way.

use leptos::form::ActionForm;
use leptos::prelude::*;

use super::invoice::Pages;
use crate::claims::intake::pages_api::RemovePage;
use crate::claims::intake::pages_model::Page;
use crate::documents::sending::{Progress, Upload};
use crate::texts::use_lang;
use crate::ui::{Badge, Icon, IconView, Meter, Tone};

/// A page that the server has: what it looks like, that it was received, and a way to take it away.
#[component]
pub fn PageCard(pages: Pages, number: usize, page: Page) -> impl IntoView {
    let l = use_lang();
    let remove = ServerAction::<RemovePage>::new();
    let id = page.id.clone();
    Effect::new(move || {
        if remove.value().with(|value| value.is_some()) {
            // Removed here, or gone already: either way the list knows.
            pages.removed.set(Some(id.clone()));
            pages.look_again();
        }
    });
    let look = if page.is_picture() {
        view! { <img src=page.address() alt=l.pages_picture(number) loading="lazy"/> }.into_any()
    } else {
        view! { <Paper name=page.file_name.clone() sheets=Some(page.page_count)/> }.into_any()
    };
    view! {
        <li class="page-card">
            <a class="sheet" href=page.address() target="_blank" aria-label=l.pages_open(number)>{look}</a>
            <ActionForm action=remove>
                <input type="hidden" name="page" value=page.id.to_string()/>
                <button class="sheet-remove" aria-label=l.pages_remove(number) title=l.pages_remove(number)><IconView icon=Icon::X/></button>
            </ActionForm>
            <Badge icon=Icon::Check>{l.pages_received(number)}</Badge>
        </li>
    }
}

/// A file on its way: how far it is, and when it is not taken, why, and what to do.
#[component]
pub fn UploadCard(pages: Pages, upload: Upload) -> impl IntoView {
    let l = use_lang();
    let Upload {
        key, name, picture, progress, ..
    } = upload;
    let look = move || match picture.get() {
        Some(address) => view! { <img src=address alt=""/> }.into_any(),
        None => view! { <Paper name=name.clone() sheets=None/> }.into_any(),
    };
    let state = move || match progress.get() {
        Progress::Preparing => view! { <Badge tone=Tone::Quiet>{l.pages_preparing()}</Badge> }.into_any(),
        Progress::Sending(100) => view! { <Badge tone=Tone::Quiet>{l.pages_checking()}</Badge> }.into_any(),
        Progress::Sending(percent) => {
            let (words, label) = (l.pages_uploading(percent), l.pages_uploading(percent));
            view! { <Badge tone=Tone::Quiet>{words}</Badge><Meter value=percent.into() of=100 label=label/> }.into_any()
        }
        Progress::Waiting => {
            view! { <Badge tone=Tone::Soon icon=Icon::WifiOff>{l.pages_waiting()}</Badge><p class="small soft">{l.pages_waiting_says()}</p> }.into_any()
        }
        Progress::Received => view! { <Badge icon=Icon::Check>{l.pages_file_received()}</Badge> }.into_any(),
        Progress::Refused(refusal) => view! { <Failed pages=pages key=key.clone() sentence=refusal.sentence(l) again=refusal.may_pass()/> }.into_any(),
        Progress::SignedOut => view! { <Failed pages=pages key=key.clone() sentence=l.error_sign_in() again=true/> }.into_any(),
    };
    view! {
        <li class="page-card">
            <div class="sheet">{look}</div>
            {state}
        </li>
    }
}

/// Why a file was not added, and what can be done here about it.
#[component]
fn Failed(pages: Pages, key: String, sentence: &'static str, again: bool) -> impl IntoView {
    let l = use_lang();
    let forgotten = key.clone();
    view! {
        <Badge tone=Tone::Now icon=Icon::CircleAlert>{l.pages_failed()}</Badge>
        <p class="small">{sentence}</p>
        <div class="page-acts">
            {again
                .then(|| view! { <button type="button" class="text-button" on:click=move |_| pages.uploads.try_again(&key)>{l.pages_again()}</button> })}
            <button type="button" class="text-button" on:click=move |_| pages.uploads.forget(&forgotten)>{l.pages_dismiss()}</button>
        </div>
    }
}

/// Stands for what has no picture: a sheet with the file's name.
#[component]
fn Paper(name: String, sheets: Option<i64>) -> impl IntoView {
    let l = use_lang();
    view! {
        <span class="paper">
            <IconView icon=Icon::FileText/>
            <span class="paper-name">{name}</span>
            {sheets.map(|sheets| view! { <span class="soft small">{l.pages_sheets(sheets)}</span> })}
        </span>
    }
}
