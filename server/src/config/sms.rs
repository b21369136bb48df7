use clap::Args;

use super::address;

/// How text messages leave us.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Text messages")]
pub struct SmsConfig {
    /// Where text messages are posted, as JSON with `to` (E.164) and `text`: https://…, and plain http on this machine alone. Unset: no codes by SMS are offered.
    #[arg(long, env = "PAWTAL_SMS_URL", value_name = "PAWTAL_SMS_URL", value_parser = address::web)]
    pub sms_url: Option<String>,

    /// Bearer token for it.
    #[arg(long, env = "PAWTAL_SMS_TOKEN", value_name = "PAWTAL_SMS_TOKEN", hide_env_values = true)]
    pub sms_token: Option<String>,

    /// Secret with which the provider signs what it posts to PAWTAL_PUBLIC_URL/hooks/sms, as JSON with `from` (E.164) and `text`: X-Pawtal-Signature: t=SECONDS,v1=HEX, the HMAC-SHA-256 of SECONDS.BODY. Unset: nothing is taken, so let the provider itself heed STOP.
    #[arg(long, env = "PAWTAL_SMS_HOOK_SECRET", value_name = "PAWTAL_SMS_HOOK_SECRET", hide_env_values = true, value_parser = secret)]
    pub sms_hook_secret: Option<String>,
}

fn secret(text: &str) -> Result<String, String> {
    (text.len() >= 16)
        .then(|| text.to_owned())
        .ok_or_else(|| "expected at least 16 characters".to_owned())
}
