//! Every visible text, in every language. `locales/*.toml` is the catalogue; `build.rs` makes a method of [`Lang`] for each key.
//!
//! The server has all texts compiled in. The browser compiles only indexes, so that texts cost the WebAssembly nothing: it loads what the frame and
//! signing in say before hydrating, and the rest of the language beside the code of the first page beyond Home.

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

    /// Names of the text files of this language: what everyone needs first, and the rest.
    pub fn files(self) -> [&'static str; 2] {
        match self {
            Lang::En => EN_FILES,
            Lang::Es => ES_FILES,
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
        let texts = match index.checked_sub(FIRST) {
            None => loaded::FIRST.get().map(|(_, texts)| (texts, index)),
            Some(index) => loaded::REST.get().map(|texts| (texts, index)),
        };
        texts.and_then(|(texts, index)| texts.get(index)).copied().unwrap_or_default()
    }
}

/// Content of the files named [`Lang::files`]: the texts in order, separated by the unit separator.
#[cfg(feature = "ssr")]
pub fn file_contents(lang: Lang) -> [String; 2] {
    let texts: &[&str] = match lang {
        Lang::En => &EN,
        Lang::Es => &ES,
    };
    [&texts[..FIRST], &texts[FIRST..FIRST + REST]].map(|texts| texts.join("\u{1f}"))
}

/// The texts of the browser.
#[cfg(not(feature = "ssr"))]
pub mod loaded {
    use std::sync::OnceLock;

    use wasm_bindgen::JsCast;
    use wasm_bindgen_futures::JsFuture;

    use super::Lang;

    type Texts = Vec<&'static str>;

    pub(super) static FIRST: OnceLock<(Lang, Texts)> = OnceLock::new();
    pub(super) static REST: OnceLock<Texts> = OnceLock::new();

    fn split(content: String) -> Texts {
        let content: &'static str = content.leak();
        content.split('\u{1f}').collect()
    }

    /// Hands over the first file, once, before the page is hydrated.
    pub fn first(lang: Lang, content: String) {
        let _ = FIRST.set((lang, split(content)));
    }

    /// Loads the second file, unless it is there. Asks at once; what is given waits for the answer. Without texts there is no page to show: when they
    /// cannot be had, the server is asked for the whole page.
    pub fn rest() -> impl Future<Output = ()> {
        let asked = REST.get().is_none().then(|| {
            let address = format!("/texts/{}", super::use_lang().files()[1]);
            web_sys::window().map(|window| window.fetch_with_str(&address))
        });
        async move {
            let Some(asked) = asked.flatten() else { return };
            match content(asked).await {
                Some(content) => drop(REST.set(split(content))),
                None => {
                    let _ = web_sys::window().map(|window| window.location().reload());
                    std::future::pending().await
                }
            }
        }
    }

    async fn content(asked: js_sys::Promise) -> Option<String> {
        let answer: web_sys::Response = JsFuture::from(asked).await.ok()?.dyn_into().ok()?;
        let text = answer.ok().then(|| answer.text().ok())??;
        JsFuture::from(text).await.ok()?.as_string()
    }
}

/// The language of this page.
pub fn use_lang() -> Lang {
    #[cfg(feature = "ssr")]
    return leptos::prelude::use_context::<Lang>().unwrap_or(Lang::En);
    #[cfg(not(feature = "ssr"))]
    return loaded::FIRST.get().map_or(Lang::En, |(lang, _)| *lang);
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
            let counts = file_contents(lang).map(|content| content.split('\u{1f}').count());
            assert_eq!(counts, [FIRST, REST]);
        }
    }

    /// The code that comes with the shell: the frame, signing in, and what they show.
    const WITH_THE_SHELL: [&str; 16] = [
        include_str!("shell.rs"),
        include_str!("notify/view/bell.rs"),
        include_str!("error.rs"),
        include_str!("auth/view/mod.rs"),
        include_str!("auth/view/sign_in.rs"),
        include_str!("home/view/home.rs"),
        include_str!("ui/button.rs"),
        include_str!("ui/card.rs"),
        include_str!("ui/date.rs"),
        include_str!("ui/error_summary.rs"),
        include_str!("ui/field.rs"),
        include_str!("ui/meter.rs"),
        include_str!("ui/page.rs"),
        include_str!("ui/pending.rs"),
        include_str!("ui/sentence.rs"),
        include_str!("ui/answer.rs"),
    ];

    #[test]
    fn what_comes_with_the_shell_says_only_what_comes_with_it() {
        // `l.home_left()`, also where a line is broken before the dot.
        let generated = include_str!(concat!(env!("OUT_DIR"), "/texts.rs"));
        let number = |key: &str| -> Option<usize> {
            let (_, body) = generated.split_once(&format!("pub fn {key}(self"))?;
            // The last number of `self.text(7)` and of `self.text(if count == 1 { 7 } else { 8 })`.
            let (_, argument) = body.split_once("self.text(")?;
            let (argument, _) = argument.split_once(')')?;
            argument.rsplit(|c: char| !c.is_ascii_digit()).find(|digits| !digits.is_empty())?.parse().ok()
        };
        let mut said = 0;
        for source in WITH_THE_SHELL {
            for (before, after) in source.match_indices('.').map(|(at, _)| source.split_at(at)) {
                let name: String = after[1..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
                let is_text = before.trim_end().ends_with(['l', ')']) && !name.is_empty();
                if let Some(number) = number(&name).filter(|_| is_text) {
                    assert!(number < FIRST, "{name} is not among the texts that come first: see FIRST in build.rs");
                    said += 1;
                }
            }
        }
        assert!(said > 50, "{said}");
    }
}
