//! What somebody answers to a text message. Consent may be taken back in any reasonable words (47 CFR 64.1200(a)(10), read 2026-11-20, not reviewed by counsel).

use crate::texts::Lang;

/// What an answer asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// No more text messages. The language, where the words say it.
    Stop(Option<Lang>),
    /// They may come again.
    Start(Option<Lang>),
    /// Who writes, and how it is ended.
    Help(Option<Lang>),
}

/// Words that end it when they are all of the message.
const STOP: [&str; 9] = ["stop", "stopall", "quit", "end", "revoke", "opt out", "optout", "cancel", "unsubscribe"];
const STOP_ES: [&str; 8] = ["alto", "parar", "pare", "basta", "baja", "cancelar", "detener", "no mas"];
const START: [&str; 3] = ["start", "unstop", "resume"];
const START_ES: [&str; 4] = ["empezar", "iniciar", "inicio", "reanudar"];
const HELP: [&str; 2] = ["help", "info"];
const HELP_ES: [&str; 2] = ["ayuda", "informacion"];
/// What says it within other words.
const WITHIN: [&str; 14] = [
    "stop",
    "unsubscribe",
    "opt out",
    "opt me out",
    "quit texting",
    "quit messaging",
    "do not text",
    "dont text",
    "do not message",
    "dont message",
    "no more text",
    "no more message",
    "take me off",
    "leave me alone",
];
const WITHIN_ALSO: [&str; 3] = ["remove me", "remove my number", "revoke my consent"];
const WITHIN_ES: [&str; 11] = [
    "deje de",
    "dejen de",
    "deja de",
    "no mas mensajes",
    "no me mande",
    "no me envie",
    "no me escriba",
    "no quiero mas",
    "no quiero recibir",
    "denme de baja",
    "quiteme de",
];
/// Who says one of these wants the opposite.
const NOT: [&str; 4] = ["dont stop", "do not stop", "never stop", "no pare"];

/// What an answer asks for, if it is one of these things.
pub fn wish(message: &str) -> Option<Wish> {
    let said = plain(message);
    let whole = |words: &[&str]| words.contains(&said.as_str()) || words.contains(&said.trim_start_matches("please ").trim_end_matches(" please"));
    let within = |words: &[&str]| words.iter().any(|words| format!(" {said} ").contains(&format!(" {words}")));
    match () {
        () if whole(&START) => Some(Wish::Start(None)),
        () if whole(&START_ES) => Some(Wish::Start(Some(Lang::Es))),
        () if whole(&HELP) => Some(Wish::Help(None)),
        () if whole(&HELP_ES) => Some(Wish::Help(Some(Lang::Es))),
        () if within(&NOT) => None,
        () if whole(&STOP_ES) || within(&WITHIN_ES) => Some(Wish::Stop(Some(Lang::Es))),
        () if whole(&STOP) => Some(Wish::Stop(None)),
        () if within(&WITHIN) || within(&WITHIN_ALSO) => Some(Wish::Stop(None)),
        () => None,
    }
}

/// Small letters and digits with one space between words, accents and signs left out: `¡No más!` is `no mas`, `don't` is `dont`.
fn plain(message: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    let mut words = String::new();
    for c in message.nfkd() {
        if c.is_alphanumeric() {
            words.extend(c.to_lowercase());
        } else if !matches!(c, '\'' | '\u{2019}') && !('\u{300}'..='\u{36f}').contains(&c) && !words.ends_with(' ') {
            words.push(' ');
        }
    }
    words.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_of_the_rule_stops_however_it_is_written() {
        for word in ["stop", "quit", "end", "revoke", "opt out", "cancel", "unsubscribe"] {
            for said in [word.to_owned(), word.to_uppercase(), format!("  {word}. "), format!("Please {word}!")] {
                assert_eq!(wish(&said), Some(Wish::Stop(None)), "{said:?}");
            }
        }
        for word in ["alto", "ALTO", "no más", "Basta!", "cancelar", "Baja"] {
            assert_eq!(wish(word), Some(Wish::Stop(Some(Lang::Es))), "{word:?}");
        }
        assert_eq!(wish("opt-out"), Some(Wish::Stop(None)));
        assert_eq!(wish("\u{ff33}\u{ff34}\u{ff2f}\u{ff30}"), Some(Wish::Stop(None)), "full width");
    }

    #[test]
    fn words_of_ones_own_stop_too() {
        for said in [
            "please stop texting me",
            "I said STOP",
            "Don't text me anymore",
            "Don\u{2019}t text this number",
            "do not message me",
            "take me off your list",
            "no more texts",
            "remove me please",
            "I want to opt out of this",
            "leave me alone",
            "deje de mandarme mensajes",
            "No quiero más mensajes, gracias",
        ] {
            assert!(matches!(wish(said), Some(Wish::Stop(_))), "{said:?}");
        }
    }

    #[test]
    fn what_asks_for_something_else_stops_nothing() {
        for said in [
            "",
            "thanks",
            "Will the vet cancel my appointment?",
            "in the end it was fine",
            "please don't stop",
            "When does my cover end?",
            "nonstop barking",
            "gracias",
        ] {
            assert_eq!(wish(said), None, "{said:?}");
        }
        assert_eq!(wish("Start"), Some(Wish::Start(None)));
        assert_eq!(wish("reanudar"), Some(Wish::Start(Some(Lang::Es))));
        assert_eq!(wish("HELP"), Some(Wish::Help(None)));
    }
}
