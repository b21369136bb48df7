//! Pure decisions about what a provider says.

use crate::auth::factors::proof::FRESH_MS;

/// Something that a person knows (RFC 8176). Answers to questions (`kba`) are none: NIST SP 800-63B-4, 3.1.1.
const KNOWS: [&str; 2] = ["pwd", "pin"];
/// Something that a person has.
const HAS: [&str; 7] = ["otp", "hwk", "swk", "pop", "sc", "sms", "tel"];
/// Something that a person is.
const IS: [&str; 5] = ["face", "fpt", "iris", "retina", "vbm"];

/// What an `acr` must be to say that more than one factor was asked for: the values that somebody defined for everybody. A provider's own
/// numbers say nothing by themselves.
const SEVERAL: [&str; 4] = [
    // OpenID Provider Authentication Policy Extension 1.0; Auth0 answers so.
    "http://schemas.openid.net/pape/policies/2007/06/multi-factor",
    // REFEDS MFA Profile.
    "https://refeds.org/profile/mfa",
    // NIST SP 800-63, as login.gov answers.
    "http://idmanagement.gov/ns/assurance/aal/2",
    "http://idmanagement.gov/ns/assurance/aal/3",
];

/// Whether the provider vouches for more than one factor: its `amr` says `mfa` or names proofs of two kinds (knowing, having, being), or its `acr`
/// is one of those that mean it (ASVS 5.0, 6.8.4: without such a word the weakest is assumed).
pub fn vouches_for_two(acr: Option<&str>, amr: &[&str]) -> bool {
    let kinds = [&KNOWS[..], &HAS, &IS].into_iter().filter(|kind| amr.iter().any(|way| kind.contains(way)));
    amr.contains(&"mfa") || kinds.count() >= 2 || acr.is_some_and(|acr| SEVERAL.contains(&acr))
}

/// How far a provider's clock and ours may be apart, in milliseconds.
const SKEW_MS: i64 = 60_000;

/// Whether somebody proved who they are since they were sent to the provider for it, and no longer ago than a proof is fresh: all in UTC milliseconds.
/// A provider that does not say when it was has not shown that it asked.
pub fn proved_anew(proved_at: Option<i64>, sent_at: i64, now: i64) -> bool {
    proved_at.is_some_and(|at| sent_at - SKEW_MS <= at && at <= now + SKEW_MS && now - at <= FRESH_MS + SKEW_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_proof_since_the_person_was_sent_is_a_new_one() {
        let (sent, now) = (10_000_000, 10_060_000);
        for (proved_at, anew) in [
            (None, false),
            (Some(0), false),
            (Some(sent - SKEW_MS - 1), false),
            (Some(sent - SKEW_MS), true),
            (Some(sent + 1_000), true),
            (Some(now + SKEW_MS), true),
            (Some(now + SKEW_MS + 1), false),
        ] {
            assert_eq!(proved_anew(proved_at, sent, now), anew, "{proved_at:?}");
        }
        let late = sent + FRESH_MS + SKEW_MS;
        assert!(proved_anew(Some(sent), sent, late) && !proved_anew(Some(sent), sent, late + 1));
    }

    #[test]
    fn two_factors_are_two_of_different_kinds() {
        for amr in [&["mfa"][..], &["pwd", "otp"], &["hwk", "pin"], &["swk", "fpt"], &["pwd", "sms", "mfa"]] {
            assert!(vouches_for_two(None, amr), "{amr:?}");
        }
        for amr in [
            &[][..],
            &["pwd"],
            &["pwd", "pin"],
            &["otp"],
            &["hwk", "sms"],
            &["kba", "otp"],
            &["MFA"],
            &["mfa2", "user"],
        ] {
            assert!(!vouches_for_two(None, amr), "{amr:?}");
        }
    }

    #[test]
    fn only_a_known_acr_vouches() {
        assert!(vouches_for_two(Some("https://refeds.org/profile/mfa"), &["pwd"]));
        for acr in [
            "",
            "0",
            "1",
            "2",
            "3",
            "urn:mace:incommon:iap:silver",
            "http://idmanagement.gov/ns/assurance/aal/1",
            "https://refeds.org/profile/sfa",
        ] {
            assert!(!vouches_for_two(Some(acr), &["pwd"]), "{acr}");
        }
    }
}
