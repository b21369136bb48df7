//! `/payments/back`: what became of a payment. "Paid" is said only when the money has reached us.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::billing::bill::api::load_done;
use crate::billing::bill::model::{DoneView, Effort};
use crate::billing::methods::view::failure;
use crate::billing::model::PaymentState;
use crate::billing::view::way;
use crate::ids::PaymentId;
use crate::texts::use_lang;
use crate::ui::{ButtonLink, Heading, Icon, IconView, Loaded, Look, Notice, Tone, TopBar, answer, day_soon};

/// What became of a payment.
#[component]
pub fn DonePage() -> impl IntoView {
    let l = use_lang();
    let query = use_query_map();
    let payment = move || PaymentId(query.with(|query| query.get("payment")).unwrap_or_default());
    let done = answer(payment, load_done);
    view! {
        <TopBar back=("/payments".to_owned(), l.billing_title().to_owned())/>
        <div class="stack narrow"><Loaded from=done view=shown/></div>
    }
    .into_any()
}

fn shown(done: DoneView) -> AnyView {
    let l = use_lang();
    let DoneView {
        effort,
        invoice,
        pet_name,
        confirm,
        today,
    } = done;
    let amount = effort.amount;
    let bill = format!("/payments/{invoice}");
    let again = format!("/payments/{invoice}/pay");
    let home = |words: &'static str, look| view! { <ButtonLink href="/payments" wide=true look=look>{words}</ButtonLink> };
    match (effort.state, confirm) {
        (PaymentState::Settled, _) => view! {
            <Heading words=l.paying_done_settled(amount)/>
            <Notice tone=Tone::Calm title=l.paying_done_thanks(&pet_name)/>
            {home(l.paying_to_payments(), Look::Primary)}
            <a class="line-link" href=format!("/payments/receipts/{}", effort.payment)><IconView icon=Icon::FileText/>{l.paying_receipt()}<span class="end"><IconView icon=Icon::ChevronRight/></span></a>
        }
        .into_any(),
        (PaymentState::Pending, _) => {
            let says = match effort.expects_on {
                Some(day) => l.paying_done_pending_until(day_soon(l, day, today)),
                None => l.paying_done_pending().to_owned(),
            };
            view! {
                <Heading words=l.paying_done_pending_title(amount)/>
                <Notice tone=Tone::Calm title=says>{l.paying_done_pending_note()}</Notice>
                {home(l.paying_to_payments(), Look::Primary)}
            }
            .into_any()
        }
        (PaymentState::Failed | PaymentState::Returned, _) => declined(&effort, &again, bill),
        // What was declined may be tried again as the same payment: until then it did not go through.
        (PaymentState::Started, None) if effort.failure.is_some() => declined(&effort, &again, bill),
        (PaymentState::Started, Some(url)) => view! {
            <Heading words=l.paying_done_action_title()/>
            <p>{l.paying_done_action(amount)}</p>
            {way(&url, l.paying_done_action_go(), Look::Primary, Icon::ShieldCheck)}
            {way(&again, l.paying_try_another(), Look::Plain, Icon::CreditCard)}
        }
        .into_any(),
        (PaymentState::Started, None) => view! {
            <Heading words=l.paying_done_open_title()/>
            <p>{l.paying_done_open(amount)}</p>
            <ButtonLink href=format!("/payments/back?payment={}", effort.payment) wide=true icon=Icon::RefreshCw>{l.paying_done_look_again()}</ButtonLink>
            {way(&again, l.paying_done_go_on(), Look::Plain, Icon::CreditCard)}
        }
        .into_any(),
    }
}

fn declined(effort: &Effort, again: &str, bill: String) -> AnyView {
    let l = use_lang();
    let (amount, why) = (effort.amount, effort.failure);
    view! {
        <Heading words=l.paying_done_failed(amount)/>
        <Notice tone=Tone::Now title=l.paying_done_nothing_taken()>{why.map(|why| failure(l, why))}</Notice>
        {way(again, l.paying_try_another(), Look::Primary, Icon::CreditCard)}
        <ButtonLink href=bill look=Look::Plain wide=true>{l.paying_see_bill()}</ButtonLink>
    }
    .into_any()
}
