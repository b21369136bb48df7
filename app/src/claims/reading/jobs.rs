//! Reads a page in the background.

use std::collections::BTreeSet;

use super::fields;
use super::model::{Fields, Picture, Reading};
use super::ports::{ReadError, Sheet};
use super::store::{self, Waiting};
use crate::claims::intake::late;
use crate::documents::inspect::Judged;
use crate::documents::store as documents;
use crate::error::{AppError, internal};
use crate::ids::{BlobId, HouseholdId, PageId};
use crate::state::AppState;

/// Reads a page that waits for it. Safe to run twice: what was read first stays.
///
/// # Errors
/// When another try may do: the reader or the store of bytes does not answer.
pub async fn read(state: &AppState, page: &PageId) -> Result<(), AppError> {
    let Some(waiting) = store::waiting(state, page).await? else { return Ok(()) };
    let bytes = state.blobs.get(&waiting.blob_id).await.map_err(|error| internal(&error))?;
    let read = match bytes {
        Some(bytes) => state.reader.read(&bytes, &waiting.content_type).await,
        None => Err(ReadError::Unreadable("its bytes are gone".into())),
    };
    let mut drawn = Vec::new();
    let reading = match read {
        Ok(sheets) => {
            let today = state.clock.today("UTC").plus_days(1);
            Some(kept(state, &waiting, fields::read(&sheets, state.date_order, today), sheets, &mut drawn).await?)
        }
        Err(ReadError::Failed(error)) => return Err(internal(&error)),
        // Nothing is wrong with the file: nobody needs to hear of it.
        Err(ReadError::NotSetUp(error)) => {
            tracing::info!(page.id = %page, "Page {page} was not read: {error}");
            None
        }
        Err(ReadError::Unreadable(error)) => {
            tracing::info!(page.id = %page, "Read nothing from page {page}: {error}");
            Some(Reading::default())
        }
    };
    let mut tx = state.store.begin().await?;
    late::lock(&mut tx, page).await?;
    let household = waiting.household_id.as_ref();
    for blob in &drawn {
        if let Some(household) = household {
            documents::confirm_for(&mut tx, household, blob).await?;
        }
    }
    if store::finish(&mut tx, state, page, reading.as_ref(), &drawn).await? {
        late::settle(&mut tx, state, page).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// What is kept of what was read, with a picture of each sheet on which something was found.
async fn kept(state: &AppState, waiting: &Waiting, fields: Fields, sheets: Vec<Sheet>, drawn: &mut Vec<BlobId>) -> Result<Reading, AppError> {
    let spots = [
        fields.date.as_ref().map(|it| it.spot),
        fields.total.as_ref().map(|it| it.spot),
        fields.clinic.as_ref().map(|it| it.spot),
        fields.number.as_ref().map(|it| it.spot),
    ];
    let lines = fields.lines.iter().map(|line| line.spot);
    let needed: BTreeSet<usize> = spots.into_iter().flatten().chain(lines).map(|spot| spot.sheet).collect();
    let mut pictures = Vec::new();
    for (nth, sheet) in sheets.into_iter().enumerate().filter(|(nth, _)| needed.contains(nth)) {
        let blob = match (sheet.drawn, &waiting.household_id) {
            (None, _) => waiting.blob_id.clone(),
            (Some(bytes), Some(household)) => draw(state, household, bytes, drawn).await?,
            (Some(_), None) => continue,
        };
        let picture = Picture {
            blob,
            width: sheet.width,
            height: sheet.height,
            turned: sheet.turned,
        };
        pictures.push((nth, picture));
    }
    Ok(Reading { fields, pictures })
}

async fn draw(state: &AppState, household: &HouseholdId, bytes: Vec<u8>, drawn: &mut Vec<BlobId>) -> Result<BlobId, AppError> {
    let file = Judged {
        bytes,
        content_type: "image/jpeg",
        sheets: 1,
        print: None,
    };
    let blob = documents::keep_for(state, household, &file).await?;
    drawn.push(blob.clone());
    Ok(blob)
}
