//! Home as the server draws it, for the browser to show as it comes.
//!
//! Everyone opens this page first and most often, and nothing on it needs code: links and plain forms. So the browser has none of its code, reads none of
//! its data and loads none of its words; that halved what the page costs it (docs/decisions/0011).

mod alert;
mod cover;
mod happened;

use leptos::prelude::*;

use self::alert::alert;
use self::cover::{cover, uninsured};
use self::happened::happened;
use super::model::{Dashboard, Drawn, HomePet, PartOfDay, Unfinished};
use crate::auth::{Power, Roles};
use crate::claims::view::ClaimCard;
use crate::day::Day;
use crate::pets::view::PetPicture;
use crate::texts::Lang;
use crate::ui::{ButtonLink, Empty, HelpBlock, Icon, IconView, relative_day};

/// Home for somebody with these roles.
pub fn draw(page: Dashboard, roles: &Roles, l: Lang) -> Drawn {
    let wish = match page.part_of_day {
        PartOfDay::Morning => l.home_morning(&page.given_name),
        PartOfDay::Afternoon => l.home_afternoon(&page.given_name),
        PartOfDay::Evening => l.home_evening(&page.given_name),
    };
    let names = in_a_row(l, &page.pets.iter().map(|pet| pet.name.as_str()).collect::<Vec<_>>());
    let pictures = page
        .pets
        .iter()
        .map(|pet| view! { <PetPicture species=pet.species photo=pet.photo.clone()/> })
        .collect_view();
    Drawn {
        wish,
        names,
        herd: pictures.to_html(),
        body: dashboard(page, roles, l).to_html(),
    }
}

fn dashboard(page: Dashboard, roles: &Roles, l: Lang) -> impl IntoView + use<> {
    let today = page.today;
    let insured = !page.covers.is_empty();
    let card = id_card(&page.pets);
    let no_pets = page.pets.is_empty();
    let file = roles.may(Power::File);
    let own = roles.own();
    let nothing_yet = page.happened.is_empty();
    // Said once for all when none is insured, else at each pet that is not.
    let bare: Vec<HomePet> = if insured {
        page.pets.iter().filter(|pet| pet.uninsured).cloned().collect()
    } else {
        Vec::new()
    };
    view! {
        <div class="actions">
            {file.then(|| view! { <a href="/claims/new"><IconView icon=Icon::Camera/>{l.home_file_a_claim()}</a> })}
            <a href=card><IconView icon=Icon::IdCard/>{l.home_view_id_card()}</a>
            <a href="/payments#pay"><IconView icon=Icon::Wallet/>{l.home_make_a_payment()}</a>
        </div>
        <div class=if insured { "home" } else { "home home-single" }>
            <div class="home-now">
                {page.alerts.into_iter().map(|a| alert(l, a, today)).collect_view()}
                {page.unfinished.filter(|_| file).map(|draft| unfinished(l, draft, today))}
                {(!page.claims.is_empty()).then(|| view! {
                    <section class="stack">
                        <div class="between"><h2>{l.home_claims()}</h2><a href="/claims">{l.home_all_claims()}</a></div>
                        {page.claims.into_iter().map(|claim| view! { <ClaimCard claim=claim today=today/> }).collect_view()}
                    </section>
                })}
            </div>
            <div class="home-covers">
                {(!insured).then(|| no_cover(l, no_pets, own))}
                {page.covers.into_iter().map(|c| cover(l, &c, today)).collect_view()}
                {bare.into_iter().map(|pet| uninsured(l, &pet)).collect_view()}
            </div>
            {(insured || !nothing_yet).then(|| view! {
                <section class="home-happened">
                    <h2>{l.home_recent()}</h2>
                    {nothing_yet.then(|| view! { <p class="soft">{l.home_nothing_yet()}</p> })}
                    <ul class="rows">{page.happened.into_iter().map(|event| happened(l, event, today)).collect_view()}</ul>
                </section>
            })}
        </div>
        {insured.then(|| view! {
            <HelpBlock title=l.home_help_title()>
                <p>{l.home_help_limit()}</p>
                <p>{l.home_help_deductible()}</p>
                <p>{l.home_help_next()}</p>
            </HelpBlock>
        })}
    }
}

/// `Biscuit`, `Biscuit and Mochi`, `Biscuit, Mochi, and Juno`; a welcome when there is nobody to name.
fn in_a_row(l: Lang, names: &[&str]) -> String {
    match names {
        [] => l.home_welcome().to_owned(),
        [only] => (*only).to_owned(),
        [first, second] => l.home_two_pets(first, second),
        [list @ .., last] => l.home_more_pets(last, list.join(", ")),
    }
}

/// The card of the only insured pet; with several, the page that has all of them.
fn id_card(pets: &[HomePet]) -> String {
    let mut insured = pets.iter().filter(|pet| !pet.uninsured);
    match (insured.next(), insured.next()) {
        (Some(only), None) => format!("/documents/id-card/{}", only.id),
        _ => "/documents".to_owned(),
    }
}

fn unfinished(l: Lang, draft: Unfinished, today: Day) -> impl IntoView {
    let title = draft.pet_name.map_or(l.home_finish_any().to_owned(), |pet| l.home_finish(pet));
    view! {
        <a class="notice notice-good" href="/claims/new">
            <IconView icon=Icon::Pencil/>
            <span><strong>{title}</strong><span class="block soft">{l.home_finish_text(relative_day(l, draft.changed_on, today))}</span></span>
            <span class="go"><IconView icon=Icon::ChevronRight/></span>
        </a>
    }
}

fn no_cover(l: Lang, no_pets: bool, own: bool) -> impl IntoView {
    let (title, text, href, act) = if no_pets {
        (l.home_no_pets_title(), l.home_no_pets(), "/pets/new", l.home_add_a_pet())
    } else {
        (l.home_no_cover_title(), l.home_no_cover(), "/pets", l.home_see_pets())
    };
    view! {
        <div class="card">
            <Empty icon=Icon::PawPrint title=title>
                <p class="soft">{text}</p>
                {(own || !no_pets).then(|| view! { <ButtonLink href=href>{act}</ButtonLink> })}
            </Empty>
        </div>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn the_pets_are_named_as_one_says_them() {
        let said = |names: &[&str]| in_a_row(Lang::En, names);
        assert_eq!(said(&["Biscuit"]), "Biscuit");
        assert_eq!(said(&["Biscuit", "Mochi"]), "Biscuit and Mochi");
        assert_eq!(said(&["Biscuit", "Mochi", "Juno"]), "Biscuit, Mochi, and Juno");
        assert_eq!(in_a_row(Lang::Es, &["Biscuit", "Mochi", "Juno"]), "Biscuit, Mochi y Juno");
        assert!(!said(&[]).is_empty());
    }
}
