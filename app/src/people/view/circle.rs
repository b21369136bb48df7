//! The people of a circle: those who are in, those who were asked, and the form that asks.

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::words::{powers_words, role_words};
use crate::auth::Role;
use crate::ids::{InvitationId, PersonId};
use crate::people::api::{Change, Invite, Remove, RestoreInvitation, WithdrawInvitation, load_circle};
use crate::people::model::{Circle, CircleView, InviteForm, Invited, Member};
use crate::texts::use_lang;
use crate::ui::{
    Button, ConfirmDialog, ErrorSummary, Field, FieldProblem, FormErrors, Icon, IconView, Loaded, Look, Notice, TextField, Tone, answer, day_full,
    use_form_errors,
};

/// What can be done here, so that the list is fetched again afterwards.
#[derive(Clone, Copy)]
struct Acts {
    of: Circle,
    invite: ServerAction<Invite>,
    change: ServerAction<Change>,
    remove: ServerAction<Remove>,
    withdraw: ServerAction<WithdrawInvitation>,
    restore: ServerAction<RestoreInvitation>,
}

/// Who may act here, and letting somebody in.
#[component]
pub fn People(
    /// Where.
    of: Circle,
) -> impl IntoView {
    let query = use_query_map();
    let acts = Acts {
        of,
        invite: ServerAction::new(),
        change: ServerAction::new(),
        remove: ServerAction::new(),
        withdraw: ServerAction::new(),
        restore: ServerAction::new(),
    };
    provide_context(acts);
    let asked = move || {
        let versions = (acts.invite.version().get(), acts.change.version().get(), acts.remove.version().get());
        let query = query.read();
        (
            query.get("removed"),
            query.get("withdrawn"),
            versions,
            acts.withdraw.version().get(),
            acts.restore.version().get(),
        )
    };
    let circle = answer(asked, move |(removed, withdrawn, ..)| {
        load_circle(of, removed.map(PersonId), withdrawn.map(InvitationId))
    });
    view! { <Loaded from=circle view=|circle| view! { <Circled circle=circle/> }/> }
}

