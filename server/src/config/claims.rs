use clap::Args;

/// How claims are decided.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Claims")]
pub struct ClaimsConfig {
    /// The most that the rules pay by themselves, in whole dollars; what comes to more is for a person. 0: every claim is.
    #[arg(long, env = "PAWTAL_INSTANT_UP_TO", value_name = "PAWTAL_INSTANT_UP_TO", default_value_t = 1_500, value_parser = clap::value_parser!(i64).range(0..=1_000_000))]
    pub instant_up_to: i64,
    /// The most that one adjuster decides alone, in whole dollars; a decision that pays or refuses more waits for a second one. 0: every decision does.
    #[arg(long, env = "PAWTAL_SECOND_PERSON_ABOVE", value_name = "PAWTAL_SECOND_PERSON_ABOVE", default_value_t = 2_500, value_parser = clap::value_parser!(i64).range(0..=1_000_000))]
    pub second_above: i64,
}
