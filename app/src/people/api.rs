//! Letting people in, changing what they may do, and taking it back.
#![expect(missing_docs, reason = "the fields that the server macro makes are the arguments below")]

use leptos::prelude::*;

use super::model::{Circle, CircleView, Home};
#[cfg(feature = "ssr")]
use super::{keeper, model, store};
use crate::error::AppError;
use crate::ids::{HouseholdId, InvitationId, PersonId};
#[cfg(feature = "ssr")]
use crate::{
    auth::{app_state, freshly_proved},
    texts::use_lang,
};

/// Everybody in a circle. `removed` and `withdrawn` name what was just taken back, so that it can be undone.
#[server(prefix = "/api", endpoint = "people/circle")]
pub async fn load_circle(
    of: Circle,
    #[server(default)] removed: Option<PersonId>,
    #[server(default)] withdrawn: Option<InvitationId>,
) -> Result<CircleView, AppError> {
    let keeper = keeper(of).await?;
    let form = crate::kept::take(of.as_str()).unwrap_or_default();
    Ok(store::circle(&app_state()?, &keeper, removed.as_ref(), withdrawn.as_ref(), form).await?)
}

/// Invites somebody by e-mail.
#[server(prefix = "/api", endpoint = "people/invite")]
pub async fn invite(of: Circle, name: String, email: String, #[server(default)] roles: Vec<String>, #[server(default)] until: String) -> Result<(), AppError> {
    let keeper = keeper(of).await?;
    let (state, l) = (app_state()?, use_lang());
    let form = model::InviteForm { name, email, roles, until };
    let keep = |_: &AppError| crate::kept::keep(of.as_str(), &form);
    let invite = form.parse(l, of, keeper.today(&state)).map_err(AppError::Invalid).inspect_err(keep)?;
    freshly_proved().await.inspect_err(keep)?;
    store::invite(&state, &keeper, &invite, l).await.inspect_err(keep)?;
    leptos_axum::redirect(&format!("{}?sent", of.page()));
    Ok(())
}

/// Gives somebody who was let in exactly these powers; also undoes that they were taken.
#[server(prefix = "/api", endpoint = "people/change")]
pub async fn change(of: Circle, person: PersonId, #[server(default)] roles: Vec<String>, #[server(default)] until: String) -> Result<(), AppError> {
    let keeper = keeper(of).await?;
    let state = app_state()?;
    let powers = model::powers(&roles, &until, use_lang(), of, keeper.today(&state)).map_err(AppError::Invalid)?;
    freshly_proved().await?;
    store::change(&state, &keeper, &person, &powers).await?;
    leptos_axum::redirect(&format!("{}?changed", of.page()));
    Ok(())
}

/// Takes all powers from somebody, at once.
#[server(prefix = "/api", endpoint = "people/remove")]
pub async fn remove(of: Circle, person: PersonId) -> Result<(), AppError> {
    let keeper = keeper(of).await?;
    let until = store::remove(&app_state()?, &keeper, &person).await?;
    let until = until.map_or(String::new(), |day| format!("&until={day}"));
    leptos_axum::redirect(&format!("{}?removed={person}{until}", of.page()));
    Ok(())
}

/// Takes an invitation back.
#[server(prefix = "/api", endpoint = "people/withdraw_invitation")]
pub async fn withdraw_invitation(of: Circle, invitation: InvitationId) -> Result<(), AppError> {
    let keeper = keeper(of).await?;
    store::withdraw_invitation(&app_state()?, &keeper, &invitation, true).await?;
    leptos_axum::redirect(&format!("{}?withdrawn={invitation}", of.page()));
    Ok(())
}

/// Makes an invitation good again that was taken back a moment ago.
#[server(prefix = "/api", endpoint = "people/restore_invitation")]
pub async fn restore_invitation(of: Circle, invitation: InvitationId) -> Result<(), AppError> {
    let keeper = keeper(of).await?;
    freshly_proved().await?;
    store::withdraw_invitation(&app_state()?, &keeper, &invitation, false).await?;
    leptos_axum::redirect(of.page());
    Ok(())
}

/// The households that the signed-in person can act in.
#[server(prefix = "/api", endpoint = "people/homes")]
pub async fn load_homes() -> Result<Vec<Home>, AppError> {
    let session = crate::auth::signed_in().await?;
    Ok(store::homes(&app_state()?, &session).await?)
}

/// Looks at another household that the signed-in person can act in.
#[server(prefix = "/api", endpoint = "people/choose_home")]
pub async fn choose_home(household: HouseholdId) -> Result<(), AppError> {
    let session = crate::auth::signed_in().await?;
    store::choose_home(&app_state()?, &session, &household).await?;
    leptos_axum::redirect("/");
    Ok(())
}
