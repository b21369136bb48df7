use leptos::ev::SubmitEvent;
use leptos::form::FromFormData;
use leptos::html::Div;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use serde::de::DeserializeOwned;

use super::{Icon, IconView};
use crate::error::{AppError, FieldError};
use crate::texts::use_lang;

/// What went wrong with a form, if anything.
pub type FormErrors = Signal<Option<AppError>>;

/// The error of a form's last try: from the running app, or from the address after a plain form post.
pub fn use_form_errors<S>(action: ServerAction<S>) -> FormErrors
where
    S: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
{
    let value = action.value();
    // A form sent after the session ended, or without a fresh proof: signing in, or proving, leads back to it.
    Effect::new(move || {
        value.with(|value| match value {
            Some(Err(AppError::SignIn)) => super::leave_to_sign_in(),
            Some(Err(AppError::ProveAgain)) => super::leave_to_prove(),
            _ => {}
        });
    });
    Signal::derive(move || value.with(|value| value.as_ref().and_then(|done| done.as_ref().err().cloned())))
}

/// As [`use_form_errors`], for a form that is also looked at before it is sent: `check` says what is to mend. Gives the errors, and what to do
/// `on:submit:capture`. The server asks the same again; here it saves the way there.
pub fn use_checked_form<S>(
    action: ServerAction<S>,
    check: impl Fn(&S) -> Vec<FieldError> + Clone + Send + Sync + 'static,
) -> (FormErrors, impl Fn(SubmitEvent) + Clone + Send + Sync + 'static)
where
    S: ServerFn<Error = AppError> + DeserializeOwned + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
{
    let found = RwSignal::new(None::<AppError>);
    let answered = use_form_errors(action);
    let on_submit = move |event: SubmitEvent| {
        let problems = S::from_event(&event).map(|sent| check(&sent)).unwrap_or_default();
        if problems.is_empty() {
            found.set(None);
        } else {
            event.prevent_default();
            found.set(Some(AppError::Invalid(problems)));
        }
    };
    (Signal::derive(move || found.get().or_else(|| answered.get())), on_submit)
}

/// The sentences of one field.
pub(super) fn field_problem(errors: FormErrors, name: &str) -> Option<String> {
    errors.with(|error| {
        error
            .as_ref()?
            .fields()
            .iter()
            .find(|field| field.field == name)
            .map(|field| field.message.clone())
    })
}

/// All that is to mend, above a form; each line leads to its field. Takes the focus when it appears.
#[component]
pub fn ErrorSummary(
    /// What went wrong.
    errors: FormErrors,
) -> impl IntoView {
    let l = use_lang();
    let at = NodeRef::<Div>::new();
    Effect::new(move || {
        errors.track();
        if let Some(at) = at.get() {
            let _ = at.focus();
        }
    });
    let summary = move || {
        errors.get().map(|error| {
            let general: Vec<String> = match &error {
                AppError::Invalid(fields) => fields
                    .iter()
                    .filter(|field| field.field.is_empty())
                    .map(|field| field.message.clone())
                    .collect(),
                other => vec![other.sentence(l)],
            };
            let fields: Vec<_> = error.fields().iter().filter(|field| !field.field.is_empty()).cloned().collect();
            view! {
                <div node_ref=at class="error-summary stack-tight" role="alert" tabindex="-1" autofocus=true>
                    <h2 class="row"><IconView icon=Icon::CircleAlert/>{l.ui_error_title()}</h2>
                    {general.into_iter().map(|message| view! { <p>{message}</p> }).collect_view()}
                    <ul>
                        {fields.into_iter().map(|field| view! { <li><a href=format!("#{}", field.field)>{field.message}</a></li> }).collect_view()}
                    </ul>
                </div>
            }
        })
    };
    view! { <div class="again" role="status" inner_html=again(l)></div>{summary} }
}

/// What is said above a form that holds what was typed before the session ended. Only the server knows; the browser takes it as it comes.
#[cfg(feature = "ssr")]
fn again(l: crate::texts::Lang) -> &'static str {
    crate::sessions::typed::words(l).unwrap_or_default()
}

#[cfg(not(feature = "ssr"))]
fn again(_: crate::texts::Lang) -> &'static str {
    ""
}
