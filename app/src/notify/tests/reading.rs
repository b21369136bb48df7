use super::*;
use crate::auth::Role;
use crate::notify::store::{centre, state as stands};
use crate::on_both_engines;
use crate::testing::book::file_claim;
use crate::testing::people::{Scope, grant, member, session_of, somebody, token_of};
use crate::testing::{home, work};

/// What the bell of a session counts.
async fn bell(state: &AppState, token: &str) -> i64 {
    let session = crate::auth::store::session(state, token).await.expect("look").expect("live");
    centre::unread(state, &session.person).await.expect("a count")
}

on_both_engines! {
    async fn notices_come_page_by_page_each_once_and_count_as_unread_until_read(state: AppState) {
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let person = &home.actor.person;
        let token = token_of(&state, person).await;
        for n in 0..45 {
            // Some of them at one instant.
            state.clock.advance(i64::from(n % 3 == 0));
            let claim = file_claim(&state, &home, 0, 56_000).await;
            told(&state, &Tidings::ClaimReceived(&claim)).await;
        }
        let (mut after, mut seen) = (None, Vec::new());
        loop {
            let page = centre::page(&state, person, after.as_deref(), Lang::En).await.expect("a page");
            assert_eq!(page.unread, 45);
            seen.extend(page.lines.into_iter().map(|line| line.id));
            after = page.older;
            if after.is_none() {
                break;
            }
        }
        let each: std::collections::BTreeSet<&String> = seen.iter().collect();
        assert_eq!((seen.len(), each.len()), (45, 45));
        assert_eq!(bell(&state, &token).await, 45, "the bell counts the same");
        let way = centre::open(&state, person, &seen[0]).await.expect("a look").expect("found");
        assert!(way.path.starts_with("/claims/") && way.household.as_ref() == Some(&home.actor.household));
        assert_eq!(centre::unread(&state, person).await.expect("a count"), 44);
        centre::see_all(&state, person).await.expect("seen");
        assert_eq!((centre::unread(&state, person).await.expect("a count"), bell(&state, &token).await), (0, 0));
    }

    async fn nobody_reads_or_marks_the_notices_of_another(state: AppState) {
        let (robin, sam) = (home(&state, "Robin", &["Biscuit"]).await, home(&state, "Sam", &[]).await);
        let claim = file_claim(&state, &robin, 0, 56_000).await;
        told(&state, &Tidings::ClaimReceived(&claim)).await;
        let page = centre::page(&state, &robin.actor.person, None, Lang::En).await.expect("a page");
        let id = &page.lines[0].id;
        assert!(centre::open(&state, &sam.actor.person, id).await.expect("a look").is_none());
        assert!(centre::page(&state, &sam.actor.person, Some(id), Lang::En).await.expect("a page").lines.is_empty());
        assert_eq!(centre::unread(&state, &robin.actor.person).await.expect("a count"), 1);
    }

    async fn what_is_about_a_household_is_read_only_by_who_belongs_to_it(state: AppState) {
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let vera = member(&state, &home.actor, "Vera", &[Role::MemberView]).await.person;
        let token = token_of(&state, &vera).await;
        centre::see_all(&state, &vera).await.expect("seen");
        let claim = file_claim(&state, &home, 0, 56_000).await;
        told(&state, &Tidings::ClaimReceived(&claim)).await;
        assert_eq!(bell(&state, &token).await, 1);
        assert_eq!(centre::page(&state, &vera, None, Lang::En).await.expect("a page").unread, 1);
        crate::insert!(&state, "UPDATE \"grant\" SET to_at = $1 WHERE person_id = $2", state.clock.now(), &vera);
        let page = centre::page(&state, &vera, None, Lang::En).await.expect("a page");
        // Their own sign-in is all that is left.
        assert_eq!((page.lines.len(), page.lines[0].topic, page.unread, bell(&state, &token).await), (1, Topic::Security, 0, 0));
    }

    async fn a_new_browser_that_was_read_of_still_waits_for_its_answer(state: AppState) {
        let person = home(&state, "Robin", &[]).await.actor.person;
        told(&state, &Tidings::NewDevice { person: &person, device: "one", name: "Safari on iPhone" }).await;
        let count = async |sql: &'static str| -> i64 {
            let (count,): (i64,) = crate::fetch_one!(state.store.read(), (i64,), sql).expect("a count");
            count
        };
        centre::see_all(&state, &person).await.expect("seen");
        assert_eq!(count("SELECT COUNT(*) FROM notice WHERE read_at IS NULL").await, 1, "Home still asks");
        let page = centre::page(&state, &person, None, Lang::Es).await.expect("a page");
        assert_eq!(page.lines[0].title, "Nuevo inicio de sesión en su cuenta");
        assert!(crate::sessions::devices::that_was_me(&state, &person, &page.lines[0].id).await.expect("answered"));
        assert_eq!(count("SELECT COUNT(*) FROM notice WHERE read_at IS NULL").await, 0);
    }

    async fn staff_see_what_went_and_what_did_not_and_never_what_it_said(state: AppState) {
        let (state, letters) = lettered(&state);
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let claim = file_claim(&state, &home, 0, 56_000).await;
        told(&state, &Tidings::ClaimReceived(&claim)).await;
        work(&state).await;
        letters.fail(Some(|| crate::notify::ports::SendError::Refused("the mail server answered 554".into())));
        told(&state, &Tidings::ClaimWithdrawn(&claim)).await;
        work(&state).await;
        let sue = somebody(&state, "Sue").await;
        grant(&state, &sue.id, Role::Support, Scope::Book).await;
        let staff = session_of(&state, &sue.id).await.staff(&[Role::Support]).expect("staff");
        let lines = stands::of_household(&state, &staff, &home.actor.household, Lang::En).await.expect("lines");
        let said: Vec<(Topic, &str, Option<&str>)> = lines.iter().map(|line| (line.topic, line.stand.as_str(), line.why.map(|why| why.as_str()))).collect();
        assert_eq!(said.len(), 2);
        assert!(said.contains(&(Topic::Progress, "sent", None)) && said.contains(&(Topic::Progress, "failed", Some("unsendable"))), "{said:?}");
        assert!(!serde_json::to_string(&lines).expect("json").contains("Biscuit"));
        let counts = stands::counts(&state, Lang::En).await.expect("counts");
        assert_eq!((counts.channels[0].sent, counts.channels[0].failed, counts.channels[0].waiting), (1, 1, 0));
        assert_eq!(counts.whys.len(), 1);
    }
}
