//! `/payments/payouts`: the bank account that claims are paid to.

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::billing::gateway_form::anew;
use crate::billing::payouts::api::{BeginPayoutAccount, back_from_gateway, load_payout_account};
use crate::billing::payouts::model::{AccountStands, PayoutAccount};
use crate::billing::view::by;
use crate::texts::use_lang;
use crate::ui::{Badge, Button, ErrorSummary, Heading, HelpBlock, Icon, IconView, Loaded, Look, Notice, Tone, TopBar, answer, use_form_errors};

/// Where claims are paid to. Back from the gateway, it is asked how the account stands.
#[component]
pub fn PayoutsPage() -> impl IntoView {
    let l = use_lang();
    provide_context(ServerAction::<BeginPayoutAccount>::new());
    anew();
    let query = use_query_map();
    let back = move || query.with(|query| query.get("back").is_some() || query.get("again").is_some());
    let account = answer(back, |back| async move {
        if back { back_from_gateway().await } else { load_payout_account().await }
    });
    view! {
        <TopBar back=("/payments".to_owned(), l.billing_title().to_owned())/>
        <div class="stack narrow">
            <Heading words=l.payouts_title()/>
            <Loaded from=account view=|account| view! { <Shown account=account/> }/>
        </div>
    }
    .into_any()
}

#[component]
fn Shown(account: PayoutAccount) -> impl IntoView {
    let l = use_lang();
    let action = expect_context::<ServerAction<BeginPayoutAccount>>();
    let PayoutAccount {
        possible,
        stands,
        bank,
        waiting,
    } = account;
    let (tone, badge) = match stands {
        AccountStands::None => (Tone::Quiet, l.payouts_none()),
        AccountStands::Started => (Tone::Soon, l.payouts_started()),
        AccountStands::Ready => (Tone::Calm, l.payouts_ready()),
        AccountStands::Refused => (Tone::Now, l.payouts_refused()),
    };
    let says = match stands {
        AccountStands::None => l.payouts_none_says(),
        AccountStands::Started => l.payouts_started_says(),
        AccountStands::Ready => l.payouts_ready_says(),
        AccountStands::Refused => l.payouts_refused_says(),
    };
    let (words, look) = match stands {
        AccountStands::None => (l.payouts_begin(), Look::Primary),
        AccountStands::Started | AccountStands::Refused => (l.payouts_go_on(), Look::Primary),
        AccountStands::Ready => (l.payouts_change(), Look::Second),
    };
    let waits = waiting.filter(|_| stands != AccountStands::Ready);
    view! {
        {waits.map(|amount| view! { <Notice tone=Tone::Now title=l.payouts_waiting(amount)>{l.payouts_waiting_says()}</Notice> })}
        <section class="card stack-tight">
            <div class="method-head">
                <span class="method-mark"><IconView icon=Icon::Landmark/></span>
                <strong class="grow-words">{bank.map_or(l.payouts_account().to_owned(), |bank| by(l, &bank))}</strong>
                <Badge tone=tone>{badge}</Badge>
            </div>
            <p>{says}</p>
        </section>
        <ErrorSummary errors=use_form_errors(action)/>
        {if possible {
            view! {
                <ActionForm action=action>
                    <Button wide=true look=look icon=Icon::Landmark pending=action.pending()>{words}</Button>
                </ActionForm>
                <p class="soft small row"><IconView icon=Icon::Lock/><span>{l.payouts_safe()}</span></p>
            }
            .into_any()
        } else {
            view! { <p>{l.payouts_not_set_up()}</p> }.into_any()
        }}
        <HelpBlock title=l.payouts_help_title()><p>{l.payouts_help_when()}</p><p>{l.payouts_help_back()}</p></HelpBlock>
    }
    .into_any()
}
