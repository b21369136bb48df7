//! Pure decisions about factors.

use super::model::Kind;

/// After "not now" a policyholder is not asked for a second factor again for thirty days.
pub const ASK_AGAIN_MS: i64 = 30 * 24 * 60 * 60 * 1000;
/// How many characters a recovery code has: 80 bits (NIST SP 800-63B-4, 3.1.2.2, asks for at least 64).
pub const CODE_LENGTH: usize = 16;
/// Crockford's alphabet: nothing in it looks like something else.
pub const CODE_ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// The most characters of a factor's name.
pub const LONGEST_NAME: u16 = 40;

/// Whether a policyholder without a second factor is asked for one now: from the second sign-in on, unless they said "not now" lately.
pub fn asks_for_second(sign_ins: i64, asked_at: Option<i64>, now: i64) -> bool {
    sign_ins >= 2 && asked_at.is_none_or(|at| now - at >= ASK_AGAIN_MS)
}

/// Whether somebody may give a factor up. `others` are those they would keep; with `must_have_second` one of them stays, and without a password
/// a passkey does.
pub fn may_remove(others: &[Kind], has_password: bool, must_have_second: bool) -> bool {
    let second = others.iter().any(|kind| kind.is_second());
    let way_in = has_password || others.iter().any(|kind| matches!(kind, Kind::Passkey | Kind::Oidc));
    way_in && (second || !must_have_second)
}

/// The six digits of a code, however they were grouped.
pub fn digits(typed: &str) -> Option<String> {
    let bare: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    (bare.len() == 6 && bare.bytes().all(|byte| byte.is_ascii_digit())).then_some(bare)
}

/// A recovery code as it was made, however it was typed: case, gaps and look-alikes do not matter.
pub fn recovery_code(typed: &str) -> Option<String> {
    let bare: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .map(|c| match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            c => c,
        })
        .collect();
    (bare.len() == CODE_LENGTH && bare.bytes().all(|byte| CODE_ALPHABET.contains(&byte))).then_some(bare)
}

/// A telephone number in E.164, typed so (`+44 20 …`) or as people in the United States write theirs.
pub fn phone(typed: &str) -> Option<String> {
    let typed = typed.trim();
    if typed.chars().any(|c| !c.is_ascii_digit() && !" \u{a0}()-.+/".contains(c)) {
        return None;
    }
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    let number = match (typed.starts_with('+'), digits.len()) {
        (true, 8..=15) if !digits.starts_with('0') => digits,
        (false, 10) => format!("1{digits}"),
        (false, 11) if digits.starts_with('1') => digits,
        _ => return None,
    };
    // In North America neither area nor exchange begins with 0 or 1.
    let north_america = number.strip_prefix('1').map(str::as_bytes);
    let fits = north_america.is_none_or(|rest| rest.len() == 10 && rest[0] >= b'2' && rest[3] >= b'2');
    fits.then(|| format!("+{number}"))
}

/// A factor's name as it is kept; `None` when there is none left or it is too long.
pub fn name(typed: &str) -> Option<String> {
    let name = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    let fits = !name.is_empty() && name.chars().count() <= usize::from(LONGEST_NAME) && !name.chars().any(char::is_control);
    fits.then_some(name)
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_in_the_ways_people_write_it() {
        for typed in ["(212) 555-0123", "212.555.0123", "1-212-555-0123", "+1 212 555 0123", " 2125550123 "] {
            assert_eq!(phone(typed).as_deref(), Some("+12125550123"), "{typed}");
        }
        assert_eq!(phone("+44 20 7946 0123").as_deref(), Some("+442079460123"));
        for typed in [
            "",
            "555-0123",
            "112 555 0123",
            "212 155 0123",
            "+0 20 7946 0123",
            "+1 212 555",
            "212 555 0123 x5",
            "+1234567890123456",
            "＋12125550123",
        ] {
            assert_eq!(phone(typed), None, "{typed}");
        }
    }

    #[test]
    fn codes_are_read_however_they_are_grouped() {
        assert_eq!(digits(" 123 456 ").as_deref(), Some("123456"));
        assert_eq!(digits("12345"), None);
        assert_eq!(digits("１２３４５６"), None);
        assert_eq!(recovery_code("abcd-efgh jkmn-0i1o").as_deref(), Some("ABCDEFGHJKMN0110"));
        assert_eq!(recovery_code("ABCD-EFGH-JKMN-PQRU"), None, "there is no U");
        assert_eq!(recovery_code("ABCD"), None);
    }

    #[test]
    fn a_policyholder_is_asked_at_the_second_sign_in_and_then_every_thirty_days() {
        assert!(!asks_for_second(1, None, 0));
        assert!(asks_for_second(2, None, 0));
        assert!(!asks_for_second(3, Some(0), ASK_AGAIN_MS - 1));
        assert!(asks_for_second(3, Some(0), ASK_AGAIN_MS));
    }

    #[test]
    fn nobody_gives_up_what_they_need() {
        use Kind::{Passkey, Recovery, Sms, Totp};
        assert!(may_remove(&[], true, false));
        assert!(!may_remove(&[], true, true), "staff keep a second factor");
        assert!(!may_remove(&[Recovery], true, true), "recovery codes are none");
        assert!(may_remove(&[Totp], true, true));
        assert!(!may_remove(&[Totp, Sms], false, false), "without a password only a passkey opens");
        assert!(may_remove(&[Passkey], false, true));
    }

    #[test]
    fn a_name_is_a_few_words() {
        assert_eq!(name("  My   phone ").as_deref(), Some("My phone"));
        for typed in ["", "   ", "a\u{0}b", &"x".repeat(41)] {
            assert_eq!(name(typed), None, "{typed:?}");
        }
    }
}
