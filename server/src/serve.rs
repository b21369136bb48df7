//! Connections. As `axum::serve`, with what that lacks: a limit on the time that the head of a request may take. It speaks HTTP/1.1, as the proxy in
//! front does with us.

use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::serve::Listener;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::Service as _;

/// How long a connection may take for the head of a request, from the moment it opens or the answer before was sent. It also ends connections that
/// nobody uses: a proxy in front keeps its idle ones for less.
pub const HEAD_LIMIT: Duration = Duration::from_secs(30);

/// Serves until `stop`; then takes no new connection, finishes the requests that are under way, and returns. Every request carries the address of
/// its peer (`ConnectInfo<SocketAddr>`).
pub async fn serve(mut listener: TcpListener, router: Router, head_limit: Duration, stop: CancellationToken) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(head_limit);
    let open = TaskTracker::new();
    loop {
        let (stream, peer) = tokio::select! {
            accepted = Listener::accept(&mut listener) => accepted,
            () = stop.cancelled() => break,
        };
        let connection = http.serve_connection(TokioIo::new(stream), service(router.clone(), peer));
        let stop = stop.clone();
        open.spawn(async move {
            let mut connection = pin!(connection);
            let ended = tokio::select! {
                ended = connection.as_mut() => ended,
                () = stop.cancelled() => {
                    connection.as_mut().graceful_shutdown();
                    connection.await
                }
            };
            if let Err(error) = ended {
                tracing::debug!("A connection broke off: {error}");
            }
        });
    }
    drop(listener);
    open.close();
    open.wait().await;
}

/// The router for one connection.
fn service(
    router: Router,
    peer: SocketAddr,
) -> impl hyper::service::Service<Request<Incoming>, Response = axum::response::Response, Error = std::convert::Infallible, Future: Send> {
    service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().call(request)
    })
}
