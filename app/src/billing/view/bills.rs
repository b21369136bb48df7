use leptos::prelude::*;

use crate::auth::Power;
use crate::billing::model::{Bill, BillStanding};
use crate::billing::rules::{next, owed};
use crate::brand::Brand;
use crate::day::Day;
use crate::ids::{Series, show_number};
use crate::shell::use_roles;
use crate::texts::Lang;
use crate::ui::{Badge, Icon, IconView, Tone, day_soon};

/// What is owed now, in one figure, and what comes next.
pub fn balance(l: Lang, bills: &[Bill], today: Day) -> impl IntoView + use<> {
    let late = bills.iter().any(|bill| bill.standing == BillStanding::Late);
    let owed = owed(bills, today);
    let next = next(bills, today).map(|bill| l.billing_next(bill.amount, day_soon(l, bill.due_on, today), &bill.pet_name));
    let class = if late { "balance notice-now" } else { "balance notice-good" };
    let (label, figure) = match owed {
        Some(amount) if late => (l.billing_owed_late(), Some(amount)),
        Some(amount) => (l.billing_owed(), Some(amount)),
        None => (l.billing_nothing_owed(), None),
    };
    view! {
        <section class=class>
            <h2>{label}</h2>
            {figure.map(|amount| view! { <p class="figure number">{amount.to_string()}</p> })}
            {late.then(|| view! { <p>{l.billing_late_says()}</p> })}
            {next.map(|words| view! { <p class="soft">{words}</p> })}
        </section>
    }
}

/// Every bill that is not paid.
pub fn bills(l: Lang, bills: &[Bill], today: Day) -> impl IntoView + use<> {
    let view_policy = use_roles().may(Power::View);
    let rows = bills.iter().map(move |bill| {
        let badge = match bill.standing {
            BillStanding::Late => Some(view! { <Badge tone=Tone::Now>{l.billing_late()}</Badge> }),
            BillStanding::OnItsWay => Some(view! { <Badge>{l.billing_on_its_way()}</Badge> }),
            BillStanding::Due => None,
        };
        view! {
            <li class="bill">
                <div>
                    {if view_policy {
                        view! { <a href=format!("/policies/{}", bill.policy)>{l.billing_bill_for(&bill.pet_name)}</a> }.into_any()
                    } else {
                        l.billing_bill_for(&bill.pet_name).into_any()
                    }}
                    <p class="soft">{l.billing_due(day_soon(l, bill.due_on, today))}</p>
                    <p class="soft small number">{show_number(Series::Invoice, &bill.number)}</p>
                </div>
                <div class="amounts"><strong class="number">{bill.amount.to_string()}</strong>{badge}</div>
            </li>
        }
    });
    (!bills.is_empty()).then(|| {
        view! {
            <section class="card">
                <h2>{l.billing_bills()}</h2>
                <ul class="rows">{rows.collect_view()}</ul>
            </section>
        }
    })
}

/// How to pay, said plainly: by telephone or mail, as long as cards are not set up here.
pub fn how_to_pay(l: Lang, brand: &Brand) -> impl IntoView + use<> {
    view! {
        <section class="card stack-tight" id="pay">
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
