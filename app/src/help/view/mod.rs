//! `/help`

use leptos::prelude::*;

use super::api::contact;
use crate::brand::Brand;
use crate::texts::{Lang, use_lang};
use crate::ui::{Heading, Icon, IconView, Loaded, TopBar, answer};

/// A question and its answer.
type Faq = (&'static str, &'static str);

/// Answers by subject, and how to reach somebody. Open to everyone, signed in or not.
#[component]
pub fn HelpPage() -> impl IntoView {
    let l = use_lang();
    let brand = answer(|| (), |()| contact());
    view! {
        <TopBar><Heading words=l.help_title()/></TopBar>
        <div class="help-page">
            <div class="stack">
                <p class="soft">{l.help_intro()}</p>
                <a class="line-link help-jump" href="#contact"><IconView icon=Icon::MessageCircle/>{l.help_contact()}</a>
                {faqs(l).into_iter().map(|(subject, faqs)| view! { <Subject title=subject faqs=faqs/> }).collect_view()}
            </div>
            <aside class="stack" aria-labelledby="contact">
                <h2 id="contact">{l.help_contact()}</h2>
                <Loaded from=brand view=|brand| view! { <Contact brand=brand/> }/>
            </aside>
        </div>
    }
}

fn faqs(l: Lang) -> [(&'static str, Vec<Faq>); 4] {
    [
        (
            l.help_claims(),
            vec![
                (l.help_file_question(), l.help_file_answer()),
                (l.help_need_question(), l.help_need_answer()),
                (l.help_when_question(), l.help_when_answer()),
                (l.help_back_question(), l.help_back_answer()),
                (l.help_several_question(), l.help_several_answer()),
            ],
        ),
        (
            l.help_cover(),
            vec![
                (l.help_emergency_question(), l.help_emergency_answer()),
                (l.help_deductible_question(), l.help_deductible_answer()),
                (l.help_waiting_question(), l.help_waiting_answer()),
                (l.help_excluded_question(), l.help_excluded_answer()),
            ],
        ),
        (
            l.help_payments(),
            vec![
                (l.help_due_question(), l.help_due_answer()),
                (l.help_arrives_question(), l.help_arrives_answer()),
            ],
        ),
        (
            l.help_account(),
            vec![
                (l.help_sign_in_question(), l.help_sign_in_answer()),
                (l.help_card_question(), l.help_card_answer()),
                (l.help_died_question(), l.help_died_answer()),
            ],
        ),
    ]
}

#[component]
fn Subject(title: &'static str, faqs: Vec<Faq>) -> impl IntoView {
    view! {
        <section class="card">
            <h2 class="mb-1">{title}</h2>
            <div class="rows">
                {faqs
                    .into_iter()
                    .map(|(question, answer)| view! {
                        <details class="details">
                            <summary>{question}<IconView icon=Icon::ChevronRight/></summary>
                            <p class="soft pb-3">{answer}</p>
                        </details>
                    })
                    .collect_view()}
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Contact(brand: Brand) -> impl IntoView {
    let l = use_lang();
    view! {
        <div class="card">
            <p>{l.help_people(&brand.name)}</p>
            <div class="rows mt-2">
                <a class="line" href=brand.call()>
                    <IconView icon=Icon::Phone/>
                    <span class="grow-words"><strong class="number">{brand.phone.clone()}</strong><span class="soft small">{brand.hours.clone()}</span></span>
                </a>
                <a class="line" href=brand.write()>
                    <IconView icon=Icon::Mail/>
                    <span class="grow-words"><strong>{brand.email.clone()}</strong><span class="soft small">{l.help_mail_hint()}</span></span>
                </a>
            </div>
        </div>
    }
    .into_any()
}
