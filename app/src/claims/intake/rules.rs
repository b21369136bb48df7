//! The wizard is a list of questions and a small navigator.

use super::model::{Answers, Facts};
use super::questions;
use crate::text_enum;
use crate::texts::Lang;

text_enum! {
    /// A screen of the wizard; its word is the last part of its address. The order is the order in which they are asked.
    pub enum Question {
        /// Which pet is this for?
        Pet = "pet",
        /// When was the visit?
        Date = "date",
        /// Add the invoice
        Invoice = "invoice",
        /// What was it for?
        Condition = "condition",
        /// What was the total?
        Total = "total",
        /// Anything else we should know?
        Notes = "notes",
        /// Check and submit
        Check = "check",
    }
}

impl Question {
    /// All screens in order. Numbers stay the same where one is skipped.
    pub const ALL: [Question; 7] = [
        Question::Pet,
        Question::Date,
        Question::Invoice,
        Question::Condition,
        Question::Total,
        Question::Notes,
        Question::Check,
    ];

    /// 1 to 7, as shown.
    pub fn number(self) -> usize {
        self as usize + 1
    }

    /// Its address.
    pub fn path(self) -> String {
        format!("/claims/new/{self}")
    }
}

/// Knows for one draft which questions are asked and which are answered; and so where one may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Navigator {
    asked: [bool; 7],
    answered: [bool; 7],
}

impl Navigator {
    /// A navigator of bare yes and no. The last screen is always asked and never answered: it is where one arrives.
    pub fn new(asked: [bool; 7], answered: [bool; 7]) -> Navigator {
        let (mut asked, mut answered) = (asked, answered);
        asked[Question::Check as usize] = true;
        answered[Question::Check as usize] = false;
        Navigator { asked, answered }
    }

    /// The navigator of a draft as it stands.
    pub fn of(answers: &Answers, facts: &Facts, l: Lang) -> Navigator {
        let asked = Question::ALL.map(|question| question != Question::Pet || !questions::pet::goes_without_asking(answers, facts));
        let answered = Question::ALL.map(|question| questions::check(question, answers, facts, l).is_ok());
        Navigator::new(asked, answered)
    }

    fn is_asked(&self, question: Question) -> bool {
        self.asked[question as usize]
    }

    /// The first question.
    pub fn first(&self) -> Question {
        Question::ALL.into_iter().find(|question| self.is_asked(*question)).unwrap_or(Question::Check)
    }

    /// The question after this one; `None` after the last.
    pub fn next(&self, question: Question) -> Option<Question> {
        Question::ALL.into_iter().find(|other| *other > question && self.is_asked(*other))
    }

    /// The question before this one; `None` before the first.
    pub fn previous(&self, question: Question) -> Option<Question> {
        Question::ALL.into_iter().rev().find(|other| *other < question && self.is_asked(*other))
    }

    /// The first question that has no answer yet: nobody can be further.
    pub fn furthest(&self) -> Question {
        Question::ALL
            .into_iter()
            .find(|question| self.is_asked(*question) && !self.answered[*question as usize])
            .unwrap_or(Question::Check)
    }

    /// Whether it is this question's turn, or was.
    pub fn may_visit(&self, question: Question) -> bool {
        self.is_asked(question) && question <= self.furthest()
    }

    /// Where "Continue" leads: to the next question, or back to the last screen when everything after this one is answered already.
    /// The question itself, or one before it, when that needs another look.
    pub fn after(&self, question: Question) -> Question {
        match self.furthest() {
            Question::Check => Question::Check,
            furthest if furthest > question => self.next(question).unwrap_or(Question::Check),
            furthest => furthest,
        }
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_question() -> impl Strategy<Value = Question> {
        prop::sample::select(Question::ALL.to_vec())
    }

    fn any_navigator() -> impl Strategy<Value = Navigator> {
        (any::<[bool; 7]>(), any::<[bool; 7]>()).prop_map(|(asked, answered)| Navigator::new(asked, answered))
    }

    proptest! {
        #[test]
        fn no_screen_comes_before_its_turn(navigator in any_navigator(), question in any_question()) {
            let earlier = Question::ALL.into_iter().filter(|q| *q < question && navigator.is_asked(*q));
            let its_turn = navigator.is_asked(question) && earlier.into_iter().all(|q| navigator.answered[q as usize]);
            prop_assert_eq!(navigator.may_visit(question), its_turn);
        }

        #[test]
        fn the_furthest_and_the_first_may_always_be_visited(navigator in any_navigator()) {
            prop_assert!(navigator.may_visit(navigator.furthest()));
            prop_assert!(navigator.may_visit(navigator.first()));
            prop_assert_eq!(navigator.previous(navigator.first()), None);
        }

        #[test]
        fn back_undoes_next(navigator in any_navigator(), question in any_question()) {
            prop_assume!(navigator.is_asked(question));
            if let Some(next) = navigator.next(question) {
                prop_assert_eq!(navigator.previous(next), Some(question));
            }
            if let Some(previous) = navigator.previous(question) {
                prop_assert_eq!(navigator.next(previous), Some(question));
            }
        }

        #[test]
        fn going_on_ends_at_the_last_screen(navigator in any_navigator()) {
            let way: Vec<Question> = std::iter::successors(Some(navigator.first()), |q| navigator.next(*q)).collect();
            prop_assert!(way.len() <= 7);
            prop_assert_eq!(way.last(), Some(&Question::Check));
            prop_assert!(way.windows(2).all(|pair| pair[0] < pair[1]));
        }

        #[test]
        fn continue_leads_only_where_one_may_be(navigator in any_navigator(), question in any_question()) {
            let to = navigator.after(question);
            prop_assert!(navigator.may_visit(to));
            prop_assert!(to > question || to == Question::Check || to == navigator.furthest());
        }

        #[test]
        fn answering_in_order_reaches_the_last_screen(asked in any::<[bool; 7]>()) {
            let mut answered = [false; 7];
            let mut steps = 0;
            loop {
                let navigator = Navigator::new(asked, answered);
                let at = navigator.furthest();
                if at == Question::Check { break; }
                answered[at as usize] = true;
                steps += 1;
                prop_assert!(steps <= 6);
            }
        }
    }

    #[test]
    fn a_changed_answer_leads_back_to_the_last_screen() {
        let navigator = Navigator::new([true; 7], [true; 7]);
        assert_eq!(navigator.after(Question::Date), Question::Check);
    }

    #[test]
    fn numbers_stay_when_the_first_screen_is_skipped() {
        let mut asked = [true; 7];
        asked[0] = false;
        let navigator = Navigator::new(asked, [false; 7]);
        assert_eq!(navigator.first(), Question::Date);
        assert_eq!(navigator.first().number(), 2);
        assert!(!navigator.may_visit(Question::Pet));
    }
}
