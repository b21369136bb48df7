//! What a first visit costs on the wire, with brotli, as a browser would ask.

use std::collections::BTreeMap;

use app::state::Random;
use server::trial::{Connection, Failure, open, request, sign_in};

use crate::book::Book;
use crate::report::report;

const BROWSER: [(&str, &str); 2] = [
    ("accept", "text/html,application/xhtml+xml,*/*;q=0.8"),
    ("accept-encoding", "gzip, deflate, br, zstd"),
];

/// Prints the bytes of a first visit to the sign-in page and to the dashboard.
pub async fn measure(book: &Book) -> Result<(), Failure> {
    let state = open(&book.launch.database_url, Random::seeded(2)).await?;
    let one = sign_in(&state, 1).await?.remove(0);
    state.store.close().await;
    let cookie = format!("session={}", one.token);
    let mut connection = Connection::open(book.launch.address).await?;
    for (name, path, cookie) in [("sign-in", "/sign-in", None), ("dashboard", "/", Some(cookie.as_str()))] {
        let (html, page) = page(&mut connection, path, cookie).await?;
        let mut sizes = BTreeMap::from([("html", html)]);
        for (kind, address) in linked(&page) {
            *sizes.entry(kind).or_default() += bytes(&mut connection, &address).await?;
        }
        for (kind, size) in &sizes {
            report(&format!("first-visit-{name}-{kind}"), size, "bytes");
        }
        let sum = |kinds: &[&str]| kinds.iter().filter_map(|kind| sizes.get(kind)).sum::<usize>();
        report(&format!("first-visit-{name}-html-css"), sum(&["html", "css"]), "bytes");
        report(&format!("first-visit-{name}-code"), sum(&["js", "wasm", "texts"]), "bytes");
    }
    Ok(())
}

/// A page's bytes on the wire, and the page itself.
async fn page(connection: &mut Connection, path: &str, cookie: Option<&str>) -> Result<(usize, String), Failure> {
    let mut headers = BROWSER.to_vec();
    headers.extend(cookie.map(|cookie| ("cookie", cookie)));
    let reply = connection.send(&request(path, &headers, None)).await?;
    if reply.status != 200 || reply.header("content-encoding") != Some("br") {
        return Err(format!("{path} did not come compressed with brotli: {}", reply.head).into());
    }
    let mut page = Vec::new();
    brotli::BrotliDecompress(&mut &*reply.body, &mut page)?;
    Ok((reply.body.len(), String::from_utf8(page)?))
}

async fn bytes(connection: &mut Connection, address: &str) -> Result<usize, Failure> {
    let reply = connection.send(&request(address, &BROWSER, None)).await?;
    let packed = address.ends_with(".woff2") || reply.header("content-encoding") == Some("br");
    match reply.status {
        200 if packed => Ok(reply.body.len()),
        _ => Err(format!("{address} did not come compressed with brotli: {}", reply.head).into()),
    }
}

/// What a page's head makes a browser fetch: kind and address.
fn linked(page: &str) -> Vec<(&'static str, String)> {
    let head = page.split("</head>").next().unwrap_or_default();
    let links = head.split("<link ").skip(1).filter_map(|link| link.split('>').next());
    links
        .filter_map(|link| {
            let address = link.split("href=\"").nth(1)?.split('"').next()?;
            let kind = match address {
                _ if address.starts_with("/texts/") => "texts",
                _ if address.ends_with(".css") => "css",
                _ if address.ends_with(".js") => "js",
                _ if address.ends_with(".wasm") => "wasm",
                _ if address.ends_with(".woff2") => "font",
                _ => return None,
            };
            Some((kind, address.to_owned()))
        })
        .collect()
}
