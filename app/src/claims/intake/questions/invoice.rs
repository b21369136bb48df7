//! Add the invoice

use super::problem;
use crate::claims::intake::model::{Answers, Facts};
use crate::error::FieldError;
use crate::texts::Lang;

/// How many files were received: at least one. The files themselves are checked when they arrive.
pub fn parse(_answers: &Answers, facts: &Facts, l: Lang) -> Result<i64, Vec<FieldError>> {
    if facts.pages > 0 {
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
}
