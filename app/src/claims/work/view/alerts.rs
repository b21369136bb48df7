use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::claims::work::api::alerts;
use crate::texts::use_lang;
use crate::ui::answer;

/// How many legal clocks are past half of their time, beside the place where they are worked. Says nothing while there is none.
#[component]
pub fn Alerts() -> impl IntoView {
    let l = use_lang();
    let path = use_location().pathname;
    let count = answer(move || path.get(), |_| alerts());
    view! {
        <Suspense fallback=|| ()>
            {move || Suspend::new(async move {
                let (half, over) = count.await.unwrap_or_default();
                (half > 0).then(|| {
                    let class = if over > 0 { "count-badge count-over" } else { "count-badge" };
                    view! { <span class=class>{half}<span class="visually-hidden">" "{l.desk_title_alerts(half, over)}</span></span> }
                })
            })}
        </Suspense>
    }
    .into_any()
}
