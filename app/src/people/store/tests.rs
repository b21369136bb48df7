use super::invitation::{accept, join, look};
use super::*;
use crate::auth::Session;
use crate::people::model::{Circle, How, Invitation};
use crate::people::store::homes;
use crate::testing::people::{Somebody, grant, session_of, somebody};
use crate::testing::{Home, home, with_letters, work};
use crate::{on_both_engines, testing::people::Scope};

const GOOD: &str = "seven small otters swim";

fn keeper(home: &Home) -> Keeper {
    Keeper {
        person: home.actor.person.clone(),
        of: Circle::Household,
        id: home.actor.household.0.clone(),
        zone: home.actor.zone.clone(),
    }
}

fn granted(roles: &str, until: Option<Day>) -> Granted {
    Granted {
        roles: Roles::parse(roles),
        until,
    }
}

fn to(email: &str, powers: Granted) -> Invite {
    Invite {
        name: "Kim".into(),
        email: email.into(),
        powers,
    }
}

/// Sends an invitation and gives the token of its link, as the letter has it.
async fn invited(state: &AppState, home: &Home, email: &str, powers: Granted) -> String {
    let (state, letters) = with_letters(state);
    invite(&state, &keeper(home), &to(email, powers), Lang::En).await.expect("sent");
    work(&state).await;
    let mail = letters.mail().pop().expect("a letter");
    assert_eq!(mail.to, email);
    mail.text.split("/invitation/").nth(1).expect("a link").chars().take(64).collect()
}

async fn roles_of(state: &AppState, person: &PersonId) -> String {
    session_of(state, person).await.roles().to_string()
}

async fn seen(state: &AppState, session: Option<&Session>, token: &str) -> Option<How> {
    match look(state, session, token).await.expect("look") {
        Invitation::Open(open) => Some(open.how),
        _ => None,
    }
}

/// The acts that were recorded, in order.
async fn acts(state: &AppState) -> Vec<String> {
    let rows = fetch_all!(state.store.read(), (String,), "SELECT action FROM audit_entry ORDER BY seq").expect("entries");
    rows.into_iter().map(|(action,)| action).collect()
}

