use super::model::{LinkState, OpenVisit, Visit};
use super::store::{into_draft, make, share, withdraw};
use super::visit::{From, open, place};
use crate::auth::{Adjuster, HouseholdActor, Role};
use crate::claims::asked::store::confirm;
use crate::claims::asked::upload::one;
use crate::claims::intake::pages::{open_draft, pages_of_draft};
use crate::claims::model::{ClaimState, EventKind};
use crate::claims::store::find;
use crate::documents::model::Refusal;
use crate::documents::receive::arrived;
use crate::error::AppError;
use crate::ids::{ClaimId, RequirementId};
use crate::state::AppState;
use crate::testing::book::file_claim;
use crate::testing::people::{member, session_of};
use crate::testing::talk::{adjuster, asks, png};
use crate::testing::{Home, home};
use crate::texts::Lang;
use crate::workflow::model::{Owner, RequirementState, SubjectKind, What};
use crate::{fetch_one, on_both_engines};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// A claim of Robin's that waits for a record, with a link; the link's token.
async fn shared(state: &AppState) -> (Home, ClaimId, Adjuster, RequirementId, String) {
    let robin = home(state, "Robin", &["Biscuit", "Olive"]).await;
    let claim = file_claim(state, &robin, 0, 48_640).await;
    let maya = adjuster(state, "Maya").await;
    let record = asks(state, &maya, &claim, What::MedicalRecord, Owner::Vet).await;
    make(state, &robin.actor, SubjectKind::Claim, claim.as_str(), &[]).await.expect("a link");
    let token = token(state, &robin.actor, SubjectKind::Claim, claim.as_str()).await;
    (robin, claim, maya, record, token)
}

async fn token(state: &AppState, actor: &HouseholdActor, kind: SubjectKind, subject: &str) -> String {
    let share = share(state, actor, kind, subject).await.expect("a look");
    let address = share.link.and_then(|link| link.address).expect("an address");
    address.rsplit('/').next().expect("a token").to_owned()
}

fn clinic(browser: &str) -> From {
    From {
        network: "203.0.113.9".into(),
        browser: browser.into(),
    }
}

async fn visit(state: &AppState, token: &str, browser: &str) -> OpenVisit {
    match open(state, token, &clinic(browser), None).await.expect("a look") {
        Visit::Open(visit) => *visit,
        other => panic!("{other:?}"),
    }
}

/// Sends a file by a link, a second after whatever was before.
async fn send(state: &AppState, token: &str, record: &RequirementId, key: &str) -> Result<(), Refusal> {
    state.clock.advance(1000);
    let to = place(state, token, record, &clinic("Desk")).await.map_err(|_| Refusal::TooLate)?;
    one(state, &to, arrived(key, "record.png", &png(5)).await).await.map(drop)
}

