//! Reading notices, and choosing which ones come and how. All of it is about the person who asks.
#![expect(missing_docs, reason = "the fields that the server macro makes are the arguments below")]

use leptos::prelude::*;

use super::model::{AskAgain, Channel, DeliveryCounts, DeliveryLine, NoticesPage, Preferences, QuietForm, Topic, Unsubscribing};
#[cfg(feature = "ssr")]
use super::push::Listener;
#[cfg(feature = "ssr")]
use super::store::{centre, preferences, state};
#[cfg(feature = "ssr")]
use crate::auth::Role;
use crate::error::AppError;
use crate::ids::HouseholdId;
use crate::texts::Lang;
#[cfg(feature = "ssr")]
use crate::{auth, sessions::browser::Browser, texts::use_lang};

/// A page of the person's notices: the newest, or those after one.
#[server(prefix = "/api", endpoint = "notices/list")]
pub async fn list_notices(#[server(default)] after: Option<String>) -> Result<NoticesPage, AppError> {
    let session = auth::signed_in().await?;
    centre::page(&auth::app_state()?, &session.person, after.as_deref(), use_lang()).await
}

/// How many notices the person has not read.
#[server(prefix = "/api", endpoint = "notices/unread")]
pub async fn count_unread() -> Result<i64, AppError> {
    let session = auth::signed_in().await?;
    Ok(centre::unread(&auth::app_state()?, &session.person).await?)
}

/// Marks one notice as read; goes back to `next`.
#[server(prefix = "/api", endpoint = "notices/read")]
pub async fn mark_read(notice: String, next: String) -> Result<(), AppError> {
    let session = auth::signed_in().await?;
    centre::open(&auth::app_state()?, &session.person, &notice).await?.ok_or(AppError::NotFound)?;
    leptos_axum::redirect(auth::model::safe_next(&next));
    Ok(())
}

/// Marks all notices as read.
#[server(prefix = "/api", endpoint = "notices/read_all")]
pub async fn mark_all_read() -> Result<(), AppError> {
    let session = auth::signed_in().await?;
    centre::see_all(&auth::app_state()?, &session.person).await?;
    leptos_axum::redirect("/notices");
    Ok(())
}

/// What the person wants to hear, on which way and when.
#[server(prefix = "/api", endpoint = "notices/preferences")]
pub async fn load_preferences() -> Result<Preferences, AppError> {
    let session = auth::signed_in().await?;
    preferences::load(&auth::app_state()?, &session.person, use_lang()).await
}

/// Switches one cell of the table.
#[server(prefix = "/api", endpoint = "notices/choose")]
pub async fn choose(topic: Topic, channel: Channel, wanted: bool) -> Result<(), AppError> {
    let session = auth::signed_in().await?;
    preferences::choose(&auth::app_state()?, &session.person, topic, channel, wanted).await?;
    leptos_axum::redirect(&format!("/account/notifications?topic={topic}&channel={channel}&on={wanted}"));
    Ok(())
}

/// Sets quiet hours, or none.
#[server(prefix = "/api", endpoint = "notices/quiet")]
pub async fn keep_quiet(#[server(flatten)] form: QuietForm) -> Result<(), AppError> {
    let session = auth::signed_in().await?;
    let quiet = form.parse(use_lang()).map_err(AppError::Invalid)?;
    preferences::keep_quiet(&auth::app_state()?, &session.person, quiet).await?;
    leptos_axum::redirect("/account/notifications?saved=quiet");
    Ok(())
}

/// Chooses the language of letters and messages.
#[server(prefix = "/api", endpoint = "notices/language")]
pub async fn choose_language(language: Lang) -> Result<(), AppError> {
    let session = auth::signed_in().await?;
    auth::store::set_language(&auth::app_state()?, &session.person, language).await?;
    leptos_axum::redirect("/account/notifications?saved=language");
    Ok(())
}

/// Our mail arrives again, its reader says.
#[server(prefix = "/api", endpoint = "notices/email_works")]
pub async fn email_works() -> Result<(), AppError> {
    let session = auth::signed_in().await?;
    preferences::email_works(&auth::app_state()?, &session.person).await?;
    leptos_axum::redirect("/account/notifications");
    Ok(())
}

/// Shows notices on the browser that asks: `public/push.js` has what it takes.
#[server(prefix = "/api", endpoint = "notices/listen")]
pub async fn listen(endpoint: String, p256dh: String, auth: String) -> Result<(), AppError> {
    let session = crate::auth::signed_in().await?;
    let (app, listener) = (crate::auth::app_state()?, Listener { endpoint, p256dh, auth });
    let device = crate::sessions::browser::name(&Browser::of_request(&app).agent, use_lang());
    preferences::listen(&app, &session.person, &listener, &device).await?;
    leptos_axum::redirect("/account/notifications");
    Ok(())
}

/// What a browser that shows notices is to know of our key: with another key than its own it gets none, and asks (`public/push.js`). `None`: no push is offered.
#[server(prefix = "/api", endpoint = "notices/push_key")]
pub async fn push_key() -> Result<Option<AskAgain>, AppError> {
    auth::signed_in().await?;
    preferences::ask_again(&auth::app_state()?, use_lang()).await
}

/// Shows nothing more on one of the person's browsers.
#[server(prefix = "/api", endpoint = "notices/forget")]
pub async fn forget(device: String) -> Result<(), AppError> {
    let session = auth::signed_in().await?;
    preferences::forget(&auth::app_state()?, &session.person, &device)
        .await?
        .ok_or(AppError::NotFound)?;
    leptos_axum::redirect("/account/notifications");
    Ok(())
}

/// What the link at the end of a letter is about, for whoever has it.
#[server(prefix = "/api", endpoint = "notices/look_at_link")]
pub async fn look_at_link(token: String) -> Result<Unsubscribing, AppError> {
    auth::anyone().await?;
    preferences::look_at_link(&auth::app_state()?, &token).await
}

/// Ends such letters, or lets them come again, for whoever has the link.
#[server(prefix = "/api", endpoint = "notices/unsubscribe")]
pub async fn unsubscribe(token: String, wanted: bool) -> Result<(), AppError> {
    auth::anyone().await?;
    preferences::by_link(&auth::app_state()?, &token, wanted).await?;
    leptos_axum::redirect(&format!("/unsubscribe/{token}"));
    Ok(())
}

/// What went to the people of a household lately, for those who answer its questions.
#[server(prefix = "/api", endpoint = "desk/deliveries")]
pub async fn load_deliveries(household: HouseholdId) -> Result<Vec<DeliveryLine>, AppError> {
    let staff = auth::staff(&[Role::Support, Role::Ops]).await?;
    state::of_household(&auth::app_state()?, &staff, &household, use_lang()).await
}

/// How deliveries go, over the whole book.
#[server(prefix = "/api", endpoint = "desk/delivery_counts")]
pub async fn load_delivery_counts() -> Result<DeliveryCounts, AppError> {
    auth::staff(&[Role::Ops]).await?;
    Ok(state::counts(&auth::app_state()?, use_lang()).await?)
}
