//! `/payments/{invoice}`: a bill, on the screen and on paper.

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::trouble::TroubleCard;
use crate::auth::Power;
use crate::billing::bill::api::{MoveDue, PayBill, PlanPayment, load_bill};
use crate::billing::bill::model::{BillView, Effort, LineKind};
use crate::billing::methods::view::named;
use crate::billing::model::{BillStanding, PaymentState};
use crate::billing::view::{NotSetUp, by, way};
use crate::day::Day;
use crate::ids::{InvoiceId, Series, show_number};
use crate::shell::use_roles;
use crate::texts::{Lang, use_lang};
use crate::ui::{
    Badge, Button, ErrorSummary, Field, Heading, HelpBlock, Icon, IconView, Loaded, Look, Notice, SummaryList, SummaryRow, TextField, Tone, TopBar, answer,
    day_full, day_soon, moment_long, use_form_errors,
};

/// What can be done on the page of a bill.
#[derive(Clone, Copy)]
pub(super) struct Acts {
    pub(super) pay: ServerAction<PayBill>,
    plan: ServerAction<PlanPayment>,
    due: ServerAction<MoveDue>,
}

/// A bill.
#[component]
pub fn BillPage() -> impl IntoView {
    let l = use_lang();
    let acts = Acts {
        pay: ServerAction::new(),
        plan: ServerAction::new(),
        due: ServerAction::new(),
    };
    provide_context(acts);
    let params = use_params_map();
    let id = move || InvoiceId(params.read().get("invoice").unwrap_or_default());
    let changes = move || (acts.pay.version().get(), acts.plan.version().get(), acts.due.version().get());
    let bill = answer(move || (id(), changes()), |(id, _)| load_bill(id));
    view! {
        <TopBar back=("/payments".to_owned(), l.billing_title().to_owned())/>
        <ErrorSummary errors=use_form_errors(acts.pay)/>
        <ErrorSummary errors=use_form_errors(acts.plan)/>
        <ErrorSummary errors=use_form_errors(acts.due)/>
        <Loaded from=bill view=|bill| view! { <Shown bill=bill/> }/>
    }
    .into_any()
}

#[component]
fn Shown(bill: BillView) -> impl IntoView {
    let l = use_lang();
    let may_pay = use_roles().may(Power::Pay);
    let (owed, own) = (bill.standing.is_some(), use_roles().own());
    let trouble = bill
        .trouble
        .clone()
        .map(|trouble| view! { <TroubleCard trouble=trouble bill=bill.clone() may_pay=may_pay/> });
    let pay = (bill.payable() && bill.set_up && may_pay).then(|| {
        way(
            &format!("/payments/{}/pay", bill.id),
            l.paying_pay(bill.left()),
            Look::Primary,
            Icon::CreditCard,
        )
    });
    let plan = (bill.payable() && bill.due_on > bill.today && bill.set_up && own && bill.methods.iter().any(|method| method.default))
        .then(|| view! { <Plan bill=bill.clone()/> });
    let put_off = bill
        .movable_until
        .map(|until| view! { <PutOff id=bill.id.clone() from=bill.due_on until=until today=bill.today/> });
    let not_set_up = (owed && !bill.set_up).then(|| view! { <NotSetUp brand=bill.brand.clone()/> });
    view! {
        <div class="stack">
            <Heading words=l.billing_bill_for(&bill.pet_name)/>
            <Said/>
            <div class="halves">
                <div class="stack">
                    <Stands bill=bill.clone()/>
                    {trouble}
                    {pay}
                    {not_set_up}
                    <div class="no-print stack">{plan}{put_off}</div>
                </div>
                <div class="stack">
                    <Paper bill=bill.clone()/>
                    <Efforts efforts=bill.efforts.clone() today=bill.today/>
                </div>
            </div>
            <HelpBlock title=l.billing_help_title()><p>{l.billing_help_bills()}</p><p>{l.billing_help_states()}</p></HelpBlock>
        </div>
    }
    .into_any()
}

/// What was done a moment ago.
#[component]
fn Said() -> impl IntoView {
    let l = use_lang();
    let query = use_query_map();
    let said = move || {
        query.with(|query| {
            let said = |name: &str| query.get(name).is_some();
            match () {
                () if said("planned") => Some(l.paying_planned()),
                () if said("unplanned") => Some(l.paying_unplanned()),
                () if said("asked") => Some(l.paying_asked()),
                () if said("moved") => Some(l.paying_moved()),
                () => None,
            }
        })
    };
    view! { <div role="status">{move || said().map(|words| view! { <Notice tone=Tone::Calm title=words/> })}</div> }
}

