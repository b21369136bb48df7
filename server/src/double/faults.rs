//! Trouble on request: the next calls that fit are answered badly, before or after their effect.

use serde::Deserialize;

/// How a call goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// This status, in Stripe's words: 409, 429, 500 and the like.
    Status(u16),
    /// The right answer, cut off in the middle.
    HalfABody,
    /// The right answer, after so many seconds.
    Hang(u64),
}

/// What is to go wrong.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Fault {
    /// Begin of the path: `/v1/payment_intents`, `/v3/`; empty: every call.
    #[serde(default)]
    pub path: String,
    /// Only calls of this method.
    #[serde(default)]
    pub method: Option<String>,
    /// How many fitting calls go well first.
    #[serde(default)]
    pub skip: u32,
    /// How many then go wrong.
    #[serde(default = "once")]
    pub times: u32,
    /// What happens to them.
    pub trouble: Trouble,
    /// Whether the call has done its work by then.
    #[serde(default)]
    pub after: bool,
}

fn once() -> u32 {
    1
}

/// Every fault that is still to come.
#[derive(Debug, Default)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// Asks for trouble.
    pub fn add(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    /// No trouble any more.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// What goes wrong with this call, if anything does.
    pub fn strike(&mut self, method: &str, path: &str) -> Option<Fault> {
        let fits = |fault: &&mut Fault| path.starts_with(&fault.path) && fault.method.as_deref().is_none_or(|only| only == method);
        let fault = self.0.iter_mut().find(fits)?;
        if fault.skip > 0 {
            fault.skip -= 1;
            return None;
        }
        fault.times = fault.times.saturating_sub(1);
        let struck = fault.clone();
        self.0.retain(|fault| fault.times > 0);
        Some(struck)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_strikes_the_calls_that_fit_and_no_more_than_asked() {
        let mut faults = Faults::default();
        faults.add(Fault {
            path: "/v1/refunds".into(),
            method: Some("POST".into()),
            skip: 1,
            times: 2,
            trouble: Trouble::Status(500),
            after: true,
        });
        assert_eq!(faults.strike("POST", "/v1/customers"), None);
        assert_eq!(faults.strike("GET", "/v1/refunds"), None);
        let struck: Vec<bool> = (0..5).map(|_| faults.strike("POST", "/v1/refunds").is_some()).collect();
        assert_eq!(struck, [false, true, true, false, false]);
    }

    #[test]
    fn a_fault_is_read_as_it_is_sent() {
        let fault: Fault = serde_json::from_str(r#"{"path": "/v1/", "trouble": {"hang": 30}, "after": true}"#).expect("a fault");
        assert_eq!((fault.trouble, fault.times, fault.after), (Trouble::Hang(30), 1, true));
        let half: Fault = serde_json::from_str(r#"{"trouble": "half_a_body", "times": 3}"#).expect("a fault");
        assert_eq!((half.trouble, half.times), (Trouble::HalfABody, 3));
    }
}
