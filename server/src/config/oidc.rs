use clap::Args;

use crate::adapters::oidc::{OpenId, Settings};

/// Signing in at an OpenID provider.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "OpenID")]
pub struct OidcConfig {
    /// Issuer URL of the provider (Auth0, Cognito, Keycloak, any). Unset: there is none. Whoever has a second factor here is asked for it, and staff must have one, unless the provider vouches for two factors: "amr" says mfa or names two kinds (RFC 8176), or "acr" is that of PAPE multi-factor, REFEDS MFA, or NIST AAL 2 or 3.
    #[arg(long, env = "PAWTAL_OIDC_ISSUER", value_name = "PAWTAL_OIDC_ISSUER", requires = "oidc_client_id")]
    pub oidc_issuer: Option<String>,

    /// What the provider calls this portal. Its addresses there: PAWTAL_PUBLIC_URL/sign-in/oidc/back, and after signing out PAWTAL_PUBLIC_URL/sign-in.
    #[arg(long, env = "PAWTAL_OIDC_CLIENT_ID", value_name = "PAWTAL_OIDC_CLIENT_ID")]
    pub oidc_client_id: Option<String>,

    /// The portal's secret at the provider. Unset: a public client, by PKCE alone.
    #[arg(long, env = "PAWTAL_OIDC_CLIENT_SECRET", value_name = "PAWTAL_OIDC_CLIENT_SECRET", hide_env_values = true)]
    pub oidc_client_secret: Option<String>,

    /// What the button calls the provider: "Sign in with …".
    #[arg(long, env = "PAWTAL_OIDC_NAME", value_name = "PAWTAL_OIDC_NAME", default_value = "OpenID")]
    pub oidc_name: String,

    /// The insurer's own people sign in at the provider and no other way. Their first sign-in is bound by the email address the provider vouches for.
    #[arg(long, env = "PAWTAL_STAFF_OIDC_ONLY", value_name = "true|false", default_value_t = false, num_args = 0..=1, default_missing_value = "true", action = clap::ArgAction::Set, requires = "oidc_issuer")]
    pub staff_oidc_only: bool,
}

impl OidcConfig {
    /// The provider, if one is named.
    ///
    /// # Errors
    /// With a sentence that names the variable.
    pub fn provider(&self, public_url: &str) -> Result<Option<OpenId>, String> {
        let (Some(issuer), Some(client_id)) = (&self.oidc_issuer, &self.oidc_client_id) else {
            return Ok(None);
        };
        let settings = Settings {
            issuer: issuer.clone(),
            client_id: client_id.clone(),
            client_secret: self.oidc_client_secret.clone(),
            name: self.oidc_name.clone(),
            staff_only: self.staff_oidc_only,
            public_url: public_url.to_owned(),
        };
        OpenId::new(settings).map(Some).map_err(|error| format!("PAWTAL_OIDC_ISSUER: {error}"))
    }
}
