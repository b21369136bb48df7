//! The page of payments, and what its neighbours share with it.

mod bills;
mod history;
mod payments;
mod words;

use leptos::prelude::*;

pub use bills::NotSetUp;
pub use payments::PaymentsPage;
pub use words::{by, standing};

use crate::ui::{Icon, IconView, Look};

/// A link, as a button, to a page that lets the payment gateway in: such a page comes from the server, with a policy of its own.
pub fn way(href: &str, words: impl Into<String>, look: Look, icon: Icon) -> AnyView {
    let class = match look {
        Look::Primary => "button button-primary button-wide",
        Look::Second => "button button-second",
        Look::Plain | Look::Danger => "button button-plain",
    };
    let (href, words) = (href.to_owned(), words.into());
    view! { <a class=class rel="external" href=href><IconView icon=icon/>{words}</a> }.into_any()
}
