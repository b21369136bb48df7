//! `/set-up/app`

use leptos::form::ActionForm;
use leptos::prelude::*;

use crate::auth::factors::model::AppSetUp;
use crate::auth::factors::rules::LONGEST_NAME;
use crate::auth::factors::set_up_api::{ConfirmApp, load_app};
use crate::shell::LogoMark;
use crate::texts::use_lang;
use crate::ui::{Button, ButtonLink, ErrorSummary, Heading, Loaded, Look, TextField, answer, use_form_errors};

/// The secret of an app, as a picture and as text, and the code that shows that it arrived.
#[component]
pub fn AppPage() -> impl IntoView {
    let l = use_lang();
    let app = answer(|| (), |()| load_app());
    view! {
        <div class="sign-in">
            <LogoMark/>
            <Heading words=l.set_up_app_title()/>
            <Loaded from=app view=|app| view! { <Confirm app=app/> }/>
        </div>
    }
}

#[component]
fn Confirm(app: Option<AppSetUp>) -> impl IntoView {
    let l = use_lang();
    let action = ServerAction::<ConfirmApp>::new();
    let errors = use_form_errors(action);
    let Some(app) = app else {
        return view! {
            <p>{l.set_up_gone()}</p>
            <ButtonLink href="/set-up" wide=true>{l.set_up_again()}</ButtonLink>
        }
        .into_any();
    };
    let square = format!("0 0 {0} {0}", app.side);
    view! {
        <p>{l.set_up_app_scan()}</p>
        <svg class="qr" viewBox=square role="img" aria-label=l.set_up_app_picture() shape-rendering="crispEdges">
            <rect width="100%" height="100%" fill="#fff"/>
            <path fill="#000" d=app.path/>
        </svg>
        <a class="line-link" href=app.link>{l.set_up_app_open()}</a>
        <p>{l.set_up_app_type()}</p>
        <p class="number qr-text">{app.secret}</p>
        <ActionForm action=action attr:class="stack" attr:novalidate=true>
            <ErrorSummary errors=errors/>
            <input type="hidden" name="set_up" value=app.set_up/>
            <TextField name="code" label=l.second_code() hint=l.set_up_app_code_hint() inputmode="numeric" autocomplete="one-time-code" maxlength=20 errors=errors/>
            <TextField name="name" label=l.set_up_name() hint=l.set_up_name_hint() autocomplete="off" maxlength=LONGEST_NAME errors=errors/>
            <Button wide=true pending=action.pending()>{l.set_up_app_confirm()}</Button>
            <ButtonLink href="/set-up" look=Look::Plain wide=true>{l.set_up_another_way()}</ButtonLink>
        </ActionForm>
    }
    .into_any()
}
