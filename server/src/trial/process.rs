//! Other programs: the real `pawtal`, what it costs, and its end.

use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use tokio::process::{Child, Command};

use super::{Connection, Failure, HOST, request};

/// How long a server may take to answer after its start.
const START: Duration = Duration::from_secs(20);
/// Ticks of `/proc/PID/stat` are hundredths of a second on Linux.
const TICK: Duration = Duration::from_millis(10);

/// How to start a server; each start is the same.
#[derive(Clone, Debug)]
pub struct Launch {
    /// The program `pawtal`.
    pub program: PathBuf,
    /// The processor core it must stay on, if any.
    pub core: Option<usize>,
    /// Database.
    pub database_url: String,
    /// Folder of its own.
    pub data_dir: PathBuf,
    /// Folder of the built site.
    pub site_root: PathBuf,
    /// Where it listens.
    pub address: SocketAddr,
}

/// A server that was started here; it ends with this value.
#[derive(Debug)]
pub struct Server {
    child: Child,
    pid: u32,
}

/// What a process has used.
#[derive(Clone, Copy, Debug, Default)]
pub struct Usage {
    /// Time on a processor, in its own code and for it in the kernel.
    pub cpu: Duration,
    /// Memory in use now, in kB.
    pub memory_kb: u64,
    /// The most memory ever in use, in kB.
    pub peak_kb: u64,
}

impl Launch {
    /// A server beside this program, on a free port, with its data in a folder.
    ///
    /// # Errors
    /// When there is no `pawtal` beside this program.
    pub fn beside(database_url: &str, data_dir: &Path, core: Option<usize>) -> Result<Launch, Failure> {
        let program = std::env::current_exe()?.with_file_name("pawtal");
        if !program.is_file() {
            return Err(format!("there is no {}: build the release first (make build)", program.display()).into());
        }
        Ok(Launch {
            program,
            core,
            database_url: database_url.to_owned(),
            data_dir: data_dir.to_owned(),
            site_root: std::env::var_os("PAWTAL_SITE_ROOT").map_or_else(|| "target/site".into(), PathBuf::from),
            // Bound and let go: the system does not give the same port to another program soon.
            address: TcpListener::bind("127.0.0.1:0")?.local_addr()?,
        })
    }

    /// `pawtal` with some arguments, told about this database and nothing of the environment's.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = core_pinned(&self.program, self.core);
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("PAWTAL_")) {
            command.env_remove(name);
        }
        command
            .args(arguments)
            .env("PAWTAL_DATABASE_URL", &self.database_url)
            .env("PAWTAL_DATA_DIR", &self.data_dir)
            .env("PAWTAL_SITE_ROOT", &self.site_root)
            .env("PAWTAL_LISTEN", self.address.to_string())
            .env("PAWTAL_PUBLIC_URL", format!("http://{HOST}"))
            .env("PAWTAL_LOG", "warn")
            .stdin(Stdio::null())
            .kill_on_drop(true);
        command
    }

    /// Starts the server and waits until it answers. Its log goes to `server.log` in its folder.
    ///
    /// # Errors
    /// With the end of its log when it ends at once or does not answer in time.
    pub async fn start(&self) -> Result<Server, Failure> {
        let log = self.data_dir.join("server.log");
        let file = std::fs::OpenOptions::new().create(true).append(true).open(&log)?;
        let mut child = self.command(&["serve"]).stdout(Stdio::null()).stderr(file).spawn()?;
        let pid = child.id().ok_or("the server ended at once")?;
        let asked = Instant::now();
        while !self.answers().await {
            if let Some(status) = child.try_wait()? {
                return Err(format!("the server ended with {status}: {}", last_words(&log)).into());
            }
            if asked.elapsed() > START {
                return Err(format!("the server did not answer within {START:?}: {}", last_words(&log)).into());
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Ok(Server { child, pid })
    }

    async fn answers(&self) -> bool {
        let Ok(mut connection) = Connection::open(self.address).await else {
            return false;
        };
        connection
            .send(&request("/health/live", &[], None))
            .await
            .is_ok_and(|reply| reply.status == 200)
    }
}

/// The end of a log, for a sentence about whoever wrote it: the folder it lies in goes when the trial ends.
fn last_words(log: &Path) -> String {
    let text = std::fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(12)..].join("\n")
}

