//! The part of a connection that is HTTP: requests are answered until one of them becomes a
//! WebSocket, or there are no more.

use std::error::Error as _;
use std::future::poll_fn;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::SystemTime;

use axum::http::StatusCode;
use hyper::body::Bytes;
use hyper::server::conn::http1::{Builder, Connection};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::timeout;
use tokio_io_timeout::TimeoutWriter;
use tokio_util::sync::CancellationToken;
use tracing::debug;

use crate::clock;
use crate::dispatch::{Conversation, Dispatch, Progress};
use crate::events::ByteAccounting;
use crate::limits;
use crate::refusal::Refusal;
use crate::site::Site;

/// What the HTTP part of a connection came to. The stream is still open on our side.
#[derive(Debug)]
pub(crate) enum HttpEnding {
    /// A WebSocket begins, with what was read after the handshake.
    Upgraded(Box<Conversation>, Bytes),
    /// Everything that was asked has been answered.
    Finished,
    /// This has to be answered, and nothing was answered yet.
    Refused(Refusal),
    /// The first request began and did not end in time; it has no answer yet.
    TooSlow,
    /// The peer has taken nothing of an answer for too long.
    Stalled,
    /// Nothing can be sent any more, or there was no request.
    Lost,
}

/// Answers requests until the peer has no more, one becomes a WebSocket, or something breaks.
///
/// On shutdown, an answer under way is finished within a bound, and nothing else is waited for.
pub(crate) async fn serve(
    stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
    site: &Site,
    peer: Option<SocketAddr>,
    accounting: &ByteAccounting,
    shutdown: &CancellationToken,
) -> HttpEnding {
    let dispatch = Dispatch::new(site, peer, accounting);
    // Hyper has no time limit of its own for a peer that never reads the answers.
    let mut stream = TimeoutWriter::new(stream);
    stream.set_timeout(Some(site.config.write_timeout()));
    let stream = TokioIo::new(Box::pin(stream));
    let mut connection = builder(site).serve_connection(stream, dispatch);
    let ended = tokio::select! {
        biased;
        () = shutdown.cancelled() => None,
        result = poll_fn(|context| poll(&mut connection, context)) => Some(result),
    };
    let result = match ended {
        Some(result) => result,
        None => match finish(&mut connection).await {
            Some(result) => result,
            None => return HttpEnding::Lost,
        },
    };
    let parts = connection.into_parts();
    let progress = parts.service.into_progress();
    match (result, progress) {
        (Ok(()), Progress::Upgraded(conversation)) => {
            HttpEnding::Upgraded(conversation, parts.read_buf)
        }
        (Ok(()), _) => HttpEnding::Finished,
        (Err(Stop::NoDate), progress) => ending_without_date(&progress),
        (Err(Stop::Broken(error)), progress) => {
            debug!(%error, "no more requests");
            if error.is_parse() {
                // Hyper has answered it: 400, or 414 or 431 if it was too long.
                site.metrics.refused("request");
            }
            if is_end_of_stream(&error) {
                return ending_at_end_of_stream(!parts.read_buf.is_empty());
            }
            let is_answerable = matches!(progress, Progress::Nothing) && !parts.read_buf.is_empty();
            ending_after(&error, is_answerable)
        }
    }
}

/// Why hyper is not polled any more.
enum Stop {
    /// The connection broke, or what came is no request.
    Broken(hyper::Error),
    /// The clock shows a time that hyper cannot write as a `Date`: it panics, also when no date is sent.
    NoDate,
}

fn poll<I>(
    connection: &mut Connection<I, Dispatch<'_>>,
    context: &mut Context<'_>,
) -> Poll<Result<(), Stop>>
where
    I: hyper::rt::Read + hyper::rt::Write + Unpin,
{
    if clock::is_http_date(SystemTime::now()) {
        let ended = connection.poll_without_shutdown(context);
        ended.map_err(Stop::Broken)
    } else {
        Poll::Ready(Err(Stop::NoDate))
    }
}

/// A refusal must not interrupt an answer that is being sent.
fn ending_without_date(progress: &Progress) -> HttpEnding {
    if !matches!(progress, Progress::Nothing) {
        return HttpEnding::Lost;
    }
    let reason = "The clock of this server is set to a time that HTTP cannot write.";
    let refusal = Refusal::new(StatusCode::SERVICE_UNAVAILABLE, reason.to_owned());
    HttpEnding::Refused(refusal)
}

/// Whether the peer ended its side of the stream; in TLS, also without saying so.
fn is_end_of_stream(error: &hyper::Error) -> bool {
    let source = error.source();
    let io_error = source.and_then(|source| source.downcast_ref::<io::Error>());
    error.is_incomplete_message()
        || io_error.is_some_and(|error| error.kind() == io::ErrorKind::UnexpectedEof)
}

/// The peer may still listen, so the part of a request that it sent has an answer.
fn ending_at_end_of_stream(has_more: bool) -> HttpEnding {
    if !has_more {
        return HttpEnding::Finished;
    }
    let reason = "The request ended before its head did.".to_owned();
    HttpEnding::Refused(Refusal::new(StatusCode::BAD_REQUEST, reason))
}

/// The ending after an error. Between two requests and before the first byte, an answer would be to
/// nothing that the peer knows of.
fn ending_after(error: &hyper::Error, is_answerable: bool) -> HttpEnding {
    if is_write_timeout(error) {
        HttpEnding::Stalled
    } else if error.is_timeout() && is_answerable {
        HttpEnding::TooSlow
    } else if error.is_parse() {
        // The peer was answered by hyper, and should be able to read it.
        HttpEnding::Finished
    } else {
        HttpEnding::Lost
    }
}

fn is_write_timeout(error: &hyper::Error) -> bool {
    let cause = error.source().and_then(|cause| cause.downcast_ref());
    cause.is_some_and(|cause: &io::Error| cause.kind() == io::ErrorKind::TimedOut)
}

fn builder(site: &Site) -> Builder {
    let mut builder = Builder::new();
    builder
        .timer(TokioTimer::new())
        // A client may end its side of the stream after its last request, and still wait for the answers.
        .half_close(true)
        // Runs while there is no request, too: it is also what ends an idle connection.
        .header_read_timeout(site.config.request_timeout())
        .max_header_size(limits::MAX_HEADER_SIZE)
        .max_buf_size(limits::HTTP_BUFFER_SIZE);
    builder
}

/// Lets the answer under way be finished. `None` if the peer does not take it in time.
async fn finish<I>(connection: &mut Connection<I, Dispatch<'_>>) -> Option<Result<(), Stop>>
where
    I: hyper::rt::Read + hyper::rt::Write + Unpin,
{
    Pin::new(&mut *connection).graceful_shutdown();
    let finished = poll_fn(|context| poll(connection, context));
    timeout(limits::CLOSE_TIMEOUT, finished).await.ok()
}
