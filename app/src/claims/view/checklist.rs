use leptos::form::ActionForm;
use leptos::prelude::*;

use crate::billing::payouts;
use crate::claims::asked::api::ConfirmFiles;
use crate::claims::model::ClaimDetail;
use crate::day::Day;
use crate::documents::view::attach::{AddFiles, FileList, Files};
use crate::ids::ClaimId;
use crate::texts::{Lang, use_lang};
use crate::ui::{Button, ButtonLink, Icon, IconView, Look, Sentence, day_soon};
use crate::workflow::model::{Owner, Requirement, RequirementState, What};

/// What is or was missing: what, why, from whom, by when, what came for it, and how to send it. Its page provides what is to be done when a file came.
#[component]
pub fn Checklist(
    /// The claim.
    detail: ClaimDetail,
) -> impl IntoView {
    let l = use_lang();
    let (today, may, claim) = (detail.today, detail.may_change, detail.summary.id.clone());
    let items = detail.requirements;
    let to_do = items.iter().any(|one| one.state.is_owed() || one.state == RequirementState::ToConfirm);
    let title = if to_do { l.claims_checklist() } else { l.claims_checklist_done() };
    let clinic = may
        && items
            .iter()
            .any(|one| one.state.is_owed() && (one.owner == Owner::Vet || one.what.is_the_clinics()));
    let share = clinic.then(|| view! { <Share claim=claim.clone()/> });
    (!items.is_empty()).then(|| {
        let rows = items
            .into_iter()
            .map(|item| view! { <Item item=item claim=claim.clone() may=may today=today/> })
            .collect_view();
        view! {
            <section class="card stack-tight" id="asked" aria-labelledby="missing">
                <h2 id="missing">{title}</h2>
                <ul class="rows checklist">{rows}</ul>
                {share}
            </section>
        }
        .into_any()
    })
}

#[component]
fn Item(item: Requirement, claim: ClaimId, may: bool, today: Day) -> impl IntoView {
    let l = use_lang();
    let (what, why) = what_and_why(item.what, l);
    let (icon, class) = mark(&item);
    let here = format!("/claims/{claim}");
    let live = item.state.takes_files();
    let why = if item.words.is_empty() { why.to_owned() } else { item.words.clone() };
    let asked_by = item
        .asked_by
        .clone()
        .filter(|_| live)
        .map(|name| view! { <p class="soft small">{l.asked_by(name)}</p> });
    let answer = item.resolution.clone().map(|why| said(&item, why, l));
    let may_files = if may && live { Files::OwnAndOpen } else { Files::Open };
    let files = (!item.files.is_empty()).then(|| view! { <FileList files=item.files.clone() may=may_files next=here/> });
    let confirm = (may && item.state == RequirementState::ToConfirm).then(|| view! { <Confirm item=item.clone()/> });
    // A bank account is named at the gateway: there is no file to send.
    let by_file = item.what != What::BankAccount;
    let elsewhere = (may && live && !by_file).then(|| view! { <ButtonLink href=payouts::PAGE wide=true>{l.asked_bank_account_go()}</ButtonLink> });
    let add = (may && live && by_file).then(|| {
        let id = format!("asked-{}", item.id);
        let words = if item.state.is_owed() { l.asked_add(what) } else { l.asked_add_more(what) };
        let to = format!("/claims/{claim}/asked/{}", item.id);
        let camera = item.state.is_owed();
        let on_received = use_context::<Callback<()>>().unwrap_or_else(|| Callback::new(|()| ()));
        view! { <AddFiles to=to id=id words=words camera=camera on_received=on_received/> }
    });
    view! {
        <li>
            <span class=class><IconView icon=icon/></span>
            <div class="stack-tight grow">
                <strong>{what}</strong>
                {(live || item.what == What::SomethingElse).then(|| view! { <p class="soft whitespace-pre-line">{why}</p> })}
                {asked_by}
                <p><Sentence words=from_whom(&item, today, l)/></p>
                {answer}
                {files}
                {confirm}
                {elsewhere}
                {add}
            </div>
        </li>
    }
    .into_any()
}

