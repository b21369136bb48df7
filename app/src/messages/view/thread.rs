//! Messages about a claim: what was said, who has seen it, and writing. Everything that was typed is shown as text.

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::claims::asked::api::RemoveFile;
use crate::day::Day;
use crate::documents::view::attach::{AddFiles, FileList, Files};
use crate::ids::ClaimId;
use crate::messages::api::{WriteMessage, read_messages};
use crate::messages::model::{Conversation, LONGEST_MESSAGE, Message};
use crate::texts::use_lang;
use crate::ui::{Badge, Button, ErrorSummary, Icon, Loaded, TextArea, Tone, answer, moment_long, use_form_errors};

/// The thread of a claim with the insurer's people, for its household.
#[component]
pub fn Thread(
    /// Which claim.
    claim: ClaimId,
) -> impl IntoView {
    let l = use_lang();
    let write = ServerAction::<WriteMessage>::new();
    let of = claim.clone();
    let thread = answer(move || (of.clone(), write.version().get()), |(claim, _)| read_messages(claim));
    provide_context((claim, write));
    view! {
        <section class="card stack-tight messages" id="messages" aria-labelledby="messages-title">
            <h2 id="messages-title">{l.message_title()}</h2>
            <Loaded from=thread view=|conversation| view! { <Shown conversation=conversation/> }/>
        </section>
    }
    .into_any()
}

#[component]
fn Shown(conversation: Conversation) -> impl IntoView {
    let l = use_lang();
    let Conversation {
        messages,
        ready,
        typed,
        may_write,
        form_key,
        today,
    } = conversation;
    let none = messages.is_empty();
    let list = messages
        .into_iter()
        .map(|message| view! { <Said message=message today=today may=Files::Open/> })
        .collect_view();
    let writing = may_write.then(|| view! { <Writing ready=ready typed=typed form_key=form_key/> });
    view! {
        {none.then(|| view! { <p class="soft">{l.message_none()}</p> })}
        <ol class="talk">{list}</ol>
        {writing}
    }
    .into_any()
}

/// One message: on one's own side or on the other.
#[component]
pub fn Said(
    /// The message.
    message: Message,
    /// Today's date in the household.
    today: Day,
    /// What may be done with its files.
    may: Files,
) -> impl IntoView {
    let l = use_lang();
    // Who looks from the desk stands on the other side.
    let ours = (message.by == crate::messages::model::Author::Policyholder) != (may == Files::Desk);
    let class = if ours { "talk-item talk-own" } else { "talk-item" };
    let who = if message.own { l.message_you().to_owned() } else { message.name };
    let seen = message.seen.filter(|_| ours).map(|(name, at)| l.message_seen(moment_long(l, at, today), name));
    let unseen = (ours && seen.is_none()).then(|| l.message_not_seen().to_owned());
    let files = (!message.files.is_empty()).then(|| view! { <FileList files=message.files may=may/> });
    let new = message.new.then(|| view! { <Badge tone=Tone::Now>{l.message_new()}</Badge> });
    view! {
        <li class=class>
            <p class="small"><strong>{who}</strong>" "<span class="soft">{moment_long(l, message.at, today)}</span>" "{new}</p>
            <p class="talk-words">{message.words}</p>
            {files}
            {seen.or(unseen).map(|words| view! { <p class="soft small">{words}</p> })}
        </li>
    }
    .into_any()
}

/// Writes: the words, and files that go with them.
#[component]
fn Writing(ready: Vec<crate::documents::attachments_model::Attachment>, typed: String, form_key: String) -> impl IntoView {
    let l = use_lang();
    let (claim, action) = expect_context::<(ClaimId, ServerAction<WriteMessage>)>();
    let errors = use_form_errors(action);
    let ready = RwSignal::new(ready);
    let of = claim.clone();
    // What is typed stays where it is: only the list of files is asked for anew.
    let look_again = Callback::new(move |()| {
        let claim = of.clone();
        spawn_local(async move {
            if let Ok(found) = read_messages(claim).await {
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
    let next = format!("/claims/{claim}");
    let to = format!("/claims/{claim}/message-files");
    let attached = move || {
        let files = ready.get();
        (!files.is_empty()).then(|| view! { <FileList files=files may=Files::OwnAndOpen next=next.clone()/> })
    };
    view! {
        <ActionForm action=action attr:class="stack-tight" attr:novalidate=true>
            <ErrorSummary errors=errors/>
            <input type="hidden" name="claim" value=claim.0/>
            <input type="hidden" name="key" value=form_key/>
            <TextArea name="words" label=l.message_write() hint=l.message_write_hint() value=typed maxlength=LONGEST_MESSAGE errors=errors/>
            <div><Button icon=Icon::MessageCircle pending=action.pending()>{l.message_send()}</Button></div>
        </ActionForm>
        <ErrorSummary errors=use_form_errors(remove)/>
        {attached}
        <details class="details">
            <summary>{l.message_attach()}</summary>
            <AddFiles to=to id="message-files" words=l.message_attach_choose() on_received=look_again/>
        </details>
    }
    .into_any()
}
