//! `/desk/claims/{claim}`: one claim with all that speaks for and against it, and what can be done.

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::acts::{Acts, Appeals, Holder, On, Others, Refused, ReopenForm, TakeUpForm, Waiting, use_acts};
use super::beside::{Pages, Read};
use super::history::{Clocks, Cover, Earlier, Records, Story};
use super::keys::Keys;
use super::recommend::{Lines, Recommendation, Signs};
use super::words::{due_words, sign_words, state_words};
use crate::claims::model::ClaimState;
use crate::claims::rules::{adjudicate, may_move};
use crate::claims::work::api::find_work;
use crate::claims::work::model::{Pulse, Verdict, Work};
use crate::claims::work::rules::{ready, wants_second};
use crate::ids::{ClaimId, Series, show_number};
use crate::texts::use_lang;
use crate::ui::{Badge, Button, ButtonLink, Heading, Icon, IconView, Loaded, Look, Tone, TopBar, answer, day_full, day_medium, use_form_errors};

/// One claim at the desk.
#[component]
pub fn CasePage() -> impl IntoView {
    let l = use_lang();
    let params = use_params_map();
    let acts = Acts::default();
    provide_context(acts);
    let work = answer(
        move || (ClaimId(params.read().get("claim").unwrap_or_default()), acts.version()),
        |(claim, _)| find_work(claim),
    );
    view! {
        <TopBar back=("/desk/claims".to_owned(), l.desk_queue_title().to_owned())/>
        <Loaded from=work view=|work| view! { <Case work=work/> }/>
    }
}

#[component]
fn Case(work: Work) -> impl IntoView {
    let l = use_lang();
    let decided = matches!(work.state, ClaimState::Decided | ClaimState::Paid);
    let keys = vec![
        ("d", l.desk_key_decide()),
        ("t", l.desk_key_take()),
        ("m", l.desk_key_messages()),
        ("?", l.desk_key_list()),
    ];
    view! {
        <div class="desk stack">
            <Head work=work.clone()/>
            <Others work=work.clone()/>
            <div class="work">
                <div class="stack work-left">
                    <Pages claim=work.id.clone() pages=work.pages.clone()/>
                    <Read work=work.clone()/>
                    {(!work.notes.is_empty()).then(|| view! {
                        <section class="card stack-tight" aria-labelledby="notes">
                            <h2 id="notes">{l.desk_notes()}</h2>
                            <p class="whitespace-pre-line">{work.notes.clone()}</p>
                        </section>
                    })}
                </div>
                <div class="stack">
                    {work.proposal.clone().map(|proposal| view! { <Waiting proposal=proposal work=work.clone()/> })}
                    {(!work.appeals.is_empty()).then(|| view! { <Appeals work=work.clone()/> })}
                    {(!work.signs.is_empty()).then(|| view! { <Signs work=work.clone()/> })}
                    <Recommendation work=work.clone()/>
                    <Lines work=work.clone()/>
                    {(decided && work.may_act).then(|| view! { <ReopenForm claim=work.id.clone() version=work.version/> })}
                    <div class="halves">
                        <div class="stack">
                            <Cover work=work.clone()/>
                            <Records work=work.clone()/>
                            <Earlier work=work.clone()/>
                        </div>
                        <div class="stack">
                            <Holder work=work.clone()/>
                            <Clocks work=work.clone()/>
                            <Story work=work.clone()/>
                        </div>
                    </div>
                    <Keys keys=keys/>
                </div>
            </div>
            {work.may_act.then(|| view! { <Foot work=work.clone()/> })}
        </div>
    }
    .into_any()
}

