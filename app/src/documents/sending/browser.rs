//! The way of a file through the browser: shrunk, sent, and sent again when the connection breaks.

use std::cell::{Cell, RefCell};

use js_sys::{Array, JSON, Promise, Reflect};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, File, FormData, HtmlInputElement, ProgressEvent, Url, XmlHttpRequest};

use super::{Progress, UnderWay, Upload, picture};
use crate::documents::model::{MAX_FILE_BYTES, Refusal};

/// How often a server that asks for patience is asked again, before the person is told.
const PATIENCE: u32 = 4;
/// Longest pause between two tries, in milliseconds.
const LONGEST_PAUSE: i32 = 15_000;
/// Slowest connection that is waited for, in bytes a second, on top of a minute.
const SLOWEST: u32 = 20_000;

thread_local! {
    /// The files themselves, by where they go and key: they are the browser's own and stay out of the app's signals.
    static FILES: RefCell<Vec<((String, String), File)>> = const { RefCell::new(Vec::new()) };
    static BUSY: Cell<bool> = const { Cell::new(false) };
}

/// What the server said to one try.
enum Heard {
    Kept,
    Refused(Refusal),
    SignedOut,
    Nothing,
}

/// Puts the files of an input behind those that are under way.
pub fn choose(uploads: UnderWay, to: &str, input: &HtmlInputElement) {
    let files = input.files();
    for file in files.iter().flat_map(|files| (0..files.length()).filter_map(|i| files.item(i))) {
        add(uploads, to, file);
    }
    input.set_value("");
    work(uploads);
}

fn add(uploads: UnderWay, to: &str, file: File) {
    let key = key_of(&file);
    if let Some(known) = uploads.find(to, &key) {
        if known.progress.get_untracked().has_failed() {
            known.progress.set(Progress::Preparing);
        }
        return;
    }
    let upload = Upload {
        to: to.to_owned(),
        key: key.clone(),
        name: file.name(),
        picture: ArcRwSignal::new(None),
        progress: ArcRwSignal::new(Progress::Preparing),
    };
    FILES.with_borrow_mut(|files| files.push(((to.to_owned(), key), file)));
    uploads.list.update(|list| list.push(upload));
}

/// Sends what waits, one after the other, unless that is being done already.
pub fn work(uploads: UnderWay) {
    if BUSY.replace(true) {
        return;
    }
    spawn_local(async move {
        while let Some(upload) = next(uploads) {
            bring(uploads, &upload).await;
        }
        BUSY.set(false);
    });
}

/// Lets go of a file and of its picture.
pub fn let_go(upload: &Upload) {
    drop_file(upload);
    if let Some(address) = upload.picture.get_untracked() {
        let _ = Url::revoke_object_url(&address);
    }
}

fn is_of(upload: &Upload, (to, key): &(String, String)) -> bool {
    upload.to == *to && upload.key == *key
}

fn drop_file(upload: &Upload) {
    FILES.with_borrow_mut(|files| files.retain(|(known, _)| !is_of(upload, known)));
}

fn next(uploads: UnderWay) -> Option<Upload> {
    let waits = |upload: &&Upload| upload.progress.get_untracked() == Progress::Preparing;
    uploads.list.with_untracked(|list| list.iter().find(waits).cloned())
}