#[component]
fn Circled(circle: CircleView) -> impl IntoView {
    let l = use_lang();
    let acts = expect_context::<Acts>();
    let CircleView {
        members,
        invited,
        removed,
        withdrawn,
        form,
        today,
    } = circle;
    // The address says so only after the answer is here.
    let query = use_query_map();
    let sent = move || query.with(|query| query.get("sent").is_some());
    let (nobody, waiting) = (members.is_empty(), !invited.is_empty());
    view! {
        <div class="stack">
            {move || sent().then(|| view! { <div role="status"><Notice tone=Tone::Calm title=l.people_sent()>{l.people_sent_text()}</Notice></div> })}
            {removed.map(|member| view! { <Removed member=member/> })}
            {withdrawn.map(|invited| view! { <Withdrawn invited=invited/> })}
            <ErrorSummary errors=use_form_errors(acts.change)/>
            <ErrorSummary errors=use_form_errors(acts.remove)/>
            <div class="halves">
                <div class="stack">
                    <section class="card">
                        <h2>{l.people_members()}</h2>
                        {nobody.then(|| view! { <p class="soft">{l.people_nobody()}</p> })}
                        <ul class="rows">{members.into_iter().map(|member| view! { <li><MemberLine member=member/></li> }).collect_view()}</ul>
                    </section>
                    {waiting.then(|| view! {
                        <section class="card">
                            <h2>{l.people_waiting()}</h2>
                            <ul class="rows">{invited.into_iter().map(|one| view! { <li><InvitedLine invited=one/></li> }).collect_view()}</ul>
                        </section>
                    })}
                </div>
                <InviteSection form=form today=today.to_string()/>
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn MemberLine(member: Member) -> impl IntoView {
    let l = use_lang();
    let acts = expect_context::<Acts>();
    let Member {
        person,
        name,
        email,
        roles,
        until,
        you,
    } = member;
    let words = powers_words(l, &roles, until);
    let (person, removed) = (person.to_string(), person.to_string());
    if you {
        return view! { <p class="person"><Initial name=name.clone()/><span class="grow-words"><strong>{l.people_you(name)}</strong><span class="soft small">{words}</span></span></p> }.into_any();
    }
    view! {
        <details class="details">
            <summary class="person">
                <Initial name=name.clone()/>
                <span class="grow-words"><strong>{name.clone()}</strong><span class="soft small">{email}</span><span class="soft small">{words}</span></span>
                <IconView icon=Icon::ChevronRight/>
            </summary>
            <div class="stack person-open">
                <ActionForm action=acts.change attr:class="stack">
                    <input type="hidden" name="of" value=acts.of.as_str()/>
                    <input type="hidden" name="person" value=person.clone()/>
                    <Powers id=person.clone() chosen=roles errors=FormErrors::default()/>
                    {(acts.of == Circle::Household).then(|| view! { <Until id=format!("until-{person}") value=until.map(|day| day.to_string()).unwrap_or_default()/> })}
                    <div><Button look=Look::Second pending=acts.change.pending()>{l.people_save()}</Button></div>
                </ActionForm>
                <ConfirmDialog open=l.people_remove() question=l.people_remove_question(name)>
                    <ActionForm action=acts.remove>
                        <input type="hidden" name="of" value=acts.of.as_str()/>
                        <input type="hidden" name="person" value=removed/>
                        <Button look=Look::Danger pending=acts.remove.pending()>{l.people_remove_yes()}</Button>
                    </ActionForm>
                </ConfirmDialog>
            </div>
        </details>
    }
    .into_any()
}

/// The first letter of a name, where a photo would stand.
#[component]
fn Initial(name: String) -> impl IntoView {
    let letter = name.chars().next().map(|letter| letter.to_uppercase().to_string());
    view! { <span class="avatar initial" aria-hidden="true">{letter}</span> }
}

#[component]
fn InvitedLine(invited: Invited) -> impl IntoView {
    let l = use_lang();
    let acts = expect_context::<Acts>();
    view! {
        <div class="person">
            <Initial name=invited.name.clone()/>
            <span class="grow-words">
                <strong>{invited.name}</strong>
                <span class="soft small">{invited.email}</span>
                <span class="soft small">{powers_words(l, &invited.roles, invited.until)}</span>
                <span class="soft small">{l.people_expires(day_full(l, invited.expires_on))}</span>
            </span>
            <ActionForm action=acts.withdraw>
                <input type="hidden" name="of" value=acts.of.as_str()/>
                <input type="hidden" name="invitation" value=invited.id.to_string()/>
                <Button look=Look::Plain pending=acts.withdraw.pending()>{l.people_withdraw()}</Button>
            </ActionForm>
        </div>
    }
    .into_any()
}

/// What was just taken, and the way back.
#[component]
fn Removed(member: Member) -> impl IntoView {
    let l = use_lang();
    let acts = expect_context::<Acts>();
    let until = use_query_map().with_untracked(|query| query.get("until").unwrap_or_default());
    let roles = member
        .roles
        .into_iter()
        .map(|role| view! { <input type="hidden" name="roles[]" value=role.as_str()/> });
    view! {
        <div class="notice notice-good between" role="status">
            <strong>{l.people_removed(member.name)}</strong>
            <ActionForm action=acts.change>
                <input type="hidden" name="of" value=acts.of.as_str()/>
                <input type="hidden" name="person" value=member.person.to_string()/>
                <input type="hidden" name="until" value=until/>
                {roles.collect_view()}
                <Button look=Look::Plain pending=acts.change.pending()>{l.people_undo()}</Button>
            </ActionForm>
        </div>
    }
    .into_any()
}

#[component]
fn Withdrawn(invited: Invited) -> impl IntoView {
    let l = use_lang();
    let acts = expect_context::<Acts>();
    view! {
        <div class="notice notice-good between" role="status">
            <strong>{l.people_withdrawn(invited.name)}</strong>
            <ActionForm action=acts.restore>
                <input type="hidden" name="of" value=acts.of.as_str()/>
                <input type="hidden" name="invitation" value=invited.id.to_string()/>
                <Button look=Look::Plain pending=acts.restore.pending()>{l.people_undo()}</Button>
            </ActionForm>
        </div>
    }
    .into_any()
}

#[component]
fn InviteSection(form: InviteForm, today: String) -> impl IntoView {
    let l = use_lang();
    let acts = expect_context::<Acts>();
    let errors = use_form_errors(acts.invite);
    let chosen = form.roles.iter().filter_map(|word| Role::parse(word)).collect();
    view! {
        <section class="card stack">
            <h2>{l.people_invite()}</h2>
            <p class="soft">{l.people_invite_text()}</p>
            <ActionForm action=acts.invite attr:class="stack" attr:novalidate=true>
                <ErrorSummary errors=errors/>
                <input type="hidden" name="of" value=acts.of.as_str()/>
                <TextField name="name" label=l.people_name() value=form.name maxlength=80 errors=errors/>
                <TextField name="email" label=l.people_email() kind="email" autocomplete="off" value=form.email maxlength=254 errors=errors/>
                <Powers id="roles".to_owned() chosen=chosen errors=errors/>
                {(acts.of == Circle::Household).then(|| view! {
                    <Field name="until" label=l.people_until() hint=Some(l.people_until_hint().to_owned()) errors=errors>
                        <input class="input" type="date" id="until" name="until" value=form.until min=today aria-describedby="until-hint"/>
                    </Field>
                })}
                <div><Button pending=acts.invite.pending()>{l.people_send()}</Button></div>
            </ActionForm>
        </section>
    }
    .into_any()
}

/// What may be given, each with what it opens. The first box carries the question's name, so that an error can lead to it.
#[component]
fn Powers(id: String, chosen: Vec<Role>, errors: FormErrors) -> impl IntoView {
    let l = use_lang();
    let acts = expect_context::<Acts>();
    let boxes = acts.of.roles().iter().enumerate().map(move |(nth, role)| {
        let (words, does) = role_words(l, *role);
        let id = if nth == 0 { id.clone() } else { format!("{id}-{role}") };
        view! {
            <label class="choice">
                <input type="checkbox" name="roles[]" id=id value=role.as_str() checked=chosen.contains(role)/>
                <span class="grow-words"><strong>{words}</strong><span class="soft small">{does}</span></span>
            </label>
        }
    });
    view! {
        <fieldset class="stack-tight">
            <legend>{l.people_powers()}</legend>
            <FieldProblem name="roles" errors=errors/>
            {boxes.collect_view()}
        </fieldset>
    }
    .into_any()
}

/// The last day, of somebody who is in.
#[component]
fn Until(id: String, value: String) -> impl IntoView {
    let l = use_lang();
    view! {
        <div class="field">
            <label for=id.clone()>{l.people_until()}</label>
            <input class="input" type="date" id=id name="until" value=value/>
        </div>
    }
}
