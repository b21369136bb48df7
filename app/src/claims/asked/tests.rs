use super::reminders;
use super::store::{answer, arrive, ask, confirm, own, place, remove};
use super::upload::one;
use crate::auth::{Adjuster, HouseholdActor, Role};
use crate::claims::asked::model::NewAsk;
use crate::claims::model::{Actor, ClaimDetail, ClaimState, EventKind};
use crate::claims::store::{find, withdraw};
use crate::claims::view::what_is_missing;
use crate::documents::attachments::Place;
use crate::documents::attachments_model::FileState;
use crate::documents::model::Refusal;
use crate::documents::receive::arrived;
use crate::documents::store::shown;
use crate::error::AppError;
use crate::ids::{ClaimId, RequirementId};
use crate::state::AppState;
use crate::testing::book::{file_claim, set_claim_state};
use crate::testing::people::member;
use crate::testing::talk::{adjuster, asks, png};
use crate::testing::{Home, home, with_letters, work};
use crate::texts::Lang;
use crate::workflow::model::{Owner, RequirementState, Verdict, What};
use crate::{fetch_one, on_both_engines};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// A claim of Robin's, and an adjuster who may ask about it.
async fn filed(state: &AppState) -> (Home, ClaimId, Adjuster) {
    let robin = home(state, "Robin", &["Biscuit"]).await;
    let claim = file_claim(state, &robin, 0, 48_640).await;
    (robin, claim, adjuster(state, "Maya").await)
}

async fn look(state: &AppState, actor: &HouseholdActor, claim: &ClaimId) -> ClaimDetail {
    find(state, actor, claim, Lang::En).await.expect("a look").expect("a claim")
}

async fn stands(state: &AppState, home: &Home, claim: &ClaimId) -> (ClaimState, Vec<RequirementState>) {
    let detail = look(state, &home.actor, claim).await;
    (detail.summary.state, detail.requirements.iter().map(|one| one.state).collect())
}

/// Sends a file, a second after whatever was before.
async fn send(state: &AppState, place: &Place, key: &str, bytes: &[u8]) -> Result<(), Refusal> {
    state.clock.advance(1000);
    one(state, place, arrived(key, "record.png", bytes).await).await.map(drop)
}

async fn supply(state: &AppState, home: &Home, requirement: &RequirementId, key: &str) {
    let place = place(state, &home.actor, requirement).await.expect("a place");
    send(state, &place, key, &png(7)).await.expect("kept");
}

fn kinds(detail: &ClaimDetail) -> Vec<EventKind> {
    detail.events.iter().map(|event| event.kind).collect()
}

