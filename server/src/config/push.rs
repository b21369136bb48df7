use clap::Args;

/// Which push services of browsers we talk to.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Push")]
pub struct PushConfig {
    /// Hosts of the push services that browsers may name, with a comma between; *.HOST is all below it. Empty: no push is offered. The key by which they know us makes itself, sealed in the database; `pawtal admin renew-push-key` makes another.
    #[arg(
        long,
        env = "PAWTAL_PUSH_HOSTS",
        value_name = "PAWTAL_PUSH_HOSTS",
        value_delimiter = ',',
        default_value = "fcm.googleapis.com,updates.push.services.mozilla.com,*.push.apple.com,*.notify.windows.com"
    )]
    pub push_hosts: Vec<String>,
}
