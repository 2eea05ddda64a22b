//! From an address to an open connection, step by step, each of which is told.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use tokio_tungstenite::client_async_with_config;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use web_time::Instant;

use super::Socket;
use super::tap::{Tail, Tap, micros_since};
use crate::connection::Signals;
use crate::driver::failure::{from_error, from_io, unsecured};
use crate::{Cause, Endpoint, Failure, MAX_MESSAGE_BYTES, Options, Signal, Step};

/// How long an address may take to answer while there is another one to try.
const PATIENCE_WITH_ONE: Duration = Duration::from_secs(3);

/// The most that waits in memory for the socket, in bytes: one message of the largest size, and what is written before one
/// that is large. Pongs to a peer that pings and never reads wait within it too.
const MAX_WRITE_BUFFER: usize = MAX_MESSAGE_BYTES + 8 * 1024 * 1024;

/// What carries the bytes: TCP, with TLS around it or without.
pub(super) type Stream = Tap<Box<dyn Duplex>>;

/// Both directions of a stream.
pub(super) trait Duplex: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Duplex for S {}

/// Goes all the way.
pub(super) async fn open(
    endpoint: &Endpoint,
    _options: &Options,
    signals: &Signals,
) -> Result<(Socket, Tail), Failure> {
    let (host, port) = endpoint.host_and_port();
    let tcp = reach(&host, port, signals).await?;
    // Whoever measures a round trip must not measure a delay of ours. A socket that does not have this option works too.
    tcp.set_nodelay(true).ok();
    let stream: Box<dyn Duplex> = if endpoint.is_secure() {
        Box::new(secure(&host, tcp, signals).await?)
    } else {
        Box::new(tcp)
    };
    shake_hands(endpoint, stream, signals).await
}

/// Looks the name up and tries one address after the other.
async fn reach(host: &str, port: u16, signals: &Signals) -> Result<TcpStream, Failure> {
    let start = Instant::now();
    let found = lookup_host((host, port)).await;
    let found: Vec<_> = found.map_err(unknown_host)?.collect();
    signals.tell(Signal::Step(Step::Resolved {
        addresses: found.iter().map(SocketAddr::ip).collect(),
        micros: micros_since(start),
    }));
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

fn unknown_host(detail: impl ToString) -> Failure {
    Failure {
        cause: Cause::UnknownHost,
        detail: detail.to_string(),
    }
}

/// Sets up TLS, trusting whom the system trusts.
async fn secure(
    host: &str,
    stream: TcpStream,
    signals: &Signals,
) -> Result<impl Duplex + use<>, Failure> {
    let name = ServerName::try_from(host.to_owned()).map_err(no_tls)?;
    let roots = trusted()?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(no_tls)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let start = Instant::now();
    let stream = TlsConnector::from(Arc::new(config))
        .connect(name, stream)
        .await
        .map_err(|error| unsecured(&error))?;
    let version = stream.get_ref().1.protocol_version();
    signals.tell(Signal::Step(Step::Secured {
        version: version.map_or_else(String::new, |version| format!("{version:?}")),
        is_verified: true,
        micros: micros_since(start),
    }));
    Ok(stream)
}

/// Whom the system trusts. Read anew each time: it is a thread of this attempt alone that waits for it.
fn trusted() -> Result<RootCertStore, Failure> {
    let found = rustls_native_certs::load_native_certs();
    let mut roots = RootCertStore::empty();
    // One that cannot be read is as one that is not there: what it vouches for is refused, and that is told.
    roots.add_parsable_certificates(found.certs);
    if roots.is_empty() {
        let errors = found.errors;
        return Err(no_tls(format!(
            "the system has no trusted roots: {errors:?}"
        )));
    }
    Ok(roots)
}

fn no_tls(detail: impl ToString) -> Failure {
    Failure {
        cause: Cause::Tls,
        detail: detail.to_string(),
    }
}

/// Asks for a WebSocket.
async fn shake_hands(
    endpoint: &Endpoint,
    stream: Box<dyn Duplex>,
    signals: &Signals,
) -> Result<(Socket, Tail), Failure> {
    let config = WebSocketConfig::default()
        .max_write_buffer_size(MAX_WRITE_BUFFER)
        .max_message_size(Some(MAX_MESSAGE_BYTES))
        .max_frame_size(Some(MAX_MESSAGE_BYTES));
    let (tap, reply, tail) = Tap::new(stream, signals.clone());
    let shaken = client_async_with_config(endpoint.as_str(), tap, Some(config)).await;
    if let Some(step) = reply.end() {
        signals.tell(Signal::Step(step));
    }
    match shaken {
        Ok((socket, _)) => Ok((socket, tail)),
        Err(error) => Err(unshaken(from_error(&error))),
    }
}

/// What breaks the rules before there is a WebSocket is none.
fn unshaken(failure: Failure) -> Failure {
    let cause = match failure.cause {
        Cause::ProtocolViolation | Cause::Other | Cause::InvalidUtf8 => Cause::NotWebSocket,
        cause => cause,
    };
    Failure { cause, ..failure }
}
