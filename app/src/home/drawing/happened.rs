use leptos::prelude::*;

use crate::day::Day;
use crate::home::model::{Event, Happened};
use crate::texts::Lang;
use crate::ui::{Icon, IconView, relative_day};

/// One thing that happened, and when. It leads to more about it.
pub fn happened(l: Lang, event: Happened, today: Day) -> impl IntoView {
    let Happened { what, pet_name, amount, on } = event;
    let (icon, href, words) = match what {
        Event::PayoutArrived(claim) => (Icon::CircleCheck, format!("/claims/{claim}"), l.home_payout_arrived(amount, pet_name)),
        Event::ClaimFiled(claim) => (Icon::FileHeart, format!("/claims/{claim}"), l.home_claim_filed(pet_name)),
        Event::PaymentSettled => (Icon::ReceiptText, "/payments".to_owned(), l.home_payment_settled(amount, pet_name)),
    };
    view! {
        <li>
            <a class="line" href=href>
                <IconView icon=icon/>
                <span>{words}</span>
                <span class="go small">{relative_day(l, on, today)}</span>
            </a>
        </li>
    }
}
