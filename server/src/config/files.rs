use std::path::PathBuf;

use clap::Args;

/// Where files lie.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Files")]
pub struct FilesConfig {
    /// Folder for what people send us; made when missing.
    #[arg(long, env = "PAWTAL_DATA_DIR", value_name = "PAWTAL_DATA_DIR", default_value = "data")]
    pub data_dir: PathBuf,

    /// File with the keys that seal secrets, one `ID KEY` a line, the last one sealing; made with a first key when missing. Servers that share a database share its content. Unset: `keys` in PAWTAL_DATA_DIR.
    #[arg(long, env = "PAWTAL_KEY_FILE", value_name = "PAWTAL_KEY_FILE")]
    pub key_file: Option<PathBuf>,

    /// Folder with the built site (style sheet, JavaScript, WebAssembly).
    #[arg(long, env = "PAWTAL_SITE_ROOT", value_name = "PAWTAL_SITE_ROOT", default_value = "target/site")]
    pub site_root: PathBuf,
}

impl FilesConfig {
    /// Where the keys lie.
    pub fn keys(&self) -> PathBuf {
        self.key_file.clone().unwrap_or_else(|| self.data_dir.join("keys"))
    }
}
