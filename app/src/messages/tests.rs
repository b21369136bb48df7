use super::model::{Author, Said};
use super::{desk, internal, store};
use crate::auth::Role;
use crate::claims::asked::upload::one;
use crate::claims::model::ClaimState;
use crate::claims::store::{find, overview};
use crate::db::On;
use crate::documents::receive::arrived;
use crate::documents::store::shown;
use crate::error::AppError;
use crate::ids::ClaimId;
use crate::state::AppState;
use crate::testing::book::{file_claim, set_claim_state};
use crate::testing::people::member;
use crate::testing::talk::{png, staff};
use crate::testing::{Home, home, with_letters, work};
use crate::texts::Lang;
use crate::{fetch_one, on_both_engines};

async fn filed(state: &AppState) -> (Home, ClaimId) {
    let robin = home(state, "Robin", &["Biscuit"]).await;
    let claim = file_claim(state, &robin, 0, 48_640).await;
    (robin, claim)
}

fn said(words: &str) -> Said {
    Said::parse(words, Lang::En).expect("words")
}

async fn unread(state: &AppState, home: &Home, claim: &ClaimId) -> i64 {
    find(state, &home.actor, claim, Lang::En).await.expect("look").expect("found").summary.unread
}

on_both_engines! {
    async fn both_sides_write_and_each_sees_who_has_seen_it_and_when(state: AppState) {
        let (robin, claim) = filed(&state).await;
        let (state, letters) = with_letters(&state);
        let maya = staff(&state, "Maya", Role::Adjuster).await;
        store::write(&state, &robin.actor, &claim, "one", &said("Any news?")).await.expect("written");
        assert_eq!(desk::unseen(&state, &claim).await.expect("a count"), 1);
        let mine = store::read(&state, &robin.actor, &claim).await.expect("read").messages.remove(0);
        assert_eq!((mine.by, mine.own, mine.seen, mine.new), (Author::Policyholder, true, None, false));
        state.clock.advance(60_000);
        let whose = (&robin.actor.household, robin.actor.zone.as_str());
        let theirs = desk::read(&state, &maya, &claim, whose).await.expect("read").messages.remove(0);
        assert_eq!((theirs.name.as_str(), theirs.new), ("Robin", true));
        assert_eq!(desk::unseen(&state, &claim).await.expect("a count"), 0);
        let (by, at) = store::read(&state, &robin.actor, &claim).await.expect("read").messages.remove(0).seen.expect("seen");
        assert_eq!((by.as_str(), at.hour, at.minute), ("Maya", 12, 1));
        state.clock.advance(60_000);
        desk::write(&state, &maya, &claim, "two", &said("By Friday.")).await.expect("written");
        assert_eq!(unread(&state, &robin, &claim).await, 1);
        assert_eq!(overview(&state, &robin.actor, None, Lang::En).await.expect("a list").current[0].unread, 1);
        let thread = store::read(&state, &robin.actor, &claim).await.expect("read").messages;
        assert_eq!(thread.iter().map(|one| (one.words.as_str(), one.new)).collect::<Vec<_>>(), [("Any news?", false), ("By Friday.", true)]);
        assert_eq!(unread(&state, &robin, &claim).await, 0);
        assert!(!store::read(&state, &robin.actor, &claim).await.expect("read").messages[1].new, "seen once is seen");
        work(&state).await;
        let mail = letters.mail();
        assert_eq!((mail.len(), mail[0].subject.as_str()), (1, "A message about Biscuit's claim"));
        assert!(!mail[0].text.contains("By Friday"), "what was written stays in the portal");
    }

    async fn the_same_form_sent_twice_is_one_message(state: AppState) {
        let (robin, claim) = filed(&state).await;
        let hello = said("Hello");
        let (one, two) = tokio::join!(
            store::write(&state, &robin.actor, &claim, "key", &hello),
            store::write(&state, &robin.actor, &claim, "key", &hello)
        );
        one.and(two).expect("both");
        assert_eq!(store::read(&state, &robin.actor, &claim).await.expect("read").messages.len(), 1);
    }

    async fn a_file_goes_with_the_next_message_and_is_seen_by_nobody_else_before(state: AppState) {
        let (robin, claim) = filed(&state).await;
        let maya = staff(&state, "Maya", Role::Support).await;
        let to = desk::place(&state, &maya, &claim).await.expect("a place");
        one(&state, &to, arrived("form-key-1", "form.png", &png(1)).await).await.expect("kept");
        let whose = (&robin.actor.household, robin.actor.zone.as_str());
        let ready = desk::read(&state, &maya, &claim, whose).await.expect("read").ready;
        let blob = ready[0].blob_id.clone().expect("kept");
        assert!(shown(&state, &robin.actor, &blob).await.expect("look").is_none(), "it is not sent yet");
        assert!(store::read(&state, &robin.actor, &claim).await.expect("read").ready.is_empty(), "each has their own");
        desk::write(&state, &maya, &claim, "one", &said("Please sign this.")).await.expect("written");
        let message = store::read(&state, &robin.actor, &claim).await.expect("read").messages.remove(0);
        assert_eq!((message.files.len(), message.files[0].file_name.as_str()), (1, "form.png"));
        assert!(shown(&state, &robin.actor, &blob).await.expect("look").is_some());
        assert!(desk::read(&state, &maya, &claim, whose).await.expect("read").ready.is_empty());
    }

    async fn only_who_may_reads_and_writes(state: AppState) {
        let (robin, claim) = filed(&state).await;
        let sam = home(&state, "Sam", &[]).await;
        let (sees, files) = (member(&state, &robin.actor, "Kim", &[Role::MemberView]).await, member(&state, &robin.actor, "Lee", &[Role::MemberFile]).await);
        for stranger in [&sam.actor, &files] {
            assert_eq!(store::read(&state, stranger, &claim).await.map(drop), Err(AppError::NotFound));
        }
        assert!(!store::read(&state, &sees, &claim).await.expect("read").may_write);
        for stranger in [&sam.actor, &files, &sees] {
            assert_eq!(store::write(&state, stranger, &claim, "key", &said("Hello")).await, Err(AppError::NotFound));
            assert_eq!(store::place(&state, stranger, &claim).await.map(drop), Err(AppError::NotFound));
        }
        crate::insert!(state, "UPDATE claim SET submitted_by = $1 WHERE id = $2", &files.person, &claim);
        assert!(store::read(&state, &files, &claim).await.expect("read").may_write, "Lee filed it");
        let maya = staff(&state, "Maya", Role::Support).await;
        let none = ClaimId("none".into());
        assert_eq!(desk::write(&state, &maya, &none, "key", &said("Hello")).await, Err(AppError::NotFound));
        assert_eq!(internal::note(&state, &maya, &none, "key", &said("Hello")).await, Err(AppError::NotFound));
    }

    async fn no_question_of_a_customer_reaches_an_internal_note(state: AppState) {
        const SECRET: &str = "Looks like last year's invoice.";
        let (robin, claim) = filed(&state).await;
        let maya = staff(&state, "Maya", Role::Adjuster).await;
        let before = revision(&state, &robin).await;
        internal::note(&state, &maya, &claim, "note", &said(SECRET)).await.expect("written");
        assert_eq!(revision(&state, &robin).await, before, "nothing that the household is shown has changed");
        set_claim_state(&state, &claim, ClaimState::InReview).await;
        desk::write(&state, &maya, &claim, "one", &said("Hello")).await.expect("written");
        let notes = internal::notes(&state, &maya, &claim, "UTC").await.expect("read");
        assert_eq!(notes.iter().map(|note| (note.name.as_str(), note.words.as_str())).collect::<Vec<_>>(), [("Maya", SECRET)]);
        let told = [
            serde_json::to_string(&store::read(&state, &robin.actor, &claim).await.expect("read")),
            serde_json::to_string(&find(&state, &robin.actor, &claim, Lang::En).await.expect("look")),
            serde_json::to_string(&overview(&state, &robin.actor, None, Lang::En).await.expect("look")),
            serde_json::to_string(&crate::claims::appeal::store::of(&state, &robin.actor, &claim).await.expect("look")),
        ];
        for told in told {
            let told = told.expect("JSON");
            assert!(!told.contains(SECRET), "{told}");
        }
        assert_eq!(store::read(&state, &robin.actor, &claim).await.expect("read").messages.len(), 1);
        let whose = (&robin.actor.household, robin.actor.zone.as_str());
        assert_eq!(desk::read(&state, &maya, &claim, whose).await.expect("read").messages.len(), 1, "nor does it stand among the messages at the desk");
    }

    async fn what_was_said_cannot_be_changed(state: AppState) {
        let (robin, claim) = filed(&state).await;
        store::write(&state, &robin.actor, &claim, "one", &said("Hello")).await.expect("written");
        for sql in ["UPDATE message SET words = 'Goodbye'", "DELETE FROM message"] {
            let mut tx = state.store.begin().await.expect("tx");
            let refused = match tx.run() {
                On::Sqlite(db) => sqlx::query(sql).execute(db).await.is_err(),
                On::Postgres(db) => sqlx::query(sql).execute(db).await.is_err(),
            };
            assert!(refused, "{sql}");
        }
    }

    async fn each_message_counts_for_what_the_household_is_shown(state: AppState) {
        let (robin, claim) = filed(&state).await;
        let maya = staff(&state, "Maya", Role::Adjuster).await;
        let before = revision(&state, &robin).await;
        desk::write(&state, &maya, &claim, "one", &said("Hello")).await.expect("written");
        let written = revision(&state, &robin).await;
        assert!(written > before);
        store::read(&state, &robin.actor, &claim).await.expect("read");
        assert!(revision(&state, &robin).await > written, "it is no longer new");
    }
}

async fn revision(state: &AppState, home: &Home) -> i64 {
    let sql = "SELECT revision FROM household WHERE id = $1";
    let (revision,): (i64,) = fetch_one!(state.store.read(), (i64,), sql, &home.actor.household).expect("a household");
    revision
}

/// The statements that customers' functions run name the customer's thread or none; the internal one is named in one file.
#[test]
fn only_the_desks_own_file_names_the_internal_thread() {
    let mentions = |all: &[(&str, &str)]| all.iter().any(|(_, sql)| sql.contains("'internal'"));
    assert!(mentions(internal::ALL));
    for all in [
        store::ALL,
        desk::ALL,
        super::threads::ALL,
        crate::claims::store::ALL,
        crate::claims::store::detail::ALL,
        crate::home::store::ALL,
    ] {
        assert!(!mentions(all));
        for (name, sql) in all.iter().filter(|(_, sql)| sql.contains("JOIN message m")) {
            assert!(sql.contains("audience = 'customer'"), "{name}");
        }
    }
}
