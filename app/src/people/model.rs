//! What crosses the wire about who may act where.

use serde::{Deserialize, Serialize};

use crate::auth::Role;
use crate::auth::roles::Roles;
use crate::day::Day;
use crate::error::FieldError;
use crate::ids::{HouseholdId, InvitationId, PersonId};
use crate::texts::Lang;

crate::text_enum! {
    /// Where people are let in; the kind of a grant's scope.
    pub enum Circle {
        /// A household.
        Household = "household",
        /// An agency.
        Agency = "agency",
        /// The insurer's own people.
        Book = "book",
    }
}

impl Circle {
    /// The roles that are given there.
    pub fn roles(self) -> &'static [Role] {
        match self {
            Circle::Household => &Role::MEMBER,
            Circle::Agency => &Role::AGENCY,
            Circle::Book => &Role::STAFF,
        }
    }

    /// Address of the page that shows its people.
    pub fn page(self) -> &'static str {
        match self {
            Circle::Household => "/account/household",
            Circle::Agency => "/agency",
            Circle::Book => "/desk/staff",
        }
    }
}

/// Somebody who was let in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Who.
    pub person: PersonId,
    /// Given and family name.
    pub name: String,
    /// Where mail goes.
    pub email: String,
    /// What they may do.
    pub roles: Vec<Role>,
    /// The last day of it, if it ends by itself.
    pub until: Option<Day>,
    /// Whether it is the one who looks.
    pub you: bool,
}

/// An invitation that waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invited {
    /// Which.
    pub id: InvitationId,
    /// What the inviter calls them.
    pub name: String,
    /// Where it went.
    pub email: String,
    /// What it offers.
    pub roles: Vec<Role>,
    /// The last day of what it offers.
    pub until: Option<Day>,
    /// The last day on which it can be accepted.
    pub expires_on: Day,
}

/// Everybody in a circle, and what was just undone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CircleView {
    /// Those who were let in.
    pub members: Vec<Member>,
    /// Those who have not answered.
    pub invited: Vec<Invited>,
    /// Whom it was just taken from, with what they had.
    pub removed: Option<Member>,
    /// The invitation that was just taken back.
    pub withdrawn: Option<Invited>,
    /// What the form begins with.
    pub form: InviteForm,
    /// Today.
    pub today: Day,
}

/// A household that somebody can act in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Home {
    /// Which.
    pub id: HouseholdId,
    /// Given name of its policyholder.
    pub owner: String,
    /// What one may do there.
    pub roles: Vec<Role>,
    /// The last day of it, if it ends by itself.
    pub until: Option<Day>,
    /// Whether it is the one that is looked at.
    pub here: bool,
}

/// The form of an invitation as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InviteForm {
    /// What the inviter calls them.
    pub name: String,
    /// Their address.
    pub email: String,
    /// What they may do, each as a role's word.
    pub roles: Vec<String>,
    /// The last day of it; empty: until it is taken back.
    pub until: String,
}

/// An invitation that can be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invite {
    /// What the inviter calls them.
    pub name: String,
    /// Lower case.
    pub email: String,
    /// What they may do, and how long.
    pub powers: Granted,
}

/// What is given, and how long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Granted {
    /// At least one.
    pub roles: Roles,
    /// The last day, if it ends by itself.
    pub until: Option<Day>,
}

impl InviteForm {
    /// The invitation, or what to do at each field.
    pub fn parse(&self, l: Lang, of: Circle, today: Day) -> Result<Invite, Vec<FieldError>> {
        let mut errors = Vec::new();
        let name = self.name.trim();
        if name.is_empty() || name.chars().count() > 80 || name.chars().any(char::is_control) {
            errors.push(FieldError::new("name", l.people_name_missing()));
        }
        let email = self.email.trim().to_lowercase();
        if !is_address(&email) {
            errors.push(FieldError::new("email", l.people_email_missing()));
        }
        match powers(&self.roles, &self.until, l, of, today) {
            Ok(powers) if errors.is_empty() => Ok(Invite {
                name: name.to_owned(),
                email,
                powers,
            }),
            Ok(_) => Err(errors),
            Err(more) => Err(errors.into_iter().chain(more).collect()),
        }
    }
}

