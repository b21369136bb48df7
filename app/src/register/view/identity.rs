use leptos::prelude::*;

use crate::register::model::IdentityForm;
use crate::texts::use_lang;
use crate::ui::{FormErrors, TextField};

/// Three facts that stand on a policy.
#[component]
pub fn IdentityFields(
    /// As they were typed before.
    form: IdentityForm,
    /// What went wrong with the form.
    errors: FormErrors,
) -> impl IntoView {
    let l = use_lang();
    view! {
        <TextField
            name="policy_number"
            label=l.register_policy_number()
            hint=l.register_policy_number_hint()
            value=form.policy_number
            maxlength=30
            autocomplete="off"
            errors=errors
        />
        <TextField
            name="birth_on"
            label=l.register_birth_on()
            hint=l.register_birth_on_hint()
            value=form.birth_on
            maxlength=20
            inputmode="text"
            autocomplete="bday"
            errors=errors
        />
        <TextField
            name="postcode"
            label=l.register_postcode()
            value=form.postcode
            maxlength=12
            inputmode="numeric"
            autocomplete="postal-code"
            errors=errors
        />
    }
}