/// What is left to pay, until when, and by what.
#[component]
fn Stands(bill: BillView) -> impl IntoView {
    let l = use_lang();
    let late = bill.standing == Some(BillStanding::Late);
    let (label, figure) = match bill.standing {
        None if bill.ended => (l.paying_ended().to_owned(), None),
        None => (l.billing_payment_settled().to_owned(), Some(bill.paid)),
        Some(BillStanding::OnItsWay) => (l.billing_on_its_way().to_owned(), Some(bill.left())),
        Some(BillStanding::Late) => (l.billing_owed_late().to_owned(), Some(bill.left())),
        Some(BillStanding::Due) => (l.billing_due(day_soon(l, bill.due_on, bill.today)), Some(bill.left())),
    };
    let part = (bill.standing.is_some() && bill.paid.cents > 0).then(|| l.paying_part_paid(bill.amount, bill.paid));
    view! {
        <section class=if late { "balance notice-now" } else { "balance notice-good" } aria-label=l.paying_stands()>
            <h2>{label}</h2>
            {figure.map(|amount| view! { <p class="figure number">{amount.to_string()}</p> })}
            {late.then(|| view! { <p>{l.paying_was_due(day_soon(l, bill.due_on, bill.today))}</p> })}
            {part.map(|words| view! { <p class="soft">{words}</p> })}
            {bill.payable().then(|| view! { <p class="soft">{by_what(l, &bill)}</p> })}
        </section>
    }
    .into_any()
}

/// By what a bill is paid, and when.
fn by_what(l: Lang, bill: &BillView) -> String {
    match (bill.collected_by(), bill.pay_on) {
        (Some(method), Some(day)) => l.paying_by_itself(named(l, method), day_soon(l, day, bill.today)),
        (Some(method), None) if bill.standing == Some(BillStanding::Due) => l.paying_by_itself(named(l, method), day_soon(l, bill.due_on, bill.today)),
        _ if bill.autopay && bill.methods.is_empty() && use_roles().own() => l.paying_nothing_to_pay_with().to_owned(),
        _ if bill.autopay => l.paying_autopay().to_owned(),
        _ => l.paying_by_hand().to_owned(),
    }
}

#[component]
fn Plan(bill: BillView) -> impl IntoView {
    let l = use_lang();
    let acts = expect_context::<Acts>();
    let errors = use_form_errors(acts.plan);
    let id = bill.id.0.clone();
    let first = bill.today.plus_days(1);
    let value = bill.pay_on.unwrap_or(first).to_string();
    let hint = l.paying_plan_hint(day_soon(l, bill.due_on, bill.today));
    let take_back = bill.pay_on.map(|_| {
        view! {
            <ActionForm action=acts.plan>
                <input type="hidden" name="invoice" value=id.clone()/>
                <Button look=Look::Plain pending=acts.plan.pending()>{l.paying_plan_take_back()}</Button>
            </ActionForm>
        }
    });
    view! {
        <details class="details card" open=bill.pay_on.is_some()>
            <summary><IconView icon=Icon::CalendarClock/>{l.paying_plan()}<IconView icon=Icon::ChevronRight/></summary>
            <ActionForm action=acts.plan attr:class="stack-tight">
                <input type="hidden" name="invoice" value=bill.id.0.clone()/>
                <TextField name="day" kind="date" label=l.paying_plan_day() hint=hint value=value max=bill.due_on.to_string() errors=errors/>
                <Button look=Look::Second pending=acts.plan.pending()>{l.paying_plan_keep()}</Button>
            </ActionForm>
            {take_back}
        </details>
    }
    .into_any()
}

/// Puts the due date off: every day that is possible is a choice.
#[component]
fn PutOff(id: InvoiceId, from: Day, until: Day, today: Day) -> impl IntoView {
    let l = use_lang();
    let acts = expect_context::<Acts>();
    let errors = use_form_errors(acts.due);
    let days = (1..=from.days_until(until)).map(move |days| {
        let day = from.plus_days(days);
        view! { <option value=day.to_string()>{day_soon(l, day, today)}</option> }
    });
    view! {
        <details class="details card">
            <summary><IconView icon=Icon::Calendar/>{l.paying_move()}<IconView icon=Icon::ChevronRight/></summary>
            <ActionForm action=acts.due attr:class="stack-tight">
                <input type="hidden" name="invoice" value=id.0/>
                <Field name="due" label=l.paying_move_to() hint=Some(l.paying_move_hint().to_owned()) errors=errors>
                    <select class="input" id="due" name="due">{days.collect_view()}</select>
                </Field>
                <Button look=Look::Second pending=acts.due.pending()>{l.paying_move_keep()}</Button>
            </ActionForm>
        </details>
    }
    .into_any()
}

