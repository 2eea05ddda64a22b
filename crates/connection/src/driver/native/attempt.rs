//! From an address to an open connection, step by step, each of which is told.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use web_time::Instant;

use super::Socket;
use super::ear::Ear;
use super::handshake::shake_hands;
use super::tap::Tap;
use super::{proxy, tls};
use crate::connection::Signals;
use crate::driver::failure::from_io;
use crate::{Cause, Endpoint, Failure, Options, Signal, Step};

/// How long an address may take to answer while there is another one to try.
const PATIENCE_WITH_ONE: Duration = Duration::from_secs(3);

/// What carries the bytes: TCP, with TLS around it or without.
pub(super) type Stream = Tap<Box<dyn Duplex>>;

/// Both directions of a stream.
pub(super) trait Duplex: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Duplex for S {}

/// Goes all the way.
pub(super) async fn open(
    endpoint: &Endpoint,
    options: &Options,
    signals: &Signals,
) -> Result<(Socket, Ear), Failure> {
    let (host, port) = endpoint.host_and_port();
    // What is wrong with a file is told before anybody is troubled.
    let security = endpoint.is_secure().then(|| tls::config(options));
    let security = security.transpose()?;
    let between = proxy::between(endpoint, &options.proxy, proxy::of_environment)?;
    let tcp = match between {
        Some(proxy) => proxy::tunnel(&proxy, &host, port, signals).await?,
        None => reach(&host, port, signals).await?,
    };
    let stream: Box<dyn Duplex> = match security {
        Some(security) => Box::new(tls::secure(&host, tcp, security, signals).await?),
        None => Box::new(tcp),
    };
    shake_hands(endpoint, options, stream, signals).await
}

/// Looks the name up and tries one address after the other.
pub(super) async fn reach(host: &str, port: u16, signals: &Signals) -> Result<TcpStream, Failure> {
    let found = look_up(host, port, signals).await?;
    let mut last = None;
    for (index, address) in found.iter().copied().enumerate() {
        let start = Instant::now();
        let connecting = TcpStream::connect(address);
        let connected = if index + 1 < found.len() {
            let connected = timeout(PATIENCE_WITH_ONE, connecting).await;
            connected.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
        } else {
            connecting.await
        };
        match connected {
            Ok(stream) => {
                // Whoever measures a round trip must not measure a delay of ours. A socket that does not have this option
                // works too.
                stream.set_nodelay(true).ok();
                let micros = micros_since(start);
                signals.tell(Signal::Step(Step::Reached { address, micros }));
                return Ok(stream);
            }
            Err(error) => {
                signals.tell(Signal::Step(Step::Unreached {
                    address,
                    detail: error.to_string(),
                    micros: micros_since(start),
                }));
                last = Some(error);
            }
        }
    }
    Err(last.map_or_else(
        || unknown_host("the name has no address"),
        |error| from_io(&error),
    ))
}

/// The addresses of a name. A number is its own address, and there is nothing to tell.
async fn look_up(host: &str, port: u16, signals: &Signals) -> Result<Vec<SocketAddr>, Failure> {
    if let Ok(address) = host.parse::<IpAddr>() {
        return Ok(vec![SocketAddr::new(address, port)]);
    }
    let start = Instant::now();
    let found = lookup_host((host, port)).await;
    let found: Vec<_> = found.map_err(unknown_host)?.collect();
    signals.tell(Signal::Step(Step::Resolved {
        addresses: found.iter().map(SocketAddr::ip).collect(),
        micros: micros_since(start),
    }));
    Ok(found)
}

fn unknown_host(detail: impl ToString) -> Failure {
    Failure {
        cause: Cause::UnknownHost,
        detail: detail.to_string(),
    }
}

/// How long ago something was, in microseconds.
pub(super) fn micros_since(start: Instant) -> u64 {
    u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX)
}
