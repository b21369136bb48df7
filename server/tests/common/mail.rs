//! What came by mail.

use app::notify::ports::Mail;
use app::state::AppState;
use app::testing::{Letters, work};

/// Works all jobs and gives the letters that went since the last look at them.
pub async fn delivered(state: &AppState, letters: &Letters, seen: &mut usize) -> Vec<Mail> {
    work(state).await;
    let mail = letters.mail().split_off(*seen);
    *seen += mail.len();
    mail
}

/// The path of the one link in some letters, in whatever order they came, that leads to our own page of this name: `/register/…`.
pub fn link(letters: &[Mail], page: &str) -> String {
    let start = format!("https://portal.test.example/{page}/");
    let found: Vec<(&Mail, usize)> = letters.iter().filter_map(|mail| Some((mail, mail.text.find(&start)?))).collect();
    let [(mail, at)] = found[..] else {
        panic!("{} links to {page} in {letters:?}", found.len());
    };
    let token: String = mail.text[at + start.len()..].chars().take_while(char::is_ascii_hexdigit).collect();
    assert_eq!(token.len(), 64, "256 bits");
    assert!(mail.html.contains(&format!("href=\"{start}{token}\"")), "{}", mail.html);
    format!("/{page}/{token}")
}

/// The token at the end of a link.
pub fn token(link: &str) -> &str {
    link.rsplit('/').next().unwrap_or_default()
}
