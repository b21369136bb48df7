//! What an upload answers: a redirect for a plain form, JSON for the running app.

use std::sync::Arc;

use axum::Extension;
use axum::Json;
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderMap, StatusCode};
use serde::Serialize;

use super::model::Refusal;
use super::receive::{self, TIME_LIMIT};
use crate::auth::Session;
use crate::error::AppError;
use crate::texts::Lang;

/// What became of the files of one request.
#[derive(Debug)]
pub struct Uploaded<T> {
    /// What was kept.
    pub pages: Vec<T>,
    /// Why the rest was not.
    pub refused: Vec<Refusal>,
}

impl<T> Default for Uploaded<T> {
    fn default() -> Self {
        Uploaded {
            pages: Vec::new(),
            refused: Vec::new(),
        }
    }
}

impl<T> Uploaded<T> {
    /// Takes note of one file.
    pub fn add(&mut self, file: Result<T, Refusal>) {
        match file {
            Ok(page) => self.pages.push(page),
            Err(refusal) => self.refused.push(refusal),
        }
    }

    /// What is worth saying: an input left alone beside one that was used is no trouble.
    fn settled(mut self) -> Self {
        let worth_saying = |refusal: &Refusal| *refusal != Refusal::NoneChosen;
        if self.pages.is_empty() && !self.refused.iter().any(worth_saying) {
            self.refused = vec![Refusal::NoneChosen];
        } else {
            self.refused.retain(worth_saying);
        }
        self
    }
}

/// How to answer one request.
pub struct Reply {
    page: bool,
    lang: Lang,
    back: String,
}

#[derive(Serialize)]
struct Answer<T> {
    pages: Vec<T>,
    refused: Vec<Refused>,
}

#[derive(Serialize)]
struct Refused {
    code: Refusal,
    sentence: &'static str,
}

impl Reply {
    /// For a request; a plain form goes `back` afterwards.
    pub fn new(headers: &HeaderMap, lang: Option<Extension<Lang>>, back: impl Into<String>) -> Reply {
        Reply {
            page: receive::wants_page(headers),
            lang: lang.map_or(Lang::En, |Extension(lang)| lang),
            back: back.into(),
        }
    }

    /// Answers with what `work` says; ends it when it takes too long.
    pub async fn in_time<T: Serialize>(&self, work: impl Future<Output = Result<Uploaded<T>, AppError>>) -> Response {
        match tokio::time::timeout(TIME_LIMIT, work).await {
            Ok(Ok(done)) => self.answer(done.settled()),
            Ok(Err(error)) => self.error(&error),
            Err(_) => self.answer(Uploaded::<T> {
                pages: Vec::new(),
                refused: vec![Refusal::Stalled],
            }),
        }
    }

    /// As [`Reply::in_time`], for a file that is looked at and not kept: leads to an address that `work` says.
    pub async fn leading(&self, work: impl Future<Output = Result<Result<String, Refusal>, AppError>>) -> Response {
        match tokio::time::timeout(TIME_LIMIT, work).await.unwrap_or(Ok(Err(Refusal::Stalled))) {
            Ok(Ok(to)) if self.page => Redirect::to(&to).into_response(),
            Ok(Ok(to)) => Json(to).into_response(),
            Ok(Err(refusal)) => self.answer(Uploaded::<()> {
                pages: Vec::new(),
                refused: vec![refusal],
            }),
            Err(error) => self.error(&error),
        }
    }

    fn answer<T: Serialize>(&self, done: Uploaded<T>) -> Response {
        if self.page {
            let mut words: Vec<&str> = done.refused.iter().map(|refusal| refusal.as_str()).collect();
            words.sort_unstable();
            words.dedup();
            let to = if words.is_empty() {
                self.back.clone()
            } else {
                format!("{}?refused={}", self.back, words.join(","))
            };
            return Redirect::to(&to).into_response();
        }
        let status = done.refused.first().filter(|_| done.pages.is_empty()).map_or(200, |refusal| refusal.status());
        let refused = done.refused.into_iter().map(|refusal| Refused {
            code: refusal,
            sentence: refusal.sentence(self.lang),
        });
        let answer = Answer {
            pages: done.pages,
            refused: refused.collect(),
        };
        (code(status), Json(answer)).into_response()
    }

    fn error(&self, error: &AppError) -> Response {
        match error {
            _ if !self.page => (code(error.status()), Json(error)).into_response(),
            AppError::SignIn => Redirect::to(&format!("/sign-in?next={}", self.back)).into_response(),
            AppError::Unavailable => Redirect::to(&format!("{}?refused={}", self.back, Refusal::NotKept)).into_response(),
            // There the person sees how things stand.
            _ => Redirect::to(&self.back).into_response(),
        }
    }
}

fn code(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// The session of a request to an address that is no page.
pub type MaybeSession = Option<Extension<Arc<Session>>>;

/// Who sends a request to an address that is no page.
///
/// # Errors
/// `SignIn` when nobody is signed in.
pub fn sender(session: MaybeSession) -> Result<Arc<Session>, AppError> {
    session.map(|Extension(session)| session).ok_or(AppError::SignIn)
}