/// The bill as it would be printed.
#[component]
fn Paper(bill: BillView) -> impl IntoView {
    let l = use_lang();
    let pdf = format!("/payments/{}/invoice.pdf", bill.id);
    let lines = bill.lines.iter().map(|line| {
        view! {
            <div><span>{line_words(l, line.kind)}<span class="block soft small">{l.paying_code(&line.code)}</span></span><span class="number">{line.amount.to_string()}</span></div>
        }
    });
    view! {
        <section class="card stack-tight paper-bill" aria-labelledby="bill-paper">
            <div class="between"><h2 id="bill-paper">{l.paying_bill()}</h2><span class="number soft">{show_number(Series::Invoice, &bill.number)}</span></div>
            <SummaryList>
                <SummaryRow name=l.paying_from()>{bill.brand.name.clone()}</SummaryRow>
                <SummaryRow name=l.paying_to()>{bill.addressee.clone()}</SummaryRow>
                <SummaryRow name=l.paying_policy()><span class="number">{show_number(Series::Policy, &bill.policy_number)}</span></SummaryRow>
                <SummaryRow name=l.paying_issued()>{day_full(l, bill.issued_on)}</SummaryRow>
                <SummaryRow name=l.paying_due()>{day_full(l, bill.due_on)}</SummaryRow>
            </SummaryList>
            <div class="sums">
                {lines.collect_view()}
                <div><span>{l.paying_together()}</span><span class="number">{bill.amount.to_string()}</span></div>
            </div>
            <a class="line-link no-print" download="" href=pdf><IconView icon=Icon::Download/>{l.paying_pdf()}</a>
        </section>
    }
    .into_any()
}

/// What a line of a bill is.
pub fn line_words(l: Lang, kind: LineKind) -> &'static str {
    match kind {
        LineKind::Premium => l.paying_line_premium(),
        LineKind::Tax => l.paying_line_tax(),
        LineKind::Fee => l.paying_line_fee(),
        LineKind::Change => l.paying_line_change(),
        LineKind::Credit => l.paying_line_credit(),
    }
}

/// What was paid on it, or was tried.
#[component]
fn Efforts(efforts: Vec<Effort>, today: Day) -> impl IntoView {
    let l = use_lang();
    let rows = efforts.iter().map(|effort| {
        let (tone, words) = effort_words(l, effort, today);
        let receipt = (effort.state == PaymentState::Settled).then(|| format!("/payments/receipts/{}", effort.payment));
        view! {
            <li class="bill">
                <IconView icon=Icon::ReceiptText/>
                <div>
                    <p class="between"><strong>{by(l, &effort.by)}</strong><strong class="number">{effort.amount.to_string()}</strong></p>
                    <p class="soft small">{moment_long(l, effort.at, today)}</p>
                    <p><Badge tone=tone>{words}</Badge></p>
                    {receipt.map(|href| view! { <a class="line-link" href=href><IconView icon=Icon::FileText/>{l.paying_receipt()}</a> })}
                </div>
            </li>
        }
    });
    (!efforts.is_empty()).then(|| {
        view! {
            <section class="card no-print">
                <h2>{l.paying_efforts()}</h2>
                <ul class="rows">{rows.collect_view()}</ul>
            </section>
        }
    })
}

/// How an effort stands, in a word or two.
fn effort_words(l: Lang, effort: &Effort, today: Day) -> (Tone, String) {
    match effort.state {
        PaymentState::Started => (Tone::Quiet, l.billing_payment_started().to_owned()),
        PaymentState::Pending => match effort.expects_on {
            Some(day) => (Tone::Calm, l.paying_pending_until(day_soon(l, day, today))),
            None => (Tone::Calm, l.billing_payment_pending().to_owned()),
        },
        PaymentState::Settled => (Tone::Calm, l.billing_payment_settled().to_owned()),
        PaymentState::Failed => (Tone::Now, l.paying_failed().to_owned()),
        PaymentState::Returned => (Tone::Now, l.billing_payment_returned().to_owned()),
    }
}
