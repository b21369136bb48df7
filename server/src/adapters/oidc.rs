//! Any OpenID provider, by its issuer URL.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use app::auth::oidc::ports::{Identity, OidcError, OidcProvider, Round};
use app::auth::oidc::rules::vouches_for_two;
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use openidconnect::core::{CoreAuthPrompt, CoreAuthenticationFlow, CoreClient, CoreGenderClaim, CoreIdToken, CoreJwsSigningAlgorithm};
use openidconnect::{
    AsyncHttpClient, AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret, CsrfToken, EmptyAdditionalClaims, HttpRequest, HttpResponse,
    IssuerUrl, Nonce, OAuth2TokenResponse as _, PkceCodeChallenge, PkceCodeVerifier, PostLogoutRedirectUrl, ProviderMetadataWithLogout, RedirectUrl,
    RequestTokenError, Scope, SignatureVerificationError, TokenResponse as _, UserInfoClaims,
};

/// How long the provider may take for one answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// How far its clock and ours may be apart, in milliseconds.
const SKEW_MS: i64 = 60_000;
/// The largest answer that is read.
const MOST_BYTES: usize = 1024 * 1024;

/// What a deployment says of its provider.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Its issuer URL.
    pub issuer: String,
    /// What it calls us.
    pub client_id: String,
    /// Our secret there; `None` for a public client.
    pub client_secret: Option<String>,
    /// What the button calls it.
    pub name: String,
    /// Whether the insurer's own people must come this way.
    pub staff_only: bool,
    /// Our own origin.
    pub public_url: String,
}

/// One OpenID provider. What it says of itself is asked for once, and again when a token is signed with a key that is not known.
pub struct OpenId {
    settings: Settings,
    issuer: IssuerUrl,
    origin: String,
    back: RedirectUrl,
    out: PostLogoutRedirectUrl,
    http: Http,
    known: Mutex<Option<Arc<ProviderMetadataWithLogout>>>,
}

/// What a checked identity token says.
struct Held {
    subject: openidconnect::SubjectIdentifier,
    several_proofs: bool,
    /// `auth_time`, UTC milliseconds.
    proved_at: Option<i64>,
}

/// Why an answer did not come.
#[derive(Debug, thiserror::Error)]
enum HttpError {
    #[error("it cannot be reached")]
    Unreachable,
    #[error("its answer is too long or broke off")]
    Unreadable,
}

/// Our calls: they follow no redirect, wait no longer than [`PATIENCE`] and read no more than [`MOST_BYTES`].
struct Http(reqwest::Client);

impl Http {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let request = reqwest::Request::try_from(request).map_err(|_| HttpError::Unreachable)?;
        let mut answer = self.0.execute(request).await.map_err(|_| HttpError::Unreachable)?;
        let mut body = Vec::new();
        while let Some(part) = answer.chunk().await.map_err(|_| HttpError::Unreadable)? {
            body.extend_from_slice(&part);
            if body.len() > MOST_BYTES {
                return Err(HttpError::Unreadable);
            }
        }
        let mut response = HttpResponse::new(body);
        *response.status_mut() = answer.status();
        *response.headers_mut() = answer.headers().clone();
        Ok(response)
    }
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = HttpError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}

impl OpenId {
    /// For a provider; nothing is asked of it yet.
    ///
    /// # Errors
    /// With a sentence when a URL is none or no TLS can be had.
    pub fn new(settings: Settings) -> Result<OpenId, String> {
        let url = |error: openidconnect::url::ParseError| error.to_string();
        let http = reqwest::Client::builder().timeout(PATIENCE).redirect(reqwest::redirect::Policy::none());
        let issuer = IssuerUrl::new(settings.issuer.clone()).map_err(url)?;
        Ok(OpenId {
            origin: issuer.url().origin().ascii_serialization(),
            issuer,
            back: RedirectUrl::new(format!("{}/sign-in/oidc/back", settings.public_url)).map_err(url)?,
            out: PostLogoutRedirectUrl::new(format!("{}/sign-in", settings.public_url)).map_err(url)?,
            http: Http(http.build().map_err(|error| error.to_string())?),
            known: Mutex::default(),
            settings,
        })
    }

