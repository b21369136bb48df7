use std::path::PathBuf;

use clap::Args;

/// Where files lie.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Files")]
pub struct FilesConfig {
    /// Folder for what people send us; made when missing.
    #[arg(long, env = "PAWTAL_DATA_DIR", value_name = "PAWTAL_DATA_DIR", default_value = "data")]
    pub data_dir: PathBuf,

    /// Folder with the built site (style sheet, JavaScript, WebAssembly).
    #[arg(long, env = "PAWTAL_SITE_ROOT", value_name = "PAWTAL_SITE_ROOT", default_value = "target/site")]
    pub site_root: PathBuf,
}
