//! Word of a change to a thousand open pages: how long until the last has heard, and what an open page costs.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use app::execute;
use app::state::Random;
use server::trial::{Failure, Server, SignedIn, open, request, sign_in};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::Measure;
use crate::book::Book;
use crate::report::{milliseconds, report};

/// Open pages, each of a household of its own.
const PAGES: usize = 1_000;
/// Until word that has not come is lost.
const PATIENCE: Duration = Duration::from_secs(30);

/// Prints the figures of word.
pub async fn measure(book: &Book, server: &Server, measure: &Measure) -> Result<(), Failure> {
    let state = open(&book.launch.database_url, Random::seeded(7)).await?;
    let people = sign_in(&state, PAGES).await?;
    let before = server.usage()?.memory_kb;
    let mut pages = Vec::with_capacity(PAGES);
    for one in &people {
        pages.push(connect(book.launch.address, one).await?);
    }
    let each = server.usage()?.memory_kb.saturating_sub(before);
    report("live-memory-each", format!("{:.1}", each as f64 / PAGES as f64), "kB");
    let mut best = Duration::MAX;
    for _ in 0..measure.rounds {
        let mut tx = state.store.begin().await?;
        for one in &people {
            execute!(tx.run(), "UPDATE pet SET breed = breed WHERE household_id = $1", &one.household)?;
        }
        tx.commit().await?;
        let told = Instant::now();
        let mut hearing = JoinSet::new();
        for mut page in pages.drain(..) {
            hearing.spawn(async move { timeout(PATIENCE, hear(&mut page)).await.map(|heard| heard.map(|()| page)) });
        }
        while let Some(heard) = hearing.join_next().await {
            pages.push(heard???);
        }
        best = best.min(told.elapsed());
    }
    report("live-last-of-1000", milliseconds(best), "ms");
    state.store.close().await;
    Ok(())
}

/// Opens a page's connection, and waits until it stands.
async fn connect(address: SocketAddr, one: &SignedIn) -> Result<TcpStream, Failure> {
    let mut stream = TcpStream::connect(address).await?;
    let cookie = format!("session={}", one.token);
    stream.write_all(&request("/api/live?since=9000000000", &[("cookie", &cookie)], None)).await?;
    let mut head = [0; 1024];
    let read = timeout(PATIENCE, stream.read(&mut head)).await??;
    if !head[..read].starts_with(b"HTTP/1.1 200") {
        return Err(format!("a page was not let in: {}", String::from_utf8_lossy(&head[..read])).into());
    }
    Ok(stream)
}

/// Waits for word.
async fn hear(stream: &mut TcpStream) -> Result<(), std::io::Error> {
    let mut piece = [0; 512];
    loop {
        let read = stream.read(&mut piece).await?;
        if read == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if piece[..read].windows(3).any(|three| three == b"id:") {
            return Ok(());
        }
    }
}
