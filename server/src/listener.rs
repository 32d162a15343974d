//! Connections: accepted, served, and drained when the process is told to stop.

use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use axum::response::Response;
use futures_util::FutureExt as _;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until};
use tower::Service;
use tracing::{debug, info, warn};

use crate::gate;
use crate::state::Readiness;

/// How long running requests may take once the process is told to stop.
pub const DRAIN: Duration = Duration::from_secs(10);
/// New connections are taken until none has come for so long, for some are on their way already …
const QUIET: Duration = Duration::from_millis(100);
/// … and no longer than this: by then a load balancer has seen `/ready`.
const LINGER: Duration = Duration::from_secs(2);
/// How long a client may take for the head of a request.
const HEAD_TIME: Duration = Duration::from_secs(15);
/// The same for a connection that begins while the server drains: one that asks nothing must not hold it up.
const LATE_HEAD_TIME: Duration = Duration::from_secs(1);

/// The other end of the connection, which behind a proxy is the proxy.
#[derive(Clone, Copy, Debug)]
pub struct Peer(SocketAddr);

impl Peer {
    /// Its address.
    pub fn ip(self) -> IpAddr {
        self.0.ip()
    }
}

impl From<SocketAddr> for Peer {
    fn from(address: SocketAddr) -> Self {
        Self(address)
    }
}

/// What answers requests: always ready, and never without an answer.
pub trait Answers:
    Service<Request<Body>, Response = Response, Error = Infallible, Future: Send>
    + Clone
    + Send
    + Sync
    + 'static
{
}

impl<S> Answers for S where
    S: Service<Request<Body>, Response = Response, Error = Infallible, Future: Send>
        + Clone
        + Send
        + Sync
        + 'static
{
}

/// Binds the address, which this variable gives.
///
/// # Errors
/// In words, with what to do about it.
pub async fn bind(address: SocketAddr, variable: &str) -> Result<TcpListener, String> {
    TcpListener::bind(address).await.map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => format!(
            "{address} is in use by another program (or another Integration Users). Stop it, or set {variable} to \
             another port, for example {variable}=127.0.0.1:0 for any free one."
        ),
        io::ErrorKind::PermissionDenied => {
            format!("not allowed to listen on {address}: ports below 1024 need a privilege. Set {variable} to another.")
        }
        io::ErrorKind::AddrNotAvailable => format!("{address} is no address of this machine. Set {variable} to one."),
        _ => format!("cannot listen on {address}: {error}"),
    })
}

/// Serves until `stop` is done, then drains: `/ready` says no, idle connections close, running requests get [`DRAIN`] to
/// end, and new connections are still answered (one request each) until there are none or the load balancer has had the
/// time to notice. What has been let wait by then is answered too, so that nobody is dropped.
pub async fn serve(
    listener: TcpListener,
    service: impl Answers,
    readiness: Readiness,
    stop: impl Future<Output = ()>,
) {
    let (closing, close) = watch::channel(false);
    let mut connections = JoinSet::new();
    tokio::pin!(stop);
    loop {
        tokio::select! {
            accepted = listener.accept() => accept(accepted, &service, &close, &mut connections).await,
            Some(_) = connections.join_next(), if !connections.is_empty() => {}
            () = &mut stop => break,
        }
    }
    readiness.stop();
    info!(
        connections = connections.len(),
        "Stopping: finishing what was begun"
    );
    let _ = closing.send(true);
    let begun = Instant::now();
    let (deadline, linger) = (begun + DRAIN, begun + LINGER);
    let mut quiet = begun + QUIET;
    while Instant::now() < linger {
        tokio::select! {
            accepted = listener.accept() => {
                quiet = Instant::now() + QUIET;
                accept(accepted, &service, &close, &mut connections).await;
            }
            Some(_) = connections.join_next(), if !connections.is_empty() => {}
            () = sleep_until(quiet.min(linger)) => break,
        }
    }
    // The system has taken on these, and would turn them away.
    while let Some(accepted) = listener.accept().now_or_never() {
        accept(accepted, &service, &close, &mut connections).await;
    }
    drop(listener);
    while !connections.is_empty() {
        tokio::select! {
            _ = connections.join_next() => {}
            () = sleep_until(deadline) => {
                warn!(connections = connections.len(), "Stopped with requests unfinished");
                return;
            }
        }
    }
    info!("Stopped");
}

async fn accept(
    accepted: io::Result<(TcpStream, SocketAddr)>,
    service: &impl Answers,
    close: &watch::Receiver<bool>,
    connections: &mut JoinSet<()>,
) {
    match accepted {
        Ok((stream, peer)) => {
            connections.spawn(connection(
                stream,
                Peer::from(peer),
                service.clone(),
                close.clone(),
            ));
        }
        Err(error) => {
            // Mostly too many open files: give connections time to end rather than ask again at once.
            warn!(%error, "Could not accept a connection");
            sleep(Duration::from_millis(100)).await;
        }
    }
}

async fn connection(
    stream: TcpStream,
    peer: Peer,
    service: impl Answers,
    mut close: watch::Receiver<bool>,
) {
    // Small answers must not wait for more to send; where the socket does not know this, it is only slower.
    let _ = stream.set_nodelay(true);
    let service = hyper::service::service_fn(move |mut request: Request<Incoming>| {
        // Nobody asks at the gate, and what a call costs besides its token would be felt.
        if !gate::is_gate(request.uri().path()) {
            request.extensions_mut().insert(peer);
        }
        service.clone().call(request.map(Body::new))
    });
    let closing = *close.borrow_and_update();
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(if closing { LATE_HEAD_TIME } else { HEAD_TIME })
        .keep_alive(!closing)
        .serve_connection(TokioIo::new(stream), service);
    tokio::pin!(connection);
    let outcome = tokio::select! {
        outcome = &mut connection => outcome,
        Ok(()) = close.changed() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = outcome {
        debug!(%error, "A connection broke off");
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    #[tokio::test]
    async fn whoever_has_come_before_the_end_is_answered() {
        let listener = bind(SocketAddr::from(([127, 0, 0, 1], 0)), "IU_LISTEN")
            .await
            .expect("a port");
        let address = listener.local_addr().expect("an address");
        let mut clients = Vec::new();
        for _ in 0..20 {
            let mut client = TcpStream::connect(address).await.expect("a connection");
            let request = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n";
            client.write_all(request).await.expect("sent");
            clients.push(client);
        }
        // It is told to stop before it has taken the first of them on.
        let service =
            tower::service_fn(async |_: Request<Body>| Ok(Response::new(Body::from("yes"))));
        let stop = std::future::ready(());
        serve(listener, service, Readiness::default(), stop).await;
        for mut client in clients {
            let mut answer = String::new();
            client.read_to_string(&mut answer).await.expect("an answer");
            assert!(answer.ends_with("yes"), "{answer}");
        }
    }
}
