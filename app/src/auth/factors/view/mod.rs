//! Screens of factors.

mod app;
mod codes;
mod factor;
mod passkey;
mod phone;
mod prove;
mod second;
mod second_step;
mod security;
mod set_up;

pub use app::AppPage;
pub use codes::{CodesPage, RecoveredPage};
pub use factor::FactorPage;
pub use passkey::{PasskeyAct, PasskeyButton, nonce};
pub use phone::PhonePage;
pub use prove::ProvePage;
pub use second::SecondPage;
pub use second_step::SecondStepPage;
pub use security::SecurityPage;
pub use set_up::SetUpPage;

use crate::auth::factors::model::Kind;
use crate::texts::Lang;
use crate::ui::Icon;

/// A kind in words, and its drawing.
fn kind_words(l: Lang, kind: Kind) -> (&'static str, Icon) {
    match kind {
        Kind::Passkey => (l.security_kind_passkey(), Icon::ShieldCheck),
        Kind::Totp => (l.security_kind_totp(), Icon::Clock),
        Kind::Sms => (l.security_kind_sms(), Icon::Phone),
        Kind::Recovery => (l.security_codes_title(), Icon::FileText),
        Kind::Oidc => (l.security_kind_oidc(), Icon::Landmark),
    }
}
