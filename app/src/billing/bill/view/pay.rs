//! `/payments/{invoice}/pay`: how much, and by what.

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::billing::bill::api::{BeginPayment, PayBill, PayThere, load_bill};
use crate::billing::bill::model::{BillView, parse_part};
use crate::billing::gateway_form::GatewayFormPlace;
use crate::billing::methods::model::MethodLine;
use crate::billing::methods::view::{icon, named};
use crate::billing::view::NotSetUp;
use crate::ids::{InvoiceId, Series, show_number};
use crate::money::Money;
use crate::texts::use_lang;
use crate::ui::{
    Button, ButtonLink, Choice, ErrorSummary, Heading, HelpBlock, Icon, IconView, Loaded, Look, MoneyField, TopBar, answer, use_checked_form, use_form_errors,
};

/// Paying a bill.
#[component]
pub fn PayPage() -> impl IntoView {
    let l = use_lang();
    provide_context(ServerAction::<PayBill>::new());
    provide_context(ServerAction::<PayThere>::new());
    let params = use_params_map();
    let id = move || InvoiceId(params.read().get("invoice").unwrap_or_default());
    let bill = answer(id, load_bill);
    view! {
        <TopBar back=(format!("/payments/{}", untrack(id)), l.paying_bill().to_owned())/>
        <div class="stack narrow"><Loaded from=bill view=|bill| view! { <Shown bill=bill/> }/></div>
    }
    .into_any()
}

#[component]
fn Shown(bill: BillView) -> impl IntoView {
    let l = use_lang();
    let query = use_query_map();
    let other = untrack(|| query.with(|query| query.get("other")));
    let head = view! {
        <Heading words=l.paying_title(&bill.pet_name)/>
        <p class="soft number">{show_number(Series::Invoice, &bill.number)}</p>
    };
    if !bill.set_up {
        return view! { {head}<NotSetUp brand=bill.brand/> }.into_any();
    }
    if !bill.payable() {
        return view! {
            {head}
            <p>{l.paying_not_payable()}</p>
            <ButtonLink href=format!("/payments/{}", bill.id) wide=true>{l.paying_see_bill()}</ButtonLink>
        }
        .into_any();
    }
    let amount = other.as_deref().and_then(|typed| parse_part(typed, bill.left(), l).ok());
    match amount {
        Some(amount) => view! { {head}<SomethingNew bill=bill amount=amount/> }.into_any(),
        None if bill.methods.is_empty() => {
            let amount = bill.left();
            view! { {head}<SomethingNew bill=bill amount=amount/> }.into_any()
        }
        None => view! { {head}<ByMethod bill=bill/> }.into_any(),
    }
}

/// How much, by one of the methods that stand there or by something new.
#[component]
fn ByMethod(bill: BillView) -> impl IntoView {
    let l = use_lang();
    let action = expect_context::<ServerAction<PayBill>>();
    let left = bill.left();
    let (errors, check) = use_checked_form(action, move |sent: &PayBill| parse_part(&sent.amount, left, l).err().unwrap_or_default());
    let usual = bill.methods.iter().position(|method| method.default).unwrap_or(0);
    let choices = bill
        .methods
        .iter()
        .enumerate()
        .map(|(nth, method)| view! { <MethodChoice method=method.clone() checked=nth == usual id=if nth == 0 { "method".to_owned() } else { format!("method-{nth}") }/> })
        .collect_view();
    view! {
        <ErrorSummary errors=errors/>
        <ActionForm action=action attr:class="stack" on:submit:capture=check>
            <input type="hidden" name="invoice" value=bill.id.0.clone()/>
            <MoneyField name="amount" label=l.paying_amount() hint=l.paying_amount_hint(left) value=plain(left) errors=errors/>
            <fieldset class="stack-tight">
                <legend>{l.paying_by()}</legend>
                {choices}
                <Choice name="method" value="" id="method-other"><IconView icon=Icon::Plus/><span>{l.paying_something_new()}</span></Choice>
            </fieldset>
            <Button wide=true icon=Icon::Lock pending=action.pending()>{l.paying_pay_now()}</Button>
        </ActionForm>
        <HelpBlock title=l.paying_help_title()><p>{l.paying_help_bank()}</p><p>{l.paying_help_confirm()}</p></HelpBlock>
    }
    .into_any()
}

#[component]
fn MethodChoice(method: MethodLine, checked: bool, id: String) -> impl IntoView {
    let l = use_lang();
    let aside = method.default.then(|| view! { <span class="aside">{l.methods_default()}</span> });
    view! {
        <Choice name="method" value=method.id.0.clone() checked=checked id=id><IconView icon=icon(method.kind)/><span class="number">{named(l, &method)}</span>{aside}</Choice>
    }
}

/// So much, by a card or account that is typed into the gateway's form, or on its page.
#[component]
fn SomethingNew(bill: BillView, amount: Money) -> impl IntoView {
    let l = use_lang();
    let action = expect_context::<ServerAction<PayThere>>();
    let part = bill.methods.is_empty().then(|| view! { <Part bill=bill.clone()/> });
    let back = (!bill.methods.is_empty()).then(|| view! { <a class="line-link" href=format!("/payments/{}/pay", bill.id)>{l.paying_back_to_methods()}</a> });
    view! {
        <p class="figure number">{amount.to_string()}</p>
        <ErrorSummary errors=use_form_errors(action)/>
        <div class="card stack">
            <GatewayFormPlace begin=BeginPayment::PATH words=l.paying_pay(amount)/>
            <ActionForm action=action attr:class="pay-hosted stack-tight" attr:data-pay-hosted="">
                <input type="hidden" name="invoice" value=bill.id.0.clone()/>
                <input type="hidden" name="amount" value=plain(amount)/>
                <Button wide=true look=Look::Second icon=Icon::ArrowRight pending=action.pending()>{l.paying_hosted()}</Button>
                <p class="soft small">{l.paying_hosted_says()}</p>
            </ActionForm>
        </div>
        <p class="soft small row"><IconView icon=Icon::Lock/><span>{l.methods_safe()}</span></p>
        {part}
        {back}
        <HelpBlock title=l.paying_help_title()><p>{l.paying_help_bank()}</p><p>{l.paying_help_confirm()}</p></HelpBlock>
    }
    .into_any()
}

/// Another amount: the page comes again with it.
#[component]
fn Part(bill: BillView) -> impl IntoView {
    let l = use_lang();
    let here = format!("/payments/{}/pay", bill.id);
    view! {
        <details class="details">
            <summary>{l.paying_part()}<IconView icon=Icon::ChevronRight/></summary>
            <form method="get" action=here class="stack-tight">
                <MoneyField name="other" label=l.paying_amount() hint=l.paying_amount_hint(bill.left()) value=plain(bill.left())/>
                <Button look=Look::Second>{l.paying_part_go_on()}</Button>
            </form>
        </details>
    }
    .into_any()
}

/// An amount as it stands in a field.
fn plain(amount: Money) -> String {
    amount.to_string().trim_start_matches('$').to_owned()
}
