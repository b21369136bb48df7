use leptos::form::ActionForm;
use leptos::prelude::*;

use crate::claims::api::WithdrawClaim;
use crate::ids::ClaimId;
use crate::texts::use_lang;
use crate::ui::{Button, ConfirmDialog, ErrorSummary, Look, use_form_errors};

/// Takes a claim back, after asking. The page that shows it provides the action, so that it fetches the claim again afterwards.
#[component]
pub fn WithdrawForm(
    /// Which claim.
    claim: ClaimId,
) -> impl IntoView {
    let l = use_lang();
    let action = use_context::<ServerAction<WithdrawClaim>>().unwrap_or_default();
    let errors = use_form_errors(action);
    view! {
        <ErrorSummary errors=errors/>
        <ConfirmDialog open=l.claims_withdraw() question=l.claims_withdraw_question()>
            <ActionForm action=action>
                <input type="hidden" name="claim" value=claim.0/>
                <Button look=Look::Danger pending=action.pending()>{l.claims_withdraw_yes()}</Button>
            </ActionForm>
        </ConfirmDialog>
    }
}
