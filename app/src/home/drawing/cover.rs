use leptos::prelude::*;

use crate::billing::model::NextPayment;
use crate::day::Day;
use crate::home::model::{Cover, HomePet};
use crate::texts::Lang;
use crate::ui::{Icon, IconView, Meter, day_full, relative_day};

/// A policy in figures: what is left of the year's money, and what is paid next. The whole card leads to the policy.
pub fn cover(l: Lang, cover: &Cover, today: Day) -> impl IntoView + use<> {
    let money = &cover.money;
    let (left, owed) = (money.left(), money.deductible_left());
    let left_words = l.home_of(left.short(), money.limit.short());
    // A deductible that is met needs no bar: an empty one would look like a lack.
    let (owed_words, bar) = if owed.cents > 0 {
        let words = l.home_of(owed.short(), money.deductible.short());
        let label = l.home_deductible_label(&words);
        (words, Some(view! { <Meter value=owed.cents of=money.deductible.cents label=label/> }))
    } else {
        (l.home_met().to_owned(), None)
    };
    view! {
        <article class="card cover">
            <div class="between">
                <h2><a class="stretched" href=format!("/policies/{}", cover.policy)>{l.home_cover(&cover.pet_name)}</a></h2>
                <span class="soft">{cover.plan.clone()}</span>
            </div>
            {cover.begins_on.map(|day| view! { <p class="soft">{l.home_begins(day_full(l, day))}</p> })}
            <p class="between"><span>{l.home_left()}</span><strong class="number">{left_words.clone()}</strong></p>
            <Meter value=left.cents of=money.limit.cents label=l.home_left_label(left_words)/>
            <p class="between"><span>{l.home_deductible()}</span><strong class="number">{owed_words}</strong></p>
            {bar}
            {cover.next_payment.map(|next| next_payment(l, next, today))}
        </article>
    }
}

fn next_payment(l: Lang, next: NextPayment, today: Day) -> impl IntoView {
    let day = relative_day(l, next.due_on, today);
    let (class, icon, words) = if next.late {
        ("cover-next late", Icon::CircleAlert, l.home_late(day))
    } else {
        ("cover-next", Icon::CalendarClock, l.home_next_payment(day))
    };
    view! { <p class=class><IconView icon=icon/><span>{words}</span><strong class="number">{next.amount.to_string()}</strong></p> }
}

/// A pet that no policy covers, beside others that are covered.
pub fn uninsured(l: Lang, pet: &HomePet) -> impl IntoView + use<> {
    view! {
        <a class="notice uninsured" href=format!("/pets/{}", pet.id)>
            <IconView icon=Icon::ShieldCheck/>
            <span><strong>{l.home_uninsured(&pet.name)}</strong><span class="block soft">{l.home_uninsured_text()}</span></span>
            <span class="go"><IconView icon=Icon::ChevronRight/></span>
        </a>
    }
}
