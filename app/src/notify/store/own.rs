//! Keys that the deployment makes for itself, once, and keeps sealed: turning the keys of the key file changes neither hashes nor links nor what push
//! services know us by (docs/decisions/0022).

use ring::hmac;

use crate::db::Store;
use crate::error::{AppError, internal};
use crate::ids::PersonId;
use crate::notify::model::Topic;
use crate::notify::push::Signer;
use crate::seal::{Keys, hex, unhex};
use crate::state::{AppState, Random};
use crate::{execute, fetch_optional};

crate::queries! {
    READ = "SELECT secret FROM own_key WHERE id = $1";
    RENEW = "INSERT INTO own_key (id, secret) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET secret = excluded.secret";
    // What was made for the old key reaches no browser any more.
    DROP_ALL = "DELETE FROM subscription";
    KEEP = "INSERT INTO own_key (id, secret) VALUES ($1, $2) ON CONFLICT DO NOTHING";
}

/// What a key is for.
#[derive(Clone, Copy)]
enum Use {
    /// Hashes of addresses, and links of letters.
    Hash,
    /// Being known at push services.
    Push,
}

impl Use {
    fn id(self) -> &'static str {
        match self {
            Use::Hash => "hash",
            Use::Push => "push",
        }
    }
}

/// What the seal of a key is bound to.
fn purpose(of: Use) -> String {
    format!("own_key:{}", of.id())
}

async fn read(state: &AppState, of: Use) -> Result<Option<Vec<u8>>, AppError> {
    let row: Option<(String,)> = fetch_optional!(state.store.read(), (String,), READ, of.id())?;
    let Some((sealed,)) = row else { return Ok(None) };
    let secret = state.keys.open_sealed(&purpose(of), &sealed)?;
    unhex(&secret).map(Some).ok_or_else(|| internal(&"a key of our own is none"))
}

/// The key, made when it is first wanted. Of two servers that make one at once, one is kept.
async fn key(state: &AppState, of: Use) -> Result<Vec<u8>, AppError> {
    if let Some(key) = read(state, of).await? {
        return Ok(key);
    }
    let new = state.random.bytes::<32>();
    Signer::new(&new)?;
    let sealed = state.keys.seal(&purpose(of), &hex(&new), &state.random)?;
    let mut tx = state.store.begin().await?;
    execute!(tx.run(), KEEP, of.id(), sealed)?;
    tx.commit().await?;
    read(state, of).await?.ok_or_else(|| internal(&"a key of our own was not kept"))
}

/// Makes what is missing of them: when a server starts, so that looking at a page writes nothing.
///
/// # Errors
/// `Unavailable` or `Internal` when they cannot be read or kept.
pub async fn make(state: &AppState) -> Result<(), AppError> {
    for of in [Use::Hash, Use::Push] {
        key(state, of).await?;
    }
    Ok(())
}

/// What push services know us by.
///
/// # Errors
/// `Unavailable` or `Internal` when it cannot be read.
pub async fn signer(state: &AppState) -> Result<Signer, AppError> {
    Signer::new(&key(state, Use::Push).await?)
}

/// Makes another key to be known by at push services, at once on every server: what browsers had asked for with the old one is forgotten, and each asks
/// its person anew on their next visit (public/push.js). Gives how many browsers that were.
///
/// # Errors
/// `Unavailable` or `Internal` when it cannot be kept; then nothing is changed.
pub async fn renew_push(store: &Store, keys: &Keys, random: &Random) -> Result<u64, AppError> {
    let new = random.bytes::<32>();
    Signer::new(&new)?;
    let sealed = keys.seal(&purpose(Use::Push), &hex(&new), random)?;
    let mut tx = store.begin().await?;
    execute!(tx.run(), RENEW, Use::Push.id(), sealed)?;
    let dropped = execute!(tx.run(), DROP_ALL)?;
    tx.commit().await?;
    Ok(dropped)
}

async fn mac(state: &AppState, what: &str, text: &str) -> Result<hmac::Tag, AppError> {
    let key = hmac::Key::new(hmac::HMAC_SHA256, &key(state, Use::Hash).await?);
    Ok(hmac::sign(&key, format!("{what} {text}").as_bytes()))
}

/// What stands in the database for an address, a number or an endpoint: nobody finds out from it whose it is.
///
/// # Errors
/// `Unavailable` or `Internal` when the key cannot be read.
pub async fn hash(state: &AppState, what: &str, text: &str) -> Result<String, AppError> {
    Ok(hex(mac(state, what, text).await?.as_ref()))
}

/// Bytes of a link's signature.
const SIGNATURE: usize = 16;

/// The end of a link that switches letters of one topic off for one person, signed in or not. It works as long as the deployment lives.
///
/// # Errors
/// `Unavailable` or `Internal` when the key cannot be read.
pub async fn link(state: &AppState, person: &PersonId, topic: Topic) -> Result<String, AppError> {
    let tag = mac(state, "unsubscribe", &format!("{person} {topic}")).await?;
    let plain = format!("{person} {topic}");
    Ok(hex(&[&tag.as_ref()[..SIGNATURE], plain.as_bytes()].concat()))
}

/// Whom and what a link is about; `None`: it is none of ours.
///
/// # Errors
/// `Unavailable` or `Internal` when the key cannot be read.
pub async fn read_link(state: &AppState, token: &str) -> Result<Option<(PersonId, Topic)>, AppError> {
    let Some(bytes) = unhex(token).filter(|bytes| bytes.len() > SIGNATURE && bytes.len() < 200) else {
        return Ok(None);
    };
    let (signature, plain) = bytes.split_at(SIGNATURE);
    let Ok(plain) = std::str::from_utf8(plain) else { return Ok(None) };
    let tag = mac(state, "unsubscribe", plain).await?;
    // Every byte is looked at: how long it takes says nothing.
    let ours = tag.as_ref()[..SIGNATURE].iter().zip(signature).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0;
    let read = plain
        .split_once(' ')
        .and_then(|(person, topic)| Some((PersonId(person.to_owned()), Topic::parse(topic)?)));
    Ok(read.filter(|_| ours))
}
