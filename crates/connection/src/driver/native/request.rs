//! Asks for a WebSocket, and judges the reply.

use std::io;
use std::time::Duration;

use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::error::ProtocolError;
use tokio_tungstenite::tungstenite::handshake::client::Request;
use tokio_tungstenite::tungstenite::http::header::{
    CONTENT_LENGTH, HOST, HeaderMap, HeaderName, HeaderValue, ORIGIN, SEC_WEBSOCKET_PROTOCOL,
    TRANSFER_ENCODING,
};
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{self, Error};
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

use super::Socket;
use super::attempt::Duplex;
use super::ear::Ear;
use super::reply::{MAX_REPLY, Reply};
use super::subprotocol::agreed;
use super::tap::Tap;
use crate::connection::Signals;
use crate::driver::failure::{from_error, from_io};
use crate::{Cause, Endpoint, Failure, MAX_MESSAGE_BYTES, Options, Signal, Step, Subprotocol};

/// The most that waits in memory for the socket, in bytes: one message of the largest size, and what is written before one
/// that is large. Pongs to a peer that pings and never reads wait within it too.
const MAX_WRITE_BUFFER: usize = MAX_MESSAGE_BYTES + 8 * 1024 * 1024;

/// How long the page of a refusal may take to come after its head, or a last word after a request that broke off. It is
/// there at once or hardly ever, and nobody is to wait for a failure.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// Asks for a WebSocket.
pub(super) async fn shake_hands(
    endpoint: &Endpoint,
    options: &Options,
    stream: Box<dyn Duplex>,
    signals: &Signals,
) -> Result<(Socket, Ear), Failure> {
    let request = request(endpoint, options)?;
    let limit = options.max_message_bytes.min(MAX_MESSAGE_BYTES);
    let config = WebSocketConfig::default()
        .max_write_buffer_size(MAX_WRITE_BUFFER)
        .max_message_size(Some(limit))
        .max_frame_size(Some(limit));
    let mut tap = Tap::new(stream, signals.clone());
    let shaken = client_async_with_config(request, &mut tap, Some(config)).await;
    // The stream goes on without this socket, which has read the head of the reply and nothing else.
    let agreed = match shaken.map(drop) {
        // The subprotocol is the last thing that tungstenite looks at, of several at one only.
        Ok(()) | Err(Error::Protocol(ProtocolError::SecWebSocketSubProtocolError(_))) => {
            let answered = tap
                .reply()
                .map(|reply| reply.values("Sec-WebSocket-Protocol"));
            agreed(&answered.unwrap_or_default(), &options.subprotocols)
        }
        Err(error) => Err(hear_out(error, endpoint, &mut tap).await),
    };
    if let Some(step) = tap.reply().and_then(Reply::as_step) {
        signals.tell(Signal::Step(step));
    }
    let subprotocol = agreed?;
    if !options.subprotocols.is_empty() {
        signals.tell(Signal::Step(Step::Agreed { subprotocol }));
    }
    let (stream, ear) = tap.opened();
    let socket = WebSocketStream::from_raw_socket(stream, Role::Client, Some(config)).await;
    Ok((socket, ear))
}

/// The request, with all that was asked for.
fn request(endpoint: &Endpoint, options: &Options) -> Result<Request, Failure> {
    let request = endpoint.as_str().into_client_request();
    let mut request = request.map_err(|error| from_error(&error))?;
    let headers = request.headers_mut();
    for header in &options.headers {
        let name = HeaderName::from_bytes(header.name().as_bytes()).map_err(unsendable)?;
        let value = HeaderValue::from_bytes(header.value().as_bytes()).map_err(unsendable)?;
        if name == HOST {
            // It is the one that tungstenite reads, and reads as ASCII.
            value.to_str().map_err(unsendable)?;
        }
        // There is at most one of these.
        if name == HOST || name == ORIGIN {
            headers.insert(name, value);
        } else {
            headers.append(name, value);
        }
    }
    if !options.subprotocols.is_empty() {
        let names: Vec<_> = options
            .subprotocols
            .iter()
            .map(Subprotocol::as_str)
            .collect();
        let value = HeaderValue::from_str(&names.join(", ")).map_err(unsendable)?;
        headers.insert(SEC_WEBSOCKET_PROTOCOL, value);
    }
    Ok(request)
}

fn unsendable(error: impl ToString) -> Failure {
    Failure {
        cause: Cause::Other,
        detail: error.to_string(),
    }
}

/// What it means that there is no WebSocket, with all that the server has to say of it.
async fn hear_out(error: Error, endpoint: &Endpoint, tap: &mut Tap<Box<dyn Duplex>>) -> Failure {
    let later = match &error {
        Error::Http(reply) => last_words(tap, |heard| is_whole(heard, reply)).await,
        // A server that hangs up in the middle of a request may have said why.
        Error::Io(error) if is_broken(error) => last_words(tap, |_| false).await,
        _ => Ok(()),
    };
    let failure = match later {
        // With TLS 1.3, what the server thinks of our certificate comes so late.
        Err(later) if from_io(&later).cause == Cause::ClientCertificate => from_io(&later),
        _ => unshaken(from_error(&error)),
    };
    let cause = match tap.reply() {
        Some(reply) if !endpoint.is_secure() && reply.asks_for_tls() => Cause::OnlyTls,
        Some(reply) if endpoint.is_secure() && reply.asks_for_certificate() => {
            Cause::ClientCertificate
        }
        _ => failure.cause,
    };
    Failure { cause, ..failure }
}

async fn last_words(
    tap: &mut Tap<Box<dyn Duplex>>,
    is_enough: impl Fn(&Reply) -> bool,
) -> io::Result<()> {
    // If time is up, it is enough too.
    let read = timeout(LAST_WORDS, tap.read_on(is_enough)).await;
    read.unwrap_or(Ok(()))
}

fn is_broken(error: &io::Error) -> bool {
    use io::ErrorKind as Kind;
    matches!(
        error.kind(),
        Kind::BrokenPipe | Kind::ConnectionReset | Kind::ConnectionAborted
    )
}

/// Whether the page has come in, as far as it will be shown.
fn is_whole(heard: &Reply, reply: &tungstenite::http::Response<Option<Vec<u8>>>) -> bool {
    heard.bytes().len() >= MAX_REPLY
        || matches!(reply.status().as_u16(), 204 | 304)
        || is_whole_page(heard.rest(), reply.headers())
}

fn is_whole_page(page: &[u8], headers: &HeaderMap) -> bool {
    /// The end of a page that comes in chunks (RFC 9112, section 7.1).
    const LAST_CHUNK: &[u8] = b"0\r\n\r\n";
    if headers.contains_key(TRANSFER_ENCODING) {
        return page.ends_with(LAST_CHUNK);
    }
    let length = headers.get(CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse().ok());
    length.is_some_and(|length: usize| page.len() >= length)
}

/// What breaks the rules before there is a WebSocket is none.
fn unshaken(failure: Failure) -> Failure {
    let cause = match failure.cause {
        Cause::ProtocolViolation | Cause::Other | Cause::InvalidUtf8 => Cause::NotWebSocket,
        cause => cause,
    };
    Failure { cause, ..failure }
}
