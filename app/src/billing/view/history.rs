use leptos::either::Either;
use leptos::prelude::*;

use super::words::{by, standing};
use crate::billing::model::{Moved, Movement, PaymentsView};
use crate::day::Day;
use crate::ids::{Series, show_number};
use crate::texts::Lang;
use crate::ui::{ButtonLink, Icon, IconView, Look, Tone, relative_day};

/// A page of the history, newest first, and the ways to older and newer pages.
pub fn history(l: Lang, page: &PaymentsView) -> impl IntoView + use<> {
    let rows = page.history.iter().map(|moved| movement(l, moved, page.today)).collect_view();
    let older = page.older.as_ref().map(|place| format!("/payments?before={place}#history"));
    view! {
        <section class="card" id="history">
            <h2>{if page.newest { l.billing_history() } else { l.billing_earlier() }}</h2>
            {page.history.is_empty().then(|| view! { <p class="soft mt-2">{l.billing_no_history()}</p> })}
            <ul class="rows">{rows}</ul>
            <div class="stack-tight mt-3">
                {older.map(|href| view! { <ButtonLink href=href look=Look::Second wide=true>{l.billing_older()}</ButtonLink> })}
                {(!page.newest).then(|| view! { <ButtonLink href="/payments" look=Look::Plain wide=true>{l.billing_newest()}</ButtonLink> })}
            </div>
        </section>
    }
}

fn movement(l: Lang, moved: &Movement, today: Day) -> impl IntoView + use<> {
    let (tone, says) = standing(l, moved, today);
    let says_class = if tone == Tone::Now { "small wrong" } else { "small soft" };
    let (icon, href, title, says, amount) = match &moved.what {
        Moved::ToUs { bill, .. } => {
            let says = l.billing_bill_and_state(show_number(Series::Invoice, bill), says);
            (Icon::ReceiptText, None, l.billing_to_us(&moved.pet_name), says, moved.amount.to_string())
        }
        Moved::ToYou { claim, .. } => {
            let href = Some(format!("/claims/{claim}"));
            (Icon::Banknote, href, l.billing_to_you(&moved.pet_name), says, format!("+{}", moved.amount))
        }
    };
    let title = match href {
        Some(href) => Either::Left(view! { <a href=href>{title}</a> }),
        None => Either::Right(view! { <strong>{title}</strong> }),
    };
    view! {
        <li class="bill">
            <IconView icon=icon/>
            <div>
                <p class="between">{title}<strong class="number">{amount}</strong></p>
                <p class="soft small">{l.billing_when_and_how(by(l, &moved.by), relative_day(l, moved.on, today))}</p>
                <p class=says_class>{says}</p>
            </div>
        </li>
    }
}
