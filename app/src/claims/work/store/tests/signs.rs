use sqlx::types::Json;

use super::*;
use crate::claims::rules::instant::Why;
use crate::claims::rules::signs::{SignKind, parts};
use crate::claims::store::decide_at_once;
use crate::claims::work::store::change::{clear_sign, name_invoice};
use crate::{fetch_one, on_both_engines};

/// A claim whose lines were read and confirmed, that the rules would pay at once; `days` before today.
async fn clear(state: &AppState, home: &Home, cents: i64, days: i32) -> ClaimId {
    let claim = in_review(state, home, &[("Ear drops", cents)]).await;
    let visit_on = state.clock.today("America/New_York").plus_days(-days);
    insert!(
        state,
        "UPDATE claim SET state = 'received', lines_confirmed = $1, visit_on = $2 WHERE id = $3",
        true,
        visit_on,
        &claim
    );
    claim
}

async fn at_once(state: &AppState, claim: &ClaimId) -> bool {
    let mut tx = state.store.begin().await.expect("tx");
    let done = decide_at_once(&mut tx, state, claim).await.expect("a look");
    tx.commit().await.expect("commit");
    done
}

async fn why(state: &AppState, claim: &ClaimId) -> Vec<Why> {
    let sql = "SELECT why FROM assessment WHERE claim_id = $1 ORDER BY at DESC, id DESC LIMIT 1";
    let (Json(why),): (Json<Vec<Why>>,) = fetch_one!(state.store.read(), (Json<Vec<Why>>,), sql, claim).expect("an assessment");
    why
}

/// A page whose picture looks like this.
async fn picture(state: &AppState, home: &Home, claim: &ClaimId, print: u64) {
    let page = page(state, home, claim).await;
    let [first, second, third, fourth] = parts(print);
    insert!(
        state,
        "INSERT INTO blob_print (blob_id, print, part_0, part_1, part_2, part_3) SELECT blob_id, $1, $2, $3, $4, $5 FROM claim_page WHERE id = $6",
        print.cast_signed(),
        first,
        second,
        third,
        fourth,
        &page
    );
}

fn kinds(work: &Work) -> Vec<SignKind> {
    work.signs.iter().map(|sign| sign.kind).collect()
}

