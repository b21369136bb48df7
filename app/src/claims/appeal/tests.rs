use super::model::{AppealState, Obstacle};
use super::store::{make, of, page, place, take_back};
use crate::auth::Role;
use crate::claims::asked::upload::one;
use crate::claims::model::{ClaimState, EventKind};
use crate::claims::store::{find, withdraw};
use crate::documents::receive::arrived;
use crate::error::AppError;
use crate::ids::ClaimId;
use crate::state::AppState;
use crate::testing::book::{decide, file_claim, pay_out, set_claim_state};
use crate::testing::people::member;
use crate::testing::talk::{png, staff};
use crate::testing::{Home, home};
use crate::texts::Lang;
use crate::workflow::clocks;
use crate::{fetch_one, insert, on_both_engines};

/// A claim of two lines.
async fn filed(state: &AppState, home: &Home) -> ClaimId {
    let claim = file_claim(state, home, 0, 48_640).await;
    let sql =
        "INSERT INTO claim_line (id, claim_id, position, description, amount_cents) VALUES ($1, $2, 1, 'Consultation', 6800), ($3, $2, 2, 'Nail trim', 41840)";
    insert!(state, sql, state.new_id(), &claim, state.new_id());
    claim
}

async fn decided(state: &AppState, home: &Home) -> ClaimId {
    let claim = filed(state, home).await;
    decide(state, &claim, 5_000, 1_000).await;
    claim
}

async fn stands(state: &AppState, home: &Home, claim: &ClaimId) -> ClaimState {
    find(state, &home.actor, claim, Lang::En).await.expect("look").expect("found").summary.state
}

fn sentence(error: AppError) -> String {
    error.fields().first().map_or_else(|| panic!("{error}"), |field| field.message.clone())
}

