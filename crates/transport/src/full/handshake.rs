//! The opening handshake: sends the request, reads the reply, and validates it (RFC 6455, section 4.1).
//!
//! tungstenite's own handshake is not used. It takes the first reply for the last one, whatever RFC 9110, section 15.2, says
//! of interim ones; compares whole lines where a header is a list; takes a head in small pieces for an attack; and accepts
//! extensions that were not offered. What it does well is used: the request, the key and its answer, and the frames.

use std::io;
use std::time::Duration;

use connection::{
    Cause, Endpoint, Failure, HeadLimit, MAX_MESSAGE_BYTES, Observer, Options, ReplyFault, Signal,
    Step, in_bytes,
};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};
use wire::deflate::Parameters;
use wire::stream::{FrameStream, Role as Side, StreamConfig};

use super::frame_observer::FrameObserver;
use super::frame_recorder::{FrameRecorder, FrameSwitch};
use super::head::{self, Head};
use super::raw_stream::RawStream;
use super::recording_stream::RecordingStream;
use super::reply::{MAX_REPLY, Reply};
use super::socket::Socket;
use super::tcp::Duplex;
use super::validate::{Agreed, SWITCHING_PROTOCOLS, validate};
use crate::failure::from_io;

/// The most that waits in memory for the socket, in bytes: one message of the largest size, and what is written before one
/// that is large. Pongs to a peer that pings and never reads wait within it too.
const MAX_WRITE_BUFFER: usize = MAX_MESSAGE_BYTES + 8 * 1024 * 1024;

/// So much tungstenite reads at a time, in bytes. It clears all of that before each read, and most of what comes in does not pass
/// through it.
const READ_BUFFER_SIZE: usize = 16 * 1024;

/// How long the page of a refusal may take to come after its head, or an alert after a request that broke off. It is
/// there at once or hardly ever, and a failure is not to be told late.
const LATE_TIME: Duration = Duration::from_millis(500);

/// The most interim replies that are passed over. HTTP sets no limit; servers send one or two (100, 103), and each is a row
/// of the list.
const MAX_INTERIM_REPLIES: usize = 16;

/// How many bytes of a reply are read at once.
const CHUNK_BYTES: usize = 4 * 1024;

/// Asks for a WebSocket, with a request and the key in it.
pub(super) async fn open_handshake(
    endpoint: &Endpoint,
    options: &Options,
    (request, key): &(Vec<u8>, String),
    stream: Box<dyn Duplex>,
    time_left: Duration,
    (observer, switch): (&Observer, &FrameSwitch),
) -> Result<(Socket, FrameObserver), Failure> {
    let mut exchange = Exchange {
        stream,
        reply: Reply::new(),
        observer,
    };
    let asked = timeout(time_left, exchange.ask(request)).await;
    let asked = asked.unwrap_or_else(|_elapsed| Err(ExchangeError::Head(exchange.late())));
    let validated = match asked {
        Ok(head) => match validate(&head, key, endpoint, options) {
            Ok(agreed) => Ok(agreed),
            Err(failure) => Err(exchange.read_page(&head, failure).await),
        },
        Err(error) => Err(exchange.read_reason(error).await),
    };
    let Exchange { stream, reply, .. } = exchange;
    if let Some(step) = reply.as_step() {
        observer.observe(Signal::Step(step));
    }
    let agreed = validated.map_err(|failure| about_tls(failure, endpoint, &reply))?;
    let Agreed {
        subprotocol,
        compression,
    } = agreed;
    if !options.subprotocols.is_empty() {
        observer.observe(Signal::Step(Step::Agreed { subprotocol }));
    }
    if let Some(agreed) = compression {
        observer.observe(Signal::Step(Step::Compression { agreed }));
    }
    let switch = switch.always(compression.is_some());
    Ok(opened(stream, reply, options, compression, (observer, switch)).await)
}

