//! Which screen an address shows, what stands on it, and where an answer leads.

use super::facts;
use super::model::{Answers, Place, Screen};
use super::rules::{Navigator, Question};
use super::store::{self, Draft};
use super::{pages, preflight, questions};
use crate::auth::HouseholdActor;
use crate::claims::conditions;
use crate::claims::reading::model::Offered;
use crate::day::Moment;
use crate::error::AppError;
use crate::ids::{ClaimId, PetId};
use crate::state::AppState;
use crate::texts::Lang;
use crate::workflow::clocks;

/// Address of the wizard's beginning.
pub const START: &str = "/claims/new";

/// Address of a claim.
pub fn claim_path(claim: &ClaimId) -> String {
    format!("/claims/{claim}")
}

/// Begins a draft or takes the open one up again: the address of its furthest question.
pub async fn start(state: &AppState, actor: &HouseholdActor, l: Lang) -> Result<String, AppError> {
    let draft = store::open(state, actor).await?;
    let facts = facts::of(state, actor, &draft, l).await?;
    let path = Navigator::of(&draft.answers, &facts, l).furthest().path();
    Ok(if draft.is_empty() { path } else { format!("{path}?resumed") })
}

/// As [`start`], with the first question of an empty draft answered: the claim is for this pet, if it is one that claims may be filed for.
pub async fn start_for(state: &AppState, actor: &HouseholdActor, pet: &PetId, l: Lang) -> Result<String, AppError> {
    let draft = store::open(state, actor).await?;
    let facts = facts::of(state, actor, &draft, l).await?;
    if draft.is_empty() && facts.pets.iter().any(|known| known.id == *pet) {
        let chosen = Answers {
            pet: Some(pet.0.clone()),
            ..Answers::default()
        };
        if let store::Kept::Draft(kept) = store::keep(state, actor, &draft.id, Question::Pet, chosen).await? {
            return Ok(Navigator::of(&kept.answers, &facts, l).furthest().path());
        }
    }
    start(state, actor, l).await
}

/// What an address of the wizard leads to: the question when it is its turn, else where to go instead.
pub async fn look(state: &AppState, actor: &HouseholdActor, question: Question, l: Lang) -> Result<Place, AppError> {
    let Some(draft) = store::current(state, actor).await? else {
        let claim = store::latest_claim(state, actor).await?;
        return Ok(Place::Elsewhere(claim.map_or(START.to_owned(), |claim| claim_path(&claim))));
    };
    let mut facts = facts::of(state, actor, &draft, l).await?;
    let navigator = Navigator::of(&draft.answers, &facts, l);
    if !navigator.may_visit(question) {
        return Ok(Place::Elsewhere(navigator.furthest().path()));
    }
    // What was read is much to send to a screen that does not show it.
    if matches!(question, Question::Pet | Question::Condition | Question::Notes) {
        facts.offered = Offered::default();
    }
    let set_aside = if draft.is_empty() { store::set_aside(state, actor).await? } else { None };
    let (mut found, mut suggested) = (Vec::new(), Vec::new());
    if question == Question::Condition {
        let typed = draft.answers.condition_search.as_deref().unwrap_or_default();
        found = conditions::search(typed, l).into_iter().map(|condition| condition.listed(l)).collect();
        if let Ok(pet) = questions::pet::parse(&draft.answers, &facts, l) {
            suggested = facts::suggestions(state, actor, &pet.id, l).await?;
        }
    }
    let preflight = match question {
        Question::Check => preflight::look(state, actor, &draft.answers, &facts, l).await?,
        _ => None,
    };
    let pages = match question {
        Question::Invoice => pages::pages_of_draft(state, actor, &draft.id).await?,
        _ => Vec::new(),
    };
    Ok(Place::Here(Box::new(Screen {
        started_on: Moment::local(draft.created_at, &actor.zone).day,
        answer_by: clocks::answer_by(&actor.state, facts.today),
        draft: draft.id,
        back: navigator.previous(question).map(Question::path),
        answers: draft.answers,
        question,
        facts,
        set_aside,
        pages,
        found,
        suggested,
        preflight,
    })))
}

/// Where "Continue" leads once the answer is kept.
///
/// # Errors
/// `Invalid` with a sentence for each field when the answer needs another look.
pub async fn after(state: &AppState, actor: &HouseholdActor, draft: &Draft, question: Question, l: Lang) -> Result<String, AppError> {
    let facts = facts::of(state, actor, draft, l).await?;
    questions::check(question, &draft.answers, &facts, l).map_err(AppError::Invalid)?;
    Ok(Navigator::of(&draft.answers, &facts, l).after(question).path())
}
