//! Addresses of other servers: nothing leaves this machine in the clear, and nobody is taken at their word (OWASP ASVS 5.0, 12.3.1 and 12.3.2).

use reqwest::Url;

/// What is said of a plain address elsewhere.
const ELSEWHERE: &str = "a plain address is only for this very machine";

/// `https://…`; `http://…` on this machine.
pub(super) fn web(text: &str) -> Result<String, String> {
    let expected = || format!("expected https://… ({ELSEWHERE})");
    let url = Url::parse(text).map_err(|_| expected())?;
    let fits = url.has_host() && (url.scheme() == "https" || (url.scheme() == "http" && stays_here(&url)));
    fits.then(|| text.to_owned()).ok_or_else(expected)
}

/// `smtps://…`, or `smtp://…?tls=required`; `smtp://…` on this machine.
pub(super) fn mail(text: &str) -> Result<String, String> {
    let expected = || format!("expected smtps://[USER:PASSWORD@]HOST[:PORT] or smtp://…?tls=required ({ELSEWHERE})");
    let url = Url::parse(text).map_err(|_| expected())?;
    let fits = match url.scheme() {
        "smtps" => true,
        "smtp" => stays_here(&url) || says(&url, "tls", &["required"]),
        _ => false,
    };
    (fits && url.has_host()).then(|| text.to_owned()).ok_or_else(expected)
}

/// `sqlite://PATH`, or `postgres://…?sslmode=verify-full`; `postgres://…` on this machine, or by a socket.
pub(super) fn database(text: &str) -> Result<String, String> {
    let expected = || format!("expected sqlite://PATH or postgres://USER:PASSWORD@HOST/DATABASE?sslmode=verify-full ({ELSEWHERE})");
    if text.starts_with("sqlite://") {
        return Ok(text.to_owned());
    }
    let url = Url::parse(text).map_err(|_| expected())?;
    let sealed = || says(&url, "sslmode", &["verify-ca", "verify-full"]) || says(&url, "ssl-mode", &["verify-ca", "verify-full"]);
    let fits = ["postgres", "postgresql"].contains(&url.scheme()) && (stays_here(&url) || sealed());
    fits.then(|| text.to_owned()).ok_or_else(expected)
}

/// Whether an address leads to this machine: by loopback, or by no host at all but a socket's folder.
fn stays_here(url: &Url) -> bool {
    let by_query = url
        .query_pairs()
        .find(|(name, _)| name == "host" || name == "hostaddr")
        .map(|(_, host)| host.into_owned());
    let host = by_query.as_deref().or(url.host_str()).unwrap_or_default();
    let host = host.trim_matches(['[', ']']);
    host.is_empty() || host == "localhost" || host.starts_with('/') || host.parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback())
}

fn says(url: &Url, name: &str, values: &[&str]) -> bool {
    url.query_pairs().any(|(key, value)| key == name && values.contains(&value.as_ref()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(check: fn(&str) -> Result<String, String>, good: &[&str], bad: &[&str]) {
        for text in good {
            assert_eq!(check(text).as_deref(), Ok(*text));
        }
        for text in bad {
            assert!(check(text).is_err(), "{text} was taken");
        }
    }

    #[test]
    fn the_web_is_asked_in_the_clear_on_this_machine_alone() {
        let good = [
            "https://id.example.com/realms/pets",
            "http://127.0.0.1:3190",
            "http://localhost:9000/sms",
            "http://[::1]:8080/",
        ];
        let bad = [
            "http://id.example.com",
            "http://10.0.0.7/sms",
            "http://127.0.0.1.example.com/",
            "ftp://localhost/",
            "id.example.com",
            "",
        ];
        checked(web, &good, &bad);
    }

    #[test]
    fn letters_go_in_the_clear_on_this_machine_alone() {
        let good = [
            "smtps://a:b@mail.example.com",
            "smtp://mail.example.com:587?tls=required",
            "smtp://127.0.0.1:1025",
        ];
        let bad = [
            "smtp://mail.example.com",
            "smtp://mail.example.com?tls=opportunistic",
            "http://localhost",
            "mail.example.com",
        ];
        checked(mail, &good, &bad);
    }

    #[test]
    fn the_database_elsewhere_must_prove_who_it_is() {
        let good = [
            "sqlite://data/pawtal.db",
            "postgres://p:q@127.0.0.1:5432/pawtal",
            "postgres://localhost/pawtal",
            "postgresql:///pawtal?host=/run/postgresql",
            "postgres://p@db.example.com/pawtal?sslmode=verify-full",
        ];
        let bad = [
            "postgres://db.example.com/pawtal",
            "postgres://db.example.com/pawtal?sslmode=require",
            "postgres://localhost/pawtal?host=db.example.com",
            "mysql://localhost/pawtal",
            "data/pawtal.db",
        ];
        checked(database, &good, &bad);
    }
}
