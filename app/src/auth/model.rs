//! What crosses the wire when signing in.

use serde::{Deserialize, Serialize};

use crate::error::FieldError;
use crate::shell::Theme;
use crate::texts::Lang;

/// The sign-in form as typed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct SignInForm {
    /// E-mail address.
    pub email: String,
    /// Password, in clear: never logged, never stored, never sent back.
    pub password: String,
}

/// A sign-in form that can be tried.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// Lower case, without surrounding space.
    pub email: String,
    /// As typed.
    pub password: String,
}

/// The longest password that is looked at, in bytes; hashing more would let anyone keep a core busy.
pub const LONGEST_PASSWORD: usize = 1024;

impl SignInForm {
    /// The credentials, or what to do at each field.
    pub fn parse(&self, l: Lang) -> Result<Credentials, Vec<FieldError>> {
        let mut errors = Vec::new();
        let email = parse_email(&self.email);
        if email.is_none() {
            errors.push(FieldError::new("email", l.auth_email_missing()));
        }
        if self.password.is_empty() {
            errors.push(FieldError::new("password", l.auth_password_missing()));
        } else if self.password.len() > LONGEST_PASSWORD {
            errors.push(FieldError::new("password", l.auth_password_too_long()));
        }
        match email {
            Some(email) if errors.is_empty() => Ok(Credentials {
                email,
                password: self.password.clone(),
            }),
            _ => Err(errors),
        }
    }
}

crate::text_enum! {
    /// How strongly somebody proved who they are (NIST SP 800-63B-4: AAL1, AAL2, AAL2 against phishing).
    pub enum Strength {
        /// By one thing: a password.
        One = "one",
        /// By two.
        Two = "two",
        /// By a passkey, which no false page can pass on.
        PhishingResistant = "phishing_resistant",
    }
}

/// An e-mail address as it is compared and stored: lower case, without surrounding space. Only ASCII is taken, and before anything is made
/// lower case: the Kelvin sign becomes a `k` then, and a letter of another script looks like one of ours. A domain in another script has an
/// ASCII form (`xn--…`), which is taken.
pub fn parse_email(typed: &str) -> Option<String> {
    let email = typed.trim();
    let (name, domain) = email.rsplit_once('@')?;
    let plain = email.is_ascii() && !email.contains(|c: char| c.is_ascii_whitespace() || c.is_ascii_control() || "<>,;\"()[]\\".contains(c));
    let whole = !name.is_empty() && name.len() <= 64 && !domain.is_empty() && !domain.starts_with(['.', '-']) && !domain.ends_with(['.', '-']);
    (plain && whole && !name.contains('@') && email.len() <= 254).then(|| email.to_ascii_lowercase())
}

/// The person who is signed in, as they see themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    /// Given and family name.
    pub name: String,
    /// Where mail goes.
    pub email: String,
    /// How the portal looks to them.
    pub theme: Theme,
}

/// Where to go after signing in: only an address of our own.
pub fn safe_next(next: &str) -> &str {
    let own = next.starts_with('/') && !next.starts_with("//") && !next.starts_with("/\\") && !next.starts_with("/api/") && !next.chars().any(char::is_control);
    if own { next } else { "/" }
}

/// Address of the sign-in page that leads back to `here`, an address of our own with its query.
pub fn sign_in_path(here: &str) -> String {
    leading_back("/sign-in", here)
}

/// Address of the page for a fresh proof that leads back to `here`.
pub fn prove_path(here: &str) -> String {
    leading_back("/prove", here)
}

/// `page` with `here` as its `next`.
pub fn leading_back(page: &str, here: &str) -> String {
    use std::fmt::Write as _;
    if here == "/" {
        return page.to_owned();
    }
    here.bytes().fold(format!("{page}?next="), |mut path, byte| {
        if byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte) {
            path.push(char::from(byte));
        } else {
            let _ = write!(path, "%{byte:02X}");
        }
        path
    })
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn an_empty_form_names_both_fields() {
        let errors = SignInForm::default().parse(Lang::En).err().expect("errors");
        assert_eq!(errors.iter().map(|e| e.field.as_str()).collect::<Vec<_>>(), ["email", "password"]);
    }

    #[test]
    fn the_address_is_compared_in_lower_case() {
        let form = SignInForm {
            email: " Robin@Example.COM ".into(),
            password: "x".into(),
        };
        assert_eq!(form.parse(Lang::En).ok().map(|c| c.email).as_deref(), Some("robin@example.com"));
    }

    #[test]
    fn an_address_that_only_looks_the_same_is_none() {
        for typed in [
            "robin\u{212a}@example.com",
            "r\u{43e}bin@example.com",
            "robin@ex\u{430}mple.com",
            "robin@example.com\0",
            "robin@@example.com",
            "a b@example.com",
            "@example.com",
            "robin@",
            "robin@example.com, blue@example.com",
            "Robin <robin@example.com>",
            "robin@example.com\r\nBcc: blue@example.com",
        ] {
            assert_eq!(parse_email(typed), None, "{typed:?}");
        }
        assert_eq!(parse_email(" Robin+Pets@XN--Exmple-4nf.com ").as_deref(), Some("robin+pets@xn--exmple-4nf.com"));
    }

    #[test]
    fn nobody_is_sent_to_another_site() {
        for next in [
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "javascript:alert(1)",
            "",
            "/a\r\nSet-Cookie: x",
        ] {
            assert_eq!(safe_next(next), "/", "{next}");
        }
        assert_eq!(safe_next("/claims/new?x=1"), "/claims/new?x=1");
    }

    #[test]
    fn the_way_back_is_kept_in_the_address() {
        assert_eq!(sign_in_path("/claims/new/date?x=1&y=2"), "/sign-in?next=/claims/new/date%3Fx%3D1%26y%3D2");
        assert_eq!(sign_in_path("/"), "/sign-in");
    }
}
