//! Where the OpenID provider begins.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

/// What one round trip is bound to, beside its `state`. Kept sealed in its ticket.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Round {
    /// Comes back inside the identity token: no token of another round trip fits.
    pub nonce: String,
    /// Proves that whoever brings the code is who asked for it (PKCE, S256).
    pub verifier: String,
}

/// Who the provider says somebody is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The provider.
    pub issuer: String,
    /// What the provider calls the person, for ever.
    pub subject: String,
    /// E-mail address from userinfo, if the provider says that it is theirs.
    pub email: Option<String>,
    /// Whether the provider vouches for more than one factor (`acr`, `amr`): see `rules::vouches_for_two`.
    pub several_proofs: bool,
    /// When they proved it there (`auth_time`), UTC milliseconds; the provider has to say so when it was asked to ask anew.
    #[serde(default)]
    pub proved_at: Option<i64>,
    /// The identity token as it came: signing out there takes it along.
    pub id_token: String,
}

impl Identity {
    /// What a factor of this identity is found by.
    pub fn lookup(&self) -> String {
        format!("{} {}", self.issuer, self.subject)
    }
}

/// Why there is no identity.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OidcError {
    /// The provider does not answer, or with an error of its own.
    #[error("the provider does not answer: {0}")]
    Down(String),
    /// Its clock and ours are too far apart, or the token is old.
    #[error("the identity token is not of now: {0}")]
    Clock(String),
    /// It did not take the code, or what it gave does not hold.
    #[error("the identity does not hold: {0}")]
    Refused(String),
}

/// An OpenID provider.
#[async_trait]
pub trait OidcProvider: Send + Sync {
    /// What the button calls it.
    fn name(&self) -> &str;

    /// Where its pages are, for the content security policy: `https://id.example.com`.
    fn origin(&self) -> &str;

    /// Whether the insurer's own people must come this way.
    fn staff_only(&self) -> bool;

    /// Address of the provider's page for signing in. `anew`: it asks for a proof even where it knows the person still, and says when that was.
    async fn way_in(&self, round: &Round, state: &str, anew: bool) -> Result<String, OidcError>;

    /// Who brings this code. `now`: UTC milliseconds.
    async fn identify(&self, round: &Round, code: &str, now: i64) -> Result<Identity, OidcError>;

    /// Address of the provider's page for signing out, if it has one.
    async fn way_out(&self, id_token: &str) -> Result<Option<String>, OidcError>;
}
