//! The server's end of the reader: starts its process at the first file, hands it one file at a time, and ends it when nothing came for a while.
//!
//! A process of its own, because a native engine should not be able to take the server along, and because only a process gives back all it took.

use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use app::claims::reading::ports::{InvoiceReader, ReadError, Sheet};
use async_trait::async_trait;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::Mutex;
use tokio::time::timeout;

use super::wire::{Answer, Ask};

/// How long one file may take, loading the engine included. A job is leased for a minute.
const PATIENCE: Duration = Duration::from_secs(45);
/// Longest answer that is believed, in bytes.
const LONGEST: u64 = 16 * 1024 * 1024;

/// Reads in a process of its own, one file at a time; whoever comes meanwhile waits in line.
pub struct ReaderProcess {
    program: PathBuf,
    parts: PathBuf,
    idle: Duration,
    running: Arc<Mutex<Running>>,
}

#[derive(Default)]
struct Running {
    process: Option<Process>,
    /// Files read so far: who waits for idleness sees by it whether another came.
    read: u64,
}

struct Process {
    // Killed when dropped.
    _child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl ReaderProcess {
    /// `program` is this binary, `parts` the folder with the engine and its models, `idle` how long the engine stays loaded without work.
    pub fn new(program: PathBuf, parts: PathBuf, idle: Duration) -> ReaderProcess {
        ReaderProcess {
            program,
            parts,
            idle,
            running: Arc::default(),
        }
    }

    fn start(&self) -> std::io::Result<Process> {
        let spawn = |mut command: Command| {
            command.arg("read-sheets").arg("--parts").arg(&self.parts);
            // It looks at pictures from strangers: it gets none of our secrets, and what stands on a picture comes into no log.
            command
                .env_clear()
                .env("PATH", std::env::var_os("PATH").unwrap_or_default())
                .env("PAWTAL_LOG", "warn");
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true).spawn()
        };
        // People who wait for a page go first.
        let mut yielding = Command::new("nice");
        yielding.args(["-n", "10"]).arg(&self.program);
        let mut child = spawn(yielding).or_else(|_| spawn(Command::new(&self.program)))?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(std::io::Error::other("no pipes"));
        };
        Ok(Process {
            _child: child,
            input,
            output: BufReader::new(output),
        })
    }

    /// Ends the process when nothing was read after the `read`-th file for as long as it may be idle.
    fn end_when_idle(&self, read: u64) {
        let (running, idle) = (Arc::clone(&self.running), self.idle);
        tokio::spawn(async move {
            tokio::time::sleep(idle).await;
            let mut running = running.lock().await;
            if running.read == read && running.process.take().is_some() {
                tracing::info!("The reader had nothing to do and was ended");
            }
        });
    }
}

#[async_trait]
impl InvoiceReader for ReaderProcess {
    async fn read(&self, file: &[u8], content_type: &str) -> Result<Vec<Sheet>, ReadError> {
        let mut running = self.running.lock().await;
        // Taken out while it works: whoever gives up waiting, or an error, leaves none behind that is out of step.
        let mut process = match running.process.take() {
            Some(process) => process,
            None => self.start().map_err(|error| ReadError::Failed(error.to_string()))?,
        };
        let answer = timeout(PATIENCE, process.exchange(file, content_type))
            .await
            .map_err(|_| ReadError::Failed(format!("no answer in {} s", PATIENCE.as_secs())))?
            .map_err(|error| ReadError::Failed(error.to_string()))?;
        running.process = Some(process);
        running.read += 1;
        self.end_when_idle(running.read);
        answer
    }
}

impl Process {
    /// The outer error is about the process, the inner about the file.
    async fn exchange(&mut self, file: &[u8], content_type: &str) -> std::io::Result<Result<Vec<Sheet>, ReadError>> {
        let ask = Ask {
            content_type: content_type.to_owned(),
            size: file.len(),
        };
        let mut line = serde_json::to_vec(&ask)?;
        line.push(b'\n');
        self.input.write_all(&line).await?;
        self.input.write_all(file).await?;
        self.input.flush().await?;
        let mut line = Vec::new();
        (&mut self.output).take(LONGEST).read_until(b'\n', &mut line).await?;
        let told = match serde_json::from_slice(&line)? {
            Answer::Sheets(told) => told,
            Answer::NotSetUp(why) => return Ok(Err(ReadError::NotSetUp(why))),
            Answer::Unreadable(why) => return Ok(Err(ReadError::Unreadable(why))),
        };
        let mut sheets = Vec::with_capacity(told.len());
        for mut one in told {
            if one.drawn > 0 {
                let mut picture = Vec::new();
                (&mut self.output).take(one.drawn as u64).read_to_end(&mut picture).await?;
                one.sheet.drawn = Some(picture);
            }
            sheets.push(one.sheet);
        }
        Ok(Ok(sheets))
    }
}
