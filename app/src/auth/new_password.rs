//! What a new password must be (NIST SP 800-63B-4, ASVS 5.0 6.2): long enough, not of the kind that is tried first, and otherwise whatever
//! its owner likes. Nothing is said about what characters it is made of.

use zxcvbn::{Score, zxcvbn};

use super::passwords::composed;
use crate::error::{AppError, FieldError, internal};
use crate::ids::PersonId;
use crate::state::AppState;
use crate::texts::Lang;
use crate::{fetch_one, fetch_optional};

/// Fewest characters of a password that stands alone.
pub const FEWEST_ALONE: usize = 15;
/// Fewest characters beside a second factor.
pub const FEWEST_WITH_SECOND: usize = 8;
/// Most characters; hashing is bounded by it.
pub const MOST: usize = 128;
/// Own words that are shorter stand in many a good password by chance.
const SHORTEST_OWN_WORD: usize = 4;

crate::queries! {
    NAMES = "SELECT given_name, family_name FROM person WHERE id = $1";
    SECOND_FACTORS = "SELECT COUNT(*) FROM factor WHERE person_id = $1 AND kind IN ('passkey', 'totp', 'sms') AND removed_at IS NULL";
}

/// Why a password will not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// It has fewer characters than this.
    Short(usize),
    /// It has more than [`MOST`].
    Long,
    /// Its owner's name or address, or our name, is in it.
    Own,
    /// It is one of those that are tried first, or made like them.
    Common,
}

impl Unfit {
    /// What to do about it.
    pub fn sentence(self, l: Lang) -> String {
        match self {
            Unfit::Short(fewest) => l.password_short(fewest),
            Unfit::Long => l.password_long(MOST),
            Unfit::Own => l.password_own().to_owned(),
            Unfit::Common => l.password_common().to_owned(),
        }
    }
}

/// Whether a password will do for somebody with these names and addresses. zxcvbn holds the lists: 30,000 common passwords, words and names, and
/// how people vary them.
pub fn judge(password: &str, own: &[String], fewest: usize) -> Result<(), Unfit> {
    let password = composed(password);
    match password.chars().count() {
        count if count < fewest => return Err(Unfit::Short(fewest)),
        count if count > MOST => return Err(Unfit::Long),
        _ => {}
    }
    let own: Vec<String> = own.iter().map(|word| composed(word).to_lowercase()).collect();
    let lower = password.to_lowercase();
    if own
        .iter()
        .any(|word| word.chars().count() >= SHORTEST_OWN_WORD && lower.contains(word.as_str()))
    {
        return Err(Unfit::Own);
    }
    let own: Vec<&str> = own.iter().map(String::as_str).collect();
    if zxcvbn(&password, &own).score() < Score::Three {
        Err(Unfit::Common)
    } else {
        Ok(())
    }
}

/// Fewest characters of this person's next password.
pub async fn fewest(state: &AppState, person: &PersonId) -> Result<usize, sqlx::Error> {
    let (factors,): (i64,) = fetch_one!(state.store.read(), (i64,), SECOND_FACTORS, person)?;
    Ok(if factors > 0 { FEWEST_WITH_SECOND } else { FEWEST_ALONE })
}

/// The PHC string of a person's new password.
///
/// # Errors
/// `Invalid` with the sentence for the field `password` when it will not do.
pub async fn judged(state: &AppState, person: &PersonId, email: &str, password: &str, l: Lang) -> Result<String, AppError> {
    let fewest = fewest(state, person).await?;
    let names: Option<(String, String)> = fetch_optional!(state.store.read(), (String, String), NAMES, person)?;
    let (given, family) = names.ok_or(AppError::NotFound)?;
    let own = own_words(&[&given, &family], email, &state.brand.name);
    let judged = {
        let password = password.to_owned();
        tokio::task::spawn_blocking(move || judge(&password, &own, fewest))
            .await
            .map_err(|e| internal(&e))?
    };
    judged.map_err(|unfit| AppError::Invalid(vec![FieldError::new("password", unfit.sentence(l))]))?;
    state.hasher.hash(password, &state.random).await
}

