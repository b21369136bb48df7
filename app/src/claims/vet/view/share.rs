//! `/claims/{claim}/vet` and `/pets/{pet}/vet`: a link and a QR code for the clinic, what became of it, and what came by it.

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::claims::asked::api::ConfirmFiles;
use crate::claims::vet::api::{MakeLink, UseFiles, WithdrawLink, load_share};
use crate::claims::vet::model::{Link, LinkState, Share};
use crate::claims::view::what_and_why;
use crate::day::Day;
use crate::documents::view::attach::{FileList, Files};
use crate::texts::{Lang, use_lang};
use crate::ui::{
    Badge, Button, ConfirmDialog, ErrorSummary, Heading, HelpBlock, Icon, IconView, Loaded, Look, Notice, Tone, TopBar, answer, day_soon, moment_long,
    use_form_errors,
};
use crate::workflow::model::{Requirement, RequirementState, SubjectKind, What};

/// Sharing what a claim misses.
#[component]
pub fn ClaimSharePage() -> impl IntoView {
    view! { <Page kind=SubjectKind::Claim/> }
}

/// Sharing a pet, before there is a claim.
#[component]
pub fn PetSharePage() -> impl IntoView {
    view! { <Page kind=SubjectKind::Pet/> }
}

#[component]
fn Page(kind: SubjectKind) -> impl IntoView {
    let l = use_lang();
    let (param, list) = match kind {
        SubjectKind::Claim => ("claim", "claims"),
        SubjectKind::Pet => ("pet", "pets"),
    };
    let params = use_params_map();
    let subject = move || params.read().get(param).unwrap_or_default();
    let (make, withdraw, confirm) = (
        ServerAction::<MakeLink>::new(),
        ServerAction::<WithdrawLink>::new(),
        ServerAction::<ConfirmFiles>::new(),
    );
    provide_context(make);
    provide_context(withdraw);
    provide_context(confirm);
    let changes = move || [make.version().get(), withdraw.version().get(), confirm.version().get()];
    let share = answer(move || (subject(), changes()), move |(subject, _)| load_share(kind, subject));
    let back = match kind {
        SubjectKind::Claim => l.appeal_back(),
        SubjectKind::Pet => l.vet_back_pet(),
    };
    view! {
        <TopBar back=(format!("/{list}/{}", untrack(subject)), back.to_owned())/>
        <Loaded from=share view=|share| view! { <Shown share=share/> }/>
    }
    .into_any()
}

