//! `/claims/{claim}/eob`: why a claim was paid as it was, every number opened to how it came about.

mod grounds;
mod line;
mod steps;
mod words;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

pub use self::grounds::Grounds;
pub use self::line::LineCard;
pub use self::steps::Steps;
pub use self::words::plainly;
use super::api::explain;
use super::model::Eob;
use crate::auth::Power;
use crate::ids::{ClaimId, Series, show_number};
use crate::shell::use_roles;
use crate::texts::use_lang;
use crate::ui::{Heading, HelpBlock, Icon, IconView, Loaded, TopBar, answer, day_full, moment_long};

/// The explanation of benefits of one claim.
#[component]
pub fn EobPage() -> impl IntoView {
    let l = use_lang();
    let params = use_params_map();
    let claim = move || ClaimId(params.read().get("claim").unwrap_or_default());
    let eob = answer(claim, explain);
    view! {
        <TopBar back=(format!("/claims/{}", params.read_untracked().get("claim").unwrap_or_default()), l.eob_back().to_owned())/>
        <Loaded from=eob view=explained/>
    }
}

/// The explanation; before there is a decision, when there will be something to explain.
fn explained(eob: Option<Eob>) -> AnyView {
    let l = use_lang();
    match eob {
        Some(eob) => view! { <Explained eob=eob/> }.into_any(),
        None => view! {
            <Heading words=l.eob_none_title()/>
            <p class="soft">{l.eob_none()}</p>
        }
        .into_any(),
    }
}

#[component]
fn Explained(eob: Eob) -> impl IntoView {
    let l = use_lang();
    let outcome = eob.work_out();
    let paid = eob.money(eob.decided.payable_cents);
    let title = if paid.cents > 0 {
        l.eob_title(paid)
    } else {
        l.eob_title_nothing().to_owned()
    };
    let when = moment_long(l, eob.decided_at, eob.today);
    let decided = match &eob.decided_by {
        Some(name) => l.claims_sums_decided_by(when, name),
        None => l.claims_sums_decided_by_rules(when),
    };
    let about = l.claims_about(day_full(l, eob.inputs.visit_on), eob.pet_name.clone(), eob.what.clone());
    let number = show_number(Series::Claim, &eob.number);
    let lines = eob.decided.lines.clone().into_iter().zip(outcome.lines.clone()).zip(1_i64..);
    let (may_appeal, appeal) = (use_roles().may(Power::File), format!("/claims/{}/appeal", eob.claim));
    let order = outcome.steps.map(|done| done.step);
    let currency = eob.currency;
    view! {
        <div class="columns">
            <div class="stack">
                <header class="stack-tight">
                    <p class="row justify-between"><span class="soft">{l.eob_name()}</span><span class="soft number">{number}</span></p>
                    <Heading words=title/>
                    <p class="soft">{about}</p>
                </header>
                <section class="card card-mint stack-tight" aria-labelledby="plain">
                    <h2 id="plain">{l.eob_plain_title()}</h2>
                    {plainly(&outcome, currency, l).into_iter().map(|sentence| view! { <p>{sentence}</p> }).collect_view()}
                    <p class="soft small">{decided}</p>
                </section>
                <section class="card stack-tight" aria-labelledby="lines">
                    <h2 id="lines">{l.eob_lines_title()}</h2>
                    <p class="soft small">{l.eob_lines_open()}</p>
                    <div class="eob-lines">
                        {lines.map(|((said, out), n)| view! { <LineCard said=said out=out order=order currency=currency appeal=may_appeal.then(|| format!("{appeal}/{n}"))/> }).collect_view()}
                    </div>
                </section>
                <Steps outcome=outcome currency=currency/>
            </div>
            <div class="stack">
                <Checked eob=eob.clone()/>
                <Grounds
                    cover=eob.inputs.cover
                    used=eob.inputs.used
                    version=eob.inputs.version
                    policy_number=eob.policy_number
                    currency=currency
                />
                <HelpBlock title=l.claims_differently_title()><p>{l.appeal_how()}</p></HelpBlock>
            </div>
        </div>
    }
}

/// Says that the decision was worked out again, and what came out: by the server when it made the page, then by the browser itself.
#[component]
fn Checked(eob: Eob) -> impl IntoView {
    let l = use_lang();
    let here = RwSignal::new(None::<bool>);
    let file = format!("/claims/{}/eob.json", eob.claim);
    let there = eob.agrees(&eob.work_out());
    // Only a browser runs effects: what it works out is its own.
    Effect::new(move || here.set(Some(eob.agrees(&eob.work_out()))));
    let agrees = move || here.get().unwrap_or(there);
    let words = move || match (here.get(), there) {
        (Some(true), _) => l.eob_checked_here(),
        (None, true) => l.eob_checked_there(),
        (Some(false), _) | (None, false) => l.eob_checked_not(),
    };
    view! {
        <section class="card stack-tight" aria-labelledby="checked">
            <h2 id="checked">{l.eob_checked_title()}</h2>
            <p class="row checked" role="status">
                <span class=move || if agrees() { "mark mark-good" } else { "mark mark-now" }>
                    {move || view! { <IconView icon=if agrees() { Icon::CircleCheck } else { Icon::CircleAlert }/> }}
                </span>
                <span>{words}</span>
            </p>
            <p><a class="line-link" href=file rel="external" download=""><IconView icon=Icon::Download/>{l.eob_download()}</a></p>
        </section>
    }
}
