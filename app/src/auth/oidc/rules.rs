//! Pure decisions about what a provider says.

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

#[cfg(test)]
mod tests {
    use super::*;

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
