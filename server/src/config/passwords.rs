use clap::Args;

/// What a password hash costs.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Passwords")]
pub struct PasswordConfig {
    /// Memory of one argon2id hash in KiB. OWASP's least is 19456.
    #[arg(long, env = "PAWTAL_ARGON2_MEMORY_KIB", value_name = "PAWTAL_ARGON2_MEMORY_KIB", default_value_t = 19_456, value_parser = clap::value_parser!(u32).range(8..=1_048_576))]
    pub argon2_memory_kib: u32,

    /// Passes of one argon2id hash. OWASP's least is 2.
    #[arg(long, env = "PAWTAL_ARGON2_PASSES", value_name = "PAWTAL_ARGON2_PASSES", default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=20))]
    pub argon2_passes: u32,
}
