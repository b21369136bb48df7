//! A sign-in that is half done: the password was right, or the OpenID provider knew them, and a second proof is to come. It lives in a ticket whose token only this browser has.

use serde::{Deserialize, Serialize};

use super::model::{Kind, SecondStep};
use super::{proof, rules, set_up, store};
use crate::auth::Proof;
use crate::auth::api::cookies;
use crate::auth::audit::{self, By};
use crate::auth::limits::{self, Limit};
use crate::auth::model::{Strength, leading_back};
use crate::auth::oidc::ports::Identity;
use crate::auth::tickets::{self, Ticket};
use crate::error::{AppError, FieldError};
use crate::ids::PersonId;
use crate::state::AppState;

/// Text messages to one phone: each costs, and each gives a guess.
const SENT: Limit = Limit::new("sms_code", 5, 60);

/// What was proved first.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub enum First {
    /// The password.
    #[default]
    Password,
    /// Who they are at the OpenID provider.
    Provider(Identity),
}

impl First {
    /// Its word in the audit log.
    fn word(&self) -> &'static str {
        match self {
            First::Password => "password",
            First::Provider(_) => "oidc",
        }
    }

    fn identity(&self) -> Option<&Identity> {
        match self {
            First::Password => None,
            First::Provider(identity) => Some(identity),
        }
    }
}

/// What is known of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Half {
    /// What was proved first.
    #[serde(default)]
    pub first: First,
    /// Where it leads in the end.
    pub next: String,
    /// Whether a second factor is to be set up first: nothing else opens.
    pub must_set_up: bool,
    /// The code that was sent to the phone.
    pub sent: Option<String>,
}

/// A live one.
#[derive(Clone, Debug)]
pub struct Attempt {
    ticket: String,
    /// Who it would be.
    pub person: PersonId,
    /// What is known of it.
    pub half: Half,
}

impl Half {
    /// The page that goes on.
    pub fn page(&self) -> &'static str {
        if self.must_set_up { "/set-up" } else { "/sign-in/code" }
    }
}

/// Issues one, and gives the token that only this browser is to have.
///
/// # Errors
/// `Unavailable` or `Internal` when it cannot be stored.
pub async fn issue(state: &AppState, person: &PersonId, half: &Half) -> Result<String, AppError> {
    let mut tx = state.store.begin().await?;
    let token = tickets::issue(&mut tx, state, tickets::Kind::SignIn, Some(person), half).await?;
    tx.commit().await?;
    Ok(token)
}

async fn begin(state: &AppState, person: &PersonId, half: &Half) -> Result<(), AppError> {
    cookies::set_ticket(cookies::SIGN_IN, &issue(state, person, half).await?);
    Ok(())
}

/// The one of this browser, while it lives.
///
/// # Errors
/// `Unavailable` or `Internal` when it cannot be read.
pub async fn current(state: &AppState) -> Result<Option<Attempt>, AppError> {
    let Some(token) = cookies::ticket(cookies::SIGN_IN) else { return Ok(None) };
    Ok(match tickets::look::<Half>(state, tickets::Kind::SignIn, &token).await? {
        Some(Ticket {
            id,
            person: Some(person),
            payload,
        }) => Some(Attempt {
            ticket: id,
            person,
            half: payload,
        }),
        _ => None,
    })
}

/// The one of this browser that waits for a second proof.
///
/// # Errors
/// `Invalid` when there is none, or no longer: signing in begins anew.
pub async fn waiting(state: &AppState) -> Result<Attempt, AppError> {
    let attempt = current(state).await?.filter(|attempt| !attempt.half.must_set_up);
    attempt.ok_or_else(|| AppError::Invalid(vec![FieldError::new("", crate::texts::use_lang().second_gone())]))
}

impl Attempt {
    /// Goes on with another token and something more known; the token before opens nothing any more.
    ///
    /// # Errors
    /// `SignIn` when it was used meanwhile.
    pub async fn renew(&self, state: &AppState, half: &Half) -> Result<(), AppError> {
        self.use_up(state).await?;
        begin(state, &self.person, half).await
    }

    async fn use_up(&self, state: &AppState) -> Result<(), AppError> {
        let mut tx = state.store.begin().await?;
        if !tickets::use_up(&mut tx, state, &self.ticket).await? {
            return Err(AppError::SignIn);
        }
        Ok(tx.commit().await?)
    }

    /// Counts a try, before it is looked at: five of one attempt, and a few more of one person in an hour.
    ///
    /// # Errors
    /// `TooMany` when they are used up.
    pub async fn count(&self, state: &AppState) -> Result<(), AppError> {
        limits::count(state, proof::MISSES, self.person.as_str()).await
    }

    /// The answer was wrong.
    ///
    /// # Errors
    /// `Unavailable` or `Internal` when it cannot be stored.
    pub async fn missed(&self, state: &AppState, by: &str, sentence: &str) -> Result<AppError, AppError> {
        tickets::miss(state, &self.ticket).await?;
        note_refusal(state, Some(&self.person), by).await?;
        Ok(AppError::Invalid(vec![FieldError::new("code", sentence)]))
    }

    /// The answer was right: a session of two factors begins.
    ///
    /// # Errors
    /// `SignIn` when the attempt was used meanwhile.
    pub async fn pass(&self, state: &AppState, second: &str, strength: Strength, next: &str) -> Result<String, AppError> {
        self.use_up(state).await?;
        cookies::clear_ticket(cookies::SIGN_IN);
        limits::forgive(state, proof::MISSES, self.person.as_str()).await?;
        let by = format!("{} and {second}", self.half.first.word());
        let proof = Proof {
            by: &by,
            strength,
            identity: self.half.first.identity(),
        };
        crate::auth::arrive_with(state, &self.person, &proof, next).await
    }
}

