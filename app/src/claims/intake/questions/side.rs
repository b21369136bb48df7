//! On which side of the body? Part of the question about the condition, for those that have sides; nobody needs to answer it.

use super::condition::Reason;
use super::typed;
use crate::claims::intake::model::Answers;
use crate::claims::rules::{Side, has_sides};

/// What the choice of a side sends: the condition with it, so that a side that was said of one condition is never taken for another's.
pub fn word(code: &str, side: Side) -> String {
    format!("{code}:{side}")
}

/// The side that was said of this very condition.
pub fn of(answers: &Answers, reason: &Reason) -> Option<Side> {
    match reason {
        Reason::Listed(condition) => of_code(answers, &condition.code),
        Reason::Typed(_) => None,
    }
}

/// As [`of`], by the condition's code.
pub fn of_code(answers: &Answers, condition: &str) -> Option<Side> {
    let (code, side) = typed(answers.side.as_ref()).rsplit_once(':')?;
    (code == condition && has_sides(code)).then(|| Side::parse(side))?
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::claims::intake::model::Listed;

    fn said(side: Option<&str>, code: &str) -> Option<Side> {
        let answers = Answers {
            side: side.map(Into::into),
            ..Answers::default()
        };
        let condition = Listed {
            code: code.into(),
            name: code.into(),
        };
        of(&answers, &Reason::Listed(condition))
    }

    #[test]
    fn a_side_counts_for_the_condition_that_it_was_said_of() {
        let left = word("musc-cruciate-ligament", Side::Left);
        assert_eq!(said(Some(&left), "musc-cruciate-ligament"), Some(Side::Left));
        assert_eq!(said(Some(&left), "eye-cataract"), None, "another one was chosen afterwards");
        assert_eq!(said(Some("eye-cataract:right"), "eye-cataract"), Some(Side::Right));
    }

    #[test]
    fn whatever_else_is_sent_says_no_side() {
        for other in [
            None,
            Some(""),
            Some("left"),
            Some("eye-cataract"),
            Some("eye-cataract:"),
            Some("eye-cataract:both"),
        ] {
            assert_eq!(said(other, "eye-cataract"), None, "{other:?}");
        }
        assert_eq!(said(Some("gi-vomiting:left"), "gi-vomiting"), None, "it has no sides");
    }

    #[test]
    fn a_condition_in_own_words_has_no_side() {
        let answers = Answers {
            side: Some(word("eye-cataract", Side::Left)),
            ..Answers::default()
        };
        assert_eq!(of(&answers, &Reason::Typed("a cloudy eye".into())), None);
    }
}
