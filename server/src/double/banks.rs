//! Stripe's documented test bank accounts (docs.stripe.com/payments/ach-direct-debit), small deposits, and days on which banks work.

/// Routing number of the test bank.
pub const ROUTING: &str = "110000000";
/// A day in seconds.
pub const DAY: i64 = 86_400;
/// Business days until a debit has settled.
pub const SETTLES_AFTER: i64 = 4;
/// Business days until small deposits have arrived.
pub const SMALL_DEPOSITS_AFTER: i64 = 2;

/// How a debit from a test account ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Debit {
    /// It settles.
    Settles,
    /// It is returned, for that reason (Stripe's code, and its sentence).
    Returns(&'static str, &'static str),
    /// It settles, and is disputed.
    Disputed,
    /// Nothing is ever heard of it.
    Silent,
}

/// How a payout to a test account ends: `None` arrives, else Stripe's failure code and sentence.
pub type Credit = Option<(&'static str, &'static str)>;

/// A test account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestAccount {
    /// Its number.
    pub number: &'static str,
    /// The method that tests name instead of the number.
    pub token: &'static str,
    /// How a debit ends.
    pub debit: Debit,
}

const fn account(number: &'static str, token: &'static str, debit: Debit) -> TestAccount {
    TestAccount { number, token, debit }
}

/// Every test account that is known here.
pub const ACCOUNTS: &[TestAccount] = &[
    account("000123456789", "pm_usBankAccount_success", Debit::Settles),
    account(
        "000111111113",
        "pm_usBankAccount_accountClosed",
        Debit::Returns("account_closed", "The customer's bank account has been closed."),
    ),
    account(
        "000111111116",
        "pm_usBankAccount_noAccount",
        Debit::Returns("no_account", "The bank account could not be located."),
    ),
    account(
        "000222222227",
        "pm_usBankAccount_insufficientFunds",
        Debit::Returns("insufficient_funds", "The customer's account has insufficient funds to cover this payment."),
    ),
    account(
        "000333333335",
        "pm_usBankAccount_debitNotAuthorized",
        Debit::Returns(
            "debit_not_authorized",
            "The customer has notified their bank that this payment was unauthorized.",
        ),
    ),
    account(
        "000444444440",
        "pm_usBankAccount_invalidCurrency",
        Debit::Returns("invalid_currency", "The bank was unable to process this payment because of its currency."),
    ),
    account("000666666661", "pm_usBankAccount_failMicrodeposits", Debit::Settles),
    account("000555555559", "pm_usBankAccount_dispute", Debit::Disputed),
    account("000000000009", "pm_usBankAccount_processing", Debit::Silent),
];

/// Stripe's sentence for a reason that a bank gives, in tests that give one by themselves.
pub fn reason(code: &str) -> Option<(&'static str, &'static str)> {
    ACCOUNTS.iter().find_map(|account| match account.debit {
        Debit::Returns(known, words) if known == code => Some((known, words)),
        _ => None,
    })
}

impl TestAccount {
    /// How a payout ends.
    pub fn credit(&self) -> Credit {
        match self.debit {
            Debit::Returns(code, words) => Some((code, words)),
            Debit::Settles | Debit::Disputed | Debit::Silent => None,
        }
    }

    /// Whether small deposits can be sent there.
    pub fn takes_small_deposits(&self) -> bool {
        self.token != "pm_usBankAccount_failMicrodeposits"
    }
}

/// The test account with that number.
pub fn by_number(typed: &str) -> Option<&'static TestAccount> {
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    ACCOUNTS.iter().find(|account| account.number == digits)
}

/// The test account with that token.
pub fn by_token(token: &str) -> Option<&'static TestAccount> {
    ACCOUNTS.iter().find(|account| account.token == token)
}

/// A bank account as somebody typed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bank {
    /// Which test account it is.
    pub test: &'static TestAccount,
    /// Its holder has shown that it is theirs.
    pub verified: bool,
}

/// What somebody says of the small deposits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deposits {
    /// The account is theirs.
    Right,
    /// Not the amounts that were sent.
    Wrong,
    /// Not, and that was the last time.
    TooOften,
    /// It took them too long.
    TooLate,
}

/// What Stripe's test mode makes of amounts or a descriptor.
pub fn deposits(amounts: &[i64], descriptor: Option<&str>) -> Deposits {
    match (amounts, descriptor) {
        ([32, 45] | [45, 32], None) | (_, Some("SM11AA")) => Deposits::Right,
        ([10, 11], None) | (_, Some("SM33CC")) => Deposits::TooOften,
        ([40, 41], None) | (_, Some("SM44DD")) => Deposits::TooLate,
        _ => Deposits::Wrong,
    }
}

/// The instant that many business days later. Saturdays and Sundays count not; holidays are not known here.
pub fn business_days(from: i64, days: i64) -> i64 {
    let mut at = from;
    let mut left = days;
    while left > 0 {
        at += DAY;
        // 1 January 1970 was a Thursday; 0 is Sunday.
        let weekday = (at.div_euclid(DAY) + 4).rem_euclid(7);
        if !matches!(weekday, 0 | 6) {
            left -= 1;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn banks_do_not_work_at_weekends() {
        // Friday 20 November 2026, noon.
        let friday = 1_795_176_000;
        assert_eq!(business_days(friday, 1), friday + 3 * DAY);
        assert_eq!(business_days(friday, 4), friday + 6 * DAY);
        assert_eq!(business_days(friday + 3 * DAY, 4), friday + 7 * DAY);
    }

    #[test]
    fn only_the_amounts_that_were_sent_are_right() {
        assert_eq!(deposits(&[32, 45], None), Deposits::Right);
        assert_eq!(deposits(&[], Some("SM11AA")), Deposits::Right);
        assert_eq!(deposits(&[1, 2], None), Deposits::Wrong);
        assert_eq!(deposits(&[10, 11], None), Deposits::TooOften);
    }
}