on_both_engines! {
    async fn a_line_is_appealed_with_words_and_files_and_the_claim_is_read_again(state: AppState) {
        let robin = home(&state, "Robin", &["Biscuit"]).await;
        let claim = decided(&state, &robin).await;
        let to = place(&state, &robin.actor, &claim, 2).await.expect("a place");
        one(&state, &to, arrived("proof-key-1", "letter.png", &png(1)).await).await.expect("kept");
        assert_eq!(page(&state, &robin.actor, &claim, 2).await.expect("a page").ready.len(), 1);
        make(&state, &robin.actor, &claim, 2, "It was an injury.", Lang::En).await.expect("appealed");
        let detail = find(&state, &robin.actor, &claim, Lang::En).await.expect("look").expect("found");
        assert_eq!(detail.summary.state, ClaimState::InReview);
        assert_eq!(detail.summary.answer_by, clocks::answer_by("NY", state.clock.today(&robin.actor.zone)), "the time for a decision begins anew");
        assert_eq!(detail.events.last().map(|event| event.kind), Some(EventKind::Appealed));
        let appeals = of(&state, &robin.actor, &claim).await.expect("a look");
        assert_eq!((appeals.len(), appeals[0].line, appeals[0].description.as_str(), appeals[0].files.len()), (1, 2, "Nail trim", 1));
        assert_eq!(page(&state, &robin.actor, &claim, 2).await.expect("a page").ready.len(), 0);
        let sql = "SELECT COUNT(*) FROM task WHERE subject_id = $1 AND state = 'open' AND reason = 'claim_to_decide'";
        assert_eq!(fetch_one!(state.store.read(), (i64,), sql, &claim).expect("a count"), (1,));
    }

    async fn a_claim_that_was_withdrawn_is_not_appealed_and_the_person_is_told_why(state: AppState) {
        let robin = home(&state, "Robin", &["Biscuit"]).await;
        let claim = decided(&state, &robin).await;
        set_claim_state(&state, &claim, ClaimState::Withdrawn).await;
        assert_eq!(page(&state, &robin.actor, &claim, 1).await.expect("a page").obstacle, Some(Obstacle::Withdrawn));
        let said = make(&state, &robin.actor, &claim, 1, "But", Lang::En).await.expect_err("refused");
        assert_eq!(sentence(said), "You took this claim back, so there is nothing to look at again. If you want it decided after all, file it again.");
        assert_eq!(place(&state, &robin.actor, &claim, 1).await.map(drop), Err(AppError::Conflict));
        assert_eq!(stands(&state, &robin, &claim).await, ClaimState::Withdrawn);
        assert!(of(&state, &robin.actor, &claim).await.expect("a look").is_empty());
    }

    async fn an_undecided_line_waits_for_its_decision(state: AppState) {
        let robin = home(&state, "Robin", &["Biscuit"]).await;
        let claim = filed(&state, &robin).await;
        let said = make(&state, &robin.actor, &claim, 1, "But", Lang::En).await.expect_err("refused");
        assert!(sentence(said).starts_with("It is not decided yet."));
        assert_eq!(stands(&state, &robin, &claim).await, ClaimState::Received);
    }

    async fn a_line_has_one_open_appeal_however_close_together_two_are_made(state: AppState) {
        let robin = home(&state, "Robin", &["Biscuit"]).await;
        let claim = decided(&state, &robin).await;
        let (one, two) = tokio::join!(
            make(&state, &robin.actor, &claim, 1, "One", Lang::En),
            make(&state, &robin.actor, &claim, 1, "Two", Lang::En)
        );
        let refused: Vec<AppError> = [one, two].into_iter().filter_map(Result::err).collect();
        assert_eq!(refused.len(), 1);
        assert!(sentence(refused[0].clone()).starts_with("You appealed this line already"));
        make(&state, &robin.actor, &claim, 2, "The other line", Lang::En).await.expect("another line");
        assert_eq!(of(&state, &robin.actor, &claim).await.expect("a look").len(), 2);
    }

    async fn a_claim_that_is_appealed_is_not_withdrawn_but_its_appeal_is_taken_back(state: AppState) {
        let robin = home(&state, "Robin", &["Biscuit"]).await;
        let claim = decided(&state, &robin).await;
        make(&state, &robin.actor, &claim, 1, "One", Lang::En).await.expect("appealed");
        let detail = find(&state, &robin.actor, &claim, Lang::En).await.expect("look").expect("found");
        assert_eq!((detail.summary.state, detail.may_withdraw), (ClaimState::InReview, false));
        assert_eq!(withdraw(&state, &robin.actor, &claim).await, Err(AppError::Conflict));
        assert_eq!(stands(&state, &robin, &claim).await, ClaimState::InReview);
    }

    async fn taken_back_the_decision_stands_again(state: AppState) {
        let robin = home(&state, "Robin", &["Biscuit"]).await;
        for (payout, before) in [(None, ClaimState::Decided), (Some(crate::billing::model::PayoutState::Arrived), ClaimState::Paid)] {
            let claim = decided(&state, &robin).await;
            if let Some(payout) = payout {
                pay_out(&state, &robin, &claim, 1_000, payout).await;
            }
            set_claim_state(&state, &claim, before).await;
            let first = make(&state, &robin.actor, &claim, 1, "One", Lang::En).await.expect("appealed");
            let second = make(&state, &robin.actor, &claim, 2, "Two", Lang::En).await.expect("appealed");
            take_back(&state, &robin.actor, &first).await.expect("taken back");
            assert_eq!(stands(&state, &robin, &claim).await, ClaimState::InReview, "one is left");
            take_back(&state, &robin.actor, &second).await.expect("taken back");
            assert_eq!(stands(&state, &robin, &claim).await, before);
            assert_eq!(take_back(&state, &robin.actor, &second).await.map(drop), Err(AppError::Conflict));
            make(&state, &robin.actor, &claim, 1, "After all", Lang::En).await.expect("appealed again");
        }
    }

    async fn an_answer_is_shown_with_its_reason_and_who_gave_it_and_cannot_be_taken_back(state: AppState) {
        let robin = home(&state, "Robin", &["Biscuit"]).await;
        let claim = decided(&state, &robin).await;
        let appeal = make(&state, &robin.actor, &claim, 2, "It was an injury.", Lang::En).await.expect("appealed");
        let maya = staff(&state, "Maya", Role::Adjuster).await;
        let sql = "UPDATE appeal SET state = 'upheld', answer = 'The record says a nail trim.', answered_at = $1, answered_by = $2 WHERE id = $3";
        insert!(state, sql, state.clock.now(), &maya.person, &appeal);
        let shown = of(&state, &robin.actor, &claim).await.expect("a look").remove(0);
        assert_eq!((shown.state, shown.answer.as_deref(), shown.answered_by.as_deref()), (AppealState::Upheld, Some("The record says a nail trim."), Some("Maya")));
        assert_eq!(take_back(&state, &robin.actor, &appeal).await.map(drop), Err(AppError::Conflict));
        assert!(make(&state, &robin.actor, &claim, 2, "There is a new record.", Lang::En).await.is_ok(), "new evidence may come");
    }

    async fn only_who_may_appeals_and_a_foreign_claim_is_not_found(state: AppState) {
        let (robin, sam) = (home(&state, "Robin", &["Biscuit"]).await, home(&state, "Sam", &["Juno"]).await);
        let claim = decided(&state, &robin).await;
        let appeal = make(&state, &robin.actor, &claim, 1, "One", Lang::En).await.expect("appealed");
        let (sees, files) = (member(&state, &robin.actor, "Kim", &[Role::MemberView, Role::MemberFile]).await, member(&state, &robin.actor, "Lee", &[Role::MemberFile]).await);
        for stranger in [&sam.actor, &files] {
            assert_eq!(page(&state, stranger, &claim, 2).await.map(drop), Err(AppError::NotFound));
            assert_eq!(of(&state, stranger, &claim).await.map(drop), Err(AppError::NotFound));
        }
        assert_eq!(page(&state, &sees, &claim, 2).await.expect("a page").obstacle, Some(Obstacle::NotYours));
        for stranger in [&sam.actor, &files, &sees] {
            assert_eq!(make(&state, stranger, &claim, 2, "Mine", Lang::En).await.map(drop), Err(AppError::NotFound));
            assert_eq!(take_back(&state, stranger, &appeal).await.map(drop), Err(AppError::NotFound));
        }
        for line in [0, 3, -1, i64::MAX] {
            assert_eq!(page(&state, &robin.actor, &claim, line).await.map(drop), Err(AppError::NotFound), "{line}");
        }
    }
}
