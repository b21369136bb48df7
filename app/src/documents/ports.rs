//! Where bytes lie, the disk now and a bucket later; and what knows harmful ones.

use async_trait::async_trait;

use crate::ids::BlobId;

/// Why the store of bytes could not do it.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// No room left. Nothing was written.
    #[error("the blob store is full")]
    Full,
    /// Anything else the outside world does.
    #[error("the blob store failed: {0}")]
    Io(#[from] std::io::Error),
}

/// Keeps bytes under generated names. A blob is whole or not there.
#[async_trait]
pub trait BlobStore: Send + Sync {
    /// Keeps bytes durably; putting the same id twice keeps the last.
    async fn put(&self, id: &BlobId, bytes: &[u8]) -> Result<(), BlobError>;

    /// The bytes of a blob; `None` when there is none.
    async fn get(&self, id: &BlobId) -> Result<Option<Vec<u8>>, BlobError>;

    /// Forgets a blob. Forgetting one that is not there is no error.
    async fn delete(&self, id: &BlobId) -> Result<(), BlobError>;
}

/// Knows harmful files when it sees them.
#[async_trait]
pub trait Scanner: Send + Sync {
    /// Whether bytes are harmless, as far as it knows.
    ///
    /// # Errors
    /// When it does not answer: nothing is known of the bytes then.
    async fn is_harmless(&self, bytes: &[u8]) -> std::io::Result<bool>;
}