    /// What the provider says of itself, its keys with it.
    async fn metadata(&self, anew: bool) -> Result<Arc<ProviderMetadataWithLogout>, OidcError> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let (Some(known), false) = (known, anew) {
            return Ok(known);
        }
        let found = ProviderMetadataWithLogout::discover_async(self.issuer.clone(), &self.http).await;
        let found = Arc::new(found.map_err(|error| OidcError::Down(error.to_string()))?);
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some(found.clone());
        Ok(found)
    }

    fn secret(&self) -> Option<ClientSecret> {
        self.settings.client_secret.clone().map(ClientSecret::new)
    }

    fn client_id(&self) -> ClientId {
        ClientId::new(self.settings.client_id.clone())
    }

    /// Checks an identity token: issuer, audience, signature, nonce and times.
    fn holds(&self, metadata: &ProviderMetadataWithLogout, token: &CoreIdToken, round: &Round, now: i64) -> Result<Held, ClaimsVerificationError> {
        let client = CoreClient::from_provider_metadata(metadata.clone(), self.client_id(), self.secret());
        let signed = |alg: &&CoreJwsSigningAlgorithm| **alg != CoreJwsSigningAlgorithm::None;
        let algorithms = metadata.id_token_signing_alg_values_supported().iter().filter(signed).cloned();
        let verifier = client
            .id_token_verifier()
            .set_allowed_algs(algorithms)
            .set_time_fn(move || instant(now - SKEW_MS))
            .set_issue_time_verifier_fn(move |issued| match issued > instant(now + SKEW_MS) {
                true => Err("issued in the future".to_owned()),
                false => Ok(()),
            });
        let claims = token.claims(&verifier, &Nonce::new(round.nonce.clone()))?;
        let ways: Vec<&str> = claims.auth_method_refs().into_iter().flatten().map(|way| way.as_str()).collect();
        let class = claims.auth_context_ref().map(|class| class.as_str());
        Ok(Held {
            subject: claims.subject().clone(),
            several_proofs: vouches_for_two(class, &ways),
            proved_at: claims.auth_time().map(|at| at.timestamp_millis()),
        })
    }
}

fn instant(ms: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(ms).unwrap_or_default()
}

fn refused(error: &dyn std::fmt::Display) -> OidcError {
    OidcError::Refused(error.to_string())
}

#[async_trait]
impl OidcProvider for OpenId {
    fn name(&self) -> &str {
        &self.settings.name
    }

    fn origin(&self) -> &str {
        &self.origin
    }

    fn staff_only(&self) -> bool {
        self.settings.staff_only
    }

    async fn way_in(&self, round: &Round, state: &str, anew: bool) -> Result<String, OidcError> {
        let metadata = self.metadata(false).await?;
        let client = CoreClient::from_provider_metadata((*metadata).clone(), self.client_id(), self.secret()).set_redirect_uri(self.back.clone());
        let verifier = PkceCodeVerifier::new(round.verifier.clone());
        let (state, nonce) = (CsrfToken::new(state.to_owned()), Nonce::new(round.nonce.clone()));
        let mut asked = client
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, move || state, move || nonce)
            .add_scope(Scope::new("email".to_owned()))
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
        if anew {
            // Of the two, providers that pass over `prompt` still have to say when the proof was.
            asked = asked.add_prompt(CoreAuthPrompt::Login).set_max_age(Duration::ZERO);
        }
        let (url, ..) = asked.url();
        Ok(url.into())
    }

    async fn identify(&self, round: &Round, code: &str, now: i64) -> Result<Identity, OidcError> {
        let metadata = self.metadata(false).await?;
        let client = CoreClient::from_provider_metadata((*metadata).clone(), self.client_id(), self.secret()).set_redirect_uri(self.back.clone());
        let asked = client.exchange_code(AuthorizationCode::new(code.to_owned())).map_err(|error| refused(&error))?;
        let given = asked
            .set_pkce_verifier(PkceCodeVerifier::new(round.verifier.clone()))
            .request_async(&self.http)
            .await;
        let given = given.map_err(|error| match error {
            RequestTokenError::Request(error) => OidcError::Down(error.to_string()),
            RequestTokenError::ServerResponse(error) => refused(error.error()),
            RequestTokenError::Parse(..) | RequestTokenError::Other(_) => OidcError::Down("its answer cannot be read".to_owned()),
        })?;
        let token = given.id_token().ok_or_else(|| refused(&"there is no identity token"))?;
        let mut held = self.holds(&metadata, token, round, now);
        if let Err(ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey)) = held {
            // Its keys were turned since we asked.
            held = self.holds(&*self.metadata(true).await?, token, round, now);
        }
        let held = held.map_err(|error| match error {
            ClaimsVerificationError::Expired(why) => OidcError::Clock(why),
            ClaimsVerificationError::Other(why) if why.contains("future") => OidcError::Clock(why),
            other => refused(&other),
        })?;
        let asked = client
            .user_info(given.access_token().clone(), Some(held.subject.clone()))
            .map_err(|error| refused(&error))?;
        let info: Result<UserInfoClaims<EmptyAdditionalClaims, CoreGenderClaim>, _> = asked.request_async(&self.http).await;
        let info = info.map_err(|error| refused(&error))?;
        let email = info.email().filter(|_| info.email_verified() == Some(true));
        Ok(Identity {
            issuer: metadata.issuer().to_string(),
            subject: held.subject.to_string(),
            email: email.map(|email| email.to_string()),
            several_proofs: held.several_proofs,
            proved_at: held.proved_at,
            id_token: token.to_string(),
        })
    }

    async fn way_out(&self, id_token: &str) -> Result<Option<String>, OidcError> {
        let metadata = self.metadata(false).await?;
        let Some(page) = metadata.additional_metadata().end_session_endpoint.clone() else {
            return Ok(None);
        };
        let token: HashMap<&str, String> = HashMap::from([
            ("id_token_hint", id_token.to_owned()),
            ("client_id", self.settings.client_id.clone()),
            ("post_logout_redirect_uri", self.out.to_string()),
        ]);
        let mut url = page.url().clone();
        url.query_pairs_mut().extend_pairs(token);
        Ok(Some(url.into()))
    }
}
