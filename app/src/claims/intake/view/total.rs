//! What was the total?

use leptos::prelude::*;

use super::answering::Answering;
use super::issuer::OfferedIssuer;
use super::reading::{OfferedLines, OfferedTotal, typed, use_offered};
use crate::texts::use_lang;
use crate::ui::{HelpBlock, MoneyField};

/// One amount, filled in with what was read, and what else was read, to be confirmed.
pub fn body(form: Answering) -> AnyView {
    let l = use_lang();
    let offered = use_offered(form);
    let read = offered.with_untracked(|offered| offered.total.as_ref().map(|total| typed(total.value)));
    let given = form.kept(|answers| &answers.total);
    let value = if given.is_empty() { read.unwrap_or_default() } else { given };
    view! {
        <OfferedTotal form=form offered=offered/>
        <MoneyField name="total" label=l.intake_total_label() hint=l.intake_total_hint() value=value errors=form.errors()/>
        <OfferedLines form=form offered=offered/>
        <OfferedIssuer form=form offered=offered/>
        <HelpBlock title=l.intake_total_help_title()><p>{l.intake_total_help()}</p></HelpBlock>
    }
    .into_any()
}
