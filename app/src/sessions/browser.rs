//! The browser a request comes from: what it calls itself, its network address, and the cookie by which we know it again.

use http::header::USER_AGENT;
use http::request::Parts;
use leptos::prelude::use_context;

use crate::auth::address;
use crate::auth::api::cookies;
use crate::state::AppState;
use crate::texts::Lang;

/// Who asks.
#[derive(Clone, Debug, Default)]
pub struct Browser {
    /// Its `User-Agent`, cut at 200 characters.
    pub agent: String,
    /// Its network address; empty when unknown.
    pub address: String,
    /// Token of its device cookie, when it has one of ours.
    pub device: Option<String>,
}

impl Browser {
    /// The browser of the request under way.
    pub fn of_request(state: &AppState) -> Browser {
        use_context::<Parts>().map(|parts| Browser::of(&parts, state)).unwrap_or_default()
    }

    /// The browser of a request.
    pub fn of(parts: &Parts, state: &AppState) -> Browser {
        let agent = parts.headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
        let device = cookies::value(&parts.headers, cookies::DEVICE).filter(|token| token.len() == 64 && token.bytes().all(|b| b.is_ascii_hexdigit()));
        Browser {
            agent: agent.chars().take(200).collect(),
            address: address::of(parts, state.behind_proxy),
            device: device.map(str::to_owned),
        }
    }
}

/// First what only this browser says: most of them also claim to be Chrome, and nearly all to be Safari.
const BROWSERS: [(&str, &str); 12] = [
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("DuckDuckGo/", "DuckDuckGo"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Safari/", "Safari"),
];

const SYSTEMS: [(&str, &str); 7] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
];

/// What people call a browser: `Safari on iPhone`.
pub fn name(agent: &str, l: Lang) -> String {
    let find = |list: &[(&str, &'static str)]| list.iter().find(|(sign, _)| agent.contains(sign)).map(|(_, name)| *name);
    match (find(&BROWSERS), find(&SYSTEMS)) {
        (Some(browser), Some(system)) => l.sessions_device(browser, system),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => l.sessions_some_device().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_called_what_people_call_them() {
        for (agent, said) in [
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
                "Safari on iPhone",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/138.0.7204.33 Mobile/15E148 Safari/604.1",
                "Chrome on iPhone",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.4 Safari/605.1.15",
                "Safari on Mac",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Safari/537.36 Edg/137.0.3296.68",
                "Edge on Windows",
            ),
            (
                "Mozilla/5.0 (Linux; Android 14; SM-S921U) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36",
                "Samsung Internet on Android",
            ),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
            (
                "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Safari/537.36",
                "Chrome on ChromeOS",
            ),
            ("curl/8.5.0", "An unknown device"),
            ("", "An unknown device"),
        ] {
            assert_eq!(name(agent, Lang::En), said, "{agent}");
        }
        assert_eq!(
            name("Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) Version/18.5 Safari/604.1", Lang::Es),
            "Safari en iPad"
        );
    }
}
