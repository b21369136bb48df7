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
}
