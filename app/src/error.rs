//! What can go wrong, in the coarse words that may cross the wire.
//!
//! * A form that does not parse gives [`FieldError`]s: a sentence at each field, in the person's language.
//! * Everything else is an [`AppError`]. Its detail goes to the log, never to the browser.
//! * Look-ups return `Option`; the caller decides whether missing is an error.

use leptos::prelude::*;
use leptos::server_fn::codec::JsonEncoding;
use serde::{Deserialize, Serialize};

use crate::texts::Lang;

/// What is wrong with one field, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// `name` of the form's field; empty for the form as a whole.
    pub field: String,
    /// A sentence in the person's language. Never repeats what was typed.
    pub message: String,
}

impl FieldError {
    /// A sentence at a field.
    pub fn new(field: &str, message: impl Into<String>) -> Self {
        Self {
            field: field.to_owned(),
            message: message.into(),
        }
    }
}

/// Why a request was not done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AppError {
    /// The form needs another look.
    Invalid(Vec<FieldError>),
    /// Nobody is signed in, or no longer.
    SignIn,
    /// Signed in, and not allowed.
    Forbidden,
    /// Signed in, and what is asked for wants a proof that is fresh.
    ProveAgain,
    /// Not there, or somebody else's: the two are not told apart.
    NotFound,
    /// Somebody changed it first, or it is past that point.
    Conflict,
    /// Too often: worth another try in so many minutes.
    TooMany(i64),
    /// Try again in a moment: the database or a disk did not answer.
    Unavailable,
    /// Our mistake; the reference is in the log.
    Internal(String),
}

impl AppError {
    /// HTTP status of this error.
    pub fn status(&self) -> u16 {
        match self {
            AppError::Invalid(_) => 422,
            AppError::SignIn => 401,
            AppError::Forbidden | AppError::ProveAgain => 403,
            AppError::NotFound => 404,
            AppError::Conflict => 409,
            AppError::TooMany(_) => 429,
            AppError::Unavailable => 503,
            AppError::Internal(_) => 500,
        }
    }

    /// One sentence for the top of a form or a page.
    pub fn sentence(&self, l: Lang) -> String {
        match self {
            AppError::Invalid(_) => l.error_invalid().to_owned(),
            AppError::SignIn => l.error_sign_in().to_owned(),
            AppError::Forbidden => l.error_forbidden().to_owned(),
            AppError::ProveAgain => l.error_prove_again().to_owned(),
            AppError::NotFound => l.error_not_found().to_owned(),
            AppError::Conflict => l.error_conflict().to_owned(),
            AppError::TooMany(minutes) => l.error_too_many(*minutes),
            AppError::Unavailable => l.error_unavailable().to_owned(),
            AppError::Internal(reference) if reference.is_empty() => l.error_broken().to_owned(),
            AppError::Internal(reference) => l.error_internal(reference),
        }
    }

    /// The errors of the fields; empty for every other kind.
    pub fn fields(&self) -> &[FieldError] {
        match self {
            AppError::Invalid(fields) => fields,
            _ => &[],
        }
    }
}

impl std::fmt::Display for AppError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self:?}")
    }
}

impl std::error::Error for AppError {}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(value: ServerFnErrorErr) -> Self {
        match value {
            // The browser could not reach us: that passes.
            ServerFnErrorErr::Request(_) => AppError::Unavailable,
            // What was sent is not what the function takes: the caller's doing, not ours.
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => AppError::Invalid(Vec::new()),
            // On the server: a body that is too long, broke off or is no text. In the browser: an answer from before or behind our server.
            ServerFnErrorErr::Deserialization(_) if cfg!(feature = "ssr") => AppError::Invalid(Vec::new()),
            ServerFnErrorErr::Deserialization(_) => AppError::Unavailable,
            other => internal(&other),
        }
    }
}

/// Logs what happened and gives the person a reference to it.
#[cfg(feature = "ssr")]
pub fn internal(detail: &dyn std::fmt::Display) -> AppError {
    use std::sync::atomic::{AtomicU32, Ordering};
    static NEXT: AtomicU32 = AtomicU32::new(1);
    // Unique within the life of a process; the log line carries the time.
    let reference = format!("{:x}-{:04}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    tracing::error!(reference, "Internal error {reference}: {detail}");
    AppError::Internal(reference)
}

#[cfg(not(feature = "ssr"))]
fn internal(_: &dyn std::fmt::Display) -> AppError {
    AppError::Internal(String::new())
}

#[cfg(feature = "ssr")]
impl From<sqlx::Error> for AppError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_) | sqlx::Error::WorkerCrashed | sqlx::Error::Tls(_) => {
                tracing::warn!("Database did not answer: {error}");
                AppError::Unavailable
            }
            sqlx::Error::Database(database) if crate::db::is_passing(database.as_ref()) => {
                tracing::warn!("Database is busy or full: {database}");
                AppError::Unavailable
            }
            // A NUL in a text, which PostgreSQL does not take: nothing a person types, and no name of anything.
            sqlx::Error::Database(database) if database.code().as_deref() == Some("22021") => AppError::NotFound,
            _ => internal(&error),
        }
    }
}