#[component]
fn Shown(share: Share) -> impl IntoView {
    let l = use_lang();
    let (make, withdraw) = (
        use_form_errors(expect_context::<ServerAction<MakeLink>>()),
        use_form_errors(expect_context::<ServerAction<WithdrawLink>>()),
    );
    let confirm = use_form_errors(expect_context::<ServerAction<ConfirmFiles>>());
    let open = share.link.as_ref().is_some_and(|link| link.state == LinkState::Open);
    let today = share.today;
    let link = share
        .link
        .clone()
        .map(|link| view! { <LinkCard link=link pet=share.pet_name.clone() today=today/> });
    let making = share.may_make.then(|| view! { <Making share=share.clone() again=open/> });
    let nothing = (!share.may_make && !open).then(|| view! { <p class="soft">{l.vet_nothing_asked()}</p> });
    let (asked, pet) = (share.asked, share.kind == SubjectKind::Pet);
    let items = (!asked.is_empty()).then(|| {
        let rows = asked.into_iter().map(|item| view! { <Item item=item pet=pet/> }).collect_view();
        view! {
            <section class="card stack-tight" aria-labelledby="asked-title">
                <h2 id="asked-title">{l.vet_asked_title()}</h2>
                <ul class="rows checklist">{rows}</ul>
            </section>
        }
    });
    view! {
        <div class="stack">
            <Heading words=l.vet_share_title(&share.pet_name)/>
            <p class="soft">{l.vet_share_text(&share.pet_name)}</p>
            <ErrorSummary errors=make/>
            <ErrorSummary errors=withdraw/>
            <ErrorSummary errors=confirm/>
            <div class="halves">
                <div class="stack">{link}{nothing}{making}</div>
                <div class="stack">
                    {items}
                    <HelpBlock title=l.vet_help_title()><p>{l.vet_help_sees()}</p><p>{l.vet_help_confirm()}</p></HelpBlock>
                </div>
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn LinkCard(link: Link, pet: String, today: Day) -> impl IntoView {
    let l = use_lang();
    let (tone, state) = match link.state {
        LinkState::Open => (Tone::Calm, l.vet_state_open()),
        LinkState::Done => (Tone::Quiet, l.vet_state_done()),
        LinkState::Expired => (Tone::Soon, l.vet_state_expired()),
        LinkState::Withdrawn => (Tone::Quiet, l.vet_state_withdrawn()),
    };
    let qr = link.qr.map(|(side, path)| {
        let square = format!("0 0 {side} {side}");
        view! {
            <svg class="qr" viewBox=square role="img" aria-label=l.vet_qr() shape-rendering="crispEdges">
                <rect width="100%" height="100%" fill="#fff"/>
                <path fill="#000" d=path/>
            </svg>
        }
    });
    let address = link.address.map(|address| {
        let mail = format!(
            "mailto:?subject={}&body={}",
            escaped(&l.vet_mail_subject(&pet)),
            escaped(&l.vet_mail_body(&address, &pet))
        );
        view! {
            <p class="qr-text small">{address}</p>
            <p><a class="line-link" href=mail><IconView icon=Icon::Mail/>{l.vet_mail()}</a></p>
        }
    });
    let works = (link.state == LinkState::Open).then(|| view! { <p class="soft">{l.vet_until(day_soon(l, link.until.day, today))}</p> });
    let opened = match (link.opened_at, link.places) {
        (None, _) => l.vet_not_opened().to_owned(),
        (Some(at), places) if places > 1 => l.vet_opened_places(places, moment_long(l, at, today)),
        (Some(at), _) => l.vet_opened(moment_long(l, at, today)),
    };
    let sent = link.sent_at.map(|at| view! { <li>{l.vet_sent(moment_long(l, at, today))}</li> });
    let end = (link.state == LinkState::Open).then(|| view! { <Withdraw id=link.id.0.clone()/> });
    view! {
        <section class="card stack-tight" aria-labelledby="link-title">
            <p class="between"><strong id="link-title">{l.vet_link_title()}</strong><Badge tone=tone>{state}</Badge></p>
            {qr}
            {address}
            {works}
            <ul class="soft small"><li>{opened}</li>{sent}</ul>
            {end}
        </section>
    }
    .into_any()
}

#[component]
fn Withdraw(id: String) -> impl IntoView {
    let l = use_lang();
    let action = expect_context::<ServerAction<WithdrawLink>>();
    view! {
        <ConfirmDialog open=l.vet_withdraw() question=l.vet_withdraw_question()>
            <ActionForm action=action>
                <input type="hidden" name="link" value=id/>
                <Button look=Look::Danger pending=action.pending()>{l.vet_withdraw_yes()}</Button>
            </ActionForm>
        </ConfirmDialog>
    }
    .into_any()
}

#[component]
fn Making(share: Share, again: bool) -> impl IntoView {
    let l = use_lang();
    let action = expect_context::<ServerAction<MakeLink>>();
    let wanted = (share.kind == SubjectKind::Pet).then(|| {
        let choice = |what: What, checked: bool| {
            view! {
                <label class="choice"><input type="checkbox" name="wanted[]" value=what.as_str() checked=checked/>{what_and_why(what, l).0}</label>
            }
        };
        view! {
            <fieldset class="field">
                <legend>{l.vet_wanted()}</legend>
                <div class="stack-tight">
                    {choice(What::ItemisedInvoice, true)} {choice(What::MedicalRecord, true)} {choice(What::LabResult, false)}
                </div>
            </fieldset>
        }
    });
    let (words, look) = if again {
        (l.vet_make_again(), Look::Second)
    } else {
        (l.vet_make(), Look::Primary)
    };
    let warning = again.then(|| view! { <p class="soft small">{l.vet_make_again_hint()}</p> });
    view! {
        <ActionForm action=action attr:class="card stack-tight">
            <input type="hidden" name="kind" value=share.kind.as_str()/>
            <input type="hidden" name="subject" value=share.subject/>
            {wanted}
            {warning}
            <Button wide=true look=look icon=Icon::Stethoscope pending=action.pending()>{words}</Button>
        </ActionForm>
    }
    .into_any()
}

/// Something that the clinic is asked for, and what came; what it sent is looked at here.
#[component]
fn Item(item: Requirement, pet: bool) -> impl IntoView {
    let l = use_lang();
    let (what, _) = what_and_why(item.what, l);
    let files = (!item.files.is_empty()).then(|| view! { <FileList files=item.files.clone() may=Files::Open/> });
    let confirm = (item.state == RequirementState::ToConfirm).then(|| view! { <Confirm id=item.id.0.clone()/> });
    let use_it = (pet && item.what == What::ItemisedInvoice && item.state == RequirementState::Supplied).then(|| view! { <UseIt id=item.id.0.clone()/> });
    view! {
        <li>
            <div class="stack-tight grow">
                <strong>{what}</strong>
                <p class="soft">{standing(item.state, l)}</p>
                {files}
                {confirm}
                {use_it}
            </div>
        </li>
    }
    .into_any()
}

/// Files a claim with the invoice that came.
#[component]
fn UseIt(id: String) -> impl IntoView {
    let l = use_lang();
    let action = ServerAction::<UseFiles>::new();
    view! {
        <ErrorSummary errors=use_form_errors(action)/>
        <ActionForm action=action>
            <input type="hidden" name="requirement" value=id/>
            <Button wide=true icon=Icon::FileHeart pending=action.pending()>{l.vet_use()}</Button>
        </ActionForm>
    }
    .into_any()
}

fn standing(state: RequirementState, l: Lang) -> &'static str {
    match state {
        RequirementState::Open | RequirementState::SentBack => l.vet_item_open(),
        RequirementState::ToConfirm => l.asked_to_confirm(),
        RequirementState::Supplied | RequirementState::Accepted => l.vet_item_here(),
        RequirementState::Waived => l.claims_need_waived(),
    }
}

#[component]
fn Confirm(id: String) -> impl IntoView {
    let l = use_lang();
    let action = expect_context::<ServerAction<ConfirmFiles>>();
    let other = id.clone();
    view! {
        <Notice tone=Tone::Soon title=l.asked_confirm_question()/>
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

/// As it stands in the query of a `mailto:` address (RFC 6068).
fn escaped(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::with_capacity(text.len() * 2), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_line_break_and_a_sign_with_meaning_survive_in_a_mail() {
        assert_eq!(escaped("Olé & co?\nhttps://x/y"), "Ol%C3%A9%20%26%20co%3F%0Ahttps%3A%2F%2Fx%2Fy");
    }
}
