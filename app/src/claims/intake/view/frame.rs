//! What every screen of the wizard has around its question.

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_query_map;

use super::answering::Answering;
use super::invoice::{OnTheWay, StillComing};
use crate::claims::intake::api::{Answer, StartOver, Submit, TakeUpAgain};
use crate::claims::intake::model::Then;
use crate::claims::intake::rules::Question;
use crate::documents::sending::use_uploads;
use crate::texts::{Lang, use_lang};
use crate::ui::{Button, ErrorSummary, Heading, Look, Notice, Steps, Tone, TopBar, day_near, use_form_errors};

/// The words at the top of a question's screen.
pub fn title(question: Question, l: Lang) -> &'static str {
    match question {
        Question::Pet => l.intake_pet_title(),
        Question::Date => l.intake_date_title(),
        Question::Invoice => l.intake_invoice_title(),
        Question::Condition => l.intake_condition_title(),
        Question::Total => l.intake_total_title(),
        Question::Notes => l.intake_notes_title(),
        Question::Check => l.intake_check_title(),
    }
}

/// The way back, how far one is, the question, and the buttons that are always in reach of a thumb.
#[component]
pub fn Frame(form: Answering, children: Children) -> impl IntoView {
    let l = use_lang();
    let (question, back) = form.screen.with_value(|screen| (screen.question, screen.back.clone()));
    let number = question.number();
    view! {
        <div class="question stack">
            <TopBar back=(back.unwrap_or_else(|| "/".to_owned()), l.intake_back().to_owned())>
                <span class="count soft number">{l.intake_number(number)}</span>
            </TopBar>
            <Steps done=number of=Question::ALL.len()/>
            <Heading words=title(question, l)/>
            <Aside form=form/>
            {match question {
                Question::Invoice => view! { {children()}<Form form=form><OnTheWay form=form/><Foot form=form/></Form> }.into_any(),
                Question::Check => view! { {children()}<Sending form=form/> }.into_any(),
                _ => view! { <Form form=form>{children()}<Foot form=form/></Form> }.into_any(),
            }}
        </div>
    }
}

/// The form of one question.
#[component]
fn Form(form: Answering, children: Children) -> impl IntoView {
    view! {
        <form
            class="stack"
            method="post"
            action=Answer::url()
            novalidate=true
            node_ref=form.node
            on:change=move |event| form.changed(&event)
            on:submit=move |event| form.submitted(&event)
        >
            <ErrorSummary errors=form.errors()/>
            <Which form=form/>
            {children()}
        </form>
    }
}

/// Which draft and question a form is about: a tab left open cannot answer for a newer draft.
#[component]
fn Which(form: Answering) -> impl IntoView {
    let (draft, question) = form.screen.with_value(|screen| (screen.draft.to_string(), screen.question));
    view! {
        <input type="hidden" name="draft" value=draft/>
        <input type="hidden" name="question" value=question.as_str()/>
    }
}

#[component]
fn Foot(form: Answering) -> impl IntoView {
    let l = use_lang();
    view! {
        <div class="question-foot">
            <div>
                <Button wide=true name="then" value=Then::Continue.as_str() pending=form.leaving>{l.intake_continue()}</Button>
                <Later/>
            </div>
        </div>
    }
}

#[component]
fn Later() -> impl IntoView {
    let l = use_lang();
    view! { <Button look=Look::Plain wide=true name="then" value=Then::Later.as_str()>{l.intake_later()}</Button> }
}

/// The last screen's foot: one form sends the claim, the other leaves it for later.
#[component]
fn Sending(form: Answering) -> impl IntoView {
    let l = use_lang();
    let submit = ServerAction::<Submit>::new();
    let draft = form.screen.with_value(|screen| screen.draft.to_string());
    let uploads = use_uploads(&draft);
    let wait = Signal::derive(move || submit.pending().get() || uploads.under_way() > 0);
    view! {
        <StillComing uploads=uploads/>
        <ErrorSummary errors=use_form_errors(submit)/>
        <div class="question-foot">
            <div>
                <ActionForm action=submit>
                    <input type="hidden" name="draft" value=draft/>
                    <Button wide=true pending=wait>{l.intake_submit()}</Button>
                </ActionForm>
                <form method="post" action=Answer::url() node_ref=form.node on:submit=move |event| form.submitted(&event)>
                    <Which form=form/>
                    <Later/>
                </form>
            </div>
        </div>
    }
}

/// Says when a draft was taken up again, or set aside a moment ago; both can be undone.
#[component]
fn Aside(form: Answering) -> impl IntoView {
    let l = use_lang();
    let resumed = use_query_map().with_untracked(|query| query.get("resumed").is_some());
    let (over, again) = (ServerAction::<StartOver>::new(), ServerAction::<TakeUpAgain>::new());
    form.screen.with_value(|screen| {
        let day = day_near(l, screen.started_on, screen.facts.today);
        if let Some(draft) = &screen.set_aside {
            let draft = draft.to_string();
            view! {
                <Notice tone=Tone::Calm title=l.intake_aside_title()>
                    {l.intake_aside()}
                    <ActionForm action=again>
                        <input type="hidden" name="draft" value=draft/>
                        <button class="text-button">{l.intake_aside_undo()}</button>
                    </ActionForm>
                </Notice>
                <ErrorSummary errors=use_form_errors(again)/>
            }
            .into_any()
        } else if resumed {
            let draft = screen.draft.to_string();
            view! {
                <Notice tone=Tone::Calm title=l.intake_resumed_title()>
                    {l.intake_resumed(day)}
                    <ActionForm action=over>
                        <input type="hidden" name="draft" value=draft/>
                        <button class="text-button">{l.intake_start_over()}</button>
                    </ActionForm>
                </Notice>
                <ErrorSummary errors=use_form_errors(over)/>
            }
            .into_any()
        } else {
            ().into_any()
        }
    })
}
