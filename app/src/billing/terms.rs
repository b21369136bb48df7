//! How this deployment bills: what states and the insurer add to a premium, when a payment is tried again, and when cover lapses.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What stands for every state that is not named.
const ANY: &str = "*";

/// When cover that is not paid for ends, and until when it can be had back. Laws differ by state, so that nothing of this has a default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lapse {
    /// Days from the day a bill was due for which cover goes on at least.
    pub grace_days: i32,
    /// Days from the notice for which cover goes on at least.
    pub notice_days: i32,
    /// Days from the lapse within which paying brings cover back as though it had not ended.
    pub reinstate_days: i32,
}

/// How bills are made and collected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Tax on premium by state, in hundredths of a percent. A state that is not named adds none.
    pub tax: BTreeMap<String, i64>,
    /// What is added to each installment of a premium that is paid in parts, in cents.
    pub installment_fee_cents: i64,
    /// Days after a failed payment on which it is tried again.
    pub retry_days: Vec<i32>,
    /// The hour of the household's day from which payments are collected and tried again.
    pub hour: i8,
    /// By state; a state that is not named lapses nobody.
    pub lapse: BTreeMap<String, Lapse>,
}

impl Default for Terms {
    /// Neither taxes nor fees, eight tries in fourteen days (what card networks take well), and no lapse anywhere.
    fn default() -> Terms {
        Terms {
            tax: BTreeMap::new(),
            installment_fee_cents: 0,
            retry_days: vec![1, 2, 4, 6, 8, 10, 12, 14],
            hour: 9,
            lapse: BTreeMap::new(),
        }
    }
}

impl Terms {
    /// Tax on premium in a state, in hundredths of a percent.
    pub fn tax_in(&self, state: &str) -> i64 {
        self.tax.get(state).or_else(|| self.tax.get(ANY)).copied().unwrap_or_default()
    }

    /// When cover lapses in a state. `None`: nobody has said it, so nobody's does.
    pub fn lapse_in(&self, state: &str) -> Option<Lapse> {
        self.lapse.get(state).or_else(|| self.lapse.get(ANY)).copied()
    }
}

/// Reads `KY=150,NJ=25`: hundredths of a percent by state.
///
/// # Errors
/// With what is expected.
pub fn parse_tax(text: &str) -> Result<BTreeMap<String, i64>, String> {
    by_state(text, |value| value.parse().ok().filter(|points| (0..=10_000).contains(points)))
        .ok_or_else(|| "expected STATE=HUNDREDTHS_OF_A_PERCENT,…".to_owned())
}

/// Reads `NY=31/15/30,*=31/10/30`: days of grace, of notice, and in which cover can be had back, by state.
///
/// # Errors
/// With what is expected.
pub fn parse_lapse(text: &str) -> Result<BTreeMap<String, Lapse>, String> {
    let days = |text: &str| text.parse().ok().filter(|days| (0..=365).contains(days));
    let lapse = |value: &str| {
        let mut parts = value.split('/').map(days);
        let (grace_days, notice_days, reinstate_days) = (parts.next()??, parts.next()??, parts.next()??);
        parts.next().is_none().then_some(Lapse {
            grace_days,
            notice_days,
            reinstate_days,
        })
    };
    by_state(text, lapse).ok_or_else(|| "expected STATE=GRACE/NOTICE/REINSTATEMENT,… in days".to_owned())
}

fn by_state<T>(text: &str, value: impl Fn(&str) -> Option<T>) -> Option<BTreeMap<String, T>> {
    let entries = text.split(',').map(str::trim).filter(|entry| !entry.is_empty());
    entries
        .map(|entry| {
            let (state, given) = entry.split_once('=')?;
            let known = state == ANY || (state.len() == 2 && state.bytes().all(|b| b.is_ascii_uppercase()));
            Some((known.then(|| state.to_owned())?, value(given)?))
        })
        .collect()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn what_a_state_says_goes_before_what_all_say() {
        let terms = Terms {
            tax: parse_tax("KY=150, *=25").expect("taxes"),
            lapse: parse_lapse("NY=31/15/30").expect("days"),
            ..Terms::default()
        };
        assert_eq!((terms.tax_in("KY"), terms.tax_in("NY")), (150, 25));
        assert_eq!(terms.lapse_in("NY").map(|lapse| lapse.notice_days), Some(15));
        assert_eq!(terms.lapse_in("CA"), None, "where nobody said it, nobody lapses");
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for text in ["KY", "ky=1", "KY=-1", "KY=x", "KYX=1", "KY=10001"] {
            assert!(parse_tax(text).is_err(), "{text}");
        }
        for text in ["NY=31", "NY=31/15", "NY=31/15/30/1", "NY=31/15/x", "NY=-1/1/1"] {
            assert!(parse_lapse(text).is_err(), "{text}");
        }
        assert_eq!(parse_lapse(""), Ok(BTreeMap::new()));
    }
}
