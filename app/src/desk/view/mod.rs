//! Screens of the desk.

mod audit;
mod customer;
mod search;

use leptos::prelude::*;

pub use audit::AuditPage;
pub use customer::CustomerPage;
pub use search::SearchPage;

use crate::people::model::Circle;
use crate::people::view::People;
use crate::texts::use_lang;
use crate::ui::{Heading, TopBar};

/// `/desk/staff`: who works at the desk.
#[component]
pub fn StaffPage() -> impl IntoView {
    let l = use_lang();
    view! {
        <TopBar><Heading words=l.desk_staff()/></TopBar>
        <People of=Circle::Book/>
    }
}