/// What follows the reply are frames, of which the first may have come with it.
async fn opened(
    stream: Box<dyn Duplex>,
    reply: Reply,
    options: &Options,
    compression: Option<Parameters>,
    (observer, switch): (&Observer, FrameSwitch),
) -> (Socket, FrameObserver) {
    let limit = options.max_message_bytes.min(MAX_MESSAGE_BYTES);
    let config = WebSocketConfig::default()
        .read_buffer_size(READ_BUFFER_SIZE)
        .max_write_buffer_size(MAX_WRITE_BUFFER)
        .max_message_size(Some(limit))
        .max_frame_size(Some(limit));
    let frames = FrameObserver::new(compression.is_some());
    let first = reply.into_rest();
    let recorder = FrameRecorder::new(observer.clone(), switch, frames.clone());
    let stream = RecordingStream::new(stream, frames.clone(), recorder, first.clone());
    let layer = StreamConfig {
        role: Side::Client,
        compression,
        max_frame_size: limit,
    };
    let stream = RawStream::new(FrameStream::new(stream, first, &layer).lending());
    let socket = WebSocketStream::from_raw_socket(stream, Role::Client, Some(config)).await;
    (socket, frames)
}

/// A request, and what comes back.
struct Exchange<'a> {
    stream: Box<dyn Duplex>,
    reply: Reply,
    observer: &'a Observer,
}

/// Why there is no head of a reply.
enum ExchangeError {
    /// The stream broke.
    Stream(io::Error),
    /// What came is no head, or not a whole one.
    Head(Failure),
}

impl Exchange<'_> {
    /// Sends the request. Returns the head of the reply to it that is not an interim one.
    async fn ask(&mut self, request: &[u8]) -> Result<Head, ExchangeError> {
        // Before it is sent: what comes back from near by may be there before that is noticed.
        self.reply = Reply::new();
        let (length, sent) = self.send(request).await;
        let head = String::from_utf8_lossy(&request[..length]).into_owned();
        self.observer
            .observe(Signal::Step(Step::Requested { head }));
        sent.map_err(ExchangeError::Stream)?;
        for _ in 0..=MAX_INTERIM_REPLIES {
            let head = self.read_head().await?;
            let is_interim = matches!(head.status, 100..200) && head.status != SWITCHING_PROTOCOLS;
            if !is_interim {
                return Ok(head);
            }
            let step = self.reply.pass_over();
            self.observer.observe(Signal::Step(step));
        }
        let limit = HeadLimit::InterimReplies(MAX_INTERIM_REPLIES);
        Err(ExchangeError::Head(head::over(limit)))
    }

    /// So many bytes went out, and how that ended.
    async fn send(&mut self, request: &[u8]) -> (usize, io::Result<()>) {
        let mut sent = 0;
        while sent < request.len() {
            match self.stream.write(&request[sent..]).await {
                Ok(0) => return (sent, Err(io::ErrorKind::WriteZero.into())),
                Ok(length) => sent += length,
                Err(error) => return (sent, Err(error)),
            }
        }
        (sent, self.stream.flush().await)
    }

    async fn read_head(&mut self) -> Result<Head, ExchangeError> {
        let mut chunk = [0; CHUNK_BYTES];
        loop {
            if let Some(head) = self.reply.head().map_err(ExchangeError::Head)? {
                return Ok(head);
            }
            let length = self
                .stream
                .read(&mut chunk)
                .await
                .map_err(ExchangeError::Stream)?;
            if length == 0 {
                return Err(ExchangeError::Head(self.ended()));
            }
            self.reply.push_head(&chunk[..length]);
        }
    }

    /// The server has closed its side, and the reply is not whole.
    fn ended(&self) -> Failure {
        let read = in_bytes(self.reply.bytes().len() as u64);
        Failure {
            cause: Cause::Reply(ReplyFault::Incomplete),
            detail: format!("the connection was closed after {read} of the response"),
        }
    }

    /// Time is up, and the reply is not whole.
    fn late(&self) -> Failure {
        let read = self.reply.bytes().len();
        Failure {
            cause: Cause::TimedOut,
            detail: match read {
                0 => "no response in time".to_owned(),
                _ => format!(
                    "the response was not complete in time: {} received",
                    in_bytes(read as u64)
                ),
            },
        }
    }

    /// Reads the page that comes with a refusal, for the technical details.
    async fn read_page(&mut self, head: &Head, failure: Failure) -> Failure {
        if head.status == SWITCHING_PROTOCOLS {
            return failure;
        }
        let later = self.read_late(|reply| is_whole(reply, head)).await;
        later.unwrap_or(failure)
    }

    /// A server that closes in the middle of a request may have sent the reason.
    async fn read_reason(&mut self, error: ExchangeError) -> Failure {
        match error {
            ExchangeError::Head(failure) => failure,
            ExchangeError::Stream(error) if is_broken(&error) => {
                let later = self.read_late(|_| false).await;
                later.unwrap_or_else(|| broke_off(&error))
            }
            ExchangeError::Stream(error) => broke_off(&error),
        }
    }

    /// Reads on until `is_enough`, and not for long. With TLS 1.3, what the server thinks of our certificate comes so late.
    async fn read_late(&mut self, is_enough: impl Fn(&Reply) -> bool) -> Option<Failure> {
        // If time is up, it is enough too.
        let read = timeout(LATE_TIME, self.read_on(is_enough)).await;
        let failure = from_io(&read.ok()?.err()?);
        (failure.cause == Cause::ClientCertificate).then_some(failure)
    }

    async fn read_on(&mut self, is_enough: impl Fn(&Reply) -> bool) -> io::Result<()> {
        let mut chunk = [0; CHUNK_BYTES];
        while !is_enough(&self.reply) {
            let length = self.stream.read(&mut chunk).await?;
            if length == 0 {
                break;
            }
            self.reply.push_page(&chunk[..length]);
        }
        Ok(())
    }
}

