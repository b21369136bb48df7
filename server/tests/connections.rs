//! What connections may do to the server: over TCP, as it runs.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::routing::{get, post};
use server::serve::serve;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

/// Longer than anything here takes: only a test that would never end meets it.
const PATIENCE: Duration = Duration::from_secs(60);
const HEAD_LIMIT: Duration = Duration::from_millis(400);

struct Server {
    address: SocketAddr,
    stop: CancellationToken,
    running: JoinHandle<()>,
}

async fn server() -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let (address, stop) = (listener.local_addr().expect("an address"), CancellationToken::new());
    let router = Router::new()
        .route(
            "/peer",
            get(|ConnectInfo(peer): ConnectInfo<SocketAddr>| async move { format!("you are {peer}.") }),
        )
        .route("/echo", post(|body: String| async move { format!("you said {body}.") }));
    let running = tokio::spawn(serve(listener, router, HEAD_LIMIT, stop.clone()));
    Server { address, stop, running }
}

impl Server {
    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.expect("a connection")
    }
}

async fn say(connection: &mut TcpStream, text: &str) {
    connection.write_all(text.as_bytes()).await.expect("written");
}

/// All that comes until the other side ends it.
async fn rest(connection: &mut TcpStream) -> String {
    let mut text = String::new();
    // A connection that was reset is over, too.
    let _ = timeout(PATIENCE, connection.read_to_string(&mut text))
        .await
        .expect("the connection is never ended");
    text
}

#[tokio::test]
async fn a_connection_that_never_finishes_its_head_is_ended_and_others_are_served() {
    let server = server().await;
    let mut slow = Vec::new();
    for _ in 0..50 {
        let mut connection = server.connect().await;
        say(&mut connection, "GET /peer HTTP/1.1\r\nhost: portal.test\r\n").await;
        slow.push(tokio::spawn(async move {
            let (mut reads, mut writes) = connection.into_split();
            // One header more every so often, for as long as anybody listens.
            let drips = tokio::spawn(async move {
                while writes.write_all(b"x-drip: y\r\n").await.is_ok() {
                    tokio::time::sleep(HEAD_LIMIT / 8).await;
                }
            });
            let mut text = String::new();
            let _ = timeout(PATIENCE, reads.read_to_string(&mut text)).await.expect("it goes on for ever");
            drips.abort();
            text
        }));
    }
    let mut silent = server.connect().await;
    let mut good = server.connect().await;
    let own = good.local_addr().expect("an address");
    say(&mut good, "GET /peer HTTP/1.1\r\nhost: portal.test\r\nconnection: close\r\n\r\n").await;
    let answer = rest(&mut good).await;
    assert!(
        answer.starts_with("HTTP/1.1 200 OK") && answer.ends_with(&format!("you are {own}.")),
        "{answer}"
    );
    for slow in slow {
        let answer = slow.await.expect("a slow one");
        assert!(!answer.contains("200 OK"), "{answer}");
    }
    assert_eq!(rest(&mut silent).await, "", "who says nothing is ended, too");
}

#[tokio::test]
async fn one_connection_serves_one_request_after_another() {
    let server = server().await;
    let mut connection = server.connect().await;
    for last in [false, true] {
        let how = if last { "close" } else { "keep-alive" };
        say(
            &mut connection,
            &format!("GET /peer HTTP/1.1\r\nhost: portal.test\r\nconnection: {how}\r\n\r\n"),
        )
        .await;
        if !last {
            let mut some = [0; 12];
            connection.read_exact(&mut some).await.expect("an answer");
            assert_eq!(&some, b"HTTP/1.1 200");
            tokio::time::sleep(HEAD_LIMIT / 2).await;
        }
    }
    let answers = rest(&mut connection).await;
    assert_eq!(answers.matches("you are ").count(), 2, "{answers}");
}

#[tokio::test]
async fn what_is_under_way_when_the_server_stops_is_finished_and_nothing_else_begins() {
    let server = server().await;
    let mut connection = server.connect().await;
    say(&mut connection, "POST /echo HTTP/1.1\r\nhost: portal.test\r\ncontent-length: 5\r\n\r\nhel").await;
    let idle = server.connect().await;
    // The request is under way before the server is told to stop.
    tokio::time::sleep(HEAD_LIMIT / 4).await;
    server.stop.cancel();
    tokio::time::sleep(HEAD_LIMIT / 4).await;
    assert!(TcpStream::connect(server.address).await.is_err(), "no new connection");
    assert!(!server.running.is_finished(), "it waits for who is not done");
    say(&mut connection, "lo").await;
    let answer = rest(&mut connection).await;
    assert!(answer.ends_with("you said hello."), "{answer}");
    timeout(PATIENCE, server.running).await.expect("it never stops").expect("it stops by itself");
    drop(idle);
}

/// ASVS 4.2.1 (request smuggling): RFC 9112, 6.3.
#[tokio::test]
async fn where_a_request_ends_is_never_in_doubt() {
    let server = server().await;
    let asked = async |head: &str, body: &str| {
        let mut connection = server.connect().await;
        say(&mut connection, &format!("POST /echo HTTP/1.1\r\nhost: portal.test\r\n{head}\r\n{body}")).await;
        rest(&mut connection).await
    };
    let next = "GET /peer HTTP/1.1\r\nhost: portal.test\r\n\r\n";
    let chunked = asked(
        "content-length: 100\r\ntransfer-encoding: chunked\r\nconnection: close\r\n",
        "3\r\nabc\r\n0\r\n\r\n",
    )
    .await;
    assert!(
        chunked.ends_with("you said abc.") || chunked.starts_with("HTTP/1.1 400"),
        "the length does not count beside chunks: {chunked}"
    );
    for (head, body) in [
        ("content-length: 3\r\ncontent-length: 4\r\n", "abcd".to_owned()),
        ("content-length: +3\r\n", "abc".to_owned()),
        ("content-length: 3, 4\r\n", "abcd".to_owned()),
        ("transfer-encoding: xchunked\r\n", format!("0\r\n\r\n{next}")),
        ("transfer-encoding: chunked, identity\r\n", format!("0\r\n\r\n{next}")),
        ("transfer-encoding : chunked\r\n", format!("0\r\n\r\n{next}")),
        ("transfer-encoding: chunked\r\n", "zz\r\nabc\r\n0\r\n\r\n".to_owned()),
        ("x-split: a\r\n continued: b\r\ncontent-length: 0\r\n", String::new()),
    ] {
        let answer = asked(head, &body).await;
        assert!(answer.starts_with("HTTP/1.1 400") && !answer.contains("you "), "{head:?}: {answer}");
    }
}