#[component]
fn Head(work: Work) -> impl IntoView {
    let l = use_lang();
    let (tone, due) = due_words(work.urgency, work.today.days_until(work.due_on), l);
    let about = format!(
        "{} · {}",
        show_number(Series::Claim, &work.number),
        l.desk_filed_on(day_medium(l, work.filed.day))
    );
    let law = work.state.is_open().then(|| l.desk_decide_by(day_full(l, work.due_on), work.us_state.clone()));
    let signs: Vec<&'static str> = {
        let mut kinds: Vec<_> = work.open_signs().map(|sign| sign.kind).collect();
        kinds.dedup();
        kinds.into_iter().map(|kind| sign_words(kind, l).0).collect()
    };
    view! {
        <header class="work-head">
            <div>
                <Heading words=format!("{} · {}", work.pet, work.what)/>
                <p class="soft"><span class="number">{about}</span>" · "<a href=format!("/desk/customers/{}", work.household)>{work.customer.clone()}</a></p>
                {law.map(|words| view! { <p class="soft">{words}</p> })}
            </div>
            <p class="work-badges">
                <Badge tone=Tone::Calm>{state_words(work.state, l)}</Badge>
                {work.state.is_open().then(|| view! { <Badge tone=tone icon=Icon::Clock>{due}</Badge> })}
                {signs.into_iter().map(|words| view! { <Badge tone=Tone::Soon icon=Icon::Flag>{words}</Badge> }).collect_view()}
            </p>
        </header>
    }
    .into_any()
}

/// The one thing to do next, and the others beside it.
#[component]
fn Foot(work: Work) -> impl IntoView {
    let l = use_lang();
    let acts = use_acts();
    let errors = use_form_errors(acts.decide);
    let outcome = adjudicate(&work.inputs);
    let may_decide = may_move(work.state, ClaimState::Decided) && work.proposal.is_none();
    // At one press only what nobody has to say anything about: every line as the rules have it, and covered.
    let plain = may_decide && !work.appealed() && ready(&work.inputs, &Verdict::default(), &[]).is_ok() && outcome.payable_cents > 0;
    let pays = work.money(outcome.payable_cents);
    let second = wants_second(&outcome, work.second_above_cents);
    let above = work.money(work.second_above_cents).short();
    let href = format!("/desk/claims/{}/decide", work.id);
    let talk = format!("/desk/claims/{}/conversation", work.id);
    let (claim, one, other, version, mine) = (work.id.clone(), work.id.clone(), work.id.clone(), work.version, work.mine);
    let says = if second { l.desk_pay_proposes(pays) } else { l.desk_pay(pays) };
    view! {
        <div class="work-foot">
            <Refused errors=errors claim=claim/>
            <div class="form-actions">
                {plain.then(|| view! {
                    <ActionForm action=acts.decide>
                        <On claim=one version=version/>
                        <input type="hidden" name="form[then]" value="send"/>
                        <Button pending=acts.decide.pending()>{says}</Button>
                    </ActionForm>
                })}
                {may_decide.then(|| {
                    let class = if plain { "button button-second" } else { "button button-primary" };
                    view! { <a href=href class=class data-key="d">{l.desk_decide_by_line()}</a> }
                })}
                <a href=talk class="button button-second" data-key="m"><IconView icon=Icon::MessageCircle/>{l.desk_ask()}</a>
                {(work.state.is_open() && !mine).then(|| view! { <TakeUpForm claim=other version=version/> })}
                {may_decide.then(|| view! { <span class="soft small work-foot-note">{l.desk_second_above(above)}</span> })}
            </div>
        </div>
    }
    .into_any()
}

/// The back link of the pages below a claim's.
pub fn back_to(claim: &ClaimId, number: &str) -> impl IntoView + use<> {
    let (href, words) = (format!("/desk/claims/{claim}"), show_number(Series::Claim, number));
    view! { <ButtonLink href=href look=Look::Plain>{words}</ButtonLink> }
}

/// Says every minute that the claim is open here, and hears who else has it open. Nothing on the server, where loading the page says so.
#[cfg(feature = "hydrate")]
pub fn heartbeat(claim: ClaimId, may_act: bool) -> RwSignal<Option<Pulse>> {
    use crate::claims::work::api::still_here;
    let heard = RwSignal::new(None);
    Effect::new(move || {
        if !may_act {
            return;
        }
        let claim = claim.clone();
        let beat = move || {
            let claim = claim.clone();
            leptos::task::spawn_local(async move {
                if let Ok(pulse) = still_here(claim).await {
                    heard.try_set(Some(pulse));
                }
            });
        };
        if let Ok(handle) = set_interval_with_handle(beat, std::time::Duration::from_secs(60)) {
            on_cleanup(move || handle.clear());
        }
    });
    heard
}

/// As above.
#[cfg(not(feature = "hydrate"))]
pub fn heartbeat(_: ClaimId, _: bool) -> RwSignal<Option<Pulse>> {
    RwSignal::new(None)
}
