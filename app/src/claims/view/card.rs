use leptos::prelude::*;

use super::words::{badge, sentence};
use crate::claims::model::{ClaimState, ClaimSummary};
use crate::day::Day;
use crate::texts::use_lang;
use crate::ui::{Badge, Icon, Sentence, Tone};

/// A claim that still moves: whose, what for, how it stands, who acts by when, and how far it is. The whole card leads to it.
#[component]
pub fn ClaimCard(
    /// The claim.
    claim: ClaimSummary,
    /// Today's date in the household.
    today: Day,
) -> impl IntoView {
    let l = use_lang();
    let (tone, state) = badge(&claim, l);
    let words = sentence(&claim, today, l);
    let unread = (claim.unread > 0).then(|| view! { <p><Badge tone=Tone::Now icon=Icon::Mail>{l.message_unread(claim.unread)}</Badge></p> });
    view! {
        <article class="card claim-card stack-tight">
            <div class="claim-card-top">
                <a class="stretched" href=format!("/claims/{}", claim.id)>{l.claims_title(claim.pet_name, claim.what)}</a>
                <Badge tone=tone>{state}</Badge>
            </div>
            <p class="soft"><Sentence words=words/></p>
            {unread}
            <Progress state=claim.state/>
        </article>
    }
}

/// The four stages of a claim, those reached filled in. A claim that was withdrawn has none.
#[component]
pub fn Progress(
    /// Where the claim stands.
    state: ClaimState,
) -> impl IntoView {
    let l = use_lang();
    let reached = state.stage();
    let waits = matches!(state, ClaimState::WaitingForYou);
    (reached > 0).then(|| {
        let stages = [
            l.claims_state_received(),
            l.claims_state_in_review(),
            l.claims_state_decided(),
            l.claims_state_paid(),
        ];
        view! {
            <ol class="progress" aria-label=l.claims_progress()>
                {stages
                    .into_iter()
                    .enumerate()
                    .map(|(i, words)| {
                        let class = match (i < reached, waits && i + 1 == reached) {
                            (_, true) => "done waits",
                            (true, false) => "done",
                            (false, false) => "",
                        };
                        view! { <li class=class aria-current=(i + 1 == reached).then_some("step")>{words}</li> }
                    })
                    .collect_view()}
            </ol>
        }
    })
}
