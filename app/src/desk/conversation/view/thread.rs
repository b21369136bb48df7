use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::desk::conversation::api::{WriteToHousehold, load_conversation};
use crate::desk::conversation::model::DeskConversation;
use crate::documents::view::attach::{AddFiles, FileList, Files};
use crate::messages::model::LONGEST_MESSAGE;
use crate::messages::view::Said;
use crate::texts::use_lang;
use crate::ui::{Badge, Button, ErrorSummary, Icon, TextArea, Tone, use_form_errors};

/// What was said with the household about a claim, and writing to it.
#[component]
pub fn DeskThread(
    /// The claim's conversation.
    found: DeskConversation,
) -> impl IntoView {
    let l = use_lang();
    let (claim, today) = (found.claim, found.today);
    let thread = found.thread;
    let action = use_context::<ServerAction<WriteToHousehold>>().unwrap_or_default();
    let errors = use_form_errors(action);
    let unseen = (found.unseen > 0).then(|| view! { <Badge tone=Tone::Now icon=Icon::Mail>{l.message_unread(found.unseen)}</Badge> });
    let none = thread.messages.is_empty().then(|| view! { <p class="soft">{l.message_desk_none()}</p> });
    let list = thread
        .messages
        .into_iter()
        .map(|message| view! { <Said message=message today=today may=Files::Desk/> })
        .collect_view();
    let ready = RwSignal::new(thread.ready);
    let of = claim.clone();
    // What is typed stays where it is: only the list of files is asked for anew.
    let look_again = Callback::new(move |()| {
        let claim = of.clone();
        spawn_local(async move {
            if let Ok(found) = load_conversation(claim).await {
                ready.try_set(found.thread.ready);
            }
        });
    });
    let attached = move || {
        let files = ready.get();
        (!files.is_empty()).then(|| view! { <FileList files=files may=Files::Desk/> })
    };
    let to = format!("/desk/claims/{claim}/message-files");
    view! {
        <section class="card stack-tight messages" aria-labelledby="desk-messages">
            <div class="between"><h2 id="desk-messages">{l.message_desk_title(found.customer)}</h2>{unseen}</div>
            {none}
            <ol class="talk">{list}</ol>
            <ActionForm action=action attr:class="stack-tight" attr:novalidate=true>
                <ErrorSummary errors=errors/>
                <input type="hidden" name="claim" value=claim.0/>
                <input type="hidden" name="key" value=thread.form_key/>
                <TextArea name="words" label=l.message_desk_write() value=thread.typed maxlength=LONGEST_MESSAGE errors=errors/>
                <div><Button icon=Icon::MessageCircle pending=action.pending()>{l.message_send()}</Button></div>
            </ActionForm>
            {attached}
            <details class="details">
                <summary>{l.message_attach()}</summary>
                <AddFiles to=to id="message-files" words=l.message_attach_choose() on_received=look_again/>
            </details>
        </section>
    }
    .into_any()
}
