//! `/claims/{claim}`: how one claim stands, and everything about it.

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::card::Progress;
use super::checklist::Checklist;
use super::decision::Sums;
use super::invoice::{Answers, Pages};
use super::late::ReadLate;
use super::timeline::Timeline;
use super::withdraw::WithdrawForm;
use super::words::{badge, headline, sentence, turn};
use crate::claims::api::{ConfirmReading, WithdrawClaim, find_claim};
use crate::claims::appeal::view::Appeals;
use crate::claims::asked::api::{ConfirmFiles, RemoveFile};
use crate::claims::model::{ClaimDetail, ClaimState};
use crate::day::Day;
use crate::documents::view::attach::Refused;
use crate::ids::{ClaimId, Series, show_number};
use crate::messages::view::Thread;
use crate::pets::view::PetPicture;
use crate::texts::use_lang;
use crate::ui::{Badge, ErrorSummary, Heading, HelpBlock, Icon, IconView, Loaded, Sentence, TopBar, day_near, day_soon, live_answer, use_form_errors};

/// One claim.
#[component]
pub fn ClaimPage() -> impl IntoView {
    let l = use_lang();
    let params = use_params_map();
    let (withdraw, confirm, remove) = (
        ServerAction::<WithdrawClaim>::new(),
        ServerAction::<ConfirmFiles>::new(),
        ServerAction::<RemoveFile>::new(),
    );
    let read = ServerAction::<ConfirmReading>::new();
    let received = RwSignal::new(0_u32);
    provide_context(withdraw);
    provide_context(read);
    provide_context(confirm);
    provide_context(remove);
    provide_context(Callback::new(move |()| received.update(|count| *count += 1)));
    let id = move || ClaimId(params.read().get("claim").unwrap_or_default());
    let changes = move || [withdraw.version().get(), confirm.version().get(), remove.version().get(), read.version().get()];
    let claim = live_answer(move || (id(), changes(), received.get()), |(claim, ..)| find_claim(claim));
    view! {
        <TopBar back=("/claims".to_owned(), l.claims_back().to_owned())/>
        <Refused/>
        <ErrorSummary errors=use_form_errors(confirm)/>
        <ErrorSummary errors=use_form_errors(remove)/>
        <Loaded from=claim view=|detail| view! { <Claim detail=detail/> }/>
    }
}

#[component]
fn Claim(detail: ClaimDetail) -> impl IntoView {
    let l = use_lang();
    let claim = &detail.summary;
    let state = claim.state;
    let just_filed = state == ClaimState::Received && use_query_map().with_untracked(|query| query.get("filed").is_some());
    let number = show_number(Series::Claim, &claim.number);
    let email = detail.contact_email.clone();
    view! {
        <div class="columns">
            <div class="stack">
                {just_filed.then(|| view! { <Filed number=number.clone() answer_by=claim.answer_by today=detail.today/> })}
                <Head detail=detail.clone() number=number.clone() says=!just_filed/>
                {detail.late.clone().map(|late| view! { <ReadLate late=late claim=detail.summary.clone()/> })}
                {state.is_open().then(|| view! { <Checklist detail=detail.clone()/> })}
                <Appeals claim=claim.id.clone() may=detail.may_change/>
                {detail.decision.clone().map(|decision| view! { <Sums decision=decision detail=detail.clone()/> })}
                <Thread claim=claim.id.clone()/>
                <Timeline detail=detail.clone()/>
            </div>
            <div class="stack">
                <Pages pages=detail.pages.clone()/>
                <Answers detail=detail.clone()/>
                {detail.may_withdraw.then(|| view! { <WithdrawForm claim=claim.id.clone()/> })}
                <HelpBlock title=l.claims_one_help_title()>
                    <p>{l.claims_one_help()}</p>
                    <p><a href="#messages">{l.message_go()}</a></p>
                    <p><a href=format!("mailto:{email}?subject={number}")>{email.clone()}</a></p>
                    <p><a href="/help">{l.claims_one_help_more()}</a></p>
                </HelpBlock>
            </div>
        </div>
    }
}

/// Right after filing: the number, what comes next, and by when.
#[component]
fn Filed(number: String, answer_by: Day, today: Day) -> impl IntoView {
    let l = use_lang();
    view! {
        <div class="card card-mint stack-tight" role="status">
            <p class="row filed"><IconView icon=Icon::CircleCheck/><strong>{l.claims_filed_title()}</strong></p>
            <p><Sentence words=l.claims_filed_number(number)/></p>
            <p>{l.claims_filed_next()}</p>
            <p><Sentence words=l.claims_filed_by(day_soon(l, answer_by, today))/></p>
        </div>
    }
}

/// What it is, how it stands, who acts next and by when.
#[component]
fn Head(detail: ClaimDetail, number: String, says: bool) -> impl IntoView {
    let l = use_lang();
    let ClaimDetail { summary: claim, today, .. } = detail;
    let (tone, words) = badge(&claim, l);
    let visit = day_near(l, claim.visit_on, today);
    let class = if says { "card stack-tight" } else { "" };
    let says = says.then(|| {
        let nothing = claim.state == ClaimState::Decided && claim.payable.is_some_and(|payable| payable.cents == 0);
        let words = if nothing {
            l.claims_says_nothing_here().to_owned()
        } else {
            sentence(&claim, today, l)
        };
        view! {
            {turn(&claim, l).map(|(icon, class, words)| view! { <p class=class><IconView icon=icon/>{words}</p> })}
            <p><Sentence words=words/></p>
        }
    });
    view! {
        <header class="stack-tight">
            <p class="row justify-between"><Badge tone=tone>{words}</Badge><span class="soft number">{number}</span></p>
            <Heading words=headline(&claim, l)/>
            <p class="row soft"><PetPicture species=detail.species photo=detail.photo/>{l.claims_about(visit, claim.pet_name, claim.what)}</p>
        </header>
        <div class=class>
            {says}
            <Progress state=claim.state/>
        </div>
    }
}
