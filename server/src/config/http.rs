use std::net::SocketAddr;

use clap::Args;

/// How the portal is reached.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "HTTP")]
pub struct HttpConfig {
    /// Address and port to listen on. A connection that sends no request for 30 seconds is closed: a proxy in front keeps its idle ones for less.
    #[arg(long, env = "PAWTAL_LISTEN", value_name = "PAWTAL_LISTEN", default_value = "127.0.0.1:3000", value_parser = listen)]
    pub listen: SocketAddr,

    /// Address people type, for links and for the check of where a request comes from: https://portal.example.com. Cookies are Secure when it begins with https.
    #[arg(long, env = "PAWTAL_PUBLIC_URL", value_name = "PAWTAL_PUBLIC_URL", default_value = "http://127.0.0.1:3000", value_parser = origin)]
    pub public_url: String,

    /// Requests come through a proxy of yours: the network address of a browser is the last one in X-Forwarded-For. Say so only where nobody can reach the server past the proxy.
    #[arg(long, env = "PAWTAL_TRUSTED_PROXY", value_name = "true|false", default_value_t = false, num_args = 0..=1, default_missing_value = "true", action = clap::ArgAction::Set)]
    pub trusted_proxy: bool,

    /// Do not work background jobs in this process; run `pawtal work` elsewhere.
    #[arg(long, env = "PAWTAL_NO_WORKER", value_name = "true|false", default_value_t = false, num_args = 0..=1, default_missing_value = "true", action = clap::ArgAction::Set)]
    pub no_worker: bool,
}

fn listen(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| "expected an address and a port, like 127.0.0.1:3000".to_owned())
}

fn origin(text: &str) -> Result<String, String> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let plain = rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(['/', '?', '#', ' ']));
    plain
        .then(|| text.to_owned())
        .ok_or_else(|| "expected http(s)://HOST[:PORT] without a path".to_owned())
}
