//! One connection, from the accepted TCP stream to its end.

use std::time::{Duration, Instant};

use socket2::{SockRef, TcpKeepalive};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::{WebSocketStream, accept_async_with_config};
use tokio_util::sync::CancellationToken;
use tracing::{debug, info};

use crate::Config;
use crate::closing::{Ending, linger, say_farewell};
use crate::echo::{Socket, Tally, echo};
use crate::limits;
use crate::refusal::Refusal;

/// Why a TCP connection did not become a WebSocket.
#[derive(Debug, thiserror::Error)]
enum HandshakeError {
    #[error("the handshake took longer than {0:?}")]
    Timeout(Duration),
    #[error(transparent)]
    Rejected(#[from] Error),
}

/// Serves a TCP connection: handshake, echo, close. Ends early, but in an orderly way, on shutdown.
pub(crate) async fn serve(mut stream: TcpStream, config: Config, shutdown: CancellationToken) {
    if let Err(error) = tune(&stream) {
        debug!(%error, "the socket options could not be set");
    }
    let handshake = tokio::select! {
        biased;
        () = shutdown.cancelled() => return,
        handshake = shake_hands(&mut stream, config) => handshake,
    };
    match handshake {
        Ok(socket) => converse(socket, &shutdown).await,
        Err(error) => {
            info!(%error, "handshake failed");
            let HandshakeError::Rejected(error) = error else {
                return;
            };
            let Some(refusal) = Refusal::of(&error) else {
                return;
            };
            refusal.send(&mut stream).await;
        }
    }
    linger(&mut stream).await;
}

/// Tells a TCP connection that there is no room for it.
pub(crate) async fn refuse(mut stream: TcpStream, config: Config) {
    Refusal::full(config.max_connections)
        .send(&mut stream)
        .await;
    linger(&mut stream).await;
}

fn tune(stream: &TcpStream) -> std::io::Result<()> {
    // Answers are batched already: nothing is gained by holding back a small packet.
    stream.set_nodelay(true)?;
    let keepalive = TcpKeepalive::new().with_time(limits::KEEPALIVE_TIME);
    SockRef::from(stream).set_tcp_keepalive(&keepalive)
}

/// The server's side of the opening handshake (RFC 6455, section 4.2). Any `Origin` is welcome: an
/// echo has nothing to protect. The stream is only lent, so a refusal can be written to it.
async fn shake_hands(
    stream: &mut TcpStream,
    config: Config,
) -> Result<WebSocketStream<&mut TcpStream>, HandshakeError> {
    let handshake = accept_async_with_config(stream, Some(config.web_socket()));
    let accepted = timeout(config.handshake_timeout, handshake).await;
    Ok(accepted.map_err(|_elapsed| HandshakeError::Timeout(config.handshake_timeout))??)
}

/// The life of a WebSocket, over whatever carries it.
async fn converse(mut socket: impl Socket, shutdown: &CancellationToken) {
    info!("connection opened");
    let opened = Instant::now();
    let mut tally = Tally::default();
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
