//! Secrets that the database may keep: sealed with AES-256-GCM (NIST SP 800-38D) under a named key.
//!
//! A sealed text is `key id.nonce.ciphertext` in hex. What it is for is authenticated with it, so that no seal can be moved to another place.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, Key, KeyInit, Nonce};

use crate::error::{AppError, internal};
use crate::state::Random;

/// Why keys cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file cannot be read or written.
    #[error("the key file cannot be used: {0}")]
    File(#[from] std::io::Error),
    /// A line is not `id key`.
    #[error("line {0} of the key file is not an id of letters and digits, a space and 64 hexadecimal digits")]
    Line(usize),
    /// There is no line.
    #[error("the key file is empty")]
    Empty,
}

/// Every key by its id; the last of the file is the one that seals. Servers that share a database share the file's content.
#[derive(Clone)]
pub struct Keys {
    known: Arc<RwLock<Known>>,
    file: Option<PathBuf>,
}

struct Known {
    keys: BTreeMap<String, [u8; 32]>,
    newest: String,
    /// How the file stood when it was read.
    stood: Option<Stand>,
}

/// When a file was written, and its length.
type Stand = (std::time::SystemTime, u64);

impl Keys {
    /// One key that lives as long as the process: for tests.
    pub fn passing(random: &Random) -> Keys {
        let known = Known {
            keys: BTreeMap::from([("k1".to_owned(), random.bytes::<32>())]),
            newest: "k1".to_owned(),
            stood: None,
        };
        Keys {
            known: Arc::new(RwLock::new(known)),
            file: None,
        }
    }

    /// The keys of a file; a missing file is made, with a new key, readable by its owner alone.
    ///
    /// # Errors
    /// When the file cannot be read, made or understood.
    pub fn open(file: &Path, random: &Random) -> Result<Keys, KeyError> {
        if !file.exists() {
            write(file, &format!("k1 {}\n", hex(&random.bytes::<32>())))?;
        }
        Ok(Keys {
            known: Arc::new(RwLock::new(read(file)?)),
            file: Some(file.to_owned()),
        })
    }

    /// Adds a new key to the file, which seals from now on; the old ones go on opening. Servers that run read the file anew before they seal.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn turn(&self, random: &Random) -> Result<String, KeyError> {
        let Some(file) = &self.file else { return Err(KeyError::Empty) };
        let known = read(file)?;
        let id = (1..).map(|n| format!("k{n}")).find(|id| !known.keys.contains_key(id)).ok_or(KeyError::Empty)?;
        let text = std::fs::read_to_string(file)?;
        write(file, &format!("{}\n{id} {}\n", text.trim_end(), hex(&random.bytes::<32>())))?;
        self.reload()?;
        Ok(id)
    }

    /// Id of the key that seals.
    pub fn newest(&self) -> String {
        self.refresh();
        self.known.read().unwrap_or_else(std::sync::PoisonError::into_inner).newest.clone()
    }

    /// Seals a text for one purpose, such as `factor:ID`.
    ///
    /// # Errors
    /// `Internal` when the cipher refuses (more than 64 GiB).
    pub fn seal(&self, purpose: &str, text: &str, random: &Random) -> Result<String, AppError> {
        self.refresh();
        let known = self.known.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        let key = known.keys.get(&known.newest).ok_or_else(|| internal(&"no key"))?;
        let nonce = random.bytes::<12>();
        let sealed = cipher(key)
            .encrypt(&Nonce::from(nonce), payload(text.as_bytes(), purpose))
            .map_err(|_| internal(&"a secret could not be sealed"))?;
        Ok(format!("{}.{}.{}", known.newest, hex(&nonce), hex(&sealed)))
    }

    /// Opens what was sealed for the same purpose.
    ///
    /// # Errors
    /// `Internal` when it was changed, moved, or sealed under a key that is not there.
    pub fn open_sealed(&self, purpose: &str, sealed: &str) -> Result<String, AppError> {
        let broken = || internal(&format!("what was sealed for {purpose} cannot be opened"));
        let mut parts = sealed.split('.');
        let (Some(id), Some(nonce), Some(bytes), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
            return Err(broken());
        };
        let key = self.key(id).ok_or_else(broken)?;
        let nonce: [u8; 12] = unhex(nonce).and_then(|nonce| nonce.try_into().ok()).ok_or_else(broken)?;
        let bytes = unhex(bytes).ok_or_else(broken)?;
        let plain = cipher(&key).decrypt(&Nonce::from(nonce), payload(&bytes, purpose)).map_err(|_| broken())?;
        String::from_utf8(plain).map_err(|_| broken())
    }

    /// Whether something was sealed under the key that seals now.
    pub fn is_newest(&self, sealed: &str) -> bool {
        sealed.split_once('.').is_some_and(|(id, _)| id == self.newest())
    }

    fn key(&self, id: &str) -> Option<[u8; 32]> {
        let known = || self.known.read().unwrap_or_else(std::sync::PoisonError::into_inner).keys.get(id).copied();
        known().or_else(|| {
            // Another process may have turned the keys since.
            self.reload().ok()?;
            known()
        })
    }

    /// Another process may have turned the keys: the file says so by its time. A file that cannot be read changes nothing.
    fn refresh(&self) {
        let stood = self.known.read().unwrap_or_else(std::sync::PoisonError::into_inner).stood;
        if self.file.as_deref().is_some_and(|file| stand(file) != stood)
            && let Err(error) = self.reload()
        {
            tracing::warn!("The keys could not be read anew: {error}");
        }
    }

    fn reload(&self) -> Result<(), KeyError> {
        if let Some(file) = &self.file {
            *self.known.write().unwrap_or_else(std::sync::PoisonError::into_inner) = read(file)?;
        }
        Ok(())
    }
}

