//! `/more`

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::auth::Power;
use crate::auth::api::{ChooseAppearance, SignOut, load_me};
use crate::auth::model::Me;
use crate::documents::api::list_documents;
use crate::documents::cards_model::Documents;
use crate::shell::{Theme, use_roles};
use crate::texts::{Lang, use_lang};
use crate::ui::{Choice, Heading, Icon, IconView, Loaded, TopBar, answer};

/// What has no place of its own in the bar: documents, help, how the portal speaks and looks, signing out.
#[component]
pub fn MorePage() -> impl IntoView {
    let l = use_lang();
    let me = answer(|| (), |()| load_me());
    let view = use_roles().may(Power::View);
    view! {
        <TopBar><Heading words=l.nav_more()/></TopBar>
        <div class="halves">
            <div class="stack">
                <Loaded from=me view=|me| view! { <Person me=me/> }/>
                <nav class="card rows" aria-label=l.more_title()>
                    <Line href="/account".to_owned() icon=Icon::User words=l.account_title().to_owned() hint=l.account_hint()/>
                    <Line href="/notices".to_owned() icon=Icon::Bell words=l.notice_title().to_owned() hint=l.notice_hint()/>
                    {view.then(|| view! { <DocumentLines/> })}
                    <Line href="/help".to_owned() icon=Icon::CircleQuestionMark words=l.ui_help().to_owned() hint=l.more_help_hint()/>
                </nav>
            </div>
            <Loaded from=me view=|me| view! { <Settings theme=me.theme/> }/>
        </div>
    }
}

#[component]
fn Line(href: String, icon: Icon, words: String, #[prop(optional, into)] hint: Option<String>) -> impl IntoView {
    view! {
        <a class="line" href=href>
            <IconView icon=icon/>
            <span class="grow-words"><strong>{words}</strong>{hint.map(|hint| view! { <span class="soft small">{hint}</span> })}</span>
            <IconView icon=Icon::ChevronRight/>
        </a>
    }
    .into_any()
}

#[component]
fn DocumentLines() -> impl IntoView {
    let l = use_lang();
    let documents = answer(|| (), |()| list_documents());
    view! {
        <Line href="/documents".to_owned() icon=Icon::Files words=l.documents_title().to_owned() hint=l.more_documents_hint()/>
        <Loaded from=documents view=|documents| view! { <CardLines documents=documents/> }/>
    }
}

#[component]
fn CardLines(documents: Documents) -> impl IntoView {
    let l = use_lang();
    let line = |pet: crate::pets::model::Pet| view! { <Line href=format!("/documents/id-card/{}", pet.id) icon=Icon::IdCard words=l.more_card_of(pet.name)/> };
    documents.cards.into_iter().map(|entry| line(entry.pet)).collect_view()
}

#[component]
fn Person(me: Me) -> impl IntoView {
    view! {
        <div class="row">
            <span class="avatar"><IconView icon=Icon::User/></span>
            <span class="grow-words"><strong>{me.name}</strong><span class="soft">{me.email}</span></span>
        </div>
    }
}

/// Plain forms: a language's texts come with a new page, and signing out must always work.
#[component]
fn Settings(theme: Theme) -> impl IntoView {
    let l = use_lang();
    let themes = [
        (Theme::System, "theme", l.more_appearance_system(), Icon::SunMoon),
        (Theme::Light, "theme-light", l.more_appearance_light(), Icon::Sun),
        (Theme::Dark, "theme-dark", l.more_appearance_dark(), Icon::Moon),
    ];
    view! {
        <div class="stack">
            <section class="card stack" id="appearance">
                <h2>{l.more_appearance_title()}</h2>
                <form class="stack" method="post" action=ChooseAppearance::url()>
                    <input type="hidden" name="next" value="/more"/>
                    <fieldset class="stack-tight">
                        <legend class="soft">{l.more_language()}</legend>
                        <div class="choices">
                            {Lang::ALL
                                .into_iter()
                                .map(|lang| view! {
                                    <Choice name="lang" id=format!("lang-{lang}") value=lang.as_str() checked=lang == l><span lang=lang.as_str()>{lang.own_name()}</span></Choice>
                                })
                                .collect_view()}
                        </div>
                    </fieldset>
                    <fieldset class="stack-tight">
                        <legend class="soft">{l.more_appearance()}</legend>
                        <div class="stack-tight">
                            {themes
                                .into_iter()
                                .map(|(choice, id, words, icon)| view! {
                                    <Choice name="theme" id=id value=choice.as_str() checked=choice == theme>{words}<span class="aside"><IconView icon=icon/></span></Choice>
                                })
                                .collect_view()}
                        </div>
                    </fieldset>
                    <div><button type="submit" class="button button-second">{l.more_save()}</button></div>
                </form>
            </section>
            <form method="post" action=SignOut::url()>
                <button type="submit" class="button button-second button-wide"><IconView icon=Icon::LogOut/>{l.auth_sign_out()}</button>
            </form>
        </div>
    }
    .into_any()
}
