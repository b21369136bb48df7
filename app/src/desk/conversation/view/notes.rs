use leptos::form::ActionForm;
use leptos::prelude::*;

use crate::desk::conversation::api::WriteNote;
use crate::desk::conversation::model::DeskConversation;
use crate::messages::desk_model::Note;
use crate::messages::model::LONGEST_MESSAGE;
use crate::texts::use_lang;
use crate::ui::{Button, ErrorSummary, Icon, IconView, Look, TextArea, moment_long, use_form_errors};

/// What the insurer's people say about a claim among themselves. The household never sees it.
#[component]
pub fn DeskNotes(
    /// The claim's conversation.
    found: DeskConversation,
) -> impl IntoView {
    let l = use_lang();
    let action = use_context::<ServerAction<WriteNote>>().unwrap_or_default();
    let errors = use_form_errors(action);
    let today = found.today;
    let row = |note: Note| {
        view! {
            <li class="py-2">
                <p class="small"><strong>{note.name}</strong>" "<span class="soft">{moment_long(l, note.at, today)}</span></p>
                <p class="talk-words">{note.words}</p>
            </li>
        }
    };
    let none = found.notes.is_empty().then(|| view! { <p class="soft">{l.message_notes_none()}</p> });
    let rows = found.notes.into_iter().map(row).collect_view();
    view! {
        <section class="card card-notes stack-tight" aria-labelledby="desk-notes">
            <h2 class="row" id="desk-notes"><IconView icon=Icon::Lock/>{l.message_notes_title()}</h2>
            <p class="soft small">{l.message_notes_hint()}</p>
            {none}
            <ol class="rows">{rows}</ol>
            <ActionForm action=action attr:class="stack-tight" attr:novalidate=true>
                <ErrorSummary errors=errors/>
                <input type="hidden" name="claim" value=found.claim.0/>
                <input type="hidden" name="key" value=found.note_key/>
                <TextArea name="note" label=l.message_note() maxlength=LONGEST_MESSAGE errors=errors/>
                <div><Button look=Look::Second pending=action.pending()>{l.message_note_keep()}</Button></div>
            </ActionForm>
        </section>
    }
    .into_any()
}
