//! Adding files to something asked or said, and what became of those that were added.

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::claims::asked::api::RemoveFile;
use crate::documents::attachments_model::{Attachment, FileState, Sender};
use crate::documents::model::Refusal;
use crate::documents::sending::{Progress, Upload, Uploads, use_uploads_to};
use crate::texts::{Lang, use_lang};
use crate::ui::{Badge, Button, FileButton, Icon, IconView, Look, Meter, Notice, Tone};

const PICTURES: &str = "image/*";
const FILES: &str = "image/jpeg,image/png,image/webp,application/pdf,.pdf";

/// Says why files were not added that a plain form sent: the address carries it.
#[component]
pub fn Refused() -> impl IntoView {
    let l = use_lang();
    let refused = use_query_map().with_untracked(|query| query.get("refused")).unwrap_or_default();
    let sentences = Refusal::parse_list(&refused)
        .into_iter()
        .map(|refusal| view! { <span class="block">{said(refusal, l)}</span> })
        .collect_view();
    (!refused.is_empty()).then(|| view! { <div role="alert"><Notice tone=Tone::Now title=l.asked_not_added()>{sentences}</Notice></div> })
}

/// A form that adds files at an address. In the running app they are sent at once, in the background; without it the form's own button sends them.
#[component]
pub fn AddFiles(
    /// Address that takes them.
    #[prop(into)]
    to: String,
    /// `id` of the input, one of its own on the page.
    #[prop(into)]
    id: String,
    /// What to press, in words.
    #[prop(into)]
    words: String,
    /// Offers the camera, too.
    #[prop(optional)]
    camera: bool,
    /// What to do when a file was received.
    #[prop(into)]
    on_received: Callback<()>,
) -> impl IntoView {
    let l = use_lang();
    let uploads = use_uploads_to(&to);
    let live = RwSignal::new(false);
    Effect::new(move || live.set(true));
    Effect::new(move |before: Option<u32>| {
        let now = uploads.received();
        if before.is_some_and(|before| before != now) {
            uploads.forget_received();
            on_received.run(());
        }
        now
    });
    let choose = move |input| uploads.choose(&input);
    let camera_id = format!("{id}-camera");
    view! {
        <ul class="attached">
            <For each=move || uploads.all() key=|upload| upload.key.clone() let(upload)>
                <UploadRow uploads=uploads upload=upload/>
            </For>
        </ul>
        <form class="stack-tight" method="post" action=to enctype="multipart/form-data" novalidate=true>
            <div class="pair">
                {camera
                    .then(|| view! { <FileButton id=camera_id words=l.pages_take_photo() icon=Icon::Camera accept=PICTURES camera=true live=live on_choose=choose/> })}
                <FileButton id=id words=words icon=Icon::Upload accept=FILES multiple=true live=live on_choose=choose/>
            </div>
            {move || (!live.get()).then(|| view! { <Button wide=true look=Look::Plain icon=Icon::Upload>{l.pages_add()}</Button> })}
        </form>
    }
    .into_any()
}

/// A file on its way: how far it is, and when it is not taken, why, and what to do.
#[component]
fn UploadRow(uploads: Uploads, upload: Upload) -> impl IntoView {
    let l = use_lang();
    let Upload { key, name, progress, .. } = upload;
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
        Progress::Refused(refusal) => failed(l, uploads, &key, said(refusal, l), refusal.may_pass()),
        Progress::SignedOut => failed(l, uploads, &key, l.error_sign_in(), true),
    };
    view! {
        <li class="attached-file">
            <IconView icon=Icon::FileText/>
            <div class="grow-words"><span class="attached-name">{name}</span><div class="stack-tight" role="status">{state}</div></div>
        </li>
    }
    .into_any()
}

/// Why a file was not kept; nothing here is an invoice's page.
fn said(refusal: Refusal, l: Lang) -> &'static str {
    match refusal {
        Refusal::TooManyFiles => l.asked_too_many(),
        Refusal::TooLate => l.asked_too_late(),
        Refusal::NoneChosen => l.asked_none_chosen(),
        other => other.sentence(l),
    }
}

