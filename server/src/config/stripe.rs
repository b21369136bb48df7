use clap::Args;

use super::address;
use crate::adapters::stripe::Settings;

/// Cards, bank debits and payouts, through Stripe. Without the three keys the pages say that payments by card are not set up, and everything else works.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Payments")]
pub struct StripeConfig {
    /// Stripe's secret key, better a restricted one (rk_…). All three keys or none.
    #[arg(long, env = "PAWTAL_STRIPE_SECRET_KEY", value_name = "PAWTAL_STRIPE_SECRET_KEY", hide_env_values = true)]
    pub stripe_secret_key: Option<String>,

    /// Stripe's publishable key (pk_…), which pages show to browsers.
    #[arg(long, env = "PAWTAL_STRIPE_PUBLIC_KEY", value_name = "PAWTAL_STRIPE_PUBLIC_KEY")]
    pub stripe_public_key: Option<String>,

    /// What Stripe signs with when it posts to PAWTAL_PUBLIC_URL/webhooks/stripe (whsec_…), with commas between several: one for the endpoint of the account, one for that of connected accounts, and an older one while it is rolled.
    #[arg(long, env = "PAWTAL_STRIPE_WEBHOOK_SECRET", value_name = "PAWTAL_STRIPE_WEBHOOK_SECRET", hide_env_values = true)]
    pub stripe_webhook_secret: Option<String>,

    /// Where Stripe's API is: https://…, and plain http on this machine alone.
    #[arg(long, env = "PAWTAL_STRIPE_URL", value_name = "PAWTAL_STRIPE_URL", default_value = "https://api.stripe.com", value_parser = address::web)]
    pub stripe_url: String,

    /// Where the script of Stripe's payment form is; pages that take payments load it and nothing else of others.
    #[arg(long, env = "PAWTAL_STRIPE_JS_URL", value_name = "PAWTAL_STRIPE_JS_URL", default_value = "https://js.stripe.com/v3/", value_parser = address::web)]
    pub stripe_js_url: String,
}

impl StripeConfig {
    /// What the adapter needs; `None` without keys.
    ///
    /// # Errors
    /// With a sentence when some of the keys are there and others are not.
    pub fn settings(&self) -> Result<Option<Settings>, String> {
        let key = |key: &Option<String>| key.as_deref().map(str::trim).filter(|key| !key.is_empty()).map(str::to_owned);
        let secrets = |listed: String| -> Vec<String> {
            let parts = listed.split(',').map(str::trim).filter(|secret| !secret.is_empty());
            parts.map(str::to_owned).collect()
        };
        let (secret, public, hooks) = (key(&self.stripe_secret_key), key(&self.stripe_public_key), key(&self.stripe_webhook_secret));
        match (secret, public, hooks.map(secrets).filter(|secrets| !secrets.is_empty())) {
            (None, None, None) => Ok(None),
            (Some(secret_key), Some(public_key), Some(webhook_secrets)) => Ok(Some(Settings {
                secret_key,
                public_key,
                webhook_secrets,
                url: self.stripe_url.clone(),
                js_url: self.stripe_js_url.clone(),
            })),
            _ => Err("PAWTAL_STRIPE_SECRET_KEY, PAWTAL_STRIPE_PUBLIC_KEY and PAWTAL_STRIPE_WEBHOOK_SECRET go together: set all three, or none".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(secret: Option<&str>, public: Option<&str>, hooks: Option<&str>) -> StripeConfig {
        StripeConfig {
            stripe_secret_key: secret.map(str::to_owned),
            stripe_public_key: public.map(str::to_owned),
            stripe_webhook_secret: hooks.map(str::to_owned),
            stripe_url: "https://api.stripe.com".into(),
            stripe_js_url: "https://js.stripe.com/v3/".into(),
        }
    }

    #[test]
    fn the_keys_go_together() {
        assert!(config(None, None, None).settings().expect("none").is_none());
        assert!(config(Some(""), Some(" "), Some(",")).settings().expect("empty is none").is_none());
        for some in [
            config(Some("sk_1"), None, None),
            config(Some("sk_1"), Some("pk_1"), None),
            config(None, Some("pk_1"), Some("whsec_1")),
        ] {
            assert!(some.settings().is_err());
        }
        let all = config(Some("sk_1"), Some("pk_1"), Some("whsec_1, whsec_2"))
            .settings()
            .expect("all")
            .expect("settings");
        assert_eq!(all.webhook_secrets, ["whsec_1", "whsec_2"]);
    }
}
