//! What is wrong with a bill: what happened, what will happen and when, and what can be done now.

use leptos::form::ActionForm;
use leptos::prelude::*;

use super::bill::Acts;
use crate::billing::bill::model::BillView;
use crate::billing::dunning::model::{Happened, Now, Trouble};
use crate::billing::dunning::words;
use crate::billing::methods::view::{icon, named};
use crate::texts::use_lang;
use crate::ui::{Button, Icon, IconView, Look};

/// The card about it. Every method that stands there, but the one that failed, pays in one tap.
#[component]
pub(super) fn TroubleCard(trouble: Trouble, bill: BillView, may_pay: bool) -> impl IntoView {
    let l = use_lang();
    let acts = expect_context::<Acts>();
    let failed = match &trouble.happened {
        Happened::Failed { by, .. } | Happened::Returned { by, .. } => by.clone(),
        Happened::Late { .. } | Happened::NotKnown | Happened::Lapsed { .. } => String::new(),
    };
    let title = if trouble.now.contains(&Now::Reinstate) {
        l.paying_trouble_reinstate()
    } else {
        l.paying_trouble()
    };
    // What can be done stands below as buttons.
    let advice = trouble
        .now
        .first()
        .filter(|now| matches!(now, Now::Wait | Now::Call))
        .map(|now| view! { <p>{words::now(l, *now)}</p> });
    let open = bill.payable() && bill.set_up && may_pay;
    let (invoice, left) = (bill.id.0.clone(), bill.left());
    let others = bill
        .methods
        .iter()
        .filter(|method| open && failed != format!("{} ending {}", method.brand, method.last_four))
        .map(|method| {
            let words = l.paying_pay_with(left, named(l, method));
            let (invoice, id, drawn) = (invoice.clone(), method.id.0.clone(), icon(method.kind));
            view! {
                <ActionForm action=acts.pay>
                    <input type="hidden" name="invoice" value=invoice/>
                    <input type="hidden" name="amount" value=left.to_string()/>
                    <input type="hidden" name="method" value=id/>
                    <Button wide=true look=Look::Second icon=drawn pending=acts.pay.pending()>{words}</Button>
                </ActionForm>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <section class="card stack-tight trouble" aria-labelledby="trouble-title">
            <h2 id="trouble-title" class="row"><span class="mark mark-now"><IconView icon=Icon::CircleAlert/></span>{title}</h2>
            <p>{words::happened(l, &trouble.happened, bill.left(), bill.today)}</p>
            <p><strong>{words::next(l, &trouble, bill.today)}</strong></p>
            {advice}
            <div class="stack-tight no-print">{others}</div>
        </section>
    }
    .into_any()
}
