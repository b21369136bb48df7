//! `/pets/{pet}/estimate`: what a plan would pay, before anything is paid.

mod lines;
mod occasion;
mod photo;
mod result;

use leptos::prelude::*;
use leptos_router::components::Form;
use leptos_router::hooks::{use_params_map, use_query_map};

use self::lines::Lines;
use self::occasion::OccasionFields;
use self::photo::PhotoForm;
use self::result::Worked;
use super::api::load_ground;
use super::model::{MOST_LINES, Occasion, TypedLine};
use crate::ids::PetId;
use crate::texts::use_lang;
use crate::ui::{Button, Heading, HelpBlock, Icon, Loaded, TopBar, answer};

/// The lines as they stand in the form: what is worked out follows them while one types.
#[derive(Clone, Copy)]
struct Typed(RwSignal<Vec<TypedLine>>);

/// What a plan would pay for lines that somebody types.
#[component]
pub fn EstimatePage() -> impl IntoView {
    let l = use_lang();
    let (params, query) = (use_params_map(), use_query_map());
    let pet = move || params.with(|params| params.get("pet").unwrap_or_default());
    let ground = answer(move || (PetId(pet()), occasion(query)), |(pet, occasion)| load_ground(pet, occasion));
    provide_context(ground);
    provide_context(Typed(RwSignal::new(typed_lines(query))));
    let here = move || format!("/pets/{}/estimate", pet());
    view! {
        <TopBar back=(format!("/pets/{}", params.with_untracked(|params| params.get("pet").unwrap_or_default())), l.estimate_back().to_owned())/>
        <div class="columns estimate">
            <div class="stack">
                <header class="stack-tight">
                    <Heading words=l.estimate_title()/>
                    <p class="soft">{l.estimate_about()}</p>
                </header>
                <PhotoForm/>
                <Form method="GET" action=here() attr:class="stack" replace=true noscroll=true>
                    <Lines/>
                    <OccasionFields/>
                    <div><Button icon=Icon::Check>{l.estimate_work_out()}</Button></div>
                </Form>
            </div>
            <div class="stack">
                <Loaded from=ground view=|ground| view! { <Worked ground=ground/> }/>
                <HelpBlock title=l.estimate_help_title()><p>{l.estimate_help()}</p></HelpBlock>
            </div>
        </div>
    }
}

/// What the address says of the visit.
fn occasion(query: Memo<leptos_router::params::ParamsMap>) -> Occasion {
    query.with(|query| {
        let field = |name: &str| query.get(name).unwrap_or_default();
        let picked = field("pick");
        Occasion {
            on: field("on"),
            condition: if picked.is_empty() { field("condition") } else { picked },
            search: field("condition_search"),
        }
    })
}

/// The lines that the address has.
fn typed_lines(query: Memo<leptos_router::params::ParamsMap>) -> Vec<TypedLine> {
    query.with_untracked(|query| {
        let line = |i: usize| TypedLine {
            words: query.get(&format!("what_{i}")).unwrap_or_default(),
            amount: query.get(&format!("amount_{i}")).unwrap_or_default(),
        };
        let mut lines: Vec<TypedLine> = (1..=MOST_LINES).map(line).collect();
        let filled = lines.iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + 1);
        let wanted = query.get("rows").and_then(|rows| rows.parse().ok()).unwrap_or(0);
        lines.truncate((filled + 1).max(wanted).clamp(3, MOST_LINES));
        lines
    })
}
