use leptos::prelude::*;

use super::way;
use crate::billing::methods::view::named;
use crate::billing::model::{BillStanding, PaymentsView};
use crate::billing::rules::{next, owed};
use crate::brand::Brand;
use crate::ids::{Series, show_number};
use crate::texts::{Lang, use_lang};
use crate::ui::{Badge, Icon, IconView, Look, Tone, day_soon};

/// What is owed now, in one figure, the way to pay it, and what comes next.
pub fn balance(l: Lang, page: &PaymentsView, may_pay: bool) -> impl IntoView + use<> {
    let (bills, today) = (&page.bills, page.today);
    let late = bills.iter().any(|bill| bill.standing == BillStanding::Late);
    let owed = owed(bills, today);
    let next = next(bills, today);
    let next_words = next.map(|bill| l.billing_next(bill.amount, day_soon(l, bill.due_on, today), &bill.pet_name));
    let class = if late {
        "balance notice-now stack-tight"
    } else {
        "balance notice-good stack-tight"
    };
    let (label, figure) = match owed {
        Some(amount) if late => (l.billing_owed_late(), Some(amount)),
        Some(amount) => (l.billing_owed(), Some(amount)),
        None => (l.billing_nothing_owed(), None),
    };
    // One bill at a time, the one that was due first before the others.
    let first = bills.iter().find(|bill| bill.standing != BillStanding::OnItsWay);
    let pay = first.filter(|_| page.set_up && may_pay).map(|bill| {
        let look = if owed.is_some() { Look::Primary } else { Look::Second };
        way(
            &format!("/payments/{}/pay", bill.id),
            l.billing_pay_bill(bill.amount, &bill.pet_name),
            look,
            Icon::CreditCard,
        )
    });
    view! {
        <section class=class id="pay">
            <h2>{label}</h2>
            {figure.map(|amount| view! { <p class="figure number">{amount.to_string()}</p> })}
            {late.then(|| view! { <p>{l.billing_late_says()}</p> })}
            {next_words.map(|words| view! { <p class="soft">{words}</p> })}
            {pay}
        </section>
    }
}

/// Every bill that is not paid: what it is for, until when, by what.
pub fn bills(l: Lang, page: &PaymentsView) -> impl IntoView + use<> {
    let today = page.today;
    let usual = page.usual.as_ref().map(|method| named(l, method));
    let rows = page.bills.iter().map(move |bill| {
        let badge = match bill.standing {
            _ if bill.failed && bill.standing != BillStanding::OnItsWay => Some(view! { <Badge tone=Tone::Now>{l.paying_failed()}</Badge> }),
            BillStanding::Late => Some(view! { <Badge tone=Tone::Now>{l.billing_late()}</Badge> }),
            BillStanding::OnItsWay => Some(view! { <Badge>{l.billing_on_its_way()}</Badge> }),
            BillStanding::Due => None,
        };
        let by = match (bill.standing, bill.pay_on, &usual) {
            (BillStanding::OnItsWay, ..) => None,
            (_, Some(day), Some(usual)) => Some(l.paying_by_itself(usual, day_soon(l, day, today))),
            (_, Some(day), None) => Some(l.billing_planned(day_soon(l, day, today))),
            (BillStanding::Due, None, Some(usual)) if page.autopay => Some(l.billing_by(usual)),
            (BillStanding::Due, None, _) if page.autopay => Some(l.paying_autopay().to_owned()),
            (BillStanding::Due, None, _) => Some(l.paying_by_hand().to_owned()),
            (BillStanding::Late, None, _) => None,
        };
        view! {
            <li class="bill">
                <div>
                    <a href=format!("/payments/{}", bill.id)>{l.billing_bill_for(&bill.pet_name)}</a>
                    <p class="soft">{l.billing_due(day_soon(l, bill.due_on, today))}</p>
                    {by.map(|words| view! { <p class="soft small">{words}</p> })}
                    <p class="soft small number">{show_number(Series::Invoice, &bill.number)}</p>
                </div>
                <div class="amounts"><strong class="number">{bill.amount.to_string()}</strong>{badge}</div>
            </li>
        }
    });
    (!page.bills.is_empty()).then(|| {
        view! {
            <section class="card">
                <h2>{l.billing_bills()}</h2>
                <ul class="rows">{rows.collect_view()}</ul>
            </section>
        }
    })
}

/// Where the policyholder sees to what bills are paid with, and where claims are paid to.
pub fn places(l: Lang, page: &PaymentsView) -> impl IntoView + use<> {
    let usual = page.usual.as_ref().map_or(l.billing_no_method().to_owned(), |method| named(l, method));
    let wants = page.usual.as_ref().is_some_and(|method| method.wants_replacing(page.today));
    let autopay = if page.autopay { l.billing_on() } else { l.billing_off() };
    let place = |href: &'static str, icon: Icon, words: &'static str, end: AnyView| {
        view! { <a class="line" href=href><IconView icon=icon/><span class="grow-words">{words}{end}</span><span class="go"><IconView icon=Icon::ChevronRight/></span></a> }
    };
    let expires = wants.then(|| view! { <Badge tone=Tone::Now>{l.methods_expires_badge()}</Badge> });
    view! {
        <nav class="card rows" aria-label=l.billing_places()>
            {place("/payments/methods", Icon::CreditCard, l.methods_title(), view! { <span class="soft small">{usual}</span>{expires} }.into_any())}
            {place("/payments/autopay", Icon::CalendarClock, l.autopay_title(), view! { <span class="soft small">{autopay}</span> }.into_any())}
            {place("/payments/payouts", Icon::Banknote, l.payouts_title(), view! { <span class="soft small">{l.payouts_place()}</span> }.into_any())}
        </nav>
    }
}

/// How to pay, said plainly, where cards and accounts are not set up.
#[component]
pub fn NotSetUp(brand: Brand) -> impl IntoView {
    how_to_pay(use_lang(), &brand).into_any()
}

/// How to pay, said plainly: by telephone or mail, as long as cards are not set up here.
fn how_to_pay(l: Lang, brand: &Brand) -> impl IntoView + use<> {
    view! {
        <section class="card stack-tight">
            <h2>{l.billing_pay()}</h2>
            <p>{l.billing_pay_says(&brand.name)}</p>
            <div class="rows">
                <a class="line" href=brand.call()>
                    <IconView icon=Icon::Phone/>
                    <span><strong class="number">{brand.phone.clone()}</strong><span class="block soft small">{brand.hours.clone()}</span></span>
                </a>
                <a class="line" href=brand.write()>
                    <IconView icon=Icon::Mail/>
                    <span><strong class="break-words">{brand.email.clone()}</strong><span class="block soft small">{l.billing_pay_mail()}</span></span>
                </a>
            </div>
        </section>
    }
}
