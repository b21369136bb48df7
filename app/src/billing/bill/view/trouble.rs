//! A payment that did not go through: what happened, what will happen and when, and what can be done now.

use leptos::form::ActionForm;
use leptos::prelude::*;

use super::bill::Acts;
use crate::billing::bill::model::{BillView, Trouble};
use crate::billing::methods::view::{failure, icon, named};
use crate::billing::model::{BillStanding, PaymentState};
use crate::billing::view::by;
use crate::texts::use_lang;
use crate::ui::{Button, Icon, IconView, Look, Sentence, day_long, day_soon, moment_long};

/// The card about it. Every other method pays in one tap.
#[component]
pub(super) fn TroubleCard(trouble: Trouble, bill: BillView, may_pay: bool) -> impl IntoView {
    let l = use_lang();
    let acts = expect_context::<Acts>();
    let Trouble { effort, retry_at, lapses_on } = trouble;
    let (amount, card) = (effort.amount, by(l, &effort.by));
    let title = match effort.state {
        PaymentState::Returned => l.paying_trouble_returned(amount, &card),
        _ => l.paying_trouble_failed(amount, &card),
    };
    let why = effort.failure.map(|why| view! { <p>{failure(l, why)}</p> });
    let next = match retry_at {
        Some(at) => l.paying_trouble_retry(moment_long(l, at, bill.today)),
        None => l.paying_trouble_no_retry().to_owned(),
    };
    let lapse = lapses_on.map(|day| view! { <p><Sentence words=l.paying_trouble_lapse(day_long(l, day))/></p> });
    let open = bill.payable() && bill.set_up && may_pay;
    let others = bill.methods.iter().filter(|method| open && is_another(&effort.by, &method.brand, &method.last_four)).map(|method| {
        let words = l.paying_pay_with(bill.left(), named(l, method));
        view! {
            <ActionForm action=acts.pay>
                <input type="hidden" name="invoice" value=bill.id.0.clone()/>
                <input type="hidden" name="amount" value=bill.left().to_string()/>
                <input type="hidden" name="method" value=method.id.0.clone()/>
                <Button wide=true look=Look::Second icon=icon(method.kind) pending=acts.pay.pending()>{words}</Button>
            </ActionForm>
        }
    });
    let cover = (bill.standing == Some(BillStanding::Late) && lapses_on.is_none()).then(|| view! { <p>{l.billing_late_says()}</p> });
    view! {
        <section class="card stack-tight trouble" aria-labelledby="trouble-title">
            <h2 id="trouble-title" class="row"><span class="mark mark-now"><IconView icon=Icon::CircleAlert/></span>{title}</h2>
            {why}
            <p><Sentence words=next/></p>
            {lapse}
            {cover}
            <p class="soft small">{l.paying_trouble_when(day_soon(l, effort.at.day, bill.today))}</p>
            <div class="stack-tight no-print">{others.collect_view()}</div>
        </section>
    }
    .into_any()
}

/// Whether a method is another than the one that did not work.
fn is_another(stored: &str, brand: &str, last_four: &str) -> bool {
    stored != format!("{brand} ending {last_four}")
}