on_both_engines! {
    async fn a_claim_waits_for_what_is_asked_and_goes_on_the_moment_all_of_it_came(state: AppState) {
        let (robin, claim, maya) = filed(&state).await;
        let record = asks(&state, &maya, &claim, What::MedicalRecord, Owner::Vet).await;
        assert_eq!(stands(&state, &robin, &claim).await, (ClaimState::WaitingForVet, vec![RequirementState::Open]));
        state.clock.advance(1000);
        let page = asks(&state, &maya, &claim, What::InvoicePage, Owner::Policyholder).await;
        let detail = look(&state, &robin.actor, &claim).await;
        assert_eq!(detail.summary.state, ClaimState::WaitingForYou, "what the person owes comes first");
        assert_eq!(detail.summary.missing.map(|missing| (missing.what, missing.confirm)), Some((What::InvoicePage, false)));
        assert_eq!(detail.requirements[0].asked_by.as_deref(), Some("Maya"));
        assert_eq!(detail.requirements[0].words, "We need to see when it began.");
        supply(&state, &robin, &page, "page-key-1").await;
        assert_eq!(stands(&state, &robin, &claim).await.0, ClaimState::WaitingForVet);
        supply(&state, &robin, &record, "record-key-1").await;
        assert_eq!(stands(&state, &robin, &claim).await, (ClaimState::InReview, vec![RequirementState::Supplied; 2]));
        let detail = look(&state, &robin.actor, &claim).await;
        assert_eq!(kinds(&detail), [EventKind::ReviewBegun, EventKind::AskedVet, EventKind::AskedYou, EventKind::Supplied, EventKind::Supplied]);
        assert_eq!(detail.events[0].name.as_deref(), Some("Maya"));
    }

    async fn what_cannot_be_used_is_sent_back_with_why_and_supplied_again(state: AppState) {
        let (robin, claim, maya) = filed(&state).await;
        let (state, letters) = with_letters(&state);
        let asked = asks(&state, &maya, &claim, What::ItemisedInvoice, Owner::Policyholder).await;
        supply(&state, &robin, &asked, "first-key-1").await;
        state.clock.advance(1000);
        let due = state.clock.today(&robin.actor.zone).plus_days(5);
        answer(&state, &maya, &asked, Verdict::SendBack, "The total is cut off.", Some(due)).await.expect("sent back");
        let detail = look(&state, &robin.actor, &claim).await;
        assert_eq!((detail.summary.state, detail.requirements[0].state, detail.requirements[0].due_on), (ClaimState::WaitingForYou, RequirementState::SentBack, due));
        assert_eq!(detail.requirements[0].resolution.as_deref(), Some("The total is cut off."));
        assert_eq!(detail.requirements[0].resolved_by.as_deref(), Some("Maya"));
        assert_eq!(detail.requirements[0].files.len(), 1, "what came stays to be seen");
        supply(&state, &robin, &asked, "second-key-1").await;
        assert_eq!(stands(&state, &robin, &claim).await, (ClaimState::InReview, vec![RequirementState::Supplied]));
        answer(&state, &maya, &asked, Verdict::Accept, "", None).await.expect("accepted");
        assert_eq!(stands(&state, &robin, &claim).await, (ClaimState::InReview, vec![RequirementState::Accepted]));
        let pages = look(&state, &robin.actor, &claim).await.pages;
        assert_eq!(pages.len(), 1, "what was accepted is a page of the claim, what was sent back is none");
        assert_eq!(answer(&state, &maya, &asked, Verdict::Accept, "", None).await, Err(AppError::Conflict));
        let late = place(&state, &robin.actor, &asked).await.expect("a place");
        assert_eq!(send(&state, &late, "third-key-1", &png(9)).await, Err(Refusal::TooLate), "it is accepted");
        work(&state).await;
        let subjects: Vec<String> = letters.mail().into_iter().map(|mail| mail.subject).collect();
        let what = what_is_missing(What::ItemisedInvoice, Lang::En);
        assert_eq!(subjects, [Lang::En.notify_asked("Biscuit", what), Lang::En.notify_sent_back("Biscuit", what)]);
    }

    async fn what_is_let_go_says_why_and_by_whom_and_frees_the_claim(state: AppState) {
        let (robin, claim, maya) = filed(&state).await;
        let asked = asks(&state, &maya, &claim, What::LabResult, Owner::Vet).await;
        answer(&state, &maya, &asked, Verdict::Waive, "The record says it already.", None).await.expect("waived");
        let detail = look(&state, &robin.actor, &claim).await;
        assert_eq!((detail.summary.state, detail.requirements[0].state), (ClaimState::InReview, RequirementState::Waived));
        assert_eq!((detail.requirements[0].resolved_by.as_deref(), detail.requirements[0].resolution.as_deref()), (Some("Maya"), Some("The record says it already.")));
        assert_eq!(kinds(&detail).last(), Some(&EventKind::NotNeeded));
        let due = state.clock.today(&robin.actor.zone).plus_days(9);
        answer(&state, &maya, &asked, Verdict::Again, "", Some(due)).await.expect("asked again");
        assert_eq!(stands(&state, &robin, &claim).await, (ClaimState::WaitingForVet, vec![RequirementState::Open]));
    }

    async fn of_two_who_answer_at_once_one_is_told_that_it_is_done(state: AppState) {
        let (robin, claim, maya) = filed(&state).await;
        let noor = adjuster(&state, "Noor").await;
        let asked = asks(&state, &maya, &claim, What::MedicalRecord, Owner::Policyholder).await;
        supply(&state, &robin, &asked, "record-key-1").await;
        state.clock.advance(1000);
        let due = Some(state.clock.today(&robin.actor.zone).plus_days(5));
        let (one, two) = tokio::join!(
            answer(&state, &maya, &asked, Verdict::Waive, "We have it.", None),
            answer(&state, &noor, &asked, Verdict::SendBack, "It is another animal's.", due)
        );
        // Sending back what was let go, or letting go what was sent back: only the second may stand on the first.
        let sent_back_first = two.is_ok();
        assert!(one.is_ok() || sent_back_first);
        let (stood, of) = stands(&state, &robin, &claim).await;
        match of[0] {
            RequirementState::Waived => assert_eq!(stood, ClaimState::InReview),
            RequirementState::SentBack => assert!(one.is_err() && stood == ClaimState::WaitingForYou),
            other => panic!("{other}"),
        }
        let (one, two) = tokio::join!(
            answer(&state, &maya, &asked, Verdict::Accept, "", None),
            answer(&state, &noor, &asked, Verdict::Accept, "", None)
        );
        assert!(one.is_err() && two.is_err(), "there is nothing to accept");
    }

    async fn two_who_accept_at_once_accept_it_once(state: AppState) {
        let (robin, claim, maya) = filed(&state).await;
        let noor = adjuster(&state, "Noor").await;
        let asked = asks(&state, &maya, &claim, What::MedicalRecord, Owner::Policyholder).await;
        supply(&state, &robin, &asked, "record-key-1").await;
        let (one, two) = tokio::join!(
            answer(&state, &maya, &asked, Verdict::Accept, "", None),
            answer(&state, &noor, &asked, Verdict::Accept, "", None)
        );
        assert_eq!([one, two].iter().filter(|done| **done == Err(AppError::Conflict)).count(), 1);
    }

    async fn a_file_that_cannot_be_used_is_listed_with_why_and_does_not_count(state: AppState) {
        let (robin, claim, maya) = filed(&state).await;
        let asked = asks(&state, &maya, &claim, What::MedicalRecord, Owner::Policyholder).await;
        let to = place(&state, &robin.actor, &asked).await.expect("a place");
        assert_eq!(send(&state, &to, "same-key-1", b"hello, I am a cat").await, Err(Refusal::UnknownKind));
        let harmful = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF";
        assert!(send(&state, &to, "other-key-1", harmful).await.is_err());
        let detail = look(&state, &robin.actor, &claim).await;
        let files: Vec<_> = detail.requirements[0].files.iter().map(|file| (file.state, file.refusal.is_some(), file.blob_id.is_some())).collect();
        assert_eq!(files, [(FileState::Failed, true, false), (FileState::Quarantined, true, false)]);
        assert_eq!(detail.summary.state, ClaimState::WaitingForYou);
        send(&state, &to, "same-key-1", &png(3)).await.expect("the same file, mended");
        let detail = look(&state, &robin.actor, &claim).await;
        assert_eq!(detail.requirements[0].files.iter().filter(|file| file.state == FileState::Checked).count(), 1);
        assert_eq!((detail.requirements[0].files.len(), detail.summary.state), (2, ClaimState::InReview));
    }

    async fn the_same_file_sent_twice_is_one_and_one_taken_back_is_owed_again(state: AppState) {
        let (robin, claim, maya) = filed(&state).await;
        let asked = asks(&state, &maya, &claim, What::MedicalRecord, Owner::Policyholder).await;
        supply(&state, &robin, &asked, "record-key-1").await;
        supply(&state, &robin, &asked, "record-key-1").await;
        let detail = look(&state, &robin.actor, &claim).await;
        assert_eq!((detail.requirements[0].files.len(), kinds(&detail).iter().filter(|kind| **kind == EventKind::Supplied).count()), (1, 1));
        let file = detail.requirements[0].files[0].clone();
        let sam = home(&state, "Sam", &[]).await;
        assert_eq!(remove(&state, &sam.actor, &file.id).await, Err(AppError::NotFound));
        remove(&state, &robin.actor, &file.id).await.expect("taken back");
        assert_eq!(stands(&state, &robin, &claim).await, (ClaimState::WaitingForYou, vec![RequirementState::Open]));
        assert_eq!(remove(&state, &robin.actor, &file.id).await, Err(AppError::NotFound));
    }

    async fn only_who_may_answers_what_is_asked(state: AppState) {
        let (robin, claim, maya) = filed(&state).await;
        let sam = home(&state, "Sam", &["Juno"]).await;
        let asked = asks(&state, &maya, &claim, What::MedicalRecord, Owner::Policyholder).await;
        let helper = member(&state, &robin.actor, "Kim", &[Role::MemberView, Role::MemberFile]).await;
        for stranger in [&sam.actor, &helper] {
            assert_eq!(place(&state, stranger, &asked).await.map(drop), Err(AppError::NotFound), "Kim sees it and did not file it");
            assert_eq!(own(&state, stranger, &asked).await.map(drop), Err(AppError::NotFound));
            assert_eq!(confirm(&state, stranger, &asked, true).await.map(drop), Err(AppError::NotFound));
        }
        crate::insert!(state, "UPDATE claim SET submitted_by = $1 WHERE id = $2", &helper.person, &claim);
        assert!(place(&state, &helper, &asked).await.is_ok(), "Kim filed it");
        assert!(place(&state, &robin.actor, &asked).await.is_ok(), "the policyholder may always");
    }

    async fn a_member_who_sees_only_what_they_filed_opens_its_files_alone(state: AppState) {
        let (robin, claim, maya) = filed(&state).await;
        let asked = asks(&state, &maya, &claim, What::MedicalRecord, Owner::Policyholder).await;
        supply(&state, &robin, &asked, "record-key-1").await;
        let blob = look(&state, &robin.actor, &claim).await.requirements[0].files[0].blob_id.clone().expect("kept");
        let helper = member(&state, &robin.actor, "Kim", &[Role::MemberFile]).await;
        assert!(shown(&state, &helper, &blob).await.expect("a look").is_none());
        crate::insert!(state, "UPDATE claim SET submitted_by = $1 WHERE id = $2", &helper.person, &claim);
        assert!(shown(&state, &helper, &blob).await.expect("a look").is_some());
        let sam = home(&state, "Sam", &[]).await;
        assert!(shown(&state, &sam.actor, &blob).await.expect("a look").is_none());
    }

    async fn nothing_is_asked_about_a_claim_that_is_over_and_nothing_twice(state: AppState) {
        let (robin, claim, maya) = filed(&state).await;
        asks(&state, &maya, &claim, What::MedicalRecord, Owner::Vet).await;
        let again = NewAsk {
            what: What::MedicalRecord,
            owner: Owner::Vet,
            due_on: state.clock.today(&robin.actor.zone).plus_days(9),
            words: "We need to see when it began.".into(),
        };
        assert_eq!(ask(&state, &maya, &claim, &again).await.map(drop), Err(AppError::Conflict));
        for over in [ClaimState::Decided, ClaimState::Paid, ClaimState::Withdrawn] {
            let claim = file_claim(&state, &robin, 0, 1_000).await;
            set_claim_state(&state, &claim, over).await;
            assert_eq!(ask(&state, &maya, &claim, &again).await.map(drop), Err(AppError::Conflict), "{over}");
        }
        assert_eq!(ask(&state, &maya, &ClaimId("none".into()), &again).await.map(drop), Err(AppError::NotFound));
    }

    async fn a_claim_that_is_withdrawn_wants_nothing_any_more(state: AppState) {
        let (robin, claim, maya) = filed(&state).await;
        let asked = asks(&state, &maya, &claim, What::MedicalRecord, Owner::Policyholder).await;
        let to = place(&state, &robin.actor, &asked).await.expect("a place");
        withdraw(&state, &robin.actor, &claim).await.expect("withdrawn");
        assert_eq!(send(&state, &to, "late-key-1", &png(1)).await, Err(Refusal::TooLate));
        assert_eq!(stands(&state, &robin, &claim).await, (ClaimState::Withdrawn, vec![RequirementState::Waived]));
        assert_eq!(answer(&state, &maya, &asked, Verdict::Again, "", None).await, Err(AppError::Conflict));
    }

    async fn a_reminder_goes_once_per_day_and_item_however_many_servers_look(state: AppState) {
        let (robin, claim, maya) = filed(&state).await;
        let (state, letters) = with_letters(&state);
        let asked = asks(&state, &maya, &claim, What::MedicalRecord, Owner::Policyholder).await;
        reminders::run(&state).await.expect("nothing is due");
        work(&state).await;
        assert_eq!(letters.mail().len(), 1, "only that it was asked");
        // Asked on the 20th for the 27th, at noon: on the 24th three days are left.
        state.clock.advance(4 * DAY_MS);
        let (one, two) = tokio::join!(reminders::run(&state), reminders::run(&state));
        one.and(two).expect("both");
        reminders::run(&state).await.expect("and again");
        work(&state).await;
        assert_eq!(letters.mail().len(), 2);
        assert_eq!(letters.mail()[1].subject, Lang::En.notify_reminder("Biscuit", what_is_missing(What::MedicalRecord, Lang::En)));
        state.clock.advance(DAY_MS);
        reminders::run(&state).await.expect("two days are left");
        state.clock.advance(DAY_MS);
        reminders::run(&state).await.expect("one day is left");
        work(&state).await;
        assert_eq!(letters.mail().len(), 3);
        supply(&state, &robin, &asked, "record-key-1").await;
        state.clock.advance(7 * DAY_MS);
        reminders::run(&state).await.expect("it is here");
        work(&state).await;
        assert_eq!(letters.mail().len(), 3);
    }

    async fn when_its_day_has_passed_the_desk_has_a_task_and_nothing_is_declined(state: AppState) {
        let (robin, claim, maya) = filed(&state).await;
        crate::claims::jobs::route(&state, &claim).await.expect("routed");
        asks(&state, &maya, &claim, What::MedicalRecord, Owner::Policyholder).await;
        state.clock.advance(8 * DAY_MS);
        let (one, two) = tokio::join!(reminders::run(&state), reminders::run(&state));
        one.and(two).expect("both");
        let sql = "SELECT COUNT(*), MIN(due_on) FROM task WHERE subject_id = $1 AND state = 'open'";
        let (tasks, due): (i64, crate::day::Day) = fetch_one!(state.store.read(), (i64, crate::day::Day), sql, &claim).expect("a task");
        assert_eq!((tasks, due), (1, state.clock.today(&robin.actor.zone)), "the adjusters' task is due today");
        let (state_now, of) = stands(&state, &robin, &claim).await;
        assert_eq!((state_now, of), (ClaimState::WaitingForYou, vec![RequirementState::Open]));
        let detail = look(&state, &robin.actor, &claim).await;
        assert!(detail.decision.is_none() && detail.events.iter().all(|event| event.by != Actor::Rules));
    }

    async fn a_file_written_down_late_finds_that_it_is_not_wanted(state: AppState) {
        let (robin, claim, maya) = filed(&state).await;
        let asked = asks(&state, &maya, &claim, What::MedicalRecord, Owner::Policyholder).await;
        let to = place(&state, &robin.actor, &asked).await.expect("a place");
        let kept = crate::documents::attachments::take(&state, &to, arrived("late-key-1", "a.png", &png(1)).await).await.expect("judged").expect("new");
        answer(&state, &maya, &asked, Verdict::Waive, "We have it.", None).await.expect("waived");
        assert_eq!(arrive(&state, &to, &kept).await, Err(AppError::Conflict));
    }
}