on_both_engines! {
    async fn a_clinic_sees_what_is_asked_and_nothing_else_of_the_household(state: AppState) {
        let (robin, _, maya, _, link) = shared(&state).await;
        let claim = file_claim(&state, &robin, 0, 1_000).await;
        asks(&state, &maya, &claim, What::SomethingElse, Owner::Policyholder).await;
        let seen = visit(&state, &link, "Desk").await;
        assert_eq!((seen.pet_name.as_str(), seen.asks.len(), seen.asks[0].what), ("Biscuit", 1, What::MedicalRecord));
        assert_eq!(seen.visit_on, Some(state.clock.today(&robin.actor.zone)));
        let told = serde_json::to_string(&seen).expect("told");
        let secrets = [robin.actor.household.as_str(), robin.actor.person.as_str(), "Robin", "Olive", &robin.email, &robin.pets[0].policy_number, robin.pets[0].id.as_str()];
        for secret in secrets {
            assert!(!told.contains(secret), "{secret}");
        }
    }

    async fn what_a_clinic_sends_counts_only_once_the_owner_says_so(state: AppState) {
        let (robin, claim, _, record, link) = shared(&state).await;
        send(&state, &link, &record, "vet-key-1").await.expect("kept");
        let detail = find(&state, &robin.actor, &claim, Lang::En).await.expect("look").expect("found");
        assert_eq!((detail.summary.state, detail.requirements[0].state), (ClaimState::WaitingForYou, RequirementState::ToConfirm));
        assert_eq!(detail.summary.missing.map(|missing| missing.confirm), Some(true));
        assert!(detail.requirements[0].files[0].waits());
        confirm(&state, &robin.actor, &record, true).await.expect("confirmed");
        let detail = find(&state, &robin.actor, &claim, Lang::En).await.expect("look").expect("found");
        assert_eq!((detail.summary.state, detail.requirements[0].state), (ClaimState::InReview, RequirementState::Supplied));
        assert_eq!(detail.events.iter().map(|event| event.kind).collect::<Vec<_>>(), [EventKind::ReviewBegun, EventKind::AskedVet, EventKind::VetSent, EventKind::Supplied]);
        assert_eq!(confirm(&state, &robin.actor, &record, false).await.map(drop), Err(AppError::Conflict), "it is said");
        assert!(matches!(open(&state, &link, &clinic("Desk"), None).await, Ok(Visit::Done { .. })));
    }

    async fn what_is_not_theirs_is_refused_and_can_be_sent_again_by_the_same_link(state: AppState) {
        let (robin, claim, _, record, link) = shared(&state).await;
        send(&state, &link, &record, "vet-key-1").await.expect("kept");
        confirm(&state, &robin.actor, &record, false).await.expect("refused");
        let detail = find(&state, &robin.actor, &claim, Lang::En).await.expect("look").expect("found");
        assert_eq!((detail.summary.state, detail.requirements[0].state), (ClaimState::WaitingForVet, RequirementState::Open));
        assert_eq!(visit(&state, &link, "Desk").await.asks[0].files[0].confirmed, Some(false), "the clinic is told");
        send(&state, &link, &record, "vet-key-2").await.expect("a second use");
        let detail = find(&state, &robin.actor, &claim, Lang::En).await.expect("look").expect("found");
        assert_eq!(detail.requirements[0].state, RequirementState::ToConfirm);
    }

    async fn of_two_answers_about_what_came_the_first_stands(state: AppState) {
        let (robin, _, _, record, link) = shared(&state).await;
        send(&state, &link, &record, "vet-key-1").await.expect("kept");
        let (yes, no) = tokio::join!(confirm(&state, &robin.actor, &record, true), confirm(&state, &robin.actor, &record, false));
        assert_eq!([yes.map(drop), no.map(drop)].iter().filter(|done| **done == Err(AppError::Conflict)).count(), 1);
    }

    async fn a_link_serves_several_times_and_says_where_it_was_opened(state: AppState) {
        let (robin, claim, _, record, link) = shared(&state).await;
        assert!(!visit(&state, &link, "Desk").await.elsewhere);
        assert!(!visit(&state, &link, "Desk").await.elsewhere, "the same place again");
        assert!(visit(&state, &link, "Phone").await.elsewhere, "passed on");
        send(&state, &link, &record, "vet-key-1").await.expect("kept");
        send(&state, &link, &record, "vet-key-2").await.expect("and another page");
        let seen = share(&state, &robin.actor, SubjectKind::Claim, claim.as_str()).await.expect("a look").link.expect("a link");
        assert_eq!((seen.places, seen.opened_at.is_some(), seen.sent_at.is_some()), (2, true, true));
        let sql = "SELECT COUNT(*) FROM vet_link_use WHERE kind = 'opened'";
        assert_eq!(fetch_one!(state.store.read(), (i64,), sql).expect("a count"), (2,), "one look from each place");
    }

    async fn the_owner_who_looks_leaves_no_trace(state: AppState) {
        let (robin, claim, _, _, link) = shared(&state).await;
        let session = session_of(&state, &robin.actor.person).await;
        let Visit::Open(seen) = open(&state, &link, &clinic("Phone"), Some(&session)).await.expect("a look") else { panic!("closed") };
        assert!(seen.own && !seen.elsewhere);
        let link = share(&state, &robin.actor, SubjectKind::Claim, claim.as_str()).await.expect("a look").link.expect("a link");
        assert_eq!((link.opened_at, link.places), (None, 0));
    }

    async fn an_expired_link_opens_nothing_and_takes_nothing(state: AppState) {
        let (robin, claim, _, record, link) = shared(&state).await;
        state.clock.advance(14 * DAY_MS);
        assert_eq!(open(&state, &link, &clinic("Desk"), None).await, Ok(Visit::Expired));
        assert_eq!(send(&state, &link, &record, "vet-key-1").await, Err(Refusal::TooLate));
        let seen = share(&state, &robin.actor, SubjectKind::Claim, claim.as_str()).await.expect("a look");
        let old = seen.link.expect("a link");
        assert_eq!((old.state, old.address, seen.may_make), (LinkState::Expired, None, true));
    }

    async fn a_link_taken_back_or_replaced_opens_nothing(state: AppState) {
        let (robin, claim, _, record, first) = shared(&state).await;
        make(&state, &robin.actor, SubjectKind::Claim, claim.as_str(), &[]).await.expect("a second link");
        assert_eq!(open(&state, &first, &clinic("Desk"), None).await, Ok(Visit::Withdrawn));
        let second = token(&state, &robin.actor, SubjectKind::Claim, claim.as_str()).await;
        let link = share(&state, &robin.actor, SubjectKind::Claim, claim.as_str()).await.expect("a look").link.expect("a link");
        withdraw(&state, &robin.actor, &link.id).await.expect("taken back");
        assert_eq!(open(&state, &second, &clinic("Desk"), None).await, Ok(Visit::Withdrawn));
        assert_eq!(send(&state, &second, &record, "vet-key-1").await, Err(Refusal::TooLate));
        assert_eq!(open(&state, "no such token", &clinic("Desk"), None).await, Ok(Visit::Unknown));
    }

    async fn a_link_opens_nothing_that_it_was_not_made_for(state: AppState) {
        let (robin, _, maya, _, link) = shared(&state).await;
        let other = file_claim(&state, &robin, 1, 1_000).await;
        let foreign = asks(&state, &maya, &other, What::MedicalRecord, Owner::Vet).await;
        assert_eq!(send(&state, &link, &foreign, "vet-key-1").await, Err(Refusal::TooLate));
        let private = asks(&state, &maya, &other, What::SomethingElse, Owner::Policyholder).await;
        make(&state, &robin.actor, SubjectKind::Claim, other.as_str(), &[]).await.expect("a link");
        let link = token(&state, &robin.actor, SubjectKind::Claim, other.as_str()).await;
        assert_eq!(send(&state, &link, &private, "vet-key-2").await, Err(Refusal::TooLate), "asked of the household, in words for it");
    }

    async fn the_database_keeps_a_hash_and_a_sealed_token(state: AppState) {
        let (_, _, _, _, link) = shared(&state).await;
        let sql = "SELECT token_hash, token_sealed FROM vet_link";
        let (hash, sealed): (String, String) = fetch_one!(state.store.read(), (String, String), sql).expect("a link");
        assert_eq!(hash, crate::auth::store::token_hash(&link));
        assert!(!sealed.contains(&link) && hash != link);
    }

    async fn only_who_may_shares_and_a_foreign_thing_is_not_found(state: AppState) {
        let (robin, claim, ..) = shared(&state).await;
        let sam = home(&state, "Sam", &["Juno"]).await;
        let helper = member(&state, &robin.actor, "Kim", &[Role::MemberFile]).await;
        let link = share(&state, &robin.actor, SubjectKind::Claim, claim.as_str()).await.expect("a look").link.expect("a link").id;
        for stranger in [&sam.actor, &helper] {
            for (kind, subject) in [(SubjectKind::Claim, claim.as_str()), (SubjectKind::Pet, robin.pets[0].id.as_str())] {
                assert_eq!(share(&state, stranger, kind, subject).await.map(drop), Err(AppError::NotFound), "{kind}");
                assert_eq!(make(&state, stranger, kind, subject, &[What::MedicalRecord]).await.map(drop), Err(AppError::NotFound), "{kind}");
            }
            assert_eq!(withdraw(&state, stranger, &link).await.map(drop), Err(AppError::NotFound));
        }
    }

    async fn a_pet_is_shared_before_there_is_a_claim(state: AppState) {
        let robin = home(&state, "Robin", &["Biscuit"]).await;
        let pet = robin.pets[0].id.as_str();
        assert_eq!(make(&state, &robin.actor, SubjectKind::Pet, pet, &[]).await.map(drop), Err(AppError::Conflict), "nothing is asked");
        make(&state, &robin.actor, SubjectKind::Pet, pet, &[What::ItemisedInvoice, What::MedicalRecord]).await.expect("a link");
        let link = token(&state, &robin.actor, SubjectKind::Pet, pet).await;
        let seen = visit(&state, &link, "Desk").await;
        assert_eq!((seen.visit_on, seen.asks.iter().map(|ask| ask.what).collect::<Vec<_>>()), (None, vec![What::ItemisedInvoice, What::MedicalRecord]));
        send(&state, &link, &seen.asks[0].id, "vet-key-1").await.expect("kept");
        confirm(&state, &robin.actor, &seen.asks[0].id, true).await.expect("confirmed");
        assert_eq!(visit(&state, &link, "Desk").await.asks.iter().map(|ask| ask.came).collect::<Vec<_>>(), [true, false]);
    }

    async fn an_invoice_that_a_clinic_sent_about_a_pet_is_filed_with_a_tap(state: AppState) {
        let robin = home(&state, "Robin", &["Biscuit"]).await;
        let pet = robin.pets[0].id.as_str();
        make(&state, &robin.actor, SubjectKind::Pet, pet, &[What::ItemisedInvoice]).await.expect("a link");
        let link = token(&state, &robin.actor, SubjectKind::Pet, pet).await;
        let asked = visit(&state, &link, "Desk").await.asks.remove(0).id;
        send(&state, &link, &asked, "vet-key-1").await.expect("kept");
        assert_eq!(into_draft(&state, &robin.actor, &asked, Lang::En).await, Err(AppError::Conflict), "it is not confirmed");
        confirm(&state, &robin.actor, &asked, true).await.expect("confirmed");
        for _ in 0..2 {
            assert_eq!(into_draft(&state, &robin.actor, &asked, Lang::En).await, Ok(robin.pets[0].id.clone()));
        }
        let draft = open_draft(&state, &robin.actor).await.expect("look").expect("a draft");
        assert_eq!(pages_of_draft(&state, &robin.actor, &draft).await.expect("pages").len(), 1, "once, however often");
        let sam = home(&state, "Sam", &[]).await;
        assert_eq!(into_draft(&state, &sam.actor, &asked, Lang::En).await, Err(AppError::NotFound));
    }

    async fn a_network_that_tries_too_often_waits(state: AppState) {
        let (.., link) = shared(&state).await;
        for _ in 0..60 {
            open(&state, "guess", &clinic("Guesser"), None).await.expect("let through");
        }
        assert!(matches!(open(&state, &link, &clinic("Guesser"), None).await, Err(AppError::TooMany(_))));
        let elsewhere = From { network: "198.51.100.7".into(), ..clinic("Desk") };
        assert!(open(&state, &link, &elsewhere, None).await.is_ok());
    }
}
