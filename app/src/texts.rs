//! Every visible text, in every language. `locales/*.toml` is the catalogue; `build.rs` makes a method of [`Lang`] for each key.
//!
//! The server has all texts compiled in. The browser compiles only indexes and loads one file per language before hydrating, so that texts
//! cost the WebAssembly nothing.

use std::fmt::Display;

use crate::text_enum;

text_enum! {
    /// A language the portal speaks.
    pub enum Lang {
        /// English, as in the United States.
        En = "en",
        /// Spanish, as in the United States.
        Es = "es",
    }
}

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

impl Lang {
    /// All languages, in the order they are offered.
    pub const ALL: [Lang; 2] = [Lang::En, Lang::Es];

    /// Address of the text file of this language.
    pub fn file(self) -> &'static str {
        match self {
            Lang::En => EN_FILE,
            Lang::Es => ES_FILE,
        }
    }

    /// The name of the language in itself: "English", "Español".
    pub fn own_name(self) -> &'static str {
        match self {
            Lang::En => "English",
            Lang::Es => "Español",
        }
    }

    /// The first language of an `Accept-Language` header that we speak.
    pub fn accepted(header: &str) -> Option<Lang> {
        header.split(',').find_map(|part| Lang::parse(part.trim().get(..2)?))
    }

    #[cfg(feature = "ssr")]
    fn text(self, index: usize) -> &'static str {
        match self {
            Lang::En => EN[index],
            Lang::Es => ES[index],
        }
    }

    #[cfg(not(feature = "ssr"))]
    fn text(self, index: usize) -> &'static str {
        LOADED.get().and_then(|(_, texts)| texts.get(index)).copied().unwrap_or_default()
    }
}

/// Content of the file named [`Lang::file`]: the texts in order, separated by the unit separator.
#[cfg(feature = "ssr")]
pub fn file_content(lang: Lang) -> String {
    match lang {
        Lang::En => EN[..SHOWN].join("\u{1f}"),
        Lang::Es => ES[..SHOWN].join("\u{1f}"),
    }
}

#[cfg(not(feature = "ssr"))]
static LOADED: std::sync::OnceLock<(Lang, Vec<&'static str>)> = std::sync::OnceLock::new();

/// Hands over the text file, once, before the page is hydrated.
#[cfg(not(feature = "ssr"))]
pub fn load(lang: Lang, content: String) {
    let content: &'static str = content.leak();
    let _ = LOADED.set((lang, content.split('\u{1f}').collect()));
}

/// The language of this page.
pub fn use_lang() -> Lang {
    #[cfg(feature = "ssr")]
    return leptos::prelude::use_context::<Lang>().unwrap_or(Lang::En);
    #[cfg(not(feature = "ssr"))]
    return LOADED.get().map_or(Lang::En, |(lang, _)| *lang);
}

fn fill(text: &str, arguments: &[(&str, &dyn Display)]) -> String {
    use std::fmt::Write as _;
    let mut filled = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        filled.push_str(before);
        if let Some((_, value)) = arguments.iter().find(|(argument, _)| *argument == name) {
            let _ = write!(filled, "{value}");
        }
        rest = after;
    }
    filled + rest
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_filled_with_its_arguments() {
        assert_eq!(fill("{a} of {b}", &[("a", &1), ("b", &"two")]), "1 of two");
    }

    #[test]
    fn the_first_language_we_speak_wins() {
        assert_eq!(Lang::accepted("fr-CA, es-MX;q=0.8, en;q=0.5"), Some(Lang::Es));
        assert_eq!(Lang::accepted("é"), None);
        assert_eq!(Lang::accepted(""), None);
    }

    #[test]
    fn no_text_holds_the_separator_of_the_file() {
        for lang in Lang::ALL {
            let count = file_content(lang).split('\u{1f}').count();
            assert_eq!(count, SHOWN);
        }
    }
}
