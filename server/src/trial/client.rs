//! HTTP/1.1 over one kept connection, with as little work per answer as can be: whoever measures must be cheaper than what is measured.

use std::io::{self, ErrorKind};
use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::HOST;

/// A connection that is kept between requests.
#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
    received: Vec<u8>,
    body: Vec<u8>,
}

/// An answer, until the next request.
#[derive(Debug)]
pub struct Reply<'a> {
    /// HTTP status.
    pub status: u16,
    /// Status line and headers.
    pub head: &'a str,
    /// The body, whole.
    pub body: &'a [u8],
}

impl<'a> Reply<'a> {
    /// A header's value; the name in any case.
    pub fn header(&self, name: &str) -> Option<&'a str> {
        header(self.head, name)
    }
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let mut lines = head.lines().filter_map(|line| line.split_once(':'));
    lines.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
}

enum Framing {
    Length(usize),
    Chunked,
}

impl Connection {
    /// Connects.
    ///
    /// # Errors
    /// When nobody listens.
    pub async fn open(address: SocketAddr) -> io::Result<Connection> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Connection {
            stream,
            received: Vec::with_capacity(64 * 1024),
            body: Vec::new(),
        })
    }

    /// Sends a whole request and takes the whole answer.
    ///
    /// # Errors
    /// When the connection breaks, or the answer is no HTTP/1.1.
    pub async fn send(&mut self, request: &[u8]) -> io::Result<Reply<'_>> {
        self.stream.write_all(request).await?;
        self.received.clear();
        let start = loop {
            if let Some(end) = find(&self.received, b"\r\n\r\n") {
                break end + 4;
            }
            self.more().await?;
        };
        let head = std::str::from_utf8(&self.received[..start]).map_err(|_| strange())?;
        let status = head.get(9..12).and_then(|status| status.parse().ok()).ok_or_else(strange)?;
        match framing(head)? {
            Framing::Length(length) => {
                while self.received.len() < start + length {
                    self.more().await?;
                }
                let (head, body) = self.received.split_at(start);
                let head = std::str::from_utf8(head).map_err(|_| strange())?;
                Ok(Reply {
                    status,
                    head,
                    body: &body[..length],
                })
            }
            Framing::Chunked => {
                self.chunks(start).await?;
                let head = std::str::from_utf8(&self.received[..start]).map_err(|_| strange())?;
                Ok(Reply {
                    status,
                    head,
                    body: &self.body,
                })
            }
        }
    }

    async fn more(&mut self) -> io::Result<()> {
        match self.stream.read_buf(&mut self.received).await? {
            0 => Err(ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }

    /// Puts the chunks that begin at `at` together.
    async fn chunks(&mut self, mut at: usize) -> io::Result<()> {
        self.body.clear();
        loop {
            let line = loop {
                if let Some(end) = find(&self.received[at..], b"\r\n") {
                    break at + end;
                }
                self.more().await?;
            };
            let size = std::str::from_utf8(&self.received[at..line]).map_err(|_| strange())?;
            let size = usize::from_str_radix(size, 16).map_err(|_| strange())?;
            let from = line + 2;
            while self.received.len() < from + size + 2 {
                self.more().await?;
            }
            self.body.extend_from_slice(&self.received[from..from + size]);
            at = from + size + 2;
            if size == 0 {
                return Ok(());
            }
        }
    }
}

fn framing(head: &str) -> io::Result<Framing> {
    if let Some(length) = header(head, "content-length") {
        return length.parse().map(Framing::Length).map_err(|_| strange());
    }
    Ok(match header(head, "transfer-encoding") {
        Some(_) => Framing::Chunked,
        None => Framing::Length(0),
    })
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

fn strange() -> io::Error {
    io::Error::new(ErrorKind::InvalidData, "an answer that is no HTTP/1.1")
}

/// A request as bytes. A body is sent with its content type, from our own pages.
pub fn request(path: &str, headers: &[(&str, &str)], body: Option<(&str, &[u8])>) -> Vec<u8> {
    use std::io::Write as _;
    let mut request = Vec::with_capacity(512);
    let method = if body.is_some() { "POST" } else { "GET" };
    let _ = write!(request, "{method} {path} HTTP/1.1\r\nhost: {HOST}\r\n");
    for (name, value) in headers {
        let _ = write!(request, "{name}: {value}\r\n");
    }
    if let Some((content_type, body)) = body {
        let length = body.len();
        let _ = write!(
            request,
            "sec-fetch-site: same-origin\r\ncontent-type: {content_type}\r\ncontent-length: {length}\r\n"
        );
    }
    request.extend_from_slice(b"\r\n");
    if let Some((_, body)) = body {
        request.extend_from_slice(body);
    }
    request
}

/// Somebody signed in, who asks as the running app does and connects anew when a connection broke.
#[derive(Debug)]
pub struct Browser {
    address: SocketAddr,
    cookie: String,
    connection: Option<Connection>,
}

/// What was answered to a [`Browser`].
#[derive(Debug)]
pub struct Said {
    /// HTTP status.
    pub status: u16,
    /// Where it sends on to.
    pub location: Option<String>,
    /// The body, whole.
    pub body: Vec<u8>,
}

impl Browser {
    /// With the token of a session.
    pub fn new(address: SocketAddr, token: &str) -> Browser {
        Browser {
            address,
            cookie: format!("session={token}"),
            connection: None,
        }
    }

    /// Calls a server function.
    ///
    /// # Errors
    /// When the connection breaks: whether it was done is not known then.
    pub async fn call(&mut self, path: &str, fields: &[(&str, &str)]) -> io::Result<Said> {
        let body = urlencoded(fields);
        self.post(path, "application/x-www-form-urlencoded", body.as_bytes()).await
    }

    /// Sends a body.
    ///
    /// # Errors
    /// As [`Browser::call`].
    pub async fn post(&mut self, path: &str, content_type: &str, body: &[u8]) -> io::Result<Said> {
        let headers = [("accept", "application/json"), ("cookie", self.cookie.as_str())];
        let request = request(path, &headers, Some((content_type, body)));
        // Not put back unless the answer came whole: a broken connection is not used again.
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => Connection::open(self.address).await?,
        };
        let reply = connection.send(&request).await?;
        let said = Said {
            status: reply.status,
            location: reply.header("location").map(str::to_owned),
            body: reply.body.to_vec(),
        };
        self.connection = Some(connection);
        Ok(said)
    }
}

fn urlencoded(fields: &[(&str, &str)]) -> String {
    let pairs: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
    pairs.join("&")
}

fn escaped(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::new(), |mut escaped, byte| {
        if byte.is_ascii_alphanumeric() || b"-._".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            let _ = write!(escaped, "%{byte:02X}");
        }
        escaped
    })
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;

    /// Answers every request with these bytes, a few at a time.
    async fn server(answer: &'static [u8]) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.expect("a connection");
            let mut request = [0; 1024];
            while stream.read(&mut request).await.is_ok_and(|read| read > 0) {
                for part in answer.chunks(7) {
                    stream.write_all(part).await.expect("written");
                    stream.flush().await.expect("sent");
                    tokio::task::yield_now().await;
                }
            }
        });
        address
    }

    #[tokio::test]
    async fn an_answer_of_a_known_length_is_taken_whole_and_the_connection_kept() {
        let address = server(b"HTTP/1.1 302 Found\r\nLocation: /claims/1\r\nContent-Length: 5\r\n\r\nhello").await;
        let mut connection = Connection::open(address).await.expect("connected");
        for _ in 0..3 {
            let reply = connection.send(&request("/", &[], None)).await.expect("an answer");
            assert_eq!((reply.status, reply.header("location"), reply.body), (302, Some("/claims/1"), &b"hello"[..]));
        }
    }

    #[tokio::test]
    async fn chunks_are_put_together() {
        let address = server(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n10\r\n, dear neighbour\r\n0\r\n\r\n").await;
        let mut connection = Connection::open(address).await.expect("connected");
        for _ in 0..3 {
            let reply = connection.send(&request("/", &[], None)).await.expect("an answer");
            assert_eq!(reply.body, b"hello, dear neighbour");
        }
    }

    #[tokio::test]
    async fn a_connection_that_ends_early_is_an_error() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.expect("a connection");
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf").await.expect("written");
        });
        let mut connection = Connection::open(address).await.expect("connected");
        assert!(connection.send(&request("/", &[], None)).await.is_err());
    }
}
