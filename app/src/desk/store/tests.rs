use super::audit::{after, page};
use super::*;
use crate::desk::model::AuditFilter;
use crate::on_both_engines;
use crate::testing::home;
use crate::testing::people::{Scope, grant, session_of, somebody};

async fn staff(state: &AppState, name: &str, role: Role) -> Staff {
    let person = somebody(state, name).await;
    grant(state, &person.id, role, Scope::Book).await;
    session_of(state, &person.id).await.staff(&[role]).expect("staff")
}

async fn actions(state: &AppState, filter: &AuditFilter) -> Vec<String> {
    let page = page(state, filter, None, Lang::En).await.expect("a page");
    page.lines.into_iter().map(|line| format!("{} by {}", line.act, line.who)).collect()
}

on_both_engines! {
    async fn a_customer_is_found_by_number_or_address_and_every_look_is_recorded(state: AppState) {
        let robin = home(&state, "Robin", &["Biscuit"]).await;
        let sue = staff(&state, "Sue", Role::Support).await;
        let number = crate::ids::show_number(Series::Policy, &robin.pets[0].policy_number);
        for typed in [number.as_str(), " Robin@Test.Example ".trim()] {
            let found = search(&state, &sue, typed).await.expect("a search");
            assert_eq!(found, [Found { household: robin.actor.household.clone(), name: "Robin Test".into() }], "{typed}");
        }
        assert!(search(&state, &sue, "nobody@test.example").await.expect("a search").is_empty());
        let seen = customer(&state, &sue, &robin.actor.household, Lang::En).await.expect("a look").expect("found");
        assert_eq!(seen.contact.map(|contact| contact.email), Some(robin.email));
        assert_eq!(seen.pets.map(|pets| pets.len()), Some(1));
        assert!(customer(&state, &sue, &HouseholdId("none".into()), Lang::En).await.expect("a look").is_none());
        let expected = ["Looked at a customer by Sue Test", "Found a customer by Sue Test", "Found a customer by Sue Test"];
        assert_eq!(actions(&state, &AuditFilter { subject: robin.actor.household.0, ..AuditFilter::default() }).await, expected);
    }

    async fn what_a_role_does_not_see_is_not_in_the_answer(state: AppState) {
        let robin = home(&state, "Robin", &["Biscuit"]).await;
        let una = staff(&state, "Una", Role::Underwriter).await;
        let seen = customer(&state, &una, &robin.actor.household, Lang::En).await.expect("a look").expect("found");
        assert!(seen.pets.is_some() && seen.contact.is_none() && seen.claims.is_none() && seen.bills.is_none());
    }

    async fn the_log_is_filtered_and_comes_page_by_page(state: AppState) {
        let (robin, ann) = (home(&state, "Robin", &[]).await, staff(&state, "Ann", Role::Adjuster).await);
        for _ in 0..60 {
            customer(&state, &ann, &robin.actor.household, Lang::En).await.expect("a look");
        }
        let all = AuditFilter::default();
        let first = page(&state, &all, None, Lang::En).await.expect("a page");
        let second = page(&state, &all, first.older, Lang::En).await.expect("a page");
        let seen: Vec<i64> = first.lines.iter().chain(&second.lines).map(|line| line.seq).collect();
        assert_eq!(seen, (1..=60).rev().collect::<Vec<_>>());
        assert_eq!(second.older, None);
        let count = async |filter: AuditFilter| after(&state, &filter, 0, 1_000).await.expect("entries").len();
        assert_eq!(count(AuditFilter { actor: "ANN@test.example".into(), action: "desk".into(), ..all.clone() }).await, 60);
        assert_eq!(count(AuditFilter { action: "sign_in".into(), ..all.clone() }).await, 0);
        assert_eq!(count(AuditFilter { actor: robin.email, ..all.clone() }).await, 0);
        assert_eq!(count(AuditFilter { to: "2026-11-19".into(), ..all.clone() }).await, 0);
        assert_eq!(count(AuditFilter { from: "2026-11-20".into(), to: "2026-11-20".into(), ..all }).await, 60);
    }
}
