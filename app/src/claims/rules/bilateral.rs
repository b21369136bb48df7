//! Conditions of which animals have two places: what one side had before cover began counts for the other.

/// Codes that belong together; the plan's bilateral clause reads them so.
const FAMILIES: [&[&str]; 8] = [
    &["musc-cruciate-ligament", "musc-meniscal-tear"],
    &["musc-hip-dysplasia", "musc-hip-luxation", "musc-legg-calve-perthes"],
    &["musc-elbow-dysplasia"],
    &["musc-luxating-patella"],
    &["musc-osteochondrosis"],
    &["eye-cataract"],
    &["eye-cherry-eye"],
    &["eye-entropion"],
];

/// Whether a condition, by its code, is on one side of the body: which one is worth knowing.
pub fn has_sides(code: &str) -> bool {
    FAMILIES.iter().any(|family| family.contains(&code))
}

/// Whether a plan with a bilateral clause takes two conditions for one.
pub(super) fn same_family(one: &str, other: &str) -> bool {
    FAMILIES.iter().any(|family| family.contains(&one) && family.contains(&other))
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    #[test]
    fn every_code_of_a_family_is_in_the_list_of_conditions() {
        for code in super::FAMILIES.concat() {
            assert!(crate::claims::conditions::find(code).is_some(), "{code}");
        }
    }
}
