//! One connection, from the accepted TCP stream to its end: first HTTP, then perhaps a WebSocket.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::http::StatusCode;
use hyper::body::Bytes;
use socket2::{SockRef, TcpKeepalive};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::Role;
use tokio_util::sync::CancellationToken;
use tracing::{debug, info};

use crate::Config;
use crate::closing::{Ending, linger, say_farewell};
use crate::dispatch::Conversation;
use crate::echo::{Socket, Tally, echo};
use crate::express::Express;
use crate::http::{self, HttpEnding};
use crate::limits;
use crate::refusal::Refusal;
use crate::scenario::{After, Drip, Place, Scenario, act_on_stream, play};
use crate::site::Site;

/// Serves a TCP connection. Ends early, but in an orderly way, on shutdown.
pub(crate) async fn serve(mut stream: TcpStream, site: Arc<Site>, shutdown: CancellationToken) {
    if let Err(error) = tune(&stream) {
        debug!(%error, "the socket options could not be set");
    }
    let peer = stream.peer_addr().ok();
    // What only some connections need, or need only for a while, is boxed: all of them have room for
    // the rest, idle or not.
    let http = Box::pin(http::serve(&mut stream, &site, peer, &shutdown));
    match http.await {
        HttpEnding::Upgraded(conversation, read) => {
            let after = converse(&mut stream, read, *conversation, &site, &shutdown).await;
            if after == After::Reset {
                return reset(&stream);
            }
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
async fn web_socket<'stream, S>(
    stream: &'stream mut S,
    read: Bytes,
    config: &Config,
) -> WebSocketStream<Express<&'stream mut S>>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let stream = Express::new(stream, &read, config.max_message_size);
    WebSocketStream::from_raw_socket(stream, Role::Server, Some(config.web_socket())).await
}

/// The life of a WebSocket, over whatever carries it.
async fn converse<S>(
    stream: &mut S,
    read: Bytes,
    conversation: Conversation,
    site: &Site,
    shutdown: &CancellationToken,
) -> After
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let Conversation {
        scenario,
        handshake,
    } = conversation;
    let halls = site.halls.clone();
    let place = Place { halls, handshake };
    if scenario.is_plain_echo() {
        let socket = web_socket(stream, read, &site.config).await;
        live(socket, &scenario, &place, shutdown).await;
    } else if scenario.is_conversation() {
        let mut slow = Drip::new(stream, scenario.bytes_per_second());
        let socket = web_socket(&mut slow, read, &site.config).await;
        live(socket, &scenario, &place, shutdown).await;
    } else {
        info!(?scenario, "connection opened");
        tokio::select! {
            biased;
            () = shutdown.cancelled() => {}
            played = Box::pin(act_on_stream(&scenario, stream)) => match played {
                Ok(after) => return after,
                Err(error) => debug!(%error, "the stream broke"),
            },
        }
    }
    After::End
}

/// From the first message to the last close frame.
async fn live(
    mut socket: impl Socket,
    scenario: &Scenario,
    place: &Place,
    shutdown: &CancellationToken,
) {
    info!("connection opened");
    let opened = Instant::now();
    let mut tally = Tally::default();
    let ending = tokio::select! {
        biased;
        () = shutdown.cancelled() => Ending::ShutDown,
        ending = talk(&mut socket, scenario, place, &mut tally) => ending,
    };
    if let Some(frame) = ending.farewell() {
        say_farewell(&mut socket, frame).await;
    }
    report(&ending, tally, opened.elapsed());
}

/// The plain echo has a way of its own, through which nothing of the scenarios passes.
async fn talk(
    socket: &mut impl Socket,
    scenario: &Scenario,
    place: &Place,
    tally: &mut Tally,
) -> Ending {
    if !scenario.is_plain_echo() {
        return Box::pin(play(scenario, socket, place, tally)).await;
    }
    match echo(socket, tally).await {
        Ok(frame) => Ending::ClosedByPeer(frame),
        Err(error) => Ending::Failed(error),
    }
}

/// Ends the connection with a TCP reset: what was not sent yet is thrown away.
fn reset(stream: &TcpStream) {
    if let Err(error) = SockRef::from(stream).set_linger(Some(Duration::ZERO)) {
        debug!(%error, "the connection could not be reset");
    }
}

fn report(ending: &Ending, tally: Tally, duration: Duration) {
    let Tally { messages, bytes } = tally;
    let code = ending.code();
    match ending {
        Ending::Failed(error) => {
            info!(code, messages, bytes, ?duration, %error, "connection closed");
        }
        Ending::ClosedByPeer(_) | Ending::ClosedByUs(_) | Ending::ShutDown => {
            info!(code, messages, bytes, ?duration, "connection closed");
        }
    }
}
