use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

use crate::adapters::At;

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

    /// Where ClamAV's clamd listens, and looks at every file before it is kept: the path of its socket, or an address and port of this machine. Unset: pictures are made anew and PDFs looked through, and nothing else.
    #[arg(long, env = "PAWTAL_CLAMD", value_name = "PAWTAL_CLAMD", value_parser = clamd)]
    pub clamd: Option<At>,

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

/// A socket's path, or a port of this machine: files would go in the clear to another.
fn clamd(text: &str) -> Result<At, &'static str> {
    let here = text.parse().ok().filter(|address: &SocketAddr| address.ip().is_loopback());
    let socket = text.starts_with('/').then(|| At::Socket(PathBuf::from(text)));
    socket
        .or(here.map(At::Port))
        .ok_or("expected the path of a socket, or an address and port of this machine like 127.0.0.1:3310")
}
