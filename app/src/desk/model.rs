//! What crosses the wire at the desk.

use serde::{Deserialize, Serialize};

use crate::auth::roles::{Role, Roles};
use crate::billing::model::{Bill, Movement};
use crate::claims::model::ClaimSummary;
use crate::day::{Day, Moment};
use crate::ids::HouseholdId;
use crate::pets::model::PetEntry;

/// A customer that a search found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Their household.
    pub household: HouseholdId,
    /// Given and family name.
    pub name: String,
}

/// How to reach a customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Where mail goes.
    pub email: String,
    /// City, state and postcode.
    pub place: String,
}

/// A customer, as far as a role sees them: what it does not see is not there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    /// Given and family name of the policyholder.
    pub name: String,
    /// How to reach them.
    pub contact: Option<Contact>,
    /// Their pets and cover.
    pub pets: Option<Vec<PetEntry>>,
    /// Their claims, those that move first.
    pub claims: Option<Vec<ClaimSummary>>,
    /// Their unpaid bills.
    pub bills: Option<Vec<Bill>>,
    /// What moved last between them and us.
    pub payments: Option<Vec<Movement>>,
    /// Today in the household.
    pub today: Day,
}

/// What of a customer some roles see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sight {
    /// How to reach them.
    pub contact: bool,
    /// Pets and cover.
    pub pets: bool,
    /// Claims.
    pub claims: bool,
    /// Bills.
    pub bills: bool,
}

impl Sight {
    /// What these roles see.
    pub fn of(roles: &Roles) -> Sight {
        Sight {
            contact: roles.has_any(&[Role::Support, Role::Ops]),
            pets: roles.has_any(&[Role::Adjuster, Role::Support, Role::Underwriter]),
            claims: roles.has_any(&[Role::Adjuster, Role::Support]),
            bills: roles.has(Role::Support),
        }
    }
}

/// What of the audit log is wanted, as typed; an empty field wants everything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AuditFilter {
    /// Who did it: an id or an e-mail address.
    pub actor: String,
    /// What was done, or how it begins: `household`, `household.invite`.
    pub action: String,
    /// To what or whom: an id, or a person's e-mail address.
    pub subject: String,
    /// From this day (UTC).
    pub from: String,
    /// To this day (UTC).
    pub to: String,
}

/// An entry of the audit log, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditLine {
    /// Its place in the chain.
    pub seq: i64,
    /// When (UTC).
    pub at: Moment,
    /// Who did it.
    pub who: String,
    /// What was done.
    pub act: String,
    /// Name of the person it was done to, when that is another.
    pub to: Option<String>,
    /// The customer it was done to.
    pub household: Option<HouseholdId>,
    /// What else matters; may be empty.
    pub detail: String,
    /// The entry as it is recorded: act, subject, details.
    pub record: String,
}

/// A page of the audit log, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditPage {
    /// The entries.
    pub lines: Vec<AuditLine>,
    /// Where the next page begins.
    pub older: Option<i64>,
    /// Today (UTC).
    pub today: Day,
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_role_sees_what_its_work_needs() {
        let sees = |words: &str| {
            let Sight { contact, pets, claims, bills } = Sight::of(&Roles::parse(words));
            (contact, pets, claims, bills)
        };
        assert_eq!(sees("support"), (true, true, true, true));
        assert_eq!(sees("adjuster"), (false, true, true, false));
        assert_eq!(sees("underwriter"), (false, true, false, false));
        assert_eq!(sees("ops"), (true, false, false, false));
        assert_eq!(sees("policyholder agent agency_admin member_view"), (false, false, false, false));
    }
}