on_both_engines! {
    async fn the_same_picture_in_another_households_claim_is_for_a_person(state: AppState) {
        let (robin, sam) = (crate::testing::home(&state, "Robin", &["Biscuit"]).await, crate::testing::home(&state, "Sam", &["Juno"]).await);
        let maya = desk(&state, "Maya").await;
        let (first, second, third) = (clear(&state, &robin, 40_000, 1).await, clear(&state, &sam, 50_000, 2).await, clear(&state, &sam, 60_000, 3).await);
        let print = 0xdead_beef_0bad_cafe_u64;
        picture(&state, &robin, &first, print).await;
        picture(&state, &sam, &second, print ^ 0b111).await;
        picture(&state, &sam, &third, print ^ 0b1111).await;
        assert!(!at_once(&state, &second).await, "three bits are the same picture");
        assert_eq!(why(&state, &second).await, [Why::SamePicture]);
        let work = shown(&state, &maya, &second).await;
        let other = work.signs.iter().find_map(|sign| sign.other.clone().filter(|(id, ..)| *id == first)).expect("the other claim");
        assert_eq!((kinds(&work)[0], other.2.as_str()), (SignKind::SamePicture, "Robin Test"));
        assert!(kinds(&shown(&state, &maya, &first).await).contains(&SignKind::SamePicture), "both are open, both are odd");
        assert!(!at_once(&state, &first).await);
        insert!(state, "DELETE FROM sign WHERE claim_id = $1", &third);
        insert!(state, "UPDATE claim SET state = 'withdrawn' WHERE id = $1", &second);
        assert!(at_once(&state, &third).await, "four bits are another, and a claim that was taken back does not count");
    }

    async fn the_same_amount_on_the_same_day_elsewhere_is_for_a_person(state: AppState) {
        let (robin, sam) = (crate::testing::home(&state, "Robin", &["Biscuit"]).await, crate::testing::home(&state, "Sam", &["Juno"]).await);
        let (first, second) = (clear(&state, &robin, 40_000, 1).await, clear(&state, &sam, 40_000, 1).await);
        assert!(!at_once(&state, &second).await);
        assert_eq!(why(&state, &second).await, [Why::SameBill]);
        let elsewhere = clear(&state, &robin, 41_000, 5).await;
        let clinics = clear(&state, &sam, 41_000, 5).await;
        insert!(state, "UPDATE claim SET clinic = CASE WHEN id = $1 THEN 'Harbour' ELSE 'Hillside' END WHERE id IN ($1, $2)", &elsewhere, &clinics);
        assert!(at_once(&state, &clinics).await, "another clinic's bill is another bill");
        assert!(!at_once(&state, &first).await);
    }

    async fn the_same_number_of_the_same_clinic_is_found_when_it_is_named(state: AppState) {
        let (robin, sam) = (crate::testing::home(&state, "Robin", &["Biscuit"]).await, crate::testing::home(&state, "Sam", &["Juno"]).await);
        let maya = desk(&state, "Maya").await;
        let (first, second) = (in_review(&state, &robin, &[("Ear drops", 40_000)]).await, in_review(&state, &sam, &[("Ear drops", 50_000)]).await);
        name_invoice(&state, &maya.acts, &first, version(&state, &first).await, "Harbour Animal Hospital", "88213-a").await.expect("named");
        name_invoice(&state, &maya.acts, &second, version(&state, &second).await, "Hillside Vets", "88213-A").await.expect("named");
        assert!(kinds(&shown(&state, &maya, &second).await).is_empty(), "another clinic counts for itself");
        name_invoice(&state, &maya.acts, &second, version(&state, &second).await, "HARBOUR ANIMAL HOSPITAL", " 88213-A ").await.expect("named");
        assert_eq!(kinds(&shown(&state, &maya, &second).await), [SignKind::SameInvoice]);
        assert_eq!(kinds(&shown(&state, &maya, &first).await), [SignKind::SameInvoice]);
    }

    async fn an_edited_total_and_a_visit_right_after_the_waiting_period_are_for_a_person(state: AppState) {
        let robin = crate::testing::home(&state, "Robin", &["Biscuit"]).await;
        let edited = clear(&state, &robin, 40_000, 1).await;
        insert!(state, "UPDATE claim SET read_total_cents = 39000 WHERE id = $1", &edited);
        assert!(!at_once(&state, &edited).await);
        assert_eq!(why(&state, &edited).await, [Why::ReadOtherwise], "said once");
        let soon = clear(&state, &robin, 41_000, 2).await;
        let cover_from = state.clock.today("America/New_York").plus_days(-2 - 14 - 3);
        insert!(state, "UPDATE policy SET cover_from = $1", cover_from);
        assert!(!at_once(&state, &soon).await);
        assert_eq!(why(&state, &soon).await, [Why::AfterWaiting]);
    }

    async fn a_sign_that_means_nothing_is_cleared_with_a_reason_and_stays_to_be_seen(state: AppState) {
        let (robin, sam) = (crate::testing::home(&state, "Robin", &["Biscuit"]).await, crate::testing::home(&state, "Sam", &["Juno"]).await);
        let maya = desk(&state, "Maya").await;
        let (_, second) = (clear(&state, &robin, 40_000, 1).await, clear(&state, &sam, 40_000, 1).await);
        assert!(!at_once(&state, &second).await);
        let sign = shown(&state, &maya, &second).await.signs[0].id.clone();
        clear_sign(&state, &maya.acts, &second, version(&state, &second).await, &sign, "Two dogs, one offer.").await.expect("cleared");
        let work = shown(&state, &maya, &second).await;
        assert_eq!((work.open_signs().count(), work.signs[0].cleared.clone()), (0, Some(("Maya".into(), "Two dogs, one offer.".into()))));
        let again = clear_sign(&state, &maya.acts, &second, version(&state, &second).await, &sign, "Again").await;
        assert_eq!(again, Err(AppError::NotFound));
        assert!(at_once(&state, &second).await, "it is found again and stays cleared");
    }
}
