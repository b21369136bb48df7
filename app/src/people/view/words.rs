use crate::auth::Role;
use crate::day::Day;
use crate::texts::Lang;
use crate::ui::day_full;

/// What a role is called, and what it opens.
pub fn role_words(l: Lang, role: Role) -> (&'static str, &'static str) {
    match role {
        Role::Policyholder => (l.people_policyholder(), l.people_policyholder_does()),
        Role::MemberView => (l.people_member_view(), l.people_member_view_does()),
        Role::MemberFile => (l.people_member_file(), l.people_member_file_does()),
        Role::MemberPay => (l.people_member_pay(), l.people_member_pay_does()),
        Role::Agent => (l.people_agent(), l.people_agent_does()),
        Role::AgencyAdmin => (l.people_agency_admin(), l.people_agency_admin_does()),
        Role::Adjuster => (l.people_adjuster(), l.people_adjuster_does()),
        Role::Support => (l.people_support(), l.people_support_does()),
        Role::Underwriter => (l.people_underwriter(), l.people_underwriter_does()),
        Role::Ops => (l.people_ops(), l.people_ops_does()),
    }
}

/// What somebody may do, in one line, and until when.
pub fn powers_words(l: Lang, roles: &[Role], until: Option<Day>) -> String {
    let names = roles.iter().map(|role| role_words(l, *role).0).collect::<Vec<_>>().join(" · ");
    match until {
        Some(day) => format!("{names} ({})", l.people_until_day(day_full(l, day))),
        None => names,
    }
}
