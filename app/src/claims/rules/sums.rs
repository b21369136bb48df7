//! The arithmetic: exact until the last step, then rounded once. Everything is whole numbers.
//!
//! Amounts of several pots are kept as numerators over one denominator, so that nothing is rounded between two steps: what is paid never falls
//! when a line rises by a cent, which a rounding for each pot would not hold. With at most [`LARGEST_CENTS`] on a claim no number here
//! reaches a tenth of what `i128` holds.

use crate::policies::model::Step;

/// The most that a claim's lines may come to, each without its sign, in cents: a billion dollars.
pub(super) const LARGEST_CENTS: i64 = 100_000_000_000;

/// What is left of everything that is used up, in cents, for the pots in order.
pub(super) struct Left {
    /// Of the annual deductible; `None` where the plan has one for each condition.
    pub deductible: Option<i64>,
    /// Of each pot's own deductible; only read where the plan has one for each condition.
    pub pot_deductibles: Vec<i64>,
    /// Of each pot's own limit; `None` where the plan has none.
    pub pot_limits: Vec<Option<i64>>,
    /// Of the annual limit.
    pub annual: i64,
    /// Of the limit for life, where the plan has one.
    pub lifetime: Option<i64>,
}

/// What three steps made of the pots, in cents.
#[derive(Default)]
pub(super) struct Worked {
    /// What went in and what came out of each step, in order.
    pub steps: [(i64, i64); 3],
    /// What is paid of each pot.
    pub payable: Vec<i64>,
    /// The deductible that each pot bears.
    pub deductible: Vec<i64>,
    /// What the limits took from each pot.
    pub cut: Vec<i64>,
    /// What passed the limits of each pot.
    pub passed: Vec<i64>,
    /// What the limits by condition, the annual one and the one for life took away.
    pub by_limit: [i64; 3],
}

/// Amounts over one denominator.
#[derive(Clone)]
struct Exact {
    pots: Vec<i128>,
    over: i128,
}

impl Exact {
    fn sum(&self) -> i128 {
        self.pots.iter().sum()
    }

    /// The sum in cents, half a cent up.
    fn cents(&self) -> i64 {
        let half_up = (2 * self.sum() + self.over).div_euclid(2 * self.over);
        i64::try_from(half_up).unwrap_or(i64::MAX)
    }

    /// Takes the same part of each pot, so that `keep` of the sum (over the denominator) is left.
    fn scale(&mut self, keep: i128) {
        let sum = self.sum();
        if sum > 0 {
            self.pots.iter_mut().for_each(|pot| *pot *= keep);
            self.over *= sum;
            self.reduce();
        }
    }

    fn reduce(&mut self) {
        let by = self.pots.iter().fold(self.over, |by, pot| common(by, *pot));
        self.pots.iter_mut().for_each(|pot| *pot /= by);
        self.over /= by;
    }

    /// What was taken from each pot since it was `before`, shared out in whole cents that add up to `total`.
    fn taken_since(&self, before: &Exact, total: i64) -> Vec<i64> {
        let pots = before.pots.iter().zip(&self.pots);
        let taken: Vec<i128> = pots.map(|(before_this, pot)| before_this * self.over - pot * before.over).collect();
        share(total, &taken, self.over * before.over)
    }
}

fn common(a: i128, b: i128) -> i128 {
    if b == 0 { a.abs() } else { common(b, a % b) }
}

/// Takes the pots (what is covered of each, in cents, none negative) through the steps in order.
pub(super) fn work(pots: &[i64], order: [Step; 3], rate_percent: i64, left: &Left) -> Worked {
    let mut now = Exact {
        pots: pots.iter().map(|cents| i128::from(*cents)).collect(),
        over: 1,
    };
    let mut worked = Worked::default();
    for (nth, step) in order.into_iter().enumerate() {
        let before = now.clone();
        match step {
            Step::Rate => {
                now.pots.iter_mut().for_each(|pot| *pot *= i128::from(rate_percent.clamp(0, 100)));
                now.over *= 100;
                now.reduce();
            }
            Step::Deductible => {
                match left.deductible {
                    Some(cents) => {
                        let keep = (now.sum() - i128::from(cents.max(0)) * now.over).max(0);
                        now.scale(keep);
                    }
                    None => {
                        for (pot, cents) in now.pots.iter_mut().zip(&left.pot_deductibles) {
                            *pot = (*pot - i128::from((*cents).max(0)) * now.over).max(0);
                        }
                    }
                }
                worked.deductible = now.taken_since(&before, before.cents() - now.cents());
            }
            Step::Limit => {
                for (pot, limit) in now.pots.iter_mut().zip(&left.pot_limits) {
                    if let Some(cents) = limit {
                        *pot = (*pot).min(i128::from((*cents).max(0)) * now.over);
                    }
                }
                let by_condition = before.cents() - now.cents();
                let lifetime = left.lifetime.unwrap_or(i64::MAX).max(0);
                let whole = left.annual.max(0).min(lifetime);
                let uncut = now.cents();
                if now.sum() > i128::from(whole) * now.over {
                    now.scale(i128::from(whole) * now.over);
                }
                let by_whole = uncut - now.cents();
                worked.by_limit = if lifetime < left.annual {
                    [by_condition, 0, by_whole]
                } else {
                    [by_condition, by_whole, 0]
                };
                worked.cut = now.taken_since(&before, before.cents() - now.cents());
                worked.passed = share(now.cents(), &now.pots, now.over);
            }
        }
        worked.steps[nth] = (before.cents(), now.cents());
    }
    worked.payable = share(now.cents(), &now.pots, now.over);
    worked
}

/// Shares `total` out by largest remainder, ties in order: each gets its quota (a numerator over `over`) without what is less than a cent, and those that
/// lost most get the cents that are left over. The quotas add up to `total` but for rounding.
pub(super) fn share(total: i64, quotas: &[i128], over: i128) -> Vec<i64> {
    let mut parts: Vec<i64> = quotas.iter().map(|quota| i64::try_from(quota.div_euclid(over)).unwrap_or(i64::MAX)).collect();
    let mut order: Vec<usize> = (0..quotas.len()).collect();
    // A stable sort: equal remainders stay in order.
    order.sort_by_key(|part| std::cmp::Reverse(quotas[*part].rem_euclid(over)));
    let missing = total - parts.iter().sum::<i64>();
    for part in order.into_iter().take(usize::try_from(missing).unwrap_or_default()) {
        parts[part] += 1;
    }
    parts
}

/// Shares `total` out in proportion to weights, as [`share`]. Nothing is shared out when they add up to nothing.
pub(super) fn in_proportion(total: i64, weights: &[i64]) -> Vec<i64> {
    let sum: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
    if sum == 0 {
        return vec![0; weights.len()];
    }
    let quotas: Vec<i128> = weights.iter().map(|weight| i128::from(*weight) * i128::from(total)).collect();
    share(total, &quotas, sum)
}
