//! `/account/notifications`

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::when::{Language, QuietHours};
use super::words;
use crate::account::view::AccountPage;
use crate::auth::factors::view::nonce;
use crate::notify::api::{Choose, ChooseLanguage, EmailWorks, Forget, KeepQuiet, load_preferences};
use crate::notify::model::{Cell, Channel, Device, Preferences, Texts, Topic, TopicLine};
use crate::texts::use_lang;
use crate::ui::{Button, ButtonLink, ErrorSummary, Icon, IconView, Loaded, Look, answer, use_form_errors};

/// What can be done here, so that the page is fetched again afterwards.
#[derive(Clone, Copy)]
pub(super) struct Acts {
    choose: ServerAction<Choose>,
    forget: ServerAction<Forget>,
    works: ServerAction<EmailWorks>,
    pub(super) quiet: ServerAction<KeepQuiet>,
    pub(super) language: ServerAction<ChooseLanguage>,
}

/// What somebody hears of, on which way and when. Every cell is a form of its own and is kept the moment it is pressed.
#[component]
pub fn PreferencesPage() -> impl IntoView {
    let l = use_lang();
    let acts = Acts {
        choose: ServerAction::new(),
        forget: ServerAction::new(),
        works: ServerAction::new(),
        quiet: ServerAction::new(),
        language: ServerAction::new(),
    };
    provide_context(acts);
    let asked = move || {
        let versions = (acts.choose.version().get(), acts.forget.version().get(), acts.works.version().get());
        (versions, acts.quiet.version().get(), acts.language.version().get())
    };
    let preferences = answer(asked, |_| load_preferences());
    view! {
        <AccountPage here="/account/notifications" title=l.notice_preferences()>
            <p class="soft">{l.notice_intro()}</p>
            <Changed/>
            <ErrorSummary errors=use_form_errors(acts.choose)/>
            <Loaded from=preferences view=|preferences| view! { <Shown preferences=preferences/> }/>
        </AccountPage>
    }
}

/// What was just switched, and the way back.
#[component]
fn Changed() -> impl IntoView {
    let l = use_lang();
    let acts = expect_context::<Acts>();
    let query = use_query_map();
    let changed = Memo::new(move |_| {
        query.with(|query| {
            let (topic, channel) = (Topic::parse(&query.get("topic")?)?, Channel::parse(&query.get("channel")?)?);
            Some((topic, channel, query.get("on")? == "true"))
        })
    });
    let saved = Memo::new(move |_| query.with(|query| query.get("saved")));
    let undo = move |(topic, channel, on): (Topic, Channel, bool)| {
        let (what, by) = (words::topic(l, topic).0, words::by(l, channel));
        let said = if on { l.notice_now_on(by, what) } else { l.notice_now_off(by, what) };
        view! {
            <div class="notice notice-good between-middle">
                <strong>{said}</strong>
                <ActionForm action=acts.choose>
                    <input type="hidden" name="topic" value=topic.as_str()/>
                    <input type="hidden" name="channel" value=channel.as_str()/>
                    <input type="hidden" name="wanted" value=(!on).to_string()/>
                    <Button look=Look::Plain pending=acts.choose.pending()>{l.notice_undo()}</Button>
                </ActionForm>
            </div>
        }
    };
    let kept = move |what: String| {
        let words = match what.as_str() {
            "quiet" => l.notice_quiet_saved(),
            "language" => l.notice_language_saved(),
            _ => return None,
        };
        Some(view! { <div class="notice notice-good"><IconView icon=Icon::CircleCheck/><strong>{words}</strong></div> })
    };
    view! { <div role="status">{move || changed.get().map(undo)}{move || saved.get().and_then(kept)}</div> }
}

#[component]
fn Shown(preferences: Preferences) -> impl IntoView {
    let Preferences {
        topics,
        email,
        refused,
        texts,
        devices,
        push_key,
        quiet,
        zone,
        language,
    } = preferences;
    let mut ways = vec![(Channel::Email, true)];
    if texts != Texts::None {
        ways.push((Channel::Sms, matches!(texts, Texts::To(_))));
    }
    if push_key.is_some() {
        ways.push((Channel::Push, !devices.is_empty()));
    }
    view! {
        <div class="stack">
            {refused.map(|since| view! { <Refused email=email.clone() since=since/> })}
            <Table topics=topics ways=ways/>
            <Reach email=email texts=texts/>
            {push_key.map(|key| view! { <Devices key=key devices=devices/> })}
            <QuietHours quiet=quiet zone=zone/>
            <Language language=language/>
        </div>
    }
    .into_any()
}

/// Mail comes back: what can be done about it.
#[component]
fn Refused(email: String, since: String) -> impl IntoView {
    let l = use_lang();
    let acts = expect_context::<Acts>();
    view! {
        <section class="card stack-tight">
            <h2 class="row"><span class="mark-now"><IconView icon=Icon::CircleAlert/></span>{l.notice_refused_title()}</h2>
            <p>{l.notice_refused(since, email)}</p>
            <div class="form-actions">
                <ButtonLink href="/account/email" look=Look::Second>{l.notice_refused_change()}</ButtonLink>
                <ActionForm action=acts.works><Button look=Look::Plain pending=acts.works.pending()>{l.notice_refused_again()}</Button></ActionForm>
            </div>
        </section>
    }
    .into_any()
}

