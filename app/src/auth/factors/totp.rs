//! Codes from an app: RFC 6238 with SHA-1, six digits, thirty seconds, one step of tolerance, as every app takes them.

use qrcode::{Color, EcLevel, QrCode};
use totp_rs::{Algorithm, Builder, Secret, Totp};

use crate::error::{AppError, internal};
use crate::state::Random;

/// Seconds of a step.
const STEP: u64 = 30;

/// A new secret in Base32: 160 bits (RFC 4226, 4).
pub fn new_secret(random: &Random) -> String {
    Secret::new_stack(random.bytes::<20>()).to_base32()
}

/// The step whose code this is, if it is of now, or of the step before or after. Compared in constant time.
///
/// # Errors
/// `Internal` when the secret is none.
pub fn step_of(secret: &str, code: &str, now_ms: i64) -> Result<Option<i64>, AppError> {
    let step = totp(secret, "", "")?.check(code, now_ms.unsigned_abs() / 1000);
    Ok(step.map(u64::cast_signed))
}

/// `otpauth://…` for an app.
///
/// # Errors
/// `Internal` when the secret is none.
pub fn link(secret: &str, issuer: &str, account: &str) -> Result<String, AppError> {
    totp(secret, issuer, account)?.to_url().map_err(|e| internal(&e))
}

fn totp(secret: &str, issuer: &str, account: &str) -> Result<Totp, AppError> {
    let secret = Secret::try_from_base32(secret).map_err(|e| internal(&e))?;
    let plain = |text: &str| text.replace(':', " ");
    let built = Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_skew(1)
        .with_step_duration(STEP)
        .with_secret(secret)
        .with_account_name(plain(account))
        .with_issuer((!issuer.is_empty()).then(|| plain(issuer)))
        .build();
    built.map_err(|e| internal(&e))
}

/// A QR code as the side of its square in modules, with the quiet zone of four, and the outline of its dark modules.
///
/// # Errors
/// `Internal` when the text is too long for one.
pub fn qr(text: &str) -> Result<(u32, String), AppError> {
    use std::fmt::Write as _;
    let code = QrCode::with_error_correction_level(text, EcLevel::M).map_err(|e| internal(&e))?;
    let width = code.width();
    let mut path = String::new();
    for (i, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            let _ = write!(path, "M{} {}h1v1h-1z", i % width + 4, i / width + 4);
        }
    }
    Ok((u32::try_from(width + 8).map_err(|e| internal(&e))?, path))
}

/// The code of an instant: what the person's app shows.
#[cfg(any(test, feature = "demo"))]
pub fn code_at(secret: &str, now_ms: i64) -> String {
    totp(secret, "", "").map_or_else(|_| String::new(), |totp| totp.generate(now_ms.unsigned_abs() / 1000).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    // RFC 6238, appendix B, cut to six digits: the secret is "12345678901234567890".
    const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    #[test]
    fn codes_are_those_of_the_standards_examples() {
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")] {
            assert_eq!(code_at(SECRET, seconds * 1000), code);
            assert_eq!(step_of(SECRET, code, seconds * 1000).expect("a secret"), Some(seconds / 30));
        }
    }

    #[test]
    fn one_step_of_tolerance_and_no_more() {
        let code = code_at(SECRET, 90_000);
        for (at, step) in [(59_999, None), (60_000, Some(3)), (149_999, Some(3)), (150_000, None)] {
            assert_eq!(step_of(SECRET, &code, at).expect("a secret"), step, "{at}");
        }
        for wrong in ["", "28708", "2870822", "abcdef", "+87082"] {
            assert_eq!(step_of(SECRET, wrong, 59_000).expect("a secret"), None, "{wrong}");
        }
    }

    #[test]
    fn a_new_secret_is_what_apps_take() {
        let (one, other) = (new_secret(&Random::seeded(1)), new_secret(&Random::seeded(2)));
        assert_ne!(one, other);
        assert_eq!(one.len(), 32);
        let link = link(&one, "Test: Mutual", "robin@example.com").expect("a link");
        assert!(link.starts_with("otpauth://totp/") && link.contains(&one), "{link}");
        let (side, path) = qr(&link).expect("a picture");
        assert!(side > 29 && path.starts_with("M4 4h1v1h-1z"), "the finder stands in the corner");
    }
}
