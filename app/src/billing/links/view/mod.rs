//! `/pay/{token}` and `/pay/back`: a bill is paid by whoever has its link.

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::billing::gateway_form::GatewayFormPlace;
use crate::billing::links::api::{BeginLink, PayLinkThere, load_link, load_link_done};
use crate::billing::links::model::{LinkDone, LinkVisit, OpenLink};
use crate::billing::methods::view::failure;
use crate::billing::model::{Failure, PaymentState};
use crate::billing::view::{NotSetUp, way};
use crate::ids::PaymentId;
use crate::money::Money;
use crate::shell::LogoMark;
use crate::texts::use_lang;
use crate::ui::{Button, ErrorSummary, Heading, HelpBlock, Icon, IconView, Loaded, Look, Notice, Tone, answer, day_full, use_form_errors};

fn use_token() -> String {
    use_params_map().with_untracked(|params| params.get("token").unwrap_or_default())
}

/// The page behind a link.
#[component]
pub fn LinkPage() -> impl IntoView {
    provide_context(ServerAction::<PayLinkThere>::new());
    let token = use_token();
    let visit = answer(|| (), move |()| load_link(token.clone()));
    view! { <div class="sign-in"><LogoMark/><Loaded from=visit view=shown/></div> }.into_any()
}

fn shown(visit: LinkVisit) -> AnyView {
    let l = use_lang();
    let over = |title: &'static str, sentence: &'static str| {
        view! { <Heading words=title/><p>{sentence}</p><a class="line-link" href="/payments"><IconView icon=Icon::CreditCard/>{l.links_sign_in()}</a> }
            .into_any()
    };
    match visit {
        LinkVisit::Unknown => over(l.links_over_title(), l.links_over_unknown()),
        LinkVisit::Expired => over(l.links_over_title(), l.links_over_expired()),
        LinkVisit::Paid => over(l.links_paid_title(), l.links_paid()),
        LinkVisit::OnItsWay => over(l.links_on_its_way_title(), l.links_on_its_way()),
        LinkVisit::Open(link) => view! { <Open link=link/> }.into_any(),
    }
}

#[component]
fn Open(link: OpenLink) -> impl IntoView {
    let l = use_lang();
    let action = expect_context::<ServerAction<PayLinkThere>>();
    let OpenLink {
        pet_name,
        amount,
        until,
        set_up,
        brand,
    } = link;
    let title = l.paying_title(&pet_name);
    if !set_up {
        return view! { <Heading words=title/><p class="figure number">{amount.to_string()}</p><NotSetUp brand=brand/> }.into_any();
    }
    view! {
        <Heading words=title/>
        <p class="soft">{l.links_to(&brand.name)}</p>
        <p class="figure number">{amount.to_string()}</p>
        <ErrorSummary errors=use_form_errors(action)/>
        <div class="card stack">
            <GatewayFormPlace begin=BeginLink::PATH words=l.paying_pay(amount)/>
            <ActionForm action=action attr:class="pay-hosted stack-tight" attr:data-pay-hosted="">
                <input type="hidden" name="token" value=use_token()/>
                <Button wide=true look=Look::Second icon=Icon::ArrowRight pending=action.pending()>{l.paying_hosted()}</Button>
                <p class="soft small">{l.paying_hosted_says()}</p>
            </ActionForm>
        </div>
        <p class="soft small row"><IconView icon=Icon::Lock/><span>{l.methods_safe()}</span></p>
        <p class="soft small">{l.links_until(day_full(l, until))}</p>
        <HelpBlock title=l.links_help_title()><p>{l.links_help()}</p></HelpBlock>
    }
    .into_any()
}

/// Where the gateway sends people back who paid by a link.
#[component]
pub fn LinkDonePage() -> impl IntoView {
    let query = use_query_map();
    let payment = move || PaymentId(query.with(|query| query.get("payment")).unwrap_or_default());
    let done = answer(payment, load_link_done);
    view! { <div class="sign-in"><LogoMark/><Loaded from=done view=ended/></div> }.into_any()
}

fn ended(done: Option<LinkDone>) -> AnyView {
    let l = use_lang();
    let Some(done) = done else {
        return view! { <Heading words=l.links_over_title()/><p>{l.links_again()}</p> }.into_any();
    };
    let LinkDone {
        state,
        amount,
        pet_name,
        failure: why,
        confirm,
    } = done;
    match (state, confirm) {
        (PaymentState::Settled, _) => view! {
            <Heading words=l.paying_done_settled(amount)/>
            <Notice tone=Tone::Calm title=l.paying_done_thanks(&pet_name)/>
            <p class="soft">{l.links_close()}</p>
        }
        .into_any(),
        (PaymentState::Pending, _) => view! {
            <Heading words=l.paying_done_pending_title(amount)/>
            <Notice tone=Tone::Calm title=l.paying_done_pending()>{l.paying_done_pending_note()}</Notice>
            <p class="soft">{l.links_close()}</p>
        }
        .into_any(),
        (PaymentState::Failed | PaymentState::Returned, _) => declined(amount, why),
        // What was declined may be tried again as the same payment: until then it did not go through.
        (PaymentState::Started, None) if why.is_some() => declined(amount, why),
        (PaymentState::Started, Some(url)) => view! {
            <Heading words=l.paying_done_action_title()/>
            <p>{l.paying_done_action(amount)}</p>
            {way(&url, l.paying_done_action_go(), Look::Primary, Icon::ShieldCheck)}
        }
        .into_any(),
        (PaymentState::Started, None) => view! {
            <Heading words=l.paying_done_open_title()/>
            <p>{l.paying_done_open(amount)}</p>
            <p>{l.links_again()}</p>
        }
        .into_any(),
    }
}

fn declined(amount: Money, why: Option<Failure>) -> AnyView {
    let l = use_lang();
    view! {
        <Heading words=l.paying_done_failed(amount)/>
        <Notice tone=Tone::Now title=l.paying_done_nothing_taken()>{why.map(|why| failure(l, why))}</Notice>
        <p>{l.links_again()}</p>
    }
    .into_any()
}
