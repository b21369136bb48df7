use app::state::Brand;
use clap::Args;

/// What the insurer is called and where customers reach it.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Brand")]
pub struct BrandConfig {
    /// The insurer's name as customers know it.
    #[arg(long, env = "PAWTAL_BRAND_NAME", value_name = "PAWTAL_BRAND_NAME", default_value = "Pawtal Mutual")]
    pub brand_name: String,

    /// Telephone number for help.
    #[arg(long, env = "PAWTAL_HELP_PHONE", value_name = "PAWTAL_HELP_PHONE", default_value = "+1 555 010 0199")]
    pub help_phone: String,

    /// When the telephone is answered.
    #[arg(long, env = "PAWTAL_HELP_HOURS", value_name = "PAWTAL_HELP_HOURS", default_value = "Mon\u{2013}Fri 8\u{2013}18")]
    pub help_hours: String,

    /// E-mail address for help.
    #[arg(long, env = "PAWTAL_HELP_EMAIL", value_name = "PAWTAL_HELP_EMAIL", default_value = "help@pawtal.example")]
    pub help_email: String,

    /// Postal address of the insurer, on one line: it stands at the end of every letter.
    #[arg(
        long,
        env = "PAWTAL_POSTAL_ADDRESS",
        value_name = "PAWTAL_POSTAL_ADDRESS",
        default_value = "Pawtal Mutual, 100 Harbor Street, Albany, NY 12207"
    )]
    pub postal_address: String,
}

impl From<BrandConfig> for Brand {
    fn from(config: BrandConfig) -> Brand {
        Brand {
            name: config.brand_name,
            phone: config.help_phone,
            hours: config.help_hours,
            email: config.help_email,
            postal: config.postal_address,
        }
    }
}
