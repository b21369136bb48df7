//! What was the total?

use leptos::prelude::*;

use super::answering::Answering;
use crate::texts::use_lang;
use crate::ui::{HelpBlock, MoneyField};

/// One amount.
pub fn body(form: Answering) -> AnyView {
    let l = use_lang();
    view! {
        <MoneyField name="total" label=l.intake_total_label() hint=l.intake_total_hint() value=form.kept(|answers| &answers.total) errors=form.errors()/>
        <HelpBlock title=l.intake_total_help_title()><p>{l.intake_total_help()}</p></HelpBlock>
    }
    .into_any()
}
