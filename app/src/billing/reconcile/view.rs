//! `/desk/money`: refunds that wait, what the gateway told that we do not know, and where the two books differ.

use leptos::form::ActionForm;
use leptos::prelude::*;

use super::api::{ReconcileNow, load_differences};
use super::model::{Difference, DifferenceKind, Side};
use crate::auth::Role;
use crate::billing::disputes::view::Disputes;
use crate::billing::events::api::load_unknown_events;
use crate::billing::events::model::UnknownEvent;
use crate::billing::refunds::api::{AnswerRefund, load_waiting};
use crate::billing::refunds::view::Refunds;
use crate::shell::use_roles;
use crate::texts::{Lang, use_lang};
use crate::ui::{Button, ErrorSummary, Heading, Loaded, Look, Notice, Tone, TopBar, answer, day_medium, use_form_errors};

/// Money at the desk: refunds for those who help customers, the books for those who run the portal.
#[component]
pub fn MoneyPage() -> impl IntoView {
    let l = use_lang();
    let (reply, compare) = (ServerAction::<AnswerRefund>::new(), ServerAction::<ReconcileNow>::new());
    provide_context(reply);
    let waiting = answer(move || reply.version().get(), |_| load_waiting());
    let books = use_roles().has(Role::Ops).then(|| {
        let differences = answer(move || compare.version().get(), |_| load_differences());
        let unknown = answer(|| (), |()| load_unknown_events());
        let under_way = move || compare.value().with(|done| matches!(done, Some(Ok(()))));
        view! {
            <ErrorSummary errors=use_form_errors(compare)/>
            <Loaded from=differences view=|found| view! { <Differences found=found/> }/>
            <div role="status">{move || under_way().then(|| view! { <Notice tone=Tone::Calm title=l.desk_money_comparing()/> })}</div>
            <ActionForm action=compare><Button look=Look::Second pending=compare.pending()>{l.desk_money_compare()}</Button></ActionForm>
            <Loaded from=unknown view=|events| view! { <Unknown events=events/> }/>
        }
    });
    view! {
        <TopBar><Heading words=l.desk_title_money()/></TopBar>
        <div class="stack desk">
            <ErrorSummary errors=use_form_errors(reply)/>
            <Loaded from=waiting view=|refunds| { let l = use_lang(); view! { <Refunds title=l.desk_money_waiting() none=l.desk_money_waiting_none() refunds=refunds/> } }/>
            <Disputes/>
            {books}
        </div>
    }
    .into_any()
}

#[component]
fn Differences(found: Vec<Difference>) -> impl IntoView {
    let l = use_lang();
    let none = found.is_empty();
    let rows = found.into_iter().map(|one| {
        let subject = match (one.kind, &one.household) {
            (DifferenceKind::Payment, _) => view! { <a href=format!("/desk/payments/{}", one.subject)>{kind(l, one.kind)}</a> }.into_any(),
            (_, Some(household)) => view! { <a href=format!("/desk/customers/{household}")>{kind(l, one.kind)}</a> }.into_any(),
            _ => kind(l, one.kind).into_any(),
        };
        view! {
            <tr>
                <th scope="row">{subject}<span class="block soft small number">{one.subject.clone()}</span></th>
                <td class="number">{side(l, one.ours)}</td>
                <td class="number">{side(l, one.theirs)}</td>
                <td>{day_medium(l, one.found.day)}</td>
            </tr>
        }
    });
    view! {
        <section class="card stack-tight">
            <h2>{l.desk_money_differences()}</h2>
            {none.then(|| view! { <p class="soft">{l.desk_money_differences_none()}</p> })}
            {(!none).then(|| view! {
                <div class="table-scroll" tabindex="0" role="group" aria-label=l.desk_money_differences()>
                    <table class="desk-table">
                        <thead>
                            <tr><th scope="col">{l.desk_money_what()}</th><th scope="col">{l.desk_money_ours()}</th><th scope="col">{l.desk_money_theirs()}</th><th scope="col">{l.desk_money_found()}</th></tr>
                        </thead>
                        <tbody>{rows.collect_view()}</tbody>
                    </table>
                </div>
            })}
        </section>
    }
    .into_any()
}

#[component]
fn Unknown(events: Vec<UnknownEvent>) -> impl IntoView {
    let l = use_lang();
    let none = events.is_empty();
    let rows = events.into_iter().map(|event| {
        view! {
            <li class="between py-2">
                <span class="grow-words"><strong>{event.kind}</strong><span class="soft small number">{event.id}" "{event.object}</span></span>
                <span class="soft small">{day_medium(l, event.at.day)}</span>
            </li>
        }
    });
    view! {
        <section class="card stack-tight">
            <h2>{l.desk_money_unknown()}</h2>
            <p class="soft">{if none { l.desk_money_unknown_none() } else { l.desk_money_unknown_says() }}</p>
            <ul class="rows">{rows.collect_view()}</ul>
        </section>
    }
    .into_any()
}

fn kind(l: Lang, kind: DifferenceKind) -> &'static str {
    match kind {
        DifferenceKind::Payment => l.desk_money_kind_payment(),
        DifferenceKind::Refund => l.desk_money_kind_refund(),
        DifferenceKind::Payout => l.desk_money_kind_payout(),
        DifferenceKind::None => l.desk_money_kind_none(),
    }
}

fn side(l: Lang, side: Side) -> String {
    match side {
        Side::Nothing => l.desk_money_side_nothing().to_owned(),
        Side::Pending(amount) => l.desk_money_side_pending(amount),
        Side::Moved(amount) => l.desk_money_side_moved(amount),
        Side::Back(amount) => l.desk_money_side_back(amount),
    }
}
