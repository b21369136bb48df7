//! `POST /pets/{pet}/estimate/photo`: the lines of a clinic's written estimate, read from its picture. Nothing of it is kept.

use std::fmt::Write as _;
use std::time::Duration;

use axum::Extension;
use axum::extract::{Path, Request, State};
use axum::response::Response;

use super::model::MOST_LINES;
use crate::auth::Power;
use crate::claims::reading::fields;
use crate::claims::reading::model::{Fields, ReadLine};
use crate::claims::reading::ports::ReadError;
use crate::documents::inspect::{Purpose, judge};
use crate::documents::model::Refusal;
use crate::documents::receive::{Form, Received};
use crate::documents::upload::{MaybeSession, Reply, sender};
use crate::error::AppError;
use crate::fetch_optional;
use crate::ids::PetId;
use crate::state::AppState;
use crate::texts::Lang;

/// How long somebody waits for their picture to be read.
const PATIENCE: Duration = Duration::from_secs(25);

crate::queries! {
    OWN = "SELECT id FROM pet WHERE id = $1 AND household_id = $2";
}

/// Reads the first file of a form and leads to the estimate of its lines.
pub async fn read_photo(
    State(state): State<AppState>,
    session: MaybeSession,
    lang: Option<Extension<Lang>>,
    Path(pet): Path<String>,
    request: Request,
) -> Response {
    let generated = pet.len() == 36 && pet.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    let back = if generated { format!("/pets/{pet}/estimate") } else { "/pets".to_owned() };
    let reply = Reply::new(request.headers(), lang, back.clone());
    reply.leading(taken(&state, session, &PetId(pet), &back, request)).await
}

async fn taken(state: &AppState, session: MaybeSession, pet: &PetId, back: &str, request: Request) -> Result<Result<String, Refusal>, AppError> {
    let mut form = Form::of(request).await?;
    if let Err(error) = own(state, session, pet).await {
        form.forget().await;
        return Err(error);
    }
    let file = form.next_file().await.unwrap_or(Err(Refusal::NoneChosen));
    form.forget().await;
    Ok(match file {
        Ok(file) => read(state, file).await.map(|query| format!("{back}?{query}")),
        Err(refusal) => Err(refusal),
    })
}

async fn own(state: &AppState, session: MaybeSession, pet: &PetId) -> Result<(), AppError> {
    let actor = sender(session)?.household(&[Power::View])?;
    let own = fetch_optional!(state.store.read(), (PetId,), OWN, pet, &actor.household)?;
    own.map(drop).ok_or(AppError::NotFound)
}

/// What was read, as the estimate's address has it; `read=nothing` or `read=not-now` when nothing was.
async fn read(state: &AppState, file: Received) -> Result<String, Refusal> {
    let judged = judge(state, file.bytes(), Purpose::Invoice).await?;
    let reading = tokio::time::timeout(PATIENCE, state.reader.read(&judged.bytes, judged.content_type)).await;
    Ok(match reading {
        Ok(Ok(sheets)) => {
            let today = state.clock.today("UTC").plus_days(1);
            query_of(&fields::read(&sheets, state.date_order, today))
        }
        Ok(Err(ReadError::Unreadable(_))) => "read=nothing".to_owned(),
        Ok(Err(error)) => {
            tracing::info!("An estimate was not read: {error}");
            "read=not-now".to_owned()
        }
        Err(_) => "read=not-now".to_owned(),
    })
}

/// The lines, or the total where there are none.
fn query_of(fields: &Fields) -> String {
    let lines = fields.lines.iter().map(|line| line.value.clone());
    let mut lines: Vec<ReadLine> = lines.filter(|line| line.cents > 0).take(MOST_LINES).collect();
    if let (true, Some(total)) = (lines.is_empty(), &fields.total) {
        lines.push(ReadLine {
            description: String::new(),
            cents: total.value,
        });
    }
    if lines.is_empty() {
        return "read=nothing".to_owned();
    }
    let mut query = format!("read={}", lines.len());
    for (line, i) in lines.iter().zip(1..) {
        let _ = write!(
            query,
            "&what_{i}={}&amount_{i}={}.{:02}",
            escaped(&line.description),
            line.cents / 100,
            line.cents % 100
        );
    }
    query
}

fn escaped(text: &str) -> String {
    text.bytes().fold(String::new(), |mut escaped, byte| {
        if byte.is_ascii_alphanumeric() {
            escaped.push(char::from(byte));
        } else {
            let _ = write!(escaped, "%{byte:02X}");
        }
        escaped
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::reading::model::{Found, Spot};

    fn found<T>(value: T) -> Found<T> {
        Found { value, spot: Spot::default() }
    }

    fn line(description: &str, cents: i64) -> Found<ReadLine> {
        found(ReadLine {
            description: description.into(),
            cents,
        })
    }

    #[test]
    fn the_lines_stand_in_the_address_and_what_takes_off_does_not() {
        let fields = Fields {
            lines: vec![line("X-rays & exam", 40_005), line("Discount", -1_000)],
            ..Fields::default()
        };
        assert_eq!(query_of(&fields), "read=1&what_1=X%2Drays%20%26%20exam&amount_1=400.05");
    }

    #[test]
    fn a_total_alone_is_one_line_and_nothing_says_so() {
        let total = Fields {
            total: Some(found(9_900)),
            ..Fields::default()
        };
        assert_eq!(query_of(&total), "read=1&what_1=&amount_1=99.00");
        assert_eq!(query_of(&Fields::default()), "read=nothing");
    }
}
