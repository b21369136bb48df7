//! One guard: the first line of every server function says who may call it: `let actor = auth::policyholder().await?`, `household(…)`,
//! `staff(…)`, `agent()`, `signed_in()` or `anyone()`.
//!
//! The server looks the session up once per request (server/src/security.rs) and leaves it in the request's extensions. It carries the grants as
//! they are at that moment: what is given or taken counts from the next request on.

use std::sync::Arc;

use http::request::Parts;
use leptos::prelude::use_context;

use super::model::Strength;
use super::roles::{Power, Role, Roles};
use crate::error::{AppError, internal};
use crate::ids::{AgencyId, HouseholdId, PersonId, SessionId};
use crate::state::AppState;
use crate::texts::Lang;

/// A live session, as found once per request.
#[derive(Clone, Debug)]
pub struct Session {
    /// Which session.
    pub id: SessionId,
    /// Whose.
    pub person: PersonId,
    /// The language the person chose.
    pub language: Option<Lang>,
    /// How strongly they proved who they are.
    pub strength: Strength,
    /// When they proved it last, in UTC milliseconds.
    pub proved_at: i64,
    /// What the person may do in the household they look at, if there is one.
    pub household: Option<HouseholdActor>,
    /// How often something that Home shows of this household has changed.
    pub revision: i64,
    /// The agency they work for, and as what.
    pub agency: Option<Agent>,
    /// What they are at the insurer, if anything.
    pub staff: Option<Staff>,
    /// When it was used last, to the minute, in UTC milliseconds.
    pub used_at: i64,
    /// When it ends whatever happens.
    pub expires_at: i64,
}

/// Who acts in a household: the policyholder, or a member with what was granted to them. Every function that touches customers' data takes the actor.
#[derive(Clone, Debug)]
pub struct HouseholdActor {
    /// Who acts.
    pub person: PersonId,
    /// What to call them.
    pub given_name: String,
    /// Whose data may be reached.
    pub household: HouseholdId,
    /// IANA time zone of the household: its dates are the dates of service and cover.
    pub zone: String,
    /// US state, two letters: chooses the legal clocks.
    pub state: String,
    /// Their roles in this household.
    pub roles: Roles,
}

impl HouseholdActor {
    /// Whose claims may be seen: with `None` all of the household, else only those that this person filed.
    pub fn sees_filed_by(&self) -> Option<&PersonId> {
        (!self.roles.may(Power::View)).then_some(&self.person)
    }

    /// Whose claims may be changed: with `None` all of the household, else only those that this person filed.
    pub fn changes_filed_by(&self) -> Option<&PersonId> {
        (!self.roles.own()).then_some(&self.person)
    }
}

/// Somebody who works for an agency.
#[derive(Clone, Debug)]
pub struct Agent {
    /// Who acts.
    pub person: PersonId,
    /// For which agency.
    pub agency: AgencyId,
    /// Whether they look after its people.
    pub admin: bool,
}

/// One of the insurer's own people.
#[derive(Clone, Debug)]
pub struct Staff {
    /// Who acts.
    pub person: PersonId,
    /// As what.
    pub roles: Roles,
}

/// An adjuster, as the guard found them: who may decide a claim against the person who filed it. Nothing else makes one.
///
/// ```compile_fail
/// // Nobody appoints themselves.
/// fn appoint(person: app::ids::PersonId) -> app::auth::Adjuster {
///     app::auth::Adjuster { person }
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Adjuster {
    person: PersonId,
}

impl Adjuster {
    /// Who.
    pub fn person(&self) -> &PersonId {
        &self.person
    }
}

impl Session {
    /// All that the person is.
    pub fn roles(&self) -> Roles {
        let household = self.household.iter().flat_map(|actor| actor.roles.iter());
        let staff = self.staff.iter().flat_map(|staff| staff.roles.iter());
        let agency = self.agency.iter().map(|agent| if agent.admin { Role::AgencyAdmin } else { Role::Agent });
        household.chain(agency).chain(staff).collect()
    }

    /// Who acts in the household, if they have one of these powers over it.
    ///
    /// # Errors
    /// `Forbidden` when not.
    pub fn household(&self, powers: &[Power]) -> Result<HouseholdActor, AppError> {
        let actor = self.household.as_ref().filter(|actor| powers.iter().any(|power| actor.roles.may(*power)));
        actor.cloned().ok_or(AppError::Forbidden)
    }

    /// One of the insurer's people, if they have one of these roles.
    ///
    /// # Errors
    /// `Forbidden` when not.
    pub fn staff(&self, roles: &[Role]) -> Result<Staff, AppError> {
        self.staff.clone().filter(|staff| staff.roles.has_any(roles)).ok_or(AppError::Forbidden)
    }

