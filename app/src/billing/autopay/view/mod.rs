//! `/payments/autopay`

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::billing::autopay::api::{TurnOff, TurnOn, load_autopay};
use crate::billing::autopay::model::{AutopayView, Mandate, Offer};
use crate::billing::methods::model::MethodLine;
use crate::billing::methods::view::{icon, named};
use crate::billing::view::{NotSetUp, way};
use crate::day::Day;
use crate::texts::use_lang;
use crate::ui::{
    Badge, Button, ErrorSummary, FieldProblem, Heading, HelpBlock, Icon, IconView, Loaded, Look, Notice, Tone, TopBar, answer, described_by, is_unfit,
    moment_long, use_form_errors,
};

#[derive(Clone, Copy)]
struct Acts {
    on: ServerAction<TurnOn>,
    off: ServerAction<TurnOff>,
}

/// Bills that are paid by themselves: on or off, with the words that were or would be agreed to.
#[component]
pub fn AutopayPage() -> impl IntoView {
    let l = use_lang();
    let acts = Acts {
        on: ServerAction::new(),
        off: ServerAction::new(),
    };
    provide_context(acts);
    let autopay = answer(move || (acts.on.version().get(), acts.off.version().get()), |_| load_autopay());
    let query = use_query_map();
    let said = move || {
        query.with(|query| match () {
            () if query.get("on").is_some() => Some(l.autopay_now_on()),
            () if query.get("off").is_some() => Some(l.autopay_now_off()),
            () => None,
        })
    };
    view! {
        <TopBar back=("/payments".to_owned(), l.billing_title().to_owned())/>
        <div class="stack narrow">
            <Heading words=l.autopay_title()/>
            <div role="status">{move || said().map(|words| view! { <Notice tone=Tone::Calm title=words/> })}</div>
            <ErrorSummary errors=use_form_errors(acts.on)/>
            <ErrorSummary errors=use_form_errors(acts.off)/>
            <Loaded from=autopay view=|autopay| view! { <Shown autopay=autopay/> }/>
        </div>
    }
    .into_any()
}

#[component]
fn Shown(autopay: AutopayView) -> impl IntoView {
    let l = use_lang();
    let AutopayView {
        on,
        offer,
        method,
        set_up,
        brand,
        today,
    } = autopay;
    let inner = match (on, offer) {
        (Some(mandate), _) => view! { <On mandate=mandate method=method today=today/> }.into_any(),
        _ if !set_up => view! { <NotSetUp brand=brand/> }.into_any(),
        (None, Some(offer)) => view! { <Off offer=offer/> }.into_any(),
        (None, None) => view! {
            <p>{l.autopay_no_method()}</p>
            {way("/payments/methods/new?default=true", l.methods_add(), Look::Primary, Icon::Plus)}
        }
        .into_any(),
    };
    view! {
        {inner}
        <HelpBlock title=l.autopay_help_title()><p>{l.autopay_help_when()}</p><p>{l.autopay_help_fails()}</p></HelpBlock>
    }
    .into_any()
}

#[component]
fn By(method: MethodLine) -> impl IntoView {
    let l = use_lang();
    view! {
        <a class="line-link" href="/payments/methods">
            <IconView icon=icon(method.kind)/>{named(l, &method)}<span class="end">{l.autopay_change_method()}</span>
        </a>
    }
}

#[component]
fn On(mandate: Mandate, method: Option<MethodLine>, today: Day) -> impl IntoView {
    let l = use_lang();
    let acts = expect_context::<Acts>();
    let words = mandate.words.into_iter().map(|words| view! { <p>{words}</p> }).collect_view();
    let lacks = method.is_none();
    view! {
        <section class="card stack-tight">
            <p class="between"><strong>{l.autopay_state()}</strong><Badge tone=Tone::Calm icon=Icon::Check>{l.autopay_is_on()}</Badge></p>
            <p>{l.autopay_on_says()}</p>
            {method.map(|method| view! { <By method=method/> })}
            {lacks.then(|| view! {
                <Notice tone=Tone::Now title=l.autopay_lacks_title()>{l.autopay_lacks()}</Notice>
                {way("/payments/methods/new?default=true", l.methods_add(), Look::Primary, Icon::Plus)}
            })}
            <details class="details">
                <summary>{l.autopay_read_again()}<IconView icon=Icon::ChevronRight/></summary>
                <div class="stack-tight soft">{words}<p class="small">{l.autopay_given(mandate.device, moment_long(l, mandate.given_at, today))}</p></div>
            </details>
        </section>
        <ActionForm action=acts.off>
            <Button wide=true look=Look::Second pending=acts.off.pending()>{l.autopay_turn_off()}</Button>
        </ActionForm>
        <p class="soft small">{l.autopay_turn_off_says()}</p>
    }
    .into_any()
}

#[component]
fn Off(offer: Offer) -> impl IntoView {
    let l = use_lang();
    let acts = expect_context::<Acts>();
    let errors = use_form_errors(acts.on);
    let words = offer.words.into_iter().map(|words| view! { <p>{words}</p> }).collect_view();
    view! {
        <p class="soft">{l.autopay_intro()}</p>
        <ActionForm action=acts.on attr:class="stack">
            <section class="card stack-tight" aria-labelledby="autopay-words">
                <h2 id="autopay-words">{l.autopay_words_title()}</h2>
                {words}
                <By method=offer.method/>
            </section>
            <input type="hidden" name="seal" value=offer.seal/>
            <FieldProblem name="agreed" errors=errors/>
            <label class="choice">
                <input type="checkbox" id="agreed" name="agreed" value="yes" aria-describedby=described_by("agreed", false, errors) aria-invalid=is_unfit("agreed", errors)/>
                {l.autopay_agree()}
            </label>
            <Button wide=true pending=acts.on.pending()>{l.autopay_turn_on()}</Button>
        </ActionForm>
        <p class="soft small">{l.autopay_copy()}</p>
    }
    .into_any()
}