fn failed(l: Lang, uploads: Uploads, key: &str, sentence: &'static str, again: bool) -> AnyView {
    let (once_more, forgotten) = (key.to_owned(), key.to_owned());
    view! {
        <Badge tone=Tone::Now icon=Icon::CircleAlert>{l.pages_failed()}</Badge>
        <p class="small">{sentence}</p>
        <div class="page-acts">
            {again
                .then(|| view! { <button type="button" class="text-button" on:click=move |_| uploads.try_again(&once_more)>{l.pages_again()}</button> })}
            <button type="button" class="text-button" on:click=move |_| uploads.forget(&forgotten)>{l.pages_dismiss()}</button>
        </div>
    }
    .into_any()
}

/// What whoever looks may do with files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Files {
    /// Open them.
    Open,
    /// Open them, and take their own back.
    OwnAndOpen,
    /// Open them at the desk, where each look is recorded.
    Desk,
}

/// Files that came, each with what became of it.
#[component]
pub fn FileList(
    /// The files, oldest first.
    files: Vec<Attachment>,
    /// What may be done with them.
    may: Files,
    /// Where taking one back leads.
    #[prop(optional, into)]
    next: String,
) -> impl IntoView {
    let rows = files
        .into_iter()
        .map(|file| view! { <FileRow file=file may=may next=next.clone()/> })
        .collect_view();
    view! { <ul class="attached">{rows}</ul> }.into_any()
}

#[component]
fn FileRow(file: Attachment, may: Files, next: String) -> impl IntoView {
    let l = use_lang();
    let (tone, icon, words) = became(&file, l);
    let icon_of = if file.picture { Icon::Image } else { Icon::FileText };
    let name = if file.file_name.is_empty() {
        l.asked_file_unnamed().to_owned()
    } else {
        file.file_name.clone()
    };
    let href = match (may, &file.blob_id) {
        (Files::Desk, Some(_)) => Some(format!("/desk/attachments/{}", file.id)),
        (_, Some(blob)) => Some(format!("/files/{blob}")),
        (_, None) => None,
    };
    let shown = match href {
        Some(href) => view! { <a class="attached-name" href=href rel="external" target="_blank">{name.clone()}</a> }.into_any(),
        None => view! { <span class="attached-name">{name.clone()}</span> }.into_any(),
    };
    let sentence = file.refusal.map(|refusal| view! { <p class="small">{next_step(file.state, refusal, l)}</p> });
    let take_back = (may == Files::OwnAndOpen && file.sender == Sender::Household).then(|| view! { <TakeBack id=file.id.0.clone() name=name next=next/> });
    view! {
        <li class="attached-file">
            <IconView icon=icon_of/>
            <div class="grow-words">{shown}<span><Badge tone=tone icon=icon>{words}</Badge></span>{sentence}</div>
            {take_back}
        </li>
    }
    .into_any()
}

#[component]
fn TakeBack(id: String, name: String, next: String) -> impl IntoView {
    let l = use_lang();
    let remove = use_context::<ServerAction<RemoveFile>>().unwrap_or_default();
    view! {
        <ActionForm action=remove>
            <input type="hidden" name="file" value=id/>
            <input type="hidden" name="next" value=next/>
            <button class="icon-link" aria-label=l.asked_remove(&name) title=l.asked_remove(&name)><IconView icon=Icon::X/></button>
        </ActionForm>
    }
    .into_any()
}

/// What became of a file, in a word or two.
pub fn became(file: &Attachment, l: Lang) -> (Tone, Icon, &'static str) {
    match (file.state, file.confirmed) {
        (FileState::Failed, _) => (Tone::Now, Icon::CircleAlert, l.asked_file_failed()),
        (FileState::Quarantined, _) => (Tone::Now, Icon::CircleAlert, l.asked_file_quarantined()),
        (FileState::Checked, Some(false)) => (Tone::Quiet, Icon::X, l.asked_file_refused()),
        (FileState::Checked, _) if file.waits() => (Tone::Soon, Icon::Hourglass, l.asked_file_waits()),
        (FileState::Checked, _) => (Tone::Calm, Icon::Check, l.asked_file_checked()),
    }
}

/// Why a file was not kept, and what to do.
pub fn next_step(state: FileState, refusal: Refusal, l: Lang) -> String {
    match state {
        FileState::Quarantined => format!("{} {}", said(refusal, l), l.asked_file_quarantined_next()),
        _ => said(refusal, l).to_owned(),
    }
}