/// A line for each topic, a column for each way; a way that reaches nothing cannot be switched.
#[component]
fn Table(topics: Vec<TopicLine>, ways: Vec<(Channel, bool)>) -> impl IntoView {
    let l = use_lang();
    let heads = ways
        .iter()
        .map(|(channel, _)| view! { <th scope="col">{words::channel(l, *channel)}</th> })
        .collect_view();
    let line = move |line: TopicLine| {
        let (what, more) = words::topic(l, line.topic);
        let cells = Channel::ALL.into_iter().zip(line.cells).filter_map(|(channel, cell)| {
            let (_, reached) = ways.iter().find(|(way, _)| *way == channel)?;
            Some(view! { <td data-way=words::channel(l, channel)><Switch topic=line.topic channel=channel cell=cell reached=*reached/></td> })
        });
        view! {
            <tr>
                <th scope="row"><span class="grow-words">{what}<span class="soft small">{more}</span></span></th>
                {cells.collect_view()}
            </tr>
        }
    };
    view! {
        <section class="card">
            <table class="ways">
                <thead><tr><th scope="col">{l.notice_by()}</th>{heads}</tr></thead>
                <tbody>{topics.into_iter().map(line).collect_view()}</tbody>
            </table>
            <p class="soft small">{l.notice_always_why()}</p>
        </section>
    }
    .into_any()
}

#[component]
fn Switch(topic: Topic, channel: Channel, cell: Cell, reached: bool) -> impl IntoView {
    let l = use_lang();
    let acts = expect_context::<Acts>();
    let on = match cell {
        Cell::Always => return view! { <span class="always"><IconView icon=Icon::Lock/>{l.notice_always()}</span> }.into_any(),
        _ if !reached => return view! { <span class="soft">{l.notice_off()}</span> }.into_any(),
        cell => cell == Cell::On,
    };
    let name = l.notice_cell(words::channel(l, channel), words::topic(l, topic).0);
    view! {
        <ActionForm action=acts.choose>
            <input type="hidden" name="topic" value=topic.as_str()/>
            <input type="hidden" name="channel" value=channel.as_str()/>
            <input type="hidden" name="wanted" value=(!on).to_string()/>
            <button type="submit" class="switch" role="switch" aria-checked=on.to_string()>
                <span class="visually-hidden">{name}" "</span><span class="track"></span>{if on { l.notice_on() } else { l.notice_off() }}
            </button>
        </ActionForm>
    }
    .into_any()
}

/// Where letters and text messages go.
#[component]
fn Reach(email: String, texts: Texts) -> impl IntoView {
    let l = use_lang();
    let texts = match texts {
        Texts::None => None,
        Texts::NoNumber => Some(
            view! { <p class="soft">{l.notice_texts_no_number()}</p><div><ButtonLink href="/account/phone" look=Look::Second>{l.notice_texts_add()}</ButtonLink></div> }
                .into_any(),
        ),
        Texts::To(ending) => Some(view! { <p class="soft">{l.notice_texts_to(ending)}</p> }.into_any()),
        Texts::Stopped(ending) => Some(view! { <p>{l.notice_texts_stopped(ending)}</p> }.into_any()),
    };
    view! {
        <section class="card stack-tight">
            <h2>{l.notice_reach_title()}</h2>
            <p class="soft">{l.notice_email_to(email)}</p>
            {texts}
        </section>
    }
    .into_any()
}

/// Browsers that show notices. `public/push.js` shows the button where they can.
#[component]
fn Devices(key: String, devices: Vec<Device>) -> impl IntoView {
    let l = use_lang();
    let acts = expect_context::<Acts>();
    let none = devices.is_empty();
    let line = move |device: Device| {
        let off = l.notice_push_off_which(&device.name);
        view! {
            <li class="person">
                <span class="grow-words"><strong>{device.name}</strong><span class="soft small">{l.notice_push_since(device.since)}</span></span>
                <ActionForm action=acts.forget>
                    <input type="hidden" name="device" value=device.id/>
                    <button type="submit" class="button button-plain" aria-label=off>{l.notice_push_off()}</button>
                </ActionForm>
            </li>
        }
    };
    view! {
        <section class="card stack-tight" id="devices">
            <h2>{l.notice_push_title()}</h2>
            <p class="soft">{l.notice_push_text()}</p>
            <div class="pushes stack-tight">
                <div><button type="button" class="button button-second" data-push=key><IconView icon=Icon::Bell/>{l.notice_push_on()}</button></div>
                <p class="problem" role="alert" hidden=true data-push-problem="denied">{l.notice_push_denied()}</p>
                <p class="problem" role="alert" hidden=true data-push-problem="failed">{l.notice_push_failed()}</p>
            </div>
            {none.then(|| view! { <p class="soft small">{l.notice_push_none()}" "<span class="no-pushes">{l.notice_push_cannot()}</span></p> })}
            <ul class="rows">{devices.into_iter().map(line).collect_view()}</ul>
            <script type="module" src="/push.js" nonce=nonce()></script>
        </section>
    }
    .into_any()
}
