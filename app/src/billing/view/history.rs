use leptos::either::Either;
use leptos::prelude::*;

use super::words::{by, standing};
use crate::billing::model::{Moved, Movement, PaymentState, PaymentsView};
use crate::day::Day;
use crate::ids::{Series, show_number};
use crate::texts::Lang;
use crate::ui::{Button, ButtonLink, Icon, IconView, Look, Tone, relative_day};

/// A page of the history, newest first, and the ways to older and newer pages.
pub fn history(l: Lang, page: &PaymentsView, searched: String) -> impl IntoView + use<> {
    let rows = page.history.iter().map(|moved| movement(l, moved, page.today)).collect_view();
    let older = page.older.as_ref().map(|place| match searched.as_str() {
        "" => format!("/payments?before={place}#history"),
        words => format!("/payments?before={place}&q={}#history", escaped(words)),
    });
    let nothing = if searched.is_empty() {
        l.billing_no_history()
    } else {
        l.billing_nothing_found()
    };
    let whole = page.newest && searched.is_empty();
    view! {
        <section class="card" id="history">
            <h2>{if page.newest { l.billing_history() } else { l.billing_earlier() }}</h2>
            <form method="get" action="/payments#history" class="queue-search mt-2 no-print" role="search">
                <input class="input" type="search" name="q" maxlength="60" value=searched aria-label=l.billing_search() placeholder=l.billing_search_hint()/>
                <Button look=Look::Second icon=Icon::Search><span class="visually-hidden">{l.billing_search()}</span></Button>
            </form>
            {page.history.is_empty().then(|| view! { <p class="soft mt-2">{nothing}</p> })}
            <ul class="rows">{rows}</ul>
            <div class="stack-tight mt-3">
                {older.map(|href| view! { <ButtonLink href=href look=Look::Second wide=true>{l.billing_older()}</ButtonLink> })}
                {(!whole).then(|| view! { <ButtonLink href="/payments" look=Look::Plain wide=true>{l.billing_newest()}</ButtonLink> })}
            </div>
        </section>
    }
}

fn movement(l: Lang, moved: &Movement, today: Day) -> impl IntoView + use<> {
    let (tone, says) = standing(l, moved, today);
    let says_class = if tone == Tone::Now { "small wrong" } else { "small soft" };
    let (icon, href, title, says, amount) = match &moved.what {
        Moved::ToUs { bill, invoice, .. } => {
            let says = l.billing_bill_and_state(show_number(Series::Invoice, bill), says);
            let href = Some(format!("/payments/{invoice}"));
            (Icon::ReceiptText, href, l.billing_to_us(&moved.pet_name), says, moved.amount.to_string())
        }
        Moved::ToYou { claim, .. } => {
            let href = Some(format!("/claims/{claim}"));
            (Icon::Banknote, href, l.billing_to_you(&moved.pet_name), says, format!("+{}", moved.amount))
        }
    };
    let papers = match &moved.what {
        Moved::ToUs { payment, invoice, state, .. } => {
            let receipt = (*state == PaymentState::Settled).then(|| {
                let href = format!("/payments/receipts/{payment}/receipt.pdf");
                view! { <a class="line-link small" download="" href=href><IconView icon=Icon::Download/>{l.paying_receipt()}</a> }
            });
            let bill = format!("/payments/{invoice}/invoice.pdf");
            Some(
                view! { <div class="papers">{receipt}<a class="line-link small" download="" href=bill><IconView icon=Icon::Download/>{l.paying_bill()}</a></div> },
            )
        }
        Moved::ToYou { .. } => None,
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
                {papers}
            </div>
        </li>
    }
}

/// Words as they stand in the query of an address.
fn escaped(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b if b.is_ascii_alphanumeric() => char::from(b).to_string(),
            b => format!("%{b:02X}"),
        })
        .collect()
}
