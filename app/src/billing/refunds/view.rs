//! `/desk/payments/{payment}`: what of a payment can go back, what did, and who answers. And what of it the customer sees on the page of payments.

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::api::{AnswerRefund, ProposeRefund, find_refundable, load_refunds};
use super::model::{DeskRefund, Refund, RefundReason, RefundState, Refundable, Step};
use crate::billing::view::by;
use crate::day::Day;
use crate::ids::{PaymentId, Series, show_number};
use crate::texts::{Lang, use_lang};
use crate::ui::{Badge, Button, ErrorSummary, Heading, Loaded, Look, MoneyField, SelectField, TextArea, Tone, TopBar, answer, day_full, use_form_errors};

/// A payment at the desk.
#[component]
pub fn PaymentPage() -> impl IntoView {
    let l = use_lang();
    let (propose, reply) = (ServerAction::<ProposeRefund>::new(), ServerAction::<AnswerRefund>::new());
    provide_context(propose);
    provide_context(reply);
    let params = use_params_map();
    let payment = move || PaymentId(params.read().get("payment").unwrap_or_default());
    let found = answer(
        move || (payment(), propose.version().get(), reply.version().get()),
        |(payment, ..)| find_refundable(payment),
    );
    view! {
        <TopBar back=("/desk/money".to_owned(), l.desk_title_money().to_owned())/>
        <div class="stack narrow">
            <Heading words=l.desk_refund_title()/>
            <ErrorSummary errors=use_form_errors(propose)/>
            <ErrorSummary errors=use_form_errors(reply)/>
            <Loaded from=found view=|found| view! { <Shown found=found/> }/>
        </div>
    }
    .into_any()
}

#[component]
fn Shown(found: Refundable) -> impl IntoView {
    let l = use_lang();
    let Refundable {
        payment,
        at_most,
        second_above,
        refunds,
    } = found;
    let action = expect_context::<ServerAction<ProposeRefund>>();
    let errors = use_form_errors(action);
    let reasons = RefundReason::ALL
        .map(|reason| (reason.as_str().to_owned(), reason_words(l, reason).to_owned()))
        .to_vec();
    let form = (at_most.cents > 0).then(|| {
        view! {
            <ActionForm action=action attr:class="card stack-tight">
                <input type="hidden" name="payment" value=payment.0/>
                <p class="soft">{l.desk_refund_second(second_above)}</p>
                <MoneyField name="amount" label=l.desk_refund_amount() hint=l.desk_refund_at_most(at_most) errors=errors/>
                <SelectField name="reason" label=l.desk_refund_reason() options=reasons errors=errors/>
                <TextArea name="why" label=l.desk_refund_why() errors=errors/>
                <Button pending=action.pending()>{l.desk_refund_propose()}</Button>
            </ActionForm>
        }
    });
    view! {
        {(at_most.cents == 0).then(|| view! { <p>{l.desk_refund_nothing()}</p> })}
        {form}
        <Refunds title=l.desk_refund_history() none="" refunds=refunds/>
    }
    .into_any()
}

/// Refunds, and for those that wait the answer.
#[component]
pub fn Refunds(
    /// What they are.
    title: &'static str,
    /// What is said when there are none; empty: nothing stands there.
    none: &'static str,
    /// The refunds.
    refunds: Vec<DeskRefund>,
) -> impl IntoView {
    let empty = refunds.is_empty();
    let rows = refunds.into_iter().map(|refund| view! { <Row refund=refund/> }).collect_view();
    (!empty || !none.is_empty()).then(|| {
        view! {
            <section class="card stack-tight">
                <h2>{title}</h2>
                {empty.then(|| view! { <p class="soft">{none}</p> })}
                <ul class="rows">{rows}</ul>
            </section>
        }
    })
}

