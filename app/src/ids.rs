//! Names of things: UUIDv7 for the database, short numbers with a check digit for people.

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident,)+) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "ssr", derive(sqlx::Type), sqlx(transparent))]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// The id as it stands in the database and in addresses.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+};
}

ids! {
    /// A person who signs in or is named on a policy.
    PersonId,
    /// The people and pets under one roof.
    HouseholdId,
    /// A signed-in browser.
    SessionId,
    /// Those who sell policies together.
    AgencyId,
    /// One role given to one person.
    GrantId,
    /// A letter that offers a role.
    InvitationId,
    /// An animal.
    PetId,
    /// The contract for one pet.
    PolicyId,
    /// One policy year.
    TermId,
    /// A claim being written.
    DraftId,
    /// A claim that was submitted.
    ClaimId,
    /// One file of an invoice.
    PageId,
    /// Bytes in the blob store.
    BlobId,
    /// Something that somebody is asked for.
    RequirementId,
    /// A file that belongs to something asked or said.
    AttachmentId,
    /// A link for a clinic.
    VetLinkId,
    /// A bill.
    InvoiceId,
    /// One effort to move money to us for a bill.
    PaymentId,
    /// A card or account that people pay with.
    MethodId,
    /// A method being added at the gateway.
    SetupId,
    /// Permission to debit.
    MandateId,
    /// A link by which a bill is paid.
    PayLinkId,
    /// Money of a payment that goes back.
    RefundId,
    /// Money for a claim.
    PayoutId,
    /// Something said about a claim.
    MessageId,
    /// Something said against a line of a decision.
    AppealId,
}

crate::text_enum! {
    /// What a spoken number names; the letter stands before it.
    pub enum Series {
        /// `P-204 817-3`
        Policy = "policy",
        /// `C-…`
        Claim = "claim",
        /// `N-…`
        Invoice = "invoice",
    }
}

impl Series {
    fn letter(self) -> char {
        match self {
            Series::Policy => 'P',
            Series::Claim => 'C',
            Series::Invoice => 'N',
        }
    }
}

/// The check digit of a string of digits: ISO/IEC 7064, MOD 11,10 (hybrid system). `None` when something is not a digit.
fn check_digit(digits: &str) -> Option<u32> {
    let mut p = 10;
    for c in digits.chars() {
        let sum = (p + c.to_digit(10)?) % 10;
        p = (if sum == 0 { 10 } else { sum }) * 2 % 11;
    }
    Some((11 - p) % 10)
}

/// The stored form of the `serial`-th number: at least six digits and the check digit.
pub fn spoken_number(serial: i64) -> String {
    let digits = format!("{serial:06}");
    let check = check_digit(&digits).unwrap_or_default();
    format!("{digits}{check}")
}

/// A stored number as people read it: `P-204 817-3`.
pub fn show_number(series: Series, stored: &str) -> String {
    let (digits, check) = stored.split_at(stored.len().saturating_sub(1));
    let mut grouped = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            grouped.push(' ');
        }
        grouped.push(c);
    }
    format!("{}-{grouped}-{check}", series.letter())
}

/// Reads a number as typed, with or without letter, spaces and hyphens. `None` when the check digit does not fit.
pub fn parse_number(series: Series, typed: &str) -> Option<String> {
    let bare: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2015}'))
        .collect();
    let digits = bare.strip_prefix([series.letter(), series.letter().to_ascii_lowercase()]).unwrap_or(&bare);
    if digits.len() < 7 || digits.len() > 15 || !digits.is_ascii() {
        return None;
    }
    let (serial, check) = digits.split_at(digits.len() - 1);
    (check_digit(serial)? == check.parse::<u32>().ok()?).then(|| digits.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_digit_follows_the_standards_own_example() {
        // ISO/IEC 7064 (2003), clause 9: 0794 is completed by 5.
        assert_eq!(check_digit("0794"), Some(5));
    }

    #[test]
    fn a_number_is_read_however_it_was_typed() {
        let stored = spoken_number(204_817);
        let shown = show_number(Series::Policy, &stored);
        assert!(shown.starts_with("P-204 817-"));
        for typed in [shown.clone(), shown.to_lowercase(), stored.clone(), shown.replace(' ', "").replace('-', " ")] {
            assert_eq!(parse_number(Series::Policy, &typed).as_ref(), Some(&stored), "{typed}");
        }
    }

    #[test]
    fn one_wrong_digit_is_noticed() {
        let stored = spoken_number(204_817);
        for i in 0..stored.len() {
            for d in '0'..='9' {
                let mut wrong: Vec<char> = stored.chars().collect();
                if wrong[i] != d {
                    wrong[i] = d;
                    assert_eq!(parse_number(Series::Policy, &wrong.iter().collect::<String>()), None);
                }
            }
        }
    }
}
