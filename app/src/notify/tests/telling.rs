use super::*;
use crate::auth::Role;
use crate::billing::model::{InvoiceState, PaymentState, PayoutState};
use crate::claims::model::ClaimState;
use crate::ids::ClaimId;
use crate::notify::model::Kind;
use crate::notify::store::centre;
use crate::notify::{HouseholdChange, SecurityChange};
use crate::testing::book::{bill, decide, file_claim, pay, pay_out, set_claim_state};
use crate::testing::people::member;
use crate::testing::{Home, home, work};
use crate::{insert, on_both_engines};

async fn requirement(state: &AppState, home: &Home, claim: &ClaimId, owner: &str) -> String {
    let id = state.new_id();
    insert!(
        state,
        "INSERT INTO requirement (id, subject_kind, subject_id, household_id, what, owner, due_on, state, opened_at)
         VALUES ($1, 'claim', $2, $3, 'invoice_page', $4, '2026-11-27', 'open', $5)",
        &id,
        claim,
        &home.actor.household,
        owner,
        state.clock.now()
    );
    id
}

async fn last(state: &AppState, sql: &'static str) -> String {
    let (id,): (String,) = crate::fetch_one!(state.store.read(), (String,), sql).expect("a row");
    id
}

/// Which kinds a person was told, by name.
async fn kinds(state: &AppState, person: &PersonId) -> Vec<String> {
    let sql = "SELECT kind FROM notice WHERE person_id = $1 ORDER BY kind";
    let rows: Vec<(String,)> = fetch_all!(state.store.read(), (String,), sql, person).expect("notices");
    rows.into_iter().map(|(kind,)| kind).collect()
}

