use std::collections::BTreeMap;

use app::billing::terms::{self, Lapse, Terms};
use clap::Args;

/// How bills are made and collected.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Billing")]
pub struct BillingConfig {
    /// Tax on premium by state, in hundredths of a percent: `KY=150,NJ=25`. A state that is not named adds none; `*` names all others.
    #[arg(long, env = "PAWTAL_PREMIUM_TAX", value_name = "PAWTAL_PREMIUM_TAX", default_value = "", value_parser = tax)]
    pub premium_tax: ByState<i64>,

    /// What is added to each installment of a premium that is paid in parts, in cents.
    #[arg(long, env = "PAWTAL_INSTALLMENT_FEE", value_name = "PAWTAL_INSTALLMENT_FEE", default_value_t = 0, value_parser = clap::value_parser!(i64).range(0..=10_000))]
    pub installment_fee: i64,

    /// Days after a failed payment on which it is tried again. A card that was refused for good is never tried again.
    #[arg(long, env = "PAWTAL_RETRY_DAYS", value_name = "PAWTAL_RETRY_DAYS", value_delimiter = ',', default_value = "1,2,4,6,8,10,12,14", value_parser = clap::value_parser!(i32).range(1..=60))]
    pub retry_days: Vec<i32>,

    /// The hour of the household's day from which payments are collected and tried again.
    #[arg(long, env = "PAWTAL_COLLECT_HOUR", value_name = "PAWTAL_COLLECT_HOUR", default_value_t = 9, value_parser = clap::value_parser!(i8).range(0..=23))]
    pub collect_hour: i8,

    /// When unpaid cover ends, by state: days of grace from the due date, of notice, and in which paying brings cover back, `NY=31/15/30`; `*` names all
    /// others. Laws differ and nothing is presumed: where a state is not named, no cover ends by itself.
    #[arg(long, env = "PAWTAL_LAPSE", value_name = "PAWTAL_LAPSE", default_value = "", value_parser = lapse)]
    pub lapse: ByState<Lapse>,
}

/// A value for each state.
#[derive(Clone, Debug, Default)]
pub struct ByState<T>(BTreeMap<String, T>);

fn tax(text: &str) -> Result<ByState<i64>, String> {
    terms::parse_tax(text).map(ByState)
}

fn lapse(text: &str) -> Result<ByState<Lapse>, String> {
    terms::parse_lapse(text).map(ByState)
}

impl BillingConfig {
    /// What the product goes by.
    pub fn terms(&self) -> Terms {
        Terms {
            tax: self.premium_tax.0.clone(),
            installment_fee_cents: self.installment_fee,
            retry_days: self.retry_days.clone(),
            hour: self.collect_hour,
            lapse: self.lapse.0.clone(),
        }
    }
}
