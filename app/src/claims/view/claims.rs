//! `/claims`

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::card::ClaimCard;
use super::words::{badge, row_day};
use crate::auth::Power;
use crate::claims::api::list_claims;
use crate::claims::model::{ClaimSummary, ClaimsOverview};
use crate::day::{Day, Moment};
use crate::ids::ClaimId;
use crate::shell::use_roles;
use crate::texts::use_lang;
use crate::ui::{ButtonLink, Empty, Heading, HelpBlock, Icon, IconView, Loaded, Look, Sentence, TopBar, live_answer, moment_long, relative_day};

/// Claims that still move, then those that are over, a page at a time.
#[component]
pub fn ClaimsPage() -> impl IntoView {
    let l = use_lang();
    let query = use_query_map();
    let file = use_roles().may(Power::File);
    let claims = live_answer(move || query.read().get("after").map(ClaimId), list_claims);
    view! {
        <TopBar>
            <Heading words=l.claims_heading()/>
            {file.then(|| view! { <div class="bar-act"><ButtonLink href="/claims/new" icon=Icon::Camera>{l.claims_file()}</ButtonLink></div> })}
        </TopBar>
        <Loaded from=claims view=|overview| view! { <Overview overview=overview/> }/>
        <div class="mt-8">
            <HelpBlock title=l.claims_help_title()>
                <p>{l.claims_help_steps()}</p>
                <p>{l.claims_help_when()}</p>
                <p><a href="/help">{l.claims_help_more()}</a></p>
            </HelpBlock>
        </div>
    }
}

#[component]
fn Overview(overview: ClaimsOverview) -> impl IntoView {
    let l = use_lang();
    let ClaimsOverview {
        current,
        past,
        more_after,
        draft,
        today,
    } = overview;
    let later_page = use_query_map().with_untracked(|query| query.get("after").is_some());
    let draft = draft.filter(|_| use_roles().may(Power::File));
    let nothing_at_all = current.is_empty() && past.is_empty() && draft.is_none() && !later_page;
    view! {
        <div class="stack gap-7">
            {draft.map(|begun| view! { <Resume begun=begun today=today/> })}
            {(!later_page && !nothing_at_all).then(|| view! { <Current claims=current today=today/> })}
            {nothing_at_all
                .then(|| view! { <Empty icon=Icon::FileHeart title=l.claims_empty_title()><p class="soft max-w-md">{l.claims_empty()}</p></Empty> })}
            {(!past.is_empty()).then(|| view! { <Past claims=past today=today/> })}
            {later_page.then(|| view! { <ButtonLink href="/claims" look=Look::Plain icon=Icon::ChevronLeft>{l.claims_newest()}</ButtonLink> })}
            {more_after
                .map(|last| view! { <ButtonLink href=format!("/claims?after={last}") look=Look::Second>{l.claims_show_more()}</ButtonLink> })}
        </div>
    }
}

#[component]
fn Resume(begun: Moment, today: Day) -> impl IntoView {
    let l = use_lang();
    view! {
        <a class="card card-mint card-link resume" href="/claims/new">
            <IconView icon=Icon::Pencil/>
            <span class="grow">
                <strong>{l.claims_resume()}</strong>
                <span class="block soft"><Sentence words=l.claims_resume_kept(moment_long(l, begun, today))/></span>
            </span>
            <IconView icon=Icon::ChevronRight/>
        </a>
    }
}

#[component]
fn Current(claims: Vec<ClaimSummary>, today: Day) -> impl IntoView {
    let l = use_lang();
    let none = claims.is_empty();
    view! {
        <section class="stack-tight" aria-labelledby="open">
            <h2 id="open">{l.claims_open_title()}</h2>
            {none.then(|| view! { <p class="soft">{l.claims_none_open()}</p> })}
            <ul class="claim-cards">
                {claims.into_iter().map(|claim| view! { <li><ClaimCard claim=claim today=today/></li> }).collect_view()}
            </ul>
        </section>
    }
}

#[component]
fn Past(claims: Vec<ClaimSummary>, today: Day) -> impl IntoView {
    let l = use_lang();
    view! {
        <section class="stack-tight" aria-labelledby="past">
            <h2 id="past">{l.claims_past_title()}</h2>
            <div class="card past-claims">
                <ul class="rows">{claims.into_iter().map(|claim| view! { <PastRow claim=claim today=today/> }).collect_view()}</ul>
            </div>
        </section>
    }
}

#[component]
fn PastRow(claim: ClaimSummary, today: Day) -> impl IntoView {
    let l = use_lang();
    let (_, state) = badge(&claim, l);
    let note = l.claims_row_note(relative_day(l, row_day(&claim), today), state);
    view! {
        <li>
            <a class="line" href=format!("/claims/{}", claim.id)>
                <span class="grow min-w-0">
                    <span class="block font-semibold wrap-anywhere">{l.claims_title(claim.pet_name, claim.what)}</span>
                    <span class="block soft small">{note}</span>
                </span>
                <span class="number text-right shrink-0">
                    {match claim.payable {
                        Some(payable) => {
                            view! {
                                <strong class="block">{payable.to_string()}</strong>
                                <span class="block soft small">{l.claims_of_total(claim.total)}</span>
                            }
                                .into_any()
                        }
                        None => view! { <span class="soft">{claim.total.to_string()}</span> }.into_any(),
                    }}
                </span>
                <span class="soft shrink-0"><IconView icon=Icon::ChevronRight/></span>
            </a>
        </li>
    }
}