fn own_words(names: &[&str], email: &str, brand: &str) -> Vec<String> {
    let local = email.split('@').next().unwrap_or_default();
    let names = names.iter().flat_map(|name| name.split_whitespace());
    names.chain([email, local, brand, "pawtal"]).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn robins(password: &str, fewest: usize) -> Result<(), Unfit> {
        judge(
            password,
            &own_words(&["Robin", "van der Bloom"], "rvdb.home@example.com", "Test Mutual"),
            fewest,
        )
    }

    #[test]
    fn length_is_counted_in_characters_as_people_see_them() {
        assert_eq!(robins("quilt harbor", FEWEST_ALONE), Err(Unfit::Short(15)));
        assert_eq!(robins("quilt harbor", FEWEST_WITH_SECOND), Ok(()));
        assert_eq!(
            robins(
                "\u{43a}\u{43e}\u{442}\u{438}\u{43a} \u{438} \u{43b}\u{443}\u{43d}\u{43d}\u{44b}\u{439} \u{447}\u{430}\u{439}",
                FEWEST_ALONE
            ),
            Ok(())
        );
        let fourteen = "e\u{301}".repeat(7) + "zqkvxwp";
        assert_eq!(robins(&fourteen, FEWEST_ALONE), Err(Unfit::Short(15)), "accents typed apart count once");
    }

    #[test]
    fn up_to_128_characters_are_taken_and_not_one_more() {
        let words = "plinth gravel otter seventy marzipan quill dune lantern ".repeat(3);
        let most: String = words.chars().take(MOST).collect();
        assert_eq!(robins(&most, FEWEST_ALONE), Ok(()));
        assert_eq!(robins(&format!("{most}x"), FEWEST_ALONE), Err(Unfit::Long));
        assert_eq!(robins(&"x".repeat(60_000), FEWEST_ALONE), Err(Unfit::Long));
    }

    #[test]
    fn what_is_tried_first_is_refused_however_long() {
        for password in [
            "passwordpassword",
            "Password12345678",
            "123456789012345",
            "qwertyuiopasdfghjkl",
            "aaaaaaaaaaaaaaaaaaaa",
            "iloveyouiloveyou",
            "abcabcabcabcabcabc",
            "P@ssw0rdP@ssw0rd",
            "letmeinletmein1!",
            "monkeymonkeymonkey",
        ] {
            assert_eq!(robins(password, FEWEST_ALONE), Err(Unfit::Common), "{password}");
        }
        for password in ["password", "Summer2026!", "qwerty123", "12345678", "P@ssw0rd1", "iloveyou1", "football1"] {
            assert_eq!(robins(password, FEWEST_WITH_SECOND), Err(Unfit::Common), "{password}");
        }
    }

    #[test]
    fn ones_own_words_are_refused_whatever_their_case() {
        for password in [
            "my dear ROBIN sings at dawn",
            "plinth gravel bloom otter",
            "rvdb.home@example.com!",
            "gravel rvdb.home lantern",
            "test mutual lantern otter",
            "pawtal gravel lantern",
        ] {
            assert_eq!(robins(password, FEWEST_ALONE), Err(Unfit::Own), "{password}");
        }
        assert_eq!(
            robins("the vanguard derives plinths", FEWEST_ALONE),
            Ok(()),
            "short words stand in others by chance"
        );
    }

    #[test]
    fn nothing_is_asked_of_its_characters() {
        for password in [
            "plinth gravel otter",
            "PLINTH GRAVEL OTTER",
            "8302 5519 7746 2087 43",
            "plinth\u{a0}\u{1f43e}\u{1f98a}\u{1f9c0} gravel otter",
        ] {
            assert_eq!(robins(password, FEWEST_ALONE), Ok(()), "{password}");
        }
    }
}
