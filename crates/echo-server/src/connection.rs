//! One connection, from the accepted TCP stream to its end: first HTTP, then perhaps a WebSocket.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::http::StatusCode;
use hyper::body::Bytes;
use socket2::{SockRef, TcpKeepalive};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};
use tokio_util::sync::CancellationToken;
use tracing::{debug, info};

use crate::closing::{Ending, linger, say_farewell};
use crate::dispatch::Conversation;
use crate::echo::{Socket, Tally, echo};
use crate::http::{self, HttpEnding};
use crate::limits;
use crate::refusal::Refusal;
use crate::site::Site;

/// Serves a TCP connection. Ends early, but in an orderly way, on shutdown.
pub(crate) async fn serve(mut stream: TcpStream, site: Arc<Site>, shutdown: CancellationToken) {
    if let Err(error) = tune(&stream) {
        debug!(%error, "the socket options could not be set");
    }
    match http::serve(&mut stream, &site, &shutdown).await {
        HttpEnding::Upgraded(conversation, read) => {
            let socket = web_socket(&mut stream, read, site.config.web_socket()).await;
            converse(socket, conversation, &shutdown).await;
        }
        HttpEnding::Finished => {}
        HttpEnding::TooSlow => {
            let handshake_timeout = site.config.handshake_timeout;
            info!(?handshake_timeout, "refused: the request took too long");
            let reason = format!("The request took longer than {handshake_timeout:?}.");
            Refusal::new(StatusCode::REQUEST_TIMEOUT, reason)
                .write(&mut stream)
                .await;
        }
        HttpEnding::Lost => return,
    }
    linger(&mut stream).await;
}

/// Tells a TCP connection that there is no room for it, without waiting for a request.
pub(crate) async fn refuse(mut stream: TcpStream, max_connections: usize) {
    Refusal::new(
        StatusCode::SERVICE_UNAVAILABLE,
        format!("All {max_connections} connections are taken. Try again later."),
    )
    .write(&mut stream)
    .await;
    linger(&mut stream).await;
}

fn tune(stream: &TcpStream) -> std::io::Result<()> {
    // Answers are batched already: nothing is gained by holding back a small packet.
    stream.set_nodelay(true)?;
    let keepalive = TcpKeepalive::new().with_time(limits::KEEPALIVE_TIME);
    SockRef::from(stream).set_tcp_keepalive(&keepalive)
}

/// The WebSocket on the stream itself, so nothing of HTTP stands between it and the frames. What
/// was read together with the handshake comes first. The stream is only lent: it has to linger.
async fn web_socket<S>(
    stream: &mut S,
    read: Bytes,
    config: WebSocketConfig,
) -> WebSocketStream<&mut S>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    WebSocketStream::from_partially_read(stream, read.into(), Role::Server, Some(config)).await
}

/// The life of a WebSocket, over whatever carries it.
async fn converse(
    mut socket: impl Socket,
    conversation: Conversation,
    shutdown: &CancellationToken,
) {
    info!("connection opened");
    let opened = Instant::now();
    let mut tally = Tally::default();
    let Conversation::Echo = conversation;
    let ending = tokio::select! {
        biased;
        () = shutdown.cancelled() => Ending::ShutDown,
        result = echo(&mut socket, &mut tally) => match result {
            Ok(frame) => Ending::ClosedByPeer(frame),
            Err(error) => Ending::Failed(error),
        },
    };
    if let Some(frame) = ending.farewell() {
        say_farewell(&mut socket, frame).await;
    }
    report(&ending, tally, opened.elapsed());
}

fn report(ending: &Ending, tally: Tally, duration: Duration) {
    let Tally { messages, bytes } = tally;
    let code = ending.code();
    match ending {
        Ending::Failed(error) => {
            info!(code, messages, bytes, ?duration, %error, "connection closed");
        }
        Ending::ClosedByPeer(_) | Ending::ShutDown => {
            info!(code, messages, bytes, ?duration, "connection closed");
        }
    }
}
