//! `/desk/clocks`

use leptos::prelude::*;

use super::words::duty_words;
use crate::claims::work::api::load_clocks;
use crate::claims::work::model::DutyKept;
use crate::texts::use_lang;
use crate::ui::{Badge, Heading, Icon, Loaded, Notice, Tone, TopBar, answer};

/// What of the legal clocks was met and missed, by duty and state, with where each time stands.
#[component]
pub fn ClocksPage() -> impl IntoView {
    let l = use_lang();
    let kept = answer(|| (), |()| load_clocks());
    view! {
        <TopBar><Heading words=l.desk_clocks_heading()/></TopBar>
        <div class="stack desk">
            <Notice tone=Tone::Soon title=l.desk_clocks_counsel_title()>{l.desk_clocks_counsel()}</Notice>
            <Loaded from=kept view=|kept| view! { <Table kept=kept/> }/>
        </div>
    }
}

#[component]
fn Table(kept: Vec<DutyKept>) -> impl IntoView {
    let l = use_lang();
    if kept.is_empty() {
        return view! { <p role="status">{l.desk_clocks_none()}</p> }.into_any();
    }
    let rows = kept.into_iter().map(|kept| {
        let source = if kept.own {
            kept.source
        } else {
            l.desk_clocks_strictest(kept.source)
        };
        let reviewed = if kept.reviewed { l.desk_yes() } else { l.desk_no() };
        view! {
            <tr>
                <th scope="row">{duty_words(&kept.duty, l)}</th>
                <td>{kept.us_state}</td>
                <td class="number">{kept.met}</td>
                <td class="number">{if kept.missed > 0 { view! { <Badge tone=Tone::Now icon=Icon::CircleAlert>{kept.missed}</Badge> }.into_any() } else { "0".into_any() }}</td>
                <td class="number">{kept.running}</td>
                <td class="number">{kept.past_half}</td>
                <td class="small">{source}</td>
                <td class="small number">{kept.read_on}</td>
                <td class="small">{reviewed}</td>
            </tr>
        }
    });
    let head = [
        l.desk_clocks_duty(),
        l.desk_clocks_state(),
        l.desk_clocks_met(),
        l.desk_clocks_missed(),
        l.desk_clocks_running(),
        l.desk_clocks_half(),
        l.desk_clocks_source(),
        l.desk_clocks_read(),
        l.desk_clocks_reviewed(),
    ];
    view! {
        <div class="card table-scroll" tabindex="0" role="region" aria-label=l.desk_clocks_heading()>
            <table class="desk-table">
                <thead><tr>{head.into_iter().map(|words| view! { <th scope="col">{words}</th> }).collect_view()}</tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}