/// Records a sign-in that was refused; of nobody we know when there is no such address.
///
/// # Errors
/// `Unavailable` or `Internal` when it cannot be stored.
pub async fn note_refusal(state: &AppState, person: Option<&PersonId>, by: &str) -> Result<(), AppError> {
    let mut tx = state.store.begin().await?;
    let (whom, detail) = (person.map_or("", PersonId::as_str), serde_json::json!({ "by": by }));
    audit::record(&mut tx, state, By::Nobody, "sign_in.refuse", ("person", whom), detail).await?;
    Ok(tx.commit().await?)
}

/// Where the way goes on after the right password: the address to arrive at, or nothing when a second step comes first.
///
/// # Errors
/// `Invalid` when the deployment holds this person to its OpenID provider, `Unavailable` or `Internal` when it cannot be read or stored.
pub async fn after_password(state: &AppState, person: &PersonId, next: &str) -> Result<String, AppError> {
    crate::auth::oidc::store::may_arrive_otherwise(state, person).await?;
    let Some(half) = half(state, person, First::Password, next).await? else {
        return crate::auth::arrive(state, person, "password", Strength::One, next).await;
    };
    begin(state, person, &half).await?;
    leptos_axum::redirect(half.page());
    Ok(String::new())
}

/// What is left to do for somebody who gave one proof: `None` when that is enough.
///
/// # Errors
/// `Unavailable` or `Internal` when it cannot be read.
pub async fn half(state: &AppState, person: &PersonId, first: First, next: &str) -> Result<Option<Half>, AppError> {
    let has_second = store::list(state, person).await?.iter().any(|row| row.kind.is_second());
    let must_set_up = !has_second && store::must_have_second(state, person).await?;
    Ok((has_second || must_set_up).then(|| Half {
        first,
        next: next.to_owned(),
        must_set_up,
        sent: None,
    }))
}

impl Attempt {
    /// What can come second.
    ///
    /// # Errors
    /// `Unavailable` or `Internal` when it cannot be read.
    pub async fn offer(&self, state: &AppState) -> Result<SecondStep, AppError> {
        let rows = store::list(state, &self.person).await?;
        let has = |kind| rows.iter().any(|row| row.kind == kind);
        let number = match rows.iter().find(|row| row.kind == Kind::Sms && state.sms.is_some()) {
            Some(row) => Some(row.open(state)?),
            None => None,
        };
        Ok(SecondStep {
            code: has(Kind::Totp),
            passkey: has(Kind::Passkey) && super::passkeys::work_here(state),
            phone: number.map(|number| last_digits(&number)),
            sent: self.half.sent.is_some(),
            recovery: store::codes_left(state, &self.person).await? > 0,
            next: self.half.next.clone(),
        })
    }

    /// Takes the code of an app, or the one that was sent.
    ///
    /// # Errors
    /// `Invalid` when it is wrong, `TooMany` when too many were.
    pub async fn answer(&self, state: &AppState, typed: &str) -> Result<String, AppError> {
        let l = crate::texts::use_lang();
        let code = rules::digits(typed).ok_or_else(|| AppError::Invalid(vec![FieldError::new("code", l.second_code_missing())]))?;
        self.count(state).await?;
        let by = if self.half.sent.as_deref().is_some_and(|sent| proof::same(sent, &code)) {
            "sms"
        } else if proof::app_code(state, &self.person, &code).await? {
            "totp"
        } else {
            return Err(self.missed(state, "code", l.second_code_wrong()).await?);
        };
        self.pass(state, by, Strength::Two, &self.half.next).await
    }

    /// Takes a recovery code, and leads by a page that says how many are left.
    ///
    /// # Errors
    /// `Invalid` when it is wrong, `TooMany` when too many were.
    pub async fn recover(&self, state: &AppState, typed: &str) -> Result<String, AppError> {
        let l = crate::texts::use_lang();
        let code = rules::recovery_code(typed).ok_or_else(|| AppError::Invalid(vec![FieldError::new("code", l.second_recovery_missing())]))?;
        self.count(state).await?;
        let mut tx = state.store.begin().await?;
        let left = store::spend(&mut tx, state, &self.person, &code).await?;
        tx.commit().await?;
        if left.is_none() {
            return Err(self.missed(state, "recovery", l.second_recovery_wrong()).await?);
        }
        let next = leading_back("/sign-in/recovered", &self.half.next);
        self.pass(state, "recovery", Strength::Two, &next).await
    }

    /// Sends a code to the phone; from now on this attempt takes it too.
    ///
    /// # Errors
    /// `NotFound` when there is no phone, `TooMany` when too many were sent.
    pub async fn send_code(&self, state: &AppState) -> Result<(), AppError> {
        let rows = store::list(state, &self.person).await?;
        let phone = rows.iter().find(|row| row.kind == Kind::Sms && state.sms.is_some()).ok_or(AppError::NotFound)?;
        limits::count(state, SENT, self.person.as_str()).await?;
        let code = set_up::six_digits(state);
        let mut tx = state.store.begin().await?;
        set_up::text_code(&mut tx, state, &self.person, &phone.open(state)?, &code).await?;
        store::used(&mut tx, state, &phone.id).await?;
        tx.commit().await?;
        let half = Half {
            sent: Some(code),
            ..self.half.clone()
        };
        self.renew(state, &half).await
    }
}

/// All that is shown of a number.
pub fn last_digits(number: &str) -> String {
    number.get(number.len().saturating_sub(2)..).unwrap_or_default().to_owned()
}
