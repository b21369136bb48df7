//! Add the invoice

use super::problem;
use crate::claims::intake::model::{Answers, COMING, Facts};
use crate::error::FieldError;
use crate::texts::Lang;

/// How many files were received: at least one, or the first is on its way. The files themselves are checked when they arrive.
pub fn parse(answers: &Answers, facts: &Facts, l: Lang) -> Result<i64, Vec<FieldError>> {
    if facts.pages > 0 || answers.invoice.as_deref() == Some(COMING) {
        Ok(facts.pages)
    } else {
        problem("invoice", l.intake_invoice_missing())
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::super::examples::{answers, facts, sentence};
    use super::*;

    #[test]
    fn at_least_one_page_is_needed() {
        assert_eq!(parse(&answers(), &facts(), Lang::En), Ok(1));
        let none = Facts { pages: 0, ..facts() };
        assert_eq!(sentence(parse(&answers(), &none, Lang::En)).0, "invoice");
    }

    #[test]
    fn one_may_go_on_while_the_first_page_is_on_its_way() {
        let none = Facts { pages: 0, ..facts() };
        let given = |word: &str| Answers {
            invoice: Some(word.into()),
            ..answers()
        };
        assert_eq!(parse(&given(COMING), &none, Lang::En), Ok(0));
        assert!(parse(&given(""), &none, Lang::En).is_err());
    }
}
