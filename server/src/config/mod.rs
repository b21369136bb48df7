//! Configuration by environment: one documented struct per topic. `pawtal serve --help` lists every variable.

mod address;
mod billing;
mod brand;
mod claims;
mod database;
mod files;
mod http;
mod mail;
mod oidc;
mod passwords;
mod push;
mod reader;
mod sms;
mod stripe;

pub use billing::BillingConfig;
pub use brand::BrandConfig;
pub use claims::ClaimsConfig;
pub use database::DatabaseConfig;
pub use files::FilesConfig;
pub use http::HttpConfig;
pub use mail::MailConfig;
pub use oidc::OidcConfig;
pub use passwords::PasswordConfig;
pub use push::PushConfig;
pub use reader::ReaderConfig;
pub use sms::SmsConfig;
pub use stripe::StripeConfig;

use clap::Args;

/// Everything a running server needs to know.
#[derive(Args, Clone, Debug)]
pub struct Config {
    #[command(flatten)]
    #[expect(missing_docs, reason = "each topic documents itself")]
    pub database: DatabaseConfig,
    #[command(flatten)]
    #[expect(missing_docs, reason = "each topic documents itself")]
    pub files: FilesConfig,
    #[command(flatten)]
    #[expect(missing_docs, reason = "each topic documents itself")]
    pub http: HttpConfig,
    #[command(flatten)]
    #[expect(missing_docs, reason = "each topic documents itself")]
    pub passwords: PasswordConfig,
    #[command(flatten)]
    #[expect(missing_docs, reason = "each topic documents itself")]
    pub brand: BrandConfig,
    #[command(flatten)]
    #[expect(missing_docs, reason = "each topic documents itself")]
    pub claims: ClaimsConfig,
    #[command(flatten)]
    #[expect(missing_docs, reason = "each topic documents itself")]
    pub billing: BillingConfig,
    #[command(flatten)]
    #[expect(missing_docs, reason = "each topic documents itself")]
    pub mail: MailConfig,
    #[command(flatten)]
    #[expect(missing_docs, reason = "each topic documents itself")]
    pub sms: SmsConfig,
    #[command(flatten)]
    #[expect(missing_docs, reason = "each topic documents itself")]
    pub push: PushConfig,
    #[command(flatten)]
    #[expect(missing_docs, reason = "each topic documents itself")]
    pub oidc: OidcConfig,
    #[command(flatten)]
    #[expect(missing_docs, reason = "each topic documents itself")]
    pub reader: ReaderConfig,
    #[command(flatten)]
    #[expect(missing_docs, reason = "each topic documents itself")]
    pub stripe: StripeConfig,
}
