//! The load: a process of its own that sends prepared requests over kept connections and counts.

use std::cell::Cell;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::Args;
use futures::future::join_all;
use serde::{Deserialize, Serialize};
use server::trial::{Connection, Failure, Reply, core_pinned, request};

/// What to send.
#[derive(Args)]
pub struct Load {
    /// Whom to ask.
    #[arg(long)]
    address: SocketAddr,
    /// File of requests, a JSON object a line.
    #[arg(long)]
    plan: PathBuf,
    /// Connections at once.
    #[arg(long)]
    connections: usize,
    /// For how long, in milliseconds.
    #[arg(long)]
    milliseconds: u64,
    /// Stop after the last request of the plan instead of beginning again.
    #[arg(long)]
    once: bool,
}

/// A request of the plan, and what its answer must be.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Planned {
    /// Address.
    pub path: String,
    /// Token of the session, if any.
    pub session: Option<String>,
    /// Fields of a form, encoded; without them it is a GET.
    pub form: Option<String>,
    /// How the address it sends on to must begin; without it the answer must be a page (200).
    pub leads_to: Option<String>,
}

/// What came of it.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Counted {
    /// Answers as they must be.
    pub answered: u32,
    /// Other answers, and connections that broke.
    pub failed: u32,
    /// Bytes of all bodies.
    pub bytes: u64,
    /// How long it took.
    pub took: Duration,
    /// Half of the answers were there after this time.
    pub p50: Duration,
    /// 99 of 100 answers were there after this time.
    pub p99: Duration,
    /// Time this process was on a processor.
    pub own_cpu: Duration,
}

impl Counted {
    /// Answers a second.
    pub fn throughput(&self) -> f64 {
        f64::from(self.answered) / self.took.as_secs_f64()
    }
}

/// Runs this program again as the load, on the second core.
pub async fn send(address: SocketAddr, plan: &[Planned], connections: usize, time: Duration, once: bool) -> Result<Counted, Failure> {
    let mut file = tempfile::NamedTempFile::new()?;
    for planned in plan {
        serde_json::to_writer(&mut file, planned)?;
        file.write_all(b"\n")?;
    }
    file.flush()?;
    let core = (std::thread::available_parallelism()?.get() > 1).then_some(1);
    let mut command = core_pinned(&std::env::current_exe()?, core);
    command.arg("load").arg("--address").arg(address.to_string()).arg("--plan").arg(file.path());
    command.arg("--connections").arg(connections.to_string());
    command.arg("--milliseconds").arg(time.as_millis().to_string());
    if once {
        command.arg("--once");
    }
    let output = command.kill_on_drop(true).output().await?;
    if !output.status.success() {
        return Err(format!("the load ended with {}: {}", output.status, String::from_utf8_lossy(&output.stderr).trim()).into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// A request ready to go.
struct Ready {
    bytes: Vec<u8>,
    leads_to: Option<String>,
}

impl Ready {
    fn is_answered_by(&self, reply: &Reply<'_>) -> bool {
        match &self.leads_to {
            Some(start) => reply.header("location").is_some_and(|location| location.starts_with(start)),
            None => reply.status == 200,
        }
    }
}

/// What one connection saw.
#[derive(Default)]
struct Seen {
    times: Vec<Duration>,
    failed: u32,
    bytes: u64,
}

impl Load {
    /// Sends, and prints what came of it.
    pub async fn run(self) -> Result<(), Failure> {
        let plan = read(&self.plan)?;
        let mut connections = Vec::new();
        for _ in 0..self.connections {
            connections.push(Connection::open(self.address).await?);
        }
        let next = Cell::new(0);
        let started = Instant::now();
        let deadline = started + Duration::from_millis(self.milliseconds);
        let work = connections.into_iter().map(|connection| self.work(connection, &plan, &next, deadline));
        let seen = join_all(work).await;
        let took = started.elapsed();
        let mut times: Vec<Duration> = seen.iter().flat_map(|seen| seen.times.iter().copied()).collect();
        times.sort_unstable();
        let share = |hundredths: usize| {
            times
                .get((times.len() * hundredths / 100).min(times.len().saturating_sub(1)))
                .copied()
                .unwrap_or_default()
        };
        let counted = Counted {
            answered: u32::try_from(times.len())?,
            failed: seen.iter().map(|seen| seen.failed).sum(),
            bytes: seen.iter().map(|seen| seen.bytes).sum(),
            took,
            p50: share(50),
            p99: share(99),
            own_cpu: server::trial::own_usage()?.cpu,
        };
        println!("{}", serde_json::to_string(&counted)?);
        Ok(())
    }

    async fn work(&self, mut connection: Connection, plan: &[Ready], next: &Cell<usize>, deadline: Instant) -> Seen {
        let mut seen = Seen::default();
        loop {
            let turn = next.replace(next.get() + 1);
            let from = Instant::now();
            if from >= deadline || (self.once && turn >= plan.len()) {
                return seen;
            }
            let ready = &plan[turn % plan.len()];
            match connection.send(&ready.bytes).await {
                Ok(reply) if ready.is_answered_by(&reply) => {
                    seen.bytes += reply.body.len() as u64;
                    seen.times.push(from.elapsed());
                }
                Ok(_) => seen.failed += 1,
                Err(_) => {
                    seen.failed += 1;
                    match Connection::open(self.address).await {
                        Ok(new) => connection = new,
                        Err(_) => return seen,
                    }
                }
            }
        }
    }
}

fn read(plan: &Path) -> Result<Vec<Ready>, Failure> {
    let text = std::fs::read_to_string(plan)?;
    let mut ready = Vec::new();
    for line in text.lines() {
        let planned: Planned = serde_json::from_str(line)?;
        let cookie = planned.session.map(|token| format!("session={token}"));
        // A form is sent as the running app sends it, a page asked for as by a browser that takes it uncompressed.
        let accept = if planned.form.is_some() { "application/json" } else { "text/html" };
        let mut headers = vec![("accept", accept)];
        headers.extend(cookie.as_deref().map(|cookie| ("cookie", cookie)));
        let body = planned.form.as_deref().map(|form| ("application/x-www-form-urlencoded", form.as_bytes()));
        ready.push(Ready {
            bytes: request(&planned.path, &headers, body),
            leads_to: planned.leads_to,
        });
    }
    if ready.is_empty() {
        return Err("the plan is empty".into());
    }
    Ok(ready)
}
