//! Readings that end when the claim is filed already.

use super::*;
use crate::claims::intake::late;
use crate::claims::model::{EventKind, LateReading, Said};
use crate::claims::store as claims;
use crate::error::AppError;
use crate::ids::ClaimId;

async fn submitted(state: &AppState, home: &Home, draft: &DraftId) -> ClaimId {
    match submission::submit(state, &home.actor, draft, Lang::En).await {
        Ok(Submitted::Claim(claim)) => claim,
        other => panic!("no claim but {other:?}"),
    }
}

/// A household's claim whose one page waits to be read.
async fn filed_before_it_was_read(state: &AppState, total: &str) -> (Home, ClaimId) {
    let home = home(state, &format!("Robin{}", state.new_id()), &["Biscuit"]).await;
    let (draft, _) = add_page(state, &home, "image/jpeg").await;
    answer(state, &home, &draft, total, None).await;
    let claim = submitted(state, &home, &draft).await;
    (home, claim)
}

/// What the claim's own page offers.
async fn late(state: &AppState, home: &Home, claim: &ClaimId) -> Option<LateReading> {
    let mut db = state.store.reading().await.expect("a connection");
    late::offer(&mut db, state, &home.actor, claim).await.expect("a look")
}

async fn say(state: &AppState, home: &Home, claim: &ClaimId, mark: &str, said: Said) -> Result<(), AppError> {
    late::answer(state, &home.actor, claim, mark, said).await
}

