//! What crosses the wire about the OpenID provider.

use crate::texts::Lang;

crate::text_enum! {
    /// How a round trip to the provider ended, when nobody was signed in by it: the word in the address of the page it comes back to.
    pub enum Outcome {
        /// An account here is linked with it now.
        Linked = "linked",
        /// That account there is linked already: with another account here, or this one with another there.
        Taken = "taken",
        /// Somebody signed in there who is not who is signed in here.
        Another = "another",
        /// The provider does not answer.
        Down = "down",
        /// The round trip was not begun in this browser, took too long, or its code was used before.
        Late = "late",
        /// The provider said no, or what it gave does not hold.
        Refused = "refused",
        /// The clocks differ.
        Clock = "clock",
        /// Too many from this network.
        Often = "often",
        /// It was us.
        Ours = "ours",
    }
}

impl Outcome {
    /// In words; `provider` is what its button calls it.
    pub fn words(self, l: Lang, provider: &str) -> String {
        match self {
            Outcome::Linked => l.oidc_linked(provider),
            Outcome::Taken => l.oidc_taken(provider),
            Outcome::Another => l.oidc_another(provider),
            Outcome::Down => l.oidc_down(provider),
            Outcome::Late => l.oidc_late().to_owned(),
            Outcome::Refused => l.oidc_refused(provider),
            Outcome::Clock => l.oidc_clock(provider),
            Outcome::Often => l.oidc_often().to_owned(),
            Outcome::Ours => l.error_unavailable().to_owned(),
        }
    }
}