    /// An adjuster.
    ///
    /// # Errors
    /// `Forbidden` for anybody else.
    pub fn adjuster(&self) -> Result<Adjuster, AppError> {
        self.staff(&[Role::Adjuster]).map(|staff| Adjuster { person: staff.person })
    }

    /// The policyholder: no member has all that owning gives.
    ///
    /// # Errors
    /// `Forbidden` for anybody else.
    pub fn policyholder(&self) -> Result<HouseholdActor, AppError> {
        self.household.clone().filter(|actor| actor.roles.own()).ok_or(AppError::Forbidden)
    }
}

/// The session of this request, if somebody is signed in.
pub fn use_session() -> Option<Arc<Session>> {
    use_context::<Parts>()?.extensions.get::<Arc<Session>>().cloned()
}

/// Somebody signed in, whatever they may do: for what concerns only themselves.
///
/// # Errors
/// `SignIn` when nobody is signed in.
pub async fn signed_in() -> Result<Arc<Session>, AppError> {
    use_session().ok_or(AppError::SignIn).inspect_err(|_| form_to_sign_in())
}

/// The signed-in policyholder.
///
/// # Errors
/// `SignIn` when nobody is signed in, `Forbidden` when it is somebody else.
pub async fn policyholder() -> Result<HouseholdActor, AppError> {
    signed_in().await?.policyholder()
}

/// The signed-in policyholder, or a member of the household with one of these powers.
///
/// # Errors
/// `SignIn` when nobody is signed in, `Forbidden` when it is somebody else.
pub async fn household(powers: &[Power]) -> Result<HouseholdActor, AppError> {
    signed_in().await?.household(powers)
}

/// As [`household`], for the page where everyone arrives: whoever may not see it is sent to where they begin.
///
/// # Errors
/// `SignIn` when nobody is signed in, `Forbidden` when it is somebody else.
pub async fn at_home() -> Result<HouseholdActor, AppError> {
    let session = signed_in().await?;
    session.household(&[Power::View]).inspect_err(|_| leptos_axum::redirect(session.roles().home()))
}

/// One of the insurer's people with one of these roles.
///
/// # Errors
/// `SignIn` when nobody is signed in, `Forbidden` when it is somebody else.
pub async fn staff(roles: &[Role]) -> Result<Staff, AppError> {
    signed_in().await?.staff(roles)
}

/// An adjuster.
///
/// # Errors
/// `SignIn` when nobody is signed in, `Forbidden` when it is somebody else.
pub async fn adjuster() -> Result<Adjuster, AppError> {
    signed_in().await?.adjuster()
}

/// Somebody who works for an agency.
///
/// # Errors
/// `SignIn` when nobody is signed in, `Forbidden` when it is somebody else.
pub async fn agent() -> Result<Agent, AppError> {
    signed_in().await?.agency.clone().ok_or(AppError::Forbidden)
}

/// Whether this request is a form that the browser sent by itself: it wants a page, not a value.
pub fn is_plain_form() -> bool {
    let Some(parts) = use_context::<Parts>() else { return false };
    let accept = parts.headers.get(http::header::ACCEPT).and_then(|value| value.to_str().ok());
    parts.method == http::Method::POST && accept.is_some_and(|accept| accept.contains("text/html"))
}

/// A form sent after the session ended leads to the sign-in page, and from there back to the page it stood on.
fn form_to_sign_in() {
    if let Some(page) = page_of_plain_form() {
        leptos_axum::redirect(&super::model::sign_in_path(&page));
    }
}

/// The page that a plain form stood on, by its path and query.
pub(super) fn page_of_plain_form() -> Option<String> {
    let parts = use_context::<Parts>().filter(|_| is_plain_form())?;
    let referer = parts.headers.get(http::header::REFERER).and_then(|value| value.to_str().ok());
    let path = referer.and_then(|from| from.split_once("://")?.1.split_once('/')).map_or("", |(_, path)| path);
    // Without the error of a try before: it would greet the person who comes back.
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let query: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("__")).collect();
    let mark = if query.is_empty() { "" } else { "?" };
    Some(format!("/{path}{mark}{}", query.join("&")))
}

/// Nobody in particular: for the few functions that anyone may call. They are listed by name in the test of the guard.
pub async fn anyone() -> Result<Option<Arc<Session>>, AppError> {
    Ok(use_session())
}

/// The server's state inside a server function.
///
/// # Errors
/// `Internal` outside a request.
pub fn app_state() -> Result<AppState, AppError> {
    use_context::<AppState>().ok_or_else(|| internal(&"no state in this context"))
}