/// Sends one file until it is kept or refused, or the person forgets it.
async fn bring(uploads: UnderWay, upload: &Upload) {
    let file = FILES.with_borrow(|files| files.iter().find(|(known, _)| is_of(upload, known)).map(|(_, file)| file.clone()));
    let Some(file) = file else {
        return uploads.forget(upload);
    };
    let blob = picture::shrunk(&file).await.unwrap_or_else(|| file.clone().into());
    if blob.type_().starts_with("image/") && upload.picture.with_untracked(Option::is_none) {
        upload.picture.set(Url::create_object_url_with_blob(&blob).ok());
    }
    let size = blob_size(&blob);
    if size == 0 || size > MAX_FILE_BYTES {
        let refusal = if size == 0 { Refusal::Empty } else { Refusal::TooLarge };
        return upload.progress.set(Progress::Refused(refusal));
    }
    let (mut tries, mut patience) = (0, PATIENCE);
    while uploads.has(upload) {
        upload.progress.set(Progress::Sending(0));
        let ended = match attempt(upload, &blob).await {
            Heard::Kept => Some(Progress::Received),
            Heard::SignedOut => Some(Progress::SignedOut),
            Heard::Refused(refusal) if !refusal.may_pass() || patience == 0 => Some(Progress::Refused(refusal)),
            Heard::Refused(_) => {
                patience -= 1;
                None
            }
            Heard::Nothing => None,
        };
        if let Some(progress) = ended {
            upload.progress.set(progress);
            if progress == Progress::Received {
                drop_file(upload);
                uploads.received.update(|received| *received += 1);
            }
            return;
        }
        upload.progress.set(Progress::Waiting);
        pause((1000 << tries).min(LONGEST_PAUSE)).await;
        tries = (tries + 1).min(4);
    }
}

/// Sends it once.
async fn attempt(upload: &Upload, blob: &Blob) -> Heard {
    let Ok(request) = XmlHttpRequest::new() else { return Heard::Nothing };
    let progress = upload.progress.clone();
    let on_progress = Closure::<dyn FnMut(ProgressEvent)>::new(move |event: ProgressEvent| {
        // Whole bytes: JavaScript has no other numbers to count them in.
        let (loaded, total) = (event.loaded() as u64, event.total() as u64);
        let percent = u8::try_from(loaded * 100 / total.max(1)).unwrap_or(100).min(100);
        progress.set(Progress::Sending(percent));
    });
    let heard = send(&request, upload, blob, &on_progress).await;
    if let Ok(sender) = request.upload() {
        sender.set_onprogress(None);
    }
    heard.unwrap_or(Heard::Nothing)
}

async fn send(request: &XmlHttpRequest, upload: &Upload, blob: &Blob, on_progress: &Closure<dyn FnMut(ProgressEvent)>) -> Result<Heard, JsValue> {
    let form = FormData::new()?;
    form.append_with_str("upload_key", &upload.key)?;
    form.append_with_blob_and_filename("file", blob, &upload.name)?;
    request.open("POST", &upload.to)?;
    request.set_request_header("accept", "application/json")?;
    let seconds = 60 + u32::try_from(blob_size(blob)).unwrap_or(u32::MAX) / SLOWEST;
    request.set_timeout(seconds.min(600) * 1000);
    request.upload()?.set_onprogress(Some(on_progress.as_ref().unchecked_ref()));
    let ended = Promise::new(&mut |resolve, _| request.set_onloadend(Some(&resolve)));
    request.send_with_opt_form_data(Some(&form))?;
    JsFuture::from(ended).await?;
    Ok(match request.status()? {
        0 => Heard::Nothing,
        200..=299 => Heard::Kept,
        401 => Heard::SignedOut,
        // There is no draft to send to any more.
        404 => Heard::Refused(Refusal::TooLate),
        // The answer says why; when it does not come from our server, it is worth another try.
        _ => Heard::Refused(refused(request).unwrap_or(Refusal::NotKept)),
    })
}

/// The first code of `{"refused": [{"code": …}]}`.
fn refused(request: &XmlHttpRequest) -> Option<Refusal> {
    let answer = JSON::parse(&request.response_text().ok()??).ok()?;
    let list: Array = Reflect::get(&answer, &"refused".into()).ok()?.dyn_into().ok()?;
    Refusal::parse(&Reflect::get(&list.get(0), &"code".into()).ok()?.as_string()?)
}

fn blob_size(blob: &Blob) -> usize {
    blob.size() as usize
}

/// FNV-1a of name, size and time: tells the files of one person apart without telling anyone their names.
fn key_of(file: &File) -> String {
    let text = format!("{}|{}|{}", file.name(), file.size() as u64, file.last_modified() as u64);
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:016x}")
}

async fn pause(milliseconds: i32) {
    let over = Promise::new(&mut |resolve, _| {
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds);
    });
    let _ = JsFuture::from(over).await;
}
