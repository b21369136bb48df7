//! Anything else we should know?

use leptos::prelude::*;

use super::answering::Answering;
use crate::texts::use_lang;
use crate::ui::{HelpBlock, TextArea};

/// Room for a note.
pub fn body(form: Answering) -> AnyView {
    let l = use_lang();
    view! {
        <TextArea name="notes" label=l.intake_notes_label() hint=l.intake_notes_hint() value=form.kept(|answers| &answers.notes) errors=form.errors()/>
        <HelpBlock title=l.intake_notes_help_title()><p>{l.intake_notes_help()}</p></HelpBlock>
    }
    .into_any()
}