/// What was said to it when it was sent back, asked again or let go.
fn said(item: &Requirement, why: String, l: Lang) -> AnyView {
    let who = item.resolved_by.clone().unwrap_or_else(|| l.asked_we().to_owned());
    view! { <blockquote class="said"><p class="whitespace-pre-line">{why}</p><p class="soft small">{who}</p></blockquote> }.into_any()
}

/// The household's word about what its clinic sent: without it, nothing of it counts.
#[component]
fn Confirm(item: Requirement) -> impl IntoView {
    let l = use_lang();
    let action = use_context::<ServerAction<ConfirmFiles>>().unwrap_or_default();
    let id = item.id.0;
    let other = id.clone();
    view! {
        <p>{l.asked_confirm_question()}</p>
        <div class="pair">
            <ActionForm action=action>
                <input type="hidden" name="requirement" value=id/>
                <input type="hidden" name="theirs" value="true"/>
                <Button wide=true icon=Icon::Check pending=action.pending()>{l.asked_confirm_yes()}</Button>
            </ActionForm>
            <ActionForm action=action>
                <input type="hidden" name="requirement" value=other/>
                <input type="hidden" name="theirs" value="false"/>
                <Button look=Look::Second wide=true pending=action.pending()>{l.asked_confirm_no()}</Button>
            </ActionForm>
        </div>
    }
    .into_any()
}

/// The way to a link for the clinic.
#[component]
fn Share(claim: ClaimId) -> impl IntoView {
    let l = use_lang();
    view! {
        <div class="card card-sunk stack-tight">
            <p>{l.vet_offer()}</p>
            <ButtonLink href=format!("/claims/{claim}/vet") look=Look::Second icon=Icon::Stethoscope wide=true>{l.vet_offer_go()}</ButtonLink>
        </div>
    }
    .into_any()
}

/// What is asked for, and why, in words for the household.
pub fn what_and_why(what: What, l: Lang) -> (&'static str, &'static str) {
    match what {
        What::InvoicePage => (l.claims_need_invoice_page(), l.claims_need_invoice_page_why()),
        What::ItemisedInvoice => (l.claims_need_itemised_invoice(), l.claims_need_itemised_invoice_why()),
        What::MedicalRecord => (l.claims_need_medical_record(), l.claims_need_medical_record_why()),
        What::LabResult => (l.asked_lab_result(), l.asked_lab_result_why()),
        What::ProofOfPayment => (l.asked_proof_of_payment(), l.asked_proof_of_payment_why()),
        What::SomethingElse => (l.asked_something_else(), l.asked_something_else_why()),
        What::BankAccount => (l.asked_bank_account(), l.asked_bank_account_why()),
    }
}

fn mark(item: &Requirement) -> (Icon, &'static str) {
    match (item.state, item.owner) {
        (RequirementState::ToConfirm, _) | (RequirementState::Open | RequirementState::SentBack, Owner::Policyholder) => (Icon::CircleAlert, "mark mark-now"),
        (RequirementState::Open | RequirementState::SentBack, Owner::Vet) => (Icon::Hourglass, "mark mark-soon"),
        (RequirementState::Supplied, _) => (Icon::Eye, "mark mark-good"),
        (RequirementState::Accepted, _) => (Icon::CircleCheck, "mark mark-good"),
        (RequirementState::Waived, _) => (Icon::X, "mark"),
    }
}

fn from_whom(item: &Requirement, today: Day, l: Lang) -> String {
    let due = day_soon(l, item.due_on, today);
    match (item.state, item.owner) {
        (RequirementState::Open | RequirementState::SentBack, _) if item.due_on < today => l.asked_late(due),
        (RequirementState::Open, Owner::Policyholder) => l.claims_from_you(due),
        (RequirementState::Open | RequirementState::SentBack, Owner::Vet) => l.claims_from_vet(due),
        (RequirementState::SentBack, Owner::Policyholder) => l.claims_need_sent_back(due),
        (RequirementState::ToConfirm, _) => l.asked_to_confirm().to_owned(),
        (RequirementState::Supplied, _) => l.claims_need_supplied().to_owned(),
        (RequirementState::Accepted, _) => l.claims_need_accepted().to_owned(),
        (RequirementState::Waived, _) => l.claims_need_waived().to_owned(),
    }
}