on_both_engines! {
    async fn a_decision_is_told_with_its_amounts_in_the_language_of_its_reader(state: AppState) {
        let (state, letters) = lettered(&state);
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let claim = file_claim(&state, &home, 0, 56_000).await;
        decide(&state, &claim, 0, 41_260).await;
        set_claim_state(&state, &claim, ClaimState::Decided).await;
        pay_out(&state, &home, &claim, 41_260, PayoutState::Approved).await;
        told(&state, &Tidings::ClaimDecided(&claim)).await;
        speaks(&state, &home.actor.person, Lang::Es).await;
        state.clock.advance(1_000);
        let sql = "INSERT INTO decision (id, claim_id, sequence, eligible_cents, deductible_cents, payable_cents, rule_version, inputs, decided_at, decided_by)
            VALUES ($1, $2, 2, 0, 0, 0, 'test', '{}', $3, $4)";
        insert!(&state, sql, state.new_id(), &claim, state.clock.now(), &home.actor.person);
        told(&state, &Tidings::ClaimDecided(&claim)).await;
        work(&state).await;
        let mail = letters.mail();
        let [first, second] = mail.as_slice() else { panic!("{mail:?}") };
        // Both go in the language of now.
        assert_eq!(first.subject, "Le pagamos $412.60 por Biscuit");
        assert!(first.text.contains("Pagamos $412.60 de $560.00") && first.text.contains(&format!("/claims/{claim}")), "{}", first.text);
        assert_eq!(second.subject, "Su reclamo por Biscuit está decidido");
        assert_eq!(mail.iter().filter_map(|mail| mail.unsubscribe.as_ref()).count(), 0, "decisions are owed in writing");
    }

    async fn the_same_is_told_once_however_often_it_is_said(state: AppState) {
        let (state, letters) = lettered(&state);
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let claim = file_claim(&state, &home, 0, 56_000).await;
        for _ in 0..3 {
            told(&state, &Tidings::ClaimReceived(&claim)).await;
            work(&state).await;
        }
        let withdrawn = Tidings::ClaimWithdrawn(&claim);
        let both = futures::join!(told(&state, &withdrawn), told(&state, &withdrawn));
        assert_eq!(both, ((), ()));
        work(&state).await;
        assert_eq!(kinds(&state, &home.actor.person).await, ["claim_received", "claim_withdrawn"]);
        assert_eq!(letters.mail().len(), 2);
    }

    async fn nothing_is_told_of_what_did_not_happen(state: AppState) {
        let (state, letters) = lettered(&state);
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let claim = file_claim(&state, &home, 0, 56_000).await;
        let mut tx = state.store.begin().await.expect("tx");
        tell(&mut tx, &state, &Tidings::ClaimReceived(&claim)).await.expect("told");
        drop(tx);
        told(&state, &Tidings::ClaimDecided(&ClaimId("none".into()))).await;
        told(&state, &Tidings::Asked("none")).await;
        work(&state).await;
        assert!(kinds(&state, &home.actor.person).await.is_empty() && letters.mail().is_empty());
    }

    async fn who_of_a_household_may_see_it_hears_of_it(state: AppState) {
        let (state, letters) = lettered(&state);
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let viewer = member(&state, &home.actor, "Vera", &[Role::MemberView]).await;
        let filer = member(&state, &home.actor, "Finn", &[Role::MemberFile]).await;
        let payer = member(&state, &home.actor, "Pat", &[Role::MemberPay]).await;
        let stranger = crate::testing::home(&state, "Sam", &["Otis"]).await.actor;
        let claim = file_claim(&state, &home, 0, 56_000).await;
        told(&state, &Tidings::ClaimReceived(&claim)).await;
        insert!(&state, "UPDATE claim SET submitted_by = $1 WHERE id = $2", &filer.person, &claim);
        told(&state, &Tidings::ClaimWithdrawn(&claim)).await;
        let open = bill(&state, &home, 0, 4_210, state.clock.today("UTC").plus_days(5), InvoiceState::Open).await;
        told(&state, &Tidings::PaymentDue(&open)).await;
        assert_eq!(kinds(&state, &home.actor.person).await, ["claim_received", "claim_withdrawn", "payment_due"]);
        assert_eq!(kinds(&state, &viewer.person).await, ["claim_received", "claim_withdrawn", "payment_due"]);
        assert_eq!(kinds(&state, &filer.person).await, ["claim_withdrawn"]);
        assert_eq!(kinds(&state, &payer.person).await, ["payment_due"]);
        assert!(kinds(&state, &stranger.person).await.is_empty());
        // Whoever was let out meanwhile gets no letter about it.
        insert!(&state, "UPDATE \"grant\" SET to_at = $1 WHERE person_id = $2", state.clock.now(), &viewer.person);
        work(&state).await;
        assert!(!letters.mail().iter().any(|mail| mail.to.starts_with("vera")), "{:?}", letters.mail());
        assert!(deliveries(&state, &viewer.person).await.iter().all(|(_, stand, why, _)| (stand.as_str(), why.as_deref()) == ("dropped", Some("left"))));
    }

    async fn what_the_clinic_owes_is_told_in_words_of_its_own(state: AppState) {
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let claim = file_claim(&state, &home, 0, 56_000).await;
        let (theirs, ours) = (requirement(&state, &home, &claim, "vet").await, requirement(&state, &home, &claim, "policyholder").await);
        told(&state, &Tidings::Asked(&theirs)).await;
        told(&state, &Tidings::Asked(&ours)).await;
        assert_eq!(kinds(&state, &home.actor.person).await, ["asked", "asked_vet"]);
        let page = centre::page(&state, &home.actor.person, None, Lang::En).await.expect("a page");
        let titles: Vec<String> = page.lines.into_iter().map(|line| line.title).collect();
        assert!(titles.iter().any(|title| title.ends_with("from your clinic")) && titles.iter().any(|title| !title.ends_with("from your clinic")), "{titles:?}");
    }

    /// Each kind, in both languages, on every way: the words are there and say what they should.
    async fn every_kind_has_its_words_on_every_way(state: AppState) {
        let (state, letters) = lettered(&state);
        let home = home(&state, "Robin", &["Biscuit"]).await;
        let person = home.actor.person.clone();
        phone(&state, &person, "+15185550134").await;
        for topic in Topic::ALL {
            wants(&state, &person, topic, Channel::Sms, true).await;
            wants(&state, &person, topic, Channel::Push, true).await;
        }
        super::delivering::browser(&state, &person, "https://push.test.example/1").await;
        let mut heard = 0;
        for l in Lang::ALL {
            speaks(&state, &person, l).await;
            state.clock.advance(1_000);
            let claim = file_claim(&state, &home, 0, 56_000).await;
            decide(&state, &claim, 0, 41_260).await;
            pay_out(&state, &home, &claim, 41_260, PayoutState::Sent).await;
            let payout = last(&state, "SELECT id FROM payout ORDER BY approved_at DESC, id DESC LIMIT 1").await;
            let asked = requirement(&state, &home, &claim, "policyholder").await;
            let due = bill(&state, &home, 0, 4_210, state.clock.today("UTC").plus_days(5), InvoiceState::Open).await;
            pay(&state, &home, &due, 4_210, PaymentState::Failed).await;
            let failed = last(&state, "SELECT id FROM payment ORDER BY started_at DESC, id DESC LIMIT 1").await;
            let term = home.pets[0].term.0.clone();
            let (message, device) = (state.new_id(), state.new_id());
            let change = SecurityChange::Password;
            let all = [
                Tidings::ClaimReceived(&claim),
                Tidings::ClaimDecided(&claim),
                Tidings::ClaimWithdrawn(&claim),
                Tidings::MoneySent(&payout),
                Tidings::MoneyArrived(&payout),
                Tidings::MoneyReturned(&payout),
                Tidings::Asked(&asked),
                Tidings::Reminder { requirement: &asked, on: state.clock.today("UTC") },
                Tidings::SentBack { requirement: &asked, at: state.clock.now() },
                Tidings::Message { claim: &claim, message: &message },
                Tidings::NewDevice { person: &person, device: &device, name: "Safari on iPhone" },
                Tidings::Security { person: &person, change: &change },
                Tidings::Household { household: &home.actor.household, person: &person, change: HouseholdChange::Joined },
                Tidings::PaymentDue(&due),
                Tidings::PaymentFailed(&failed),
                Tidings::Renewal(&term),
            ];
            insert!(&state, "DELETE FROM delivery WHERE notice_id IN (SELECT id FROM notice WHERE kind = 'renewal')");
            insert!(&state, "DELETE FROM notice WHERE kind = 'renewal'");
            for tidings in &all {
                told(&state, tidings).await;
            }
            work(&state).await;
            heard += all.len();
            assert_eq!((letters.mail().len(), letters.texts().len(), letters.pushes().len()), (heard, heard, heard), "{l}");
        }
        let kinds = kinds(&state, &person).await;
        for kind in [Kind::ClaimDecided, Kind::MoneyReturned, Kind::SentBack, Kind::Household, Kind::PaymentFailed, Kind::Security] {
            assert!(kinds.contains(&kind.to_string()), "{kind}");
        }
        for mail in letters.mail() {
            assert!(!mail.subject.is_empty() && !mail.text.contains('{') && mail.text.contains("https://portal.test.example/"), "{mail:?}");
        }
        let texts = letters.texts();
        assert!(texts.iter().all(|(number, words)| number == "+15185550134" && words.contains("STOP") && words.chars().count() < 200 && !words.contains('{')), "{texts:?}");
        for words in ["Test Mutual: We pay $412.60 for Biscuit.", "Test Mutual: Le pagamos $412.60 por Biscuit."] {
            assert!(texts.iter().any(|(_, text)| text.starts_with(words)), "{words}: {texts:?}");
        }
    }
}