on_both_engines! {
    async fn a_reading_that_ends_after_submission_is_kept_with_the_claim_and_decides_nothing_alone(state: AppState) {
        let state = with_reader(&state, Ok(vec![large()]));
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let (draft, _) = add_page(&state, &home, "image/jpeg").await;
        answer(&state, &home, &draft, "654.00", None).await;
        submit(&state, &home, &draft).await;
        assert_eq!(stands(&state).await, (ClaimState::Received, None, None));
        testing::work(&state).await;
        assert_eq!(stands(&state).await, (ClaimState::Received, visit(), Some(65_400)));
        let (confirmed, lines) = claimed(&state).await;
        assert!(!confirmed && lines.len() == 1, "nobody has confirmed lines");
        assert_eq!(open_tasks(&state).await, 1);
    }

    async fn a_claim_whose_lines_were_confirmed_is_decided_the_moment_the_last_page_is_read(state: AppState) {
        let state = with_reader(&state, Ok(vec![large()]));
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let (draft, _) = add_page(&state, &home, "image/jpeg").await;
        work(&state).await;
        let mark = offered(&state, &home, &draft).await.mark;
        answer(&state, &home, &draft, "654.00", Some(mark)).await;
        add_page(&state, &home, "image/jpeg").await;
        submit(&state, &home, &draft).await;
        while work_one(&state, Lane::Usual).await.expect("worked") {}
        assert_eq!((stands(&state).await.0, open_tasks(&state).await), (ClaimState::Received, 1));
        work(&with_reader(&state, Ok(vec![sheet(&["Terms of payment"], false)]))).await;
        assert_eq!(stands(&state).await, (ClaimState::Decided, visit(), Some(65_400)));
        assert_eq!((claimed(&state).await, open_tasks(&state).await), ((true, vec![("X-rays x4".to_owned(), 60_000), ("Ear drops".to_owned(), 5_400)]), 0));
    }

    async fn a_last_page_with_more_lines_undoes_what_was_confirmed_before_it(state: AppState) {
        let first = sheet(&["Date | 11/18/2026", "X-rays x4 | 600.00", "Ear drops | 54.00"], false);
        let state = with_reader(&state, Ok(vec![first]));
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let (draft, _) = add_page(&state, &home, "image/jpeg").await;
        work(&state).await;
        let mark = offered(&state, &home, &draft).await.mark;
        answer(&state, &home, &draft, "654.00", Some(mark)).await;
        add_page(&state, &home, "image/jpeg").await;
        submit(&state, &home, &draft).await;
        work(&with_reader(&state, Ok(vec![sheet(&["Cytology | 118.00", "Total | 772.00"], false)]))).await;
        assert_eq!(stands(&state).await, (ClaimState::Received, visit(), Some(77_200)));
        assert!(!claimed(&state).await.0);
    }

    async fn what_was_read_late_is_offered_on_the_claim_and_confirming_it_decides_the_claim(state: AppState) {
        let state = with_reader(&state, Ok(vec![large()]));
        let (home, claim) = filed_before_it_was_read(&state, "654.00").await;
        assert_eq!(late(&state, &home, &claim).await, None, "nothing is read yet");
        testing::work(&state).await;
        let late_reading = late(&state, &home, &claim).await.expect("an offer");
        let offered = &late_reading.offered;
        assert_eq!((offered.date.as_ref().map(|it| it.value), offered.total.as_ref().map(|it| it.value), offered.lines.len()), (visit(), Some(65_400), 2));
        assert!(offered.lines.iter().all(|line| line.cutting.is_some()) && offered.total.as_ref().is_some_and(|total| total.cutting.is_some()));
        assert_eq!(open_tasks(&state).await, 1);
        say(&state, &home, &claim, &late_reading.mark, Said::Right).await.expect("confirmed");
        assert_eq!(stands(&state).await, (ClaimState::Decided, visit(), Some(65_400)));
        assert_eq!((claimed(&state).await, open_tasks(&state).await), ((true, vec![("X-rays x4".to_owned(), 60_000), ("Ear drops".to_owned(), 5_400)]), 0));
        assert_eq!(names(&state).await, [(text("Harbor Animal Hospital"), None)]);
        assert_eq!(say(&state, &home, &claim, &late_reading.mark, Said::Right).await, Err(AppError::Conflict), "once");
        let detail = claims::find(&state, &home.actor, &claim, Lang::En).await.expect("a look").expect("found");
        assert!(detail.late.is_none() && detail.events.iter().any(|event| event.kind == EventKind::ReadingConfirmed));
    }

    async fn what_was_read_late_and_wrong_stays_with_a_person(state: AppState) {
        let state = with_reader(&state, Ok(vec![large()]));
        let (home, claim) = filed_before_it_was_read(&state, "654.00").await;
        testing::work(&state).await;
        let mark = late(&state, &home, &claim).await.expect("an offer").mark;
        say(&state, &home, &claim, &mark, Said::Wrong).await.expect("said");
        assert_eq!((stands(&state).await.0, open_tasks(&state).await), (ClaimState::Received, 1));
        let (confirmed, lines) = claimed(&state).await;
        assert!(!confirmed && lines.len() == 1 && names(&state).await == [(None, None)]);
        assert_eq!(late(&state, &home, &claim).await, None, "it is asked once");
    }

    async fn lines_that_come_to_another_total_than_was_answered_are_for_a_person(state: AppState) {
        let state = with_reader(&state, Ok(vec![large()]));
        let (home, claim) = filed_before_it_was_read(&state, "700.00").await;
        testing::work(&state).await;
        let mark = late(&state, &home, &claim).await.expect("an offer").mark;
        say(&state, &home, &claim, &mark, Said::Right).await.expect("said");
        assert_eq!((stands(&state).await.0, open_tasks(&state).await), (ClaimState::Received, 1));
        assert!(!claimed(&state).await.0);
        let signs = fetch_all!(state.store.read(), (String,), "SELECT kind FROM sign").expect("signs");
        assert_eq!(signs, [("edited_total".to_owned(),)]);
    }

    async fn a_claim_that_is_over_or_taken_up_offers_nothing_it_had_read(state: AppState) {
        for stands in ["in_review", "waiting_for_you", "decided", "paid", "withdrawn"] {
            let state = with_reader(&state, Ok(vec![large()]));
            let (home, claim) = filed_before_it_was_read(&state, "654.00").await;
            testing::work(&state).await;
            let mark = late(&state, &home, &claim).await.expect("an offer").mark;
            crate::insert!(&state, "UPDATE claim SET state = $1 WHERE id = $2", stands, &claim);
            assert_eq!(late(&state, &home, &claim).await, None, "{stands}");
            assert_eq!(say(&state, &home, &claim, &mark, Said::Right).await, Err(AppError::Conflict), "{stands}");
        }
    }

    async fn what_was_read_before_filing_and_not_confirmed_then_is_not_asked_again(state: AppState) {
        let state = with_reader(&state, Ok(vec![large()]));
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let (draft, _) = add_page(&state, &home, "image/jpeg").await;
        work(&state).await;
        state.clock.advance(1);
        answer(&state, &home, &draft, "654.00", None).await;
        let claim = submitted(&state, &home, &draft).await;
        assert_eq!(late(&state, &home, &claim).await, None);
    }

    async fn what_was_read_late_is_confirmed_only_as_it_was_seen_and_by_the_household(state: AppState) {
        let state = with_reader(&state, Ok(vec![large()]));
        let (home, claim) = filed_before_it_was_read(&state, "654.00").await;
        let stranger = self::home(&state, "Sam", &["Mochi"]).await;
        testing::work(&state).await;
        let mark = late(&state, &home, &claim).await.expect("an offer").mark;
        assert_eq!(say(&state, &stranger, &claim, &mark, Said::Right).await, Err(AppError::NotFound));
        assert_eq!(late(&state, &stranger, &claim).await, None);
        assert_eq!(say(&state, &home, &claim, "something else", Said::Right).await, Err(AppError::Conflict));
        assert_eq!(stands(&state).await.0, ClaimState::Received);
    }
}
