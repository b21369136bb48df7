//! Ten codes on paper for when the second factor is lost. Each counts once; here only their hashes are kept.

use sha2::{Digest, Sha256};

use super::rules::{CODE_ALPHABET, CODE_LENGTH};
use crate::ids::PersonId;
use crate::seal::hex;
use crate::state::Random;

/// How many there are.
pub const CODES: usize = 10;

/// New codes.
pub fn new_codes(random: &Random) -> Vec<String> {
    let code = || {
        let bytes = random.bytes::<CODE_LENGTH>();
        // 256 is a multiple of 32: every character is as likely as every other.
        bytes.iter().map(|byte| char::from(CODE_ALPHABET[usize::from(byte % 32)])).collect()
    };
    (0..CODES).map(|_| code()).collect()
}

/// What is kept of a person's code. It has 80 random bits, so no slow hash is needed.
pub fn hash(person: &PersonId, code: &str) -> String {
    hex(&Sha256::digest(format!("recovery:{person}:{code}").as_bytes()))
}

/// A code as it is read: in groups of four.
pub fn shown(code: &str) -> String {
    code.as_bytes()
        .chunks(4)
        .map(|group| String::from_utf8_lossy(group))
        .collect::<Vec<_>>()
        .join("-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::factors::rules::recovery_code;

    #[test]
    fn codes_are_ten_all_different_and_read_back_as_shown() {
        let codes = new_codes(&Random::seeded(1));
        assert_eq!(codes.iter().collect::<std::collections::BTreeSet<_>>().len(), CODES);
        for code in codes {
            assert_eq!(shown(&code).len(), 19);
            assert_eq!(recovery_code(&shown(&code)).as_deref(), Some(code.as_str()));
        }
    }
}
