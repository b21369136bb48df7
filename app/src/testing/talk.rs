//! Builders for what is asked and said about claims: the insurer's people, files as they arrive, something that is missing.

use super::people::{Scope, grant, session_of, somebody};
use crate::auth::{Adjuster, Role, Staff};
use crate::claims::asked::model::NewAsk;
use crate::ids::{ClaimId, RequirementId};
use crate::state::AppState;
use crate::workflow::model::{Owner, What};

/// An adjuster, as the guard would give them.
pub async fn adjuster(state: &AppState, given_name: &str) -> Adjuster {
    let person = somebody(state, given_name).await;
    grant(state, &person.id, Role::Adjuster, Scope::Book).await;
    session_of(state, &person.id).await.adjuster().expect("an adjuster")
}

/// One of the insurer's people with a role, as the guard would give them.
pub async fn staff(state: &AppState, given_name: &str, role: Role) -> Staff {
    let person = somebody(state, given_name).await;
    grant(state, &person.id, role, Scope::Book).await;
    session_of(state, &person.id).await.staff(&[role]).expect("staff")
}

/// Asks for something that is due in a week.
pub async fn asks(state: &AppState, by: &Adjuster, claim: &ClaimId, what: What, owner: Owner) -> RequirementId {
    let ask = NewAsk {
        what,
        owner,
        due_on: state.clock.today("America/New_York").plus_days(7),
        words: "We need to see when it began.".into(),
    };
    crate::claims::asked::store::ask(state, by, claim, &ask).await.expect("asked")
}

/// A picture of one pixel of this shade: another shade is another file.
pub fn png(shade: u8) -> Vec<u8> {
    let mut file = std::io::Cursor::new(Vec::new());
    let picture = image::GrayImage::from_pixel(1, 1, image::Luma([shade]));
    picture.write_to(&mut file, image::ImageFormat::Png).expect("a picture");
    file.into_inner()
}
