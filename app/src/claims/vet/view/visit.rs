//! `/vet/{token}`: what a clinic is asked for about one pet. No account, nothing else of the household.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::claims::vet::api::load_visit;
use crate::claims::vet::model::{OpenVisit, VetAsk, VetFile, Visit};
use crate::claims::view::what_and_why;
use crate::documents::attachments_model::FileState;
use crate::documents::view::attach::{AddFiles, Refused, next_step};
use crate::pets::view::species_words;
use crate::shell::LogoMark;
use crate::texts::{Lang, use_lang};
use crate::ui::{Badge, Heading, HelpBlock, Icon, IconView, Loaded, Notice, Tone, answer, day_full};

fn use_token() -> String {
    use_params_map().with_untracked(|params| params.get("token").unwrap_or_default())
}

/// The page behind a link.
#[component]
pub fn VisitPage() -> impl IntoView {
    let token = use_token();
    let received = RwSignal::new(0_u32);
    provide_context(Callback::new(move |()| received.update(|count| *count += 1)));
    let visit = answer(move || received.get(), move |_| load_visit(token.clone()));
    view! {
        <div class="sign-in">
            <LogoMark/>
            <Refused/>
            <Loaded from=visit view=shown/>
        </div>
    }
    .into_any()
}

fn shown(visit: Visit) -> AnyView {
    let l = use_lang();
    let over = |title: String, sentence: &'static str| view! { <Heading words=title/><p>{sentence}</p> }.into_any();
    match visit {
        Visit::Unknown => over(l.vet_over_title().to_owned(), l.vet_over_unknown()),
        Visit::Expired => over(l.vet_over_title().to_owned(), l.vet_over_expired()),
        Visit::Withdrawn => over(l.vet_over_title().to_owned(), l.vet_over_withdrawn()),
        Visit::Done { pet_name } => over(l.vet_done_title(pet_name), l.vet_done()),
        Visit::Open(open) => view! { <Open visit=*open/> }.into_any(),
    }
}

#[component]
fn Open(visit: OpenVisit) -> impl IntoView {
    let l = use_lang();
    let token = use_token();
    let about = match visit.visit_on {
        Some(day) => l.vet_visit_about(day_full(l, day), species_words(l, visit.species)),
        None => species_words(l, visit.species).to_owned(),
    };
    let own = visit
        .own
        .then(|| view! { <Notice tone=Tone::Calm title=l.vet_visit_own()>{l.vet_visit_own_text()}</Notice> });
    let elsewhere = visit
        .elsewhere
        .then(|| view! { <Notice tone=Tone::Soon title=l.vet_visit_elsewhere()>{l.vet_visit_elsewhere_text()}</Notice> });
    let asks = visit.asks.into_iter().map(|ask| view! { <Ask ask=ask token=token.clone()/> }).collect_view();
    view! {
        <Heading words=l.vet_visit_title(&visit.pet_name)/>
        <p class="soft">{about}</p>
        {own}
        {elsewhere}
        <p>{l.vet_visit_text(&visit.pet_name)}</p>
        {asks}
        <p class="soft small">{l.vet_visit_until(day_full(l, visit.until))}</p>
        <HelpBlock title=l.vet_visit_help_title()><p>{l.vet_visit_help()}</p><p>{l.vet_visit_wrong()}</p></HelpBlock>
    }
    .into_any()
}

#[component]
fn Ask(ask: VetAsk, token: String) -> impl IntoView {
    let l = use_lang();
    let (what, _) = what_and_why(ask.what, l);
    let words = (!ask.words.is_empty()).then(|| view! { <p class="soft whitespace-pre-line">{ask.words.clone()}</p> });
    let files = ask.files.into_iter().map(|file| view! { <FileRow file=file/> }).collect_view();
    let (add, icon, class) = match ask.came {
        true => (l.asked_add_more(what), Icon::CircleCheck, "mark mark-good"),
        false => (l.asked_add(what), Icon::Upload, "mark mark-now"),
    };
    let to = format!("/vet/{token}/files/{}", ask.id);
    let id = format!("vet-{}", ask.id);
    let on_received = use_context::<Callback<()>>().unwrap_or_else(|| Callback::new(|()| ()));
    view! {
        <section class="card stack-tight" aria-label=what>
            <h2 class="row"><span class=class><IconView icon=icon/></span>{what}</h2>
            {words}
            <ul class="attached">{files}</ul>
            <AddFiles to=to id=id words=add on_received=on_received/>
        </section>
    }
    .into_any()
}

#[component]
fn FileRow(file: VetFile) -> impl IntoView {
    let l = use_lang();
    let (tone, icon, words) = became(&file, l);
    let sentence = file.refusal.map(|refusal| view! { <p class="small">{next_step(file.state, refusal, l)}</p> });
    view! {
        <li class="attached-file">
            <IconView icon=Icon::FileText/>
            <div class="grow-words"><span class="attached-name">{file.name}</span><span><Badge tone=tone icon=icon>{words}</Badge></span>{sentence}</div>
        </li>
    }
    .into_any()
}

/// What became of a file, for whoever sent it.
fn became(file: &VetFile, l: Lang) -> (Tone, Icon, &'static str) {
    match (file.state, file.confirmed) {
        (FileState::Failed, _) => (Tone::Now, Icon::CircleAlert, l.asked_file_failed()),
        (FileState::Quarantined, _) => (Tone::Now, Icon::CircleAlert, l.asked_file_quarantined()),
        (FileState::Checked, None) => (Tone::Calm, Icon::Check, l.vet_file_received()),
        (FileState::Checked, Some(true)) => (Tone::Calm, Icon::CircleCheck, l.vet_file_confirmed()),
        (FileState::Checked, Some(false)) => (Tone::Quiet, Icon::X, l.vet_file_refused()),
    }
}
