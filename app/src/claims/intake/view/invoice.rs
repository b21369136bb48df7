//! Add the invoice
//!
//! The pages stand in a grid; adding one is the grid's last place. In the running app a chosen file is sent at once, in the background, and the
//! person may go on; without it the form sends what was chosen. The frame puts this body before its own form: forms do not nest.

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_query_map;

use super::answering::Answering;
use super::page_card::{PageCard, UploadCard};
use super::reading::Found;
use crate::claims::intake::model::COMING;
use crate::claims::intake::pages_api::{RestorePage, list_pages};
use crate::claims::intake::pages_model::Page;
use crate::documents::model::Refusal;
use crate::documents::sending::{Progress, Upload, Uploads, use_uploads};
use crate::error::{AppError, FieldError};
use crate::ids::PageId;
use crate::texts::use_lang;
use crate::ui::{Button, ErrorSummary, FileButton, HelpBlock, Icon, Look, Notice, Tone, use_form_errors};

/// What a camera gives, and what a file may be.
const PICTURES: &str = "image/*";
const FILES: &str = "image/jpeg,image/png,image/webp,application/pdf,.pdf";

/// The pages of the draft on this screen.
#[derive(Clone, Copy)]
pub struct Pages {
    form: Answering,
    /// What the server has.
    pub kept: RwSignal<Vec<Page>>,
    /// What is under way.
    pub uploads: Uploads,
    /// The page that was taken away last, and can be brought back.
    pub removed: RwSignal<Option<PageId>>,
}

impl Pages {
    fn of(form: Answering) -> Pages {
        let (draft, kept) = form.screen.with_value(|screen| (screen.draft.to_string(), screen.pages.clone()));
        let removed = use_query_map().with_untracked(|query| query.get("removed")).map(PageId);
        let pages = Pages {
            form,
            removed: RwSignal::new(removed.filter(|id| kept.iter().all(|page| page.id != *id))),
            kept: RwSignal::new(kept),
            uploads: use_uploads(&draft),
        };
        Effect::new(move |before: Option<u32>| {
            let now = pages.uploads.received();
            if before.is_some_and(|before| before != now) {
                pages.look_again();
            }
            now
        });
        pages
    }

    /// Asks the server what it has.
    pub fn look_again(self) {
        spawn_local(async move {
            if let Ok(kept) = list_pages().await {
                let count = i64::try_from(kept.len()).unwrap_or(i64::MAX);
                self.form.screen.try_update_value(|screen| screen.facts.pages = count);
                self.kept.try_set(kept);
                self.uploads.forget_received();
                // "Add at least one page" has been heard.
                if count > 0 && self.form.errors().try_get_untracked().flatten().is_some() {
                    self.form.keep();
                }
            }
        });
    }

    /// Files that the list does not show yet.
    fn sending(self) -> Vec<Upload> {
        let kept = self.kept.get();
        let mut uploads = self.uploads.all();
        uploads.retain(|upload| kept.iter().all(|page| page.upload_key != upload.key));
        uploads
    }
}

/// The pages so far, and ways to add one.
pub fn body(form: Answering) -> AnyView {
    let l = use_lang();
    let pages = Pages::of(form);
    let refused = use_query_map().with_untracked(|query| query.get("refused")).unwrap_or_default();
    let errors = Refusal::parse_list(&refused)
        .into_iter()
        .map(|refusal| FieldError::new("invoice", refusal.sentence(l)));
    let errors: Vec<FieldError> = errors.collect();
    let errors = RwSignal::new((!errors.is_empty()).then_some(AppError::Invalid(errors)));
    let cards = move || pages.kept.get().into_iter().enumerate().map(|(i, page)| (i + 1, page)).collect::<Vec<_>>();
    view! {
        <ErrorSummary errors=errors.into()/>
        <Removed pages=pages/>
        <ul class="pages" class:pages-none=move || cards().is_empty() && pages.sending().is_empty()>
            <For each=cards key=|(number, page)| (*number, page.id.clone()) let((number, page))>
                <PageCard pages=pages number=number page=page/>
            </For>
            <For each=move || pages.sending() key=|upload| upload.key.clone() let(upload)>
                <UploadCard pages=pages upload=upload/>
            </For>
            <li><Adding pages=pages errors=errors/></li>
        </ul>
        <Said pages=pages/>
        <Found form=form/>
        <p class="soft">{l.pages_need()}</p>
        <HelpBlock title=l.pages_help_title()><p>{l.pages_help()}</p><p>{l.pages_help_limits()}</p></HelpBlock>
    }
    .into_any()
}

