use leptos::prelude::*;

use crate::billing::model::BillStanding;
use crate::money::Money;
use crate::policies::model::{PolicyView, Year};
use crate::policies::rules::{example, example_bill, installment};
use crate::texts::Lang;
use crate::ui::{Meter, day_full, day_medium, relative_day};

/// What is left of the limit and of the deductible, or was when cover ended.
pub fn this_year(l: Lang, page: &PolicyView, runs: bool) -> impl IntoView + use<> {
    let (year, money) = (&page.year, &page.year.money);
    let (left, owed) = (money.left(), money.deductible_left());
    let left_words = l.policies_of(left.short(), money.limit.short());
    let owed_words = l.policies_of(owed.short(), money.deductible.short());
    let heading = if page.today < year.from {
        l.policies_next_year()
    } else if runs && page.today <= year.until {
        l.policies_this_year()
    } else {
        l.policies_last_year()
    };
    view! {
        <section class="card stack-tight">
            <h2>{heading}</h2>
            <p class="soft">{l.policies_span(day_medium(l, year.from), day_medium(l, year.until))}</p>
            <p class="between mt-1"><span>{l.policies_left()}</span><strong class="number">{left_words.clone()}</strong></p>
            <Meter value=left.cents of=money.limit.cents label=l.policies_left_label(left_words)/>
            <p class="soft small">{if money.paid.cents > 0 { l.policies_paid_back(money.paid) } else { l.policies_nothing_paid().to_owned() }}</p>
            <p class="between mt-1"><span>{l.policies_deductible()}</span><strong class="number">{owed_words.clone()}</strong></p>
            <Meter value=owed.cents of=money.deductible.cents label=l.policies_deductible_label(owed_words)/>
            <p class="soft small">{match (owed.cents, money.met.cents) {
                (0, _) => l.policies_deductible_met().to_owned(),
                (_, 0) => l.policies_deductible_not_begun().to_owned(),
                _ => l.policies_deductible_met_by(money.met),
            }}</p>
        </section>
    }
}

/// How a bill is worked out, with figures that can be checked by hand.
pub fn back(l: Lang, year: &Year) -> impl IntoView + use<> {
    let money = &year.money;
    let worked = example(example_bill(money), money, year.rate_percent);
    let row = |name: String, value: String| view! { <div><dt>{name}</dt><dd class="number">{value}</dd></div> };
    let minus = |amount: Money| format!("\u{2212}{amount}");
    view! {
        <section class="card stack-tight">
            <h2>{l.policies_back()}</h2>
            <p>{l.policies_back_says(money.deductible.short(), money.limit.short(), year.rate_percent)}</p>
            <h3>{l.policies_example(worked.bill.short())}</h3>
            <dl class="sums">
                {row(l.policies_example_bill().to_owned(), worked.bill.to_string())}
                {row(l.policies_example_deductible().to_owned(), minus(worked.deductible))}
                {row(l.policies_example_rate(year.rate_percent), l.policies_example_times(worked.after, year.rate_percent))}
                {worked.cut.then(|| row(l.policies_example_cut().to_owned(), money.left().to_string()))}
                {row(l.policies_example_back().to_owned(), worked.back.to_string())}
            </dl>
            <p class="soft small">{l.policies_example_says()}</p>
        </section>
    }
}

/// What the year costs, and what is paid next.
pub fn price(l: Lang, page: &PolicyView) -> impl IntoView + use<> {
    let year = &page.year;
    let words = if year.installments > 1 {
        l.policies_price_parts(installment(year.premium, year.installments), year.installments, year.premium)
    } else {
        l.policies_price_once(year.premium)
    };
    let next = page.next_bill.as_ref().map(|bill| {
        let day = relative_day(l, bill.due_on, page.today);
        let words = match bill.standing {
            BillStanding::Late => l.policies_bill_late(bill.amount, day),
            BillStanding::OnItsWay => l.policies_bill_on_its_way(bill.amount),
            BillStanding::Due => l.policies_bill_due(bill.amount, day),
        };
        view! { <p><strong>{words}</strong></p> }
    });
    view! {
        <section class="card stack-tight">
            <h2>{l.policies_price()}</h2>
            <p>{words}</p>
            {next}
            <p><a href="/payments">{l.policies_see_payments()}</a></p>
        </section>
    }
}

/// The years before this one, and those that come.
pub fn other_years(l: Lang, years: Vec<Year>) -> impl IntoView {
    (!years.is_empty()).then(|| {
        let rows = years.into_iter().map(|year| {
            view! {
                <li class="py-2">
                    <strong>{l.policies_span(day_full(l, year.from), day_full(l, year.until))}</strong>
                    <span class="block soft">{l.policies_year_says(year.money.limit.short(), year.money.paid.short(), year.plan)}</span>
                </li>
            }
        });
        view! {
            <section class="card stack-tight">
                <h2>{l.policies_other_years()}</h2>
                <ul class="rows">{rows.collect_view()}</ul>
            </section>
        }
    })
}
