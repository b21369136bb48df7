//! Bytes on the disk of this machine, in folders of at most a few thousand.

use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use app::documents::ports::{BlobError, BlobStore};
use app::ids::BlobId;
use async_trait::async_trait;
use tempfile::NamedTempFile;

/// A folder of blobs.
#[derive(Clone, Debug)]
pub struct DiskBlobs {
    root: PathBuf,
}

impl DiskBlobs {
    /// Keeps blobs below `root`, which is made when missing.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn new(root: impl Into<PathBuf>) -> io::Result<DiskBlobs> {
        let root = root.into();
        std::fs::create_dir_all(&root)?;
        Ok(DiskBlobs { root })
    }

    /// Path of a blob. The last characters of a UUIDv7 are its random part: they spread evenly.
    fn path(&self, id: &BlobId) -> io::Result<PathBuf> {
        let id = id.as_str();
        let generated = id.len() == 36 && id.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
        if !generated {
            return Err(io::Error::new(ErrorKind::InvalidInput, "not a generated name"));
        }
        Ok(self.root.join(&id[34..]).join(id))
    }
}

/// Written beside, made durable, then moved: a blob is whole or not there, whatever happens in between.
fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(path);
    std::fs::create_dir_all(folder)?;
    let mut file = NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    std::fs::File::open(folder)?.sync_all()
}

fn full_or(error: io::Error) -> BlobError {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => BlobError::Full,
        _ => BlobError::Io(error),
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}

#[async_trait]
impl BlobStore for DiskBlobs {
    async fn put(&self, id: &BlobId, bytes: &[u8]) -> Result<(), BlobError> {
        let (path, bytes) = (self.path(id)?, bytes.to_vec());
        blocking(move || write(&path, &bytes)).await.map_err(full_or)
    }

    async fn get(&self, id: &BlobId) -> Result<Option<Vec<u8>>, BlobError> {
        match tokio::fs::read(self.path(id)?).await {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    async fn delete(&self, id: &BlobId) -> Result<(), BlobError> {
        match tokio::fs::remove_file(self.path(id)?).await {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_blob_is_kept_read_and_forgotten() {
        let folder = tempfile::tempdir().expect("folder");
        let blobs = DiskBlobs::new(folder.path()).expect("store");
        let id = BlobId("0193a1b2-0000-7000-8000-0123456789ab".into());
        blobs.put(&id, b"one").await.expect("put");
        blobs.put(&id, b"two").await.expect("put again");
        assert_eq!(blobs.get(&id).await.expect("get").as_deref(), Some(&b"two"[..]));
        blobs.delete(&id).await.expect("delete");
        blobs.delete(&id).await.expect("delete again");
        assert_eq!(blobs.get(&id).await.expect("get"), None);
    }

    #[tokio::test]
    async fn only_generated_names_are_paths() {
        let folder = tempfile::tempdir().expect("folder");
        let blobs = DiskBlobs::new(folder.path()).expect("store");
        for name in ["../../../../../../../../../etc/passwd", "0193a1b2-0000-7000-8000-0123456789/b", ""] {
            assert!(blobs.get(&BlobId(name.into())).await.is_err(), "{name}");
        }
    }
}