/// What is to be given, or what to do at each field.
pub fn powers(roles: &[String], until: &str, l: Lang, of: Circle, today: Day) -> Result<Granted, Vec<FieldError>> {
    let mut errors = Vec::new();
    let known = roles.iter().filter_map(|word| Role::parse(word)).filter(|role| of.roles().contains(role));
    let roles: Roles = known.collect();
    if roles == Roles::default() {
        errors.push(FieldError::new("roles", l.people_roles_missing()));
    }
    let until = match until.trim() {
        "" => None,
        day => match Day::parse_iso(day).filter(|day| *day >= today) {
            Some(day) => Some(day),
            None => {
                errors.push(FieldError::new("until", l.people_until_past()));
                None
            }
        },
    };
    if errors.is_empty() { Ok(Granted { roles, until }) } else { Err(errors) }
}

/// Something before and after one `@`, no space: whether mail arrives there, the letter shows.
fn is_address(email: &str) -> bool {
    let parts = email
        .split_once('@')
        .filter(|(name, host)| !name.is_empty() && host.contains('.') && !host.contains('@'));
    parts.is_some() && email.len() <= 254 && !email.chars().any(|c| c.is_control() || c.is_whitespace())
}

/// An invitation as whoever has its link sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Invitation {
    /// There is none behind this link.
    Unknown,
    /// Its week is over.
    Expired,
    /// It was taken back.
    Revoked,
    /// It was accepted.
    Used,
    /// It can be accepted.
    Open(Box<OpenInvitation>),
}

/// An invitation that can be accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenInvitation {
    /// Where it lets one in.
    pub of: Circle,
    /// Given name of who invites.
    pub from: String,
    /// What the inviter calls the invited.
    pub name: String,
    /// The address it went to: only its reader sees this.
    pub email: String,
    /// What it offers.
    pub roles: Vec<Role>,
    /// The last day of what it offers.
    pub until: Option<Day>,
    /// How it can be accepted now.
    pub how: How,
}

/// How an invitation can be accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum How {
    /// With one press: the invited person is signed in.
    Accept,
    /// After signing in: the address has a sign-in.
    SignIn,
    /// Not by who is signed in: the invitation is for another address.
    Foreign,
    /// After registering: the address belongs to a policyholder who has not.
    Register,
    /// With a new password: the address is new to us.
    Join,
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    fn today() -> Day {
        Day::parse_iso(crate::testing::TODAY).expect("a date")
    }

    fn form(name: &str, email: &str, roles: &[&str], until: &str) -> InviteForm {
        InviteForm {
            name: name.into(),
            email: email.into(),
            roles: roles.iter().map(|role| (*role).to_owned()).collect(),
            until: until.into(),
        }
    }

    #[test]
    fn an_invitation_needs_a_name_an_address_and_something_to_do() {
        let fields = |form: InviteForm| {
            let errors = form.parse(Lang::En, Circle::Household, today()).expect_err("not good");
            errors.into_iter().map(|error| error.field).collect::<Vec<_>>()
        };
        assert_eq!(fields(InviteForm::default()), ["name", "email", "roles"]);
        assert_eq!(fields(form("Kim", "kim@nowhere", &["member_view"], "2026-11-19")), ["email", "until"]);
        assert_eq!(fields(form("Kim", "a@b@c.example", &["ops"], "tomorrow")), ["email", "roles", "until"]);
    }

    #[test]
    fn nobody_is_given_a_role_of_another_circle() {
        let invite = form(" Kim ", " Kim@Test.Example ", &["ops", "member_file", "policyholder"], "2026-11-20");
        let invite = invite.parse(Lang::En, Circle::Household, today()).expect("good");
        assert_eq!((invite.name.as_str(), invite.email.as_str()), ("Kim", "kim@test.example"));
        assert_eq!((invite.powers.roles.to_string().as_str(), invite.powers.until), ("member_file", Some(today())));
    }
}
