//! A round: the server starts, people file claims, the server is killed, it starts again, and they go on.

use std::ops::AddAssign;
use std::time::{Duration, Instant};

use app::state::{AppState, Random};
use futures::future::join_all;
use server::trial::{Failure, Launch, filers, open, run as run_program, visit_day};
use tempfile::TempDir;

use crate::check;
use crate::filer::Client;

/// The server is killed this long after people begin, at the latest.
const LATEST_MS: u32 = 400;
/// People who file at once.
const PEOPLE: usize = 8;
/// Size of the book they are of.
const POLICYHOLDERS: &str = "60";

/// Which database.
#[derive(Clone, Copy, Debug)]
pub enum Engine {
    /// The embedded default.
    Sqlite,
    /// The server that `PAWTAL_TEST_POSTGRES` names.
    Postgres,
}

/// How many rounds went well.
#[derive(Clone, Copy, Debug, Default)]
pub struct Outcome {
    /// As they must.
    pub passed: u32,
    /// Not.
    pub failed: u32,
}

impl AddAssign for Outcome {
    fn add_assign(&mut self, other: Outcome) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// What happened in all rounds.
#[derive(Default)]
struct Total {
    acknowledged: usize,
    sent_again: u32,
    found_received: u32,
}

/// Kills the server `rounds` times on one database.
///
/// # Errors
/// When the trial itself cannot go on.
pub async fn run(engine: Engine, rounds: u32, seed: u64) -> Result<Outcome, Failure> {
    let begun = Instant::now();
    let folder = TempDir::with_prefix("pawtal-kill-")?;
    let url = match engine {
        Engine::Sqlite => format!("sqlite://{}", folder.path().join("pawtal.db").display()),
        Engine::Postgres => app::testing::postgres().await.ok_or("PAWTAL_TEST_POSTGRES names no server")?,
    };
    let launch = Launch::beside(&url, folder.path(), None)?;
    run_program(launch.command(&["seed", "--policyholders", POLICYHOLDERS])).await?;
    let state = open(&url, Random::seeded(seed)).await?;
    let since = state.clock.now();
    let picture = picture()?;
    let visit = visit_day(&state);
    let people = filers(&state, PEOPLE).await?;
    let mut clients: Vec<Client> = people.iter().map(|one| Client::new(launch.address, one, visit, &picture)).collect();

    let (mut outcome, mut total) = (Outcome::default(), Total::default());
    for round in 1..=rounds {
        let complaints = one(&launch, &state, &mut clients, &mut total).await?;
        for complaint in &complaints {
            println!("{engine:?}, round {round}: {complaint}");
        }
        if complaints.is_empty() {
            outcome.passed += 1;
        } else {
            outcome.failed += 1;
        }
    }
    let complaints = check::everything(&state, since, &folder.path().join("blobs")).await?;
    for complaint in &complaints {
        println!("{engine:?}, at the end: {complaint}");
    }
    if !complaints.is_empty() {
        outcome.failed += 1;
    }
    state.store.close().await;
    println!(
        "{engine:?}: killed {rounds} times in {} s, {} claims acknowledged; {} sent again for want of an answer, of which {} had been received",
        begun.elapsed().as_secs(),
        total.acknowledged,
        total.sent_again,
        total.found_received
    );
    Ok(outcome)
}

/// One round; what was wrong in it.
async fn one(launch: &Launch, state: &AppState, clients: &mut [Client], total: &mut Total) -> Result<Vec<String>, Failure> {
    let moment = u32::from_le_bytes(state.random.bytes()) % (LATEST_MS + 1);
    let server = launch.start().await?;
    let killed = async {
        tokio::time::sleep(Duration::from_millis(moment.into())).await;
        server.kill().await
    };
    let (killed, worked) = tokio::join!(killed, join_all(clients.iter_mut().map(Client::work)));
    killed?;
    let mut complaints: Vec<String> = worked.into_iter().flatten().collect();

    total.found_received += check::received(state, clients.iter().filter_map(|client| client.sent.as_ref())).await?;
    let server = launch.start().await?;
    let again = join_all(clients.iter_mut().map(Client::send_again)).await;
    complaints.extend(again.into_iter().flatten());
    for client in clients.iter_mut() {
        total.acknowledged += client.filed.len();
        total.sent_again += std::mem::take(&mut client.sent_again);
        for (draft, claim) in client.filed.drain(..) {
            complaints.extend(check::filed(state, &draft, &claim).await?);
        }
    }
    server.kill().await?;
    Ok(complaints)
}

/// An invoice as a telephone would photograph it, small.
fn picture() -> Result<Vec<u8>, Failure> {
    let paper = image::RgbImage::from_fn(120, 160, |x, y| {
        let line = y % 20 < 4 && (10..90).contains(&x);
        image::Rgb(if line { [40, 44, 52] } else { [246, 244, 238] })
    });
    let mut file = std::io::Cursor::new(Vec::new());
    paper.write_to(&mut file, image::ImageFormat::Jpeg)?;
    Ok(file.into_inner())
}