/// The form that adds a page. In the running app its inputs send what is chosen, and its own button is not needed.
#[component]
fn Adding(pages: Pages, errors: RwSignal<Option<AppError>>) -> impl IntoView {
    let l = use_lang();
    let live = RwSignal::new(false);
    Effect::new(move || live.set(true));
    let choose = move |input| {
        errors.set(None);
        pages.removed.set(None);
        pages.uploads.choose(&input);
    };
    view! {
        <form class="stack-tight" method="post" action="/claims/new/pages" enctype="multipart/form-data" novalidate=true>
            <FileButton id="invoice-camera" words=l.pages_take_photo() icon=Icon::Camera accept=PICTURES camera=true live=live on_choose=choose/>
            <FileButton id="invoice" words=l.pages_choose_file() icon=Icon::Image accept=FILES multiple=true live=live on_choose=choose/>
            {move || (!live.get()).then(|| view! { <Button wide=true look=Look::Plain icon=Icon::Upload>{l.pages_add()}</Button> })}
        </form>
    }
}

/// Says that a page was taken away, and brings it back.
#[component]
fn Removed(pages: Pages) -> impl IntoView {
    let l = use_lang();
    let restore = ServerAction::<RestorePage>::new();
    Effect::new(move || {
        if restore.value().with(|value| matches!(value, Some(Ok(())))) {
            pages.removed.set(None);
            pages.look_again();
        }
    });
    view! {
        <ErrorSummary errors=use_form_errors(restore)/>
        <div role="status">
            {move || {
                pages
                    .removed
                    .get()
                    .map(|page| {
                        view! {
                            <Notice tone=Tone::Calm title=l.pages_removed()>
                                <ActionForm action=restore>
                                    <input type="hidden" name="page" value=page.to_string()/>
                                    <button class="text-button">{l.pages_undo()}</button>
                                </ActionForm>
                            </Notice>
                        }
                    })
            }}
        </div>
    }
}

/// Says to those who do not see it what has become of the files.
#[component]
fn Said(pages: Pages) -> impl IntoView {
    let l = use_lang();
    let said = Memo::new(move |_| {
        let failed = pages.sending().iter().find_map(|upload| match upload.progress.get() {
            Progress::Refused(refusal) => Some(refusal.sentence(l).to_owned()),
            Progress::SignedOut => Some(l.error_sign_in().to_owned()),
            _ => None,
        });
        let count = i64::try_from(pages.kept.with(Vec::len)).unwrap_or(i64::MAX);
        failed.unwrap_or_else(|| {
            if pages.uploads.under_way() > 0 {
                l.pages_on_the_way().to_owned()
            } else {
                l.pages_count(count)
            }
        })
    });
    view! { <p class="visually-hidden" role="status">{said}</p> }
}

/// In the question's own form: that files are on their way, so that the person may go on.
#[component]
pub fn OnTheWay(form: Answering) -> impl IntoView {
    let uploads = use_uploads(&form.screen.with_value(|screen| screen.draft.to_string()));
    let word = move || if uploads.under_way() == 0 { "" } else { COMING };
    view! { <input type="hidden" name="invoice" value=word/> }
}

/// How many files the draft has; follows those that arrive.
pub fn use_page_count(form: Answering) -> RwSignal<i64> {
    let (draft, pages) = form.screen.with_value(|screen| (screen.draft.to_string(), screen.facts.pages));
    let (count, uploads) = (RwSignal::new(pages), use_uploads(&draft));
    Effect::new(move |before: Option<u32>| {
        let now = uploads.received();
        if before.is_some_and(|before| before != now) {
            spawn_local(async move {
                if let Ok(pages) = list_pages().await {
                    count.try_set(i64::try_from(pages.len()).unwrap_or(i64::MAX));
                }
            });
        }
        now
    });
    count
}

/// On the last screen: what is still on its way, and what was not added.
#[component]
pub fn StillComing(uploads: Uploads) -> impl IntoView {
    let l = use_lang();
    view! {
        <div role="status">
            {move || {
                let count = i64::try_from(uploads.under_way()).unwrap_or(i64::MAX);
                (count > 0).then(|| view! { <Notice tone=Tone::Soon title=l.pages_still(count)/> })
            }}
            {move || (uploads.failed() > 0).then(|| view! { <Notice tone=Tone::Now title=l.pages_still_failed() href="/claims/new/invoice">{l.pages_still_failed_go()}</Notice> })}
        </div>
    }
}