fn stand(file: &Path) -> Option<Stand> {
    let meta = std::fs::metadata(file).ok()?;
    Some((meta.modified().ok()?, meta.len()))
}

fn cipher(key: &[u8; 32]) -> Aes256Gcm {
    Aes256Gcm::new(&Key::<Aes256Gcm>::from(*key))
}

fn payload<'a>(bytes: &'a [u8], purpose: &'a str) -> Payload<'a, 'a> {
    Payload {
        msg: bytes,
        aad: purpose.as_bytes(),
    }
}

fn read(file: &Path) -> Result<Known, KeyError> {
    let stood = stand(file);
    let text = std::fs::read_to_string(file)?;
    let mut keys = BTreeMap::new();
    let mut newest = None;
    for (n, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let (id, key) = line.trim().split_once(' ').ok_or(KeyError::Line(n + 1))?;
        let key: Option<[u8; 32]> = unhex(key.trim()).and_then(|key| key.try_into().ok());
        let key = key.filter(|_| id.chars().all(|c| c.is_ascii_alphanumeric())).ok_or(KeyError::Line(n + 1))?;
        keys.insert(id.to_owned(), key);
        newest = Some(id.to_owned());
    }
    Ok(Known {
        keys,
        newest: newest.ok_or(KeyError::Empty)?,
        stood,
    })
}

/// Whole or not at all, and for its owner's eyes only.
fn write(file: &Path, text: &str) -> Result<(), KeyError> {
    use std::io::Write as _;
    use std::os::unix::fs::PermissionsExt as _;
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut new = tempfile::NamedTempFile::new_in(folder)?;
    new.as_file().set_permissions(std::fs::Permissions::from_mode(0o600))?;
    new.write_all(text.as_bytes())?;
    new.as_file().sync_all()?;
    new.persist(file).map_err(|error| error.error)?;
    Ok(())
}

/// Bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The bytes of hexadecimal digits; `None` for anything else.
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect();
    let digits = digits.filter(|digits| digits.len().is_multiple_of(2))?;
    Some(digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_purpose_opens_a_seal() {
        let random = Random::seeded(1);
        let keys = Keys::passing(&random);
        let sealed = keys.seal("factor:1", "a seed", &random).expect("sealed");
        assert!(!sealed.contains("a seed"));
        assert_eq!(keys.open_sealed("factor:1", &sealed).expect("opened"), "a seed");
        assert!(keys.open_sealed("factor:2", &sealed).is_err());
        let mut changed = sealed.clone();
        let last = if changed.pop() == Some('0') { '1' } else { '0' };
        changed.push(last);
        for broken in [changed.as_str(), "", "k1", "k1.00.00", "k9.x.y", "é.é.é"] {
            assert!(keys.open_sealed("factor:1", broken).is_err(), "{broken}");
        }
    }

    #[test]
    fn keys_turn_while_another_process_runs() {
        let folder = tempfile::tempdir().expect("a folder");
        let (file, random) = (folder.path().join("new/keys"), Random::seeded(2));
        let running = Keys::open(&file, &random).expect("keys");
        let old = running.seal("x", "old", &random).expect("sealed");
        let turning = Keys::open(&file, &random).expect("the same keys");
        assert_eq!(turning.turn(&random).expect("turned"), "k2");
        let new = turning.seal("x", "new", &random).expect("sealed");
        assert!(new.starts_with("k2.") && !turning.is_newest(&old) && turning.is_newest(&new));
        assert_eq!(running.open_sealed("x", &new).expect("read anew"), "new");
        assert_eq!(running.open_sealed("x", &old).expect("opened"), "old");
    }

    #[test]
    fn a_key_file_that_is_not_one_is_refused_with_its_line() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("keys");
        for (text, line) in [
            ("k1 abc", 1),
            (&format!("k1 {}\nk2", "0".repeat(64)), 2),
            (&format!("k.1 {}", "0".repeat(64)), 1),
        ] {
            std::fs::write(&file, text).expect("written");
            assert!(matches!(Keys::open(&file, &Random::seeded(3)), Err(KeyError::Line(n)) if n == line), "{text}");
        }
    }
}
