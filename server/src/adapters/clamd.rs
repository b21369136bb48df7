//! ClamAV's clamd: it is sent every file before that is kept.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use app::documents::ports::Scanner;
use async_trait::async_trait;
use clamav_client::tokio::{Socket, Tcp, scan_buffer};

/// How long it may take for one file.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where clamd listens.
#[derive(Clone, Debug)]
pub enum At {
    /// A socket of this machine.
    Socket(PathBuf),
    /// A port of this machine.
    Port(SocketAddr),
}

/// Asks one clamd.
pub struct Clamd {
    at: At,
}

impl Clamd {
    /// The one that listens there.
    pub fn new(at: At) -> Clamd {
        Clamd { at }
    }

    async fn ask(&self, bytes: &[u8]) -> std::io::Result<Vec<u8>> {
        match &self.at {
            At::Socket(path) => scan_buffer(bytes, Socket { socket_path: path }, None).await,
            At::Port(address) => {
                let host_address = address.to_string();
                scan_buffer(bytes, Tcp { host_address: &host_address }, None).await
            }
        }
    }
}

#[async_trait]
impl Scanner for Clamd {
    async fn is_harmless(&self, bytes: &[u8]) -> std::io::Result<bool> {
        let answer = tokio::time::timeout(PATIENCE, self.ask(bytes)).await??;
        let words = String::from_utf8_lossy(&answer);
        match words.trim_end_matches(['\0', '\n']) {
            known if known.ends_with(" FOUND") => Ok(false),
            clean if clean.ends_with(" OK") => Ok(true),
            // Its own limits, a broken database: nothing is known of the file.
            other => Err(std::io::Error::other(format!("clamd answered {other}"))),
        }
    }
}
