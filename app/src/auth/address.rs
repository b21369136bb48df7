//! The network address a request comes from.

use std::net::{IpAddr, SocketAddr};

use axum::extract::ConnectInfo;
use http::HeaderMap;
use http::request::Parts;
use leptos::prelude::use_context;

use crate::state::AppState;

/// Address of the browser behind this request; empty when nobody knows. Behind a proxy of ours it is the last hop that the proxy wrote down:
/// what stands before that, anyone may have written.
pub fn of(parts: &Parts, behind_proxy: bool) -> String {
    let peer = || parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let found = if behind_proxy { last_hop(&parts.headers).or_else(peer) } else { peer() };
    found.map_or(String::new(), |address| address.to_canonical().to_string())
}

/// As [`of`], inside a server function.
pub fn here(state: &AppState) -> String {
    use_context::<Parts>().map_or(String::new(), |parts| of(&parts, state.behind_proxy))
}

/// What one customer of a network provider can change at will counts as one: an IPv6 address counts as its /64.
pub fn network(address: &str) -> String {
    match address.parse() {
        Ok(IpAddr::V6(v6)) => v6.segments()[..4].iter().map(|part| format!("{part:x}:")).collect(),
        _ => address.to_owned(),
    }
}

fn last_hop(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?.rsplit(',').next()?.trim();
    last.parse().ok().or_else(|| last.parse::<SocketAddr>().ok().map(|with_port| with_port.ip()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(peer: &str, forwarded: &[&str]) -> Parts {
        let mut request = http::Request::new(());
        request
            .extensions_mut()
            .insert(ConnectInfo(SocketAddr::new(peer.parse().expect("an address"), 40_000)));
        for value in forwarded {
            request.headers_mut().append("x-forwarded-for", value.parse().expect("a header"));
        }
        request.into_parts().0
    }

    #[test]
    fn without_a_proxy_nobody_can_say_where_they_come_from() {
        assert_eq!(of(&from("198.51.100.7", &["203.0.113.9"]), false), "198.51.100.7");
    }

    #[test]
    fn behind_a_proxy_only_its_own_word_counts() {
        for forwarded in [
            &["203.0.113.9"][..],
            &["10.0.0.1, 203.0.113.9"],
            &["10.0.0.1", "made up, 203.0.113.9"],
            &["203.0.113.9:5123"],
        ] {
            assert_eq!(of(&from("10.1.1.1", forwarded), true), "203.0.113.9", "{forwarded:?}");
        }
        assert_eq!(of(&from("10.1.1.1", &["not an address"]), true), "10.1.1.1");
        assert_eq!(of(&from("10.1.1.1", &[]), true), "10.1.1.1");
        assert_eq!(of(&from("::ffff:198.51.100.7", &[]), true), "198.51.100.7", "one way to write it");
    }

    #[test]
    fn a_customer_of_ipv6_is_one_network() {
        assert_eq!(network("2001:db8:1:2:aaaa::1"), network("2001:db8:1:2:bbbb::2"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("203.0.113.9"), "203.0.113.9");
        assert_eq!(network(""), "");
    }
}
