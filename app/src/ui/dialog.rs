use leptos::prelude::*;

/// Asks before something is taken away: the button opens the question in place, with and without JavaScript.
#[component]
pub fn ConfirmDialog(
    /// Words on the button that opens it.
    #[prop(into)]
    open: String,
    /// The question.
    #[prop(into)]
    question: String,
    /// The form that does it.
    children: Children,
) -> impl IntoView {
    view! {
        <details class="details confirm">
            <summary class="button button-danger">{open}</summary>
            <div class="card card-sunk stack" role="group" aria-label=question.clone()>
                <p>{question.clone()}</p>
                {children()}
            </div>
        </details>
    }
}
