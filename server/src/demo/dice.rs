//! Chance that repeats itself: the same seed throws the same dice.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use uuid::Uuid;

/// A source of chance of its own for each household, so that one more pet here changes nothing there.
pub(super) struct Dice {
    rng: ChaCha8Rng,
    id_at: i64,
}

impl Dice {
    /// The `stream`-th source of a seed. Its ids begin at the instant `id_at` (UTC milliseconds) and rise, a millisecond each:
    /// the database appends rather than inserts.
    pub fn new(seed: u64, stream: u64, id_at: i64) -> Dice {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(stream);
        Dice { rng, id_at }
    }

    /// 0 to `count` − 1; 0 when there is nothing to choose from.
    pub fn below(&mut self, count: usize) -> usize {
        let product = u128::from(self.rng.next_u64()) * (count as u128);
        usize::try_from(product >> 64).unwrap_or_default()
    }

    /// `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = usize::try_from(high - low + 1).unwrap_or_default();
        low + i64::try_from(self.below(width)).unwrap_or_default()
    }

    /// As [`Dice::between`], for days and months.
    pub fn days(&mut self, low: i32, high: i32) -> i32 {
        i32::try_from(self.between(low.into(), high.into())).unwrap_or(low)
    }

    /// True in `percent` of 100 throws.
    pub fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// True in `count` of 1,000 throws.
    pub fn per_mille(&mut self, count: usize) -> bool {
        self.below(1000) < count
    }

    /// One of them. The slice is not empty.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// One of them, each as often as its weight says. The slice is not empty.
    pub fn weighted<'a, T>(&mut self, from: &'a [T], weight: impl Fn(&T) -> usize) -> &'a T {
        let mut left = self.below(from.iter().map(&weight).sum());
        for one in from {
            let weight = weight(one);
            if left < weight {
                return one;
            }
            left -= weight;
        }
        &from[0]
    }

    /// `count` decimal digits.
    pub fn digits(&mut self, count: usize) -> String {
        (0..count)
            .map(|_| char::from(b'0' + u8::try_from(self.below(10)).unwrap_or_default()))
            .collect()
    }

    /// A new id.
    pub fn id(&mut self) -> Uuid {
        self.id_at += 1;
        let mut bytes = [0; 10];
        self.rng.fill_bytes(&mut bytes);
        uuid::Builder::from_unix_timestamp_millis(self.id_at.unsigned_abs(), &bytes).into_uuid()
    }
}
