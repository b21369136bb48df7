use leptos::prelude::*;

use super::{DeadEnd, Icon};
use crate::error::AppError;
use crate::texts::use_lang;

/// Grey shapes where content will stand: only seen while the running app fetches a page.
#[component]
pub fn Skeleton() -> impl IntoView {
    let l = use_lang();
    view! {
        <div class="stack" role="status" aria-label=l.ui_loading()>
            <div class="skeleton h-10 w-2/3"></div>
            <div class="skeleton h-28"></div>
            <div class="skeleton h-40"></div>
        </div>
    }
}

/// Shows what a server function gave once it is there; a skeleton before, and on trouble a page that says what to do.
#[component]
pub fn Loaded<T, C, V>(
    /// What is fetched.
    from: Resource<Result<T, AppError>, C>,
    /// How it looks.
    view: fn(T) -> V,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    C: Send + Sync + 'static,
    V: IntoView + 'static,
{
    view! {
        <Transition fallback=Skeleton>
            {move || Suspend::new(async move {
                match from.await {
                    Ok(value) => view(value).into_any(),
                    Err(error) => view! { <Trouble error=error/> }.into_any(),
                }
            })}
        </Transition>
    }
}

/// Goes where signing in leads, by a new page: what stands around the pages, and much on them, depends on who one is.
pub fn arriving<S>(action: ServerAction<S>)
where
    S: leptos::server_fn::ServerFn<Output = String, Error = AppError> + Clone + Send + Sync + 'static,
{
    Effect::new(move || {
        if let Some(Ok(to)) = action.value().get()
            && !to.is_empty()
        {
            load(&to);
        }
    });
}

#[cfg(feature = "hydrate")]
fn load(to: &str) {
    let _ = window().location().set_href(to);
}

#[cfg(not(feature = "hydrate"))]
fn load(_: &str) {}

/// Leaves the running app for the sign-in page, which leads back to this address. Nothing on the server, where the guard does it.
#[cfg(feature = "hydrate")]
pub fn leave_to_sign_in() {
    // The page's script, once it listens, keeps what was typed and then goes (public/session.js).
    let listens = document().document_element().is_some_and(|root| root.has_attribute("data-session"));
    if let (true, Ok(event)) = (listens, web_sys::Event::new("session-ended")) {
        let _ = window().dispatch_event(&event);
        return;
    }
    let location = window().location();
    let here = format!("{}{}", location.pathname().unwrap_or_default(), location.search().unwrap_or_default());
    let _ = location.set_href(&crate::auth::model::sign_in_path(&here));
}

/// The guard has sent the person there already.
#[cfg(not(feature = "hydrate"))]
pub fn leave_to_sign_in() {}

/// As [`leave_to_sign_in`], for the page where one proves anew who one is.
#[cfg(feature = "hydrate")]
pub fn leave_to_prove() {
    let location = window().location();
    let here = format!("{}{}", location.pathname().unwrap_or_default(), location.search().unwrap_or_default());
    let _ = location.set_href(&crate::auth::model::prove_path(&here));
}

/// The guard has sent the person there already.
#[cfg(not(feature = "hydrate"))]
pub fn leave_to_prove() {}

/// A page that could not be shown: what happened and what to do.
#[component]
pub fn Trouble(
    /// What happened.
    error: AppError,
) -> impl IntoView {
    let l = use_lang();
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(http::StatusCode::from_u16(error.status()).unwrap_or(http::StatusCode::INTERNAL_SERVER_ERROR));
    }
    // A session that ended while the page stood open: signing in leads back here.
    if error == AppError::SignIn {
        leave_to_sign_in();
    }
    if error == AppError::ProveAgain {
        leave_to_prove();
    }
    let (icon, title) = match error {
        AppError::NotFound => (Icon::Search, l.error_not_found_title()),
        AppError::Forbidden | AppError::SignIn | AppError::ProveAgain => (Icon::Lock, l.error_forbidden_title()),
        AppError::Unavailable => (Icon::RefreshCw, l.error_title()),
        _ => (Icon::CircleAlert, l.error_title()),
    };
    view! { <div role="alert"><DeadEnd icon=icon title=title sentence=error.sentence(l)/></div> }
}
