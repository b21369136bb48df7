//! What a person may do: roles as they are granted, and what each opens.

use std::fmt;

crate::text_enum! {
    /// A role as it stands in a grant.
    pub enum Role {
        /// Owns the policies of a household.
        Policyholder = "policyholder",
        /// Let into a household: sees everything of it.
        MemberView = "member_view",
        /// Let into a household: files claims, and sees those they filed.
        MemberFile = "member_file",
        /// Let into a household: sees bills and payments, and pays.
        MemberPay = "member_pay",
        /// Sells policies for an agency.
        Agent = "agent",
        /// Looks after the people of an agency.
        AgencyAdmin = "agency_admin",
        /// Decides claims.
        Adjuster = "adjuster",
        /// Helps customers.
        Support = "support",
        /// Decides what is insured, and how.
        Underwriter = "underwriter",
        /// Runs the portal: people, records.
        Ops = "ops",
    }
}

/// What a policyholder can let somebody else do in their household.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Power {
    /// See everything.
    View,
    /// File claims, and see those one filed.
    File,
    /// See what is owed and was paid, and pay.
    Pay,
}

impl Role {
    /// The roles of the insurer's own people.
    pub const STAFF: [Role; 4] = [Role::Adjuster, Role::Support, Role::Underwriter, Role::Ops];
    /// The roles of an agency's people.
    pub const AGENCY: [Role; 2] = [Role::Agent, Role::AgencyAdmin];
    /// The roles that a policyholder can give.
    pub const MEMBER: [Role; 3] = [Role::MemberView, Role::MemberFile, Role::MemberPay];

    fn gives(self, power: Power) -> bool {
        matches!(
            (self, power),
            (Role::Policyholder, _) | (Role::MemberView, Power::View) | (Role::MemberFile, Power::File) | (Role::MemberPay, Power::Pay)
        )
    }
}

/// All that one person is: their roles in the household they look at, in their agency, and at the insurer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roles(Vec<Role>);

impl Roles {
    /// The roles of a text with a space between; words that are no role are passed over.
    pub fn parse(words: &str) -> Roles {
        words.split(' ').filter_map(Role::parse).collect()
    }

    /// Whether this role is among them.
    pub fn has(&self, role: Role) -> bool {
        self.0.contains(&role)
    }

    /// Whether one of these roles is among them.
    pub fn has_any(&self, roles: &[Role]) -> bool {
        self.0.iter().any(|role| roles.contains(role))
    }

    /// Whether they give a power over the household.
    pub fn may(&self, power: Power) -> bool {
        self.0.iter().any(|role| role.gives(power))
    }

    /// Whether the policies of the household are theirs.
    pub fn own(&self) -> bool {
        self.has(Role::Policyholder)
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = Role> + '_ {
        self.0.iter().copied()
    }

    /// Where such a person begins.
    pub fn home(&self) -> &'static str {
        match () {
            () if self.may(Power::View) => "/",
            () if self.may(Power::File) => "/claims",
            () if self.may(Power::Pay) => "/payments",
            () if self.has_any(&Role::STAFF) => "/desk",
            () if self.has_any(&Role::AGENCY) => "/agency",
            () => "/more",
        }
    }
}

impl FromIterator<Role> for Roles {
    fn from_iter<I: IntoIterator<Item = Role>>(roles: I) -> Roles {
        let mut roles: Vec<Role> = roles.into_iter().collect();
        roles.sort_unstable();
        roles.dedup();
        Roles(roles)
    }
}

impl fmt::Display for Roles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (nth, role) in self.0.iter().enumerate() {
            write!(f, "{}{role}", if nth == 0 { "" } else { " " })?;
        }
        Ok(())
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn each_power_is_given_by_itself_and_all_by_owning() {
        for (words, view, file, pay) in [
            ("policyholder", true, true, true),
            ("member_view", true, false, false),
            ("member_file", false, true, false),
            ("member_pay", false, false, true),
            ("adjuster support underwriter ops agent agency_admin", false, false, false),
            ("", false, false, false),
        ] {
            let roles = Roles::parse(words);
            assert_eq!(
                (roles.may(Power::View), roles.may(Power::File), roles.may(Power::Pay)),
                (view, file, pay),
                "{words}"
            );
            assert_eq!(roles.own(), words == "policyholder");
        }
    }

    #[test]
    fn everyone_begins_where_they_may_be() {
        for (words, home) in [
            ("policyholder ops", "/"),
            ("member_view", "/"),
            ("member_file member_pay", "/claims"),
            ("member_pay", "/payments"),
            ("support", "/desk"),
            ("agent", "/agency"),
            ("nonsense", "/more"),
        ] {
            assert_eq!(Roles::parse(words).home(), home, "{words}");
        }
    }

    #[test]
    fn roles_are_written_as_they_are_read() {
        assert_eq!(Roles::parse("ops  policyholder king ops").to_string(), "policyholder ops");
    }
}
