//! At the total: who wrote the invoice, and under which number. Only what was read is asked for.

use leptos::prelude::*;

use super::answering::Answering;
use super::reading::Cut;
use crate::claims::intake::questions::issuer::{LONGEST_CLINIC, LONGEST_NUMBER};
use crate::claims::reading::model::Offered;
use crate::texts::use_lang;
use crate::ui::TextField;

/// The clinic and the number as they were read, each with its piece; the fields hold them until the person types something else.
#[component]
pub fn OfferedIssuer(
    /// The form of the total.
    form: Answering,
    /// What the files offer.
    offered: RwSignal<Offered>,
) -> impl IntoView {
    let l = use_lang();
    // Anything else that is read later leaves what stands in the fields alone.
    let read = Memo::new(move |_| offered.with(|offered| (offered.clinic.clone(), offered.number.clone())));
    let kept = form
        .screen
        .with_value(|screen| (screen.answers.clinic.clone(), screen.answers.invoice_number.clone()));
    move || {
        let (clinic, number) = read.get();
        let (own_clinic, own_number) = kept.clone();
        (clinic.is_some() || number.is_some()).then(|| {
            let clinic = clinic.map(|piece| {
                view! {
                    <TextField
                        name="clinic"
                        label=l.reading_found_clinic()
                        value=own_clinic.unwrap_or_else(|| piece.value.clone())
                        maxlength=LONGEST_CLINIC
                        errors=form.errors()
                    />
                    <Cut cutting=piece.cutting words=piece.value/>
                }
            });
            let number = number.map(|piece| {
                view! {
                    <TextField
                        name="invoice_number"
                        label=l.reading_found_number()
                        value=own_number.unwrap_or_else(|| piece.value.clone())
                        maxlength=LONGEST_NUMBER
                        errors=form.errors()
                    />
                    <Cut cutting=piece.cutting words=piece.value/>
                }
            });
            view! {
                <section class="card stack-tight" aria-labelledby="issuer">
                    <h2 id="issuer">{l.reading_issuer_title()}</h2>
                    <p class="soft">{l.reading_issuer_says()}</p>
                    {clinic}
                    {number}
                </section>
            }
        })
    }
}
