//! `/payments/methods`

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::words::{icon, named};
use crate::billing::methods::api::{ChooseMethod, RemoveMethod, load_methods};
use crate::billing::methods::model::{MethodLine, MethodState, MethodsView};
use crate::billing::view::{NotSetUp, way};
use crate::day::Day;
use crate::texts::{Lang, use_lang};
use crate::ui::{
    Badge, Button, ConfirmDialog, Empty, ErrorSummary, Heading, HelpBlock, Icon, IconView, Loaded, Look, Notice, Tone, TopBar, answer, day_soon,
    use_form_errors,
};

/// What can be done here.
#[derive(Clone, Copy)]
struct Acts {
    choose: ServerAction<ChooseMethod>,
    remove: ServerAction<RemoveMethod>,
}

/// What the household pays with.
#[component]
pub fn MethodsPage() -> impl IntoView {
    let l = use_lang();
    let acts = Acts {
        choose: ServerAction::new(),
        remove: ServerAction::new(),
    };
    provide_context(acts);
    let methods = answer(move || (acts.choose.version().get(), acts.remove.version().get()), |_| load_methods());
    view! {
        <TopBar back=("/payments".to_owned(), l.billing_title().to_owned())/>
        <div class="stack narrow">
            <Heading words=l.methods_title()/>
            <Done/>
            <ErrorSummary errors=use_form_errors(acts.choose)/>
            <ErrorSummary errors=use_form_errors(acts.remove)/>
            <Loaded from=methods view=|methods| view! { <Shown methods=methods/> }/>
        </div>
    }
    .into_any()
}

/// What was done a moment ago.
#[component]
fn Done() -> impl IntoView {
    let l = use_lang();
    let query = use_query_map();
    let said = move || {
        query.with(|query| {
            let said = |name: &str| query.get(name).is_some();
            match () {
                () if said("chosen") => Some(l.methods_chosen()),
                () if said("removed") => Some(l.methods_removed()),
                () => None,
            }
        })
    };
    view! { <div role="status">{move || said().map(|words| view! { <Notice tone=Tone::Calm title=words/> })}</div> }
}

#[component]
fn Shown(methods: MethodsView) -> impl IntoView {
    let l = use_lang();
    let MethodsView {
        methods,
        autopay,
        set_up,
        brand,
        today,
    } = methods;
    if !set_up {
        return view! { <NotSetUp brand=brand/> }.into_any();
    }
    let none = methods.is_empty();
    let cards = methods
        .into_iter()
        .map(|method| view! { <li><Method method=method today=today/></li> })
        .collect_view();
    let collects = if autopay { l.methods_autopay_on() } else { l.methods_autopay_off() };
    view! {
        {none.then(|| view! { <Empty icon=Icon::CreditCard title=l.methods_none_title()><p class="soft">{l.methods_none()}</p></Empty> })}
        {(!none).then(|| view! { <ul class="stack">{cards}</ul> })}
        {way("/payments/methods/new", l.methods_add(), Look::Primary, Icon::Plus)}
        <p class="soft small row"><IconView icon=Icon::Lock/><span>{l.methods_safe()}</span></p>
        <a class="line-link" href="/payments/autopay"><IconView icon=Icon::CalendarClock/>{collects}<span class="end"><IconView icon=Icon::ChevronRight/></span></a>
        <HelpBlock title=l.methods_help_title()><p>{l.methods_help_use()}</p><p>{l.methods_help_deposits()}</p></HelpBlock>
    }
    .into_any()
}

#[component]
fn Method(method: MethodLine, today: Day) -> impl IntoView {
    let l = use_lang();
    let acts = expect_context::<Acts>();
    let name = named(l, &method);
    let replace = format!("/payments/methods/new?replaces={}", method.id);
    let wants = method.wants_replacing(today);
    let verify = method.verify_url.clone().filter(|_| method.state == MethodState::Unverified);
    let usable = method.state == MethodState::Ready && !method.default;
    let (id, chosen) = (method.id.0.clone(), method.id.0.clone());
    view! {
        <section class="card stack-tight method" aria-label=name.clone()>
            <div class="method-head">
                <span class="method-mark"><IconView icon=icon(method.kind)/></span>
                <div class="grow-words"><strong class="number">{name.clone()}</strong><span class="soft small">{about(l, &method, today)}</span></div>
                {badge(l, &method, wants)}
            </div>
            {pays_for(l, &method).map(|words| view! { <p class="soft small">{words}</p> })}
            {(method.state == MethodState::Unverified).then(|| view! { <p>{l.methods_unverified()}</p> })}
            {verify.map(|url| view! { <a class="button button-second button-wide" rel="external" href=url><IconView icon=Icon::ShieldCheck/>{l.methods_verify()}</a> })}
            <div class="form-actions">
                {usable.then(|| view! {
                    <ActionForm action=acts.choose>
                        <input type="hidden" name="method" value=chosen/>
                        <Button look=Look::Second pending=acts.choose.pending()>{l.methods_use()}</Button>
                    </ActionForm>
                })}
                {way(&replace, l.methods_replace(), if wants { Look::Second } else { Look::Plain }, Icon::RefreshCw)}
            </div>
            <ConfirmDialog open=l.methods_remove() question=l.methods_remove_question(&name)>
                <ActionForm action=acts.remove>
                    <input type="hidden" name="method" value=id/>
                    <Button look=Look::Danger pending=acts.remove.pending()>{l.methods_remove_yes()}</Button>
                </ActionForm>
            </ConfirmDialog>
        </section>
    }
    .into_any()
}

fn badge(l: Lang, method: &MethodLine, wants: bool) -> AnyView {
    match method.state {
        MethodState::Unverified => view! { <Badge tone=Tone::Soon>{l.methods_waits()}</Badge> }.into_any(),
        MethodState::Refused | MethodState::Removed => view! { <Badge tone=Tone::Now>{l.methods_refused()}</Badge> }.into_any(),
        MethodState::Ready if wants => view! { <Badge tone=Tone::Now>{l.methods_expires_badge()}</Badge> }.into_any(),
        MethodState::Ready if method.default => view! { <Badge tone=Tone::Calm icon=Icon::Check>{l.methods_default()}</Badge> }.into_any(),
        MethodState::Ready => ().into_any(),
    }
}

fn about(l: Lang, method: &MethodLine, today: Day) -> Option<String> {
    let day = method.expires_on?;
    let words = day_soon(l, day, today);
    Some(if day < today { l.methods_expired(words) } else { l.methods_expires(words) })
}

fn pays_for(l: Lang, method: &MethodLine) -> Option<String> {
    (!method.pays_for.is_empty()).then(|| l.methods_pays_for(method.pays_for.join(", ")))
}