#[component]
fn Row(refund: DeskRefund) -> impl IntoView {
    let l = use_lang();
    let action = expect_context::<ServerAction<AnswerRefund>>();
    let (tone, state) = state_words(l, refund.state);
    let by = l.desk_refund_by(day_full(l, refund.proposed_on), &refund.proposed_by);
    let answered = refund
        .answered_by
        .map(|name| view! { <span class="soft small">{l.desk_refund_answered(name)}</span> });
    let arrives = refund
        .arrives_by
        .map(|day| view! { <span class="soft small">{l.desk_refund_arrives(day_full(l, day))}</span> });
    let id = refund.id.0.clone();
    let reply = refund.may_answer.then(move || {
        let form = |id: String, approve: bool, words: &'static str, look: Look| {
            view! {
                <ActionForm action=action>
                    <input type="hidden" name="refund" value=id/>
                    <input type="hidden" name="approve" value=approve.to_string()/>
                    <Button look=look pending=action.pending()>{words}</Button>
                </ActionForm>
            }
        };
        view! { <div class="form-actions">{form(id.clone(), true, l.desk_refund_approve(), Look::Primary)}{form(id, false, l.desk_refund_refuse(), Look::Danger)}</div> }
    });
    view! {
        <li class="stack-tight py-2">
            <div class="between">
                <span class="grow-words">
                    <strong class="number">{refund.amount.to_string()}</strong>
                    <a class="small" href=format!("/desk/payments/{}", refund.payment)>{l.desk_refund_for(show_number(Series::Invoice, &refund.bill))}</a>
                    <span class="small">{reason_words(l, refund.reason)}</span>
                    <span class="soft small">{refund.why}</span>
                    <span class="soft small">{by}</span>
                    {answered}
                    {arrives}
                </span>
                <Badge tone=tone>{state}</Badge>
            </div>
            {reply}
        </li>
    }
    .into_any()
}

fn state_words(l: Lang, state: RefundState) -> (Tone, &'static str) {
    match state {
        RefundState::Proposed => (Tone::Soon, l.desk_refund_proposed()),
        RefundState::Approved => (Tone::Calm, l.desk_refund_approved()),
        RefundState::Sent => (Tone::Calm, l.desk_refund_sent()),
        RefundState::Arrived => (Tone::Quiet, l.desk_refund_arrived()),
        RefundState::Failed => (Tone::Now, l.desk_refund_failed()),
        RefundState::Refused => (Tone::Quiet, l.desk_refund_refused()),
    }
}

/// Why money goes back, as the customer reads it.
pub fn reason_words(l: Lang, reason: RefundReason) -> &'static str {
    match reason {
        RefundReason::PaidTwice => l.desk_reason_paid_twice(),
        RefundReason::CoverEnded => l.desk_reason_cover_ended(),
        RefundReason::OurMistake => l.desk_reason_our_mistake(),
        RefundReason::Goodwill => l.desk_reason_goodwill(),
        RefundReason::Other => l.desk_reason_other(),
    }
}

/// The household's own refunds with what happened and what comes; nothing when there are none.
#[component]
pub fn OwnRefunds() -> impl IntoView {
    let refunds = answer(|| (), |()| load_refunds());
    view! { <Loaded from=refunds view=own/> }
}

fn own(refunds: Vec<Refund>) -> AnyView {
    let l = use_lang();
    if refunds.is_empty() {
        return ().into_any();
    }
    let rows = refunds.into_iter().map(|refund| {
        let steps = refund.steps.iter().map(|(step, day)| {
            let class = if *step == Step::ArrivesBy { "ahead" } else { "" };
            view! { <li class=class>{step_words(l, *step, *day)}</li> }
        });
        let about = l.refunds_about(show_number(Series::Invoice, &refund.bill), by(l, &refund.to));
        view! {
            <li class="stack-tight py-2">
                <p class="between"><strong>{l.refunds_own(&refund.pet_name)}</strong><strong class="number">{format!("+{}", refund.amount)}</strong></p>
                <p class="soft small">{reason_words(l, refund.reason)}</p>
                <p class="soft small">{about}</p>
                <ol class="timeline">{steps.collect_view()}</ol>
            </li>
        }
    });
    view! {
        <section class="card stack-tight">
            <h2>{l.refunds_title()}</h2>
            <ul class="rows">{rows.collect_view()}</ul>
        </section>
    }
    .into_any()
}

fn step_words(l: Lang, step: Step, day: Day) -> String {
    let day = day_full(l, day);
    match step {
        Step::Approved => l.refunds_step_approved(day),
        Step::Sent => l.refunds_step_sent(day),
        Step::ArrivesBy => l.refunds_step_arrives_by(day),
        Step::Arrived => l.refunds_step_arrived(day),
        Step::Failed => l.refunds_step_failed(day),
    }
}
