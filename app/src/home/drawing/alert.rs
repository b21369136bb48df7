use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::claims::view::what_is_missing as what_is_asked;
use crate::day::Day;
use crate::home::model::Alert;
use crate::sessions::api::ThatWasMe;
use crate::sessions::view::new_sign_in;
use crate::texts::Lang;
use crate::ui::{Icon, IconView, day_soon};
use crate::workflow::model::What;

/// What an alert says, where it leads and how much it wants to be seen.
struct Words {
    class: &'static str,
    icon: Icon,
    href: String,
    title: String,
    text: String,
}

const NOW: (&str, Icon) = ("notice notice-now", Icon::CircleAlert);
const SOON: (&str, Icon) = ("notice notice-soon", Icon::CalendarClock);
const GOOD: (&str, Icon) = ("notice notice-good", Icon::CircleCheck);

/// A line that leads to where something can be done about it.
pub fn alert(l: Lang, alert: Alert, today: Day) -> impl IntoView {
    let answer = match &alert {
        Alert::NewDevice { notice, .. } => Some(that_was_me(l, notice.clone())),
        _ => None,
    };
    let Words {
        class,
        icon,
        href,
        title,
        text,
    } = words(l, alert, today);
    view! {
        <a class=class href=href>
            <IconView icon=icon/>
            <span><strong>{title}</strong><span class="block soft">{text}</span></span>
            <span class="go"><IconView icon=Icon::ChevronRight/></span>
        </a>
        {answer}
    }
}

/// A plain form: it takes the alert away.
fn that_was_me(l: Lang, notice: String) -> AnyView {
    view! {
        <form method="post" action=ThatWasMe::url()>
            <input type="hidden" name="notice" value=notice/>
            <input type="hidden" name="next" value="/"/>
            <button type="submit" class="button button-second">{l.sessions_that_was_me()}</button>
        </form>
    }
    .into_any()
}

fn words(l: Lang, alert: Alert, today: Day) -> Words {
    let near = |day| day_soon(l, day, today);
    let ((class, icon), href, title, text) = match alert {
        Alert::NewDevice { device, times, .. } => (
            NOW,
            "/account/sessions".to_owned(),
            new_sign_in(l, &device, times),
            l.sessions_new_short().to_owned(),
        ),
        Alert::Missing {
            claim,
            pet_name,
            what,
            confirm: true,
            ..
        } => (
            NOW,
            format!("/claims/{claim}#asked"),
            l.home_confirm(pet_name),
            l.home_confirm_text(what_is_asked(what, l)),
        ),
        Alert::Missing {
            claim, pet_name, what, due_on, ..
        } => {
            let text = if due_on < today {
                l.home_missing_late(near(due_on))
            } else {
                l.home_missing_by(near(due_on))
            };
            (NOW, format!("/claims/{claim}#asked"), what_is_missing(l, what, &pet_name), text)
        }
        Alert::CameBack { claim, pet_name, amount } => (
            NOW,
            format!("/claims/{claim}"),
            l.home_came_back(amount, pet_name),
            l.home_came_back_text().to_owned(),
        ),
        Alert::Lapsed { policy, pet_name } => (NOW, format!("/policies/{policy}"), l.home_lapsed(pet_name), l.home_lapsed_text().to_owned()),
        Alert::PastDue { pet_name, amount, due_on } => {
            let text = l.home_past_due_text(near(due_on), &pet_name);
            (NOW, "/payments#pay".to_owned(), l.home_past_due(amount, pet_name), text)
        }
        Alert::Renews { policy, pet_name, on, premium } => {
            let text = premium.map_or(l.home_renews_text().to_owned(), |premium| l.home_renews_price(premium.short()));
            (SOON, format!("/policies/{policy}"), l.home_renews(near(on), pet_name), text)
        }
        Alert::Decided {
            claim,
            pet_name,
            pays,
            arrives_by,
        } => {
            let (title, text) = match arrives_by {
                _ if pays.cents <= 0 => (l.home_decided(pet_name), l.home_decided_nothing().to_owned()),
                Some(day) => (l.home_decided_pays(pays, pet_name), l.home_decided_by(near(day))),
                None => (l.home_decided_pays(pays, pet_name), l.home_decided_soon().to_owned()),
            };
            (GOOD, format!("/claims/{claim}"), title, text)
        }
    };
    Words {
        class,
        icon,
        href,
        title,
        text,
    }
}

fn what_is_missing(l: Lang, what: What, pet: &str) -> String {
    match what {
        What::InvoicePage => l.home_missing_invoice_page(pet),
        What::ItemisedInvoice => l.home_missing_itemised_invoice(pet),
        What::MedicalRecord => l.home_missing_medical_record(pet),
        What::LabResult => l.home_missing_lab_result(pet),
        What::ProofOfPayment => l.home_missing_proof_of_payment(pet),
        What::SomethingElse => l.home_missing_something_else(pet),
        What::BankAccount => l.home_missing_bank_account(pet),
    }
}
