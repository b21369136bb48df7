//! Submitting claims, many at once.

use server::trial::Failure;

use crate::Measure;
use crate::book::Book;

/// Prints the figures of submitting.
pub async fn measure(_book: &Book, _measure: &Measure) -> Result<(), Failure> {
    Ok(())
}
