//! `/payments/receipts/{payment}`: proof of a payment, on the screen and on paper.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::billing::bill::api::load_receipt;
use crate::billing::bill::model::ReceiptView;
use crate::billing::view::by;
use crate::ids::{PaymentId, Series, show_number};
use crate::texts::use_lang;
use crate::ui::{Heading, Icon, IconView, Loaded, SummaryList, SummaryRow, TopBar, answer, day_full};

/// A receipt.
#[component]
pub fn ReceiptPage() -> impl IntoView {
    let l = use_lang();
    let params = use_params_map();
    let payment = move || PaymentId(params.read().get("payment").unwrap_or_default());
    let receipt = answer(payment, load_receipt);
    view! {
        <TopBar back=("/payments".to_owned(), l.billing_title().to_owned())/>
        <div class="stack narrow"><Loaded from=receipt view=shown/></div>
    }
    .into_any()
}

fn shown(receipt: ReceiptView) -> AnyView {
    let l = use_lang();
    let amount = receipt.effort.amount;
    let pdf = format!("/payments/receipts/{}/receipt.pdf", receipt.effort.payment);
    let refunded = (receipt.refunded.cents > 0)
        .then(|| view! { <SummaryRow name=l.paying_refunded()><span class="number">{receipt.refunded.to_string()}</span></SummaryRow> });
    view! {
        <Heading words=l.paying_receipt_title(amount)/>
        <section class="card stack-tight" aria-label=l.paying_receipt()>
            <p class="figure number">{amount.to_string()}</p>
            <SummaryList>
                <SummaryRow name=l.paying_received()>{day_full(l, receipt.settled_on)}</SummaryRow>
                <SummaryRow name=l.paying_paid_by()>{by(l, &receipt.effort.by)}</SummaryRow>
                <SummaryRow name=l.paying_for()>{l.billing_bill_for(&receipt.pet_name)}</SummaryRow>
                <SummaryRow name=l.paying_bill()><span class="number">{show_number(Series::Invoice, &receipt.number)}</span></SummaryRow>
                <SummaryRow name=l.paying_policy()><span class="number">{show_number(Series::Policy, &receipt.policy_number)}</span></SummaryRow>
                <SummaryRow name=l.paying_from()>{receipt.brand.name.clone()}<span class="block soft small">{receipt.brand.postal.clone()}</span></SummaryRow>
                <SummaryRow name=l.paying_to()>{receipt.addressee.clone()}</SummaryRow>
                {refunded}
            </SummaryList>
            <a class="line-link no-print" download="" href=pdf><IconView icon=Icon::Download/>{l.paying_pdf()}</a>
            <a class="line-link no-print" href=format!("/payments/{}", receipt.invoice)><IconView icon=Icon::ReceiptText/>{l.paying_see_bill()}<span class="end"><IconView icon=Icon::ChevronRight/></span></a>
        </section>
    }
    .into_any()
}
