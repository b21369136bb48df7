use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::notify::api::count_unread;
use crate::texts::use_lang;
use crate::ui::{Icon, IconView};

/// How many notices are unread: the server tells each page, the running app asks again on its way.
#[derive(Clone, Copy, Debug)]
pub struct Bell(RwSignal<i64>);

impl Bell {
    /// As the server sees it.
    pub fn find() -> Bell {
        let told = SharedValue::new_str(|| {
            #[cfg(feature = "ssr")]
            return use_context::<http::request::Parts>()
                .and_then(|parts| parts.extensions.get::<crate::notify::model::Unread>().map(|unread| unread.0.to_string()))
                .unwrap_or_default();
            #[cfg(not(feature = "ssr"))]
            return String::new();
        });
        Bell(RwSignal::new(told.into_inner().parse().unwrap_or_default()))
    }

    /// As a page has just heard.
    pub fn set(self, unread: i64) {
        if self.0.get_untracked() != unread {
            self.0.set(unread);
        }
    }

    /// Asks again whenever the running app goes to another page, and when it hears of a change (public/live.js).
    pub fn listen(self) {
        let path = use_location().pathname;
        Effect::new(move |before: Option<()>| {
            path.track();
            if before.is_some() {
                self.ask();
            }
        });
        Effect::new(move || {
            let heard = window_event_listener_untyped("household-changed", move |_| self.ask());
            on_cleanup(move || heard.remove());
        });
    }

    fn ask(self) {
        leptos::task::spawn_local(async move {
            if let Ok(unread) = count_unread().await {
                self.set(unread);
            }
        });
    }
}

/// The way to the notices, with how many are unread. It stands beside help on every page of somebody signed in.
pub fn bell() -> AnyView {
    let (l, Bell(unread)) = (use_lang(), expect_context::<Bell>());
    let words = move || match unread.get() {
        0 => l.notice_bell().to_owned(),
        count => l.notice_bell_unread(count),
    };
    view! {
        <a class="icon-link bell" href="/notices" aria-label=words>
            <IconView icon=Icon::Bell/>
            {move || match unread.get() {
                0 => None,
                count => Some(view! { <span class="number" aria-hidden="true">{if count > 99 { "99+".to_owned() } else { count.to_string() }}</span> }),
            }}
        </a>
    }
    .into_any()
}
