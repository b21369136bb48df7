use leptos::prelude::*;

use crate::claims::model::ClaimDetail;
use crate::ids::{Series, show_number};
use crate::texts::{Lang, use_lang};
use crate::ui::day_soon;
use crate::ui::{ButtonLink, Icon, IconView, Sentence};
use crate::workflow::model::{Owner, Requirement, RequirementState, What};

/// What is or was missing: what, why, from whom, by when, and how to send it.
#[component]
pub fn Checklist(
    /// The claim.
    detail: ClaimDetail,
) -> impl IntoView {
    let l = use_lang();
    let today = detail.today;
    let owed = |state| matches!(state, RequirementState::Open | RequirementState::SentBack);
    let title = if detail.requirements.iter().any(|one| owed(one.state)) {
        l.claims_checklist()
    } else {
        l.claims_checklist_done()
    };
    let yours = detail.requirements.iter().any(|one| owed(one.state) && one.owner == Owner::Policyholder);
    let number = show_number(Series::Claim, &detail.summary.number);
    let items = detail.requirements;
    (!items.is_empty()).then(|| {
        view! {
            <section class="card stack-tight" aria-labelledby="missing">
                <h2 id="missing">{title}</h2>
                <ul class="rows checklist">
                    {items
                        .into_iter()
                        .map(|item| {
                            let (what, why) = what_and_why(item.what, l);
                            let (icon, class) = mark(item);
                            let open = owed(item.state);
                            view! {
                                <li>
                                    <span class=class><IconView icon=icon/></span>
                                    <div>
                                        <strong>{what}</strong>
                                        {open.then(|| view! { <p class="soft">{why}</p> })}
                                        <p><Sentence words=from_whom(item, day_soon(l, item.due_on, today), l)/></p>
                                    </div>
                                </li>
                            }
                        })
                        .collect_view()}
                </ul>
                {yours
                    .then(|| {
                        let href = format!("mailto:{}?subject={number}", detail.contact_email);
                        view! {
                            <p class="soft">{l.claims_how_to_send(detail.contact_email, number)}</p>
                            <ButtonLink href=href icon=Icon::Mail wide=true>{l.claims_send()}</ButtonLink>
                        }
                    })}
            </section>
        }
    })
}

fn what_and_why(what: What, l: Lang) -> (&'static str, &'static str) {
    match what {
        What::InvoicePage => (l.claims_need_invoice_page(), l.claims_need_invoice_page_why()),
        What::ItemisedInvoice => (l.claims_need_itemised_invoice(), l.claims_need_itemised_invoice_why()),
        What::MedicalRecord => (l.claims_need_medical_record(), l.claims_need_medical_record_why()),
    }
}

fn mark(item: Requirement) -> (Icon, &'static str) {
    match (item.state, item.owner) {
        (RequirementState::Open | RequirementState::SentBack, Owner::Policyholder) => (Icon::CircleAlert, "mark mark-now"),
        (RequirementState::Open | RequirementState::SentBack, Owner::Vet) => (Icon::Hourglass, "mark mark-soon"),
        (RequirementState::Supplied, _) => (Icon::Eye, "mark mark-good"),
        (RequirementState::Accepted, _) => (Icon::CircleCheck, "mark mark-good"),
        (RequirementState::Waived, _) => (Icon::X, "mark"),
    }
}

fn from_whom(item: Requirement, due: String, l: Lang) -> String {
    match (item.state, item.owner) {
        (RequirementState::Open, Owner::Policyholder) => l.claims_from_you(due),
        (RequirementState::Open | RequirementState::SentBack, Owner::Vet) => l.claims_from_vet(due),
        (RequirementState::SentBack, Owner::Policyholder) => l.claims_need_sent_back(due),
        (RequirementState::Supplied, _) => l.claims_need_supplied().to_owned(),
        (RequirementState::Accepted, _) => l.claims_need_accepted().to_owned(),
        (RequirementState::Waived, _) => l.claims_need_waived().to_owned(),
    }
}