impl Server {
    /// `kill -9`, without a chance to put anything in order.
    ///
    /// # Errors
    /// When it had ended by itself.
    pub async fn kill(mut self) -> Result<(), Failure> {
        if let Some(status) = self.child.try_wait()? {
            return Err(format!("the server had ended by itself with {status}").into());
        }
        self.child.kill().await?;
        Ok(())
    }

    /// What it has used so far.
    ///
    /// # Errors
    /// When it has ended.
    pub fn usage(&self) -> Result<Usage, Failure> {
        usage(self.pid)
    }
}

/// What this program itself has used so far.
///
/// # Errors
/// When the machine is no Linux.
pub fn own_usage() -> Result<Usage, Failure> {
    usage(std::process::id())
}

/// Memory that this program and those it started use now, in kB.
///
/// # Errors
/// When the machine is no Linux.
pub fn family_memory_kb() -> Result<u64, Failure> {
    let mut sum = own_usage()?.memory_kb;
    for task in std::fs::read_dir("/proc/self/task")? {
        let children = std::fs::read_to_string(task?.path().join("children")).unwrap_or_default();
        let children = children.split_whitespace().filter_map(|pid| pid.parse().ok());
        // One that ends just now uses nothing.
        sum += children.filter_map(|pid| usage(pid).ok()).map(|used| used.memory_kb).sum::<u64>();
    }
    Ok(sum)
}

/// What a process has used, as Linux tells (proc(5)).
fn usage(pid: u32) -> Result<Usage, Failure> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The program's name stands in parentheses and may hold anything; utime and stime are the 12th and 13th words after it.
    let (_, words) = stat.rsplit_once(')').ok_or("/proc/PID/stat without a name")?;
    let ticks: u32 = words.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<u32>().ok()).sum();
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let kilobytes = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        line.and_then(|line| line.trim_start_matches(':').trim().strip_suffix(" kB")?.parse().ok())
            .unwrap_or(0)
    };
    Ok(Usage {
        cpu: TICK * ticks,
        memory_kb: kilobytes("VmRSS"),
        peak_kb: kilobytes("VmHWM"),
    })
}

/// A program that stays on one core when asked to (`taskset` of util-linux puts itself in its place: the process id stays).
pub fn core_pinned(program: &Path, core: Option<usize>) -> Command {
    match core {
        Some(core) => {
            let mut command = Command::new("taskset");
            command.arg("-c").arg(core.to_string()).arg(program);
            command
        }
        None => Command::new(program),
    }
}

/// Runs a program to its end; how long it took and the most memory it used.
///
/// # Errors
/// With its last words when it fails.
pub async fn run(mut command: Command) -> Result<(Duration, Usage), Failure> {
    let words = tempfile::NamedTempFile::new()?;
    let started = Instant::now();
    let mut child = command.stdout(Stdio::null()).stderr(words.reopen()?).spawn()?;
    let pid = child.id().ok_or("the program ended at once")?;
    let mut used = Usage::default();
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        // A program that has just ended tells of no memory: the last look at it stands.
        used = usage(pid).ok().filter(|now| now.peak_kb > 0).unwrap_or(used);
        tokio::time::sleep(Duration::from_millis(10)).await;
    };
    if status.success() {
        Ok((started.elapsed(), used))
    } else {
        let words = std::fs::read_to_string(words.path())?;
        Err(format!("{command:?} ended with {status}: {}", words.trim()).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_tells_what_it_used() {
        let used = usage(std::process::id()).expect("this process");
        assert!(used.memory_kb > 1000 && used.peak_kb >= used.memory_kb, "{used:?}");
    }

    #[tokio::test]
    async fn a_program_that_fails_is_quoted() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo no such luck >&2; exit 3"]);
        let error = run(command).await.expect_err("failed");
        assert!(error.to_string().contains("no such luck"), "{error}");
    }
}