/// The stream broke before the reply was whole: there is no close frame that could be missing yet.
fn broke_off(error: &io::Error) -> Failure {
    let failure = from_io(error);
    match failure.cause {
        Cause::Dropped => Failure {
            cause: Cause::Reply(ReplyFault::Incomplete),
            ..failure
        },
        _ => failure,
    }
}

/// Replaces the cause by that of a server that expects TLS, or a certificate, and replies so.
fn about_tls(failure: Failure, endpoint: &Endpoint, reply: &Reply) -> Failure {
    let cause = if !endpoint.is_secure() && reply.asks_for_tls() {
        Cause::OnlyTls
    } else if endpoint.is_secure() && reply.asks_for_certificate() {
        Cause::ClientCertificate
    } else {
        failure.cause
    };
    Failure { cause, ..failure }
}

fn is_broken(error: &io::Error) -> bool {
    use io::ErrorKind as Kind;
    matches!(
        error.kind(),
        Kind::BrokenPipe | Kind::ConnectionReset | Kind::ConnectionAborted
    )
}

/// Whether the page has come in, as far as it will be shown.
fn is_whole(reply: &Reply, head: &Head) -> bool {
    reply.bytes().len() >= MAX_REPLY
        || matches!(head.status, 204 | 304)
        || is_whole_page(reply.rest(), head)
}

fn is_whole_page(page: &[u8], head: &Head) -> bool {
    /// The end of a page that comes in chunks (RFC 9112, section 7.1).
    const LAST_CHUNK: &[u8] = b"0\r\n\r\n";
    if head.values("Transfer-Encoding").next().is_some() {
        return page.ends_with(LAST_CHUNK);
    }
    let length = head.values("Content-Length").next();
    let length = length.and_then(|length| std::str::from_utf8(length).ok()?.trim().parse().ok());
    length.is_some_and(|length: usize| page.len() >= length)
}
