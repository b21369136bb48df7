//! `/payments/methods/new`: a card or account is typed into the gateway's form, or on its page.

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::words::named;
use crate::billing::gateway_form::GatewayFormPlace;
use crate::billing::methods::api::{AddMethod, BeginMethod, load_methods};
use crate::billing::methods::model::MethodsView;
use crate::billing::view::NotSetUp;
use crate::ids::MethodId;
use crate::texts::use_lang;
use crate::ui::{Button, ErrorSummary, Heading, HelpBlock, Icon, IconView, Loaded, Look, TopBar, answer, use_form_errors};
use leptos::server_fn::ServerFn;

/// A new card or account, perhaps in place of another.
#[component]
pub fn NewMethodPage() -> impl IntoView {
    let l = use_lang();
    provide_context(ServerAction::<AddMethod>::new());
    let methods = answer(|| (), |()| load_methods());
    view! {
        <TopBar back=("/payments/methods".to_owned(), l.methods_title().to_owned())/>
        <div class="stack narrow"><Loaded from=methods view=|methods| view! { <Shown methods=methods/> }/></div>
    }
    .into_any()
}

#[component]
fn Shown(methods: MethodsView) -> impl IntoView {
    let l = use_lang();
    let action = expect_context::<ServerAction<AddMethod>>();
    let query = use_query_map();
    let asked = |name: &str| untrack(|| query.with(|query| query.get(name))).unwrap_or_default();
    let (replaces, default) = (MethodId(asked("replaces")), asked("default") == "true");
    let before = methods.methods.iter().find(|method| method.id == replaces);
    let title = before.map_or(l.methods_new_title().to_owned(), |method| l.methods_replace_title(named(l, method)));
    let says = if before.is_some() { l.methods_replace_says() } else { l.methods_new_says() };
    let replaces = before.map_or(String::new(), |method| method.id.0.clone());
    if !methods.set_up {
        return view! { <Heading words=title/><NotSetUp brand=methods.brand/> }.into_any();
    }
    view! {
        <Heading words=title/>
        <p class="soft">{says}</p>
        <ErrorSummary errors=use_form_errors(action)/>
        <div class="card stack">
            <GatewayFormPlace begin=BeginMethod::PATH words=l.methods_save()/>
            <ActionForm action=action attr:class="pay-hosted stack-tight" attr:data-pay-hosted="">
                <input type="hidden" name="replaces" value=replaces/>
                <input type="hidden" name="default" value=default.to_string()/>
                <Button wide=true look=Look::Second icon=Icon::ArrowRight pending=action.pending()>{l.paying_hosted()}</Button>
                <p class="soft small">{l.paying_hosted_says()}</p>
            </ActionForm>
        </div>
        <p class="soft small row"><IconView icon=Icon::Lock/><span>{l.methods_safe()}</span></p>
        <HelpBlock title=l.methods_help_title()><p>{l.methods_help_use()}</p><p>{l.methods_help_deposits()}</p></HelpBlock>
    }
    .into_any()
}