on_both_engines! {
    async fn somebody_new_joins_with_a_password_and_may_do_what_was_offered(state: AppState) {
        let robin = home(&state, "Robin", &["Biscuit"]).await;
        let token = invited(&state, &robin, "kim@else.example", granted("member_file", None)).await;
        assert_eq!(seen(&state, None, &token).await, Some(How::Join));
        let short = join(&state, &token, ["Kim", "Test"], "too short", Lang::En).await;
        assert!(matches!(short, Err(AppError::Invalid(fields)) if fields[0].field == "password"));
        let kim = join(&state, &token, ["Kim", "Test"], GOOD, Lang::En).await.expect("joined");
        assert_eq!(roles_of(&state, &kim).await, "member_file");
        assert_eq!(look(&state, None, &token).await.expect("look"), Invitation::Used);
        assert_eq!(join(&state, &token, ["Eve", "Test"], GOOD, Lang::En).await, Err(AppError::Conflict), "a link serves once");
        let (_, secret) = crate::auth::store::credential(&state, "kim@else.example").await.expect("look").expect("a sign-in");
        assert_eq!(state.hasher.verify(GOOD, Some(&secret)).await, Ok(true));
        assert_eq!(acts(&state).await, ["household.invite", "household.accept"]);
    }

    async fn only_the_address_that_was_invited_can_accept(state: AppState) {
        let (robin, sam, eve) = (home(&state, "Robin", &[]).await, home(&state, "Sam", &[]).await, home(&state, "Eve", &[]).await);
        let token = invited(&state, &robin, &sam.email, granted("member_view member_pay", None)).await;
        let (sams, eves) = (session_of(&state, &sam.actor.person).await, session_of(&state, &eve.actor.person).await);
        assert_eq!(seen(&state, None, &token).await, Some(How::SignIn));
        assert_eq!(seen(&state, Some(&eves), &token).await, Some(How::Foreign));
        assert_eq!(accept(&state, &eves, &token).await, Err(AppError::NotFound));
        assert_eq!(join(&state, &token, ["Eve", "Test"], GOOD, Lang::En).await, Err(AppError::Conflict), "the address has a sign-in");
        assert_eq!(seen(&state, Some(&sams), &token).await, Some(How::Accept));
        accept(&state, &sams, &token).await.expect("accepted");
        let places = homes(&state, &sams).await.expect("homes");
        assert_eq!(places.len(), 2);
        assert!(places.iter().any(|place| place.owner == "Robin" && place.roles == [Role::MemberView, Role::MemberPay]));
        assert_eq!(roles_of(&state, &sam.actor.person).await, "policyholder", "a new session begins at home");
    }

    async fn a_policyholder_who_has_not_registered_cannot_come_in_by_an_invitation(state: AppState) {
        let (robin, sam) = (home(&state, "Robin", &[]).await, home(&state, "Sam", &["Mochi"]).await);
        crate::insert!(state, "DELETE FROM credential WHERE person_id = $1", &sam.actor.person);
        let token = invited(&state, &robin, &sam.email, granted("member_view", None)).await;
        assert_eq!(seen(&state, None, &token).await, Some(How::Register));
        assert_eq!(join(&state, &token, ["Sam", "Test"], GOOD, Lang::En).await, Err(AppError::Conflict), "no identity check has been passed");
    }

    async fn an_invitation_ends_after_a_week_when_taken_back_or_when_a_newer_one_is_sent(state: AppState) {
        let robin = home(&state, "Robin", &[]).await;
        let older = invited(&state, &robin, "kim@else.example", granted("member_view", None)).await;
        let token = invited(&state, &robin, "kim@else.example", granted("member_file", None)).await;
        assert_eq!(look(&state, None, &older).await.expect("look"), Invitation::Revoked, "only the newest counts");
        let view = circle(&state, &keeper(&robin), None, None, InviteForm::default()).await.expect("people");
        let id = view.invited[0].id.clone();
        withdraw_invitation(&state, &keeper(&robin), &id, true).await.expect("taken back");
        assert_eq!(join(&state, &token, ["Kim", "Test"], GOOD, Lang::En).await, Err(AppError::Conflict));
        let view = circle(&state, &keeper(&robin), None, Some(&id), InviteForm::default()).await.expect("people");
        assert_eq!((view.invited.len(), view.withdrawn.map(|one| one.id)), (0, Some(id.clone())));
        withdraw_invitation(&state, &keeper(&robin), &id, false).await.expect("undone");
        assert_eq!(seen(&state, None, &token).await, Some(How::Join));
        state.clock.advance(INVITATION_MS);
        assert_eq!(look(&state, None, &token).await.expect("look"), Invitation::Expired);
        assert_eq!(join(&state, &token, ["Kim", "Test"], GOOD, Lang::En).await, Err(AppError::Conflict));
        assert_eq!(look(&state, None, "no such token").await.expect("look"), Invitation::Unknown);
    }

    async fn powers_are_changed_taken_and_given_back_at_once(state: AppState) {
        let (robin, kim) = (home(&state, "Robin", &[]).await, somebody(&state, "Kim").await);
        grant(&state, &kim.id, Role::MemberFile, Scope::Home(&robin.actor)).await;
        let (keeper, today) = (keeper(&robin), state.clock.today(&robin.actor.zone));
        change(&state, &keeper, &kim.id, &granted("member_view member_pay", Some(today.plus_days(3)))).await.expect("changed");
        assert_eq!(roles_of(&state, &kim.id).await, "member_view member_pay");
        state.clock.advance(1_000);
        let until = remove(&state, &keeper, &kim.id).await.expect("removed");
        assert_eq!((roles_of(&state, &kim.id).await.as_str(), until), ("", Some(today.plus_days(3))));
        let view = circle(&state, &keeper, Some(&kim.id), None, InviteForm::default()).await.expect("people");
        let removed = view.removed.expect("to undo");
        assert_eq!((view.members.len(), removed.roles.as_slice()), (0, [Role::MemberView, Role::MemberPay].as_slice()));
        change(&state, &keeper, &kim.id, &granted("member_view member_pay", until)).await.expect("undone");
        assert_eq!(roles_of(&state, &kim.id).await, "member_view member_pay");
        state.clock.advance(5 * 24 * 60 * 60 * 1000);
        assert_eq!(roles_of(&state, &kim.id).await, "", "a sitter's days end by themselves");
        assert_eq!(change(&state, &keeper, &kim.id, &granted("member_view", None)).await, Err(AppError::NotFound), "too late to undo");
        assert_eq!(acts(&state).await, ["household.change", "household.remove", "household.change"]);
    }

    async fn a_keeper_reaches_only_their_own_circle(state: AppState) {
        let (robin, sam, kim) = (home(&state, "Robin", &[]).await, home(&state, "Sam", &[]).await, somebody(&state, "Kim").await);
        grant(&state, &kim.id, Role::MemberFile, Scope::Home(&robin.actor)).await;
        let foreign = keeper(&sam);
        assert_eq!(change(&state, &foreign, &kim.id, &granted("member_view", None)).await, Err(AppError::NotFound));
        assert_eq!(remove(&state, &foreign, &kim.id).await, Err(AppError::NotFound));
        assert_eq!(remove(&state, &keeper(&robin), &robin.actor.person).await, Err(AppError::Conflict), "oneself");
        let token = invited(&state, &robin, "lee@else.example", granted("member_view", None)).await;
        let view = circle(&state, &keeper(&robin), None, None, InviteForm::default()).await.expect("people");
        assert_eq!(withdraw_invitation(&state, &foreign, &view.invited[0].id, true).await, Err(AppError::NotFound));
        assert_eq!(seen(&state, None, &token).await, Some(How::Join));
        let Somebody { id, .. } = kim;
        assert_eq!(roles_of(&state, &id).await, "member_file");
    }
}
