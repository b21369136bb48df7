//! The pictures of a book: drawn once, on all cores, and shared by everyone in it.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use app::day::Day;
use app::documents::ports::{BlobError, BlobStore};
use app::ids::BlobId;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::cast_bills;
use super::dice::Dice;
use super::invoices::{self, LAYOUTS, Photograph, Sheet};
use super::pictures;
use super::pictures::looks::LOOKS;
use super::rows::Blob;
use super::world::{self, Bill, ids_from};

/// What a book refers to.
#[derive(Clone)]
pub(super) struct Pool {
    /// By look.
    pub portraits: HashMap<&'static str, Vec<Uuid>>,
    pub bills: Vec<Bill>,
    pub cast: Vec<Bill>,
    pub blobs: Vec<Blob>,
}

/// A picture that was drawn.
#[derive(Clone)]
pub(super) struct Picture {
    pub id: Uuid,
    pub bytes: Vec<u8>,
}

/// What is to be drawn, and under which id it is kept.
pub(super) struct Wish {
    pub id: Uuid,
    motif: Motif,
}

enum Motif {
    Portrait { look: usize, coat: usize },
    Invoice(Box<Sheet>),
}

/// What the pictures of a book show. None is drawn yet.
pub(super) fn plan(seed: u64, as_of: Day) -> (Pool, Vec<Wish>) {
    let now = as_of.at(0, 0, "UTC");
    let mut dice = Dice::new(seed, 1, ids_from(now));
    let mut pool = Pool {
        portraits: HashMap::new(),
        bills: world::bills(&mut dice),
        cast: Vec::new(),
        blobs: Vec::new(),
    };
    let mut wishes = Vec::new();
    for (number, look) in LOOKS.iter().enumerate() {
        for coat in 0..look.coat_count() {
            let id = dice.id();
            wishes.push(Wish {
                id,
                motif: Motif::Portrait { look: number, coat },
            });
            pool.portraits.entry(look.name).or_default().push(id);
        }
    }
    for (nth, bill) in pool.bills.iter_mut().enumerate() {
        let id = dice.id();
        bill.pages.push(id);
        let sheet = Sheet {
            clinic: invoices::clinic(&mut dice),
            number: dice.digits(6),
            date: None,
            pet: None,
            client: None,
            lines: bill.lines.clone(),
            layout: LAYOUTS[nth % LAYOUTS.len()],
            first_of_two: false,
        };
        wishes.push(Wish {
            id,
            motif: Motif::Invoice(Box::new(sheet)),
        });
    }
    for (mut bill, sheet) in cast_bills::bills(as_of, &mut dice) {
        let id = dice.id();
        bill.pages.push(id);
        pool.cast.push(bill);
        wishes.push(Wish {
            id,
            motif: Motif::Invoice(Box::new(sheet)),
        });
    }
    (pool, wishes)
}

/// The rows of pictures that are kept.
pub(super) fn rows(pictures: &[Picture], as_of: Day) -> Vec<Blob> {
    let rows = pictures.iter().map(|picture| Blob {
        id: picture.id,
        sha256: Sha256::digest(&picture.bytes).iter().map(|byte| format!("{byte:02x}")).collect(),
        size: i64::try_from(picture.bytes.len()).unwrap_or_default(),
        content_type: "image/jpeg",
        state: "checked",
        created_at: as_of.at(0, 0, "UTC") - world::DAY_MS,
    });
    rows.collect()
}

/// Draws every wish, as many at once as there are cores; in the order of the wishes.
///
/// # Errors
/// When one of them cannot be drawn: there is no memory, or a font cannot be read.
pub(super) fn draw(wishes: &[Wish], seed: u64) -> Result<Vec<Picture>, &'static str> {
    let fonts = invoices::fonts().ok_or("the fonts of the demo's invoices cannot be read")?;
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(wishes.len()));
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                loop {
                    let nth = next.fetch_add(1, Ordering::Relaxed);
                    let Some(wish) = wishes.get(nth) else { return };
                    let bytes = match &wish.motif {
                        Motif::Portrait { look, coat } => pictures::portrait(&LOOKS[*look], *coat, nth),
                        Motif::Invoice(sheet) => sheet.photograph(&fonts, 1.0, Photograph::Tidy, &mut Dice::new(seed, nth as u64, 0)),
                    };
                    let picture = bytes.map(|bytes| Picture { id: wish.id, bytes });
                    done.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push((nth, picture));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    done.sort_by_key(|(nth, _)| *nth);
    let pictures: Option<Vec<Picture>> = done.into_iter().map(|(_, picture)| picture).collect();
    pictures.ok_or("there is not enough memory to draw the demo's pictures")
}

/// Keeps the pictures where blobs lie.
///
/// # Errors
/// When the blob store cannot.
pub(super) async fn keep(pictures: &[Picture], blobs: &dyn BlobStore) -> Result<(), BlobError> {
    for picture in pictures {
        blobs.put(&BlobId(picture.id.to_string()), &picture.bytes).await?;
    }
    Ok(())
}
